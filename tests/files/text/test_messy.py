"""Awkward files of other projects' tests are read as they are meant, or refused with the line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.dialect import Dialect
from neuron_desktop.files.text.tables import Table, preview_table, read_table
from tests.places import DATA

MESSY = DATA / "messy"
TWICE_OR_ESCAPED = ('Test " line 2', 'Test " line 3')
SPECTRUM = sorted((MESSY / "csv-spectrum" / "csvs").iterdir())


def cells(table: Table, name: str) -> list[float | str | None]:
    """The cells of a column, None where one is missing."""
    column = next(column for column in table.columns if column.name == name)
    if column.words is not None:
        return [word or None for word in column.words]
    return [None if np.isnan(number) else number for number in column.numbers.tolist()]


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_every_cell_of_csv_spectrum_is_what_its_json_says(path: Path) -> None:
    expected = json.loads((path.parent.parent / "json" / f"{path.stem}.json").read_text("utf-8"))
    preview = preview_table(path)
    assert [dict(zip(preview.names, row, strict=True)) for _, row in preview.rows] == expected
    table = read_table(path)
    assert table.row_count == len(expected)
    for column in table.columns:
        texts = [row[column.name] for row in expected]
        if column.words is None:
            assert [None if np.isnan(number) else number for number in column.numbers] == [
                float(text) if text else None for text in texts
            ]
        else:
            assert list(column.words) == [text.strip() for text in texts]


@pytest.mark.parametrize(
    ("name", "dialect", "row_count", "column", "expected"),
    [
        ("csv-parser/backtick", Dialect(delimiter="`"), 2, "pokemon_id", [1.0, 2.0]),
        ("csv-parser/geojson", Dialect(), 3, "prop0", ["value0"] * 3),
        ("csv-parser/mac-newlines", Dialect(), 2, "a", ["1", "Once upon\ra time"]),
        ("csv-parser/option-comment", Dialect(comment="~"), 1, "c", [3.0]),
        ("csv-parser/option-escape", Dialect(backslash=True), 3, "b", ['some "escaped" value', '""', "6"]),
        (
            "csv-parser/option-quote-escape",
            Dialect(quote="'", backslash=True),
            3,
            "b",
            ["some 'escaped' value", "''", "6"],
        ),
        ("csv-parser/option-quote-many", Dialect(quote="'"), 3, "b", ["some 'escaped' value", "''", "6"]),
        ("csv-parser/utf16-big", Dialect("utf-16"), 2, "c", ["3", "ʤ"]),
        ("csvkit/test_empty_columns", Dialect(), 3, "a", ["a", None, None]),
        ("csvkit/test_latin1", Dialect("cp1252"), 2, "c", ["3", "©"]),
        ("csvkit/test_locale", Dialect(decimal_comma=True, thousands="."), 1, "b", [2e8]),
        (
            "frictionless-py/escaping",
            Dialect(backslash=True),
            3,
            "Test",
            ["Test line 1", 'Test " line 2', 'Test " line 3'],
        ),
        ("frictionless-py/implicit-gz", Dialect(), 2, "name", ["english", "中国人"]),
        ("frictionless-py/implicit-zip", Dialect(), 2, "name", ["english", "中国人"]),
        ("frictionless-py/numeric-labels", Dialect(), 3, "100022", ["TRUE", "TRUE", "TRUE"]),
        ("frictionless-py/skip-rows", Dialect(comment="#"), 2, "id", [1.0, 2.0]),
        ("messytables/complex", Dialect(thousands=","), 3, "temperature", [0.0, -1.0, 6e6]),
    ],
)
def test_small_files_are_read_as_they_are_meant(
    name: str, dialect: Dialect, row_count: int, column: str, expected: list[float | str | None]
) -> None:
    table = read_table(MESSY / f"{name}.csv")
    assert table.dialect == dialect
    assert table.row_count == row_count
    assert cells(table, column) == expected


@pytest.mark.parametrize(
    ("name", "dialect", "row_count", "column", "total"),
    [
        ("csvkit/Datagov_FY10_EDU_recp_by_State", Dialect(thousands=",", skipped_lines=2), 55, "TOTAL", 800_074),
        ("frictionless-py/accent", Dialect(delimiter=";"), 2, "Xlongitude", 13.85282),
        ("frictionless-py/issue-1478", Dialect(delimiter="|", has_header=False), 10, "column 1", 0),
        ("frictionless-py/table-infer-row-limit", Dialect(), 11, "age", 126),
        ("messytables/excel_pasting", Dialect(thousands=",", skipped_lines=3), 17, "2000", 241_044),
        ("messytables/mixedGLB", Dialect(skipped_lines=3), 133, "Jan", -331),
    ],
)
def test_tables_below_titles_and_comments_are_found(
    name: str, dialect: Dialect, row_count: int, column: str, total: float
) -> None:
    table = read_table(MESSY / f"{name}.csv")
    assert table.dialect == dialect
    assert table.row_count == row_count
    found = next(found for found in table.columns if found.name == column)
    assert np.nansum(found.numbers) == pytest.approx(total)


def test_infinite_cells_are_named() -> None:
    table = read_table(MESSY / "frictionless-py" / "number-test.csv")
    assert [column.infinite for column in table.columns] == [(1, "INF")] * 6
    assert table.first_lines[1] == 3


@pytest.mark.parametrize(
    ("name", "line", "sentence"),
    [
        ("csvkit/bad_skip_lines", 5, "There are 4 cells where line 4 has 3"),
        ("csvkit/null_byte", 2, "This is not a text file"),
        ("frictionless-py/countries", 4, "There are 5 cells where line 2 has 4"),
        ("frictionless-py/dialect", 3, "There are 3 cells where line 1 has 2"),
        ("messytables/weird_head_padding", 74, "There is 1 cell where line 12 has 11"),
    ],
)
def test_what_is_damaged_is_refused_with_the_line(name: str, line: int, sentence: str) -> None:
    with pytest.raises(CsvError) as caught:
        read_table(MESSY / f"{name}.csv")
    assert caught.value.line == line
    assert caught.value.reason.startswith(sentence)
