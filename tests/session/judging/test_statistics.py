"""Statistics come from a thread, and only those of the data set asked for last."""

import threading

import pytest

from neuron_desktop.core import Dataset, article_dataset
from neuron_desktop.session.judging import statistics
from neuron_desktop.session.judging.statistics import Statistics


@pytest.fixture
def counted(qtbot):
    made = Statistics()
    yield made
    made.close()


def test_they_are_computed(qtbot, counted):
    with qtbot.waitSignal(counted.computed) as heard:
        counted.compute(article_dataset())
    assert [found.count for found in heard.args[0]] == [500, 500]


def test_only_the_newest_data_set_is_heard_of(qtbot, counted):
    heard = []
    counted.computed.connect(heard.append)
    for _ in range(5):
        counted.compute(article_dataset())
    counted.compute(Dataset([[1.0]], [1], ("one",)))
    qtbot.waitUntil(lambda: bool(heard))
    assert [[found.name for found in one] for one in heard] == [["one"]]


def test_the_worker_says_nothing_of_what_is_not_wanted_any_more(qapp):
    worker, heard = statistics._CountingWorker(), []
    worker.done.connect(lambda dataset, found: heard.append(found))
    cancelled = threading.Event()
    worker.compute(article_dataset(), cancelled)
    cancelled.set()
    worker.compute(article_dataset(), cancelled)
    assert len(heard) == 1
