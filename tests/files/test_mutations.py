"""Damaged files give a table of as many rows as another reader counts, or a sentence; never anything else.

The files are those of tests/data, damaged byte by byte. More of them, and another folder's:

    python -m tests.files.test_mutations FOLDER [COUNT]
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.recipes.csv_data import to_dataset
from neuron_desktop.files.recipes.survey import survey
from neuron_desktop.files.text.dialect import Dialect
from neuron_desktop.files.text.tables import Table, preview_table, read_table
from tests.places import DATA

SEED = 20240607
LARGEST = 20_000
LINE_BREAK = re.compile(rb"\r\n|\r|\n")
PIECES = (b'"', b'""', b"'", b",", b";", b"\t", b"|", b" ", b"\n", b"\r", b"\r\n", b"\0", b"\\", b"#", b"\xff", b"\xe9")
PIECES += (b"\xef\xbb\xbf", b"\xff\xfe", b"1e999", b"nan", b"1_000", b"\xd9\xa3", b"1,5", b"1.234", b"sep=;\n", b"//")


def originals(folder: Path) -> list[bytes]:
    """The tables in a folder that are small enough to be damaged thousands of times."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".tsv"))
    return [content for path in paths if 0 < len(content := path.read_bytes()) <= LARGEST]


def mutated(original: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Damage a file in one to four places."""
    content = bytearray(original)
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.choices(range(len(content) + 1), k=2))
        end = min(end, start + 40)
        match chance.randrange(7):
            case 0:
                content[start:start] = chance.choice(PIECES)
            case 1:
                content[start : start + 1] = chance.choice(PIECES)
            case 2:
                del content[start:end]
            case 3:
                content[start:start] = content[start:end] * chance.choice((1, 1, 1, 50))
            case 4:
                content[start : start + 1] = bytes([chance.randrange(256)])
            case 5:
                del content[start:]
            case _:
                other = chance.choice(others)
                place = chance.randrange(len(other))
                content[start:end] = other[place : place + 40]
    return bytes(content)


def rows_counted(content: bytes, dialect: Dialect) -> int:
    """Count the rows below the header by other means than the program: all text at once, and the csv module."""
    text = content.decode(dialect.encoding)
    lines = io.StringIO(text, newline="").readlines()[dialect.skipped_lines :]
    if dialect.comment:
        lines = [line for line in lines if not line.startswith(dialect.comment)]
    if dialect.delimiter == " ":
        return len([line for line in lines if line.split()]) - dialect.has_header
    escape = "\\" if dialect.backslash else None
    rows = csv.reader(
        lines, delimiter=dialect.delimiter, quotechar=dialect.quote, escapechar=escape, skipinitialspace=True
    )
    return sum(len(row) > 1 or bool("".join(row).strip()) for row in rows) - dialect.has_header


def damage(contents: list[bytes], count: int, path: Path) -> tuple[int, int, float]:
    """Read damaged files; return how many gave a table, how many a sentence, and the most seconds of work on one."""
    chance = random.Random(SEED)
    tables = refusals = 0
    longest = 0.0
    for place in range(count):
        content = mutated(contents[place % len(contents)], contents, chance)
        path.write_bytes(content)
        start = time.process_time()
        table, fault = outcome(path)
        longest = max(longest, time.process_time() - start)
        if fault is not None:
            assert str(fault).startswith(path.name)
            assert fault.line is None or 1 <= fault.line <= 1 + len(LINE_BREAK.findall(content)) or is_packed(content)
            refusals += 1
        elif table is not None:
            check(table, content)
            tables += 1
    return tables, refusals, longest


def outcome(path: Path) -> tuple[Table | None, CsvError | None]:
    """Read a table, and learn from it if there is something to be learned."""
    try:
        table = read_table(path)
    except CsvError as error:
        return None, error
    with suppress(CsvError):
        if recipe := survey(table).proposal():
            to_dataset(table, recipe)
    return table, None


def check(table: Table, content: bytes) -> None:
    """Compare a table with what another reader counts, and with its preview."""
    assert all(len(column.numbers) == table.row_count for column in table.columns)
    assert is_packed(content) or rows_counted(content, table.dialect) == table.row_count, content
    preview = preview_table(table.path, most_rows=table.row_count)
    assert preview.fault is None
    assert [line for line, _ in preview.rows] == table.first_lines.tolist()


def is_packed(content: bytes) -> bool:
    """Whether lines and rows are to be counted in what comes out."""
    return content.startswith((b"\x1f\x8b", b"PK"))


@pytest.mark.parametrize("count", [1_500, pytest.param(100_000, marks=pytest.mark.soak)])
def test_damaged_files_give_a_table_or_a_sentence(tmp_path: Path, count: int) -> None:
    tables, refusals, _ = damage(originals(DATA), count, tmp_path / "damaged.csv")
    assert min(tables, refusals) > count // 10


if __name__ == "__main__":
    folder, *counts = sys.argv[1:]
    with TemporaryDirectory() as temporary:
        print(damage(originals(Path(folder)), *map(int, counts or ["100000"]), Path(temporary, "damaged.csv")))
