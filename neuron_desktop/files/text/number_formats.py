"""Detects the marks in a table's numbers: what separates decimals and what thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from neuron_desktop.files.text.columns import parse_cell
from neuron_desktop.files.text.dialect_values import THOUSANDS

_DIGITS_AND_MARKS = re.compile(r"[+-]?[0-9.,][0-9.,' \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]*(?:[eE][+-]?[0-9]+)?")
_DECIMALS = {mark: re.compile(rf"[+-]?[0-9]*[{mark}][0-9]*(?:[eE][+-]?[0-9]+)?") for mark in ".,"}
_GROUPS = {
    mark: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:[{mark}][0-9]{{3}})+(?P<decimals>[{'.,'.replace(mark, '')}][0-9]*)?")
    for mark in THOUSANDS
    if mark
}
_BELOW_A_THOUSAND = re.compile("[+-]?[1-9][0-9]{1,2}")
_FEWEST_OF_A_KIND = 3


@dataclass(slots=True)
class _Evidence:
    """What a table's numbers say about one mark: it separates decimals, or thousands, or ``1.234`` may be either."""

    decimals: bool = False
    thousands: bool = False
    either: list[str] = field(default_factory=list)

    def add(self, mark: str, numbers: Sequence[str], delimiter: str) -> None:
        """Take in the numbers of a column."""
        either = []
        for number in numbers:
            group = _GROUPS[mark].fullmatch(number)
            if group is None:
                self.decimals |= mark in number and _DECIMALS[mark].fullmatch(number) is not None
            elif group["decimals"] or number.count(mark) > 1:
                self.thousands = True
            else:
                either.append(number)
        # Whole numbers below a thousand beside 1.234 and 5.678, as they are written where semicolons are.
        whole = sum(_BELOW_A_THOUSAND.fullmatch(number) is not None for number in numbers)
        if delimiter == ";" and min(len(either), whole) >= _FEWEST_OF_A_KIND and len(either) + whole == len(numbers):
            self.thousands = True
        self.either += either


def find_number_format(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[bool, str]:
    """Return whether a comma separates decimals, and what separates thousands.

    Where ``1,234`` or ``1.234`` may be either, the other numbers of the table decide; without any, a point separates
    decimals, and so does a comma between semicolons, while between other delimiters a comma separates thousands.
    """
    columns = _columns_of_numbers(rows)
    comma, point = _Evidence(), _Evidence()
    for numbers in columns:
        comma.add(",", numbers, delimiter)
        point.add(".", numbers, delimiter)
    if comma.decimals or point.thousands:
        decimal_comma = not comma.thousands
    else:
        decimal_comma = delimiter == ";" and not (point.decimals or point.either or comma.thousands)
    if decimal_comma:
        if point.thousands or (point.either and not point.decimals):
            return True, "."
    elif comma.thousands or comma.either:
        return False, ","
    for mark, pattern in _GROUPS.items():
        if mark not in ".," and mark != delimiter and any(map(pattern.fullmatch, chain.from_iterable(columns))):
            return decimal_comma, mark
    return decimal_comma, ""


def _columns_of_numbers(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the numbers of each column that holds little else."""
    columns = []
    for cells in zip_longest(*rows, fillvalue=""):
        texts = [cell.strip() for cell in cells if parse_cell(cell) is not None]
        numbers = [text for text in texts if _DIGITS_AND_MARKS.fullmatch(text)]
        # The name of the column may be one of its few cells.
        if len(numbers) >= len(texts) / 2:
            columns.append(numbers)
    return columns
