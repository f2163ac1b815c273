"""A file is unpacked where it is packed, told from other kinds by its bytes, and watched while it is read."""

from __future__ import annotations

import gzip
import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text import file_kinds, opening
from neuron_desktop.files.text.tables import Table, preview_table, read_table

TEXT = "größe,kind\n1.5,no\n2,yes\n"
MANY = "a,b\n" + "1,2\n" * 200_000


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Table]:
    def read_content(content: bytes) -> Table:
        path = tmp_path / "table.csv"
        path.write_bytes(content)
        return read_table(path)

    return read_content


def gzipped(content: bytes) -> bytes:
    """Pack, with no time in it: parametrised tests are called by their bytes, in every process alike."""
    return gzip.compress(content, mtime=0)


def zipped(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class TestArchives:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("pack", [gzipped, lambda content: zipped({"t.csv": content})])
    def test_the_only_file_in_an_archive_is_read(
        self, read: Callable[[bytes], Table], tmp_path: Path, pack: Callable[[bytes], bytes], encoding: str
    ) -> None:
        table = read(pack(TEXT.encode(encoding)))
        assert [column.name for column in table.columns] == ["größe", "kind"]
        assert table.columns[0].numbers.tolist() == [1.5, 2.0]
        assert preview_table(tmp_path / "table.csv").rows == ((2, ("1.5", "no")), (3, ("2", "yes")))

    @pytest.mark.parametrize("pack", [gzipped, lambda content: zipped({"t.csv": content})])
    def test_a_surprise_far_into_an_archive_is_read_from_there(
        self, read: Callable[[bytes], Table], pack: Callable[[bytes], bytes]
    ) -> None:
        table = read(pack(f'{MANY}"3\n4",5\n'.encode()))
        assert table.row_count == 200_001
        assert table.first_lines[-1] == 200_002
        assert table.columns[1].numbers.sum() == 400_005

    def test_progress_in_an_archive_is_of_the_packed_bytes(self, tmp_path: Path) -> None:
        path = tmp_path / "t.gz"
        path.write_bytes(gzipped(MANY.encode()))
        shares: list[float] = []
        read_table(path, progress=shares.append)
        assert shares == sorted(shares)
        assert shares[-1] == 1.0

    def test_folders_and_what_macs_add_do_not_count(self, read: Callable[[bytes], Table]) -> None:
        assert read(zipped({"data/": "", "data/t.csv": TEXT, "__MACOSX/._t.csv": "x"})).row_count == 2

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (zipped({"a.csv": TEXT, "b.csv": TEXT}), "There are 2 files in this archive (a.csv, b.csv); unpack it"),
            (zipped({"folder/": ""}), "There are 0 files in this archive; unpack it"),
            (zipped({"a.csv": TEXT}, zipfile.ZIP_LZMA), "This archive uses an uncommon compression"),
            (zipped({"a.csv": TEXT})[:-30], "This archive is damaged"),
            (gzipped(TEXT.encode())[:-9], "This archive is damaged"),
            (gzipped(MANY.encode())[:300] + b"\0" * 30 + gzipped(MANY.encode())[330:], "This archive is d"),
            (b"\x1f\x8b", "This archive is damaged"),
            (b"\x1f\x8b\x08\x09" + b"a" * 30 + b"\0\0\0\0", "This archive is damaged"),
        ],
    )
    def test_what_cannot_be_unpacked_is_refused(
        self, read: Callable[[bytes], Table], content: bytes, sentence: str
    ) -> None:
        with pytest.raises(CsvError, match=re.escape(sentence)):
            read(content)

    def test_an_archive_with_a_password_is_refused(self, read: Callable[[bytes], Table]) -> None:
        content = bytearray(zipped({"a.csv": TEXT}))
        directory = content.index(b"PK\x01\x02")
        content[directory + 8] |= 1
        with pytest.raises(CsvError, match="protected by a password"):
            read(bytes(content))

    def test_a_name_that_is_empty_is_a_name(self, read: Callable[[bytes], Table]) -> None:
        # It ends at the zero.
        content = zipped({"a.csv": TEXT}).replace(b"a.csv", b"\0.csv")
        assert read(content).row_count == read(TEXT.encode()).row_count

    def test_an_archive_of_patches_is_refused(self, read: Callable[[bytes], Table]) -> None:
        content = bytearray(zipped({"a.csv": TEXT}))
        for record, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
            content[content.index(record) + flags] |= 0x20
        with pytest.raises(CsvError, match="uncommon compression"):
            read(bytes(content))

    def test_bombs_are_refused_before_they_unpack(
        self, read: Callable[[bytes], Table], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file_kinds, "MOST_UNPACKED", len(MANY) - 1)
        unpacked: list[int] = []
        monkeypatch.setattr(gzip.GzipFile, "read", lambda *_: unpacked.append(1))
        for content in (gzipped(MANY.encode()), zipped({"a.csv": MANY})):
            with pytest.raises(CsvError, match="Unpacked, it is larger than"):
                read(content)
        assert not unpacked

    def test_a_bomb_that_tells_a_small_size_is_stopped_on_the_way(
        self, read: Callable[[bytes], Table], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file_kinds, "MOST_UNPACKED", len(MANY) - 1)
        with pytest.raises(CsvError, match="Unpacked, it is larger than"):
            read(gzipped(MANY.encode()) + gzipped(b"1,2\n"))

    def test_a_large_file_that_is_not_packed_is_read(
        self, read: Callable[[bytes], Table], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file_kinds, "MOST_UNPACKED", 10)
        assert read(MANY.encode()).row_count == 200_000


