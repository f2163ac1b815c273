"""Names that look like markup, keys or marks: a walk over everything the window and its dialogs can show."""

import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
)

from neuron_desktop.core import Dataset
from neuron_desktop.files.projects.project_file import write_project
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.files.recovery import RecoveryFolder, with_origin
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.dialogs.import_dialog import ImportDialog
from neuron_desktop.ui.pictures.animation_dialog import AnimationDialog
from neuron_desktop.ui.pictures.picture_dialog import PictureDialog
from neuron_desktop.ui.window.fault_watch import FaultWatch
from neuron_desktop.ui.window.main_window import MainWindow
from tests.files.projects.projects import small_project
from tests.ui.conftest import WindowRobot
from tests.ui.seen_text import rendered, seen_texts

COLUMNS = ("<b>zaq&one</b>", "<b>zaq&two</b>", "<b>zaq&three</b>")
LABEL, WORDS = "<b>zaq&label</b>", "<b>zaq&words</b>"
VALUES = ("<i>mju&first</i>", "<i>mju&second</i>", "<i>mju&third</i>")
CLASSES = ("<u>xsw&no</u>", "<u>xsw&yes</u>")
FILE = "<u>vfr&file[*].csv"
RUN = "<s>bgt&run</s>"
TYPED = "<b>nhy&typed</b>"
NAMES = (*COLUMNS, LABEL, WORDS, *VALUES, *CLASSES, FILE, RUN, TYPED)
# A part of each that no other text has.
CORES = ("zaq", "xsw", "mju", "vfr", "bgt", "nhy")


def found_on(*roots):
    """Where each name is seen, once it is certain that each is seen as it is written."""
    places = {name: set() for name in NAMES}
    for place, text in seen_texts(*roots):
        rest = text
        for name in NAMES:
            if name in rest:
                places[name].add(place)
                rest = rest.replace(name, "")
        assert not [core for core in CORES if core in rest], f"{place} shows {text!r}"
    return places


def train(robot):
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)


def data(feature_count=2):
    features = np.random.default_rng(3).normal(size=(feature_count, 60))
    return Dataset(features, features[0] + features[1] > 0.1, COLUMNS[:feature_count], CLASSES)


def show(robot, dataset, name=FILE):
    robot.window.document.replace(dataset, Source(name, f"made of {LABEL}"))
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)


def table_of(path, rows=60):
    lines = [f"{COLUMNS[0]},{COLUMNS[1]},{WORDS},{LABEL}"]
    lines += [f"{i}.5,{i * i % 17},{VALUES[i % 3]},{CLASSES[i % 5 % 2]}" for i in range(rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_window_shows_every_name_as_it_is_written(robot):
    window = robot.window
    show(robot, data(3))
    train(robot)
    robot.child("pinRunAction").trigger()
    window.project.runs.rename(window.project.runs.runs[0], RUN)
    robot.child("splitSlider").setValue(30)
    for dock in window.views:
        robot.view(dock.spec.name)
    robot.view("columns")
    robot.qtbot.waitUntil(lambda: robot.child("statisticsList").model().rowCount() == 3)
    robot.click(0.0, 0.0)
    robot.hover(0.0, 0.0)
    places = found_on(window)
    for name, expected in (
        (COLUMNS[0], ("scene", "cell", "cell's tip", "header", "label")),
        (CLASSES[1], ("button", "label", "cell", "cell's tip", "text", "tip", "status tip")),
        (FILE, ("title",)),
        (RUN, ("cell", "cell's tip", "label")),
        (LABEL, ("label",)),
    ):
        kinds = {place.rpartition(": ")[2] for place in places[name]}
        assert kinds.issuperset(expected), name
    assert any("countsLabel" in place for place in places[CLASSES[0]])
    assert any("undoAction" in place for place in places[CLASSES[1]])
    assert any("probeLabel" in place for place in places[COLUMNS[0]])
    assert any("legendLabel" in place for place in places[RUN])
    robot.child("undoAction").trigger()
    assert any("redoAction" in place for place in found_on(window)[CLASSES[1]])


def test_a_finding_names_columns_as_they_are_written(robot):
    features = np.random.default_rng(4).normal(size=(3, 80))
    features[2] = features[0]
    show(robot, Dataset(features, features[1] > 0.3, COLUMNS, CLASSES))
    robot.qtbot.waitUntil(lambda: robot.window.panels.strip._examination is not None)
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 1)
    robot.qtbot.waitUntil(lambda: "zaq" in robot.text("diagnosisLabel"))
    assert any("diagnosisLabel" in place for place in found_on(robot.window)[COLUMNS[2]])


def test_the_test_on_new_points_names_classes_as_they_are_written(robot):
    dataset = robot.window.document.dataset
    named = Dataset(dataset.features, dataset.labels, COLUMNS[:2], CLASSES, true_line=dataset.true_line)
    robot.window.document.replace(named, robot.window.document.source)
    robot.child("testAction").trigger()
    robot.qtbot.waitUntil(lambda: robot.window.evaluation.result is not None)
    texts = [text for place, text in seen_texts(robot.window) if place.startswith("PlainLabel") and "xsw" in text]
    assert f"called {CLASSES[0]}" in texts
    found_on(robot.window)


def test_a_table_is_opened_with_its_names_as_they_are_written(robot, tmp_path):
    robot.window.open_path(table_of(tmp_path / FILE))
    robot.qtbot.waitUntil(lambda: bool(robot.window.findChildren(ImportDialog)))
    (dialog,) = robot.window.findChildren(ImportDialog)
    robot.qtbot.waitUntil(lambda: dialog.imported is not None)
    places = found_on(robot.window)
    for name in (*COLUMNS[:2], LABEL, WORDS, *VALUES, *CLASSES):
        assert {place.rpartition(": ")[2] for place in places[name]} >= {"cell"}, name
    before = robot.window.document.dataset
    dialog.accept()
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    found_on(robot.window)
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(ImportDialog))
    places = found_on(robot.window)[FILE]
    assert {place.rpartition(": ")[2] for place in places} >= {"title", "text", "tip", "status tip"}
    assert robot.window.windowTitle() == "<u>vfr&file[*][*].csv[*] — Neuron Desktop"


