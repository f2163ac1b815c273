"""The dialect of a table: everything needed to read it, detected in the file or chosen by a person."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from neuron_desktop.core.errors import NeuronDesktopError

ALIGNED = " "
QUOTES = ('"', "'", "`", "")
THOUSANDS = ("", ",", ".", "'", " ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")


class DialectError(NeuronDesktopError, ValueError):
    """Parts of a dialect contradict each other, or one is invalid."""


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""How a table is written.

    Parameters
    ----------
    encoding
        Its name in Python; ``utf-8-sig`` and ``utf-16`` begin with a byte order mark, ``utf-16-le`` and ``utf-16-be``
        do not.
    delimiter
        The character between cells; a space stands for columns aligned by any number of spaces.
    decimal_comma
        Whether a comma may separate decimals. Unless points separate thousands, the first cell of a column with either
        decides for the column, so that numbers with points are read too.
    thousands
        What separates groups of three digits, empty for nothing.
    quote
        What encloses cells that hold the delimiter or line breaks; doubled inside them. Empty for nothing.
    has_header
        Whether the first row names the columns.
    comment
        What lines to leave out begin with, empty for none.
    skipped_lines
        How many lines stand above the table.
    backslash
        Whether a backslash takes the next character for itself, as in ``\"``.

    Raises
    ------
    DialectError
        If there is no such encoding, a mark is not one character, or two marks are the same.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal_comma: bool = False
    thousands: str = ""
    quote: str = '"'
    has_header: bool = True
    comment: str = ""
    skipped_lines: int = 0
    backslash: bool = False

    def __post_init__(self) -> None:
        try:
            "".encode(self.encoding)
            codecs.lookup(self.encoding)
        except (LookupError, ValueError) as error:
            raise DialectError(f"There is no encoding “{self.encoding}”; choose another.") from error
        if len(self.delimiter) != 1 or self.delimiter.isalnum() or self.delimiter in '\r\n\0"\\':
            raise DialectError("The delimiter is one character, and no letter, digit, quotation mark or line break.")
        if self.quote not in QUOTES or self.quote == self.delimiter:
            raise DialectError("Cells are enclosed in \", ' or `, or in nothing, and not in the delimiter.")
        if self.thousands not in THOUSANDS or self.thousands == ("," if self.decimal_comma else "."):
            raise DialectError("Thousands are separated by a mark other than the decimals', or by none.")
        if self.skipped_lines < 0 or self.comment != self.comment.strip():
            raise DialectError("Lines are skipped from the first on, and comments begin with a mark without spaces.")
