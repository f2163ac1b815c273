"""The edits of a document's points, each a value that can be done, undone and joined to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core import Dataset
from neuron_desktop.core.data.split import Keys, undrawn_keys
from neuron_desktop.core.numerals import grouped

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A data set, and for each sample the key by which a split holds it back; `keys` has the shape (m,)."""

    dataset: Dataset
    keys: Keys

    def without(self, indices: Indices) -> Sheet:
        """Return the sheet without the samples at `indices`."""
        dataset = self.dataset.without_samples(indices)
        return Sheet(dataset, undrawn_keys(dataset.sample_count) if self.is_undrawn else np.delete(self.keys, indices))

    @property
    def is_undrawn(self) -> bool:
        """Whether no sample has a key yet."""
        return self.keys.strides == (0,)


class Edit(Protocol):
    """A change of a sheet that keeps the run; it holds no more than the samples it changes."""

    def done(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with the change made."""
        ...

    def undone(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with the change undone."""
        ...

    def joined(self, later: Self) -> Self | None:
        """Return the one change that does this and then `later`, or None where there is none."""
        ...

    def described(self, class_names: tuple[str, str]) -> str:
        """Return what it does, in words."""
        ...


def points(count: int, labels: NDArray[np.int8], class_names: tuple[str, str]) -> str:
    """Return in words how many points of which labels."""
    kind = f"{class_names[labels[0]]} " if (labels == labels[0]).all() else ""
    return f"{kind}point" if count == 1 else f"{grouped(count)} {kind}points"


@dataclass(frozen=True, slots=True, eq=False)
class Addition:
    """Adds samples at the end: `features` (n, k), `labels` (k,), `keys` (k,)."""

    features: NDArray[np.float64]
    labels: NDArray[np.int8]
    keys: Keys

    def done(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with the samples."""
        dataset = sheet.dataset.with_samples(self.features, self.labels)
        is_undrawn = sheet.is_undrawn and self.keys.strides == (0,)
        return Sheet(dataset, undrawn_keys(dataset.sample_count) if is_undrawn else np.append(sheet.keys, self.keys))

    def undone(self, sheet: Sheet) -> Sheet:
        """Return `sheet` without its last k samples."""
        count = sheet.dataset.sample_count
        return sheet.without(np.arange(count - self.labels.size, count))

    def joined(self, later: Addition) -> Addition:
        """Return both additions as one."""
        return Addition(
            np.concatenate([self.features, later.features], axis=1),
            np.append(self.labels, later.labels),
            np.append(self.keys, later.keys),
        )

    def described(self, class_names: tuple[str, str]) -> str:
        """Return what it does, in words."""
        return f"place {points(self.labels.size, self.labels, class_names)}"


@dataclass(frozen=True, slots=True, eq=False)
class Removal:
    """Removes the samples at `indices`, shape (k,), increasing; `removed` is what they were."""

    indices: Indices
    removed: Sheet

    @classmethod
    def of(cls, sheet: Sheet, indices: Indices) -> Removal:
        """Return the removal of the samples at `indices`, in any order, from `sheet`."""
        ordered = np.unique(indices)
        mask = np.zeros(sheet.dataset.sample_count, bool)
        mask[ordered] = True
        return cls(ordered, Sheet(sheet.dataset.selected(mask), sheet.keys[ordered]))

    def done(self, sheet: Sheet) -> Sheet:
        """Return `sheet` without the samples."""
        return sheet.without(self.indices)

    def undone(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with the samples in their places again."""
        removed = self.removed
        places = self.indices - np.arange(self.indices.size)
        return Sheet(
            sheet.dataset.with_samples(removed.dataset.features, removed.dataset.labels, indices=self.indices),
            np.insert(sheet.keys, places, removed.keys),
        )

    def joined(self, later: Removal) -> Removal:
        """Return both removals as one."""
        # The later one counts columns after the earlier: each is moved on by the samples that were before it.
        gaps = self.indices - np.arange(self.indices.size)
        shifted = later.indices + np.searchsorted(gaps, later.indices, side="right")
        indices = np.append(self.indices, shifted)
        order = np.argsort(indices)
        features = np.concatenate([self.removed.dataset.features, later.removed.dataset.features], axis=1)
        labels = np.append(self.removed.dataset.labels, later.removed.dataset.labels)
        keys = np.append(self.removed.keys, later.removed.keys)
        dataset = replace(self.removed.dataset, features=features[:, order], labels=labels[order])
        return Removal(indices[order], Sheet(dataset, keys[order]))

    def described(self, class_names: tuple[str, str]) -> str:
        """Return what it does, in words."""
        return f"remove {points(self.indices.size, self.removed.dataset.labels, class_names)}"


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """Gives the samples at `indices`, shape (k,), other features: `before` and `after` have the shape (n, k)."""

    indices: Indices
    before: NDArray[np.float64]
    after: NDArray[np.float64]

    def done(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with the samples moved."""
        return Sheet(sheet.dataset.with_moved(self.indices, self.after), sheet.keys)

    def undone(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with the samples where they were."""
        return Sheet(sheet.dataset.with_moved(self.indices, self.before), sheet.keys)

    def joined(self, later: Movement) -> Movement | None:
        """Return both movements of the same samples as one."""
        if not np.array_equal(self.indices, later.indices):
            return None
        return Movement(self.indices, self.before, later.after)

    def described(self, _class_names: tuple[str, str]) -> str:
        """Return what it does, in words."""
        return "move point" if self.indices.size == 1 else f"move {grouped(self.indices.size)} points"


@dataclass(frozen=True, slots=True, eq=False)
class Relabelling:
    """Gives the samples at `indices` other labels: `before` and `after` have the shape (k,)."""

    indices: Indices
    before: NDArray[np.int8]
    after: NDArray[np.int8]

    def done(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with the new labels."""
        return Sheet(sheet.dataset.with_labels(self.indices, self.after), sheet.keys)

    def undone(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with the labels as they were."""
        return Sheet(sheet.dataset.with_labels(self.indices, self.before), sheet.keys)

    def joined(self, _later: Relabelling) -> None:
        """Stay a step of its own."""
        return None

    def described(self, class_names: tuple[str, str]) -> str:
        """Return what it does, in words."""
        return f"make {points(self.indices.size, self.before, class_names)} {class_names[self.after[0]]}"