def test_a_long_reading_names_its_file_as_it_is_written(robot, tmp_path):
    (tmp_path / FILE).write_text("a,b,kind\n" + "1,2,no\n3,4,yes\n" * 200_000, "utf-8")
    robot.window.open_path(tmp_path / FILE)
    assert any("loadingLabel: tip" in place for place in found_on(robot.window)[FILE])
    robot.qtbot.mouseClick(robot.child("cancelLoadingButton"), Qt.MouseButton.LeftButton)


def boxes(robot):
    return [box for box in robot.window.findChildren(QMessageBox) if box.isVisible()]


def test_messages_and_questions_name_files_as_they_are_written(robot, tmp_path):
    robot.window.open_path(tmp_path / FILE)
    robot.qtbot.waitUntil(lambda: bool(boxes(robot)))
    (box,) = boxes(robot)
    assert any("qt_msgbox_informativelabel" in place for place in found_on(box)[FILE])
    box.accept()
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(QMessageBox))
    project = FILE.replace(".csv", ".neuron")
    robot.click(2.0, 5.0)
    with robot.qtbot.waitSignal(robot.window.files.saved):
        robot.window.project.save(tmp_path / project)
    assert project in robot.window.statusBar().currentMessage()
    robot.click(2.0, 5.0)
    assert not robot.window.close()
    (box,) = boxes(robot)
    assert project in dict(seen_texts(box))["QLabel qt_msgbox_label: label"]
    box.button(QMessageBox.StandardButton.Cancel).click()


def test_dialogs_of_what_is_exported_show_names_as_they_are_written(robot, monkeypatch, tmp_path):
    show(robot, data())
    train(robot)
    robot.child("pinRunAction").trigger()
    robot.window.project.runs.rename(robot.window.project.runs.runs[0], RUN)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / FILE), ""))
    dialog = robot.export_dialog()
    for place in range(robot.child("formatList").count()):
        robot.child("formatList").setCurrentRow(place)
        robot.qtbot.waitUntil(lambda: "…" not in robot.text("exportCheck")[-1:])
        found_on(dialog)
    robot.child("formatList").setCurrentRow(0)
    robot.qtbot.waitUntil(robot.child("saveExportButton").isEnabled)
    robot.qtbot.mouseClick(robot.child("saveExportButton"), Qt.MouseButton.LeftButton)
    robot.qtbot.waitUntil(lambda: robot.text("exportCheck").startswith("Saved"))
    assert any("exportCheck" in place for place in found_on(dialog)[FILE])
    dialog.reject()
    for action, kind in (("exportImageAction", PictureDialog), ("exportAnimationAction", AnimationDialog)):
        robot.child(action).trigger()
        (dialog,) = [found for found in robot.window.findChildren(kind) if found.isVisible()]
        found_on(dialog)
        dialog.reject()


