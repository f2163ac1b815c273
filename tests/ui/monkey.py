"""A monkey at the window: clicks, drags, keys, actions, fields and dialogs at random, in an event loop of its own.

    python -m tests.ui.monkey SEED ACTS

ends with status 0 where nothing raised, Qt did not complain, and no turn of the event loop took too long. It prints the
longest turn and by how much the process grew once it was warm. Everything is written to the folder in which it runs.
"""

import gc
import json
import os
import random
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QToolBar,
    QWidget,
)
from shiboken6 import isValid

from neuron_desktop.core import article_dataset
from neuron_desktop.session.document.generation import article_source
from neuron_desktop.ui.window.garbage import give_back_free_memory
from tests.places import DATA
from tests.ui.alone import complain, complaints, lone_application

TABLES = (
    "titanic_891.csv",
    "iris.csv",
    "haberman.csv",
    "challenger_orings.csv",
    "quotes_utf16.csv",
    "comments_tabs.csv",
)
LONGEST_TURN_SECONDS = 1.0
WARM_AFTER = 20_000
REST_MILLISECONDS = 3000
TOLD_EVERY = 5_000
KEYS = [
    *(Qt.Key(code) for code in b"ABDEFKNRTX0159 +-,.[]"),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Left),
    *(Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp),
    *(Qt.Key.Key_PageDown, Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_Alt, Qt.Key.Key_Menu),
]
CONTROL_KEYS = [Qt.Key(code) for code in b"ACVXZY0DEINOPS"]
TEXTS = (
    *("", "0", "-0", "1", "-1", "0.5", "0,5", "7", "99", "1000", "1e6", "1000000", "999999999999", "1e308", "-1e308"),
    *(
        "1e-308",
        "nan",
        "inf",
        "1e999",
        "1e",
        ".",
        "-",
        "１２",
        "٣",
        "1 000",
        "½",
        "<b>x</b>",
        "x1",
        "x1^2 + x2",
        "sin(x1)",
    ),
    *("x1/0", "((((", "exp(exp(x1))", "a" * 500, "\t", "𝔘", "red", "blue", "0.0000000001", "1.7976931348623157e308"),
)
PASTES = ("", "1\t2\tred\n3\t4\tblue\n", "a,b,kind\n1,2,no\n2,3,yes\n3,5,no\n", "x" * 3000, "1;2\n3;4\n", "\x00")
NAMES = (
    "work.neuron",
    "points.csv",
    "weights.json",
    "weights.npz",
    "picture.png",
    "picture.svg",
    "picture.pdf",
    "run.gif",
)
BUTTONS = (Qt.MouseButton.LeftButton,) * 6 + (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 5 + (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Turns:
    """How long the turns of the event loop take, less the time for which other programs had the processor."""

    def __init__(self):
        self._waits = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._start = self._now()
        self.longest = 0.0

    def pause(self):
        """Let what comes now be no turn."""
        self._start = self._now()

    def begin(self):
        """Begin a turn; return how long the last one took."""
        now = self._now()
        taken, self._start = now - self._start, now
        self.longest = max(self.longest, taken)
        return taken

    def _now(self):
        waited = int(self._waits.read_text().split()[1]) / 1e9 if self._waits.exists() else 0.0
        return time.perf_counter() - waited


def resident_bytes():
    """Return how much memory the process has, 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


def reachable(window):
    """Return the actions that a person can find, each once."""
    found, waiting = {}, [*window.actions(), *window.menuBar().actions()]
    for bar in window.findChildren(QToolBar):
        waiting += bar.actions()
    while waiting:
        action = waiting.pop()
        menu = action.menu()
        if menu is not None:
            waiting += menu.actions()
        elif not action.isSeparator():
            found[id(action)] = action
    return list(found.values())


class Monkey:
    """Does one thing in each turn of the event loop, nested ones too, until all are done."""

    def __init__(self, window, seed, acts):
        self.window = window
        self.chance = random.Random(seed)
        self._acts = acts
        self.done = 0
        self.turns = Turns()
        self._looked_at = window
        self.warm_bytes = self.end_bytes = 0
        self._last = "nothing"
        self._ways = [
            (self._use_canvas, 30),
            (self._use_widget, 24),
            (self._press_key, 16),
            (self._fill_field, 12),
            (self._trigger_action, 10),
            (self._answer_dialog, 6),
            (self._change_window, 2),
        ]
        QFileDialog.getSaveFileName = self._choose_new_file
        QFileDialog.getOpenFileName = self._choose_old_file
        QDesktopServices.openUrl = lambda *_: True
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._act)
        self._timer.start(0)

    # --- one act after the other

    def _act(self):
        taken = self.turns.begin()
        if self.done and taken > LONGEST_TURN_SECONDS:
            complain(f"A turn of {taken:.2f} s at act {self.done}: {self._last}")
        if self.done == WARM_AFTER and not self.warm_bytes:
            self._tidy(self._take_warm_bytes)
            return
        if self.done % TOLD_EVERY == 0:
            text = f"{self.done} acts, longest turn {self.turns.longest:.2f} s, {resident_bytes() / 1e6:.0f} MB"
            print(text, file=sys.stderr, flush=True)
        if self.done >= self._acts or (complaints and "--on" not in sys.argv):
            self._leave()
            return
        self.done += 1
        ways, weights = zip(*self._ways, strict=True)
        (way,) = self.chance.choices(ways, weights)
        self._last = way.__name__
        way()

    def _tidy(self, then):
        """Bring back what the window began with, and call `then` once that has come to rest.

        What a person still has, on the canvas or to undo, is no growth.
        """
        self._timer.stop()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.done(0)
        window = self.window
        window.project.runs.replace(())
        window.document.replace(article_dataset(), article_source(), on_disk=True)
        window.document.undo_stack.clear()
        window.training.pause()
        QTimer.singleShot(REST_MILLISECONDS, then)

    def _take_warm_bytes(self):
        gc.collect()
        give_back_free_memory()
        self.warm_bytes = resident_bytes()
        self._timer.start(0)
        self.turns.pause()

    def _leave(self):
        self._tidy(self._end)

    def _end(self):
        gc.collect()
        give_back_free_memory()
        self.end_bytes = resident_bytes()
        self.window._closing._is_agreed = True
        self.window.close()
        QApplication.quit()

    def _tell(self, text):
        self._last = text

    # --- what there is

    def _front(self):
        """What takes mouse and keys now: an open list or menu, else the newest dialog mostly, else the window."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup
        modal = QApplication.activeModalWidget()
        return modal if modal is not None else self.window

    def _widgets(self, kind):
        # Kept, for with the last reference to a window of Qt's own PySide lets go of what is in it.
        self._looked_at = self._front()
        return [
            each
            for each in self._looked_at.findChildren(kind)
            if isValid(each) and each.isVisible() and each.isEnabled()
        ]

    def _place(self, widget):
        return QPoint(self.chance.randrange(max(widget.width(), 1)), self.chance.randrange(max(widget.height(), 1)))

    # --- mouse

    def _use_canvas(self):
        if self._front() is not self.window:
            self._use_widget()
            return
        self._use_mouse(self.window.canvas.viewport())

    def _use_widget(self):
        front = self._front()
        widgets = [each for each in self._widgets(QWidget) if not each.findChildren(QWidget)] or [front]
        self._use_mouse(self.chance.choice(widgets))

    def _use_mouse(self, widget):
        button, modifier = self.chance.choice(BUTTONS), self.chance.choice(MODIFIERS)
        place, way = self._place(widget), self.chance.random()
        name = f"{type(widget).__name__} {widget.objectName()} at {place.x()}, {place.y()}"
        if way < 0.55:
            self._tell(f"click on {name}")
            QTest.mouseClick(widget, button, modifier, place)
        elif way < 0.62:
            self._tell(f"double click on {name}")
            QTest.mouseDClick(widget, button, modifier, place)
        elif way < 0.8:
            self._tell(f"drag on {name}")
            QTest.mousePress(widget, button, modifier, place)
            held = QPointF(place)
            for _ in range(self.chance.randrange(1, 6)):
                held = QPointF(self._place(widget))
                QTest.mouseMove(widget, held.toPoint())
            QTest.mouseRelease(widget, button, modifier, held.toPoint())
        elif way < 0.9:
            self._tell(f"move over {name}")
            QTest.mouseMove(widget, place)
        else:
            self._tell(f"wheel on {name}")
            turn = QPoint(0, self.chance.choice((-1200, -120, 120, 1200)))
            here, there = QPointF(place), QPointF(widget.mapToGlobal(place))
            none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
            QApplication.sendEvent(widget, QWheelEvent(here, there, QPoint(), turn, none, modifier, phase, False))

    # --- keys and fields

    def _press_key(self):
        target = QApplication.focusWidget() or self._front()
        if self.chance.random() < 0.3:
            if self.chance.random() < 0.2:
                QGuiApplication.clipboard().setText(self.chance.choice(PASTES))
            key, modifier = self.chance.choice(CONTROL_KEYS), Qt.KeyboardModifier.ControlModifier
        else:
            key, modifier = self.chance.choice(KEYS), self.chance.choice(MODIFIERS[:6])
        self._tell(f"{modifier} {key} on {type(target).__name__} {target.objectName()}")
        QTest.keyClick(target, key, modifier)

    def _fill_field(self):
        fields = [*self._widgets(QAbstractSpinBox), *self._widgets(QComboBox), *self._widgets(QAbstractSlider)]
        fields += [*self._widgets(QLineEdit), *self._widgets(QPlainTextEdit)]
        if not fields:
            return
        field, text = self.chance.choice(fields), self.chance.choice(TEXTS)
        self._tell(f"{text!r} into {type(field).__name__} {field.objectName()}")
        if isinstance(field, QAbstractSlider):
            ends = field.minimum(), field.maximum(), self.chance.randint(field.minimum(), field.maximum())
            field.setValue(self.chance.choice(ends))
        elif isinstance(field, QComboBox) and not field.isEditable():
            if field.count():
                place = self.chance.randrange(field.count())
                field.setCurrentIndex(place)
                field.activated.emit(place)
        else:
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            for letter in text:
                _type(field, letter)
            if self.chance.random() < 0.7:
                QTest.keyClick(field, self.chance.choice((Qt.Key.Key_Return, Qt.Key.Key_Tab)))

    # --- actions and dialogs

    def _trigger_action(self):
        actions = [each for each in reachable(self.window) if each.isEnabled() and each.objectName() != "quitAction"]
        action = self.chance.choice(actions)
        if action.data() in ("light", "dark", "system") and self.chance.random() < 0.8:
            return
        self._tell(f"action {action.objectName() or action.text()}")
        action.trigger()

    def _answer_dialog(self):
        dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
        if not dialogs:
            return
        dialog = self.chance.choice(dialogs)
        if dialog.objectName() == "unsavedQuestion":
            dialog.reject()
            return
        buttons = [each for each in dialog.findChildren(QAbstractButton) if each.isEnabled() and each.isVisible()]
        if buttons and self.chance.random() < 0.7:
            button = self.chance.choice(buttons)
            self._tell(f"button {button.text()} of {dialog.objectName()}")
            button.click()
        else:
            self._tell(f"end of {dialog.objectName()}")
            dialog.done(self.chance.randrange(2))

    def _change_window(self):
        self._tell("another size")
        self.window.resize(self.chance.randrange(700, 1700), self.chance.randrange(500, 1100))

    def _choose_new_file(self, *_):
        return self.chance.choice(("", *NAMES)) and str(Path.cwd() / self.chance.choice(NAMES)), ""

    def _choose_old_file(self, *_):
        made = [name for name in NAMES[:4] if Path(name).exists()]
        return str(self.chance.choice(["", *made, *(DATA / name for name in TABLES)])), ""


def _type(field, letter):
    """Type a letter of any script, of which the test library knows ASCII alone."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter))


def main(seed, acts):
    application = lone_application()
    from neuron_desktop.ui.window.main_window import MainWindow

    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    monkey = Monkey(window, seed, acts)
    application.exec()
    grown = monkey.end_bytes - monkey.warm_bytes if monkey.warm_bytes else 0
    print(json.dumps({"acts": monkey.done, "longest": round(monkey.turns.longest, 2), "grown": grown}))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
