"""A table is read as it is meant, or refused with a sentence that says where; nothing is read silently wrong."""

from __future__ import annotations

import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neuron_desktop.files.errors import CsvError, FileError, ReadingCancelled
from neuron_desktop.files.text import columns, table_body
from neuron_desktop.files.text.columns import Column, ColumnBuilder, number_text, parse_cell
from neuron_desktop.files.text.names import column_names, described_classes, label_header, listed, quoted, shown
from neuron_desktop.files.text.tables import Table, read_table
from tests.places import DATA


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], Table]:
    def read_content(content: str | bytes) -> Table:
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path)

    return read_content


def content(table: Table) -> dict[str, list[float | str | None]]:
    """The cells of each column, None where one is missing."""
    return {
        column.name: [
            None if missing else word if word is not None and np.isnan(number) else number
            for number, word, missing in zip(
                column.numbers.tolist(),
                column.words or [None] * table.row_count,
                [not word for word in column.words] if column.words is not None else np.isnan(column.numbers),
                strict=True,
            )
        ]
        for column in table.columns
    }


class TestRealFiles:
    def test_plain_numbers_are_those_that_numpy_reads(self) -> None:
        table = read_table(DATA / "banknote_authentication.csv")
        expected = np.loadtxt(DATA / "banknote_authentication.csv", delimiter=",")
        np.testing.assert_array_equal(np.column_stack([column.numbers for column in table.columns]), expected)
        assert [column.name for column in table.columns] == [f"column {place}" for place in range(1, 6)]
        assert not table.has_header
        np.testing.assert_array_equal(table.first_lines, np.arange(1, 1373))

    def test_missing_cells_and_words_beside_numbers(self) -> None:
        table = read_table(DATA / "titanic_891.csv")
        by_name = {column.name: column for column in table.columns}
        assert table.row_count == 891
        assert table.has_header
        assert by_name["age"].missing == 177
        assert np.count_nonzero(np.isnan(by_name["age"].numbers)) == 177
        assert by_name["age"].is_numeric
        assert by_name["fare"].numbers.sum() == pytest.approx(28693.9493)
        assert by_name["sex"].distinct() == ("male", "female")
        assert np.isnan(by_name["sex"].numbers).all()
        assert by_name["deck"].missing == 688
        assert (table.first_lines[0], table.first_lines[-1]) == (2, 892)

    @pytest.mark.parametrize(
        ("name", "expected", "first_lines"),
        [
            (
                "semicolons_cp1252.csv",
                {"Höhe": [1.5, -0.25, None], "Breite": [2.0, 1000.0, 4.0], "Klasse": ["ja", "nein", "ja"]},
                [3, 4, 6],
            ),
            ("quotes_utf16.csv", {'a "b"': [1.0, 3.0], "width\nin cm": [2.5, 4.0], "label": ["no", "yes"]}, [3, 4]),
            (
                "comments_tabs.csv",
                {"x1": [0.5, 1.0, None, 3.0], "x2": [None, 2.0, None, 4.0], "y": [0.0, 1.0, None, 1.0]},
                [4, 5, 6, 7],
            ),
            (
                "old_mac_bom.csv",
                {"column 1": [1.0, 2.0, 3.0], "left|right": [0.5, 1.5, 2.5], "label": ["red", "Blue", "red"]},
                [2, 3, 4],
            ),
        ],
    )
    def test_awkward_files_are_read_as_they_are_meant(
        self, name: str, expected: dict[str, list[float | str | None]], first_lines: list[int]
    ) -> None:
        table = read_table(DATA / name)
        assert content(table) == expected
        assert table.first_lines.tolist() == first_lines


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "line", "sentence"),
        [
            ("", None, "The file is empty"),
            ("\n \n\r\n", None, "The file is empty"),
            ("0,1,2\n", None, "There is a header but no row below it"),
            ("a,b,label\n", None, "There is a header but no row below it"),
            ("a\n1\n2\n", None, "There is only one column"),
            ("a,\n1,\n2,\n", None, "There is only one column"),
            ("a,b\n1,2\n\n3\n", 4, "There is 1 cell where line 1 has 2"),
            ("a,b\n1,2\n3,4,5\n", 3, "There are 3 cells where line 1 has 2"),
            ("# note\na,b\n1,2\n3,4,5\n", 4, "There are 3 cells where line 2 has 2"),
            ("a,b,\n1,2\n3,4\n3,4,5\n", 2, "There are 2 cells where line 1 has 3"),
            ('a,b\n1,2\n3,"4\n5,6\n', 3, "A quotation mark opens here and is not closed"),
            ('a,b\n"x\ny", "4\n5,6\n', 3, "A quotation mark opens here and is not closed"),
            ('a,b\r\r\n1,"4""\r\n5,6', 3, "A quotation mark opens here and is not closed"),
            ('"a,b\n1,2\n', 1, "A quotation mark opens here and is not closed"),
            ('a,b\n1,"4\n5,6"7\n', 2, "The cell in quotation marks that opens here ends in line 3 with more"),
            ('a,b\n1,"4" \n', 2, "The cell in quotation marks that opens here ends in line 2 with more"),
            ("a,b\n1,2\n3," + "x" * 131_073, 3, "A cell is longer than 131\u202f072 characters"),
            ('a,b\n1,2\n3,"' + "x" * 131_073 + '"\n', 3, "A cell is longer than 131\u202f072 characters"),
            ("a,b\n1," + "2" * (1 << 20) + "\n3,4\n", None, "A line is longer than 1 MB"),
            ("x" * (1 << 21), None, "A line is longer than 1 MB"),
            (",".join("1" for _ in range(10_001)), None, "There are 10\u202f001 columns and at most 10\u202f000"),
            ("a,b\n1,\0\n", 2, "This is not a text file"),
            (b"\xff\xfe\0\0a\0\0\0,\0\0\0b\0\0\0", 1, "This is not a text file"),
            (b"\xff\xfea\0,\0\x00\xd8,\0", None, "It begins as UTF-16-LE text, but not all of it is"),
            (b"\xef\xbb\xbfa,b\n1,\xff\n", None, "It begins as UTF-8 text, but not all of it is"),
        ],
    )
    def test_what_is_no_table_is_refused_with_the_line(
        self, read: Callable[[str | bytes], Table], text: str | bytes, line: int | None, sentence: str
    ) -> None:
        with pytest.raises(CsvError, match=re.escape(sentence)) as caught:
            read(text)
        assert caught.value.line == line
        assert caught.value.reason.startswith(sentence)

    def test_the_largest_that_is_accepted(self, read: Callable[[str | bytes], Table]) -> None:
        assert len(read(",".join("1" for _ in range(10_000))).columns) == 10_000
        assert read("a,b\n1,2\n3," + "x" * 131_072).row_count == 2
        assert read(("a,b\n" + "1,2\n" * 400_000).encode()).row_count == 400_000

    def test_paths_that_are_no_files(self, tmp_path: Path) -> None:
        with pytest.raises(CsvError, match="There is no such file"):
            read_table(tmp_path / "missing.csv")
        with pytest.raises(CsvError, match="This is a folder"):
            read_table(tmp_path)
        with pytest.raises(CsvError, match="It could not be read"):
            read_table(tmp_path / ("n" * 300))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_a_pipe_is_refused_at_once(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(CsvError, match="This is not an ordinary file"):
            read_table(tmp_path / "pipe.csv")

    def test_a_file_that_may_not_be_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "secret.csv").write_text("a,b\n1,2\n")

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(CsvError, match="You may not read this file"):
            read_table(tmp_path / "secret.csv")