def test_a_picture_shows_names_as_they_are_written(robot, monkeypatch, tmp_path):
    show(robot, data())
    train(robot)
    robot.child("pinRunAction").trigger()
    robot.window.project.runs.rename(robot.window.project.runs.runs[0], RUN)
    assert rendered(robot.window.canvas.legend_text).count(RUN) == 1
    path = tmp_path / "picture.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), "SVG (*.svg)"))
    robot.child("exportImageAction").trigger()
    (dialog,) = [found for found in robot.window.findChildren(PictureDialog) if found.isVisible()]
    box = dialog.findChild(object, "pictureFormatBox")
    box.setCurrentIndex(next(place for place in range(box.count()) if box.itemText(place).startswith("SVG")))
    (button,) = [found for found in dialog.findChildren(QPushButton) if found.text() == "&Export…"]
    robot.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    robot.qtbot.waitUntil(path.exists)
    tree = ElementTree.parse(path)
    texts = [text.strip() for text in tree.getroot().itertext()]
    assert {COLUMNS[0], COLUMNS[1], RUN}.issubset(texts)
    assert any(text.startswith(f"{FILE}, iteration") for text in texts)


def test_what_is_typed_is_refused_as_it_was_typed(robot):
    window = robot.window
    for button in window.findChildren(QToolButton):
        if button.isCheckable() and button.objectName().startswith("more"):
            button.setChecked(True)
    robot.child("generatorBox").setCurrentIndex(robot.child("generatorBox").count() - 1)
    robot.child("generatorBox").activated.emit(robot.child("generatorBox").count() - 1)
    refused = 0
    for field in window.findChildren(QLineEdit):
        owner = field.parentWidget()
        if field.isReadOnly() or not (isinstance(owner, QComboBox | QAbstractSpinBox) or field.objectName()):
            continue
        field.setText(TYPED)
        QTest.keyClick(field, Qt.Key.Key_End)
        QTest.keyClicks(field, " ")
        QTest.keyClick(field, Qt.Key.Key_Return)
        refused += len(found_on(window)[TYPED]) > 1
    assert refused > 5


def test_a_fault_and_unsaved_work_are_named_as_they_are_written(qtbot, tmp_path):
    (tmp_path / "recovery").mkdir()
    path = tmp_path / "recovery" / "a.neuron"
    write_project(path, with_origin(small_project(), tmp_path / FILE))
    window = MainWindow(recovery=RecoveryFolder(tmp_path / "recovery"))
    robot = WindowRobot(qtbot, window)
    watch = FaultWatch(tmp_path / "log", window)
    try:
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(robot.child("recoveryBar").isVisible)
        assert any("recoveryLabel: tip" in place for place in found_on(window)[FILE])
        error = RuntimeError(TYPED)
        sys.excepthook(RuntimeError, error, None)
        qtbot.waitUntil(lambda: window.findChild(object, "faultDialog") is not None)
        dialog = window.findChild(object, "faultDialog")
        assert any("faultReason" in place for place in found_on(dialog)[TYPED])
        dialog.reject()
    finally:
        watch.close()


def test_the_walk_finds_what_is_not_shown_as_it_is_written(qtbot):
    label, button = QLabel(COLUMNS[0]), QToolButton()
    box = QComboBox()
    box.addItem("")
    for widget in (label, button, box):
        qtbot.addWidget(widget)
    button.setText("&zaq")
    button.setToolTip(COLUMNS[0])
    box.setItemData(0, COLUMNS[0], Qt.ItemDataRole.ToolTipRole)
    assert {(place, text) for place, text in seen_texts(label, button, box) if "zaq" in text} == {
        ("QLabel: label", "zaq&one"),
        ("QToolButton: tip", "zaq&one"),
        ("QToolButton: button", "zaq"),
        ("QComboBox: cell's tip", "zaq&one"),
        ("QListView: cell's tip", "zaq&one"),
    }
    for widget in (label, button, box):
        with pytest.raises(AssertionError, match="zaq"):
            found_on(widget)
