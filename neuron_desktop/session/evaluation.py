"""The article's test: fresh points from the same generator, which the neuron has never seen."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Dataset, FeatureMap, GeneratorSpec, Snapshot, generate
from neuron_desktop.core.dataset import read_only
from neuron_desktop.core.evaluation import Confusion, confusion
from neuron_desktop.core.generator import LARGEST_SEED

TEST_SAMPLES = 2000


@dataclass(frozen=True, slots=True, eq=False)
class TestResult:
    """How a neuron did on test points: `wrong`, shape (m,), marks the samples it misclassified."""

    __test__ = False

    dataset: Dataset
    wrong: NDArray[np.bool_]
    confusion: Confusion
    iteration: int


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
        self._generator: GeneratorSpec | None = None
        self._test_points: Dataset | None = None
        self._result: TestResult | None = None
        self._mapped: tuple[FeatureMap, Dataset] | None = None

    @property
    def result(self) -> TestResult | None:
        """The newest result."""
        return self._result

    def set_generator(self, generator: GeneratorSpec | None) -> None:
        """Draw new points from `generator` from now on, or none; forget those of another."""
        if generator != self._generator:
            self._generator = generator
            self.clear()

    def draw(self, like: Dataset, snapshot: Snapshot) -> None:
        """Draw new points, with the names of `like`, and judge the neuron on them; nothing without a generator."""
        if self._generator is None:
            return
        seed = int(np.random.default_rng().integers(LARGEST_SEED, endpoint=True))
        drawn = generate(dataclasses.replace(self._generator, count=TEST_SAMPLES, seed=seed))
        self._test_points = Dataset(drawn.features, drawn.labels, like.feature_names, like.class_names, drawn.true_line)
        self._mapped = None
        self._judge(snapshot)

    def clear(self) -> None:
        """Forget the test points."""
        if self._test_points is not None:
            self._test_points = self._result = self._mapped = None
            self.result_changed.emit(None)

    @Slot(object, bool)
    def on_dataset_changed(self, _dataset: Dataset, replaced: bool) -> None:
        """Forget the test points of a data set that is gone."""
        if replaced:
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
            names = feature_map.names(points.feature_names)
            mapped = Dataset(feature_map.apply(points.features), points.labels, names, points.class_names)
            self._mapped = feature_map, mapped
        seen = self._mapped[1]
        wrong = read_only(snapshot.neuron.predict(seen.features) != points.labels)
        self._result = TestResult(points, wrong, confusion(snapshot.neuron, seen), snapshot.iteration)
        self.result_changed.emit(self._result)
