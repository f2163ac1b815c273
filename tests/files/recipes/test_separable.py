"""A weights file says whether its data can be separated perfectly."""

from __future__ import annotations

import numpy as np
import pytest

from neuron_desktop.core import Dataset, TrainingSettings, article_dataset
from neuron_desktop.files.recipes import separable
from neuron_desktop.files.recipes.separable import is_separable

CIRCLE = Dataset(np.array([[0.0, 0.1, 2.0, -2.0, 0.0, 0.0], [0.1, 0.0, 0.0, 0.0, 2.0, -2.0]]), [1, 1, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("dataset", "settings", "expected"),
    [
        (article_dataset(), TrainingSettings(), True),
        (article_dataset(), TrainingSettings(l2=1.0), True),
        (CIRCLE, TrainingSettings(), False),
        (CIRCLE, TrainingSettings(feature_map=("x1²", "x2²")), True),
        (Dataset(CIRCLE.features, np.ones(6)), TrainingSettings(), None),
        (Dataset.empty(), TrainingSettings(), None),
    ],
)
def test_it_is_known_by_the_optimum_without_penalties(
    dataset: Dataset, settings: TrainingSettings, expected: bool | None
) -> None:
    assert is_separable(dataset, settings) is expected


def test_large_data_sets_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separable, "MOST_VALUES", 11)
    assert is_separable(CIRCLE, TrainingSettings()) is None
    assert is_separable(CIRCLE, TrainingSettings(feature_map=("x1²",))) is not None
