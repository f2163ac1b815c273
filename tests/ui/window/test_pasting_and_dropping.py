"""Tables that come by the clipboard, or are dropped on the window."""

import zipfile

import pytest
from PySide6 import __version_info__
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from neuron_desktop.core import Dataset
from neuron_desktop.ui.dialogs.import_dialog import ImportDialog
from tests.places import DATA

TABLE = "a\tb\tkind\n1,5\t2\tno\n3\t4,5\tyes\n5\t7\tno\n"
# Qt 6.12 deprecates drags over whole pixels, and what went before knows no others.
PLACE = QPointF(9, 9) if __version_info__ >= (6, 12) else QPoint(9, 9)
MEANING = Dataset([[1.5, 3, 5], [2, 4.5, 7]], [0, 1, 0], ("a", "b"), ("no", "yes"))


@pytest.fixture
def clipboard(qapp):
    board = QGuiApplication.clipboard()
    yield board
    board.clear()


def wait_for_data(robot, before):
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    return robot.window.document.dataset


def test_a_copied_table_is_pasted(robot, clipboard):
    clipboard.setText(TABLE)
    before = robot.window.document.dataset
    robot.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert wait_for_data(robot, before) == MEANING
    assert robot.window.windowTitle().startswith("pasted table")
    assert robot.window.isWindowModified()  # it is in no file
    robot.child("undoAction").trigger()
    assert robot.window.document.dataset == before


def test_a_second_table_is_pasted_over_the_first(robot, clipboard):
    clipboard.setText(TABLE)
    before = robot.window.document.dataset
    robot.child("pasteAction").trigger()
    first = wait_for_data(robot, before)
    clipboard.setText(TABLE.replace("3\t", "4\t"))
    robot.child("pasteAction").trigger()
    assert wait_for_data(robot, first).features[0].tolist() == [1.5, 4.0, 5.0]


def test_a_pasted_table_with_something_to_decide_asks(robot, clipboard):
    clipboard.setText((DATA / "titanic_891.csv").read_text("utf-8"))
    robot.child("pasteAction").trigger()
    robot.qtbot.waitUntil(lambda: bool(robot.window.findChildren(ImportDialog)))
    (dialog,) = robot.window.findChildren(ImportDialog)
    assert dialog.windowTitle() == "Open pasted table"
    before = robot.window.document.dataset
    dialog.accept()
    assert wait_for_data(robot, before).sample_count == 714


@pytest.mark.parametrize("text", ["", "one line", "\n\n"])
def test_a_clipboard_without_a_table_is_said_to_be_so(robot, clipboard, text):
    clipboard.setText(text)
    before = robot.window.document.dataset
    robot.child("pasteAction").trigger()
    assert "no table on the clipboard" in robot.window.statusBar().currentMessage()
    assert robot.window.document.dataset is before


def test_an_empty_clipboard_is_said_to_be_so(robot, clipboard):
    clipboard.clear()
    before = robot.window.document.dataset
    robot.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "no table on the clipboard" in robot.window.statusBar().currentMessage()
    assert robot.window.document.dataset is before


def test_a_copied_file_is_opened(robot, clipboard, tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(TABLE, "utf-8")
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    clipboard.setMimeData(content)
    before = robot.window.document.dataset
    robot.child("pasteAction").trigger()
    assert wait_for_data(robot, before) == MEANING
    assert robot.window.windowTitle().startswith("two.csv")
    assert not robot.window.isWindowModified()


def drop(widget, content):
    """Drag over a widget and drop; return whether each event was taken."""
    actions, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    taken = []
    for event in (
        QDragEnterEvent(PLACE, actions, content, button, none),
        QDragMoveEvent(PLACE, actions, content, button, none),
        QDropEvent(QPointF(9, 9), actions, content, button, none),
    ):
        event.ignore()
        QApplication.sendEvent(widget, event)
        taken.append(event.isAccepted())
    return taken


@pytest.mark.parametrize("place", ["window", "canvas"])
def test_a_file_is_dropped(robot, tmp_path, place):
    path = tmp_path / "two.tsv"
    path.write_text(TABLE, "utf-8")
    content = QMimeData()
    content.setUrls([QUrl("https://example.org/elsewhere.csv"), QUrl.fromLocalFile(str(path))])
    before = robot.window.document.dataset
    target = robot.window if place == "window" else robot.window.canvas.viewport()
    assert drop(target, content) == [True, True, True]
    assert wait_for_data(robot, before) == MEANING


def test_copied_cells_are_dropped(robot):
    content = QMimeData()
    content.setText(TABLE)
    before = robot.window.document.dataset
    assert drop(robot.window.canvas.viewport(), content) == [True, True, True]
    assert wait_for_data(robot, before) == MEANING


def test_what_cannot_be_opened_is_not_taken(robot):
    content = QMimeData()
    content.setText("a word")
    assert drop(robot.window, content) == [False, False, False]


def test_a_spreadsheet_is_refused_with_a_hint(robot, tmp_path):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
    robot.window.open_path(path)
    assert "CSV" in robot.complaint()
