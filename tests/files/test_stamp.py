import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import FileError
from neuron_desktop.files.stamp import ABSENT, has_changed, refuse_if_changed, stamp_of


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


def test_a_file_that_cannot_be_read_may_have_changed(path):
    known = stamp_of(path)
    path.unlink()
    path.mkdir()
    # A folder in its place, of whatever size.
    assert has_changed(path, [known, type(known)(path.stat().st_size, 0, 0, b"")])


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_stands_for_what_it_leads_to(path, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(path)
    known = stamp_of(link)
    assert known == stamp_of(path)
    replace_file(link, b"theirs")
    assert has_changed(link, [known])