class TestEncodingsAndDelimiters:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_every_combination_reads_the_same(
        self, read: Callable[[str | bytes], Table], encoding: str, line_break: str, delimiter: str
    ) -> None:
        lines = ["größe,“b”,label", '1.5,"2",no', "-3e-2,4,yes", ""]
        table = read(line_break.join(lines).replace(",", delimiter).encode(encoding))
        assert content(table) == {"größe": [1.5, -0.03], "“b”": [2.0, 4.0], "label": ["no", "yes"]}

    def test_utf_16_of_the_other_order(self, read: Callable[[str | bytes], Table]) -> None:
        assert content(read(b"\xfe\xff" + "é,b\n1,2\n".encode("utf-16-be"))) == {"é": [1.0], "b": [2.0]}

    def test_a_byte_cp1252_does_not_know_makes_it_latin_1(self, read: Callable[[str | bytes], Table]) -> None:
        assert content(read(b"a,b\n1,\x81\xe9\n")) == {"a": [1.0], "b": ["\x81é"]}

    def test_a_character_across_a_megabyte_and_a_late_foreign_byte(self, read: Callable[[str | bytes], Table]) -> None:
        text = "a,b\n" + "1,2\n" * ((1 << 18) - 2) + "1,é\n"
        assert text.encode().index("é".encode()) == (1 << 20) - 2
        late = text.replace("1,é", "11,é").encode()
        assert read(late).columns[1].distinct() == ("2", "é")
        assert read(late + b"1,\xe9\n").columns[1].distinct() == ("2", "Ã©", "é")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("1,5;2,5;0\n2,5;3,5;1\n", [[1.5, 2.5], [2.5, 3.5], [0.0, 1.0]]),
            ("a;b\n1,5;x\n2,5;y, z\n", [[1.5, 2.5], ["x", "y, z"]]),
            ("1,5;2,5;x\n2,5;3,5\n1,5;2,5;x\n2,5;3,5;y\n", CsvError),
            ('"a;b","c;d"\n"1;2",3\n', [["1;2"], [3.0]]),
            ('a|b\n"1\n2"|3\n4|5\n', [["1\n2", 4.0], [3.0, 5.0]]),
            ("a\tb\n1,5\t2\n2,5\t3\n", [[1.5, 2.5], [2.0, 3.0]]),
            ("n,r\nx,p;q;r\ny,p;q;r\nz,q\nw,s;t;u\n", [list("xyzw"), ["p;q;r", "p;q;r", "q", "s;t;u"]]),
            ("a, b\n1, 2\n3, -\n", [[1.0, 3.0], [2.0, None]]),
        ],
    )
    def test_the_delimiter_is_the_one_that_makes_a_table(
        self, read: Callable[[str | bytes], Table], text: str, expected: list[list[float | str | None]] | type[CsvError]
    ) -> None:
        if expected is CsvError:
            with pytest.raises(CsvError, match="2 cells where line 1 has 3"):
                read(text)
        else:
            assert list(content(read(text)).values()) == expected

    def test_the_sample_for_the_delimiter_is_bounded(self, read: Callable[[str | bytes], Table]) -> None:
        wide = ",".join("1.25" for _ in range(9_000))
        assert len(read("\n".join([wide] * 20)).columns) == 9_000


