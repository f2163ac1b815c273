"""Project files: one archive of JSON and plain arrays, from which a run resumes bit for bit.

``docs/project-format.md`` of the repository describes the format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from neuron_desktop.core import CheckpointError, DatasetError, GeneratorError, SettingsError
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.archive import read_archive, write_archive
from neuron_desktop.files.errors import ProjectError, RecipeError
from neuron_desktop.files.projects import history as history
from neuron_desktop.files.projects import pinned_runs as runs
from neuron_desktop.files.projects.content import (
    FEATURES,
    FORMAT,
    KEYS,
    LABELS,
    VERSION,
    assembled,
    description,
    neuron_values,
)
from neuron_desktop.files.projects.project import Others, Project
from neuron_desktop.files.values import LARGEST_WHOLE_NUMBER, Values
from neuron_desktop.files.weights.unknown_keys import TooDeepError, unknown_fields, with_unknown_fields

LARGEST_JSON = 64 * 2**20
LONGEST_NOTES = 2**20

DESCRIPTION = "project.json"
ENTRIES = frozenset({DESCRIPTION, FEATURES, LABELS, KEYS, *history.ENTRIES, *runs.ENTRIES})


def write_project(path: Path, project: Project) -> None:
    """Write `project` to `path`. The same input, the same bytes.

    Raises
    ------
    ProjectError
        If it holds more than a file can hold.
    FileError
        If the file cannot be written; what was there before is then still there.
    ValueError
        If the run is on another data set than the part that is not held back.
    """
    if project.checkpoint.dataset != project.split.divide(project.dataset, project.keys).training:
        raise ValueError("The run belongs to another data set.")
    known = description(project) | {"neuron": neuron_values(project.checkpoint)}
    text = json.dumps(
        with_unknown_fields(known, json.loads(project.others.values)), ensure_ascii=False, allow_nan=False
    )
    # UTF-8 can hold everything but a lone surrogate, for which JSON has a backslash form.
    data = text.encode("utf-8", "backslashreplace")
    if len(project.notes) > LONGEST_NOTES:
        raise ProjectError(path, f"The notes are longer than {grouped(LONGEST_NOTES)} characters; shorten them.")
    if len(data) > LARGEST_JSON:
        raise ProjectError(path, "Its names and changes are more than a project can hold; save the points as CSV.")
    if _largest(known) > LARGEST_WHOLE_NUMBER:
        raise ProjectError(path, f"A setting is above {LARGEST_WHOLE_NUMBER} and cannot be kept; choose a smaller one.")
    arrays = {
        FEATURES: project.dataset.features.astype("<f8"),
        LABELS: project.dataset.labels.astype("|i1"),
        KEYS: project.keys.astype("<f4"),
        **history.history_arrays(project.checkpoint),
        **runs.run_arrays(project.runs),
    }
    write_archive(path, {DESCRIPTION: data, **arrays, **dict(project.others.entries)})


def read_project(path: Path) -> Project:
    """Read a file of `write_project`. Nothing in the file is executed.

    Raises
    ------
    ProjectError
        If it cannot be read, is no project, is of a newer version or holds an invalid value; the sentence names the
        part at fault.
    """
    entries = read_archive(path)
    document = _decoded(path, entries)
    values = Values(path, document, error=ProjectError, advice="open an earlier copy of the file")
    version = _check_format(values)
    try:
        project = assembled(path, values, entries, version)
    except DatasetError as error:
        raise ProjectError(path, f"Its data are invalid: {error}") from error
    except (SettingsError, CheckpointError) as error:
        raise ProjectError(path, f"{error} Open an earlier copy of the file.") from error
    except GeneratorError as error:
        raise ProjectError(path, f"Its generator is invalid: {error}") from error
    except RecipeError as error:
        raise ProjectError(path, f"Its recipe is invalid: {error}") from error
    # The neuron is written again from the run.
    document.pop("neuron", None)
    try:
        unknown = json.dumps(unknown_fields(document, description(project)), ensure_ascii=False)
    except TooDeepError as error:
        raise ProjectError(path, f"Its part {DESCRIPTION} is nested too deeply; open an earlier copy of it.") from error
    others = tuple((name, data) for name, data in entries.items() if name not in ENTRIES)
    return replace(project, others=Others(unknown, others))


def _decoded(path: Path, entries: Mapping[str, bytes]) -> dict[str, Any]:
    data = entries.get(DESCRIPTION)
    if data is None:
        raise ProjectError(path, "It is an archive, but not a project; choose another file.")
    if len(data) > LARGEST_JSON:
        raise ProjectError(path, f"Its part {DESCRIPTION} is too long; open an earlier copy of it.")
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ProjectError(path, f"Its part {DESCRIPTION} is not JSON; open an earlier copy of it.") from error
    if not isinstance(document, dict):
        raise ProjectError(path, f"Its part {DESCRIPTION} does not describe a project; choose another file.")
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _check_format(values: Values) -> int:
    if values.text("format") != FORMAT:
        values.refuse("format", f"is not “{FORMAT}”")
    version = values.whole("version")
    if version > VERSION:
        raise values.fail(
            f"Its version is {version}, made by a newer Neuron Desktop; this one reads up to {VERSION}, so update it."
        )
    if version < 1:
        values.refuse("version", "is not a whole number from 1")
    return version


def _largest(value: object) -> int:
    """Return the largest whole number in values for JSON."""
    if isinstance(value, dict | list):
        return max(map(_largest, value.values() if isinstance(value, dict) else value), default=0)
    return value if isinstance(value, int) else 0
