"""A table is read a few thousand rows at a time, with the same cells as at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text import table_stream
from neuron_desktop.files.text.dialect_values import Dialect
from neuron_desktop.files.text.table_stream import table_chunks
from neuron_desktop.files.text.tables import read_table
from tests.places import DATA


@pytest.mark.parametrize("name", ["titanic_891.csv", "iris.csv", "comments_tabs.csv", "semicolons_cp1252.csv"])
@pytest.mark.parametrize("rows", [1, 7, 10_000])
def test_chunks_hold_what_the_whole_table_does(monkeypatch: pytest.MonkeyPatch, name: str, rows: int) -> None:
    monkeypatch.setattr(table_stream, "ROWS_AT_A_TIME", rows)
    whole = read_table(DATA / name)
    chunks = list(table_chunks(DATA / name))
    names = [column.name for column in whole.columns]
    # Empty columns at the end, of which only the whole table can tell, are not left out.
    assert all([column.name for column in chunk.columns][: len(names)] == names for chunk in chunks)
    assert sum(chunk.row_count for chunk in chunks) == whole.row_count
    assert [line for chunk in chunks for line in chunk.first_lines.tolist()] == whole.first_lines.tolist()
    for place, column in enumerate(whole.columns):
        numbers = np.concatenate([chunk.columns[place].numbers for chunk in chunks])
        assert np.array_equal(numbers, column.numbers, equal_nan=True)


def test_a_wide_table_is_read_fewer_rows_at_a_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(table_stream, "CELLS_AT_A_TIME", 6)
    (tmp_path / "t.csv").write_text("a,b,c\n" + "1,2,3\n" * 5)
    assert [chunk.row_count for chunk in table_chunks(tmp_path / "t.csv")] == [2, 2, 1]


def test_a_single_column_and_no_header_are_taken(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("1\n2\n3\n")
    (chunk,) = table_chunks(tmp_path / "one.csv", dialect=Dialect(has_header=False))
    assert [column.name for column in chunk.columns] == ["column 1"]
    assert chunk.columns[0].numbers.tolist() == [1.0, 2.0, 3.0]


def test_faults_name_their_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(table_stream, "ROWS_AT_A_TIME", 2)
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3,4\n5,6\n7\n")
    with pytest.raises(CsvError, match="line 5"):
        list(table_chunks(tmp_path / "t.csv"))


def test_a_table_of_nothing_and_one_too_wide_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("\n\n")
    with pytest.raises(CsvError, match="empty"):
        list(table_chunks(tmp_path / "empty.csv", dialect=Dialect()))
    (tmp_path / "wide.csv").write_text(",".join(f"c{place}" for place in range(10_001)) + "\n")
    with pytest.raises(CsvError, match="10\u202f001 columns"):
        list(table_chunks(tmp_path / "wide.csv", dialect=Dialect()))
    (tmp_path / "head.csv").write_text("a,b\n")
    assert list(table_chunks(tmp_path / "head.csv", dialect=Dialect())) == []
