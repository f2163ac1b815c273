"""Every field for a number takes it as people write it, whatever the locale, and drops nothing in silence."""

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QPushButton,
    QSpinBox,
)

from neuron_desktop.core.numerals import THOUSANDS, parse_number, written
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.looks.theme import theme_for
from neuron_desktop.ui.widgets.fields import NumberBox
from neuron_desktop.ui.widgets.number_fields import DecimalBox, WholeBox

LOCALES = ("de_DE", "fr_FR", "ar_EG", "en_US", "hi_IN")
QUARTERS = ("0.25", "0,25", "٠٫٢٥", "०.२५", " 0.25 ")


@pytest.fixture(params=LOCALES)
def locale(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


@pytest.fixture
def window(locale, request):
    """A window under the locale, with every field in sight: the locale comes first."""
    robot = request.getfixturevalue("robot")
    robot.child("moreSettingsButton").setChecked(True)
    robot.child("generatorDetailsButton").setChecked(True)
    robot.child("optimizerBox").setCurrentText("momentum")
    robot.child("batchSizeBox").setValue(7)
    return robot


def fields_of(parent):
    """Every field for a number below `parent`, each of the kind that all share."""
    boxes = [box for box in parent.findChildren(QAbstractSpinBox) if box.isVisibleTo(parent)]
    plain = [box.objectName() for box in boxes if not isinstance(box, WholeBox | DecimalBox)]
    assert not plain, "these fields read numbers by the locale"
    typed = [box for box in parent.findChildren(QComboBox) if box.isEditable() and box.isVisibleTo(parent)]
    other = {box.objectName() for box in typed if not isinstance(box, NumberBox)}
    assert other <= {"featureMapBox"}, "these lists are typed in without reading numbers as all fields do"
    return [*boxes, *(box for box in typed if isinstance(box, NumberBox))]


def press(field, text):
    """Type `text` letter by letter, of any script."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(field, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def enter(box, text, finish=Qt.Key.Key_Return):
    field = box.lineEdit()
    field.setFocus()
    field.selectAll()
    press(field, text)
    assert field.text() == text, f"a character was dropped in {box.objectName()}"
    QTest.keyClick(field, finish)


def in_force(robot, box):
    """The number that counts, read from the settings where the field is a list."""
    if isinstance(box, NumberBox):
        names = {"learningRateBox": "learning_rate", "l1Box": "l1", "l2Box": "l2", "toleranceBox": "tolerance"}
        return getattr(robot.window.training.settings, names[box.objectName()])
    return box.value()


def takes(box, value):
    return isinstance(box, NumberBox) or box.minimum() <= value <= box.maximum()


def is_marked(box):
    return box.property("tone") == "warning" and bool(box.accessibleDescription())


def try_everything(robot, parent, finish=Qt.Key.Key_Return):
    fields = fields_of(parent)
    for box in fields:
        before = in_force(robot, box)
        for text in QUARTERS:
            enter(box, text, finish)
            if isinstance(box, WholeBox):
                assert (in_force(robot, box), is_marked(box)) == (before, True), (box.objectName(), text)
            elif takes(box, 0.25):
                assert in_force(robot, box) == 0.25, (box.objectName(), text)
                assert not is_marked(box)
                assert parse_number(box.lineEdit().text()) == 0.25
                # Typed again from another value, lest the last one stand for it.
                enter(box, "0.5" if takes(box, 0.5) else "0.1", finish)
        if takes(box, 1500):
            QGuiApplication.clipboard().setText(" 1 500 ")
            field = box.lineEdit()
            field.setFocus()
            field.selectAll()
            QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClick(field, finish)
            assert in_force(robot, box) == 1500, box.objectName()
            if not isinstance(box, NumberBox):
                assert written(1500) == f"1{THOUSANDS}500"
                assert f"1{THOUSANDS}500" in field.text()
        before = in_force(robot, box)
        for text in ("-1e9", "much", "1.2.3.4", "٣٤x"):
            enter(box, text, finish)
            assert in_force(robot, box) == before, (box.objectName(), text)
            assert box.lineEdit().text() == text, box.objectName()
            assert is_marked(box), (box.objectName(), text)
        QTest.keyClick(box.lineEdit(), Qt.Key.Key_Escape)
        assert not is_marked(box), box.objectName()
        assert in_force(robot, box) == before
        assert "much" not in box.lineEdit().text()
    return {box.objectName() for box in fields}


def test_every_field_of_the_panels_takes_numbers_as_people_write_them(window):
    tried = try_everything(window, window.window)
    assert tried >= {
        "learningRateBox",
        "iterationsBox",
        "momentumBox",
        "batchSizeBox",
        "l1Box",
        "l2Box",
        "toleranceBox",
        "seedBox",
        "generatorSlopeBox",
        "generatorCountBox",
        "generatorNoiseBox",
        "generatorSeedBox",
    }


def dialog_of(robot, action):
    robot.child(action).trigger()
    robot.qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in robot.window.findChildren(QDialog)))
    (dialog,) = (dialog for dialog in robot.window.findChildren(QDialog) if dialog.isVisible())
    dialog.activateWindow()
    robot.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("exportImageAction", {"pictureWidthBox", "pictureHeightBox"}),
        (
            "exportAnimationAction",
            {"pictureWidthBox", "pictureHeightBox", "animationFramesBox", "animationPaceBox"},
        ),
    ],
)
def test_every_field_of_the_dialogs_takes_them_too(window, action, expected):
    window.at_full_speed()
    window.child("iterationsBox").setValue(20)
    window.key(Qt.Key.Key_Space)
    window.wait_for(TrainingState.FINISHED)
    dialog = dialog_of(window, action)
    assert try_everything(window, dialog, finish=Qt.Key.Key_Tab) == expected
    dialog.reject()


@pytest.mark.parametrize(
    ("action", "field", "told"),
    [
        ("exportImageAction", "pictureWidthBox", "pictureInfo"),
        ("exportAnimationAction", "animationFramesBox", "animationInfo"),
    ],
)
def test_nothing_is_exported_while_a_field_holds_what_is_not_meant(robot, action, field, told):
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 1)
    dialog = dialog_of(robot, action)
    (export,) = (button for button in dialog.findChildren(QPushButton) if "Export" in button.text())
    box, label = dialog.findChild(QAbstractSpinBox, field), dialog.findChild(QLabel, told)
    before = label.text()
    enter(box, "many", Qt.Key.Key_Tab)
    assert not export.isEnabled()
    assert "“many” is no number" in label.text()
    assert label.property("tone") == "warning"
    enter(box, str(box.value()), Qt.Key.Key_Tab)
    assert export.isEnabled()
    assert (label.text(), label.property("tone")) == (before, "")
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "text", "value", "marked"),
    [
        ("generatorSlopeBox", "1,5", 1.5, False),
        ("generatorSlopeBox", "2000", 1.23, True),
        ("generatorSlopeBox", "1,234", 1.23, True),
        ("iterationsBox", "2,500", 2500, False),
        ("iterationsBox", "2.500", 2500, False),
        ("iterationsBox", "2.5", 2000, True),
    ],
)
def test_what_is_ambiguous_or_out_of_range_counts_only_when_it_is_mended(robot, name, text, value, marked):
    robot.child("generatorDetailsButton").setChecked(True)
    box = robot.child(name)
    enter(box, text)
    assert (box.value(), is_marked(box)) == (value, marked)
    QTest.keyClick(box.lineEdit(), Qt.Key.Key_Tab)
    # Left as it is, it stays to be seen.
    assert (box.lineEdit().text() == text) is marked
    if marked:
        enter(box, "3")
        assert (box.value(), is_marked(box)) == (3, False)


def test_no_plain_spin_box_is_made_anywhere(robot):
    kinds = {type(box) for box in robot.window.findChildren(QSpinBox) + robot.window.findChildren(QDoubleSpinBox)}
    assert kinds <= {WholeBox, DecimalBox}


@pytest.mark.parametrize("name", ["iterationsBox", "generatorSlopeBox", "learningRateBox"])
def test_a_refused_number_is_seen_in_the_colours_of_a_warning(robot, name):
    robot.child("generatorDetailsButton").setChecked(True)
    box = robot.child(name)
    warning = QColor(theme_for("system").warning_background).name()

    def background():
        image = box.grab().toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2).name()

    # Laid out only once the loop has turned where its group was folded.
    robot.qtbot.waitUntil(lambda: box.width() > box.height() > 0)
    before = background()
    enter(box, "x")
    assert background() == warning != before
    QTest.keyClick(box.lineEdit(), Qt.Key.Key_Escape)
    assert background() == before
