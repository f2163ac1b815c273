"""Trained neurons as NPZ: plain arrays for NumPy, no pickle; the keys are described in ``docs/weights-format.md``."""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuron_desktop import __version__
from neuron_desktop.core.numerals import grouped
from neuron_desktop.core.training.settings import TrainingSettings
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.values import Values
from neuron_desktop.files.weights.content import (
    DECISION,
    FORMAT,
    LARGEST_FILE,
    VERSION,
    assemble,
    check_format,
    check_probabilities,
    check_terms,
    distinct,
    fingerprint_in,
    recipe_in,
    settings_in,
    settings_values,
    with_later_values,
)
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, counted

LARGEST_FEATURE_COUNT = 1_000_000
LONGEST_RECIPE = 4_000_000
NPZ_COLUMNS = ("weights", "scaled_weights", "mean", "scale")
NPZ_FIGURES = ("cost", "accuracy")
NPZ_TABLES = ("check_values",)
NPZ_KEYS = (
    *("format", "version", "input_names", "feature_names", *NPZ_COLUMNS, "deviation", "bias", "scaled_bias"),
    *("class_names", "threshold"),
    *(settings_values(TrainingSettings())),
    *("iteration", *NPZ_FIGURES, "separable", "data_file", "recipe", "sample_count", "dataset_fingerprint"),
    *(*NPZ_TABLES, "check_probabilities"),
)
# Arrays have no None: what stands for it, by key.
SEPARABLE = {-1: None, 0: False, 1: True}


def npz_bytes(path: Path, trained: TrainedNeuron) -> bytes:
    """Return `trained` as an NPZ file; it must be writable (`explain_unwritable`).

    Raises
    ------
    WeightsError
        If a name ends in a NUL character, which NumPy's texts cannot.
    """
    if any(name.endswith("\0") for name in (*trained.feature_names, *trained.class_names, trained.data_file)):
        raise WeightsError(path, "NPZ cannot keep a name that ends in a NUL character; export JSON, or rename it.")
    recipe = trained.recipe
    return zipped(
        {
            "format": np.array(FORMAT, "<U"),
            "version": np.array(VERSION, "<i8"),
            "app_version": np.array(__version__, "<U"),
            "input_names": np.array(trained.feature_names, "<U"),
            "feature_names": np.array(trained.term_names, "<U"),
            "weights": trained.neuron.weights.astype("<f8"),
            "bias": np.array(trained.neuron.bias, "<f8"),
            "scaled_weights": trained.scaled_neuron.weights.astype("<f8"),
            "scaled_bias": np.array(trained.scaled_neuron.bias, "<f8"),
            "mean": trained.scaling.mean.astype("<f8"),
            "scale": trained.scaling.deviation.astype("<f8"),
            "class_names": np.array(trained.class_names, "<U"),
            "threshold": np.array(trained.threshold, "<f8"),
            "decision": np.array(DECISION, "<U"),
            **{key: _setting_array(value) for key, value in settings_values(trained.settings).items()},
            "iteration": np.array(trained.iteration, "<i8"),
            "cost": np.array(math.nan if trained.cost is None else trained.cost, "<f8"),
            "accuracy": np.array(math.nan if trained.accuracy is None else trained.accuracy, "<f8"),
            "separable": np.array(-1 if trained.separable is None else int(trained.separable), "<i8"),
            "data_file": np.array(trained.data_file, "<U"),
            # Its lists differ in length, which arrays cannot.
            "recipe": np.array("" if recipe is None else json.dumps(recipe.to_json()), "<U"),
            "sample_count": np.array(trained.sample_count, "<i8"),
            "dataset_fingerprint": np.array(trained.dataset_fingerprint, "<U"),
            "check_values": np.ascontiguousarray(trained.checks.T, "<f8"),
            "check_probabilities": trained.probabilities(trained.checks).astype("<f8"),
        }
    )


