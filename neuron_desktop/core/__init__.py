"""The mathematics: data set, neuron and gradient descent. It needs only NumPy, and is meant for notebooks too.

Each name is imported on first use, so a command that only predicts does not wait for the search for optima.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuron_desktop.core.lazy import homes_of, lazily

if TYPE_CHECKING:
    from neuron_desktop.core.data.dataset import Dataset, TrueCurve, TrueLine
    from neuron_desktop.core.data.expression import Expression
    from neuron_desktop.core.data.feature_map import FeatureMap, quadratic_terms
    from neuron_desktop.core.errors import (
        CheckpointError,
        DatasetError,
        ExpressionError,
        GeneratorError,
        NeuronDesktopError,
        SettingsError,
    )
    from neuron_desktop.core.generators.catalogue import (
        ARTICLE_LINE,
        GENERATORS,
        GeneratorSpec,
        article_dataset,
        generate,
    )
    from neuron_desktop.core.judging.diagnosis import Finding, Problem, Remedy, Severity, diagnose
    from neuron_desktop.core.judging.examination import Examination, examine
    from neuron_desktop.core.judging.newton import Optimum, Outcome, optimum
    from neuron_desktop.core.model.neuron import Gradient, Neuron, log_loss, sigmoid
    from neuron_desktop.core.model.scaling import Scaling
    from neuron_desktop.core.training.checkpoint import Checkpoint
    from neuron_desktop.core.training.history import CostCurve
    from neuron_desktop.core.training.segments import Change
    from neuron_desktop.core.training.settings import Optimizer, TrainingSettings
    from neuron_desktop.core.training.snapshot import Snapshot
    from neuron_desktop.core.training.trainer import Trainer

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
        "training.segments": "Change",
        "training.checkpoint": "Checkpoint",
        "data.dataset": "Dataset TrueCurve TrueLine",
        "judging.diagnosis": "Finding Problem Remedy Severity diagnose",
        "errors": "CheckpointError DatasetError ExpressionError GeneratorError NeuronDesktopError SettingsError",
        "judging.examination": "Examination examine",
        "data.expression": "Expression",
        "data.feature_map": "FeatureMap quadratic_terms",
        "generators.catalogue": "ARTICLE_LINE GENERATORS GeneratorSpec article_dataset generate",
        "training.history": "CostCurve",
        "model.neuron": "Gradient Neuron log_loss sigmoid",
        "judging.newton": "Optimum Outcome optimum",
        "model.scaling": "Scaling",
        "training.settings": "Optimizer TrainingSettings",
        "training.snapshot": "Snapshot",
        "training.trainer": "Trainer",
    }
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazily(__name__, _HOMES)
