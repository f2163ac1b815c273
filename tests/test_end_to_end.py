"""The program as a person starts it: a real window on a virtual screen, where one can be had."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from tests.children import run
from tests.places import ROOT

# What a person does, done inside the program so that nothing has to be guessed about timing or places.
SCRIPT = """
import sys
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.window import app
from neuron_desktop.ui.looks import application

def act():
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow")
    canvas = window.canvas
    place = canvas.mapFromScene(canvas.plotItem.vb.mapViewToScene(QPointF(2.0, 12.0)))
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    # Without a window manager no window is active, and only an active one hears its shortcuts.
    QTest.mouseClick(window.findChild(QWidget, "runButton"), Qt.MouseButton.LeftButton)

    def look():
        if window.training.state is not TrainingState.FINISHED:
            return
        timer.stop()
        w1, w2 = window.training.snapshot.neuron.weights
        print(QApplication.platformName(), window.document.dataset.sample_count, -w1 / w2)
        window.grab().save(sys.argv[1])
        window.document.undo_stack.setClean()
        window.close()

    timer.timeout.connect(look)
    timer.start(20)

make = application.create_application

def create_application(arguments):
    global timer
    made = make(arguments)
    timer = QTimer()
    QTimer.singleShot(500, act)
    return made

application.create_application = create_application
sys.exit(app.open_window())
"""


def start(tmp_path, command, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    clean.update(HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path), PYTHONPATH=str(ROOT), **environment)
    return run(command, env=clean, cwd=tmp_path, text=True)


@pytest.mark.skipif(not (shutil.which("xvfb-run") and shutil.which("xauth")), reason="needs xvfb-run and xauth")
def test_a_real_window_places_a_point_trains_and_closes(tmp_path):
    picture = tmp_path / "window.png"
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"]
    done = start(tmp_path, [*screen, sys.executable, "-c", SCRIPT, str(picture)])
    assert done.returncode == 0, done.stderr
    platform, samples, slope = done.stdout.split()
    assert platform == "xcb"
    assert samples == "501"
    assert abs(float(slope) - 1.23) < 0.1
    assert picture.stat().st_size > 20_000
    assert done.stderr == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a display can be missing")
@pytest.mark.parametrize(
    ("display", "said"), [("", "There is no display"), (":987", "The display :987 does not answer")]
)
def test_without_a_display_a_sentence_says_so(tmp_path, display, said):
    done = start(tmp_path, [sys.executable, "-m", "neuron_desktop"], DISPLAY=display, WAYLAND_DISPLAY="")
    assert done.returncode == 2
    assert done.stderr.startswith(f"neuron-desktop: {said}")
    assert done.stderr.count("\n") == 1


def test_window_and_command_line_give_the_same_weights_to_the_last_bit(tmp_path):
    exported = tmp_path / "weights.json"
    done = start(tmp_path, [sys.executable, "-m", "neuron_desktop", "train", "--export", str(exported)])
    assert done.returncode == 0, done.stderr
    script = f"""
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from neuron_desktop.core import TrainingSettings, article_dataset
from neuron_desktop.files.weights.weights_file import read_weights
from neuron_desktop.session.runs.training import Training
from neuron_desktop.session.runs.worker import TrainingState
application = QCoreApplication([])
training = Training(article_dataset(), TrainingSettings())
training.state_changed.connect(lambda state: state is TrainingState.FINISHED and application.quit())
training.run()
application.exec()
training.close()
assert training.snapshot.neuron == read_weights(Path({str(exported)!r})).neuron
print("the same")
"""
    done = start(tmp_path, [sys.executable, "-c", script], QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout, done.stderr) == (0, "the same\n", "")


@pytest.mark.parametrize(
    "ending", ["pass", "del window; gc.collect()", "window.deleteLater(); turn(); turn()", "window.close()"]
)
def test_a_window_left_in_training_ends_without_an_abort(tmp_path, ending):
    script = f"""
import gc, sys
from PySide6.QtCore import QEventLoop, QTimer
from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.window.main_window import MainWindow
application = create_application(["test"])
def turn():
    loop = QEventLoop()
    QTimer.singleShot(50, loop.quit)
    loop.exec()
window = MainWindow()
window.training.run()
window.open_path("missing.csv")
turn()
{ending}
"""
    done = start(tmp_path, [sys.executable, "-c", script], QT_QPA_PLATFORM="offscreen")
    told = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (done.returncode, done.stdout, told) == (0, "", [])
