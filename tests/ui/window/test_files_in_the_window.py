"""Opening, saving, exporting and importing through the window, with the file choosers replaced."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from neuron_desktop.core import Dataset, TrainingSettings, article_dataset
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.dialogs.import_dialog import ImportDialog


@pytest.fixture
def choose(monkeypatch):
    """Let every file chooser answer with the path given."""

    def answer(path):
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))

    return answer


def wait_for_data(robot, before):
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    return robot.window.document.dataset


def test_saved_points_open_again_identical(robot, choose, tmp_path):
    robot.click(2.0, 5.0)
    saved = robot.window.document.dataset
    choose(tmp_path / "mine")
    robot.saved("saveAction")
    assert (tmp_path / "mine.csv").exists()
    assert not robot.window.isWindowModified()
    assert robot.window.windowTitle().startswith("mine.csv")
    robot.child("newAction").trigger()
    before = robot.window.document.dataset
    choose(tmp_path / "mine.csv")
    robot.child("openAction").trigger()
    assert wait_for_data(robot, before) == saved
    assert robot.child("sourceLabel").isVisible()


def test_what_came_of_words_and_units_opens_again_identical(robot, choose, tmp_path):
    path = tmp_path / "people.csv"
    rows = "".join(f"{i}.5,{'male' if i % 2 else 'female'},{'SCQ'[i % 3]},{i % 5 % 2}\n" for i in range(40))
    path.write_text("age (years),sex,port,sick\n" + rows, "utf-8")
    before = robot.window.document.dataset
    robot.window.open_path(path)
    robot.qtbot.waitUntil(lambda: bool(robot.window.findChildren(ImportDialog)))
    robot.window.findChildren(ImportDialog)[0].accept()
    saved = wait_for_data(robot, before)
    assert saved.feature_names == ("age (years)", "sex → female")
    choose(tmp_path / "again.csv")
    robot.saved("saveAsAction")
    assert robot.window.document.source.recipe is not None
    robot.child("newAction").trigger()
    before = robot.window.document.dataset
    robot.window.open_path(tmp_path / "again.csv")
    assert wait_for_data(robot, before) == saved
    assert robot.window.document.source.recipe.columns[0].unit == "years"


def test_an_opened_table_can_be_undone(robot, tmp_path):
    (tmp_path / "two.csv").write_text("a,b,kind\n1,2,no\n3,4.5,yes\n5,7,no\n", "utf-8")
    before = robot.window.document.dataset
    robot.window.open_path(tmp_path / "two.csv")
    assert wait_for_data(robot, before) == Dataset([[1, 3, 5], [2, 4.5, 7]], [0, 1, 0], ("a", "b"), ("no", "yes"))
    assert robot.window.canvas.getAxis("bottom").labelText == "a"
    assert robot.child("class1Button").text() == "yes = 1"
    assert robot.window.windowTitle().startswith("two.csv")
    robot.child("undoAction").trigger()
    assert robot.window.document.dataset == article_dataset()
    assert robot.window.windowTitle().startswith("The article's line")
    assert robot.child("sampleBox").currentText() == "The article's line"
    assert not robot.child("sourceLabel").isVisible()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("a,b,kind\n1,2,no\n3,yes\n", "line 3"),
        ('a,b,kind\n1,2,no\n"3,4,yes\n', "line 3"),
    ],
)
def test_a_bad_file_is_complained_about_and_nothing_changes(robot, tmp_path, content, said):
    (tmp_path / "bad.csv").write_text(content, "utf-8")
    before = robot.window.document.dataset
    robot.window.open_path(tmp_path / "bad.csv")
    text = robot.complaint()
    assert "bad.csv" in text
    assert said in text
    assert robot.window.document.dataset is before
    assert robot.text("loadingLabel") == ""


def test_a_missing_file_is_complained_about(robot, tmp_path):
    robot.window.open_path(tmp_path / "none.csv")
    assert "none.csv" in robot.complaint()


def test_reading_can_be_cancelled(robot, tmp_path):
    (tmp_path / "long.csv").write_text("a,b,kind\n" + "1,2,no\n3,4,yes\n" * 200_000, "utf-8")
    before = robot.window.document.dataset
    robot.window.open_path(tmp_path / "long.csv")
    assert "long.csv" in robot.text("loadingLabel")
    assert robot.child("cancelLoadingButton").isVisible()
    robot.qtbot.waitUntil(lambda: robot.child("loadingBar").value() > 0)
    assert "%" in robot.text("loadingLabel")
    robot.qtbot.mouseClick(robot.child("cancelLoadingButton"), Qt.MouseButton.LeftButton)
    assert not robot.child("cancelLoadingButton").isVisible()
    assert robot.window.document.dataset is before
    assert not robot.window.files.opening.loader.is_loading


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_exported_weights_come_back(robot, choose, tmp_path, suffix):
    robot.at_full_speed()
    robot.child("learningRateBox").setCurrentText("0.03")
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    neuron = robot.window.training.snapshot.neuron
    choose(tmp_path / f"weights{suffix}")
    assert "identical" in robot.export(suffix[1:])
    assert "exported" in robot.window.statusBar().currentMessage()
    robot.child("learningRateBox").setCurrentText("0.1")
    robot.key(Qt.Key.Key_Home)
    robot.wait_for(TrainingState.READY)
    robot.child("importWeightsAction").trigger()
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 2000)
    assert robot.window.training.snapshot.neuron == neuron
    assert robot.window.training.settings == TrainingSettings(learning_rate=0.03)
    assert robot.child("learningRateBox").currentText() == "0.03"
    if suffix == ".json":
        assert json.loads((tmp_path / "weights.json").read_text("utf-8"))["iteration"] == 2000


def test_weights_for_other_features_are_refused(robot, choose, tmp_path):
    choose(tmp_path / "weights.json")
    robot.export()
    (tmp_path / "two.csv").write_text("a,b,kind\n1,2,no\n3,4.5,yes\n5,7,no\n", "utf-8")
    before = robot.window.document.dataset
    robot.window.open_path(tmp_path / "two.csv")
    wait_for_data(robot, before)
    robot.window.open_path(tmp_path / "weights.json")
    assert "x1" in robot.complaint()


def test_a_place_that_cannot_be_written_loses_nothing(robot, choose, tmp_path):
    choose(tmp_path / "missing" / "file.csv")
    robot.click(2.0, 5.0)
    dataset = robot.window.document.dataset
    with robot.qtbot.waitSignal(robot.window.files.not_saved):
        robot.child("saveAction").trigger()
    assert "missing" in robot.complaint()
    assert robot.window.document.dataset is dataset
    assert robot.window.isWindowModified()


def test_what_is_done_while_points_are_written_is_not_saved_with_them(robot, choose, tmp_path):
    robot.click(2.0, 5.0)
    choose(tmp_path / "mine.csv")
    with robot.qtbot.waitSignal(robot.window.files.saved):
        robot.child("saveAsAction").trigger()
        robot.click(2.0, 6.0)
    assert len((tmp_path / "mine.csv").read_text("utf-8").splitlines()) == 502
    assert robot.window.isWindowModified()
    robot.child("undoAction").trigger()
    assert not robot.window.isWindowModified()


def test_a_window_that_is_closed_while_points_are_written_waits_for_the_end(robot, choose, tmp_path):
    robot.click(2.0, 5.0)
    choose(tmp_path / "mine.csv")
    robot.child("saveAsAction").trigger()
    assert not robot.window.close()
    robot.qtbot.waitUntil(lambda: not robot.window.isVisible())
    assert (tmp_path / "mine.csv").exists()


def test_other_data_opened_while_points_are_written_have_no_file(robot, choose, tmp_path):
    robot.click(2.0, 5.0)
    choose(tmp_path / "mine.csv")
    with robot.qtbot.waitSignal(robot.window.files.saved):
        robot.child("saveAsAction").trigger()
        robot.child("newAction").trigger()
    assert robot.window.document.source.name != "mine.csv"
    choose(tmp_path / "other.csv")
    robot.click(1.0, 1.0)
    robot.saved()
    assert (tmp_path / "other.csv").exists()
    assert len((tmp_path / "mine.csv").read_text("utf-8").splitlines()) == 502


def test_a_cancelled_chooser_does_nothing(robot, choose, tmp_path):
    choose("")
    for action in ("openAction", "saveAsAction", "importWeightsAction"):
        robot.child(action).trigger()
    assert robot.window.document.dataset == article_dataset()
    assert not list(tmp_path.iterdir())
