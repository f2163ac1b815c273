"""Animations: every picture, its time and its colours; and nothing but the old file until the last one is written."""

from __future__ import annotations

import errno
import gc
import os
import textwrap
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from neuron_desktop.files.animation import UNCHANGED, GifWriter, PngFolderWriter
from neuron_desktop.files.errors import FileError
from tests.children import python

posix_only = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
WHITE, RED, GREEN = (255, 255, 255), (209, 52, 47), (21, 128, 61)


def plain(color, *, height=20, width=30):
    return np.full((height, width, 3), color, np.uint8)


def shaded(turn: float, *, height=120, width=160):
    """A picture as the canvas has them: a gradient with far more colours than a GIF, a line, and a small square."""
    rows, columns = np.mgrid[:height, :width]
    share = 1.0 / (1.0 + np.exp((columns * np.cos(turn) + rows * np.sin(turn) - 80.0) / 20.0))[..., None]
    tint = np.array([249, 207, 203]) * (1.0 - share) + np.array([151, 180, 251]) * share
    picture = (tint - (rows // 4)[..., None]).astype(np.uint8)
    picture[:8] = WHITE
    picture[50:52] = GREEN
    picture[10:14, 10:14] = RED
    return picture


def written(path, pictures, *, frames_per_second=20.0, loop=True, samples=None):
    writer = GifWriter(path, samples or pictures, frames_per_second=frames_per_second, loop=loop)
    for picture in pictures:
        writer.add(picture)
    writer.commit()
    writer.abandon()


def read(path):
    """Return pictures, durations in ms, and how often the animation is shown: 0 for forever, None for once."""
    pictures, durations = [], []
    with Image.open(path) as image:
        for place in range(image.n_frames):
            image.seek(place)
            pictures.append(np.asarray(image.convert("RGB")))
            durations.append(image.info["duration"])
        return pictures, durations, image.info.get("loop")


def test_a_gif_opens_again_with_every_picture(tmp_path):
    pictures = [shaded(place / 10) for place in range(12)]
    assert len(np.unique(np.concatenate(pictures).reshape(-1, 3), axis=0)) > 2000
    written(tmp_path / "a.gif", pictures, samples=pictures[::5])
    found, durations, loop = read(tmp_path / "a.gif")
    assert len(found) == 12
    assert durations == [50] * 12
    assert loop == 0
    for picture, original in zip(found, pictures, strict=True):
        error = np.abs(picture.astype(int) - original)
        assert error.max() <= 12
        assert error.mean() <= 3.0


def test_large_areas_keep_their_colours_exactly_in_every_picture(tmp_path):
    pictures = [shaded(place / 10) for place in range(12)]
    written(tmp_path / "a.gif", pictures, samples=pictures[::5])
    for picture in read(tmp_path / "a.gif")[0]:
        assert np.all(picture[:8] == WHITE)
        assert np.all(picture[50:52] == GREEN)
        assert np.abs(picture[10:14, 10:14].astype(int) - RED).max() <= 8


def test_all_pictures_share_one_table_of_colours(tmp_path):
    pictures = [shaded(place / 10) for place in range(6)]
    written(tmp_path / "a.gif", pictures)
    data = (tmp_path / "a.gif").read_bytes()
    flags = list(flags_of_pictures(data))
    assert data[10] == 0xF7
    assert flags == [0] * 6


def flags_of_pictures(data):
    """Walk over the blocks of a GIF; bit 7 of a picture's flags says that it has a table of its own."""
    place = 13 + 3 * 256
    while data[place : place + 1] != b";":
        if data[place] == 0x21:
            place += 2
        else:
            assert data[place] == 0x2C
            yield data[place + 9]
            place += 11
        while data[place]:
            place += data[place] + 1
        place += 1


@given(pace=st.integers(1, 50), count=st.integers(1, 30))
def test_the_pace_is_kept_in_the_long_run(tmp_path_factory, pace, count):
    path = tmp_path_factory.mktemp("pace") / "a.gif"
    written(path, [plain((place, 0, 0)) for place in range(count)], frames_per_second=pace)
    _, durations, _ = read(path)
    assert len(durations) == count
    assert abs(sum(durations) - 1000 * count / pace) <= 5
    assert max(durations) - min(durations) <= 10


def test_an_animation_that_is_shown_once_says_so(tmp_path):
    written(tmp_path / "a.gif", [plain(RED), plain(GREEN)], loop=False)
    assert read(tmp_path / "a.gif")[2] is None


def test_a_picture_like_the_one_before_takes_its_time_and_hardly_any_room(tmp_path):
    first = shaded(0.0)
    written(tmp_path / "one.gif", [first])
    written(tmp_path / "three.gif", [first] * 3, samples=[first])
    found, durations, _ = read(tmp_path / "three.gif")
    assert len(durations) == 3
    assert np.array_equal(found[0], found[2])
    assert os.path.getsize(tmp_path / "three.gif") - os.path.getsize(tmp_path / "one.gif") < 100


@given(
    seed=st.integers(0, 2**32 - 1),
    colors=st.integers(1, UNCHANGED),
    shape=st.tuples(st.integers(1, 12), st.integers(1, 12)),
)
def test_few_colours_come_back_to_the_last_bit(tmp_path_factory, seed, colors, shape):
    random = np.random.default_rng(seed)
    table = random.integers(0, 256, (colors, 3), dtype=np.uint8)
    pictures = [table[random.integers(0, colors, shape)] for _ in range(4)]
    path = tmp_path_factory.mktemp("exact") / "a.gif"
    written(path, pictures)
    for found, original in zip(read(path)[0], pictures, strict=True):
        assert np.array_equal(found, original)


def test_memory_does_not_grow_with_the_number_of_pictures(tmp_path):
    pictures = [shaded(place / 10) for place in range(10)]
    writer = GifWriter(tmp_path / "a.gif", pictures[:3], frames_per_second=20, loop=True)
    for picture in pictures:
        writer.add(picture)
    tracemalloc.start()
    for picture in pictures * 10:
        writer.add(picture)
    # Pillow leaves the bytes of each picture in a cycle.
    gc.collect()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    writer.abandon()
    assert grown < 2 * pictures[0].nbytes


def test_png_files_are_numbered_in_a_new_folder(tmp_path):
    pictures = [shaded(place / 10) for place in range(12)]
    writer = PngFolderWriter(tmp_path / "frames", count=12)
    for picture in pictures:
        writer.add(picture)
        assert not (tmp_path / "frames").exists()
    writer.commit()
    writer.abandon()
    assert os.listdir(tmp_path) == ["frames"]
    files = sorted((tmp_path / "frames").iterdir())
    assert [file.name for file in files] == [f"frames-{number:04}.png" for number in range(1, 13)]
    for file, picture in zip(files, pictures, strict=True):
        with Image.open(file) as image:
            assert np.array_equal(np.asarray(image), picture)


def test_an_empty_folder_is_filled_and_a_full_one_is_not_touched(tmp_path):
    (tmp_path / "empty").mkdir()
    writer = PngFolderWriter(tmp_path / "empty", count=1)
    writer.add(plain(RED))
    writer.commit()
    assert os.listdir(tmp_path / "empty") == ["empty-0001.png"]
    with pytest.raises(FileError, match="Something of this name already exists"):
        PngFolderWriter(tmp_path / "empty", count=1)
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(FileError, match="Something of this name already exists"):
        PngFolderWriter(tmp_path / "file", count=1)
    assert sorted(os.listdir(tmp_path)) == ["empty", "file"]


@pytest.mark.parametrize("kind", ["gif", "png"])
def test_what_is_given_up_leaves_the_old_content_alone(tmp_path, kind):
    if kind == "gif":
        (tmp_path / "a").write_bytes(b"old")
        writer = GifWriter(tmp_path / "a", [plain(RED)], frames_per_second=20, loop=True)
    else:
        writer = PngFolderWriter(tmp_path / "b", count=2)
    writer.add(plain(RED))
    assert len(os.listdir(tmp_path)) == (2 if kind == "gif" else 1)
    writer.abandon()
    assert os.listdir(tmp_path) == (["a"] if kind == "gif" else [])
    if kind == "gif":
        assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize("kind", ["gif", "png"])
def test_a_failure_at_the_end_leaves_the_old_content_alone(tmp_path, monkeypatch, kind):
    def fail(*_arguments):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    (tmp_path / "a").write_bytes(b"old")
    if kind == "gif":
        writer = GifWriter(tmp_path / "a", [plain(RED)], frames_per_second=20, loop=True)
    else:
        writer = PngFolderWriter(tmp_path / "b", count=1)
    writer.add(plain(RED))
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(FileError, match="may not be written to"):
        writer.commit()
    writer.abandon()
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


@posix_only
@pytest.mark.parametrize("kind", ["GifWriter", "PngFolderWriter"])
def test_a_full_disk_leaves_the_old_content_alone(tmp_path, kind):
    program = """
        import resource, signal, sys
        from pathlib import Path
        import numpy as np
        from neuron_desktop.files.animation import GifWriter, PngFolderWriter
        from neuron_desktop.files.errors import FileError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        random = np.random.default_rng(0)
        pictures = [random.integers(0, 256, (200, 300, 3), dtype=np.uint8) for _ in range(5)]
        if sys.argv[2] == "GifWriter":
            writer = GifWriter(Path(sys.argv[1]) / "a", pictures[:1], frames_per_second=20, loop=True)
        else:
            writer = PngFolderWriter(Path(sys.argv[1]) / "b", count=5)
        try:
            for picture in pictures:
                writer.add(picture)
        except FileError as error:
            print(error)
        finally:
            writer.abandon()
    """
    (tmp_path / "a").write_bytes(b"old")
    result = python("-c", textwrap.dedent(program), tmp_path, kind, text=True, check=True)
    assert "not enough space on the disk" in result.stdout
    assert result.stderr == ""
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize("kind", ["gif", "png"])
def test_a_missing_folder_is_named_before_anything_is_drawn(tmp_path, kind):
    path = tmp_path / "none" / "a"
    begin = {
        "gif": lambda: GifWriter(path, [plain(RED)], frames_per_second=20, loop=True),
        "png": lambda: PngFolderWriter(path, count=1),
    }
    with pytest.raises(FileError, match="does not exist"):
        begin[kind]()
