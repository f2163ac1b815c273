"""What people hand over in a notebook: numbers of NumPy, names that may be misspelled, arrays of the wrong shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

import numpy as np

from neuron_desktop.core.errors import DatasetError, SettingsError

LONGEST_SHOWN = 40


def plain(value: object) -> object:
    """Return a number or truth value of NumPy as the one of Python that it is, and anything else as it is."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.floating):
        return float(value)
    return bool(value) if isinstance(value, np.bool_) else value


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a plain value is a number; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a plain value is a whole number; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def whole(value: object, what: str) -> int:
    """Return the whole number, of Python or NumPy, that `value` is.

    Raises
    ------
    SettingsError
        If it is none; `what` it should be is said.
    """
    number = plain(value)
    if is_whole(number):
        return number
    raise SettingsError(f"The {what} is {str(value)[:LONGEST_SHOWN]}; it must be a whole number.")


def check_rows(shape: tuple[int, ...], count: int, what: str) -> None:
    """Refuse features of a shape that has not `count` rows, a row a feature.

    Raises
    ------
    DatasetError
        With that shape, `what` it does not fit, and the shape that would.
    """
    if shape[:1] == (count,):
        return
    advice = "; transpose them" if shape[1:] == (count,) else ""
    raise DatasetError(
        f"Features of shape {shape} do not fit {what}: a row is a feature and a column a sample, so the shape must be "
        f"({count}, samples){advice}."
    )


def as_compared(name: str) -> str:
    """Return a name in lower case, with a space between its words."""
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def closest_first(name: object, known: Iterable[str]) -> list[str]:
    """Return the names there are, those most like a misspelled `name` first."""
    # Only a mistake has to wait for it.
    from difflib import SequenceMatcher

    wanted = as_compared(str(name)[:LONGEST_SHOWN])
    return sorted(known, key=lambda each: -SequenceMatcher(None, wanted, as_compared(each)).ratio())
