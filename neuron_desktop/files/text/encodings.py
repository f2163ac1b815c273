"""Detects the encoding of a text, and whether it is text in lines at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.opening import OpenedFile

LONGEST_LINE = 1 << 20
# In these an ASCII character is its byte, and no other character has that byte.
ASCII_COMPATIBLE = frozenset({"utf-8", "utf-8-sig", "cp1252", "latin-1"})

# The five bytes that cp1252 leaves undefined; latin-1 defines all.
_NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_LINE_BREAK = re.compile(rb"\r\n|\r|\n")
_START_BYTES = 1 << 12


def scan_text(source: OpenedFile, check: Callable[[], None], *, encoding: str | None = None) -> str:
    """Go through all bytes once and return the encoding: the one given, or what the bytes are evidence of.

    That is UTF-8 with or without a byte order mark, UTF-16 with one or where every other byte of the beginning is zero,
    otherwise cp1252, or latin-1 where that is impossible.

    Parameters
    ----------
    check
        Called after each megabyte; raises to stop.

    Raises
    ------
    CsvError
        If it is no text, a line is longer than a megabyte, or too much comes out of an archive.
    """
    source.content.seek(0)
    found = encoding or _encoding_of_start(source.content.read(_START_BYTES))
    holds_nulls = found is not None and len("\n".encode(found)) > 1
    guess = _Utf8OrOlder()
    size = run = 0
    source.content.seek(0)
    while chunk := source.content.read(LONGEST_LINE):
        check()
        source.check_unchanged()
        source.check_unpacked(size + len(chunk))
        if not holds_nulls and (place := chunk.find(b"\0")) >= 0:
            raise _null_character(source, size + place)
        breaks = [place for byte in (b"\n", b"\r") for place in (chunk.find(byte), chunk.rfind(byte)) if place >= 0]
        if run + min(breaks, default=len(chunk)) > LONGEST_LINE:
            raise CsvError(
                source.path,
                "A line is longer than 1 MB, so this is hardly a table of rows; save it with one row a line.",
            )
        run = len(chunk) - max(breaks) if breaks else run + len(chunk)
        size += len(chunk)
        if found is None:
            guess.add(chunk)
    return found or guess.encoding()


class _Utf8OrOlder:
    """Tells, chunk by chunk, UTF-8 from cp1252 and that from latin-1."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._older = "cp1252"

    def add(self, chunk: bytes) -> None:
        self._decode(chunk, final=False)
        if not chunk.isascii() and any(byte in chunk for byte in _NOT_IN_CP1252):
            self._older = "latin-1"

    def encoding(self) -> str:
        self._decode(b"", final=True)
        return "utf-8" if self._is_utf8 else self._older

    def _decode(self, chunk: bytes, *, final: bool) -> None:
        if self._is_utf8:
            try:
                self._decoder.decode(chunk, final=final)
            except UnicodeDecodeError:
                self._is_utf8 = False


def _encoding_of_start(start: bytes) -> str | None:
    """Return the encoding that a byte order mark says or zeros between the letters betray, None without either."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not start.startswith(codecs.BOM_UTF32_LE):
        return "utf-16"
    even, odd = start[::2].count(0), start[1::2].count(0)
    # Digits, delimiters and line breaks have a zero byte; two bytes are too few to tell.
    if max(even, odd) > max(len(start) // 4, 1) and min(even, odd) == 0:
        return "utf-16-be" if even else "utf-16-le"
    return None


def _null_character(source: OpenedFile, place: int) -> CsvError:
    source.content.seek(0)
    line = 1 + len(_LINE_BREAK.findall(source.content.read(place)))
    return CsvError(
        source.path,
        "This is not a text file, because there is a null character here. If it is a spreadsheet, an archive or a "
        "database, save it as CSV in UTF-8 and open that; otherwise remove the character.",
        line=line,
    )
