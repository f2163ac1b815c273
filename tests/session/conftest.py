"""A training in its thread, and a worker whose slots are called directly."""

import pytest

from neuron_desktop.core import article_dataset
from neuron_desktop.session.runs.training import Training
from neuron_desktop.session.runs.worker import TrainingWorker
from tests.session.training_runs import SETTINGS


@pytest.fixture
def training(qtbot):
    made = Training(article_dataset(), SETTINGS)
    yield made
    made.close()


@pytest.fixture
def worker(qapp):
    made = TrainingWorker(article_dataset(), SETTINGS)
    made.states = []
    made.snapshots = []
    made.failures = []
    made.state_changed.connect(lambda run, state: made.states.append((run, state)))
    made.progressed.connect(made.snapshots.append)
    made.failed.connect(lambda run, error: made.failures.append((run, error)))
    yield made
    made.pause()
