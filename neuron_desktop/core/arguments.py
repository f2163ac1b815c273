"""Checks of what people pass in a notebook: NumPy numbers, misspelled names, arrays of the wrong shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

import numpy as np

from neuron_desktop.core.errors import DatasetError, SettingsError

LONGEST_SHOWN = 40


def plain(value: object) -> object:
    """Return a NumPy number or truth value as a Python one, and anything else unchanged."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.floating):
        return float(value)
    return bool(value) if isinstance(value, np.bool_) else value


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a plain value is a number; True and False are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a plain value is a whole number; True and False are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def whole(value: object, what: str) -> int:
    """Return `value`, a whole number of Python or NumPy, as an int.

    Raises
    ------
    SettingsError
        If it is not a whole number; the message says `what` it should be.
    """
    number = plain(value)
    if is_whole(number):
        return number
    raise SettingsError(f"The {what} is {str(value)[:LONGEST_SHOWN]}; it must be a whole number.")


def check_rows(shape: tuple[int, ...], count: int, what: str) -> None:
    """Refuse features that do not have `count` rows, one for each feature.

    Raises
    ------
    DatasetError
        The message says the shape, `what` it does not fit, and the shape that would.
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
    """Return the known names, those most similar to a misspelled `name` first."""
    # Only a mistake has to wait for it.
    from difflib import SequenceMatcher

    wanted = as_compared(str(name)[:LONGEST_SHOWN])
    return sorted(known, key=lambda each: -SequenceMatcher(None, wanted, as_compared(each)).ratio())
