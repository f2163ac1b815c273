"""Names in a table's header: made unique, quoted if plain spelling would be ambiguous, shown in messages.

A table this program writes describes itself. Its last header cell is ``label (0 = red, 1 = blue)``, the cells below
are 0 or 1, and every name that is not plain printable text is spelled as a JSON string, which has no line breaks and
no spaces at its ends. Only in such a table are header cells that begin with a quotation mark read as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence

from neuron_desktop.core.numerals import grouped

LONGEST_SHOWN = 40

# Anything but the marks that could end a name early; with them a name is written as a JSON string.
_PLAIN_CLASS_NAME = r'[^"(),=]+'
_CLASS_NAME = rf'("(?:[^"\\]|\\.)*"|{_PLAIN_CLASS_NAME})'
_UNIT = re.compile(r".*\S\s*(?:\(([^()]+)\)|\[([^\[\]]+)\])", re.DOTALL)
_LABEL_HEADER = re.compile(rf"label(?: \d+)? \(0 = {_CLASS_NAME}, 1 = {_CLASS_NAME}\)")


def shown(text: str) -> str:
    """Return `text` for use inside a one-line message: printable, and at most 40 characters."""
    printable = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return printable if len(printable) <= LONGEST_SHOWN else printable[: LONGEST_SHOWN - 1] + "…"


def listed(names: Sequence[str], most: int) -> str:
    """Return the first `most` names, shown and joined by commas, and how many more there are."""
    text = ", ".join(shown(name) for name in names[:most])
    return text if len(names) <= most else f"{text} and {grouped(len(names) - most)} more"


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names that a header gives its columns, each different.

    An empty cell names its column ``column 3`` after its place, counted from 1. Of equal names the first stays, the
    next become ``name (2)``, ``name (3)``, passing over names that the header holds already.
    """
    described = described_classes(cells[-1]) is not None
    wanted = []
    for place, cell in enumerate(cells, 1):
        plain = cell.strip()
        wanted.append((_unquoted(plain) if described else plain) if plain else f"column {place}")
    return unique_names(wanted)


def unique_names(wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the names, of equal ones the second as ``name (2)`` and so on, passing over those that are taken."""
    reserved, names, counts = set(wanted), set[str](), dict[str, int]()
    result = []
    for name in wanted:
        unique = name
        while unique in names or (unique != name and unique in reserved):
            # The count continues from the last one, or many equal names would take quadratic time.
            counts[name] = counts.get(name, 1) + 1
            unique = f"{name} ({counts[name]})"
        names.add(unique)
        result.append(unique)
    return tuple(result)


def described_classes(header: str) -> tuple[str, str] | None:
    """Return the two class names in a header such as ``label (0 = red, 1 = blue)``, None for any other."""
    match = _LABEL_HEADER.fullmatch(header.strip())
    if match is None:
        return None
    first, second = (_unquoted(name) for name in match.groups())
    return (first, second) if first != second else None


def unit_of(name: str) -> str:
    """Return the unit at the end of a name, ``years`` for ``age (years)`` or ``age [years]``; empty where none is."""
    match = _UNIT.fullmatch(name.strip())
    return "" if match is None else (match[1] or match[2]).strip()


def label_header(class_names: tuple[str, str], *, taken: Collection[str]) -> str:
    """Return the header that `described_classes` reads back, and that is none of the names `taken`."""
    first, second = (
        name if quoted(name) == name and re.fullmatch(_PLAIN_CLASS_NAME, name) else json.dumps(name)
        for name in class_names
    )
    header, count = f"label (0 = {first}, 1 = {second})", 1
    while header in taken:
        count += 1
        header = f"label {count} (0 = {first}, 1 = {second})"
    return header


def quoted(name: str) -> str:
    """Return `name` itself where it survives a header cell as it is, else its JSON string in ASCII."""
    plain = name and name == name.strip() and name.isprintable() and not name.startswith('"')
    return name if plain else json.dumps(name)


def _unquoted(cell: str) -> str:
    if not cell.startswith('"'):
        return cell
    try:
        return str(json.loads(cell))
    except json.JSONDecodeError:
        return cell
