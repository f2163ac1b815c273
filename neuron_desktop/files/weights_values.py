"""What a weights file says, checked value by value, and the neuron made of it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TypeVar

import numpy as np

from neuron_desktop.core import FeatureMap, Neuron, Optimizer, Scaling, SettingsError, TrainingSettings
from neuron_desktop.core.dataset import read_only
from neuron_desktop.core.feature_map import Term
from neuron_desktop.files.errors import FileError, WeightsError
from neuron_desktop.files.trained_neuron import LARGEST_WHOLE_NUMBER, TrainedNeuron, counted

FORMAT = "neuron-desktop weights"
# Version 1 knew of no derived features, and of no settings but the learning rate, the iterations and standardising.
VERSION = 2
# "x1000000·x1000000", with room for other spellings; a longer text is not even looked at.
LONGEST_TERM = 32
FINGERPRINT = re.compile("[0-9a-f]{64}")

_T = TypeVar("_T")


class Values:
    """The values of a decoded file, each asked for by its key as what it must be.

    Both formats are read through this, an NPZ array as the number, text or list it holds; and so are project files,
    with an `error` of their own and other `advice` at the end of its sentence.
    """

    def __init__(
        self,
        path: Path,
        values: Mapping[str, object],
        *,
        inside: str = "",
        error: type[FileError] = WeightsError,
        advice: str = "export the weights again",
    ) -> None:
        self._path = path
        self._values = values
        self._inside = inside
        self._error = error
        self._advice = advice

    def fail(self, reason: str) -> FileError:
        """Return the error to raise for a `reason`, a whole sentence."""
        return self._error(self._path, reason)

    def refuse(self, key: str, reason: str) -> NoReturn:
        """Raise the error that says what is wrong with the value at `key`."""
        raise self.fail(f"The value of “{self._inside}{key}” {reason}; {self._advice}.")

    def holds(self, key: str) -> bool:
        """Return whether there is a value at `key`, and it is not null."""
        return self._values.get(key) is not None

    def value(self, key: str) -> object:
        """Return the value at `key`, which must be there."""
        if key not in self._values:
            raise self.fail(f"The key “{self._inside}{key}” is missing; {self._advice}.")
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

    def whole_or_none(self, key: str) -> int | None:
        """Return the whole number at `key`, or None where the file says so."""
        return None if self.value(key) is None else self.whole(key)

    def number(self, key: str, *, positive: bool = False) -> float:
        """Return the finite number at `key`, above 0 where it must be."""
        return self._as_number(key, self.value(key), positive=positive)

    def numbers(self, key: str, *, positive: bool = False) -> list[float]:
        """Return the finite numbers in the list at `key`."""
        return [
            self._as_number(f"{key}[{place}]", value, positive=positive) for place, value in enumerate(self._list(key))
        ]

    def pair(self, key: str) -> tuple[float, float]:
        """Return the two finite numbers in the list at `key`."""
        numbers = self.numbers(key)
        if len(numbers) != 2:
            self.refuse(key, "does not hold two numbers")
        return numbers[0], numbers[1]

    def choice(self, key: str, among: Sequence[_T]) -> _T:
        """Return the one `among` many whose place, counted from 0, the value at `key` is."""
        place = self.whole(key)
        if place >= len(among):
            self.refuse(key, "names what is not there")
        return among[place]

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
        return Values(self._path, value, inside=f"{self._inside}{key}.", error=self._error, advice=self._advice)

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
    values: Values,
    *,
    settings: TrainingSettings,
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...],
    columns: Mapping[str, list[float]],
    fingerprint: str,
    sample_count: int,
) -> TrainedNeuron:
    """Return the neuron of checked values; each of `columns` has a value for each term."""
    arrays = {key: read_only(np.array(column, np.float64)) for key, column in columns.items()}
    return TrainedNeuron(
        neuron=Neuron(arrays["weights"], values.number("bias")),
        scaled_neuron=Neuron(arrays["scaled_weights"], values.number("scaled_bias")),
        scaling=Scaling(mean=arrays["mean"], deviation=arrays["deviation"]),
        feature_names=feature_names,
        class_names=(class_names[0], class_names[1]),
        settings=settings,
        iteration=values.whole("iteration"),
        cost=values.figure("cost", largest=math.inf),
        accuracy=values.figure("accuracy", largest=1.0),
        dataset_fingerprint=fingerprint,
        sample_count=sample_count,
    )


def settings_values(settings: TrainingSettings) -> dict[str, object]:
    """Return the settings as a file keeps them: numbers, texts and None by the names they have here."""
    return {
        "learning_rate": float(settings.learning_rate),
        "iterations": settings.iterations,
        "batch_size": settings.batch_size,
        "l1": float(settings.l1),
        "l2": float(settings.l2),
        "optimizer": settings.optimizer.value,
        "momentum": float(settings.momentum),
        "tolerance": float(settings.tolerance),
        "standardize": settings.standardize,
        "feature_map": list(settings.feature_map),
        "seed": settings.seed,
    }


def settings_in(values: Values, *, version: int) -> TrainingSettings:
    """Return the settings among `values`; a file of version 1 leaves the defaults to all it does not know."""
    try:
        settings = TrainingSettings(
            learning_rate=values.number("learning_rate"),
            iterations=values.whole("iterations"),
            standardize=values.flag("standardize"),
        )
        if version == 1:
            return settings
        return replace(
            settings,
            batch_size=values.whole_or_none("batch_size"),
            l1=values.number("l1"),
            l2=values.number("l2"),
            optimizer=_optimizer(values),
            momentum=values.number("momentum"),
            tolerance=values.number("tolerance"),
            feature_map=_terms(values),
            seed=values.whole("seed"),
        )
    except SettingsError as error:
        raise values.fail(f"The settings cannot be: {error}") from error


def _optimizer(values: Values) -> Optimizer:
    text = values.text("optimizer")
    known = {optimizer.value: optimizer for optimizer in Optimizer}
    if text not in known:
        values.refuse("optimizer", f"is none of {', '.join(f'“{name}”' for name in known)}")
    return known[text]


def _terms(values: Values) -> tuple[str, ...]:
    texts = values.texts("feature_map")
    for place, text in enumerate(texts):
        if not _is_term(text):
            # Without the text, which may hold anything.
            values.refuse(f"feature_map[{place}]", "is no feature such as x1, x1², x1·x2 or sin x1")
    return tuple(texts)


def _is_term(text: str) -> bool:
    try:
        return len(text) <= LONGEST_TERM and bool(Term.parse(text))
    except SettingsError:
        return False


def check_terms(
    path: Path,
    values: Values,
    settings: TrainingSettings,
    *,
    feature_names: tuple[str, ...],
    term_names: Sequence[str],
    place_key: str,
) -> None:
    """Refuse a file whose terms are not those that its settings make of its features.

    `place_key` is the key of a term's name, with braces for its place.
    """
    try:
        terms = FeatureMap.of(settings.feature_map, len(feature_names)).terms
    except SettingsError as error:
        raise WeightsError(path, f"The settings cannot be: {error}") from error
    if len(terms) != len(term_names):
        raise WeightsError(
            path,
            f"There are weights for {counted(len(term_names), 'feature')}, but by its settings the neuron sees "
            f"{len(terms)}; export the weights again.",
        )
    # One by one: a few long names in many products would fill any memory.
    for place, (term, name) in enumerate(zip(terms, term_names, strict=True)):
        if name != term.written(feature_names):
            values.refuse(place_key.format(place), f"is not what {term.written()} is called here")


def check_format(path: Path, values: Values) -> int:
    """Refuse a file of another kind or of a newer version; return the version."""
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
    return version


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
