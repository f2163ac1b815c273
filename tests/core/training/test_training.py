from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from neuron_desktop.core import (
    Dataset,
    DatasetError,
    Neuron,
    NeuronDesktopError,
    Scaling,
    SettingsError,
    Snapshot,
    Trainer,
    TrainingSettings,
    article_dataset,
)
from neuron_desktop.core.model.objective import (
    COLUMNS_IN_A_SHORT_STRIP,
    MOST_COLUMNS_IN_A_STRIP,
    MOST_ROWS_IN_SHORT_STRIPS,
    SUMS_IN_A_BLOCK,
    Objective,
    pack,
)
from tests.core import article
from tests.core.strategies import datasets, problems, splits

BLOCK_EDGES = [
    1,
    COLUMNS_IN_A_SHORT_STRIP - 1,
    COLUMNS_IN_A_SHORT_STRIP,
    COLUMNS_IN_A_SHORT_STRIP + 1,
    2 * COLUMNS_IN_A_SHORT_STRIP + 1,
    MOST_COLUMNS_IN_A_STRIP + 1,
    COLUMNS_IN_A_SHORT_STRIP * SUMS_IN_A_BLOCK + 1,
]


def overlapping(feature_count: int, sample_count: int, *, seed: int = 7) -> Dataset:
    """Return two classes that no line separates, in features of very different units."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, sample_count)
    features = random.normal(0.0, 1.0, (feature_count, sample_count)) + 0.8 * labels
    units = 10.0 ** np.arange(feature_count)[:, None]
    return Dataset((features + 3.0) * units, labels)


def small() -> Dataset:
    return Dataset([[1.0, -1.0, 2.0, 0.5], [0.5, -2.0, -1.0, 1.5]], [1, 0, 0, 1])


def same_bits(left: Snapshot, right: Snapshot) -> bool:
    return (
        left.iteration == right.iteration
        and left.neuron.weights.tobytes() == right.neuron.weights.tobytes()
        and np.float64(left.neuron.bias).tobytes() == np.float64(right.neuron.bias).tobytes()
        and left.scaled_neuron.weights.tobytes() == right.scaled_neuron.weights.tobytes()
        and np.float64(left.cost).tobytes() == np.float64(right.cost).tobytes()
        and left.accuracy == right.accuracy
    )


def relative_difference(neuron: Neuron, other: Neuron) -> float:
    ours, theirs = np.append(neuron.weights, neuron.bias), np.append(other.weights, other.bias)
    return float(np.max(np.abs(ours - theirs) / np.abs(theirs)))


class TestSettings:
    def test_the_defaults_are_the_article_s(self) -> None:
        assert TrainingSettings() == TrainingSettings(learning_rate=0.1, iterations=2000, standardize=False)
        assert Trainer(small()).settings == TrainingSettings()

    @pytest.mark.parametrize("learning_rate", [0.0, -0.1, math.nan, math.inf, "0.1", None])
    def test_a_learning_rate_outside_its_domain_is_refused(self, learning_rate: object) -> None:
        with pytest.raises(SettingsError, match=f"The learning rate is {learning_rate}; .* finite number above 0"):
            TrainingSettings(learning_rate=learning_rate)

    @pytest.mark.parametrize("iterations", [0, -1, 1.5, "10", None])
    def test_a_number_of_iterations_outside_its_domain_is_refused(self, iterations: object) -> None:
        with pytest.raises(SettingsError, match=f"The number of iterations is {iterations}; .* from 1") as caught:
            TrainingSettings(iterations=iterations)
        assert isinstance(caught.value, NeuronDesktopError)
        assert isinstance(caught.value, ValueError)

    def test_the_edges_of_the_domain_are_accepted(self) -> None:
        settings = TrainingSettings(learning_rate=5e-324, iterations=1)
        assert (settings.learning_rate, settings.iterations) == (5e-324, 1)
        assert TrainingSettings(learning_rate=1).learning_rate == 1


class TestObjective:
    @pytest.mark.parametrize("feature_count", [1, 2, 5, MOST_ROWS_IN_SHORT_STRIPS - 1, MOST_ROWS_IN_SHORT_STRIPS])
    @pytest.mark.parametrize("sample_count", BLOCK_EDGES)
    def test_it_equals_the_neuron_at_the_edges_of_its_blocks(self, sample_count: int, feature_count: int) -> None:
        random = np.random.default_rng(sample_count)
        features = random.normal(0.0, 2.0, (feature_count, sample_count))
        dataset = Dataset(features, random.integers(0, 2, sample_count))
        neuron = Neuron(random.normal(0.0, 1.0, feature_count), 0.3)
        assert_objective_equals_neuron(dataset, neuron)

    @given(problems())
    def test_it_equals_the_neuron_on_any_data(self, problem: tuple[Dataset, Neuron]) -> None:
        assert_objective_equals_neuron(*problem)

    def test_a_probability_of_exactly_a_half_counts_as_class_1(self) -> None:
        dataset = Dataset([[1.0, 2.0, 3.0, 4.0]], [1, 0, 1, 1])
        objective = Objective(dataset.features, dataset.labels)
        assert objective.evaluate(pack(np.array([0.0]), 0.0))[1] == (0, 3)
        # z = 0 at the samples of label 0 and label 1 in the middle, and the right side for the others.
        assert objective.evaluate(pack(np.array([1.0]), -2.0))[1] == (0, 2)

    def test_the_loss_keeps_its_digits_where_probabilities_round_to_1(self) -> None:
        objective = Objective(np.array([[1.0, -1.0]]), np.array([1, 0], np.int8))
        assert objective.cost(np.array([40.0, 0.0])) == pytest.approx(math.exp(-40.0), rel=1e-15, abs=0.0)
        assert objective.cost(np.array([-1e4, 0.0])) == 1e4

    @pytest.mark.parametrize("weight", [1e308, -1e308])
    def test_the_largest_logits_neither_overflow_nor_warn(self, weight: float) -> None:
        objective = Objective(np.array([[1.0, -1.0]]), np.array([0, 1], np.int8))
        gradient = np.empty(2)
        objective.gradient(np.array([weight, 0.0]), gradient)
        # Both samples lie on the same side of their label: dZ is (1, −1), or (0, 0) with the sign turned.
        assert gradient.tolist() == ([1.0, 0.0] if weight > 0 else [0.0, 0.0])
        one = Objective(np.array([[1.0]]), np.array([0], np.int8))
        assert one.cost(np.array([weight, 0.0])) == max(weight, 0.0)

    @given(datasets(min_samples=2), st.data())
    def test_small_steps_never_raise_the_cost(self, dataset: Dataset, data: st.DataObject) -> None:
        with_bias = np.vstack([dataset.features, np.ones(dataset.sample_count)])
        curvature = np.linalg.eigvalsh(with_bias @ with_bias.T)[-1] / (4 * dataset.sample_count)
        trainer = Trainer(dataset, TrainingSettings(learning_rate=1.0 / curvature))
        start = data.draw(st.floats(-5.0, 5.0))
        trainer.set_neuron(Neuron(np.full(dataset.feature_count, start), -start))
        before = trainer.snapshot().cost
        for _ in range(20):
            after = trainer.advance(1).cost
            assert after <= before * (1 + 1e-12) + 1e-15
            before = after


def assert_objective_equals_neuron(dataset: Dataset, neuron: Neuron) -> None:
    features, labels = dataset.features, dataset.labels
    objective = Objective(features, labels)
    parameters = pack(neuron.weights, neuron.bias)
    gradient = np.full(parameters.shape, np.nan)
    objective.gradient(parameters, gradient)
    expected = neuron.backpropagation(features, labels)
    assert gradient[:-1] == pytest.approx(expected.weights, rel=1e-11, abs=1e-13)
    assert gradient[-1] == pytest.approx(expected.bias, rel=1e-11, abs=1e-13)
    assert objective.cost(parameters) == pytest.approx(neuron.cost(features, labels), rel=1e-12)
    # A logit within rounding of 0 may fall on either side.
    clear = np.abs(neuron.logits(features)) > 1e-12
    right = neuron.predict(features) == labels
    for label, counted in enumerate(objective.evaluate(parameters)[1]):
        assert abs(counted - np.count_nonzero(right[labels == label])) <= np.count_nonzero(~clear)
    assert np.array_equal(parameters, pack(neuron.weights, neuron.bias))


class TestAgainstReferences:
    @pytest.mark.parametrize(
        "dataset",
        [article_dataset(), overlapping(5, 400)],
        ids=["the article's data set", "five features"],
    )
    def test_weights_and_costs_are_the_article_s(self, dataset: Dataset) -> None:
        # Five features come in units up to 10,000; the article has no scaling, so they are given in one unit here.
        features = dataset.features / np.abs(dataset.features).max(axis=1, keepdims=True) * 10.0
        given = Dataset(features, dataset.labels)
        weights, bias, costs = article.model(given.features, given.labels[None].astype(float))
        snapshot = Trainer(given).advance(2000)
        assert snapshot.iteration == 2000
        assert snapshot.neuron.weights == pytest.approx(weights[:, 0], rel=1e-9)
        assert snapshot.neuron.bias == pytest.approx(bias, rel=1e-9)
        kept = np.isfinite(costs)
        assert np.count_nonzero(kept) > 300
        assert snapshot.cost_curve.iterations[:-1].tolist() == list(range(0, 2000, 5))
        assert snapshot.cost_curve.costs[:-1][kept] == pytest.approx(costs[kept], rel=1e-9)

    def test_the_article_s_own_data_give_the_article_s_weights(self) -> None:
        dataset = article_dataset()
        weights, bias, _ = article.model(dataset.features, dataset.labels[None].astype(float))
        neuron = Trainer(dataset).advance(2000).neuron
        assert np.abs(neuron.weights - weights[:, 0]).max() <= 1e-9
        assert abs(neuron.bias - float(bias)) <= 1e-9

    @pytest.mark.parametrize("feature_count", [1, 2, 5])
    def test_enough_iterations_reach_the_optimum_scikit_learn_finds(self, feature_count: int) -> None:
        dataset = overlapping(feature_count, 600)
        # Fitted to features in one unit, which Newton's method needs, and taken to data units by hand.
        units = 10.0 ** np.arange(feature_count)
        model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12)
        model.fit(dataset.features.T / units, dataset.labels)
        settings = TrainingSettings(learning_rate=1.0, standardize=True)
        neuron = Trainer(dataset, settings).advance(5000).neuron
        assert neuron.weights == pytest.approx(model.coef_[0] / units, rel=1e-6)
        assert neuron.bias == pytest.approx(model.intercept_[0], rel=1e-6)


def test_the_widest_range_of_all_is_learned_from_when_standardised() -> None:
    dataset = Dataset([[1.7e308, -1.7e308, 1.7e308, 1e307]], [1, 0, 1, 0])
    snapshot = Trainer(dataset, TrainingSettings(1.0, standardize=True)).advance(500)
    assert snapshot.finite
    assert snapshot.scaled_neuron.is_finite
    assert snapshot.cost < 0.1
    assert snapshot.cost_curve.costs[0] == pytest.approx(math.log(2.0))


class TestSlicing:
    @given(splits(37), st.booleans(), st.sampled_from([0.1, 5.0, 1e200]))
    def test_how_iterations_are_sliced_does_not_change_a_bit(
        self, slices: list[int], standardize: bool, learning_rate: float
    ) -> None:
        settings = TrainingSettings(learning_rate=learning_rate, standardize=standardize)
        whole = Trainer(overlapping(3, 40), settings).advance(sum(slices))
        trainer = Trainer(overlapping(3, 40), settings)
        for iterations in slices:
            snapshot = trainer.advance(iterations)
        assert same_bits(snapshot, whole)
        assert snapshot.cost_curve.iterations.tolist() == whole.cost_curve.iterations.tolist()
        assert snapshot.cost_curve.costs.tobytes() == whole.cost_curve.costs.tobytes()

    @given(splits(30))
    def test_how_a_run_that_diverges_is_sliced_does_not_matter_either(self, slices: list[int]) -> None:
        dataset = Dataset([[1e300, -1e300, 5e299], [1.0, 2.0, 3.0]], [0, 1, 1])
        settings = TrainingSettings(learning_rate=1e5)
        whole = Trainer(dataset, settings).advance(30)
        assert whole.diverged
        trainer = Trainer(dataset, settings)
        for iterations in slices:
            snapshot = trainer.advance(iterations)
        assert same_bits(snapshot, whole)

    def test_blocks_are_added_in_the_same_order_each_time(self) -> None:
        # More than fits the cache, in three blocks, which are looked at forwards and backwards in turn.
        dataset = overlapping(2, 2 * SUMS_IN_A_BLOCK // 3 * COLUMNS_IN_A_SHORT_STRIP + 1)
        settings = TrainingSettings(standardize=True)
        whole = Trainer(dataset, settings).advance(12)
        trainer = Trainer(dataset, settings)
        for iterations in (5, 1, 6):
            snapshot = trainer.advance(iterations)
        assert same_bits(snapshot, whole)

    def test_take_steps_and_snapshot_are_advance(self) -> None:
        trainer = Trainer(small())
        trainer.take_steps(7)
        assert trainer.iteration == 7
        assert same_bits(trainer.snapshot(), Trainer(small()).advance(7))


class TestGoingOn:
    @pytest.mark.parametrize("standardize", [False, True])
    def test_adding_a_point_keeps_the_weights(self, standardize: bool) -> None:
        trainer = Trainer(overlapping(2, 50), TrainingSettings(standardize=standardize))
        before = trainer.advance(50)
        longer = trainer.dataset.with_sample((4.0, -25.0), 1)
        trainer.set_dataset(longer)
        after = trainer.snapshot()
        assert trainer.dataset is longer
        assert after.sample_count == 51
        assert after.iteration == 50
        assert relative_difference(after.neuron, before.neuron) <= (1e-12 if standardize else 0.0)
        assert after.cost == pytest.approx(before.neuron.cost(longer.features, longer.labels), rel=1e-12)
        fresh = Trainer(longer, trainer.settings)
        fresh.set_neuron(before.neuron, iteration=50)
        # The next step is one on the new data.
        assert relative_difference(trainer.advance(1).neuron, fresh.advance(1).neuron) <= 1e-12

    def test_points_painted_on_nothing_are_learned_from(self) -> None:
        trainer = Trainer(Dataset.empty())
        trainer.advance(3)
        trainer.set_dataset(small())
        assert same_bits(trainer.advance(9), Trainer(small()).advance(9))

    def test_another_number_of_features_is_refused_and_changes_nothing(self) -> None:
        trainer = Trainer(small())
        before = trainer.advance(10)
        with pytest.raises(DatasetError, match="The neuron learns from 2 features but the data set has 3"):
            trainer.set_dataset(overlapping(3, 10))
        with pytest.raises(DatasetError, match="The neuron has 3 weights but the data set 2 features"):
            trainer.set_neuron(Neuron.zero(3))
        assert same_bits(trainer.snapshot(), before)

    @pytest.mark.parametrize("standardize", [False, True])
    def test_a_new_learning_rate_keeps_the_weights_and_counts_from_the_next_step(self, standardize: bool) -> None:
        trainer = Trainer(small(), TrainingSettings(standardize=standardize))
        before = trainer.advance(10)
        settings = TrainingSettings(learning_rate=0.7, iterations=50, standardize=standardize)
        trainer.configure(settings)
        assert trainer.settings is settings
        assert same_bits(trainer.snapshot(), before)
        after = trainer.advance(1)
        scaled = Dataset(before.scaling.apply(small().features), small().labels)
        gradient = before.scaled_neuron.backpropagation(scaled.features, scaled.labels)
        expected = before.scaled_neuron.weights - 0.7 * gradient.weights
        assert after.scaled_neuron.weights == pytest.approx(expected, rel=1e-13)

    @pytest.mark.parametrize("dataset", [article_dataset(), overlapping(3, 100)], ids=["article", "three features"])
    def test_toggling_standardize_keeps_the_neuron_in_data_units(self, dataset: Dataset) -> None:
        trainer = Trainer(dataset)
        trainer.set_neuron(Neuron(np.linspace(-1.0, 2.0, dataset.feature_count), 5.0))
        trainer.configure(TrainingSettings(standardize=True))
        before = trainer.advance(20)
        trainer.configure(TrainingSettings(standardize=False))
        raw = trainer.snapshot()
        assert relative_difference(raw.neuron, before.neuron) <= 1e-12
        assert raw.cost == pytest.approx(before.cost, rel=1e-11)
        assert raw.scaling.is_none
        assert raw.scaled_neuron is raw.neuron
        trainer.configure(TrainingSettings(standardize=True))
        back = trainer.snapshot()
        assert relative_difference(back.neuron, before.neuron) <= 1e-12
        assert relative_difference(back.scaled_neuron, before.scaled_neuron) <= 1e-12
        assert not back.scaling.is_none

    def test_set_neuron_goes_on_from_there_as_if_it_had_come_that_far(self) -> None:
        whole = Trainer(small()).advance(30)
        trainer = Trainer(small())
        trainer.advance(4)
        trainer.set_neuron(Trainer(small()).advance(17).neuron, iteration=17)
        assert trainer.iteration == 17
        assert trainer.snapshot().cost_curve.costs.size == 0
        snapshot = trainer.advance(13)
        assert same_bits(snapshot, whole)
        assert snapshot.cost_curve.iterations.tolist() == [20, 25, 30]
        trainer.set_neuron(Neuron.zero(2))
        assert trainer.iteration == 0

    def test_the_trainer_s_neuron_is_the_snapshot_s(self) -> None:
        trainer = Trainer(overlapping(2, 30), TrainingSettings(standardize=True), run=3)
        snapshot = trainer.advance(8)
        assert trainer.neuron == snapshot.neuron
        assert snapshot.run == 3
        assert Trainer(small()).snapshot().run == 0


class TestSnapshots:
    def test_a_cost_curve_records_every_fifth_iteration_and_the_neuron_s_cost_there(self) -> None:
        dataset = small()
        trainer = Trainer(dataset)
        for iterations in (3, 4, 0, 13, 7, 3):
            curve = trainer.advance(iterations).cost_curve
        assert curve.iterations.tolist() == [0, 5, 10, 15, 20, 25, 30]
        for iteration, cost in zip(curve.iterations, curve.costs, strict=True):
            neuron = Trainer(dataset).advance(int(iteration)).neuron
            assert cost == pytest.approx(neuron.cost(dataset.features, dataset.labels), rel=1e-13)

    def test_costs_of_standardised_steps_are_costs_in_data_units(self) -> None:
        dataset = overlapping(2, 60)
        snapshot = Trainer(dataset, TrainingSettings(standardize=True)).advance(40)
        expected = snapshot.neuron.cost(dataset.features, dataset.labels)
        assert snapshot.cost == pytest.approx(expected, rel=1e-12)
        assert snapshot.cost_curve.costs[-1] == snapshot.cost
        right = snapshot.neuron.predict(dataset.features) == dataset.labels
        assert snapshot.accuracy == pytest.approx(right.mean(), rel=1e-15)
        logits = snapshot.scaled_neuron.logits(snapshot.scaling.apply(dataset.features))
        assert logits == pytest.approx(snapshot.neuron.logits(dataset.features), rel=1e-10, abs=1e-12)

    def test_a_cost_curve_handed_out_never_changes(self) -> None:
        trainer = Trainer(small())
        curves = []
        latest = trainer.snapshot().cost_curve
        # Past 512 records, where the arrays double, and once more.
        for iterations in (0, 1, 9, 2500, 60, 5000):
            curve = trainer.advance(iterations).cost_curve
            assert np.array_equal(curve.costs[: latest.costs.size], latest.costs)
            latest = curve
            curves.append((curve, curve.iterations.copy(), curve.costs.copy()))
        trainer.set_dataset(overlapping(2, 20))
        trainer.advance(10)
        trainer.set_neuron(Neuron.zero(2))
        trainer.advance(10)
        for curve, iterations, costs in curves:
            assert np.array_equal(curve.iterations, iterations)
            assert np.array_equal(curve.costs, costs)
        last = curves[-1][1]
        assert last.tolist() == list(range(0, 7571, 5))

    def test_a_snapshot_handed_out_never_changes(self) -> None:
        trainer = Trainer(overlapping(2, 30), TrainingSettings(standardize=True))
        snapshot = trainer.advance(10)
        weights, scaled = snapshot.neuron.weights.copy(), snapshot.scaled_neuron.weights.copy()
        trainer.advance(10)
        assert np.array_equal(snapshot.neuron.weights, weights)
        assert np.array_equal(snapshot.scaled_neuron.weights, scaled)

    @pytest.mark.parametrize("standardize", [False, True])
    def test_every_array_of_a_snapshot_is_read_only(self, standardize: bool) -> None:
        snapshot = Trainer(small(), TrainingSettings(standardize=standardize)).advance(10)
        arrays = [
            snapshot.neuron.weights,
            snapshot.scaled_neuron.weights,
            snapshot.scaling.mean,
            snapshot.scaling.deviation,
            snapshot.cost_curve.iterations,
            snapshot.cost_curve.costs,
        ]
        for array in arrays:
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
        with pytest.raises(AttributeError):
            snapshot.cost = 0.0


class TestOddData:
    def test_an_empty_data_set_takes_no_steps(self) -> None:
        for standardize in (False, True):
            snapshot = Trainer(Dataset.empty(), TrainingSettings(standardize=standardize)).advance(100)
            assert snapshot.iteration == 0
            assert snapshot.sample_count == 0
            assert math.isnan(snapshot.cost)
            assert math.isnan(snapshot.accuracy)
            assert snapshot.cost_curve.costs.size == 0
            assert snapshot.neuron == Neuron.zero(2)
            assert not snapshot.diverged

    def test_one_sample_is_learned(self) -> None:
        snapshot = Trainer(Dataset([[2.0], [-1.0]], [1])).advance(500)
        assert snapshot.accuracy == 1.0
        assert snapshot.cost < 0.02
        # Every step is along the sample itself.
        assert snapshot.neuron.weights[0] == pytest.approx(-2.0 * snapshot.neuron.weights[1], rel=1e-12)
        standardized = Trainer(Dataset([[2.0], [-1.0]], [1]), TrainingSettings(standardize=True)).advance(500)
        assert standardized.neuron.weights.tolist() == [0.0, 0.0]
        assert standardized.neuron.bias > 3.0

    @pytest.mark.parametrize("label", [0, 1])
    def test_one_class_is_learned_without_end(self, label: int) -> None:
        dataset = Dataset(small().features, [label] * 4)
        early = Trainer(dataset).advance(100)
        late = Trainer(dataset).advance(2000)
        assert late.accuracy == 1.0
        assert 0.0 < late.cost < early.cost < math.log(2.0)
        assert not late.diverged

    def test_identical_points_of_both_classes_end_at_their_share(self) -> None:
        dataset = Dataset(np.full((2, 4), 3.0), [1, 1, 1, 0])
        for standardize in (False, True):
            snapshot = Trainer(dataset, TrainingSettings(standardize=standardize)).advance(5000)
            assert snapshot.neuron.forward_propagation([[3.0], [3.0]])[0] == pytest.approx(0.75, rel=1e-9)
            assert snapshot.accuracy == 0.75
            assert (snapshot.neuron.weights == 0.0).all() == standardize

    @pytest.mark.parametrize("unit", [1e300, 1e-300])
    @pytest.mark.parametrize("learning_rate", [0.1, 1e10])
    def test_standardised_steps_do_not_see_the_unit(self, unit: float, learning_rate: float) -> None:
        dataset = small()
        settings = TrainingSettings(learning_rate=learning_rate, standardize=True)
        plain = Trainer(dataset, settings).advance(200)
        extreme = Trainer(Dataset(dataset.features * unit, dataset.labels), settings).advance(200)
        assert extreme.scaled_neuron.weights == pytest.approx(plain.scaled_neuron.weights, rel=1e-6)
        assert extreme.accuracy == plain.accuracy
        # Weights of 1e10 per unit of 1e-300 are beyond float64 in data units, and that has a name.
        assert extreme.diverged == (not extreme.neuron.is_finite) == (unit == 1e-300 and learning_rate == 1e10)

    @pytest.mark.parametrize("learning_rate", [0.1, 1e300])
    def test_huge_features_without_standardising_diverge_by_name(self, learning_rate: float) -> None:
        # 1 and 2 lie on the same side of 0, so a huge weight is always wrong about one of them.
        dataset = Dataset(np.array([[1.0, 2.0, 3.0, -1.0]]) * 1e300, [1, 0, 1, 0])
        snapshot = Trainer(dataset, TrainingSettings(learning_rate=learning_rate)).advance(2000)
        assert snapshot.diverged
        assert not snapshot.cost < math.inf

    def test_tiny_features_without_standardising_teach_nothing_but_stay_finite(self) -> None:
        snapshot = Trainer(Dataset(small().features * 1e-300, small().labels)).advance(2000)
        assert not snapshot.diverged
        assert snapshot.iteration == 2000
        assert snapshot.cost == pytest.approx(math.log(2.0), rel=1e-12)

    @pytest.mark.parametrize("standardize", [False, True])
    def test_the_largest_features_of_all_do_not_warn(self, standardize: bool) -> None:
        largest = np.finfo(np.float64).max
        dataset = Dataset([[largest, -largest, largest], [1.0, 2.0, 3.0]], [1, 0, 0])
        snapshot = Trainer(dataset, TrainingSettings(standardize=standardize)).advance(100)
        assert snapshot.diverged or math.isfinite(snapshot.cost)

    def test_steps_at_the_largest_weights_neither_warn_nor_stop_early(self) -> None:
        trainer = Trainer(Dataset([[1.0, -1.0], [1.0, 1.0]], [1, 0]))
        # Each is finite, their sum is not.
        trainer.set_neuron(Neuron([1.7e308, 1.7e308], 0.0))
        assert trainer.is_finite
        trainer.take_steps(4)
        assert trainer.iteration == 4
        assert trainer.neuron.weights.tolist() == [1.7e308, 1.7e308]

    def test_no_step_is_taken_once_a_weight_is_not_finite(self) -> None:
        dataset = Dataset(small().features * 1e300, small().labels)
        trainer = Trainer(dataset, TrainingSettings(learning_rate=1e300))
        first = trainer.advance(10)
        assert first.diverged
        assert not trainer.is_finite
        assert first.iteration == 1
        assert trainer.advance(10).iteration == 1
        assert trainer.advance(10).cost_curve.iterations.tolist() == [0]

    def test_finite_weights_whose_cost_is_infinite_count_as_diverged(self) -> None:
        trainer = Trainer(Dataset([[1e300, 1.0]], [0, 1]))
        trainer.set_neuron(Neuron([1e100]))
        snapshot = trainer.snapshot()
        assert snapshot.neuron.is_finite
        assert snapshot.cost == math.inf
        assert snapshot.diverged
        assert not Trainer(small()).advance(10).diverged

    def test_a_scaling_that_does_nothing_is_the_same_as_none(self) -> None:
        dataset = Dataset([[-1.0, 1.0]], [0, 1])
        assert Scaling.standardizing(dataset.features).is_none
        plain = Trainer(dataset).advance(50)
        assert same_bits(Trainer(dataset, TrainingSettings(standardize=True)).advance(50), plain)
