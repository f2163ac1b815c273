"""Reading and writing files; no Qt.

The names below are meant for notebooks: `load_table`, `save_points`, `load_weights` and `save_weights` do it in one
call; `read_table`, `survey` and `Recipe` are the steps between a table and a data set. As in `core`, each is imported
on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuron_desktop.core.lazy import homes_of, lazily

if TYPE_CHECKING:
    from neuron_desktop.files.errors import CsvError, FileError, WeightsError
    from neuron_desktop.files.recipes.recipe import Recipe
    from neuron_desktop.files.recipes.survey import Survey, survey
    from neuron_desktop.files.shortcuts import TableDataset, load_table, load_weights, save_points, save_weights
    from neuron_desktop.files.text.dialect import detect_dialect
    from neuron_desktop.files.text.dialect_values import Dialect
    from neuron_desktop.files.text.tables import Table, read_table
    from neuron_desktop.files.weights.export_format import Check
    from neuron_desktop.files.weights.trained_neuron import TrainedNeuron

__all__ = [
    "Check",
    "CsvError",
    "Dialect",
    "FileError",
    "Recipe",
    "Survey",
    "Table",
    "TableDataset",
    "TrainedNeuron",
    "WeightsError",
    "detect_dialect",
    "load_table",
    "load_weights",
    "read_table",
    "save_points",
    "save_weights",
    "survey",
]

_HOMES = homes_of(
    {
        "errors": "CsvError FileError WeightsError",
        "recipes.recipe": "Recipe",
        "recipes.survey": "Survey survey",
        "shortcuts": "TableDataset load_table load_weights save_points save_weights",
        "text.dialect": "detect_dialect",
        "text.dialect_values": "Dialect",
        "text.tables": "Table read_table",
        "weights.export_format": "Check",
        "weights.trained_neuron": "TrainedNeuron",
    }
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazily(__name__, _HOMES)
