"""Holding samples back: the neuron learns from one part of a data set and is tested on the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.arguments import is_number, is_whole, plain
from neuron_desktop.core.data.dataset import Dataset, read_only
from neuron_desktop.core.errors import SettingsError

MOST_HELD_BACK = 0.9

Keys = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Split:
    """How many samples are held back.

    Each sample has a key, drawn once and uniformly from 0 to 1; it is held back if the key is below the share. So a
    larger share holds back more samples and releases none, and an edit never moves other samples between the parts.
    Keys are drawn when the first sample is held back: until then each is 1, all of them in one place.

    Parameters
    ----------
    test_share
        From 0 (none, the default) to 0.9.
    seed
        Of the keys; at least 0.

    Raises
    ------
    SettingsError
        If a value lies outside its domain.
    """

    test_share: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("test_share", "seed"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        if not (is_number(self.test_share) and 0.0 <= self.test_share <= MOST_HELD_BACK):
            raise SettingsError(f"The share of test points is {self.test_share}; it must lie between 0 and 0.9.")
        if not is_whole(self.seed) or self.seed < 0:
            raise SettingsError(f"The seed of the split is {self.seed}; it must be a whole number from 0.")

    def keys(self, count: int, *, first: int = 0) -> Keys:
        """Return keys for `count` samples, the first of which is number `first`."""
        if self.test_share == 0.0:
            return undrawn_keys(count)
        return read_only(np.random.default_rng([self.seed, first]).random(count, np.float32))

    def drawn(self, keys: Keys) -> Keys:
        """Return the keys, those that are still to be drawn drawn, where they are needed."""
        if self.test_share == 0.0 or not keys.size or keys.max() < 1.0:
            return keys
        return read_only(np.where(keys < 1.0, keys, self.keys(keys.size)))

    def divide(self, dataset: Dataset, keys: Keys, *, appended: int = 0) -> TrainTestSplit:
        """Return the parts of `dataset`, whose samples have `keys`, shape (m,)."""
        if self.test_share == 0.0:
            is_test: NDArray[np.bool_] = np.broadcast_to(np.False_, dataset.sample_count)
        else:
            is_test = read_only(keys < np.float32(self.test_share))
        if not is_test.any():
            nothing = Dataset.empty(dataset.feature_names, dataset.class_names)
            return TrainTestSplit(dataset, dataset, nothing, is_test, appended)
        return TrainTestSplit(dataset, dataset.selected(~is_test), dataset.selected(is_test), is_test, appended)


@dataclass(frozen=True, slots=True, eq=False)
class TrainTestSplit:
    """A data set in two parts, `training` and `test`; `is_test`, shape (m,), says which samples are in the second.

    `appended` says how many of the last samples are new if nothing else changed, so that a million known ones need not
    be checked again.
    """

    dataset: Dataset
    training: Dataset
    test: Dataset
    is_test: NDArray[np.bool_]
    appended: int = 0

    @classmethod
    def whole(cls, dataset: Dataset) -> TrainTestSplit:
        """Return both parts with nothing held back."""
        return Split().divide(dataset, undrawn_keys(dataset.sample_count))


def undrawn_keys(count: int) -> Keys:
    """Return keys for `count` samples that are still to be drawn; they take no memory."""
    return np.broadcast_to(np.float32(1.0), count)
