"""Every change of the data set can be undone and redone."""

import gc
import tracemalloc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication

from neuron_desktop.core import Dataset, DatasetError, article_dataset
from neuron_desktop.core.data.split import Split
from neuron_desktop.session.document.document import UNDO_STEPS, Document
from neuron_desktop.session.document.source import Source

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
    document.remove_samples([123])
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
            document.remove_samples([value % document.dataset.sample_count])
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


def three_points():
    return Document(Dataset([[0.0, 1.0, 2.0], [5.0, 6.0, 7.0]], [0, 1, 0]), START)


def test_a_stroke_is_one_step():
    document = three_points()
    before, stroke = document.dataset, document.new_stroke()
    for place in range(5):
        document.add_samples([[place, place], [0.0, 1.0]], [1, 1], stroke=stroke)
    assert document.dataset.sample_count == 13
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "place 10 blue points"
    document.undo_stack.undo()
    assert document.dataset == before
    document.undo_stack.redo()
    assert np.array_equal(document.dataset.features[0, 3:], np.repeat(np.arange(5.0), 2))


def test_two_strokes_are_two_steps():
    document = three_points()
    for _ in range(2):
        document.add_samples([[1.0], [2.0]], [0], stroke=document.new_stroke())
    assert document.undo_stack.count() == 2


@given(rounds=st.lists(st.lists(st.integers(0, 39), min_size=1, max_size=6), min_size=1, max_size=5))
def test_an_erasing_stroke_puts_every_sample_back_in_its_place(rounds):
    before = Dataset(np.arange(80.0).reshape(2, 40), np.arange(40) % 2)
    document = Document(before, START)
    stroke = document.new_stroke()
    for indices in rounds:
        count = document.dataset.sample_count
        document.remove_samples([index % count for index in indices], stroke=stroke)
    erased, keys = document.dataset, document.sheet.keys
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.dataset == before
    document.undo_stack.redo()
    assert document.dataset == erased
    assert np.array_equal(document.sheet.keys, keys)


def test_a_drag_is_one_step_back_to_where_it_began():
    document = three_points()
    before, stroke = document.dataset, document.new_stroke()
    for place in (1.0, 2.0, 3.0):
        document.move_samples([2, 0], [[place, -place], [place, -place]], stroke=stroke)
    assert np.array_equal(document.dataset.features, [[-3.0, 1.0, 3.0], [-3.0, 6.0, 3.0]])
    assert document.undo_stack.undoText() == "move 2 points"
    document.undo_stack.undo()
    assert document.dataset == before
    assert document.undo_stack.index() == 0


def test_relabelling_changes_only_those_of_the_other_class():
    document = three_points()
    before = document.dataset
    document.relabel_samples([0, 1], 1)
    assert document.undo_stack.undoText() == "make red point blue"
    assert document.dataset.labels.tolist() == [1, 1, 0]
    document.undo_stack.undo()
    assert document.dataset == before
    document.relabel_samples([1], 1)
    assert not document.undo_stack.canRedo() or document.undo_stack.count() == 1
    assert document.dataset == before


def test_changes_that_change_nothing_are_no_step():
    document = three_points()
    document.move_samples([1], document.dataset.features[:, [1]])
    document.add_samples(np.empty((2, 0)), [])
    document.remove_samples([])
    assert document.undo_stack.count() == 0


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: document.add_samples([[np.nan], [0.0]], [1]),
        lambda document: document.add_samples([[0.0]], [1]),
        lambda document: document.add_samples([[0.0], [0.0]], [2]),
        lambda document: document.move_samples([0], [[np.inf], [0.0]]),
    ],
)
def test_what_is_no_sample_is_refused_and_changes_nothing(edit):
    document = three_points()
    before = document.dataset
    with pytest.raises(DatasetError):
        edit(document)
    assert document.dataset is before
    assert document.undo_stack.count() == 0


def test_generating_again_in_one_gesture_is_one_step_and_keeps_the_neuron():
    document = three_points()
    before = document.dataset
    heard, stroke = recording(document), document.new_stroke()
    for count in (1, 2, 3):
        other = Dataset(np.ones((2, count)), [0] * count)
        document.replace(other, Source("made"), on_disk=True, keep_neuron=True, stroke=stroke)
    assert [replaced for _, replaced in heard] == [False, False, False]
    assert document.undo_stack.count() == 1
    assert document.is_saved
    document.undo_stack.undo()
    assert document.dataset == before
    assert document.source == START


