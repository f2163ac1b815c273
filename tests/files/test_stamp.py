import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import FileError
from neuron_desktop.files.stamp import ABSENT, has_changed, refuse_if_changed, stamp_of
from tests.children import python


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "mine.neuron"
    path.write_bytes(b"mine")
    return path


def test_a_file_left_alone_has_not_changed(path):
    known = stamp_of(path)
    assert known.size == 4
    assert not has_changed(path, [known])
    assert not has_changed(path, [ABSENT, known])
    refuse_if_changed(path, known)


def test_a_touch_or_the_same_content_anew_is_no_change(path):
    known = stamp_of(path)
    os.utime(path, (1, 1))
    assert not has_changed(path, [known])
    replace_file(path, b"mine")
    assert stamp_of(path) != known
    assert not has_changed(path, [known])


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_other_content_is_a_change_and_the_same_is_none(tmp_path_factory, mine, theirs):
    path = tmp_path_factory.mktemp("stamp") / "file"
    path.write_bytes(mine)
    known = stamp_of(path)
    replace_file(path, theirs)
    assert has_changed(path, [known]) is (mine != theirs)


def test_other_content_of_the_same_size_and_time_is_a_change(path):
    known = stamp_of(path)
    replace_file(path, b"hers")
    os.utime(path, ns=(known.modified, known.modified))
    assert has_changed(path, [known])
    with pytest.raises(FileError, match=r"mine\.neuron: Another program"):
        refuse_if_changed(path, known)
    assert not has_changed(path, [known, stamp_of(path)])


def test_a_file_that_appeared_or_vanished_is_a_change(path):
    known = stamp_of(path)
    assert has_changed(path, [ABSENT])
    path.unlink()
    assert has_changed(path, [known])
    assert stamp_of(path) == ABSENT
    assert not has_changed(path, [ABSENT])


def test_a_file_that_is_gone_with_its_folder_is_left_to_the_writing(tmp_path):
    (tmp_path / "folder").mkdir()
    path = tmp_path / "folder" / "file"
    path.write_bytes(b"mine")
    known = stamp_of(path)
    path.unlink()
    path.parent.rmdir()
    assert not has_changed(path, [known])


def test_a_file_that_cannot_be_read_may_have_changed(path, monkeypatch):
    known = stamp_of(path)
    os.utime(path, (1, 1))

    def fail(_file):
        raise PermissionError

    monkeypatch.setattr("neuron_desktop.files.stamp._digest", fail)
    assert has_changed(path, [known])
    assert stamp_of(path) == ABSENT


def test_a_folder_in_place_of_a_file_is_left_to_the_writing(path):
    known = stamp_of(path)
    path.unlink()
    path.mkdir()
    assert stamp_of(path) == ABSENT
    assert not has_changed(path, [known])


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
def test_a_pipe_or_a_device_is_not_waited_for(path):
    path.unlink()
    os.mkfifo(path)
    script = """
import sys
from pathlib import Path
from neuron_desktop.files.stamp import ABSENT, has_changed, stamp_of
known = stamp_of(Path(sys.executable))
for there in (Path(sys.argv[1]), Path("/dev/zero")):
    print(stamp_of(there) == ABSENT, has_changed(there, [known]))
"""
    done = python("-c", script, path, limit=20.0, text=True)
    assert (done.stdout, done.stderr) == ("True False\n" * 2, "")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_stands_for_what_it_leads_to(path, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(path)
    known = stamp_of(link)
    assert known == stamp_of(path)
    replace_file(link, b"theirs")
    assert has_changed(link, [known])
