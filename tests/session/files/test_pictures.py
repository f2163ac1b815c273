"""Pictures and animations, written in a thread of their own."""

import errno
import os
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtGui import QColor, QImage

from neuron_desktop.files.errors import FileError
from neuron_desktop.session.files.pictures import (
    AnimationFormat,
    AnimationPlan,
    PictureSaver,
    _PictureWorker,
    _Request,
    frame_iterations,
    png_bytes,
    rgb_array,
)

RED, GREEN = QColor(209, 52, 47), QColor(21, 128, 61)


def plain(color, width=31, height=20):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(color)
    return image


def plan(path, *, frames=2, samples=1, kind=AnimationFormat.GIF):
    return AnimationPlan(path, kind, frames, samples, frames_per_second=20, loop=True)


@pytest.fixture
def saver(qapp):
    made = PictureSaver()
    made.heard = []
    made.saved.connect(lambda path, size: made.heard.append(("saved", path, size)))
    made.taken.connect(lambda: made.heard.append(("taken",)))
    made.failed.connect(lambda error: made.heard.append(("failed", error)))
    yield made
    made.close()


@given(
    first=st.integers(0, 10**12),
    span=st.integers(0, 10**9),
    count=st.integers(1, 1000),
    beginning=st.booleans(),
)
def test_frames_go_from_the_first_to_the_last_iteration_and_none_comes_twice(first, span, count, beginning):
    chosen = frame_iterations(first, first + span, count, beginning=beginning)
    assert len(chosen) == min(count, span + 1)
    assert chosen[-1] == first + span
    assert chosen[0] == first or len(chosen) == 1
    assert all(early < late for early, late in pairwise(chosen))


@given(span=st.integers(200, 10**6), count=st.integers(10, 100))
def test_more_of_the_beginning_is_shown_where_that_is_asked_for(span, count):
    evenly = frame_iterations(0, span, count, beginning=False)
    beginning = frame_iterations(0, span, count, beginning=True)
    assert max(np.diff(evenly)) - min(np.diff(evenly)) <= 1
    assert sum(iteration < span / 2 for iteration in beginning) > count * 0.6
    assert all(early <= late for early, late in zip(beginning, evenly, strict=True))


def test_every_iteration_is_shown_where_there_are_fewer_than_frames():
    assert frame_iterations(7, 11, 100, beginning=True) == (7, 8, 9, 10, 11)


def test_the_pixels_of_an_image_are_those_handed_on():
    image = plain(RED)
    image.setPixelColor(30, 19, GREEN)
    pixels = rgb_array(image)
    assert pixels.shape == (20, 31, 3)
    assert pixels[19, 30].tolist() == [21, 128, 61]
    assert np.all(pixels[:19] == [209, 52, 47])


def test_an_image_is_written_as_png(qtbot, saver, tmp_path):
    with qtbot.waitSignal(saver.saved):
        saver.save(tmp_path / "a.png", plain(RED))
    assert QImage(str(tmp_path / "a.png")) == plain(RED)
    assert saver.heard == [("saved", tmp_path / "a.png", os.path.getsize(tmp_path / "a.png"))]


def test_a_file_that_is_made_already_is_written_as_it_is(qtbot, saver, tmp_path):
    with qtbot.waitSignal(saver.saved):
        saver.save(tmp_path / "a.svg", b"<svg/>")
    assert (tmp_path / "a.svg").read_bytes() == b"<svg/>"


