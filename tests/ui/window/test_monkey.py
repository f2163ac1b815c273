"""A seeded monkey at the window: nothing raises, Qt does not complain, and the window never stops answering."""

import json
import os

import pytest

from tests.children import python
from tests.places import ROOT

MOST_GROWTH = 40_000_000


def let_loose(seed, acts, folder, limit):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = python("-m", "tests.ui.monkey", seed, acts, cwd=folder, env=environment, text=True, limit=limit)
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
    told = json.loads(ended.stdout)
    assert told["acts"] == acts
    return told


def test_a_monkey_breaks_nothing(tmp_path):
    let_loose(1, 1_000, tmp_path, 300)


@pytest.mark.soak
def test_a_monkey_breaks_nothing_in_a_long_time_and_fills_no_memory(tmp_path):
    assert let_loose(2, 100_000, tmp_path, 10_000)["grown"] < MOST_GROWTH