def zipped(arrays: dict[str, NDArray[Any]]) -> bytes:
    """Return an NPZ file of `arrays`: the same arrays, the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for key, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            # numpy.savez leaves date and system of the entries to Python's version and platform.
            entry = zipfile.ZipInfo(f"{key}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, member.getvalue())
    return stream.getvalue()


def _setting_array(value: object) -> NDArray[Any]:
    """Return one value of `settings_values` as an array; None, which is a batch of all samples, as 0."""
    if isinstance(value, float):
        return np.array(value, "<f8")
    if isinstance(value, str | list):
        return np.array(value, "<U")
    return np.array(value, "?") if isinstance(value, bool) else np.array(value or 0, "<i8")


def read_npz(path: Path, data: bytes) -> TrainedNeuron:
    """Return the neuron that the file `path` with the bytes `data` holds.

    Raises
    ------
    WeightsError
        If it is not such a file; the sentence names the key at fault.
    """
    values = Values(path, _plain_values(path, data))
    version = check_format(path, values)
    settings = settings_in(values, version=version)
    term_names = values.texts("feature_names")
    names_key = "feature_names" if version == 1 else "input_names"
    names = distinct(values, names_key, values.texts(names_key))
    check_terms(path, values, settings, feature_names=names, term_names=term_names, place_key="feature_names[{}]")
    class_names = distinct(values, "class_names", values.texts("class_names"))
    if len(class_names) != 2:
        values.refuse("class_names", "does not name two classes")
    columns = {}
    for key in NPZ_COLUMNS:
        named = "deviation" if key == "scale" and version < 3 else key
        columns[key] = values.numbers(named, positive=key == "scale")
        if len(columns[key]) != len(term_names):
            values.refuse(named, f"has length {len(columns[key])} for {counted(len(term_names), 'feature')}")
    trained = assemble(
        values,
        settings=settings,
        feature_names=names,
        class_names=class_names,
        columns=columns,
        fingerprint=fingerprint_in(values, "dataset_fingerprint"),
        sample_count=values.whole("sample_count"),
    )
    if version < 3:
        return trained
    rows = values.tables("check_values", width=len(names))
    trained = with_later_values(
        trained, values, data_file=values.text("data_file"), recipe=_recipe(path, values), checks=rows
    )
    probabilities = values.figures("check_probabilities", largest=1.0)
    if len(probabilities) != len(rows):
        values.refuse("check_probabilities", f"has length {len(probabilities)} for {counted(len(rows), 'check')}")
    check_probabilities(path, trained, probabilities)
    return trained


def _recipe(path: Path, values: Values) -> Recipe | None:
    text = values.text("recipe")
    if len(text) > LONGEST_RECIPE:
        values.refuse("recipe", f"is longer than {grouped(LONGEST_RECIPE)} characters")
    try:
        return recipe_in(path, json.loads(text) if text else None)
    except (ValueError, RecursionError):
        values.refuse("recipe", "is not JSON")


def _plain_values(path: Path, data: bytes) -> dict[str, object]:
    """Return the arrays as plain numbers, texts and lists.

    Unknown or open values become None: a figure that is NaN there, a batch size of 0, a separability of −1.
    """
    values: dict[str, object] = {}
    room = LARGEST_FILE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {entry.filename: entry for entry in archive.infolist()}
            for key in NPZ_KEYS:
                entry = members.get(f"{key}.npy")
                if entry is None:
                    continue
                # A member says how long it is and is never unpacked further: read() without a length would be, for
                # one that lies.
                room -= entry.file_size
                if room < 0 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise WeightsError(path, f"The array “{key}” is packed beyond reason; export the weights again.")
                with archive.open(entry) as member:
                    array = _array(path, key, member.read(entry.file_size))
                values[key] = _plain_value(key, array.tolist())
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise WeightsError(path, "It is damaged or not an NPZ file; export the weights again.") from error
    return values


def _plain_value(key: str, value: object) -> object:
    if key in NPZ_FIGURES and value != value:
        return None
    if key == "check_probabilities" and isinstance(value, list):
        return [None if figure != figure else figure for figure in value]
    if key == "batch_size" and type(value) is int and value == 0:
        return None
    if key == "separable" and type(value) is int:
        return SEPARABLE.get(value, value)
    return value


def _array(path: Path, key: str, data: bytes) -> NDArray[Any]:
    """Decode one array in NumPy's format, having checked that it is as small and as plain as it has to be.

    NumPy alone would allocate whatever shape is announced before it looks at the data.
    """
    stream = io.BytesIO(data)
    if np.lib.format.read_magic(stream) == (1, 0):
        shape, _, kind = np.lib.format.read_array_header_1_0(stream)
    else:
        shape, _, kind = np.lib.format.read_array_header_2_0(stream)
    count = math.prod(shape)
    most_axes = 2 if key in NPZ_TABLES else 1
    if kind.kind not in "biufU" or len(shape) > most_axes or max(count, *shape, 0) > LARGEST_FEATURE_COUNT:
        raise WeightsError(
            path, f"The array “{key}” is not a plain list of numbers or texts (it is {kind.name} of shape {shape})."
        )
    if kind.itemsize * count != len(data) - stream.tell():
        raise WeightsError(path, f"The array “{key}” is not as long as it says; export the weights again.")
    return np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