class TestOtherKinds:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "This is an Excel workbook (.xlsx)"),
            (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "This is a spreadsheet of LibreO"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "This is an old Excel workbook (.xls)"),
            (b"PAR1\x15\x04", "This is a Parquet file"),
            (b"SQLite format 3\0", "This is an SQLite database"),
            (b"\x93NUMPY\x01\0", "This is a NumPy array"),
            (b"%PDF-1.7\n", "This is a PDF"),
            (b"BZh91AY", "This is a bzip2 archive"),
        ],
    )
    def test_files_of_other_kinds_are_refused_with_what_to_do(
        self, read: Callable[[bytes], Table], content: bytes, sentence: str
    ) -> None:
        with pytest.raises(CsvError, match=re.escape(sentence)) as caught:
            read(content)
        assert "; " in caught.value.reason
        assert "CSV" in caught.value.reason or "numpy.savetxt" in caught.value.reason


class TestChanges:
    @pytest.mark.parametrize("content", [TEXT.encode(), gzipped(TEXT.encode())])
    def test_a_change_after_the_last_byte_was_read_is_noticed(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "table.csv"
        path.write_bytes(content)

        def read_and_change() -> None:
            with opening.opened(path) as source:
                source.content.read()
                path.write_bytes(content + b"3,4\n")

        with pytest.raises(CsvError, match="The file was changed while it was read"):
            read_and_change()

    @pytest.mark.parametrize("text", [MANY, MANY + '3,"4\n'])
    @pytest.mark.parametrize("change", ["grows", "is replaced", "vanishes"])
    def test_a_file_that_changes_while_it_is_read_is_refused(self, tmp_path: Path, text: str, change: str) -> None:
        path = tmp_path / "table.csv"
        path.write_text(text)

        def disturb(_share: float) -> None:
            if change == "grows":
                with path.open("a") as file:
                    file.write("5,6\n")
            elif change == "is replaced":
                (tmp_path / "other").write_text(text)
                os.replace(tmp_path / "other", path)
            else:
                path.unlink(missing_ok=True)

        with pytest.raises(CsvError, match="The file was changed while it was read"):
            read_table(path, progress=disturb)
