"""A run that was laid down and taken up again goes on as if it had never stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Checkpoint, CheckpointError, Dataset, Neuron, Optimizer, Trainer, TrainingSettings
from neuron_desktop.core.training import history
from neuron_desktop.core.training.history import RecordedStates
from neuron_desktop.core.training.segments import Edit
from tests.core.training.test_history import WAYS, bits, costs, overlapping
from tests.examples import few_examples

Act = Callable[[Trainer], object]


def seen(trainer: Trainer) -> tuple[object, ...]:
    """Everything a snapshot says, to the bit."""
    snapshot = trainer.snapshot()
    return (
        bits(snapshot),
        costs(snapshot),
        snapshot.scaled_neuron.weights.tobytes(),
        snapshot.changes,
        (snapshot.run, snapshot.first_iteration, snapshot.last_iteration, snapshot.converged, snapshot.finite),
        trainer.dataset,
        trainer.settings,
    )


def with_a_point(trainer: Trainer) -> None:
    trainer.set_dataset(trainer.dataset.with_sample([0.5, -0.25], 1))


def without_a_point(trainer: Trainer) -> None:
    if trainer.dataset.sample_count > 1:
        trainer.set_dataset(trainer.dataset.without_sample(trainer.dataset.sample_count // 2))


acts = st.one_of(
    st.integers(1, 40).map(lambda count: lambda trainer: trainer.take_steps(count)),
    st.floats(0.0, 1.0).map(
        lambda share: (
            lambda trainer: trainer.seek(
                trainer.first_iteration + int(share * (trainer.last_iteration - trainer.first_iteration))
            )
        )
    ),
    st.sampled_from([*WAYS, TrainingSettings(0.3, iterations=7), TrainingSettings(0.3, tolerance=0.05)]).map(
        lambda way: lambda trainer: trainer.configure(way)
    ),
    st.sampled_from([with_a_point, without_a_point, Trainer.step_back]),
)


@given(st.sampled_from(WAYS), st.lists(acts, max_size=8))
def test_a_bookmark_brings_back_what_a_checkpoint_does(way, before: list[Act]) -> None:
    trainer = Trainer(overlapping(40), way)
    for act in before:
        act(trainer)
    bookmark, checkpoint, dataset = trainer.bookmark(), trainer.checkpoint(), trainer.dataset
    assert bookmark.is_looking_back == (trainer.snapshot().iteration < trainer.last_iteration)
    trainer.take_steps(3)
    again = Trainer.from_bookmark(bookmark, dataset, run=checkpoint.run)
    assert seen(again) == seen(Trainer.from_checkpoint(checkpoint))


@given(st.sampled_from(WAYS), st.lists(acts, max_size=8), st.lists(acts, max_size=5))
@few_examples(0.4)
def test_a_trainer_of_a_checkpoint_goes_on_to_the_same_bits(way, before: list[Act], after: list[Act]) -> None:
    trainer = Trainer(overlapping(20), way, run=3)
    for act in before:
        act(trainer)
    other = Trainer.from_checkpoint(trainer.checkpoint())
    assert seen(other) == seen(trainer)
    for act in [*after, lambda trainer: trainer.advance(13)]:
        act(trainer)
        act(other)
        assert seen(other) == seen(trainer)
    for iteration in range(trainer.last_iteration, trainer.first_iteration - 1, -3):
        trainer.seek(iteration)
        other.seek(iteration)
        assert seen(other) == seen(trainer)


def test_a_checkpoint_does_not_change_while_training_goes_on() -> None:
    trainer = Trainer(overlapping(), TrainingSettings(0.3))
    trainer.advance(33)
    trainer.seek(17)
    checkpoint = trainer.checkpoint()
    before = [checkpoint.state.tobytes(), checkpoint.record.states.tobytes(), checkpoint.record.costs.tobytes()]
    trainer.advance(40)
    with_a_point(trainer)
    trainer.advance(40)
    assert before == [checkpoint.state.tobytes(), checkpoint.record.states.tobytes(), checkpoint.record.costs.tobytes()]
    assert len(checkpoint.segments) == 1
    for array in (checkpoint.state, checkpoint.record.states, checkpoint.segments[0].state):
        assert not array.flags.writeable
    assert bits(Trainer.from_checkpoint(checkpoint).seek(33)) == bits(Trainer(overlapping(), WAYS[0]).advance(33))


def test_a_run_may_be_taken_up_under_another_number() -> None:
    checkpoint = Trainer(overlapping(), run=3).checkpoint()
    assert Trainer.from_checkpoint(checkpoint).run_number == 3
    assert Trainer.from_checkpoint(checkpoint, run=8).snapshot().run == 8


def test_a_thinned_record_is_thinned_on_at_the_same_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BYTES_FOR_STATES", 16 * 6 * 40)
    trainer = Trainer(overlapping(), TrainingSettings(0.3))
    trainer.advance(900)
    other = Trainer.from_checkpoint(trainer.checkpoint())
    for count in (100, 1, 999):
        trainer.advance(count)
        other.advance(count)
        assert seen(other) == seen(trainer)
    assert trainer.checkpoint().record.spacing > 20


def test_a_fallen_run_stays_fallen() -> None:
    trainer = Trainer(Dataset([[1e200, -1e200]], [0, 1]), TrainingSettings(1e200))
    trainer.advance(50)
    assert not trainer.is_finite
    other = Trainer.from_checkpoint(trainer.checkpoint())
    assert other.advance(5).iteration == trainer.iteration
    assert not other.is_finite


def test_given_weights_begin_a_run_that_can_be_taken_up() -> None:
    trainer = Trainer(overlapping(), TrainingSettings(0.3))
    trainer.set_neuron(Neuron(np.array([1.0, 2.0]), 3.0), iteration=12)
    trainer.advance(9)
    other = Trainer.from_checkpoint(trainer.checkpoint())
    assert bits(other.seek(12)) == bits(trainer.seek(12))
    assert other.first_iteration == 12


@pytest.fixture
def checkpoint() -> Checkpoint:
    """Two parts, of 6 and 12 numbers a state, with a point more in the second."""
    trainer = Trainer(overlapping(), TrainingSettings(0.3))
    trainer.advance(12)
    trainer.configure(TrainingSettings(0.3, optimizer=Optimizer.ADAM))
    with_a_point(trainer)
    trainer.advance(11)
    return trainer.checkpoint()


def with_record(**changes: object) -> Callable[[Checkpoint], dict[str, object]]:
    return lambda checkpoint: {"record": replace(checkpoint.record, **changes)}


def with_segment(place: int, **changes: object) -> Callable[[Checkpoint], dict[str, object]]:
    def change(checkpoint: Checkpoint) -> dict[str, object]:
        segments = list(checkpoint.segments)
        segments[place] = replace(segments[place], **changes)
        return {"segments": tuple(segments)}

    return change


def with_edit(**changes: object) -> Callable[[Checkpoint], dict[str, object]]:
    return lambda checkpoint: with_segment(0, edit=replace(checkpoint.segments[0].edit, **changes))(checkpoint)


def with_rows(checkpoint: Checkpoint, iterations: list[int]) -> dict[str, object]:
    rows = len(iterations)
    states, costs_ = np.zeros((rows, checkpoint.record.states.shape[1])), np.zeros(rows)
    return {"record": replace(checkpoint.record, iterations=np.array(iterations), states=states, costs=costs_)}


ANOTHER = Edit(0, 0, np.zeros((1, 0)), np.zeros(0, np.int8), Dataset.empty(("x1",)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: {"run": -1}, "number of the run"),
        (lambda _: {"run": 2**31}, "number of the run"),
        (lambda _: {"segments": ()}, "not in order"),
        (lambda checkpoint: {"segments": checkpoint.segments[::-1]}, "not in order"),
        (with_segment(0, start=12), "not in order"),
        (with_segment(0, start=-5), "outside its range"),
        (lambda _: {"last_iteration": 2**60}, "outside its range"),
        (lambda _: {"iteration": 24}, "present iteration"),
        (lambda _: {"iteration": -1}, "present iteration"),
        (lambda _: {"iteration": 3, "last_iteration": 11}, "begins after its end"),
        (with_segment(1, edit=ANOTHER), "leads to no data set"),
        (with_edit(kept_before=-1), "keeps more samples"),
        (with_edit(kept_before=61, kept_after=1), "keeps more samples"),
        (with_segment(0, edit=ANOTHER), "has other features"),
        (with_edit(columns=np.zeros((2, 3))), "has other features"),
        (with_edit(columns=np.zeros((2, 1)), labels=np.array([2], np.int8)), "an invalid sample"),
        (with_edit(columns=np.full((2, 1), np.nan), labels=np.array([1], np.int8)), "an invalid sample"),
        (lambda _: {"settings": TrainingSettings(0.3)}, "not those of its last part"),
        (with_segment(0, settings=TrainingSettings(0.3, feature_map=("x3",))), "x3"),
        (with_segment(0, state=np.zeros(5)), "another number of parameters"),
        (with_segment(0, settings=WAYS[4]), "another number of parameters"),
        (lambda _: {"state": np.zeros(4)}, "another number of parameters"),
        (lambda _: {"state": np.zeros(10, np.float32)}, "another number of parameters"),
        (lambda _: {"iteration": 11}, "another number of parameters"),
        (with_record(costs=np.zeros(4)), "do not match"),
        (with_record(states=np.zeros((5, 9))), "do not match"),
        (with_record(states=np.zeros(5)), "do not match"),
        (with_record(states=np.zeros((4, 10))), "do not match"),
        (with_record(most_rows=4), "too many states, or too few"),
        (with_record(most_rows=10**9), "too many states, or too few"),
        (with_record(spacing=0), "spacing that no run has"),
        (with_record(spacing=15), "spacing that no run has"),
        (with_record(spacing=5 * 2**40), "spacing that no run has"),
        (lambda checkpoint: with_rows(checkpoint, [0, 5, 10, 15, 21]), "out of order"),
        (lambda checkpoint: with_rows(checkpoint, [0, 5, 5, 10, 15]), "out of order"),
        (lambda checkpoint: with_rows(checkpoint, [0, 5, 10, 15, 20, 25]), "outside the run"),
        (lambda checkpoint: with_rows(checkpoint, [-5, 0, 5, 10, 15, 20]), "outside the run"),
        (lambda checkpoint: with_rows(checkpoint, [0, 10, 15, 20]), "states are missing"),
        (lambda checkpoint: with_rows(checkpoint, [0, 5, 10, 15]), "states are missing"),
        (lambda checkpoint: with_rows(checkpoint, []), "states are missing"),
    ],
)
def test_what_no_training_can_have_led_to_is_refused(checkpoint: Checkpoint, change, words: str) -> None:
    assert Trainer.from_checkpoint(replace(checkpoint)).iteration == 23
    with pytest.raises(CheckpointError, match=words) as caught:
        replace(checkpoint, **change(checkpoint))
    assert str(caught.value).endswith(".")


def test_a_record_without_rows_has_no_width_to_ask_for() -> None:
    empty = Trainer(overlapping()).checkpoint()
    wide = RecordedStates(5, 100, np.zeros(0, np.int64), np.zeros((0, 2**50)), np.zeros(0))
    trainer = Trainer.from_checkpoint(replace(empty, record=wide))
    assert bits(trainer.advance(20)) == bits(Trainer(overlapping()).advance(20))
