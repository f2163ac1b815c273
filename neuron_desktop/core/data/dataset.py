"""The data set: features, labels and their names, never changed in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuron_desktop.core.arguments import is_number, plain
from neuron_desktop.core.data.shared_columns import SharedColumns
from neuron_desktop.core.errors import DatasetError
from neuron_desktop.core.numerals import bracketed

if TYPE_CHECKING:
    from neuron_desktop.core.data.expression import Expression


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Mark `array` as unchangeable and return it."""
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True)
class TrueLine:
    """The line x2 = slope · x1 + intercept by which a generated data set was labelled (class 1 above it)."""

    slope: float
    intercept: float

    def __post_init__(self) -> None:
        for name in ("slope", "intercept"):
            value = plain(getattr(self, name))
            if not is_number(value):
                raise DatasetError(f"The {name} of a line is {value}; it must be a number.")
            object.__setattr__(self, name, float(value))

    def heights(self, x: ArrayLike) -> NDArray[np.float64]:
        """Return x2 of the line at each of `x`, in its shape."""
        return self.slope * np.asarray(x, np.float64) + self.intercept


@dataclass(frozen=True, slots=True)
class TrueCurve:
    """The curve x2 = f(x1) by which a generated data set was labelled (class 1 above it)."""

    function: Expression

    def heights(self, x: ArrayLike) -> NDArray[np.float64]:
        """Return x2 of the curve at each of `x`, in its shape; not finite where the function has no value."""
        return self.function(x)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dataset:
    """Labelled samples; a column of `features` is a sample.

    Parameters
    ----------
    features
        Shape (n, m), n ≥ 1 features of m ≥ 0 samples; kept as read-only float64, each row in one piece. Every value
        finite.
    labels
        Shape (m,), each 0 or 1; kept as read-only int8.
    feature_names
        The n names; x1 … xn by default.
    class_names
        The names of label 0 and of label 1.
    true_line
        The line or curve the labels were made from, where one is known.

    Raises
    ------
    DatasetError
        If shapes disagree, a feature is NaN or infinite, a label is neither 0 nor 1, or names repeat.
    """

    features: NDArray[np.float64]
    labels: NDArray[np.int8]
    feature_names: tuple[str, ...] = ()
    class_names: tuple[str, str] = ("red", "blue")
    true_line: TrueLine | TrueCurve | None = None
    _shared: SharedColumns | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        features = _as_features(self.features)
        labels = _as_labels(self.labels, features.shape)
        count = features.shape[0]
        names = tuple(self.feature_names) or tuple(f"x{i + 1}" for i in range(count))
        class_names = tuple(self.class_names)
        if not all(isinstance(name, str) for name in (*names, *class_names)):
            raise DatasetError("The names of features and classes must be text.")
        # Those of NumPy are texts of a kind of their own.
        names, class_names = tuple(map(str, names)), tuple(map(str, class_names))
        if len(names) != count:
            raise DatasetError(f"There are {count} features but {len(names)} feature names; give one name for each.")
        if len(set(names)) != count:
            raise DatasetError(f"Feature names repeat in {', '.join(names)}; give each feature a name of its own.")
        if len(class_names) != 2 or class_names[0] == class_names[1]:
            raise DatasetError(f"Two different class names are needed, not {', '.join(class_names)}.")
        for name, value in (
            ("features", features),
            ("labels", labels),
            ("feature_names", names),
            ("class_names", class_names),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def empty(
        cls, feature_names: tuple[str, ...] = ("x1", "x2"), class_names: tuple[str, str] = ("red", "blue")
    ) -> Dataset:
        """Return a data set without samples."""
        return cls(np.empty((len(feature_names), 0)), np.empty(0, np.int8), feature_names, class_names)

    @property
    def feature_count(self) -> int:
        """The number n of features."""
        return int(self.features.shape[0])

    @property
    def sample_count(self) -> int:
        """The number m of samples."""
        return int(self.features.shape[1])

    @property
    def class_counts(self) -> tuple[int, int]:
        """How many samples are labelled 0 and how many 1."""
        ones = int(np.count_nonzero(self.labels))
        return self.sample_count - ones, ones

    def with_sample(self, values: Iterable[float], label: int, *, index: int | None = None) -> Dataset:
        """Return a data set with one more sample, at column `index` or at the end."""
        column = np.fromiter(values, np.float64)[:, None]
        return self.with_samples(column, [label], indices=None if index is None else np.array([index]))

    def without_sample(self, index: int) -> Dataset:
        """Return a data set without the sample at column `index`."""
        return self.without_samples(np.array([index]))

    def with_samples(
        self, features: ArrayLike, labels: ArrayLike, *, indices: NDArray[np.int64] | None = None
    ) -> Dataset:
        """Return a data set with more samples, at the end or in given places.

        Parameters
        ----------
        features
            Shape (n, k).
        labels
            Shape (k,).
        indices
            Shape (k,), increasing: the columns that the new samples have in the result; by default the last ones.

        Raises
        ------
        DatasetError
            If the new samples are none that a data set of these features can hold.
        """
        columns = _as_features(features, before=self.sample_count if indices is None else int(indices[0]))
        if columns.shape[0] != self.feature_count:
            raise DatasetError(
                f"A sample here has {self.feature_count} values, not {columns.shape[0]}: features of shape "
                f"{columns.shape} cannot be added to those of shape {self.features.shape}."
            )
        classes = _as_labels(labels, columns.shape)
        if indices is None:
            return self._grown(columns, classes)
        # NumPy counts places in the array before, this method in the one after.
        places = indices - np.arange(indices.size)
        return self._with(np.insert(self.features, places, columns, axis=1), np.insert(self.labels, places, classes))

    def without_samples(self, indices: NDArray[np.int64]) -> Dataset:
        """Return a data set without the samples at the columns `indices`, each named once."""
        return self._with(np.delete(self.features, indices, axis=1), np.delete(self.labels, indices))

    def with_moved(self, indices: NDArray[np.int64], features: ArrayLike) -> Dataset:
        """Return a data set in which the samples at `indices`, shape (k,), have the `features`, shape (n, k).

        Raises
        ------
        DatasetError
            If a feature is not a finite number, or the shapes disagree.
        """
        columns = _as_features(features)
        if columns.shape != (self.feature_count, indices.size):
            raise DatasetError(
                f"{indices.size} samples of {self.feature_count} features cannot be moved to a table of shape "
                f"{columns.shape}."
            )
        moved = self.features.copy()
        moved[:, indices] = columns
        return self._with(moved, self.labels)

    def with_labels(self, indices: NDArray[np.int64], labels: ArrayLike) -> Dataset:
        """Return a data set in which the samples at `indices` have the `labels`, both of shape (k,)."""
        changed = self.labels.copy()
        changed[indices] = _as_labels(labels, (self.feature_count, indices.size))
        return self._with(self.features, changed)

    def selected(self, mask: NDArray[np.bool_]) -> Dataset:
        """Return the samples marked in `mask`, shape (m,).

        Raises
        ------
        DatasetError
            If the mask has another shape.
        """
        if mask.shape != self.labels.shape:
            raise DatasetError(f"A mask of shape {mask.shape} does not fit labels of shape {self.labels.shape}.")
        return self._with(self.features[:, mask], self.labels[mask])

    def _grown(self, columns: NDArray[np.float64], classes: NDArray[np.int8]) -> Dataset:
        count, shared = self.sample_count, self._shared
        grown = None if shared is None else shared.append(count, columns, classes)
        if shared is None or grown is None:
            shared = SharedColumns(self.features, self.labels, classes.size)
            grown = shared.append(count, columns, classes)
            assert grown is not None
        made = self._with(*grown)
        object.__setattr__(made, "_shared", shared)
        return made

    def _with(self, features: NDArray[np.float64], labels: NDArray[np.int8]) -> Dataset:
        """Return these samples, known to be valid, under the same names, without checking a million again."""
        made = object.__new__(Dataset)
        for name, value in (
            ("features", read_only(features)),
            ("labels", read_only(labels)),
            ("feature_names", self.feature_names),
            ("class_names", self.class_names),
            ("true_line", self.true_line),
            ("_shared", None),
        ):
            object.__setattr__(made, name, value)
        return made

    def fingerprint(self) -> str:
        """Return the SHA-256, in hexadecimal, of names, shape, features (little-endian float64) and labels.

        Two data sets have the same fingerprint when, and for practical purposes only when, they are equal; so −0
        counts as 0.
        """
        # Most commands compare no data sets, and hashlib loads a library of its own.
        import hashlib

        digest = hashlib.sha256()
        for name in (*self.feature_names, *self.class_names):
            encoded = name.encode("utf-8", "surrogatepass")
            digest.update(f"{len(encoded)}:".encode() + encoded)
        digest.update(f"{self.feature_count}x{self.sample_count}".encode())
        digest.update(np.asarray(self.features + 0.0, "<f8").data)
        digest.update(np.ascontiguousarray(self.labels).data)
        return digest.hexdigest()

    def __repr__(self) -> str:
        zeros, ones = self.class_counts
        counts = f"{zeros} {self.class_names[0]!r}, {ones} {self.class_names[1]!r}"
        what = f"{self.sample_count} samples ({counts}) of features {bracketed(self.feature_names)}"
        return f"<{type(self).__name__} of {what}>"

    def __eq__(self, other: object) -> bool:
        """Compare features, labels and names; where the labels came from does not matter."""
        if not isinstance(other, Dataset):
            return NotImplemented
        return (
            self.feature_names == other.feature_names
            and self.class_names == other.class_names
            and np.array_equal(self.features, other.features)
            and np.array_equal(self.labels, other.labels)
        )


def _as_features(values: ArrayLike, *, before: int = 0) -> NDArray[np.float64]:
    """Return checked features; complaints count samples after those `before`."""
    try:
        given = np.asarray(values, np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise DatasetError("Features must be a table of numbers, one row for each feature.") from error
    if given.ndim != 2 or given.shape[0] == 0:
        raise DatasetError(
            f"Features must have the shape (features, samples) with at least one feature, not {given.shape}."
        )
    finite = np.isfinite(given)
    if not finite.all():
        row, column = (int(i) for i in np.argwhere(~finite)[0])
        raise DatasetError(
            f"Feature {row + 1} of sample {before + column + 1} is {given[row, column]}; "
            "every feature must be a finite number."
        )
    return _kept(given, values)


def _as_labels(values: ArrayLike, features: tuple[int, ...]) -> NDArray[np.int8]:
    """Return checked labels of samples whose features have that shape."""
    try:
        given = np.asarray(values)
        known = (given == 0) | (given == 1)
    except (TypeError, ValueError) as error:
        raise DatasetError("Labels must be a list of 0 and 1.") from error
    if given.shape != features[1:]:
        transposed = given.shape == features[:1]
        advice = "transpose the features, since a column is a sample" if transposed else "give one label each"
        raise DatasetError(
            f"Features of shape {features} are {features[1]} samples but labels of shape {given.shape}; {advice}."
        )
    if not np.all(known):
        place = int(np.argmin(known))
        raise DatasetError(f"Label {place + 1} is {given[place]!s}; a label must be 0 or 1.")
    return _kept(given.astype(np.int8, copy=False), values)


def _kept(array: NDArray[Any], given: object) -> NDArray[Any]:
    """Return `array` read-only, copied where a caller could still write to it.

    Kept as it is only what was made from `given` just now, or owns its memory and is read-only already.
    """
    made_here = array is not given and isinstance(given, np.ndarray | list | tuple)
    if array.base is not None or (array.flags.writeable and not made_here):
        array = array.copy()
    return read_only(np.ascontiguousarray(array))
