"""The mathematics: data set, neuron and gradient descent; needs NumPy only and is meant for notebooks too.

Each name is imported when it is first asked for: a command that only predicts does not wait for the search for optima.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuron_desktop.core.lazy import homes_of, lazily

if TYPE_CHECKING:
    from neuron_desktop.core.chapters import Change
    from neuron_desktop.core.checkpoint import Checkpoint
    from neuron_desktop.core.dataset import Dataset, TrueCurve, TrueLine
    from neuron_desktop.core.diagnosis import Finding, Problem, Remedy, Severity, diagnose
    from neuron_desktop.core.errors import (
        CheckpointError,
        DatasetError,
        ExpressionError,
        GeneratorError,
        NeuronDesktopError,
        SettingsError,
    )
    from neuron_desktop.core.examination import Examination, examine
    from neuron_desktop.core.expression import Expression
    from neuron_desktop.core.feature_map import FeatureMap, quadratic_terms
    from neuron_desktop.core.generators import ARTICLE_LINE, GENERATORS, GeneratorSpec, article_dataset, generate
    from neuron_desktop.core.history import CostCurve
    from neuron_desktop.core.neuron import Gradient, Neuron, log_loss, sigmoid
    from neuron_desktop.core.newton import Optimum, Outcome, optimum
    from neuron_desktop.core.scaling import Scaling
    from neuron_desktop.core.settings import Optimizer, TrainingSettings
    from neuron_desktop.core.snapshot import Snapshot
    from neuron_desktop.core.training import Trainer

__all__ = [
    "ARTICLE_LINE",
    "GENERATORS",
    "Change",
    "Checkpoint",
    "CheckpointError",
    "CostCurve",
    "Dataset",
    "DatasetError",
    "Examination",
    "Expression",
    "ExpressionError",
    "FeatureMap",
    "Finding",
    "GeneratorError",
    "GeneratorSpec",
    "Gradient",
    "Neuron",
    "NeuronDesktopError",
    "Optimizer",
    "Optimum",
    "Outcome",
    "Problem",
    "Remedy",
    "Scaling",
    "SettingsError",
    "Severity",
    "Snapshot",
    "Trainer",
    "TrainingSettings",
    "TrueCurve",
    "TrueLine",
    "article_dataset",
    "diagnose",
    "examine",
    "generate",
    "log_loss",
    "optimum",
    "quadratic_terms",
    "sigmoid",
]

_HOMES = homes_of(
    {
        "chapters": "Change",
        "checkpoint": "Checkpoint",
        "dataset": "Dataset TrueCurve TrueLine",
        "diagnosis": "Finding Problem Remedy Severity diagnose",
        "errors": "CheckpointError DatasetError ExpressionError GeneratorError NeuronDesktopError SettingsError",
        "examination": "Examination examine",
        "expression": "Expression",
        "feature_map": "FeatureMap quadratic_terms",
        "generators": "ARTICLE_LINE GENERATORS GeneratorSpec article_dataset generate",
        "history": "CostCurve",
        "neuron": "Gradient Neuron log_loss sigmoid",
        "newton": "Optimum Outcome optimum",
        "scaling": "Scaling",
        "settings": "Optimizer TrainingSettings",
        "snapshot": "Snapshot",
        "training": "Trainer",
    }
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazily(__name__, _HOMES)
