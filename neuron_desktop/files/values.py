"""The values of a decoded file, each checked for its type and range."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

from neuron_desktop.files.errors import FileError, WeightsError

LARGEST_WHOLE_NUMBER = 2**63 - 1

_T = TypeVar("_T")


class Values:
    """The values of a decoded file, read by key and expected type.

    Every format is read through this, an NPZ array as the number, text or list it holds.

    Parameters
    ----------
    path, values
        The file and what it holds.
    inside
        The key of the values in the whole file, for complaints.
    error, advice
        What is raised for an invalid value, and the advice at the end of its sentence.
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
        """Return whether there is a value at `key`, and it is not None."""
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

    def flag_or_none(self, key: str) -> bool | None:
        """Return the truth value at `key`, or None where the file says so."""
        return None if self.value(key) is None else self.flag(key)

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
        """Return the one `among` many whose place, counted from 0, is the value at `key`."""
        place = self.whole(key)
        if place >= len(among):
            self.refuse(key, "names something that is not there")
        return among[place]

    def figure(self, key: str, *, largest: float) -> float | None:
        """Return a number from 0 to `largest`, or None where it is unknown."""
        return self._as_figure(key, self.value(key), largest)

    def figures(self, key: str, *, largest: float) -> list[float | None]:
        """Return the numbers from 0 to `largest`, or None where one is unknown, in the list at `key`."""
        return [self._as_figure(f"{key}[{place}]", value, largest) for place, value in enumerate(self._list(key))]

    def tables(self, key: str, *, width: int) -> list[list[float]]:
        """Return the rows of `width` finite numbers in the list at `key`."""
        rows = []
        for place, row in enumerate(self._list(key)):
            if not isinstance(row, list) or len(row) != width:
                self.refuse(f"{key}[{place}]", f"is no list of {width} numbers")
            rows.append([self._as_number(f"{key}[{place}]", value) for value in row])
        return rows

    def _list(self, key: str) -> list[object]:
        value = self.value(key)
        if not isinstance(value, list):
            self.refuse(key, "is not a list")
        return value

    def _as_part(self, key: str, value: object) -> Values:
        if not isinstance(value, dict):
            self.refuse(key, "is not an object")
        inside = f"{self._inside}{key}."
        return Values(self._path, value, inside=inside, error=self._error, advice=self._advice)

    def _as_text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            self.refuse(key, "is not a text")
        return value

    def _as_figure(self, key: str, value: object, largest: float) -> float | None:
        if value is None:
            return None
        number = self._as_number(key, value)
        if not 0.0 <= number <= largest:
            self.refuse(key, "lies outside its range")
        return number

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
