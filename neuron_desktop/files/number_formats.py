"""Which marks a table writes its numbers with: what separates decimals and what thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from neuron_desktop.files.columns import parse_cell
from neuron_desktop.files.dialect_values import THOUSANDS

_DIGITS_AND_MARKS = re.compile(r"[+-]?[0-9.,][0-9.,' \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]*(?:[eE][+-]?[0-9]+)?")
_DECIMALS = {mark: re.compile(rf"[+-]?[0-9]*[{mark}][0-9]*(?:[eE][+-]?[0-9]+)?") for mark in ".,"}
_GROUPS = {
    mark: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:[{mark}][0-9]{{3}})+(?P<decimals>[{'.,'.replace(mark, '')}][0-9]*)?")
    for mark in THOUSANDS
    if mark
}


def find_number_format(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[bool, str]:
    """Return whether a comma separates decimals, and what separates thousands.

    Where ``1,234`` or ``1.234`` may be either, the other numbers of the table decide; without any, a point separates
    decimals, and so does a comma between semicolons, while between other delimiters a comma separates thousands.
    """
    numbers = set(_numbers_with_marks(rows))
    decimals = dict.fromkeys(".,", False)
    groups = dict.fromkeys(decimals, False)
    either = dict.fromkeys(decimals, False)
    for number in numbers:
        for mark in ".,":
            group = _GROUPS[mark].fullmatch(number)
            if group is None:
                decimals[mark] |= _DECIMALS[mark].fullmatch(number) is not None
            elif group["decimals"] or number.count(mark) > 1:
                groups[mark] = True
            else:
                either[mark] = True
    if decimals[","] or groups["."]:
        decimal_comma = not groups[","]
    else:
        decimal_comma = delimiter == ";" and not (decimals["."] or groups[","] or either["."])
    if decimal_comma:
        if groups["."] or (either["."] and not decimals["."]):
            return True, "."
    elif groups[","] or either[","]:
        return False, ","
    for mark, pattern in _GROUPS.items():
        if mark not in ".," and mark != delimiter and any(map(pattern.fullmatch, numbers)):
            return decimal_comma, mark
    return decimal_comma, ""


def _numbers_with_marks(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Yield the numbers that are not digits alone, of the columns that hold little else."""
    for cells in zip_longest(*rows, fillvalue=""):
        texts = [cell.strip() for cell in cells if parse_cell(cell) is not None]
        numbers = [text for text in texts if _DIGITS_AND_MARKS.fullmatch(text)]
        # The name of the column may be one of its few cells.
        if len(numbers) >= len(texts) / 2:
            yield from (number for number in numbers if not number.isdigit())
