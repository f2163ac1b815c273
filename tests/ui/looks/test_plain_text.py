"""Text that looks like markup: what labels, tool tips, buttons and titles are given for it, and that all are."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from neuron_desktop.ui.looks import plain_text
from neuron_desktop.ui.looks.plain_text import HtmlLabel, MessageBox, PlainLabel, key_text, set_tip, tip, window_title

UI = Path(plain_text.__file__).parent
# What only `plain_text` makes.
MADE_THERE = ("QLabel", "QMessageBox", "QErrorMessage", "QProgressDialog")
# What it gives to be shown: a text of the program's own, as a literal, needs no help.
SET_THERE = ("setToolTip", "setWhatsThis", "setHtml", "setWindowTitle")
# The one puts a tip back that was there before, the other paints what `HtmlLabel` shows.
EXCEPTIONS = {("number_fields.py", "setToolTip"), ("picture.py", "setHtml")}


def seen(markup):
    """What a tool tip shows that is given this."""
    if not GuiQt.mightBeRichText(markup):
        return markup
    document = QTextDocument()
    document.setHtml(markup)
    return document.toPlainText()


@pytest.mark.parametrize(
    "text", ["<b>age</b>", "&lt;", "<u>a</u>&amp;\n  <i>two", "<!-- gone --><b>", "<p style='white-space: pre-wrap'>"]
)
def test_a_tip_shows_markup_as_it_is_written(qtbot, text):
    assert seen(tip(text)) == text
    assert seen(tip("what", heading=text)) == f"{text}\nwhat"
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tip(widget, text)
    assert seen(widget.toolTip()) == text


@pytest.mark.parametrize("text", ["age", "R&D", "1 < 2", "first\n<b>second</b>"])
def test_a_tip_that_is_no_markup_is_left_alone(text):
    assert tip(text) == text


def test_labels_and_boxes_show_markup_as_it_is_written(qtbot):
    text = "<b>age</b> &lt;"
    box = MessageBox(QMessageBox.Icon.Warning, "title", text)
    qtbot.addWidget(box)
    box.setInformativeText(text)
    shown = [label for label in (PlainLabel(text), *box.findChildren(QLabel)) if label.text()]
    assert [label.text() for label in shown] == [text] * 3
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}
    assert HtmlLabel().textFormat() is Qt.TextFormat.RichText


def test_keys_and_marks_are_doubled():
    assert key_text("R&D & more") == "R&&D && more"
    assert window_title("a[*].csv") == "a[*][*].csv"


def test_nothing_else_makes_labels_or_sets_tips():
    found = []
    for path in sorted(UI.rglob("*.py")):
        if path.name == "plain_text.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [name_of(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.Call):
                name = name_of(node.func)
                is_its_own = isinstance(node.args[0] if node.args else None, ast.Constant)
                is_helped = "window_title(" in ast.unparse(node) or (path.name, name) in EXCEPTIONS
                if name in MADE_THERE or not (is_its_own or is_helped):
                    names.append(name)
            found += [f"{path.name}:{node.lineno}: {name}" for name in names if name in MADE_THERE + SET_THERE]
    assert not found, "Use what neuron_desktop/ui/looks/plain_text.py has for this."


def name_of(node):
    """The last part of a dotted name, empty where it is none."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
