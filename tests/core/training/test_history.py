"""Every earlier iteration can be reached, to the last bit, in bounded memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, Neuron, Optimizer, SettingsError, Snapshot, Trainer, TrainingSettings
from neuron_desktop.core.training import history
from neuron_desktop.core.training import segments as segments
from neuron_desktop.core.training.history import StateRecord
from neuron_desktop.core.training.segments import Change, Edit
from tests.core.strategies import datasets


def overlapping(samples: int = 60, *, seed: int = 3) -> Dataset:
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, samples)
    return Dataset(random.normal(size=(2, samples)) + 0.8 * labels, labels)


def bits(snapshot: Snapshot) -> tuple[object, ...]:
    neuron = snapshot.neuron
    return (
        snapshot.iteration,
        neuron.weights.tobytes(),
        neuron.bias.hex(),
        snapshot.cost,
        snapshot.accuracy,
        snapshot.gradient_norm,
        snapshot.sample_count,
    )


def costs(snapshot: Snapshot) -> tuple[list[int], list[float]]:
    return snapshot.cost_curve.iterations.tolist(), snapshot.cost_curve.costs.tolist()


WAYS = [
    TrainingSettings(0.3),
    TrainingSettings(0.3, standardize=True),
    TrainingSettings(0.3, optimizer=Optimizer.MOMENTUM, l1=0.01),
    TrainingSettings(0.03, optimizer=Optimizer.ADAM, l2=0.01),
    TrainingSettings(0.1, batch_size=7, feature_map=("x1", "x2", "x1·x2")),
]


class TestSeeking:
    @pytest.mark.parametrize("way", WAYS)
    def test_every_iteration_comes_back_to_the_last_bit(self, way: TrainingSettings) -> None:
        trainer = Trainer(overlapping(), way)
        seen = [bits(trainer.snapshot())]
        seen += [bits(trainer.advance(1)) for _ in range(43)]
        for iteration in [43, 0, 17, 42, 5, 6, 4, 41, 10]:
            assert bits(trainer.seek(iteration)) == seen[iteration]
        whole = trainer.seek(43)
        assert bits(whole) == seen[43]
        assert (whole.first_iteration, whole.last_iteration) == (0, 43)

    @given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.sampled_from(WAYS))
    def test_slicing_changes_neither_weights_nor_costs(self, slices: list[int], way: TrainingSettings) -> None:
        sliced = Trainer(overlapping(), way)
        for count in slices:
            last = sliced.advance(count)
        whole = Trainer(overlapping(), way).advance(sum(slices))
        assert bits(last) == bits(whole)
        assert costs(last) == costs(whole)

    def test_step_back_goes_to_the_start_and_no_further(self) -> None:
        trainer = Trainer(overlapping())
        trainer.advance(2)
        assert [trainer.step_back().iteration for _ in range(3)] == [1, 0, 0]

    def test_looking_back_forgets_nothing(self) -> None:
        trainer = Trainer(overlapping())
        whole = trainer.advance(30)
        back = trainer.seek(12)
        assert costs(back) == costs(whole)
        assert (trainer.iteration, trainer.last_iteration, back.last_iteration) == (12, 30, 30)

    def test_going_on_from_an_earlier_iteration_forgets_what_came_later(self) -> None:
        trainer = Trainer(overlapping())
        later = trainer.advance(30)
        kept = costs(later)
        trainer.seek(12)
        trainer.configure(replace(trainer.settings, learning_rate=0.5))
        other = trainer.advance(10)
        assert (other.iteration, other.last_iteration) == (22, 22)
        assert other.cost_curve.iterations.tolist() == [0, 5, 10, 15, 20]
        assert other.cost_curve.costs[4] != later.cost_curve.costs[4]
        assert other.changes == (Change(12, "learning rate 0.5"),)
        # A curve that has been handed out stays what it was.
        assert costs(later) == kept
        with pytest.raises(SettingsError, match=r"Iteration 23 cannot be shown; those from 0 to 22 can\."):
            trainer.seek(23)

    def test_going_on_unchanged_repeats_the_run(self) -> None:
        trainer = Trainer(overlapping(), TrainingSettings(optimizer=Optimizer.MOMENTUM))
        first = trainer.advance(30)
        trainer.seek(13)
        again = trainer.advance(17)
        assert bits(again) == bits(first)
        assert costs(again) == costs(first)

    def test_a_run_whose_points_are_all_gone_can_be_looked_back_at(self) -> None:
        dataset = overlapping()
        trainer = Trainer(dataset)
        seen = bits(trainer.advance(7))
        trainer.advance(3)
        trainer.set_dataset(Dataset.empty())
        assert bits(trainer.seek(7)) == seen

    def test_going_on_for_a_little_does_not_bring_back_what_was_forgotten(self) -> None:
        trainer = Trainer(overlapping())
        trainer.advance(30)
        trainer.seek(13)
        assert trainer.advance(3).cost_curve.iterations.tolist() == [0, 5, 10, 15]
        assert trainer.last_iteration == 16

    @pytest.mark.parametrize("iteration", [-1, 31])
    def test_iterations_that_were_not_reached_are_refused(self, iteration: int) -> None:
        trainer = Trainer(overlapping())
        before = bits(trainer.advance(30))
        with pytest.raises(SettingsError, match="cannot be shown"):
            trainer.seek(iteration)
        assert bits(trainer.snapshot()) == before

    def test_given_weights_begin_a_history(self) -> None:
        trainer = Trainer(overlapping())
        trainer.advance(8)
        trainer.set_neuron(Neuron(np.array([1.0, 2.0]), 3.0), iteration=100)
        assert trainer.advance(3).first_iteration == 100
        assert trainer.seek(100).neuron == Neuron(np.array([1.0, 2.0]), 3.0)


class TestChanges:
    def test_before_a_change_everything_is_as_it_was_then(self) -> None:
        random = np.random.default_rng(0)
        dataset = overlapping()
        trainer = Trainer(dataset, TrainingSettings(standardize=True))
        seen = []
        for turn in range(12):
            for _ in range(random.integers(1, 9)):
                seen.append(bits(trainer.advance(1)))
            if turn % 3 == 0:
                dataset = dataset.with_sample(random.normal(size=2), turn % 2, index=int(random.integers(60)))
                trainer.set_dataset(dataset)
            elif turn % 3 == 1:
                dataset = dataset.without_sample(int(random.integers(50)))
                trainer.set_dataset(dataset)
            else:
                trainer.configure(replace(trainer.settings, learning_rate=0.1 + 0.01 * turn))
        seen.append(bits(trainer.advance(1)))
        changed = {change.iteration for change in trainer.snapshot().changes}
        assert len(changed) == 12
        for state in random.permutation(np.arange(len(seen))):
            iteration = int(state) + 1
            found = bits(trainer.seek(iteration))
            if iteration in changed:
                # There the state is already the one that goes on: on the data set after the change.
                assert found[0] == iteration
            else:
                assert found == seen[state]
        assert trainer.dataset is dataset
        assert bits(trainer.seek(len(seen))) == seen[-1]

    def test_weights_stay_when_points_and_rate_change(self) -> None:
        trainer = Trainer(overlapping())
        before = trainer.advance(9).neuron
        trainer.set_dataset(overlapping(61))
        trainer.configure(TrainingSettings(0.7))
        assert trainer.neuron == before

    def test_two_edits_between_steps_are_undone_together(self) -> None:
        dataset = overlapping()
        trainer = Trainer(dataset)
        seen = bits(trainer.advance(8))
        trainer.advance(1)
        once = dataset.without_sample(3)
        trainer.set_dataset(once)
        trainer.set_dataset(once.with_sample([4.0, 5.0], 1, index=7))
        trainer.advance(1)
        assert bits(trainer.seek(8)) == seen

    def test_another_optimizer_remembers_nothing_of_the_one_before(self) -> None:
        adam = TrainingSettings(optimizer=Optimizer.ADAM)
        momentum = TrainingSettings(optimizer=Optimizer.MOMENTUM)
        changed, fresh = Trainer(overlapping(), momentum), Trainer(overlapping(), adam)
        fresh.set_neuron(changed.advance(9).neuron, iteration=9)
        changed.configure(adam)
        assert changed.advance(4).neuron == fresh.advance(4).neuron

    def test_what_changed_is_said_in_words(self) -> None:
        dataset = overlapping()
        trainer = Trainer(dataset)
        trainer.configure(TrainingSettings(0.2))
        trainer.set_dataset(dataset.with_sample([0.0, 0.0], 1))
        assert trainer.snapshot().changes == ()
        trainer.advance(4)
        two_less = dataset.without_sample(0)
        trainer.set_dataset(two_less)
        trainer.set_dataset(two_less.without_sample(0).with_sample([1.0, 1.0], 1))
        trainer.set_dataset(dataset.with_sample([1.0, 1.0], 1))
        trainer.advance(1)
        trainer.configure(
            TrainingSettings(
                0.3, 10, 5, 0.1, 0.2, True, ("x1",), 4, optimizer=Optimizer.ADAM, momentum=0.5, tolerance=0.01
            )
        )
        trainer.advance(1)
        trainer.configure(
            TrainingSettings(0.3, 10, None, 0.1, 0.2, seed=4, optimizer=Optimizer.ADAM, momentum=0.5, tolerance=0.01)
        )
        assert [(change.iteration, change.what) for change in trainer.snapshot().changes] == [
            (4, "2 points removed"),
            (4, "points changed"),
            (4, "2 points added"),
            *[
                (5, what)
                for what in (
                    "learning rate 0.3",
                    "batch size 5",
                    "L1 penalty 0.1",
                    "L2 penalty 0.2",
                    "momentum 0.5",
                    "tolerance 0.01",
                    "seed 4",
                    "adam",
                    "features standardized",
                    "features x1",
                )
            ],
            (6, "batch size all"),
            (6, "features as they are"),
            (6, "no derived features"),
        ]

    def test_another_end_of_the_run_is_no_change(self) -> None:
        trainer = Trainer(overlapping())
        trainer.advance(10)
        trainer.seek(4)
        trainer.configure(TrainingSettings(iterations=50))
        assert trainer.snapshot().changes == ()
        assert trainer.last_iteration == 10

    def test_going_on_from_before_a_change_takes_up_what_is_set_now(self) -> None:
        dataset, larger = overlapping(), overlapping(70)
        trainer = Trainer(dataset)
        trainer.advance(10)
        trainer.set_dataset(larger)
        trainer.advance(10)
        assert trainer.seek(4).sample_count == 60
        after = trainer.advance(6)
        assert after.sample_count == 70
        assert after.changes == (Change(4, "the present data set and settings"),)
        other = Trainer(dataset)
        other.advance(4)
        other.set_dataset(larger)
        assert bits(other.advance(6)) == bits(after)

    def test_editing_while_looking_back_goes_on_from_there(self) -> None:
        trainer = Trainer(overlapping())
        trainer.advance(10)
        trainer.seek(4)
        trainer.set_dataset(overlapping(61))
        assert (trainer.iteration, trainer.last_iteration) == (4, 4)

    def test_momentum_survives_an_edit_and_ends_with_its_optimizer(self) -> None:
        settings = TrainingSettings(optimizer=Optimizer.MOMENTUM)
        dataset = overlapping()
        edited, fresh = Trainer(dataset, settings), Trainer(dataset)
        neuron = edited.advance(10).neuron
        fresh.set_neuron(neuron, iteration=10)
        same = Dataset(dataset.features, dataset.labels)
        edited.set_dataset(same)
        moved = edited.advance(1).neuron
        edited.seek(10)
        edited.configure(TrainingSettings())
        assert edited.advance(1).neuron == fresh.advance(1).neuron
        assert moved != edited.neuron


class TestMemory:
    def test_a_long_run_is_thinned_and_every_iteration_still_comes_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(history, "BYTES_FOR_STATES", 8 * 6 * 2 * 40)
        trainer, whole = Trainer(overlapping()), Trainer(overlapping())
        seen = [bits(trainer.snapshot())]
        seen += [bits(trainer.advance(1)) for _ in range(900)]
        curve = trainer.snapshot().cost_curve
        assert set(np.diff(curve.iterations).tolist()) <= {5, 10, 20, 40, 80}
        assert np.unique(np.diff(curve.iterations)).size == 1
        assert 20 <= curve.iterations.size <= 41
        for iteration in (1, 37, 450, 899, 900):
            assert bits(trainer.seek(iteration)) == seen[iteration]
        assert costs(whole.advance(900)) == costs(trainer.seek(900))

    def test_the_oldest_edits_are_forgotten_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(segments, "BYTES_FOR_CHANGES", 6000)
        dataset = overlapping()
        trainer = Trainer(dataset)
        for _ in range(20):
            trainer.advance(7)
            dataset = dataset.with_sample([0.0, 1.0], 1)
            trainer.set_dataset(dataset)
        first = trainer.first_iteration
        assert 0 < first < 140
        assert trainer.seek(first).sample_count < dataset.sample_count
        assert trainer.seek(first).cost_curve.iterations[0] >= first
        with pytest.raises(SettingsError, match=f"those from {first} to 140 can"):
            trainer.seek(first - 1)
        assert trainer.seek(first + 8).iteration == first + 8

    def test_iterations_allocate_nothing_that_stays(self) -> None:
        trainer = Trainer(overlapping(2000))
        trainer.take_steps(10)
        tracemalloc.start()
        try:
            trainer.take_steps(10_000)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 1_000_000

    def test_a_trainer_holds_less_than_two_and_a_half_times_the_features(self) -> None:
        dataset = overlapping(400_000)
        tracemalloc.start()
        try:
            trainer = Trainer(dataset)
            trainer.take_steps(6)
            held = tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()
        assert trainer.iteration == 6
        assert held < 2.5 * dataset.features.nbytes

    def test_the_bounds_add_up_to_64_mebibytes(self) -> None:
        assert history.BYTES_FOR_STATES + segments.BYTES_FOR_CHANGES <= 64 * 2**20
        record = StateRecord(4)
        states, costs = np.zeros((100, 4)), np.zeros(100)
        tracemalloc.start()
        try:
            for start in range(0, 2_300_000, 500):
                record.add(np.arange(start, start + 500, 5), states, costs)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert record.spacing > 5
        assert peak <= history.BYTES_FOR_STATES * 1.6


class TestEdit:
    @settings(max_examples=200)
    @given(datasets(), datasets(), st.data())
    def test_it_leads_back_to_the_data_set_before(self, one: Dataset, two: Dataset, data: st.DataObject) -> None:
        if one.feature_count != two.feature_count:
            two = one
        old, new = data.draw(st.permutations([one, two]))
        if old.sample_count > 1 and data.draw(st.booleans()):
            new = old.without_sample(data.draw(st.integers(0, old.sample_count - 1)))
        edit = Edit.between(old, new)
        assert edit.undone(new) == old

    def test_it_holds_what_differs_only(self) -> None:
        old = overlapping(1000)
        new = old.without_sample(500).with_sample([9.0, 9.0], 0, index=500)
        edit = Edit.between(old, new)
        assert edit.columns.tolist() == old.features[:, 500:501].tolist()
        assert edit.bytes < 600


def test_a_fall_ends_at_the_same_iteration_however_it_is_sliced() -> None:
    dataset = Dataset([[1e200, -1e200, 1e200]], [1, 0, 0])
    ends = set()
    for count in (1, 3, 7, 1000):
        trainer = Trainer(dataset, TrainingSettings(1e110))
        for _ in range(2000 // count):
            trainer.take_steps(count)
        ends.add((trainer.iteration, trainer.last_iteration, str(trainer.neuron.weights), trainer.neuron.bias))
        assert not trainer.is_finite
        assert trainer.snapshot().diverged
    assert len(ends) == 1


def test_a_record_that_gets_wider_keeps_its_rows() -> None:
    record = StateRecord(2)
    record.add(np.array([0, 5]), np.array([[0.0, 1.0], [5.0, 1.0]]), np.array([0.5, 0.25]))
    record.widen(4)
    record.widen(3)
    record.add(np.array([10]), np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([0.125]))
    found = record.newest(7, 0)
    assert found is not None
    assert (found[0], found[1][:2].tolist()) == (5, [5.0, 1.0])
    assert record.curve(None).costs.tolist() == [0.5, 0.25, 0.125]
