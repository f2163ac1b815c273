"""Remembers what a person chose for a file, for the next time it is opened."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from neuron_desktop.core import NeuronDesktopError

if TYPE_CHECKING:
    from neuron_desktop.files.recipes.recipe import Recipe
    from neuron_desktop.files.text.dialect_values import Dialect
    from neuron_desktop.files.text.tables import Table

MOST_FILES = 50
LARGEST_ENTRY = 100_000

_KEY = "import/choices"


class RememberedChoices:
    """Keeps recipes and dialects of the files opened last, by path, and recipes by the names of the columns too.

    What is stored is read each time and not trusted: an entry that is not consistent is ignored.
    """

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def dialect(self, path: Path) -> Dialect | None:
        """Return the dialect that was chosen by hand for the file, else None."""
        value = next((entry.get("dialect") for entry in self._entries() if entry.get("file") == _file_key(path)), None)
        if not isinstance(value, dict):
            return None
        from neuron_desktop.files.text.dialect_values import Dialect

        try:
            return Dialect(**value)
        except (TypeError, NeuronDesktopError):
            return None

    def recipe(self, table: Table) -> Recipe | None:
        """Return the recipe of this file, if its columns had the same names as now."""
        from neuron_desktop.files.recipes.recipe import Recipe

        for entry in self._entries():
            if entry.get("file") == _file_key(table.path) and entry.get("header") == _header_key(table):
                try:
                    return Recipe.from_json(entry.get("recipe"))
                except NeuronDesktopError:
                    return None
        return None

    def remember(self, table: Table, recipe: Recipe, dialect: Dialect | None) -> None:
        """Keep the choices for a file; those for the file opened longest ago may be dropped."""
        entry = {
            "file": _file_key(table.path),
            "header": _header_key(table),
            "recipe": recipe.to_json(),
            "dialect": None if dialect is None else dataclasses.asdict(dialect),
        }
        if len(json.dumps(entry)) > LARGEST_ENTRY:
            return
        others = [other for other in self._entries() if other.get("file") != entry["file"]]
        self._settings.setValue(_KEY, json.dumps([entry, *others][:MOST_FILES]))

    def _entries(self) -> list[dict[str, object]]:
        stored = self._settings.value(_KEY)
        if not isinstance(stored, str):
            return []
        try:
            entries = json.loads(stored)
        except (ValueError, RecursionError):
            return []
        return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _file_key(path: Path) -> str:
    return _digest(str(path.resolve()))


def _header_key(table: Table) -> str:
    return _digest(json.dumps([column.name for column in table.columns]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
