"""A trained neuron as a file: JSON that explains itself, or NPZ for NumPy; every float survives bit for bit."""

from __future__ import annotations

import io
import json
import math
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from neuron_desktop import __version__
from neuron_desktop.core import Dataset, Neuron, Scaling, SettingsError, Snapshot, TrainingSettings
from neuron_desktop.core.dataset import read_only
from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.names import listed, shown

FORMAT = "neuron-desktop weights"
VERSION = 1
DECISION = "class 1 where sigmoid(sum(weight * feature) + bias) >= 0.5, class 0 elsewhere"
LARGEST_FILE = 64 * 1024 * 1024
MOST_LISTED = 6
LARGEST_FEATURE_COUNT = 1_000_000
LARGEST_WHOLE_NUMBER = 2**63 - 1
NPZ_COLUMNS = ("weights", "scaled_weights", "mean", "deviation")
NPZ_FIGURES = ("cost", "accuracy")
NPZ_KEYS = (
    *("format", "version", "feature_names", *NPZ_COLUMNS, "bias", "scaled_bias", "class_names"),
    *("learning_rate", "iterations", "standardize", "iteration", *NPZ_FIGURES),
    *("sample_count", "dataset_fingerprint"),
)
FINGERPRINT = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, eq=False)
class TrainedNeuron:
    """A neuron with all that is needed to use it elsewhere and to know where it came from.

    Parameters
    ----------
    neuron
        Weights, shape (n,), and bias in data units.
    scaled_neuron
        The same on scaled features; equal to `neuron` where nothing was scaled.
    scaling
        The map between the two.
    feature_names
        The n names, in the order of the weights.
    class_names
        The names of class 0 and of class 1.
    settings
        What it was trained with.
    iteration
        After how many iterations it was taken.
    cost, accuracy
        On the data set it learned from; None where unknown.
    dataset_fingerprint
        `Dataset.fingerprint` of that data set: 64 hexadecimal digits.
    sample_count
        The number of samples in it.

    Raises
    ------
    ValueError
        If there are no features, or not one weight, mean and deviation for each.
    """

    neuron: Neuron
    scaled_neuron: Neuron
    scaling: Scaling
    feature_names: tuple[str, ...]
    class_names: tuple[str, str]
    settings: TrainingSettings
    iteration: int
    cost: float | None
    accuracy: float | None
    dataset_fingerprint: str
    sample_count: int

    def __post_init__(self) -> None:
        shape = (len(self.feature_names),)
        arrays = (self.neuron.weights, self.scaled_neuron.weights, self.scaling.mean, self.scaling.deviation)
        if shape == (0,) or any(array.shape != shape for array in arrays):
            raise ValueError(f"Each of the {shape[0]} features needs one weight, scaled weight, mean and deviation.")


def trained_neuron(dataset: Dataset, settings: TrainingSettings, snapshot: Snapshot) -> TrainedNeuron:
    """Return the neuron of `snapshot`, which `settings` and `dataset` have led to, ready to be written."""
    return TrainedNeuron(
        neuron=snapshot.neuron,
        scaled_neuron=snapshot.scaled_neuron,
        scaling=snapshot.scaling,
        feature_names=dataset.feature_names,
        class_names=dataset.class_names,
        settings=settings,
        iteration=snapshot.iteration,
        cost=snapshot.cost if math.isfinite(snapshot.cost) else None,
        accuracy=snapshot.accuracy if math.isfinite(snapshot.accuracy) else None,
        dataset_fingerprint=dataset.fingerprint(),
        sample_count=snapshot.sample_count,
    )


def explain_mismatch(trained: TrainedNeuron, dataset: Dataset) -> str | None:
    """Return a sentence on why `trained` does not fit `dataset`, or None if it does.

    Names count, and so does their order: a weight belongs to its feature. Which samples there are does not.
    """
    ours, theirs = trained.feature_names, dataset.feature_names
    if len(ours) != len(theirs):
        return (
            f"The weights are for {_counted(len(ours), 'feature')} ({listed(ours, MOST_LISTED)}), but the data set has "
            f"{len(theirs)} ({listed(theirs, MOST_LISTED)})."
        )
    for place, (our, their) in enumerate(zip(ours, theirs, strict=True), 1):
        if our != their:
            return (
                f"Feature {place} of the weights is {shown(our)}, but of the data set it is {shown(their)}; names and "
                "order must be the same."
            )
    if trained.class_names != dataset.class_names:
        zero, one = map(shown, trained.class_names)
        data_zero, data_one = map(shown, dataset.class_names)
        return (
            f"The weights tell {zero} (0) from {one} (1), but the classes of the data set are {data_zero} (0) and "
            f"{data_one} (1)."
        )
    return None


