"""How a table is written is found, may be said, and the preview shows what will be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neuron_desktop.core.errors import NeuronDesktopError
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import CsvError, ReadingCancelled
from neuron_desktop.files.text import tables
from neuron_desktop.files.text.columns import parse_cell
from neuron_desktop.files.text.dialect import Dialect, DialectError, detect_dialect
from neuron_desktop.files.text.line_numbers import LineNumbersBuilder
from neuron_desktop.files.text.tables import preview_table, read_table

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_content(content: str | bytes) -> Path:
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_content


def values(path: Path, dialect: Dialect | None = None) -> list[list[float | str]]:
    """The cells of each column: words, or else numbers."""
    table = read_table(path, dialect=dialect)
    return [list(column.words) if column.words is not None else column.numbers.tolist() for column in table.columns]


class TestDialects:
    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"encoding": "utf-99"}, "There is no encoding “utf-99”"),
            ({"encoding": "a\0b"}, "There is no encoding"),
            ({"encoding": "hex"}, "There is no encoding"),
            ({"delimiter": ""}, "The delimiter is one character"),
            ({"delimiter": ";;"}, "The delimiter is one character"),
            ({"delimiter": "x"}, "The delimiter is one character"),
            ({"delimiter": "\n"}, "The delimiter is one character"),
            ({"quote": "*"}, "Cells are enclosed in"),
            ({"delimiter": "'", "quote": "'"}, "Cells are enclosed in"),
            ({"thousands": "."}, "Thousands are separated"),
            ({"thousands": ",", "decimal_comma": True}, "Thousands are separated"),
            ({"thousands": "x"}, "Thousands are separated"),
            ({"skipped_lines": -1}, "Lines are skipped from the first on"),
            ({"comment": "# "}, "Lines are skipped from the first on"),
        ],
    )
    def test_what_is_no_dialect_is_refused_in_words(self, wrong: dict[str, str], sentence: str) -> None:
        with pytest.raises(DialectError, match=re.escape(sentence)):
            Dialect(**wrong)  # type: ignore[arg-type]
        assert issubclass(DialectError, NeuronDesktopError)


class TestDetection:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ("a,b\n1,2\n", Dialect()),
            (b"\xef\xbb\xbfa,b\n1,2\n", Dialect("utf-8-sig")),
            ("é;b\n1,5;2\n".encode("cp1252"), Dialect("cp1252", ";", decimal_comma=True)),
            (b"a,b\n1,\x81\n", Dialect("latin-1")),
            ("a,b\n1,2\n".encode("utf-16"), Dialect("utf-16")),
            ("a,ü\n1,2\n".encode("utf-16-le"), Dialect("utf-16-le")),
            ("a,ü\n1,2\n".encode("utf-16-be"), Dialect("utf-16-be")),
            ("1\t2\n3\t4\n", Dialect(delimiter="\t", has_header=False)),
            ("a|b\nx|y\n", Dialect(delimiter="|")),
            (" x   y label\n1.5  2 no\n 3 4.5 yes\n", Dialect(delimiter=" ")),
            ("a^b\n1^2\n3^4\n", Dialect(delimiter="^")),
            ("\n" * 1000 + "a;b\n1;2\n", Dialect(delimiter=";", decimal_comma=True)),
            ("sep=^\na^b\n1^2\n", Dialect(delimiter="^", skipped_lines=1)),
            ('"sep=;"\na;b\n1;2.5\n', Dialect(delimiter=";", skipped_lines=1)),
            ("a;b\n1;2\n", Dialect(delimiter=";", decimal_comma=True)),
            ("a;b\n1.5;2\n", Dialect(delimiter=";")),
            ("a;b\n1,234;2.5\n", Dialect(delimiter=";", thousands=",")),
            ("a;b\n1.234;2,5\n", Dialect(delimiter=";", decimal_comma=True, thousands=".")),
            ("a;b\n1.234.567;2\n", Dialect(delimiter=";", decimal_comma=True, thousands=".")),
            ("a;b\n1,5;1.5\n", Dialect(delimiter=";", decimal_comma=True)),
            ('a,b\n"1,234.5",2\n', Dialect(thousands=",")),
            ('a,b\n"1,5",2\n', Dialect(decimal_comma=True)),
            ("a,b\n1 234,2\n567,3\n", Dialect(thousands=" ")),
            ("a\tb\n1'234\t2.5\n567\t3\n", Dialect(delimiter="\t", thousands="'")),
            ("a,b\n1 234 x,2\ny,3\n", Dialect()),
            ("a;b\n1.613;x\n2.003;x\n864;x\n2.221;x\n45;x\n719;x\n", Dialect("utf-8", ";", True, ".")),
            ("a;b\n1.613;x\n2.003;x\n0;x\n2.221;x\n0;x\n0;x\n", Dialect(delimiter=";")),
            ("a,b\n'x, y',2\n'z',3\n", Dialect(quote="'")),
            ("a,b\n'tis,2\n\"z, 'w'\",3\n", Dialect()),
            ('a,b\n"x \\"y\\"",2\n', Dialect(backslash=True)),
            ('a,b\n"C:\\new\\",2\n', Dialect()),
            ("a,b\n'x\\'s',2\n", Dialect(quote="'", backslash=True)),
            ('# note\na,b\n1,2\n# more "quotes\n3,4\n', Dialect(comment="#")),
            ("// note\na,b\n1,2\n", Dialect(comment="//")),
            ("# a,b\n1,2\n", Dialect()),
            ("# note\n# a,b\n1,2\n", Dialect(skipped_lines=1)),
            ("A title\n\na,b\n1,2\n3,4\n", Dialect(skipped_lines=2)),
            ("A title,,\n,,\nYear,2000,2001\nx,1,2\ny,3,4\n", Dialect(skipped_lines=2)),
            ("A title,,\n5,2,3\n4,5,6\n", Dialect()),
            ("one: 1\ntwo;2\na;b;c;d;e\n1;2;3;4;5\n1;2;3;4;5\n", Dialect("utf-8", ";", True, skipped_lines=2)),
            ("Year,2001,2000\nx,1.5,2\n", Dialect()),
            (",1990,2000,2005\nx,1.5,2,3\n", Dialect()),
            ("Year,1990,2000\nx,1.5,2\n", Dialect(has_header=False)),
            ("Year,1990,2000,1995\nx,1.5,2,3\n", Dialect(has_header=False)),
            ("Year,2000,2001\nx,2000,2\n", Dialect(has_header=False)),
            ("id,100,200\nx,yes,no\ny,no,no\n", Dialect()),
            ("id,100,100\nx,yes,no\ny,no,no\n", Dialect(has_header=False)),
            ("id,v\nx,1\ny,z\nw,z\nu,z\n", Dialect()),
            ("id,v\nx,1\ny,v\nw,z\nu,z\n", Dialect(has_header=False)),
            ("x 1,01.06.2015\ny,01.07.2015\nz,03.08.2015\n", Dialect(has_header=False)),
            ("a,b,,\nx,y,,\n,z,\n", Dialect()),
            ("# x y\n1 2\n3 4\n", Dialect(delimiter=" ", has_header=False, comment="#")),
        ],
    )
    def test_a_dialect_is_found_by_what_the_file_is_evidence_of(
        self, write: Write, content: str | bytes, expected: Dialect
    ) -> None:
        path = write(content)
        assert detect_dialect(path) == expected
        assert read_table(path).dialect == expected

    def test_what_is_known_is_kept_and_the_rest_found_to_fit(self, write: Write) -> None:
        path = write("a;b,c\n1;2,5\n3;4,5\n")
        assert detect_dialect(path) == Dialect(delimiter=";", decimal_comma=True)
        assert detect_dialect(path, delimiter=",") == Dialect(delimiter=",")
        path = write('a,b\n"x\',1\ny",2\n')
        assert detect_dialect(path, quote="") == Dialect(quote="")
        path = write("é,ü\n1,2\n".encode("cp1250"))
        assert detect_dialect(path, encoding="cp1250") == Dialect("cp1250")

    def test_a_bad_quotation_mark_in_the_first_row_leaves_a_dialect_to_look_at(self, write: Write) -> None:
        path = write('"a,b\n1,2\n')
        assert detect_dialect(path) == Dialect()
        with pytest.raises(CsvError, match="line 1: A quotation mark opens here"):
            preview_table(path)

    @pytest.mark.parametrize("text", ["first last\nx y\nz w\n", "a^b\n1^2\n3\n", "x\n1\n2\n", "x,,\ny,,\n"])
    def test_a_rare_delimiter_or_spaces_must_be_beyond_doubt(self, write: Write, text: str) -> None:
        assert detect_dialect(write(text)).delimiter == ","

    def test_an_empty_file_has_none(self, write: Write) -> None:
        with pytest.raises(CsvError, match="The file is empty"):
            detect_dialect(write("\n\n"))

    def test_the_search_can_be_cancelled(self, write: Write) -> None:
        with pytest.raises(ReadingCancelled):
            detect_dialect(write("a,b\n1,2\n"), cancelled=lambda: True)


class TestGivenDialects:
    @pytest.mark.parametrize(
        ("content", "dialect", "expected"),
        [
            ("a;b\n1.234,5;2\n", Dialect(delimiter=";", decimal_comma=True, thousands="."), [[1234.5], [2.0]]),
            ("a;b\n1.234,5;2\n", Dialect(delimiter=";", decimal_comma=True), [["1.234,5"], [2.0]]),
            ("1,2\n3,4\n", Dialect(), [[3.0], [4.0]]),
            ("a,b\n1,2\n", Dialect(has_header=False), [["a", "1"], ["b", "2"]]),
            ('"a,b\n"1,2\n', Dialect(quote=""), [['"1'], [2.0]]),
            ("#a,b\n#1,2\n3,4\n5,6\n", Dialect(comment="#"), [[5.0], [6.0]]),
            ("x\ny,z,w\na,b\n1,2\n", Dialect(skipped_lines=2), [[1.0], [2.0]]),
            ("a,b\nx\\,y,1\n", Dialect(backslash=True), [["x,y"], [1.0]]),
            ("a b\n1   2\n\n", Dialect(delimiter=" "), [[1.0], [2.0]]),
            ('a b\n"x ""y"""  2\n', Dialect(delimiter=" "), [['x "y"'], [2.0]]),
            ("å,b\n1,2\n".encode("cp437"), Dialect("cp437"), [[1.0], [2.0]]),
            ("a§b\n1§2\n", Dialect(delimiter="§"), [[1.0], [2.0]]),
        ],
    )
    def test_a_dialect_that_is_given_is_taken_as_it_is(
        self, write: Write, content: str | bytes, dialect: Dialect, expected: list[list[float | str]]
    ) -> None:
        path = write(content)
        assert values(path, dialect) == expected
        assert read_table(path, dialect=dialect).dialect == dialect

    @pytest.mark.parametrize(
        ("content", "dialect", "sentence"),
        [
            ("a,b\n1,2\n", Dialect(skipped_lines=5), "The file is empty, or all of it is skipped"),
            ("a,b\n1,é\n".encode("cp1252"), Dialect(), "It begins as UTF-8 text, but not all of it is"),
            ("a,b\n1,2\n", Dialect(delimiter=";"), "There is only one column"),
            ('a b\n1 "x\n', Dialect(delimiter=" "), "line 2: A quotation mark opens here"),
            ('a b\n1 "x"y"\n', Dialect(delimiter=" "), "line 2: The cell in quotation marks that opens here"),
            ('a,b\n1,"x\\', Dialect(backslash=True), "line 2: A quotation mark opens here"),
            ('a,b\n1,"x\\""z\n', Dialect(backslash=True), "line 2: The cell in quotation marks that opens here"),
            ("a,b\n1,x\\", Dialect(backslash=True), "line 2: The file ends in a backslash"),
            ("a,b\n1," + "x" * 131_073, Dialect(quote=""), f"line 2: A cell is longer than {grouped(131_072)}"),
        ],
    )
    def test_a_dialect_that_does_not_fit_is_refused_in_words(
        self, write: Write, content: str | bytes, dialect: Dialect, sentence: str
    ) -> None:
        with pytest.raises(CsvError, match=re.escape(sentence)):
            read_table(write(content), dialect=dialect)

    def test_lines_that_end_otherwise_than_blocks_do(self, write: Write) -> None:
        rows = "".join(f"{place},{place % 7}\r" for place in range(200_000))
        table = read_table(write("a,b\r" + rows))
        np.testing.assert_array_equal(table.columns[0].numbers, np.arange(200_000))
        assert table.first_lines[199_999] == 200_001


