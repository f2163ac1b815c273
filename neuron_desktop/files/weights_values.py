"""What a weights file says, checked value by value, and the neuron made of it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import numpy as np

from neuron_desktop.core import Neuron, Scaling, SettingsError, TrainingSettings
from neuron_desktop.core.dataset import read_only
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.trained_neuron import TrainedNeuron

FORMAT = "neuron-desktop weights"
VERSION = 1
LARGEST_WHOLE_NUMBER = 2**63 - 1
FINGERPRINT = re.compile("[0-9a-f]{64}")


class Values:
    """The values of a decoded file, each asked for by its key as what it must be.

    Both formats are read through this, an NPZ array as the number, text or list it holds.
    """

    def __init__(self, path: Path, values: Mapping[str, object], *, inside: str = "") -> None:
        self._path = path
        self._values = values
        self._inside = inside

    def refuse(self, key: str, reason: str) -> NoReturn:
        """Raise the error that says what is wrong with the value at `key`."""
        raise WeightsError(self._path, f"The value of “{self._inside}{key}” {reason}; export the weights again.")

    def value(self, key: str) -> object:
        """Return the value at `key`, which must be there."""
        if key not in self._values:
            raise WeightsError(self._path, f"The key “{self._inside}{key}” is missing; export the weights again.")
        return self._values[key]

    def part(self, key: str) -> Values:
        """Return the object at `key`."""
        return self._as_part(key, self.value(key))

    def parts(self, key: str) -> list[Values]:
        """Return the objects in the list at `key`."""
        return [self._as_part(f"{key}[{place}]", value) for place, value in enumerate(self._list(key))]

    def text(self, key: str) -> str:
        """Return the text at `key`."""
        return self._as_text(key, self.value(key))

    def texts(self, key: str) -> list[str]:
        """Return the texts in the list at `key`."""
        return [self._as_text(f"{key}[{place}]", value) for place, value in enumerate(self._list(key))]

    def flag(self, key: str) -> bool:
        """Return the truth value at `key`."""
        value = self.value(key)
        if not isinstance(value, bool):
            self.refuse(key, "is neither true nor false")
        return value

    def whole(self, key: str) -> int:
        """Return the whole number at `key`, 0 or more and within 64 bits."""
        value = self.value(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_WHOLE_NUMBER:
            self.refuse(key, "is not a whole number from 0")
        return value

    def number(self, key: str, *, positive: bool = False) -> float:
        """Return the finite number at `key`, above 0 where it must be."""
        return self._as_number(key, self.value(key), positive=positive)

    def numbers(self, key: str, *, positive: bool = False) -> list[float]:
        """Return the finite numbers in the list at `key`."""
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

    def _as_part(self, key: str, value: object) -> Values:
        if not isinstance(value, dict):
            self.refuse(key, "is not an object")
        return Values(self._path, value, inside=f"{self._inside}{key}.")

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


def assemble(
    path: Path,
    values: Values,
    *,
    settings: Values,
    names: tuple[str, ...],
    class_names: tuple[str, ...],
    columns: Mapping[str, list[float]],
    fingerprint: str,
    sample_count: int,
) -> TrainedNeuron:
    """Return the neuron of checked values; each of `columns` has a value for each of `names`."""
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


def check_format(path: Path, values: Values) -> None:
    """Refuse a file of another kind or of a newer version."""
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


def distinct(values: Values, key: str, names: list[str]) -> tuple[str, ...]:
    """Return `names`, at least one and none twice, or refuse `key`."""
    if not names:
        values.refuse(key, "is empty")
    if len(set(names)) != len(names):
        values.refuse(key, "gives a name twice")
    return tuple(names)


def fingerprint_in(values: Values, key: str) -> str:
    """Return the fingerprint at `key`."""
    text = values.text(key)
    if not FINGERPRINT.fullmatch(text):
        values.refuse(key, "is not a SHA-256 in hexadecimal")
    return text