def test_a_picture_that_cannot_be_written_is_told_and_the_old_one_stays(qtbot, saver, tmp_path, monkeypatch):
    def fail(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a.png").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with qtbot.waitSignal(saver.failed) as heard:
        saver.save(tmp_path / "a.png", plain(RED))
    assert isinstance(heard.args[0], FileError)
    assert "not enough space" in str(heard.args[0])
    assert os.listdir(tmp_path) == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == b"old"


@pytest.mark.parametrize("kind", list(AnimationFormat))
def test_an_animation_is_in_its_place_with_its_last_frame_and_not_before(qtbot, saver, tmp_path, kind):
    samples = 1 if kind is AnimationFormat.GIF else 0
    saver.begin(plan(tmp_path / "a", samples=samples, kind=kind))
    both = plain(RED)
    both.setPixelColor(0, 0, GREEN)
    for expected in range(1, samples + 2):
        saver.add(both)
        qtbot.waitUntil(lambda expected=expected: len(saver.heard) == expected)
    assert not (tmp_path / "a").exists()
    with qtbot.waitSignal(saver.saved):
        saver.add(plain(GREEN))
    assert saver.heard[:-1] == [("taken",)] * (samples + 1)
    path = tmp_path / "a" if kind is AnimationFormat.GIF else tmp_path / "a" / "a-0002.png"
    with Image.open(path) as image:
        image.seek(samples)
        assert image.convert("RGB").getpixel((3, 3)) == (21, 128, 61)


@pytest.mark.parametrize("kind", list(AnimationFormat))
def test_a_cancelled_animation_leaves_nothing(qtbot, saver, tmp_path, kind):
    saver.begin(plan(tmp_path / "a", frames=100, samples=0 if kind is AnimationFormat.PNG_FOLDER else 1, kind=kind))
    saver.add(plain(RED))
    saver.add(plain(RED))
    qtbot.waitUntil(lambda: len(os.listdir(tmp_path)) == 1)
    saver.add(plain(GREEN))
    saver.cancel()
    qtbot.waitUntil(lambda: not os.listdir(tmp_path))
    before = len(saver.heard)
    with qtbot.waitSignal(saver.saved):
        saver.save(tmp_path / "later.png", plain(RED))
    assert len(saver.heard) == before + 1


def test_a_closed_saver_leaves_nothing(qtbot, saver, tmp_path):
    saver.begin(plan(tmp_path / "a", frames=100))
    for _ in range(3):
        saver.add(plain(RED))
    qtbot.waitUntil(lambda: len(os.listdir(tmp_path)) == 1)
    saver.close()
    assert not os.listdir(tmp_path)


def test_an_animation_that_fails_is_told_once_and_leaves_nothing(qtbot, saver, tmp_path):
    saver.begin(plan(tmp_path / "none" / "a", frames=100))
    for _ in range(4):
        saver.add(plain(RED))
    qtbot.waitUntil(lambda: saver.heard[-1:] != [("taken",)] and bool(saver.heard))
    with qtbot.waitSignal(saver.saved):
        saver.save(tmp_path / "later.png", plain(RED))
    assert [entry[0] for entry in saver.heard] == ["taken", "failed", "saved"]
    assert "does not exist" in str(saver.heard[1][1])


def test_what_was_cancelled_before_its_turn_is_not_written(qapp, tmp_path):
    worker = _PictureWorker()
    heard = []
    for signal in (worker.saved, worker.taken, worker.failed):
        signal.connect(lambda *_arguments: heard.append(1))
    request = _Request(tmp_path / "a")
    request.cancelled.set()
    worker.save(request, png_bytes(plain(RED)))
    worker.add(request, plan(tmp_path / "a"), plain(RED))
    assert not os.listdir(tmp_path)
    assert not heard


def test_what_is_cancelled_while_its_last_frame_is_written_is_not_put_in_place(qapp, tmp_path, monkeypatch):
    worker = _PictureWorker()
    heard = []
    worker.saved.connect(lambda *_arguments: heard.append(1))
    request = _Request(tmp_path / "a")
    wanted = plan(tmp_path / "a", frames=1)
    worker.add(request, wanted, plain(RED))
    original = _PictureWorker._add

    def cancelled_meanwhile(self, *arguments):
        request.samples.append(rgb_array(plain(RED)))
        request.cancelled.set()
        original(self, *arguments)

    monkeypatch.setattr(_PictureWorker, "_add", cancelled_meanwhile)
    worker.add(request, wanted, plain(RED))
    assert not os.listdir(tmp_path)
    assert not heard


def test_what_a_thread_that_has_ended_left_open_is_given_up_at_the_close(qtbot, saver, tmp_path):
    saver.begin(plan(tmp_path / "a", frames=100))
    for _ in range(2):
        saver.add(plain(RED))
    qtbot.waitUntil(lambda: len(os.listdir(tmp_path)) == 1)
    saver._thread.close()
    saver.cancel()
    assert len(os.listdir(tmp_path)) == 1
    saver.close()
    assert not os.listdir(tmp_path)
