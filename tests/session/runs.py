"""What the tests of training share."""

from neuron_desktop.core import TrainingSettings
from neuron_desktop.session.worker import TrainingState

SETTINGS = TrainingSettings(iterations=400)


def finish(qtbot, training):
    qtbot.waitUntil(lambda: training.state is TrainingState.FINISHED, timeout=20_000)
