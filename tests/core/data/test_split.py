"""Samples held back are told by their keys alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, SettingsError, article_dataset
from neuron_desktop.core.data.split import Split, TrainTestSplit

SHARES = st.floats(0.0, 0.9)


@given(share=SHARES, seed=st.integers(0, 2**32))
def test_both_parts_together_are_the_data_set(share, seed):
    dataset, split = article_dataset(), Split(share, seed)
    parts = split.divide(dataset, split.keys(dataset.sample_count))
    assert parts.training == dataset.selected(~parts.is_test)
    assert parts.test == dataset.selected(parts.is_test)
    assert parts.training.sample_count + parts.test.sample_count == dataset.sample_count


@given(first=SHARES, second=SHARES)
def test_a_larger_share_holds_back_more_and_lets_none_go(first, second):
    dataset, keys = article_dataset(), Split().keys(500)
    fewer, more = (Split(share).divide(dataset, keys).is_test for share in sorted((first, second)))
    assert not np.any(fewer & ~more)


def test_about_the_share_is_held_back():
    held = Split(0.3).divide(article_dataset(), Split(0.3).keys(500)).test.sample_count
    assert 120 <= held <= 180


def test_seeds_hold_back_other_samples():
    assert not np.array_equal(Split(0.5, 1).keys(100), Split(0.5, 2).keys(100))
    assert np.array_equal(Split(0.5, 1).keys(100), Split(0.1, 1).keys(100))


def test_samples_that_come_later_have_keys_of_their_own():
    split = Split(0.5)
    assert not np.array_equal(split.keys(5), split.keys(5, first=5))


def test_nothing_held_back_is_the_very_same_data_set():
    dataset = article_dataset()
    parts = TrainTestSplit.whole(dataset)
    assert parts.training is dataset
    assert parts.test == Dataset.empty()
    assert not parts.is_test.any()


@pytest.mark.parametrize(
    ("share", "seed"), [(-0.1, 0), (0.91, 0), (float("nan"), 0), (0.5, -1), (0.5, 1.5), (0.5, True)]
)
def test_what_is_no_split_is_refused_in_words(share, seed):
    with pytest.raises(SettingsError, match="must"):
        Split(share, seed)


def test_nothing_is_drawn_before_something_is_held_back():
    keys = Split().keys(10_000_000)
    assert keys.shape == (10_000_000,)
    assert keys.strides == (0,)
    assert Split().drawn(keys) is keys


def test_what_is_still_to_be_drawn_is_drawn_when_it_is_needed_and_the_rest_stays():
    split = Split(0.5)
    keys = split.keys(100)
    missing = keys.copy()
    missing[40:] = 1.0
    assert np.array_equal(split.drawn(missing), keys)
    other = split.keys(100, first=7)
    assert split.drawn(other) is other
    mixed = np.append(other[:50], np.ones(50, np.float32))
    assert np.array_equal(split.drawn(mixed)[:50], other[:50])
    assert split.drawn(mixed)[50:].max() < 1.0
