"""Reading and writing files; no Qt.

The names below are meant for notebooks: a table becomes a data set, and weights come and go, in a call each. As in
`core`, each is imported when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuron_desktop.core.lazy import homes_of, lazily

if TYPE_CHECKING:
    from neuron_desktop.files.errors import CsvError, FileError, WeightsError
    from neuron_desktop.files.export_format import Check
    from neuron_desktop.files.shortcuts import TableDataset, load_table, load_weights, save_points, save_weights
    from neuron_desktop.files.trained_neuron import TrainedNeuron

__all__ = [
    "Check",
    "CsvError",
    "FileError",
    "TableDataset",
    "TrainedNeuron",
    "WeightsError",
    "load_table",
    "load_weights",
    "save_points",
    "save_weights",
]

_HOMES = homes_of(
    {
        "errors": "CsvError FileError WeightsError",
        "export_format": "Check",
        "shortcuts": "TableDataset load_table load_weights save_points save_weights",
        "trained_neuron": "TrainedNeuron",
    }
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazily(__name__, _HOMES)
