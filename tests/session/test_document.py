"""Every change of the data set can be undone and redone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication

from neuron_desktop.core import Dataset, article_dataset
from neuron_desktop.session.document import UNDO_STEPS, Document, Source

START = Source("start")

pytestmark = pytest.mark.usefixtures("qapp")


def recording(document):
    heard = []
    document.dataset_changed.connect(lambda dataset, replaced: heard.append((dataset, replaced)))
    return heard


def test_adding_a_sample_emits_the_whole_new_set():
    document = Document(Dataset.empty(), START)
    heard = recording(document)
    document.add_sample((1.5, -2.0), 1)
    assert heard == [(document.dataset, False)]
    assert document.dataset == Dataset([[1.5], [-2.0]], [1])


def test_removing_puts_the_sample_back_in_its_place():
    document = Document(article_dataset(), START)
    before = document.dataset
    document.remove_sample(123)
    assert document.dataset == before.without_sample(123)
    document.undo_stack.undo()
    assert document.dataset == before


def test_clear_keeps_names_and_is_one_step():
    names = Dataset([[1.0], [2.0]], [0], ("age", "fare"), ("died", "lived"))
    document = Document(names, START)
    document.clear()
    assert document.dataset == Dataset.empty(("age", "fare"), ("died", "lived"))
    document.clear()
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.dataset == names


def test_replacing_and_its_undo_are_told_as_replaced():
    document = Document(article_dataset(), START)
    heard = recording(document)
    document.replace(Dataset.empty(), Source("other"))
    assert document.source == Source("other")
    document.undo_stack.undo()
    assert [replaced for _, replaced in heard] == [True, True]
    assert document.dataset == article_dataset()
    assert document.dataset.true_line is not None
    assert document.source == START


@given(
    st.lists(st.tuples(st.sampled_from(["add", "remove", "clear", "undo", "redo"]), st.integers(0, 20)), max_size=30)
)
def test_any_edits_undone_and_redone_come_back(edits):
    assert QCoreApplication.instance() is not None
    document = Document(Dataset([[0.0, 1.0], [2.0, 3.0]], [0, 1]), START)
    start = document.dataset
    for kind, value in edits:
        if kind == "add":
            document.add_sample((float(value), -1.0), value % 2)
        elif kind == "remove" and document.dataset.sample_count:
            document.remove_sample(value % document.dataset.sample_count)
        elif kind == "clear":
            document.clear()
        elif kind == "undo":
            document.undo_stack.undo()
        elif kind == "redo":
            document.undo_stack.redo()
    end, place = document.dataset, document.undo_stack.index()
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.dataset == start
    while document.undo_stack.index() < place:
        document.undo_stack.redo()
    assert document.dataset == end


def test_a_thousand_steps_are_kept():
    document = Document(Dataset.empty(), START)
    for place in range(UNDO_STEPS + 5):
        document.add_sample((float(place), 0.0), 1)
    assert document.undo_stack.count() == UNDO_STEPS
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert np.array_equal(document.dataset.features[0], np.arange(5.0))