def write_weights(path: Path, trained: TrainedNeuron) -> None:
    """Write `trained` to `path`: NPZ where the name ends in ``.npz``, JSON otherwise. The same input, the same bytes.

    Raises
    ------
    WeightsError
        If a number is not finite (a diverged neuron is not worth keeping) or the format cannot hold a name.
    FileError
        If the file cannot be written; what was there before is then still there.
    """
    _refuse_unwritable(path, trained)
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


class _Values:
    """The values of a decoded file, each asked for by its key as what it must be.

    Both formats are read through this, an NPZ array as the number, text or list it holds.
    """

    def __init__(self, path: Path, values: Mapping[str, object], *, inside: str = "") -> None:
        self._path = path
        self._values = values
        self._inside = inside

    def refuse(self, key: str, reason: str) -> NoReturn:
        raise WeightsError(self._path, f"The value of “{self._inside}{key}” {reason}; export the weights again.")

    def value(self, key: str) -> object:
        if key not in self._values:
            raise WeightsError(self._path, f"The key “{self._inside}{key}” is missing; export the weights again.")
        return self._values[key]

    def part(self, key: str) -> _Values:
        return self._as_part(key, self.value(key))

    def parts(self, key: str) -> list[_Values]:
        return [self._as_part(f"{key}[{place}]", value) for place, value in enumerate(self._list(key))]

    def text(self, key: str) -> str:
        return self._as_text(key, self.value(key))

    def texts(self, key: str) -> list[str]:
        return [self._as_text(f"{key}[{place}]", value) for place, value in enumerate(self._list(key))]

    def flag(self, key: str) -> bool:
        value = self.value(key)
        if not isinstance(value, bool):
            self.refuse(key, "is neither true nor false")
        return value

    def whole(self, key: str) -> int:
        value = self.value(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_WHOLE_NUMBER:
            self.refuse(key, "is not a whole number from 0")
        return value

    def number(self, key: str, *, positive: bool = False) -> float:
        return self._as_number(key, self.value(key), positive=positive)

    def numbers(self, key: str, *, positive: bool = False) -> list[float]:
        return [
            self._as_number(f"{key}[{place}]", value, positive=positive) for place, value in enumerate(self._list(key))
        ]

    def figure(self, key: str, *, largest: float) -> float | None:
        """Return a number from 0 to `largest`, or None where it is unknown."""
        value = self.value(key)
        if value is None:
            return None
        number = self._as_number(key, value)
        if not 0.0 <= number <= largest:
            self.refuse(key, "lies outside its range")
        return number

    def _list(self, key: str) -> list[object]:
        value = self.value(key)
        if not isinstance(value, list):
            self.refuse(key, "is not a list")
        return value

    def _as_part(self, key: str, value: object) -> _Values:
        if not isinstance(value, dict):
            self.refuse(key, "is not an object")
        return _Values(self._path, value, inside=f"{self._inside}{key}.")

    def _as_text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            self.refuse(key, "is not a text")
        return value

    def _as_number(self, key: str, value: object, *, positive: bool = False) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.refuse(key, "is not a number")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.refuse(key, "is not a finite number")
        if positive and number <= 0.0:
            self.refuse(key, "is not above 0")
        return number


def _refuse_unwritable(path: Path, trained: TrainedNeuron) -> None:
    """Refuse what the file could not give back."""
    scaling = trained.scaling
    if not (
        trained.neuron.is_finite
        and trained.scaled_neuron.is_finite
        and np.isfinite(scaling.mean).all()
        and np.isfinite(scaling.deviation).all()
    ):
        raise WeightsError(
            path, "The training has diverged: its weights are no numbers; lower the learning rate and train again."
        )
    for name, value in (("cost", trained.cost), ("accuracy", trained.accuracy)):
        if value is not None and not math.isfinite(value):
            raise WeightsError(path, f"The {name} is {value}, not a finite number; train again.")
    if max(trained.iteration, trained.settings.iterations, trained.sample_count) > LARGEST_WHOLE_NUMBER:
        raise WeightsError(path, f"A number of iterations above {LARGEST_WHOLE_NUMBER} cannot be kept; choose fewer.")


def _json(trained: TrainedNeuron) -> bytes:
    rows = zip(
        trained.feature_names,
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
        "features": [dict(zip(keys, row, strict=True)) for row in rows],
        "bias": trained.neuron.bias,
        "scaled_bias": trained.scaled_neuron.bias,
        "classes": {"0": trained.class_names[0], "1": trained.class_names[1]},
        "decision": DECISION,
        "settings": {
            "learning_rate": trained.settings.learning_rate,
            "iterations": trained.settings.iterations,
            "standardize": trained.settings.standardize,
        },
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
        "feature_names": np.array(trained.feature_names, "<U"),
        "weights": trained.neuron.weights.astype("<f8"),
        "bias": np.array(trained.neuron.bias, "<f8"),
        "scaled_weights": trained.scaled_neuron.weights.astype("<f8"),
        "scaled_bias": np.array(trained.scaled_neuron.bias, "<f8"),
        "mean": trained.scaling.mean.astype("<f8"),
        "deviation": trained.scaling.deviation.astype("<f8"),
        "class_names": np.array(trained.class_names, "<U"),
        "decision": np.array(DECISION, "<U"),
        "learning_rate": np.array(trained.settings.learning_rate, "<f8"),
        "iterations": np.array(trained.settings.iterations, "<i8"),
        "standardize": np.array(trained.settings.standardize, "?"),
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
    values = _Values(path, document)
    _check_format(path, values)
    features = values.parts("features")
    classes = values.part("classes")
    dataset = values.part("dataset")
    return _trained(
        path,
        values,
        settings=values.part("settings"),
        names=_distinct(values, "features", [feature.text("name") for feature in features]),
        class_names=_distinct(values, "classes", [classes.text("0"), classes.text("1")]),
        columns={
            "weights": [feature.number("weight") for feature in features],
            "scaled_weights": [feature.number("scaled_weight") for feature in features],
            "mean": [feature.number("mean") for feature in features],
            "deviation": [feature.number("deviation", positive=True) for feature in features],
        },
        fingerprint=_fingerprint(dataset, "fingerprint_sha256"),
        sample_count=dataset.whole("samples"),
    )


def _from_npz(path: Path, data: bytes) -> TrainedNeuron:
    values = _Values(path, _npz_values(path, data))
    _check_format(path, values)
    names = _distinct(values, "feature_names", values.texts("feature_names"))
    class_names = _distinct(values, "class_names", values.texts("class_names"))
    if len(class_names) != 2:
        values.refuse("class_names", "does not name two classes")
    columns = {key: values.numbers(key, positive=key == "deviation") for key in NPZ_COLUMNS}
    for key, column in columns.items():
        if len(column) != len(names):
            values.refuse(key, f"has length {len(column)} for {_counted(len(names), 'feature')}")
    return _trained(
        path,
        values,
        settings=values,
        names=names,
        class_names=class_names,
        columns=columns,
        fingerprint=_fingerprint(values, "dataset_fingerprint"),
        sample_count=values.whole("sample_count"),
    )


def _npz_values(path: Path, data: bytes) -> dict[str, object]:
    """Return what the arrays hold as plain numbers, texts and lists; an unknown figure, NaN there, as None."""
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
                values[key] = None if key in NPZ_FIGURES and array.shape == () and array != array else array.tolist()
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


def _trained(
    path: Path,
    values: _Values,
    *,
    settings: _Values,
    names: tuple[str, ...],
    class_names: tuple[str, ...],
    columns: Mapping[str, list[float]],
    fingerprint: str,
    sample_count: int,
) -> TrainedNeuron:
    arrays = {key: read_only(np.array(column, np.float64)) for key, column in columns.items()}
    try:
        training_settings = TrainingSettings(
            learning_rate=settings.number("learning_rate"),
            iterations=settings.whole("iterations"),
            standardize=settings.flag("standardize"),
        )
    except SettingsError as error:
        raise WeightsError(path, f"The settings cannot be: {error}") from error
    return TrainedNeuron(
        neuron=Neuron(arrays["weights"], values.number("bias")),
        scaled_neuron=Neuron(arrays["scaled_weights"], values.number("scaled_bias")),
        scaling=Scaling(mean=arrays["mean"], deviation=arrays["deviation"]),
        feature_names=names,
        class_names=(class_names[0], class_names[1]),
        settings=training_settings,
        iteration=values.whole("iteration"),
        cost=values.figure("cost", largest=math.inf),
        accuracy=values.figure("accuracy", largest=1.0),
        dataset_fingerprint=fingerprint,
        sample_count=sample_count,
    )


def _check_format(path: Path, values: _Values) -> None:
    if values.text("format") != FORMAT:
        values.refuse("format", f"is not “{FORMAT}”")
    version = values.whole("version")
    if version > VERSION:
        raise WeightsError(
            path,
            f"Its version is {version}, made by a newer Neuron Desktop; this one reads up to {VERSION}, so update it.",
        )
    if version < 1:
        values.refuse("version", "is not a whole number from 1")


def _distinct(values: _Values, key: str, names: list[str]) -> tuple[str, ...]:
    if not names:
        values.refuse(key, "is empty")
    if len(set(names)) != len(names):
        values.refuse(key, "gives a name twice")
    return tuple(names)


def _fingerprint(values: _Values, key: str) -> str:
    text = values.text(key)
    if not FINGERPRINT.fullmatch(text):
        values.refuse(key, "is not a SHA-256 in hexadecimal")
    return text


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