class TestHeaders:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("a,b\n1,2\n", ["a", "b"]),
            ("a,b\n1,x\n", ["a", "b"]),
            ("a,b\nx,y\n", ["a", "b"]),
            ("1,2\n3,4\n", None),
            ("1,x\n3,y\n", None),
            ("?,NA,yes\n1,2,no\n", None),
            ("a,b\n1,2\nx,2\n3,y\n4,2\n", ["a", "b"]),
            ("x,\ny,z\n", None),
            ("a,a\nx,y\n", None),
            ("a,b\nx,1\n", ["a", "b"]),
            (",b,\n0,1,2\n", ["column 1", "b", "column 3"]),
            ("a,a,a (2),a\n1,2,3,4\n", ["a", "a (3)", "a (2)", "a (4)"]),
            ("column 2,,x\n1,2,3\n", ["column 2", "column 2 (2)", "x"]),
            (' a ," b"\n1,2\n', ["a", "b"]),
            ("0,1,2\n0.5,0.7,1\n", ["0", "1", "2"]),
            ("0,1,target\n0.5,0.7,no\n", ["0", "1", "target"]),
            ("0,1,yes\n0.5,0.7,no\n1,1,yes\n", None),
            ("0,1\n0.5,0.7\n", None),
            ('"""x""","label (0 = no, 1 = yes)"\n', ["x", "label (0 = no, 1 = yes)"]),
            ("1;label (0 = no, 1 = yes)\n2;1\n", ["1", "label (0 = no, 1 = yes)"]),
        ],
    )
    def test_a_header_is_told_from_data(
        self, read: Callable[[str | bytes], Table], text: str, names: list[str] | None
    ) -> None:
        table = read(text)
        assert table.has_header == (names is not None)
        expected = names or [f"column {place}" for place in range(1, len(table.columns) + 1)]
        assert [column.name for column in table.columns] == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a,b,\n1,2,\n3,4,\n", {"a": [1.0, 3.0], "b": [2.0, 4.0]}),
            ("a,b\n1,2,\n3,4\n", {"a": [1.0, 3.0], "b": [2.0, 4.0]}),
            ("a,b,\n1,2\n3,4,\n", {"a": [1.0, 3.0], "b": [2.0, 4.0]}),
            ("a,b,,,\n1,2,,,\n", {"a": [1.0], "b": [2.0]}),
            ("1,2,\n3,4\n", {"column 1": [1.0, 3.0], "column 2": [2.0, 4.0]}),
            ("a,b,c\n1,2,\n3,4,\n", {"a": [1.0, 3.0], "b": [2.0, 4.0], "c": [None, None]}),
            ("a,b,\n1,2,\n3,4,5\n", {"a": [1.0, 3.0], "b": [2.0, 4.0], "column 3": [None, 5.0]}),
        ],
    )
    def test_delimiters_at_the_end_are_tolerated_where_the_column_is_empty(
        self, read: Callable[[str | bytes], Table], text: str, expected: dict[str, list[float | None]]
    ) -> None:
        assert content(read(text)) == expected

    def test_many_equal_names_take_no_square_of_time(self) -> None:
        assert column_names(["a"] * 10_000)[-1] == "a (10000)"


