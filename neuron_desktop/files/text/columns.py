"""Cells and columns: what counts as a number, what as missing, and the arrays made from them chunk by chunk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.files.text.dialect_values import THOUSANDS

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
MOST_DISTINCT = 1000

# Digits can be divided in one way only, or a cell of many and a letter would take the square of their number.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMA_NUMBER = re.compile(r"[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")
# Thousands apart, by the mark that separates decimals and the one that separates thousands.
_GROUPED = {
    (decimals, mark): re.compile(rf"[+-]?[0-9]{{1,3}}(?:[{mark}][0-9]{{3}})+(?:[{decimals}][0-9]*)?")
    for decimals in ".,"
    for mark in THOUSANDS
    if mark not in ("", decimals)
}
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
# Of these characters float() makes a number only where the grammar above does.
_CHARACTERS_OF_NUMBERS = b"0123456789+-.,eE "
_BLOCK = 8192
_FEW = 8
_NOTHING: NDArray[np.float64] = np.empty(0)
_MOST_KNOWN = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Different from the name of every other column of the table.
    numbers
        Shape (m,), read-only float64: NaN where the cell is missing or a word, ±inf where it is too large or infinite.
    words
        None when every cell is a number or missing. Else a text for each row, empty where the cell is missing; a
        number is spelled as `number_text` does, so that 1 and 1.0 are the same.
    missing
        How many cells are missing.
    infinite
        The row (counted from 0) and the text of the first cell that is infinite, such as ``1e999``, if any is.
    """

    name: str
    numbers: NDArray[np.float64]
    words: tuple[str, ...] | None
    missing: int
    infinite: tuple[int, str] | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether every cell is a number or missing."""
        return self.words is None

    def distinct(self, limit: int = MOST_DISTINCT) -> tuple[str, ...]:
        """Return the different values, missing cells aside, in the order they first appear, but at most `limit`."""
        if self.words is not None:
            return self._distinct_words(self.words, limit)
        found: dict[float, None] = {}
        rest = self.numbers[~np.isnan(self.numbers)]
        while rest.size and len(found) < limit:
            found.update(dict.fromkeys(rest[:_BLOCK].tolist()))
            rest = rest[_BLOCK:]
            if len(found) <= _FEW:
                # Usually the labels; nothing has to be looped over in Python then.
                for value in found:
                    rest = rest[rest != value]
        return tuple(number_text(value) for value in list(found)[:limit])

    @staticmethod
    def _distinct_words(words: tuple[str, ...], limit: int) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for start in range(0, len(words), _BLOCK):
            found.update(dict.fromkeys(words[start : start + _BLOCK]))
            found.pop("", None)
            if len(found) >= limit:
                break
        return tuple(found)[:limit]


def number_text(value: float) -> str:
    """Return the shortest text of a number: ``1`` for 1.0, else what `repr` gives."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)


def parse_cell(cell: str, *, point: bool = True, comma: bool = False, thousands: str = "") -> float | str | None:
    """Return the number in a cell, None if the cell is missing, or its text without the spaces around it.

    Parameters
    ----------
    cell
        The text. Only plain decimal numbers count: ``1_000`` and digits of other scripts are words.
    point, comma
        Which decimal separators are accepted.
    thousands
        What may separate groups of three digits, empty for nothing.
    """
    text = cell.strip()
    if _NUMBER.fullmatch(text) and (point or "." not in text):
        return float(text)
    if comma and _COMMA_NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    if thousands and thousands in text and _GROUPED["," if comma else ".", thousands].fullmatch(text):
        return float(text.replace(thousands, "").replace(",", "."))
    if _INFINITE.fullmatch(text):
        return float(text)
    return None if text.casefold() in MISSING else text


