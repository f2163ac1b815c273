"""The mathematics: data set, neuron and gradient descent; needs NumPy only and is meant for notebooks too."""

from neuron_desktop.core.dataset import Dataset, TrueLine
from neuron_desktop.core.errors import DatasetError, NeuronDesktopError, SettingsError
from neuron_desktop.core.neuron import Gradient, Neuron, log_loss, sigmoid
from neuron_desktop.core.samples import ARTICLE_LINE, article_dataset, line_dataset
from neuron_desktop.core.scaling import Scaling
from neuron_desktop.core.training import CostCurve, Snapshot, Trainer, TrainingSettings

__all__ = [
    "ARTICLE_LINE",
    "CostCurve",
    "Dataset",
    "DatasetError",
    "Gradient",
    "Neuron",
    "NeuronDesktopError",
    "Scaling",
    "SettingsError",
    "Snapshot",
    "Trainer",
    "TrainingSettings",
    "TrueLine",
    "article_dataset",
    "line_dataset",
    "log_loss",
    "sigmoid",
]