class TestCells:
    @pytest.mark.parametrize("cell", ["1", "+1", "-1.", ".5", "1e5", "1E-5", " 12.50 ", "\u00a07"])
    def test_plain_numbers(self, cell: str) -> None:
        assert parse_cell(cell) == float(cell)

    @pytest.mark.parametrize(
        "cell", ["1_000", "٣", "1 000", "0x1", "1e", "e5", ".", "+", "--1", "1,5", "infinit", "１"]
    )
    def test_what_looks_like_a_number_is_a_word(self, cell: str) -> None:
        assert parse_cell(cell) == cell

    @pytest.mark.parametrize("start", ["", "1.", "1,", "1e", "."])
    def test_many_digits_and_a_letter_take_no_square_of_time(self, start: str) -> None:
        cell = start + "2" * 131_000 + "x"
        assert parse_cell(cell, comma=True, thousands=".", point=False) == cell
        assert parse_cell(cell) == cell

    @pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", "NaN", "NULL", "None", "?", "-"])
    def test_missing_cells(self, cell: str) -> None:
        assert parse_cell(cell) is None

    @pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e999", "-1e999"])
    def test_infinite_cells(self, cell: str) -> None:
        assert parse_cell(cell) == float(cell)

    def test_decimal_separators(self) -> None:
        assert parse_cell("1,5", comma=True) == 1.5
        assert parse_cell("-,5e1", comma=True) == -5.0
        assert parse_cell("1.234,5", comma=True) == "1.234,5"
        assert parse_cell("1.5", point=False, comma=True) == "1.5"
        assert parse_cell("15", point=False, comma=True) == 15.0

    @given(st.floats(allow_nan=False))
    def test_every_number_survives_its_text(self, value: float) -> None:
        assert parse_cell(repr(value)) == value
        assert float(number_text(value)) == value

    def test_numbers_have_the_shortest_text(self) -> None:
        assert [number_text(value) for value in (-0.0, 2.0, 1e15, 1e20, 0.1)] == [
            "0",
            "2",
            "1000000000000000",
            "1e+20",
            "0.1",
        ]

    @given(
        st.lists(
            st.one_of(
                st.sampled_from(
                    ["1", "2.5", "1,5", "", "NA", "x", "1e999", " 3 ", "1_0", "1,2,3", "1.2.3", "1\n", "٣"]
                ),
                st.floats(allow_nan=False).map(repr),
                st.integers().map(str),
            )
        ),
        st.booleans(),
    )
    def test_the_fast_way_finds_what_one_cell_at_a_time_does(self, cells: list[str], decimal_comma: bool) -> None:
        at_once, one_by_one = (ColumnBuilder(decimal_comma=decimal_comma) for _ in range(2))
        at_once.add(cells)
        for cell in cells:
            one_by_one.add([cell])
        first, second = at_once.finish("a"), one_by_one.finish("a")
        np.testing.assert_array_equal(first.numbers, second.numbers)
        assert (first.words, first.missing, first.infinite) == (second.words, second.missing, second.infinite)
        assert first.missing == sum(parse_cell(cell) is None for cell in cells)

    def test_a_decimal_comma_holds_for_its_column(self, read: Callable[[str | bytes], Table]) -> None:
        table = read("a;b;c\n1,5;1.5;1\n2.5;2,5;2\n3;3;3\n")
        assert content(table) == {"a": [1.5, "2.5", 3.0], "b": [1.5, "2,5", 3.0], "c": [1.0, 2.0, 3.0]}

    def test_the_separator_of_one_chunk_holds_for_the_next(self) -> None:
        for first, second in (("1,5", "2.5"), ("1.5", "2,5")):
            builder = ColumnBuilder(decimal_comma=True)
            builder.add([first])
            builder.add([second])
            assert builder.finish("a").words == ("1.5", second)

    def test_the_first_infinite_cell_is_remembered(self) -> None:
        builder = ColumnBuilder(decimal_comma=False)
        builder.add(["1", "2"])
        builder.add(["3", " 1e999 "])
        builder.add(["-inf"])
        column = builder.finish("a")
        assert column.infinite == (3, "1e999")
        assert column.numbers.tolist() == [1.0, 2.0, 3.0, np.inf, -np.inf]
        assert column.is_numeric

    def test_no_rows(self) -> None:
        column = ColumnBuilder(decimal_comma=False).finish("a")
        assert column.numbers.shape == (0,)
        assert column.distinct() == ()