class ColumnBuilder:
    """Gathers the cells of one column, a chunk at a time.

    Parameters
    ----------
    decimal_comma
        Whether a comma may separate decimals. The first cell with a point or a comma then decides for its column, and
        a number written the other way is a word.
    thousands
        What separates groups of three digits, empty for nothing. A point leaves the comma to decimals.
    """

    def __init__(self, *, decimal_comma: bool, thousands: str = "") -> None:
        self._separator = ("," if thousands == "." else "") if decimal_comma else "."
        self._thousands = thousands
        self._chunks: list[NDArray[np.float64]] = []
        self._words: list[str] | None = None
        # Cells and values seen already, since columns other than words seldom have many different ones.
        self._values: dict[str, float | str | None] = {}
        self._texts: dict[float | str | None, str] = {}
        self._missing = 0
        self._infinite: tuple[int, str] | None = None
        self._row_count = 0

    def add(self, cells: Sequence[str]) -> None:
        """Append cells, one for each row."""
        numbers = self._plain_numbers(cells) if self._words is None else None
        if numbers is None:
            numbers = self._mixed_numbers(cells)
        if self._infinite is None and np.isinf(numbers).any():
            place = int(np.argmax(np.isinf(numbers)))
            self._infinite = (self._row_count + place, cells[place].strip())
        self._chunks.append(numbers)
        self._row_count += len(cells)

    def add_numbers(self, numbers: NDArray[np.float64]) -> None:
        """Append finite numbers that no cell spelled otherwise than with digits and points."""
        if self._words is not None:
            self._words += [self._text(value) for value in numbers.tolist()]
        self._chunks.append(numbers)
        self._row_count += len(numbers)

    def finish(self, name: str) -> Column:
        """Return the column; the builder is empty then."""
        numbers = np.empty(self._row_count)
        start = 0
        # Chunk by chunk, so that the memory of one is free before the next is copied and a window has its turns.
        for place, chunk in enumerate(self._chunks):
            numbers[start : start + len(chunk)] = chunk
            start += len(chunk)
            self._chunks[place] = _NOTHING
        words = None if self._words is None else tuple(self._words)
        return Column(name, read_only(numbers), words, self._missing, self._infinite)

    def _plain_numbers(self, cells: Sequence[str]) -> NDArray[np.float64] | None:
        """Return the numbers when no cell is anything else or empty, at several times the speed of `parse_cell`."""
        text = "".join(cells)
        if not text.isascii() or text.encode().translate(None, _CHARACTERS_OF_NUMBERS):
            return None
        separators = [separator for separator in ".," if separator in text]
        if len(separators) > 1 or (separators and self._separator not in ("", *separators)):
            return None
        missing = cells.count("")
        spelled = [cell or "nan" for cell in cells] if missing else cells
        try:
            if separators == [","]:
                numbers = np.fromiter((float(cell.replace(",", ".")) for cell in spelled), np.float64, len(cells))
            else:
                numbers = np.fromiter(map(float, spelled), np.float64, len(cells))
        except ValueError:
            return None
        if separators:
            self._separator = separators[0]
        self._missing += missing
        return numbers

    def _mixed_numbers(self, cells: Sequence[str]) -> NDArray[np.float64]:
        known = self._values
        values = [known[cell] if cell in known else self._value(cell) for cell in cells]
        if self._words is None and any(isinstance(value, str) for value in values):
            # The texts of the numbers before are gone, so numbers are spelled one way in every column of words.
            self._words = []
            for chunk in self._chunks:
                self._words += ["" if value != value else number_text(value) for value in chunk.tolist()]
        self._missing += values.count(None)
        if self._words is not None:
            texts = self._texts
            self._words += [texts[value] if value in texts else self._text(value) for value in values]
        return np.fromiter((value if isinstance(value, float) else np.nan for value in values), np.float64, len(values))

    def _value(self, cell: str) -> float | str | None:
        value = parse_cell(cell, point=self._separator != ",", comma=self._separator != ".", thousands=self._thousands)
        if not self._separator and isinstance(value, float) and ("," in cell or "." in cell):
            self._separator = "," if "," in cell else "."
            # Numbers written the other way are words from now on.
            self._values.clear()
        if len(self._values) < _MOST_KNOWN:
            self._values[cell] = value
        return value

    def _text(self, value: float | str | None) -> str:
        text = "" if value is None else value if isinstance(value, str) else number_text(value)
        # Equal texts share one object, or a column of two words would cost as much as one of names.
        if len(self._texts) < _MOST_KNOWN:
            return self._texts.setdefault(value, text)
        return text
