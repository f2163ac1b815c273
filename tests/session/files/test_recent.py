"""The files opened and saved last."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from neuron_desktop.session.files.recent import KEY, MOST_REMEMBERED, RecentFiles


@pytest.fixture
def stored(qapp):
    return QSettings("Neuron Desktop", "Neuron Desktop")


def test_the_newest_comes_first_and_each_once(stored, tmp_path, qtbot):
    recent = RecentFiles(stored)
    for name in ("a.csv", "b.neuron", "a.csv"):
        with qtbot.waitSignal(recent.changed):
            recent.add(tmp_path / name)
    assert recent.paths == (tmp_path / "a.csv", tmp_path / "b.neuron")
    recent.remove(tmp_path / "a.csv")
    assert RecentFiles(QSettings("Neuron Desktop", "Neuron Desktop")).paths == (tmp_path / "b.neuron",)
    recent.clear()
    assert recent.paths == ()


def test_only_so_many_are_remembered(stored):
    recent = RecentFiles(stored)
    for place in range(MOST_REMEMBERED + 3):
        recent.add(Path(f"/{place}"))
    assert recent.paths == tuple(Path(f"/{place}") for place in range(MOST_REMEMBERED + 2, 2, -1))


def test_a_path_is_remembered_from_the_root(stored, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recent = RecentFiles(stored)
    recent.add(Path("here.csv"))
    assert recent.paths == (tmp_path / "here.csv",)


@pytest.mark.parametrize("value", [None, 5, "", ["", 5, None, "a\0b"], {"a": 1}, b"\xff"])
def test_whatever_else_the_settings_hold_is_no_file(stored, value):
    stored.setValue(KEY, value)
    assert RecentFiles(stored).paths == ()