class TestColumns:
    def test_numbers_cannot_be_changed(self, read: Callable[[str | bytes], Table]) -> None:
        table = read("a,b\n1,2\n")
        with pytest.raises(ValueError, match="read-only"):
            table.columns[0].numbers[0] = 5.0
        with pytest.raises(ValueError, match="read-only"):
            table.first_lines.lines[0] = 5

    @pytest.mark.parametrize("spread", [1, 3, 40, 5000])
    @pytest.mark.parametrize("limit", [1, 2, 3, 1000])
    @pytest.mark.parametrize("as_words", [False, True])
    def test_distinct_values_in_order_of_appearance(self, spread: int, limit: int, as_words: bool) -> None:
        values = np.random.default_rng(1).integers(0, spread, 20_000).astype(np.float64)
        values[::7] = np.nan
        texts = ["" if np.isnan(value) else str(int(value)) for value in values]
        column = Column("a", values, tuple(texts) if as_words else None, 0)
        assert column.distinct(limit) == tuple(dict.fromkeys(text for text in texts if text))[:limit]

    def test_equal_words_share_one_object(
        self, read: Callable[[str | bytes], Table], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = "a,b\n1,first\n2,second\n3,first\n"
        words = read(text).columns[1].words
        assert words is not None
        assert words[0] is words[2]
        monkeypatch.setattr(columns, "_MOST_KNOWN", 1)
        assert read(text).columns[1].words == words

    def test_words_after_many_numbers(
        self, read: Callable[[str | bytes], Table], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(table_body, "_BLOCK_BYTES", 4)
        table = read("a,b\n1.0,1\n\n,2\n2.50,3\n1,4\nword,5\n01,6\n")
        assert table.columns[0].words == ("1", "", "2.5", "1", "word", "1")
        assert table.columns[0].distinct() == ("1", "2.5", "word")
        assert table.columns[0].missing == 1
        assert table.columns[1].numbers.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
        assert table.first_lines.tolist() == [2, 4, 5, 6, 7, 8]


class TestLongReading:
    def test_progress_grows_to_one(self, tmp_path: Path) -> None:
        path = tmp_path / "long.csv"
        path.write_text("a,b\n" + "1,2\n" * 500_000)
        shares: list[float] = []
        read_table(path, progress=shares.append)
        assert shares == sorted(shares)
        assert len(shares) > 5
        assert 0.0 < shares[0] < 0.5
        assert shares[-1] == 1.0

    @pytest.mark.parametrize("calls", [0, 1, 3])
    def test_cancelling_ends_it(self, tmp_path: Path, calls: int) -> None:
        path = tmp_path / "long.csv"
        path.write_text("a,b\n" + "1,2\n" * 500_000)
        answers = [False] * calls + [True]
        with pytest.raises(ReadingCancelled, match="cancelled"):
            read_table(path, cancelled=lambda: answers.pop(0))
        assert answers == []

    def test_cancelling_is_a_file_error_and_no_csv_error(self) -> None:
        assert issubclass(ReadingCancelled, FileError)
        assert not issubclass(ReadingCancelled, CsvError)

    def test_numbers_take_little_more_memory_than_their_arrays(self, tmp_path: Path) -> None:
        path = tmp_path / "long.csv"
        path.write_text("a,b,c\n" + "1.25,2.5,0\n" * 200_000)
        tracemalloc.start()
        try:
            table = read_table(path)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 1.5 * sum(column.numbers.nbytes for column in table.columns) + 2_000_000


class TestNames:
    def test_names_in_messages_are_short_and_printable(self) -> None:
        assert shown("a\nb") == "a\N{REPLACEMENT CHARACTER}b"
        assert shown("x" * 41) == "x" * 39 + "…"
        assert listed(["a", "b", "c"], 2) == "a, b and 1 more"

    @pytest.mark.parametrize(
        "header",
        [
            "label",
            "label (0 = a, 1 = a)",
            "label (0 = a)",
            'label (0 = "a, 1 = b)',
            "label (0 = a, 1 = b) x",
            "class (0 = a, 1 = b)",
        ],
    )
    def test_other_headers_describe_nothing(self, header: str) -> None:
        assert described_classes(header) is None

    def test_a_json_name_that_is_none_stays_as_it_is(self) -> None:
        names = column_names(['"a', r'"\x"', '"b"', "", '""', "label (0 = no, 1 = yes)"])
        assert names == ('"a', r'"\x"', "b", "column 4", "", "label (0 = no, 1 = yes)")
        assert column_names(['"b"', "c"]) == ('"b"', "c")

    @given(st.text(), st.text())
    @example('"a"', "b")
    @example("a, 1 = b", "(c)")
    def test_class_names_survive_the_header(self, first: str, second: str) -> None:
        header = label_header((first, second), taken=())
        assert described_classes(header) == ((first, second) if first != second else None)

    @given(st.text())
    @example('"a"')
    @example(" a")
    @example("a\n")
    def test_feature_names_survive_the_header(self, name: str) -> None:
        assert column_names([quoted(name), "label (0 = no, 1 = yes)"])[0] == name
        assert quoted(name).isprintable()
