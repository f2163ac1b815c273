"""Whether a neuron can separate the classes of a data set perfectly."""

from __future__ import annotations

from dataclasses import replace

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.judging.newton import Outcome, optimum
from neuron_desktop.core.training.settings import TrainingSettings

# With up to this many values of terms the search takes well under a second.
MOST_VALUES = 2_000_000
_ANSWERS = {
    Outcome.SEPARABLE: True,
    Outcome.QUASI_SEPARABLE: False,
    Outcome.UNIQUE: False,
    Outcome.COLLINEAR: False,
}


def is_separable(dataset: Dataset, settings: TrainingSettings) -> bool | None:
    """Return whether some neuron on the terms of `settings` separates the classes perfectly.

    None where there is one class or none, where rounding hides the answer, or where the data set is too large to ask.

    Raises
    ------
    SettingsError
        If the data set cannot give a derived feature.
    """
    count = len(settings.feature_map) or dataset.feature_count
    if dataset.sample_count * count > MOST_VALUES:
        return None
    return _ANSWERS.get(optimum(dataset, replace(settings, l1=0.0, l2=0.0)).outcome)
