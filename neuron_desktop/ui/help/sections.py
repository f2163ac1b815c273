"""Keys and gestures as rows under headings, and the search in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# The names of arrows on keyboards, and in Qt.
_ARROWS = str.maketrans({"←": " left ", "→": " right ", "↑": " up ", "↓": " down "})
# The plus sign is a key if no other follows it.
_KEY = re.compile(r"[^\s,+]+|\+(?=$|[\s,])")


@dataclass(frozen=True, slots=True)
class Row:
    """What is done, by which keys or mouse, and more about it; either of the last two may be empty."""

    what: str
    keys: str
    more: str = ""

    @property
    def single_keys(self) -> frozenset[str]:
        """The names of the keys in `keys`, in small letters."""
        return frozenset(_KEY.findall(self.keys.casefold()))

    def has(self, word: str) -> bool:
        """Return whether a word in small letters occurs anywhere."""
        return any(word in text.casefold() for text in (self.what, self.keys, self.more))


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading."""

    title: str
    rows: tuple[Row, ...]


def matching(sections: Sequence[Section], query: str) -> tuple[Section, ...]:
    """Return the rows that have every word of `query`, under their headings; those without a row are left out.

    A single letter means a key, if there is such a key.
    """
    words = query.translate(_ARROWS).casefold().split()
    keys = {word for word in words if len(word) == 1 and any(word in row.single_keys for row in _rows(sections))}

    def is_found(row: Row) -> bool:
        return all(word in row.single_keys if word in keys else row.has(word) for word in words)

    found = (Section(section.title, tuple(filter(is_found, section.rows))) for section in sections)
    return tuple(section for section in found if section.rows)


def count(sections: Sequence[Section]) -> int:
    """Return the number of rows."""
    return sum(len(section.rows) for section in sections)


def _rows(sections: Sequence[Section]) -> Iterator[Row]:
    return (row for section in sections for row in section.rows)