class TestPreviews:
    @pytest.mark.parametrize(
        "content",
        [
            "a,b,\n1,x,\n2.5,y\n",
            "1;2,5\n\n3;4\n",
            "# c\nTitle\nx y\n1  2\n3 4\n",
            'a,b\n"x\ny",2\n\n"z",3,\n',
            "a,ü\n1,2\n".encode("utf-16"),
        ],
    )
    def test_a_preview_agrees_with_the_table(self, write: Write, content: str | bytes) -> None:
        path = write(content)
        table, preview = read_table(path), preview_table(path)
        assert preview.dialect == table.dialect
        assert preview.names[: len(table.columns)] == tuple(column.name for column in table.columns)
        assert [line for line, _ in preview.rows] == table.first_lines.tolist()
        assert preview.is_whole
        assert preview.fault is None
        assert preview_table(path, dialect=table.dialect) == preview
        for place, column in enumerate(table.columns):
            for row, (_, cells) in enumerate(preview.rows):
                value = parse_cell(cells[place], comma=table.dialect.decimal_comma)
                found = column.numbers[row] if column.words is None else column.words[row]
                assert value == found or (value is None and np.isnan(found))

    def test_a_preview_ends_after_its_rows(self, write: Write) -> None:
        path = write("a,b\n" + "1,2\n" * 10 + "1,2,3\n")
        preview = preview_table(path, most_rows=4)
        assert preview.rows == tuple((line, ("1", "2")) for line in range(2, 6))
        assert not preview.is_whole
        assert preview.fault is None

    @pytest.mark.parametrize(
        ("text", "rows", "line"),
        [
            ("a,b\n1,2\n1,2,3\n", ((2, ("1", "2")),), 3),
            ('a,b\n1,2\n1,"\n', ((2, ("1", "2")),), 3),
            ("a\n1\n", (), None),
        ],
    )
    def test_a_fault_leaves_the_rows_before_it_to_see(
        self, write: Write, text: str, rows: tuple[tuple[int, tuple[str, ...]], ...], line: int | None
    ) -> None:
        path = write(text)
        preview = preview_table(path)
        assert preview.rows == rows
        assert preview.fault is not None
        with pytest.raises(CsvError) as caught:
            read_table(path)
        assert str(preview.fault) == str(caught.value)
        assert preview.fault.line == line

    def test_a_preview_with_a_dialect_reads_no_further_than_it_shows(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write("a,b\n" + "1,2\n" * 100_000 + "1,\0\n")
        monkeypatch.setattr(tables, "scan_text", lambda *_, **__: pytest.fail("all of the file is read"))
        assert len(preview_table(path, dialect=Dialect(), most_rows=3).rows) == 3


class TestLineNumbers:
    @given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3), st.booleans())))
    @example([(2, 0, True), (3, 0, True), (2, 1, False)])
    def test_runs_and_single_lines_make_the_same_numbers(self, parts: list[tuple[int, int, bool]]) -> None:
        builder, expected, line = LineNumbersBuilder(), list[int](), 1
        for count, gap, as_run in parts:
            line += gap
            rows = list(range(line, line + count))
            if as_run:
                builder.add_run(line, count)
            else:
                builder.add(rows)
            expected += rows
            line += count
        found = builder.finish()
        assert found.tolist() == expected
        assert len(found) == len(expected)
        assert [found[row] for row in range(len(expected))] == expected
        assert [found[row - len(expected)] for row in range(len(expected))] == expected
        with pytest.raises(IndexError, match="There is no row"):
            found[len(expected)]

    def test_a_plain_file_keeps_one_number(self, write: Write) -> None:
        table = read_table(write("a,b\n" + "1,2\n" * 100_000))
        assert len(table.first_lines.lines) == 1


