"""What the tests of training share."""

from contextlib import contextmanager

from PySide6.QtCore import QEventLoop, QTimer

from neuron_desktop.core import TrainingSettings
from neuron_desktop.session.runs.worker import TrainingState

SETTINGS = TrainingSettings(iterations=400)
LONGEST_WAIT = 20_000


@contextmanager
def awaited(signal):
    """Do what the block does, then wait for the signal that answers it; not QSignalSpy, which lets no thread run."""
    loop, limit = QEventLoop(), QTimer(singleShot=True, interval=LONGEST_WAIT)
    limit.timeout.connect(loop.quit)
    signal.connect(loop.quit)
    yield
    limit.start()
    loop.exec()
    signal.disconnect(loop.quit)
    assert limit.isActive(), "nothing has answered"


def finish(qtbot, training):
    qtbot.waitUntil(lambda: training.state is TrainingState.FINISHED, timeout=20_000)
