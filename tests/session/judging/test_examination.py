"""Examining away from the window's thread: the newest counts, and nothing is lost on the way."""

from threading import Event

import pytest
from PySide6.QtCore import QThread

from neuron_desktop.core import Dataset, TrainingSettings, article_dataset
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.core.judging.examination import examine
from neuron_desktop.session.judging import examination as room
from neuron_desktop.session.judging.examination import Examiner, _ExaminingWorker

SETTINGS = TrainingSettings()
EXAMINE = "neuron_desktop.core.judging.examination.examine"
ONE_CLASS = Dataset([[0.0, 1.0, 2.0], [1.0, 0.0, 5.0]], [1, 1, 1])


@pytest.fixture
def examiner(qtbot):
    made = Examiner(article_dataset(), SETTINGS)
    yield made
    made.close()


def results_of(examiner):
    results = []
    examiner.examined.connect(results.append)
    return results


def test_it_finds_what_core_finds(qtbot, examiner):
    results = results_of(examiner)
    examiner.on_parts_changed(TrainTestSplit.whole(ONE_CLASS), False)
    assert results == [None]
    qtbot.waitUntil(lambda: len(results) == 2)
    assert results[1].class_counts == examine(ONE_CLASS, SETTINGS).class_counts == (0, 3)


def test_other_settings_are_examined_too(qtbot, examiner):
    results = results_of(examiner)
    examiner.on_settings_changed(TrainingSettings(standardize=True))
    qtbot.waitUntil(lambda: results[-1] is not None)
    expected = examine(article_dataset(), TrainingSettings(standardize=True))
    assert results[-1].largest_stable_learning_rate == expected.largest_stable_learning_rate


@pytest.fixture
def sizes(monkeypatch):
    """Note the size of every data set that is examined."""
    seen = []

    def counted(dataset, settings):
        seen.append(dataset.sample_count)
        return examine(dataset, settings)

    monkeypatch.setattr(EXAMINE, counted)
    return seen


def test_of_many_changes_in_a_row_only_the_newest_is_examined(qtbot, examiner, sizes):
    results = results_of(examiner)
    dataset = article_dataset()
    for _ in range(30):
        dataset = dataset.without_sample(0)
        examiner.on_parts_changed(TrainTestSplit.whole(dataset), False)
    qtbot.waitUntil(lambda: results[-1] is not None)
    assert sizes == [470]
    assert sum(result is not None for result in results) == 1


def test_what_changes_during_an_examination_is_examined_after_it(qtbot, monkeypatch):
    monkeypatch.setattr(room, "CALM_MILLISECONDS", 0)
    sizes, may_go_on = [], Event()

    def held(dataset, settings):
        sizes.append(dataset.sample_count)
        may_go_on.wait(10.0)
        return examine(dataset, settings)

    monkeypatch.setattr(EXAMINE, held)
    examiner = Examiner(article_dataset(), SETTINGS)
    results = results_of(examiner)
    examiner.on_parts_changed(TrainTestSplit.whole(ONE_CLASS), False)
    qtbot.waitUntil(lambda: sizes == [3])
    # Its moment of rest is over before the first is.
    with qtbot.waitSignal(examiner._calm.timeout):
        examiner.on_parts_changed(TrainTestSplit.whole(article_dataset()), False)
    may_go_on.set()
    qtbot.waitUntil(lambda: results[-1] is not None)
    examiner.close()
    assert sizes == [3, 500]
    assert next(result for result in results if result is not None).class_counts == article_dataset().class_counts


def test_it_works_in_a_thread_of_its_own(qtbot, examiner, monkeypatch):
    threads = []
    monkeypatch.setattr(
        "neuron_desktop.core.judging.examination.examine", lambda *_: threads.append(QThread.currentThread())
    )
    examiner.on_parts_changed(TrainTestSplit.whole(ONE_CLASS), False)
    qtbot.waitUntil(lambda: len(threads) == 1)
    assert threads[0] is not QThread.currentThread()


def test_what_cannot_be_examined_is_none(qapp):
    worker = _ExaminingWorker()
    results = []
    worker.done.connect(results.append)
    worker.examine(article_dataset(), TrainingSettings(feature_map=("x7",)))
    assert results == [None]
