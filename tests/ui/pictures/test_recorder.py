"""Recording in step with the one who writes."""

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from neuron_desktop.core import TrainingSettings, article_dataset
from neuron_desktop.session.files.pictures import AnimationFormat, AnimationPlan
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.pictures.recorder import PICTURES_UNDER_WAY, Recorder


class Saver(QObject):
    """Takes pictures, and is as slow as the test wants it to be."""

    saved = Signal(object, object)
    taken = Signal()
    failed = Signal(object)

    def __init__(self):
        super().__init__()
        self.images = []
        self.is_cancelled = False

    def begin(self, plan):
        self.plan = plan

    def add(self, image):
        self.images.append(image)

    def cancel(self):
        self.is_cancelled = True


@pytest.fixture
def training(qtbot):
    made = Training(article_dataset(), TrainingSettings(iterations=20))
    made.run()
    qtbot.waitUntil(lambda: made.snapshot.iteration == 20)
    yield made
    made.close()


@pytest.fixture
def saver(qapp):
    return Saver()


def start(recorder, path, paint):
    plan = AnimationPlan(path, AnimationFormat.GIF, frame_count=10, sample_count=2, frames_per_second=10, loop=True)
    recorder.start(plan, (0, 10, *range(10)), paint)


def test_no_more_pictures_are_painted_than_are_under_way(qtbot, training, saver, tmp_path):
    painted, progress = [], []
    recorder = Recorder(training, saver)
    recorder.progressed.connect(progress.append)
    start(recorder, tmp_path, lambda snapshot: painted.append(snapshot.iteration) or QImage())
    qtbot.waitUntil(lambda: len(painted) == PICTURES_UNDER_WAY)
    # What training answers after this would have been answered before, had it been asked.
    with qtbot.waitSignal(training.recalled):
        training.recall(20)
    assert painted == [0, 10]
    for count in range(1, 11):
        saver.taken.emit()
        qtbot.waitUntil(lambda count=count: len(painted) == PICTURES_UNDER_WAY + count)
    assert painted == [0, 10, *range(10)]
    # The two samples are no frames.
    assert progress == [0, 0, *range(1, 9)]


def test_nothing_is_asked_for_after_a_cancel(qtbot, training, saver, tmp_path):
    painted = []
    recorder = Recorder(training, saver)
    start(recorder, tmp_path, lambda snapshot: painted.append(snapshot.iteration) or QImage())
    recorder.cancel()
    with qtbot.waitSignal(training.recalled):
        training.recall(20)
    saver.taken.emit()
    assert not painted
    assert saver.is_cancelled


def test_a_picture_that_cannot_be_painted_ends_the_recording(qtbot, training, saver, tmp_path):
    def fail(_snapshot):
        raise MemoryError("There is not enough memory for a picture of 9 by 9 pixels.")

    recorder = Recorder(training, saver)
    with qtbot.waitSignal(recorder.failed) as heard:
        start(recorder, tmp_path, fail)
    assert "not enough memory" in str(heard.args[0])
    assert saver.is_cancelled
    assert not saver.images
