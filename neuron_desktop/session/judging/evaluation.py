"""Tests the neuron on points it has never seen: drawn for the test, as in the article, or held back."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Dataset, DatasetError, FeatureMap, GeneratorError, GeneratorSpec, Snapshot, generate
from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.core.generators.generator import LARGEST_SEED

if TYPE_CHECKING:
    from neuron_desktop.core.judging.evaluation import Confusion

TEST_SAMPLES = 2000


@dataclass(frozen=True, slots=True, eq=False)
class TestResult:
    """How a neuron did on test points: `wrong`, shape (m,), marks the samples it misclassified.

    `is_drawn` tells points that were drawn for the test from those of the data set that are held back.
    """

    __test__ = False

    dataset: Dataset
    is_drawn: bool
    wrong: NDArray[np.bool_]
    confusion: Confusion
    iteration: int


def judged(result: TestResult, snapshot: Snapshot) -> TestResult:
    """Return the result of another snapshot on the same test points."""
    points = result.dataset
    return _result(points, _mapped(points, snapshot.feature_map), snapshot, is_drawn=result.is_drawn)


class Evaluation(QObject):
    """Keeps the result on test points up to date while training goes on.

    The test points are those drawn for the test; without them, those that the document holds back.

    Signals
    -------
    result_changed(TestResult | None)
        The newest result, or None when there are no test points.
    generator_changed(GeneratorSpec | None)
        New points can be drawn from another generator now, or from none.
    failed(NeuronDesktopError)
        No points could be drawn: the generator can give none, or none with the features of the data set.
    """

    result_changed = Signal(object)
    generator_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generator: GeneratorSpec | None = None
        self._drawn: Dataset | None = None
        self._seed = 0
        self._held_back: Dataset | None = None
        self._result: TestResult | None = None
        self._mapped: tuple[Dataset, FeatureMap, Dataset] | None = None

    @property
    def result(self) -> TestResult | None:
        """The newest result."""
        return self._result

    @property
    def generator(self) -> GeneratorSpec | None:
        """What new points are drawn from; None where it is not known how the points were made."""
        return self._generator

    def set_generator(self, generator: GeneratorSpec | None) -> None:
        """Draw new points from `generator` from now on, or from none; forget those of another."""
        if generator != self._generator:
            self._generator = generator
            self.clear()
            self.generator_changed.emit(generator)

    @property
    def seed(self) -> int | None:
        """The seed of the points, to draw them again; None without any."""
        return None if self._drawn is None else self._seed

    def draw(self, like: Dataset, snapshot: Snapshot, *, seed: int | None = None) -> None:
        """Draw points, with the names of `like`, and test the neuron on them; do nothing without a generator.

        Without a `seed` they are new ones.
        """
        if self._generator is None:
            return
        if seed is None:
            seed = int(np.random.default_rng().integers(LARGEST_SEED, endpoint=True))
        try:
            drawn = generate(dataclasses.replace(self._generator, count=TEST_SAMPLES, seed=seed))
            named = Dataset(drawn.features, drawn.labels, like.feature_names, like.class_names, drawn.true_line)
        except (GeneratorError, DatasetError) as error:
            self.failed.emit(error)
            return
        self._seed, self._drawn = seed, named
        self._judge(snapshot)

    def clear(self) -> None:
        """Forget the points that were drawn."""
        self._drawn = None
        if self._held_back is None:
            self._forget()

    @Slot(object, bool)
    def on_parts_changed(self, parts: TrainTestSplit, replaced: bool) -> None:
        """Test on what is held back now; forget points drawn for a data set that is gone."""
        if replaced:
            self._drawn = None
        self._held_back = parts.test if parts.test.sample_count else None
        if self._drawn is None:
            self._forget()

    @Slot(object)
    def on_progressed(self, snapshot: Snapshot) -> None:
        """Test the neuron as it is now."""
        self._judge(snapshot)

    def _forget(self) -> None:
        if self._result is not None:
            self._result = None
            self.result_changed.emit(None)

    def _judge(self, snapshot: Snapshot) -> None:
        points, feature_map = self._drawn or self._held_back, snapshot.feature_map
        if points is None or feature_map.input_count != points.feature_count:
            return
        if self._mapped is None or self._mapped[0] is not points or self._mapped[1] != feature_map:
            self._mapped = points, feature_map, _mapped(points, feature_map)
        self._result = _result(points, self._mapped[2], snapshot, is_drawn=points is self._drawn)
        self.result_changed.emit(self._result)


def _mapped(points: Dataset, feature_map: FeatureMap) -> Dataset:
    """Return the points as the neuron sees them."""
    names = feature_map.names(points.feature_names)
    return Dataset(feature_map.apply(points.features), points.labels, names, points.class_names)


def _result(points: Dataset, mapped: Dataset, snapshot: Snapshot, *, is_drawn: bool) -> TestResult:
    from neuron_desktop.core.judging.evaluation import confusion

    wrong = read_only(snapshot.neuron.predict(mapped.features) != points.labels)
    return TestResult(points, is_drawn, wrong, confusion(snapshot.neuron, mapped), snapshot.iteration)