def test_a_neuron_cannot_be_kept_for_another_number_of_features():
    document = three_points()
    heard = recording(document)
    document.replace(Dataset([[1.0]], [0]), Source("made"), keep_neuron=True)
    assert [replaced for _, replaced in heard] == [True]


def test_what_is_held_back_stays_held_back_through_edits():
    document = Document(article_dataset(), START)
    heard = []
    document.parts_changed.connect(lambda parts, replaced: heard.append((parts, replaced)))
    document.set_split(Split(0.4))
    held = document.parts.test
    document.remove_samples(np.flatnonzero(~document.parts.is_test)[:10])
    document.add_sample((0.0, 0.0), 1)
    assert np.array_equal(document.parts.test.features[:, : held.sample_count], held.features)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.parts.test == held
    assert document.undo_stack.index() == 1
    assert [replaced for _, replaced in heard] == [False] * 5
    assert heard[-1][0] is document.parts


def test_another_seed_holds_back_others_and_the_same_split_nothing_new():
    document = Document(article_dataset(), START)
    document.set_split(Split(0.4))
    held = document.parts.test
    document.set_split(Split(0.4))
    assert document.parts.test is held
    document.set_split(Split(0.4, seed=1))
    assert document.parts.test != held


def test_opening_a_million_points_and_taking_it_back_copies_nothing():
    features = np.zeros((2, 1_000_000))
    features.flags.writeable = False
    large = Dataset(features, np.zeros(1_000_000, np.int8))
    document = three_points()
    document.replace(large, Source("large"))
    tracemalloc.start()
    for _ in range(10):
        document.undo_stack.undo()
        document.undo_stack.redo()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert document.dataset is large
    # Which samples are held back is asked anew: a mark for each.
    assert peak < 3_000_000


def test_a_thousand_edits_of_a_million_points_hold_no_copies():
    features = np.zeros((2, 1_000_000))
    features.flags.writeable = False
    document = Document(Dataset(features, np.zeros(1_000_000, np.int8)), START)
    tracemalloc.start()
    for place in range(60):
        document.add_sample((0.0, float(place)), 1)
        document.remove_samples([place])
        document.move_samples([place], [[1.0], [2.0]])
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    # The data set of now, 21 bytes a sample and a mark, whatever the number of steps.
    assert held < 30_000_000


def test_what_is_held_back_is_undone_to_the_very_same_samples():
    document = Document(article_dataset(), START)
    told = []
    document.split_changed.connect(told.append)
    # Other keys than a fresh set of as many samples would have.
    document.remove_samples(range(200))
    document.add_samples(np.ones((2, 100)), [1] * 100)
    document.set_split(Split(0.4))
    held = document.parts.is_test
    document.set_split(Split(0.4, seed=1))
    document.set_split(Split(0.1, seed=1))
    assert document.undo_stack.undoText() == "hold back 10 %"
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert np.array_equal(document.parts.is_test, held)
    document.undo_stack.undo()
    assert not document.parts.is_test.any()
    assert [split.test_share for split in told] == [0.4, 0.4, 0.1, 0.4, 0.4, 0.0]


def test_one_drag_of_the_share_is_one_step_and_leaves_nothing_to_save():
    document = Document(article_dataset(), START)
    for share in (0.1, 0.2, 0.3):
        document.set_split(Split(share), 1)
    document.set_split(Split(0.5), 2)
    assert document.undo_stack.count() == 2
    assert document.is_saved
    document.undo_stack.undo()
    assert document.split == Split(0.3)
    document.undo_stack.undo()
    assert document.split == Split()


def test_a_document_goes_with_its_last_user_and_leaves_nothing_to_the_collector_of_circles():
    document = Document(article_dataset(), START)
    document.add_sample((0.0, 0.0), 1)
    document.replace(Dataset.empty(), Source("other"))
    document.undo_stack.undo()
    known = weakref.ref(document)
    gc.disable()
    try:
        del document
        assert known() is None
    finally:
        gc.enable()
