"""The window goes on answering while it trains at top speed."""

import numpy as np
from PySide6.QtCore import QElapsedTimer, Qt, QTimer

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.source import Source


def test_training_at_top_speed_leaves_the_window_its_turns(robot):
    """No bound on time here (see benchmarks/window.py): only that each side gets its turns, many times over."""
    random = np.random.default_rng(0)
    features = random.normal(size=(2, 10_000))
    robot.window.document.replace(Dataset(features, random.integers(0, 2, 10_000)), Source("many points"))
    robot.at_full_speed()
    robot.child("iterationsBox").setValue(1_000_000_000)
    turns = []
    clock = QElapsedTimer()
    clock.start()
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(clock.elapsed()))
    timer.start(5)
    snapshots = []
    robot.window.training.progressed.connect(lambda snapshot: snapshots.append(snapshot.iteration))
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: len(turns) > 50 and len(set(snapshots)) > 20, timeout=30_000)
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: "Paused" in robot.text("diagnosisLabel"))
