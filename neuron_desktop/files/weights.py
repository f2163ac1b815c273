"""Trained neurons as files: JSON that explains itself, or NPZ for NumPy; every float survives bit for bit."""

from __future__ import annotations

import io
import json
import math
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuron_desktop import __version__
from neuron_desktop.core import TrainingSettings
from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.trained_neuron import TrainedNeuron, counted, explain_unwritable
from neuron_desktop.files.weights_values import (
    FORMAT,
    VERSION,
    Values,
    assemble,
    check_format,
    check_terms,
    distinct,
    fingerprint_in,
    settings_in,
    settings_values,
)

DECISION = (
    "class 1 where sigmoid(sum(weight * feature) + bias) >= 0.5, class 0 elsewhere; "
    "the features are made of the inputs x1, x2, ... as feature_map says, or are these inputs where it is empty"
)
LARGEST_FILE = 64 * 1024 * 1024
LARGEST_FEATURE_COUNT = 1_000_000
NPZ_COLUMNS = ("weights", "scaled_weights", "mean", "deviation")
NPZ_FIGURES = ("cost", "accuracy")
NPZ_KEYS = (
    *("format", "version", "input_names", "feature_names", *NPZ_COLUMNS, "bias", "scaled_bias", "class_names"),
    *(settings_values(TrainingSettings())),
    *("iteration", *NPZ_FIGURES, "sample_count", "dataset_fingerprint"),
)


def write_weights(path: Path, trained: TrainedNeuron) -> None:
    """Write `trained` to `path`: NPZ where the name ends in ``.npz``, JSON otherwise. The same input, the same bytes.

    Raises
    ------
    WeightsError
        If a number is not finite (a diverged neuron is not worth keeping) or the format cannot hold a name.
    FileError
        If the file cannot be written; what was there before is then still there.
    """
    reason = explain_unwritable(trained)
    if reason is not None:
        raise WeightsError(path, reason)
    replace_file(path, _npz(path, trained) if path.suffix.lower() == ".npz" else _json(trained))


def read_weights(path: Path) -> TrainedNeuron:
    """Read a file of `write_weights`, telling JSON from NPZ by its content. Nothing in the file is executed.

    Raises
    ------
    WeightsError
        If it cannot be read, is no weights file, is of a newer version or larger than 64 MiB, or holds a value
        that cannot be; the sentence names the key at fault.
    """
    data = _read_bytes(path)
    if data.startswith(b"PK"):
        return _from_npz(path, data)
    return _from_json(path, data)