class TestFastWay:
    CELLS = st.sampled_from(
        [*"0123", "1.5", "-2e3", " 7", "1e999", "nan", "", "x", "1_0", "٣", "+.5", "1,5", '"4"', "1.", "-", "1 2", "#"]
    )

    @given(
        st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=8),
        st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
        st.sampled_from([Dialect(), Dialect(delimiter=";", decimal_comma=True), Dialect(delimiter=" ")]),
        st.integers(1, 12),
    )
    def test_it_finds_what_the_strict_way_does_and_complains_of_the_same(
        self, rows: list[list[str]], line_break: str, dialect: Dialect, block: int
    ) -> None:
        dialect = replace(dialect, has_header=False)
        outcomes = []
        with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
            path = Path(folder, "t.csv")
            path.write_text(line_break.join(dialect.delimiter.join(row) for row in rows), "utf-8", newline="")
            patch.setattr("neuron_desktop.files.text.table_body._BLOCK_BYTES", block)
            for strict in (False, True):
                if strict:
                    patch.setattr("neuron_desktop.files.text.plain_numbers.PlainReader.read", lambda *_: None)
                try:
                    table = read_table(path, dialect=dialect)
                    outcomes.append(
                        (
                            table.first_lines.tolist(),
                            [(repr(c.numbers.tolist()), c.words, c.missing, c.infinite) for c in table.columns],
                        )
                    )
                except CsvError as error:
                    outcomes.append(str(error))
        assert outcomes[0] == outcomes[1]

    def test_plain_files_take_it(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "neuron_desktop.files.text.table_body.TableBody._add_rows",
            lambda *_: pytest.fail("the strict way was taken"),
        )
        for text in ("a,b\n1,2\n", "1\t-2e5\r\n.5\t+3\r\n", "x y\n 1  2\n3 4\n", "a;b\n1;2\n"):
            assert read_table(write(text)).row_count in (1, 2)


class TestLimits:
    def test_many_spaces_take_no_square_of_time(self, write: Write) -> None:
        spaces = " " * 131_000
        assert values(write(f"a b\n{spaces}1 2\n3 4\n")) == [[1.0, 3.0], [2.0, 4.0]]
        with pytest.raises(CsvError, match="line 2: A quotation mark opens here"):
            read_table(write(f'a b\n{spaces}1 2 "\n3 4\n'), dialect=Dialect(delimiter=" "))

    def test_more_cells_than_fit_are_refused(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("neuron_desktop.files.text.table_body.MOST_CELLS", 9)
        assert read_table(write("1,2,3\n4,5,6\n7,8,9\n")).row_count == 3
        for last in ("1,2,3", "x,y,z"):
            with pytest.raises(CsvError, match="There are more than 9 cells"):
                read_table(write(f"1,2,3\n4,5,6\n7,8,9\n{last}\n"))
