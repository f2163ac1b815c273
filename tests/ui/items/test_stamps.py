"""Stamps pressed into an image, against a plain loop over samples and pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.ui.items.scratch import Scratch
from neuron_desktop.ui.items.stamps import Frame, StampedImage

# A disc, a square with a hole, a lopsided one, and one in two pieces, so that no symmetry hides a mistake.
STAMPS = np.array(
    [
        [[0, 7, 0, 0], [7, 7, 7, 0], [0, 7, 0, 0], [0, 0, 0, 0]],
        [[9, 9, 9, 9], [9, 0, 0, 9], [9, 0, 0, 9], [9, 9, 9, 9]],
        [[0, 0, 0, 0], [0, 0, 5, 5], [0, 0, 0, 5], [0, 0, 0, 5]],
        [[3, 3, 0, 0], [0, 0, 0, 0], [3, 3, 0, 0], [3, 3, 0, 0]],
    ],
    np.uint32,
)
FRAME = Frame(x=-2.0, y=3.0, column=0.25, row=0.5, x_scale=7.0, y_scale=5.0, width=23, height=17)


def by_hand(stamps, frame, samples):
    size = stamps.shape[1]
    image = np.zeros((frame.height, frame.width), np.uint32)
    for x, y, kind in samples:
        left = int(np.floor((x - frame.x) * frame.x_scale + frame.column - size / 2 + 0.5))
        top = int(np.floor((frame.y - y) * frame.y_scale + frame.row - size / 2 + 0.5))
        for row in range(size):
            filled = np.flatnonzero(stamps[kind, row])
            if not filled.size:
                continue
            for column in range(filled[0], filled[-1] + 1):
                if 0 <= top + row < frame.height and 0 <= left + column < frame.width:
                    image[top + row, left + column] = stamps[kind, row, column]
    return image


def columns(samples):
    x, y, kinds = zip(*samples, strict=True) if samples else ((), (), ())
    return np.array(x, np.float64), np.array(y, np.float64), np.array(kinds, np.uint8)


def pressed(samples, parts=1, *, frame=FRAME, method="press"):
    image = StampedImage(STAMPS, frame, Scratch())
    for part in np.array_split(np.arange(len(samples)), parts):
        getattr(image, method)(*columns([samples[place] for place in part]))
    return image.pixels


one_sample = st.tuples(st.floats(-3.0, 2.0), st.floats(-1.5, 4.0), st.integers(0, 3))


@given(st.lists(one_sample, max_size=60))
def test_the_last_sample_that_covers_a_pixel_gives_it_its_colour(samples):
    expected = by_hand(STAMPS, FRAME, samples)
    assert np.array_equal(pressed(samples), expected)
    assert np.array_equal(pressed(samples, method="_press_all"), expected)


@given(st.lists(one_sample, min_size=1, max_size=60), st.integers(1, 6))
def test_pressing_in_parts_is_pressing_at_once(samples, parts):
    assert np.array_equal(pressed(samples, parts), pressed(samples))
    assert np.array_equal(pressed(samples, parts, method="_press_all"), pressed(samples))


@pytest.mark.parametrize("count", [3_000, 50_000])
def test_many_samples_are_pressed_like_few(count):
    random = np.random.default_rng(3)
    x, y = random.uniform(-3, 2, count), random.uniform(-1.5, 4, count)
    kinds = random.integers(0, 4, count).astype(np.uint8)
    many = StampedImage(STAMPS, FRAME, Scratch())
    many.press(x, y, kinds)
    few = StampedImage(STAMPS, FRAME, Scratch())
    for start in range(0, count, 20):
        few.press(x[start : start + 20], y[start : start + 20], kinds[start : start + 20])
    assert np.array_equal(many.pixels, few.pixels)
    # What lies below the last thousands is covered: they alone give the same image.
    assert np.array_equal(many.pixels, by_hand(STAMPS, FRAME, list(zip(x, y, kinds, strict=True))[-3_000:]))


def test_memory_that_is_used_again_leaves_nothing_of_the_image_before():
    random = np.random.default_rng(4)
    scratch = Scratch()
    for count, frame in ((2_000, FRAME), (900, FRAME), (900, Frame(0.0, 0.0, 0.0, 0.0, 3.0, 3.0, 9, 31))):
        x, y = random.uniform(-3, 4, (2, count))
        kinds = random.integers(0, 4, count).astype(np.uint8)
        image = StampedImage(STAMPS, frame, scratch)
        image.press(x, y, kinds)
        alone = StampedImage(STAMPS, frame, Scratch())
        alone.press(x, y, kinds)
        assert np.array_equal(image.pixels, alone.pixels)


@pytest.mark.parametrize("method", ["press", "_press_all"])
def test_an_image_begun_again_holds_nothing_of_before(method):
    samples = [(-1.0, 2.0, 0), (0.0, 1.0, 1), (-2.0, 3.0, 2)]
    image = StampedImage(STAMPS, FRAME, Scratch())
    for frame in (FRAME, Frame(-1.0, 3.0, 0.25, 0.5, 7.0, 5.0, 23, 17), Frame(-2.0, 3.0, 0.0, 0.0, 3.0, 3.0, 9, 31)):
        image.start_again(frame)
        assert not image.pixels.any()
        getattr(image, method)(*columns(samples))
        assert np.array_equal(image.pixels, by_hand(STAMPS, frame, samples))


@pytest.mark.parametrize("method", ["press", "_press_all"])
@pytest.mark.parametrize("far", [1e3, 1e300, -1e300, 1.7e308])
def test_samples_outside_leave_no_trace(far, method):
    samples = [(far, 0.0, 0), (0.0, far, 1), (far, far, 2), (far, -far, 0)]
    assert not pressed(samples, method=method).any()


@pytest.mark.parametrize("method", ["press", "_press_all"])
def test_a_far_origin_costs_no_pixel(method):
    samples = [(place, place / 2, kind) for place, kind in ((-1.0, 0), (0.0, 1), (0.7, 2))]
    moved = [(x + 1e9, y - 1e9, kind) for x, y, kind in samples]
    frame = Frame(FRAME.x + 1e9, FRAME.y - 1e9, FRAME.column, FRAME.row, 7.0, 5.0, 23, 17)
    assert np.array_equal(pressed(moved, frame=frame, method=method), pressed(samples, method=method))


@pytest.mark.parametrize("extent", [1e-300, 1e300])
@pytest.mark.parametrize("method", ["press", "_press_all"])
def test_a_view_of_any_extent_is_drawn(extent, method):
    frame = Frame(-extent, extent, 0.0, 0.0, 10 / extent, 10 / extent, 20, 20)
    image = pressed([(0.0, 0.0, 1), (extent, -extent, 1), (1e308, 0.0, 0)], frame=frame, method=method)
    assert np.array_equal(image, by_hand(STAMPS, frame, [(0.0, 0.0, 1), (extent, -extent, 1)]))


@pytest.mark.parametrize("method", ["press", "_press_all"])
def test_an_image_of_one_pixel_takes_the_last_stamp_upon_it(method):
    frame = Frame(0.0, 0.0, 0.5, 0.5, 1.0, 1.0, 1, 1)
    assert pressed([(0.0, 0.0, 0), (1.0, 1.0, 1)], frame=frame, method=method).tolist() == [[9]]


def test_the_memory_is_that_of_the_pixels():
    image = StampedImage(STAMPS, FRAME, Scratch())
    memory, stride = image.memory
    image.press(*columns([(-1.0, 2.0, 0), (0.0, 1.0, 1)]))
    rows = np.lib.stride_tricks.as_strided(memory, (FRAME.height, FRAME.width), (4 * stride, 4))
    assert np.array_equal(rows, image.pixels)
    assert image.pixels.any()
