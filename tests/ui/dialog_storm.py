"""Dialogs opened and ended at random while colours change, in an event loop of its own.

    python -m tests.ui.dialog_storm SEED ACTS

ends with status 0 and prints "ACTS acts" where nothing raised and Qt did not complain. Everything is written to the
folder in which it runs.
"""

import random
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog

from tests.places import DATA
from tests.ui.alone import complaints, lone_application

TABLES = ("titanic_891.csv", "iris.csv", "haberman.csv")
# One of them: an export that is begun and dropped, kept, or not begun at all.
PATHS = ("", "", "there")
ACTIONS = (
    "exportImageAction",
    "copyImageAction",
    "exportWeightsAction",
    "exportAnimationAction",
    "openAction",
    "importWeightsAction",
    "exportPointsAction",
    "runAction",
    "testAction",
    "pinRunAction",
    "undoAction",
    "redoAction",
    "clearAction",
    "selectAllAction",
    "fitViewAction",
    "helpAction",
    "keyboardHelpAction",
    "formulasAction",
    "whatsNewAction",
    "reportFaultAction",
    "aboutAction",
)
INTERVAL_MILLISECONDS = 1


class Storm:
    """Does one act at a time, until all are done."""

    def __init__(self, window, seed, acts):
        self._window = window
        self._chance = random.Random(seed)
        self._acts = acts
        self._done = 0
        self._themes = [action for action in window.findChildren(QAction) if action.data() in ("light", "dark")]
        QFileDialog.getSaveFileName = lambda *_: (self._chance.choice(PATHS), "")
        QDesktopServices.openUrl = lambda *_: True
        QFileDialog.getOpenFileName = lambda *_: (str(DATA / self._chance.choice(TABLES)), "")
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._act)
        self._timer.start(INTERVAL_MILLISECONDS)

    def _act(self):
        if self._done == self._acts or complaints:
            self._timer.stop()
            self._window._closing._is_agreed = True
            self._window.close()
            return
        self._done += 1
        dialogs = [dialog for dialog in self._window.findChildren(QDialog) if dialog.isVisible()]
        choice = self._chance.random()
        if choice < 0.15:
            self._chance.choice(self._themes).trigger()
        elif dialogs and choice < 0.35:
            self._chance.choice(dialogs).done(self._chance.randrange(2))
        elif dialogs and choice < 0.6:
            self._press_a_button(self._chance.choice(dialogs))
        else:
            self._window.findChild(QAction, self._chance.choice(ACTIONS)).trigger()

    def _press_a_button(self, dialog):
        buttons = [button for button in dialog.findChildren(QAbstractButton) if button.isEnabled()]
        if buttons:
            self._chance.choice(buttons).click()


def main(seed, acts):
    application = lone_application()
    from neuron_desktop.ui.window.main_window import MainWindow

    window = MainWindow()
    window.show()
    Storm(window, seed, acts)
    application.exec()
    print(f"{acts} acts")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
