"""All export formats, and writing a file in one of them."""

from __future__ import annotations

from pathlib import Path

from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.weights.export_data import CsvFormat, JsonFormat, NpzFormat, SklearnFormat
from neuron_desktop.files.weights.export_format import WeightsFormat
from neuron_desktop.files.weights.export_formula import FormulaFormat
from neuron_desktop.files.weights.export_onnx import OnnxFormat
from neuron_desktop.files.weights.export_script import ScriptFormat
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron

FORMATS: tuple[WeightsFormat, ...] = (
    JsonFormat(),
    NpzFormat(),
    CsvFormat(),
    ScriptFormat(),
    FormulaFormat(),
    SklearnFormat(),
    OnnxFormat(),
)


def export_bytes(path: Path, weights_format: WeightsFormat, trained: TrainedNeuron) -> bytes:
    """Return what a file of `trained` at `path` holds.

    Raises
    ------
    WeightsError
        If the format cannot hold it, with the format's own sentence.
    """
    reason = weights_format.explain_impossible(trained)
    if reason is not None:
        raise WeightsError(path, reason)
    return weights_format.write(trained)


def export_weights(path: Path, weights_format: WeightsFormat, trained: TrainedNeuron) -> None:
    """Write `trained` to `path`.

    Raises
    ------
    WeightsError
        If the format cannot hold it, with the format's own sentence.
    FileError
        If the file cannot be written; what was there before is then still there.
    """
    replace_file(path, export_bytes(path, weights_format, trained))
