from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from neuron_desktop.core import Dataset, DatasetError, NeuronDesktopError, TrueLine, article_dataset
from tests.core.strategies import datasets

FEATURES = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
LABELS = [0, 1, 1]


class Table:
    """An object that hands out its own memory as an array, as data frames do."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        return self.values


def a_dataset(**changes: object) -> Dataset:
    given = {"features": FEATURES, "labels": LABELS, "feature_names": ("age", "fare"), "class_names": ("no", "yes")}
    return Dataset(**(given | changes))


def test_features_and_labels_are_kept_in_the_article_s_shapes() -> None:
    dataset = Dataset(FEATURES, LABELS)
    assert dataset.features.dtype == np.float64
    assert dataset.features.flags.c_contiguous
    assert dataset.features.tolist() == FEATURES
    assert dataset.labels.dtype == np.int8
    assert dataset.labels.tolist() == LABELS
    assert (dataset.feature_count, dataset.sample_count) == (2, 3)
    assert type(dataset.feature_count) is int
    assert type(dataset.sample_count) is int
    assert dataset.class_counts == (1, 2)


def test_names_default_to_x1_x2_and_to_the_colours() -> None:
    dataset = Dataset([[1.0], [2.0], [3.0]], [1])
    assert dataset.feature_names == ("x1", "x2", "x3")
    assert dataset.class_names == ("red", "blue")
    assert dataset.true_line is None


def test_lists_of_names_become_tuples() -> None:
    dataset = a_dataset(feature_names=["age", "fare"], class_names=["no", "yes"])
    assert dataset.feature_names == ("age", "fare")
    assert dataset.class_names == ("no", "yes")


def test_an_empty_data_set_has_no_samples_but_names() -> None:
    dataset = Dataset.empty(("age", "fare", "siblings"), ("no", "yes"))
    assert dataset.features.shape == (3, 0)
    assert dataset.class_counts == (0, 0)
    assert dataset.feature_names == ("age", "fare", "siblings")
    assert dataset.class_names == ("no", "yes")
    assert Dataset.empty().feature_names == ("x1", "x2")


@pytest.mark.parametrize("labels", [[False, True], [0.0, 1.0], np.array([0, 1], np.uint64), (0, True)])
def test_labels_of_any_number_type_are_accepted(labels: object) -> None:
    assert Dataset([[1.0, 2.0]], labels).labels.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"features": [[1.0, np.nan, 3.0], [4.0, 5.0, 6.0]]}, r"Feature 1 of sample 2 is nan; .* finite number"),
        ({"features": [[1.0, 2.0, 3.0], [4.0, 5.0, np.inf]]}, r"Feature 2 of sample 3 is inf; .* finite number"),
        ({"features": [[1.0, 2.0, 3.0], [-np.inf, 5.0, 6.0]]}, r"Feature 2 of sample 1 is -inf; .* finite number"),
        ({"features": [["a", "b", "c"], ["d", "e", "f"]]}, "table of numbers"),
        ({"features": [[1.0, 2.0], [3.0]]}, "table of numbers"),
        ({"features": None}, r"at least one feature, not \(\)"),
        ({"features": {"age": 1}}, "table of numbers"),
        ({"features": [[10**400, 2, 3], [4, 5, 6]]}, "table of numbers"),
        ({"features": [1.0, 2.0, 3.0]}, r"shape \(features, samples\) .* not \(3,\)"),
        ({"features": np.zeros((2, 3, 1))}, r"shape \(features, samples\) .* not \(2, 3, 1\)"),
        ({"features": np.zeros((0, 3)), "feature_names": ()}, "at least one feature"),
        ({"labels": [0, 1, 2]}, "Label 3 is 2; a label must be 0 or 1"),
        ({"labels": [-1, 1, 1]}, "Label 1 is -1; a label must be 0 or 1"),
        ({"labels": [0, 0.5, 1]}, r"Label 2 is 0\.5; a label must be 0 or 1"),
        ({"labels": [0, 1, np.nan]}, "Label 3 is nan; a label must be 0 or 1"),
        ({"labels": [0, 1, 256]}, "Label 3 is 256; a label must be 0 or 1"),
        ({"labels": ["0", "1", "1"]}, "Label 1 is 0; a label must be 0 or 1"),
        ({"labels": [[0], [1, 1]]}, "list of 0 and 1"),
        ({"labels": [0, 1]}, r"3 samples but labels of shape \(2,\)"),
        ({"labels": [[0, 1, 1]]}, r"3 samples but labels of shape \(1, 3\)"),
        ({"labels": 1}, r"3 samples but labels of shape \(\)"),
        ({"feature_names": ("age",)}, "2 features but 1 feature names"),
        ({"feature_names": ("age", "fare", "sex")}, "2 features but 3 feature names"),
        ({"feature_names": ("age", "age")}, "Feature names repeat in age, age"),
        ({"feature_names": (1, 1)}, "must be text"),
        ({"class_names": ("yes", "yes")}, "Two different class names are needed, not yes, yes"),
        ({"class_names": ("yes",)}, "Two different class names are needed, not yes"),
        ({"class_names": ("no", "yes", "perhaps")}, "Two different class names are needed"),
        ({"class_names": (0, 1)}, "must be text"),
    ],
)
def test_what_is_not_a_data_set_is_refused_with_a_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(DatasetError, match=sentence) as caught:
        a_dataset(**changes)
    assert isinstance(caught.value, NeuronDesktopError)
    assert isinstance(caught.value, ValueError)


def test_arrays_cannot_be_written_to() -> None:
    dataset = a_dataset()
    with pytest.raises(ValueError, match="read-only"):
        dataset.features[0, 0] = 9.0
    with pytest.raises(ValueError, match="read-only"):
        dataset.labels[0] = 1
    with pytest.raises(AttributeError):
        dataset.features = np.zeros((2, 3))


def a_read_only_view(values: np.ndarray) -> np.ndarray:
    view = values.view()
    view.flags.writeable = False
    return view


@pytest.mark.parametrize(
    "hand_over",
    [np.asarray, np.transpose, memoryview, Table, a_read_only_view],
    ids=["itself", "a view", "a buffer", "an object with __array__", "a read-only view"],
)
def test_changing_the_caller_s_arrays_changes_nothing(hand_over) -> None:
    features = np.array([[1.0, 2.0], [3.0, 4.0]])
    labels = np.array([0, 1], np.int8)
    dataset = Dataset(hand_over(features), hand_over(labels))
    before = dataset.features.copy()
    features[:] = 9.0
    labels[:] = 1
    assert np.array_equal(dataset.features, before)
    assert dataset.labels.tolist() == [0, 1]
    with pytest.raises(ValueError, match="read-only"):
        dataset.features[0, 0] = 9.0


def test_the_caller_s_array_stays_writable() -> None:
    features = np.array([[1.0, 2.0]])
    labels = np.array([0, 1], np.int8)
    Dataset(features, labels)
    assert features.flags.writeable
    assert labels.flags.writeable


def test_read_only_memory_is_shared_and_not_copied() -> None:
    first = a_dataset()
    second = Dataset(first.features, first.labels)
    assert np.shares_memory(first.features, second.features)


def test_with_sample_adds_a_column_at_the_end_or_at_a_place() -> None:
    dataset = a_dataset(true_line=TrueLine(1.0, 2.0))
    longer = dataset.with_sample((7.0, 8.0), 0)
    assert longer.features.tolist() == [[1.0, 2.0, 3.0, 7.0], [4.0, 5.0, 6.0, 8.0]]
    assert longer.labels.tolist() == [0, 1, 1, 0]
    placed = dataset.with_sample(iter((7.0, 8.0)), 0, index=1)
    assert placed.features.tolist() == [[1.0, 7.0, 2.0, 3.0], [4.0, 8.0, 5.0, 6.0]]
    assert placed.labels.tolist() == [0, 0, 1, 1]
    assert placed.feature_names == dataset.feature_names
    assert placed.class_names == dataset.class_names
    assert placed.true_line == dataset.true_line
    assert dataset.sample_count == 3
    with pytest.raises(ValueError, match="read-only"):
        placed.features[0, 0] = 9.0
    with pytest.raises(ValueError, match="read-only"):
        placed.labels[0] = 1


@pytest.mark.parametrize(
    ("values", "label", "sentence"),
    [
        ((1.0,), 0, "A sample here has 2 values, not 1"),
        ((1.0, 2.0, 3.0), 0, "A sample here has 2 values, not 3"),
        ((1.0, np.nan), 0, "Feature 2 of sample 4 is nan"),
        ((1.0, 2.0), 2, "is 2; a label must be 0 or 1"),
        ((1.0, 2.0), 300, "is 300; a label must be 0 or 1"),
        ((1.0, 2.0), 0.5, r"is 0\.5; a label must be 0 or 1"),
    ],
)
def test_with_sample_refuses_what_does_not_fit(values: tuple[float, ...], label: int, sentence: str) -> None:
    with pytest.raises(DatasetError, match=sentence):
        a_dataset().with_sample(values, label)


@given(datasets(min_samples=1))
def test_without_sample_undoes_with_sample(dataset: Dataset) -> None:
    place = dataset.sample_count // 2
    column, label = dataset.features[:, place], int(dataset.labels[place])
    shorter = dataset.without_sample(place)
    assert shorter.sample_count == dataset.sample_count - 1
    assert shorter.with_sample(column, label, index=place) == dataset


def test_equality_asks_for_features_labels_and_names_only() -> None:
    dataset = a_dataset()
    assert dataset == a_dataset(true_line=TrueLine(1.0, 2.0))
    assert dataset != a_dataset(labels=[1, 1, 1])
    assert dataset != a_dataset(features=[[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]])
    assert dataset != a_dataset(feature_names=("fare", "age"))
    assert dataset != a_dataset(class_names=("yes", "no"))
    assert dataset != dataset.without_sample(0)
    assert dataset != "a data set"


def test_a_data_set_is_not_hashable_since_comparing_it_reads_every_number() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(a_dataset())


@given(datasets(min_samples=0))
def test_equal_data_sets_have_equal_fingerprints(dataset: Dataset) -> None:
    features = np.asfortranarray(dataset.features)
    same = Dataset(features, dataset.labels.tolist(), dataset.feature_names, dataset.class_names)
    assert same == dataset
    assert same.fingerprint() == dataset.fingerprint()


def test_minus_zero_counts_as_zero_in_equality_and_fingerprint() -> None:
    assert Dataset([[0.0]], [1]) == Dataset([[-0.0]], [1])
    assert Dataset([[0.0]], [1]).fingerprint() == Dataset([[-0.0]], [1]).fingerprint()


def test_the_fingerprint_is_the_documented_hash() -> None:
    """Written down once by hand, so that files which carry a fingerprint stay readable."""
    import hashlib
    import struct

    plain = b"3:age4:fare2:no3:yes" + b"2x3" + struct.pack("<6d", 1, 2, 3, 4, 5, 6) + bytes([0, 1, 1])
    assert a_dataset().fingerprint() == hashlib.sha256(plain).hexdigest()


@given(datasets(min_samples=1))
def test_one_changed_bit_or_label_changes_the_fingerprint(dataset: Dataset) -> None:
    features = dataset.features.copy()
    features[-1, -1] = np.nextafter(features[-1, -1], np.inf)
    labels = dataset.labels.copy()
    labels[-1] = 1 - labels[-1]
    prints = {
        dataset.fingerprint(),
        Dataset(features, dataset.labels).fingerprint(),
        Dataset(dataset.features, labels).fingerprint(),
    }
    assert len(prints) == 3


def test_names_and_shape_are_part_of_the_fingerprint() -> None:
    variants = [
        a_dataset(),
        a_dataset(feature_names=("age", "fares")),
        a_dataset(feature_names=("agef", "are")),
        a_dataset(class_names=("no", "Yes")),
        a_dataset(class_names=("no", "\udc80")),
        Dataset(np.ravel(FEATURES)[None], [0, 1, 1, 0, 0, 0]),
        Dataset.empty(),
        Dataset.empty(("x1",)),
    ]
    assert len({dataset.fingerprint() for dataset in variants}) == len(variants)


def test_samples_are_moved_to_as_many_places_as_there_are_of_them():
    dataset = article_dataset()
    with pytest.raises(DatasetError, match="2 samples of 2 features cannot be moved"):
        dataset.with_moved(np.array([0, 1]), [[1.0], [2.0]])
