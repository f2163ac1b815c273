"""The article's test: fresh points from the same line, which the neuron has never seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Dataset, FeatureMap, Snapshot, TrueLine, line_dataset
from neuron_desktop.core.dataset import read_only
from neuron_desktop.core.evaluation import Confusion, confusion

TEST_SAMPLES = 2000


@dataclass(frozen=True, slots=True, eq=False)
class TestResult:
    """How a neuron did on test points: `wrong`, shape (m,), marks the samples it misclassified."""

    __test__ = False

    dataset: Dataset
    wrong: NDArray[np.bool_]
    confusion: Confusion
    iteration: int


def judged(points: Dataset, snapshot: Snapshot) -> TestResult:
    """Return how the neuron of a snapshot does on test points."""
    return _result(points, _mapped(points, snapshot.feature_map), snapshot)


class Evaluation(QObject):
    """Holds the drawn test points and keeps their result up to date while training goes on.

    Signals
    -------
    result_changed(TestResult | None)
        The newest result, or None when there are no test points.
    """

    result_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._test_points: Dataset | None = None
        self._result: TestResult | None = None
        self._mapped: tuple[FeatureMap, Dataset] | None = None

    @property
    def result(self) -> TestResult | None:
        """The newest result."""
        return self._result

    def draw(self, line: TrueLine, like: Dataset, snapshot: Snapshot) -> None:
        """Draw new points about `line`, with the names of `like`, and judge the neuron on them."""
        seed = int(np.random.SeedSequence().generate_state(1)[0])
        drawn = line_dataset(line, TEST_SAMPLES, seed=seed)
        self._test_points = Dataset(drawn.features, drawn.labels, like.feature_names, like.class_names, line)
        self._mapped = None
        self._judge(snapshot)

    def clear(self) -> None:
        """Forget the test points."""
        if self._test_points is not None:
            self._test_points = self._result = self._mapped = None
            self.result_changed.emit(None)

    @Slot(object, bool)
    def on_dataset_changed(self, dataset: Dataset, replaced: bool) -> None:
        """Forget the test points of a data set or a true line that is gone."""
        if replaced or dataset.true_line is None:
            self.clear()

    @Slot(object)
    def on_progressed(self, snapshot: Snapshot) -> None:
        """Judge the neuron as it is now."""
        if self._test_points is not None:
            self._judge(snapshot)

    def _judge(self, snapshot: Snapshot) -> None:
        points, feature_map = self._test_points, snapshot.feature_map
        assert points is not None
        if self._mapped is None or self._mapped[0] != feature_map:
            self._mapped = feature_map, _mapped(points, feature_map)
        self._result = _result(points, self._mapped[1], snapshot)
        self.result_changed.emit(self._result)


def _mapped(points: Dataset, feature_map: FeatureMap) -> Dataset:
    """Return the points as the neuron sees them."""
    names = feature_map.names(points.feature_names)
    return Dataset(feature_map.apply(points.features), points.labels, names, points.class_names)


def _result(points: Dataset, mapped: Dataset, snapshot: Snapshot) -> TestResult:
    wrong = read_only(snapshot.neuron.predict(mapped.features) != points.labels)
    return TestResult(points, wrong, confusion(snapshot.neuron, mapped), snapshot.iteration)