def _json(trained: TrainedNeuron) -> bytes:
    rows = zip(
        trained.feature_map.names(trained.feature_names),
        trained.neuron.weights.tolist(),
        trained.scaled_neuron.weights.tolist(),
        trained.scaling.mean.tolist(),
        trained.scaling.deviation.tolist(),
        strict=True,
    )
    keys = ("name", "weight", "scaled_weight", "mean", "deviation")
    document = {
        "format": FORMAT,
        "version": VERSION,
        "app_version": __version__,
        "inputs": list(trained.feature_names),
        "features": [dict(zip(keys, row, strict=True)) for row in rows],
        "bias": trained.neuron.bias,
        "scaled_bias": trained.scaled_neuron.bias,
        "classes": {"0": trained.class_names[0], "1": trained.class_names[1]},
        "decision": DECISION,
        "settings": settings_values(trained.settings),
        "iteration": trained.iteration,
        "cost": trained.cost,
        "accuracy": trained.accuracy,
        "dataset": {"samples": trained.sample_count, "fingerprint_sha256": trained.dataset_fingerprint},
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    # A lone surrogate is all that UTF-8 cannot hold, and its backslash form is the one JSON has for it.
    return text.encode("utf-8", "backslashreplace")


def _npz(path: Path, trained: TrainedNeuron) -> bytes:
    if any(name.endswith("\0") for name in (*trained.feature_names, *trained.class_names)):
        raise WeightsError(path, "NPZ cannot keep a name that ends in a NUL character; export JSON, or rename it.")
    arrays = {
        "format": np.array(FORMAT, "<U"),
        "version": np.array(VERSION, "<i8"),
        "app_version": np.array(__version__, "<U"),
        "input_names": np.array(trained.feature_names, "<U"),
        "feature_names": np.array(trained.feature_map.names(trained.feature_names), "<U"),
        "weights": trained.neuron.weights.astype("<f8"),
        "bias": np.array(trained.neuron.bias, "<f8"),
        "scaled_weights": trained.scaled_neuron.weights.astype("<f8"),
        "scaled_bias": np.array(trained.scaled_neuron.bias, "<f8"),
        "mean": trained.scaling.mean.astype("<f8"),
        "deviation": trained.scaling.deviation.astype("<f8"),
        "class_names": np.array(trained.class_names, "<U"),
        "decision": np.array(DECISION, "<U"),
        **{key: _setting_array(value) for key, value in settings_values(trained.settings).items()},
        "iteration": np.array(trained.iteration, "<i8"),
        "cost": np.array(math.nan if trained.cost is None else trained.cost, "<f8"),
        "accuracy": np.array(math.nan if trained.accuracy is None else trained.accuracy, "<f8"),
        "sample_count": np.array(trained.sample_count, "<i8"),
        "dataset_fingerprint": np.array(trained.dataset_fingerprint, "<U"),
    }
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


def _read_bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise WeightsError(path, "This is a folder; choose a weights file.")
        if not stat.S_ISREG(status.st_mode):
            # Opening a pipe would wait for somebody to write into it.
            raise WeightsError(path, "This is a device or a pipe; choose a weights file.")
        if status.st_size > LARGEST_FILE:
            raise WeightsError(path, f"It is larger than {LARGEST_FILE >> 20} MiB, so it is no file of weights.")
        with path.open("rb") as file:
            return file.read(LARGEST_FILE)
    except FileNotFoundError as error:
        raise WeightsError(path, "There is no such file; choose another.") from error
    except OSError as error:
        raise WeightsError(path, f"It cannot be read ({error.strerror or error}); choose another file.") from error


def _from_json(path: Path, data: bytes) -> TrainedNeuron:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise WeightsError(
            path, f"It is not complete JSON ({error.msg}); export the weights again.", line=error.lineno
        ) from error
    except (ValueError, RecursionError) as error:
        # Bytes that are no UTF-8, a whole number of thousands of digits, brackets nested without end.
        raise WeightsError(path, "It is neither JSON nor NPZ; choose a file of weights.") from error
    if not isinstance(document, dict):
        raise WeightsError(path, f"It is not a file of “{FORMAT}”; choose another.")
    values = Values(path, document)
    version = check_format(path, values)
    features = values.parts("features")
    classes = values.part("classes")
    dataset = values.part("dataset")
    settings = settings_in(values.part("settings"), version=version)
    term_names = [feature.text("name") for feature in features]
    names_key = "features" if version == 1 else "inputs"
    names = distinct(values, names_key, term_names if version == 1 else values.texts(names_key))
    check_terms(path, values, settings, feature_names=names, term_names=term_names, place_key="features[{}].name")
    return assemble(
        values,
        settings=settings,
        feature_names=names,
        class_names=distinct(values, "classes", [classes.text("0"), classes.text("1")]),
        columns={
            "weights": [feature.number("weight") for feature in features],
            "scaled_weights": [feature.number("scaled_weight") for feature in features],
            "mean": [feature.number("mean") for feature in features],
            "deviation": [feature.number("deviation", positive=True) for feature in features],
        },
        fingerprint=fingerprint_in(dataset, "fingerprint_sha256"),
        sample_count=dataset.whole("samples"),
    )


def _from_npz(path: Path, data: bytes) -> TrainedNeuron:
    values = Values(path, _npz_values(path, data))
    version = check_format(path, values)
    settings = settings_in(values, version=version)
    term_names = values.texts("feature_names")
    names_key = "feature_names" if version == 1 else "input_names"
    names = distinct(values, names_key, values.texts(names_key))
    check_terms(path, values, settings, feature_names=names, term_names=term_names, place_key="feature_names[{}]")
    class_names = distinct(values, "class_names", values.texts("class_names"))
    if len(class_names) != 2:
        values.refuse("class_names", "does not name two classes")
    columns = {key: values.numbers(key, positive=key == "deviation") for key in NPZ_COLUMNS}
    for key, column in columns.items():
        if len(column) != len(term_names):
            values.refuse(key, f"has length {len(column)} for {counted(len(term_names), 'feature')}")
    return assemble(
        values,
        settings=settings,
        feature_names=names,
        class_names=class_names,
        columns=columns,
        fingerprint=fingerprint_in(values, "dataset_fingerprint"),
        sample_count=values.whole("sample_count"),
    )


def _npz_values(path: Path, data: bytes) -> dict[str, object]:
    """Return what the arrays hold as plain numbers, texts and lists.

    As None comes what is unknown or open: a figure that is NaN there, a batch size of 0.
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
                value = array.tolist()
                is_unknown = key in NPZ_FIGURES and value != value
                is_whole_set = key == "batch_size" and type(value) is int and value == 0
                values[key] = None if is_unknown or is_whole_set else value
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise WeightsError(path, "It is damaged or no NPZ file; export the weights again.") from error
    return values


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
    if kind.kind not in "biufU" or len(shape) > 1 or count > LARGEST_FEATURE_COUNT:
        raise WeightsError(
            path, f"The array “{key}” is no plain list of numbers or texts (it is {kind.name} of shape {shape})."
        )
    if kind.itemsize * count != len(data) - stream.tell():
        raise WeightsError(path, f"The array “{key}” is not as long as it says; export the weights again.")
    return np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
