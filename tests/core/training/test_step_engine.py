"""The ways to take a step, each against PyTorch or scikit-learn."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from neuron_desktop.core import Dataset, FeatureMap, Neuron, Optimizer, Trainer, TrainingSettings, quadratic_terms
from neuron_desktop.core.model.objective import Objective, usable_cores
from tests.places import DATA

# Made by tests/data/pytorch_trajectories.py.
PYTORCH = json.loads((DATA / "pytorch_trajectories.json").read_text())


def overlapping(samples: int = 300, *, features: int = 2, seed: int = 3) -> Dataset:
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, samples)
    return Dataset(random.normal(size=(features, samples)) + 0.8 * labels, labels)


def parameters(trainer: Trainer) -> list[float]:
    return [*trainer.neuron.weights.tolist(), trainer.neuron.bias]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("gradient descent", TrainingSettings(0.3)),
        ("gradient descent, l2 0.2", TrainingSettings(0.3, l2=0.2)),
        ("momentum 0.8", TrainingSettings(0.3, optimizer=Optimizer.MOMENTUM, momentum=0.8)),
        ("adam", TrainingSettings(0.3, optimizer=Optimizer.ADAM)),
        ("adam, l2 0.2", TrainingSettings(0.3, optimizer=Optimizer.ADAM, l2=0.2)),
    ],
)
def test_every_step_is_pytorch_s(name: str, settings: TrainingSettings) -> None:
    trainer = Trainer(Dataset(PYTORCH["features"], PYTORCH["labels"]), settings)
    for expected in PYTORCH[name]:
        trainer.take_steps(1)
        assert parameters(trainer) == pytest.approx(expected, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("optimizer", list(Optimizer))
@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.05), (0.05, 0.0), (0.03, 0.02)])
def test_penalised_training_ends_at_scikit_learn_s_minimum(optimizer: Optimizer, l1: float, l2: float) -> None:
    dataset = overlapping(features=4)
    rate = 0.02 if optimizer is Optimizer.ADAM else 0.3
    trainer = Trainer(dataset, TrainingSettings(rate, l1=l1, l2=l2, optimizer=optimizer))
    trainer.take_steps(6000)
    strength = l1 + l2
    oracle = LogisticRegression(
        C=1.0 / (dataset.sample_count * strength), l1_ratio=l1 / strength, solver="saga", tol=1e-10, max_iter=20_000
    ).fit(dataset.features.T, dataset.labels)
    expected = [*oracle.coef_[0].tolist(), float(oracle.intercept_[0])]
    assert parameters(trainer) == pytest.approx(expected, abs=1e-5)
    assert trainer.snapshot().gradient_norm < 1e-5
    # What the penalty holds at zero is zero, not nearly so.
    assert [weight == 0.0 for weight in trainer.neuron.weights] == [abs(weight) < 1e-9 for weight in oracle.coef_[0]]


def test_the_bias_is_never_penalised() -> None:
    dataset = Dataset([[0.0, 0.0, 0.0, 0.0]], [1, 1, 1, 0])
    trainer = Trainer(dataset, TrainingSettings(1.0, l1=0.5, l2=0.5))
    trainer.take_steps(2000)
    assert trainer.neuron.bias == pytest.approx(math.log(3.0), abs=1e-9)


def test_the_cost_counts_the_penalties() -> None:
    dataset = overlapping()
    neuron = Neuron(np.array([1.5, -2.0]), 3.0)
    trainer = Trainer(dataset, TrainingSettings(l1=0.1, l2=0.2))
    trainer.set_neuron(neuron)
    plain = neuron.cost(dataset.features, dataset.labels)
    snapshot = trainer.snapshot()
    assert snapshot.cost == pytest.approx(plain + 0.1 * 3.5 + 0.1 * (2.25 + 4.0), rel=1e-13)
    assert snapshot.cost_curve.costs[-1] == pytest.approx(snapshot.cost, rel=1e-13)


@pytest.mark.parametrize("samples", [9, 2000, 50_000])
def test_plain_steps_follow_the_article_s_gradient(samples: int) -> None:
    dataset = overlapping(samples, features=3)
    neuron = Neuron(np.array([0.5, -2.0, 1.0]), 0.3)
    trainer = Trainer(dataset, TrainingSettings(0.7))
    trainer.set_neuron(neuron)
    for _ in range(7):
        slope = neuron.backpropagation(dataset.features, dataset.labels)
        neuron = Neuron(neuron.weights - 0.7 * slope.weights, neuron.bias - 0.7 * slope.bias)
        trainer.take_steps(1)
        assert parameters(trainer) == pytest.approx([*neuron.weights, neuron.bias], rel=1e-13)


class TestGradientNorm:
    def test_it_is_the_length_of_the_gradient(self) -> None:
        dataset = overlapping()
        trainer = Trainer(dataset)
        trainer.take_steps(7)
        slope = trainer.neuron.backpropagation(dataset.features, dataset.labels)
        assert trainer.snapshot().gradient_norm == pytest.approx(math.hypot(*slope.weights, slope.bias), rel=1e-12)

    def test_with_an_l1_penalty_it_is_the_least_subgradient(self) -> None:
        dataset = overlapping()
        trainer = Trainer(dataset, TrainingSettings(l1=0.1))
        neuron = Neuron(np.array([0.0, -0.5]), 0.2)
        trainer.set_neuron(neuron)
        slope = neuron.backpropagation(dataset.features, dataset.labels)
        first = max(abs(slope.weights[0]) - 0.1, 0.0)
        assert trainer.snapshot().gradient_norm == pytest.approx(
            math.hypot(first, slope.weights[1] - 0.1, slope.bias), rel=1e-12
        )


class TestBatches:
    def test_a_pass_sees_every_sample_once(self) -> None:
        dataset = overlapping(23)
        trainer = Trainer(dataset, TrainingSettings(1e-9, batch_size=5))
        trainer.take_steps(5)
        # With a vanishing learning rate a pass adds up the batches' gradients at zero, each a mean over its batch.
        half_signs = dataset.labels - 0.5
        order = np.random.default_rng([0, 0]).permutation(23)
        expected = np.zeros(3)
        for start in range(0, 23, 5):
            columns = order[start : start + 5]
            expected[:2] += (dataset.features[:, columns] * half_signs[columns]).mean(axis=1)
            expected[2] += half_signs[columns].mean()
        assert np.array(parameters(trainer)) / 1e-9 == pytest.approx(expected, rel=1e-7)
        assert sorted(order.tolist()) == list(range(23))

    def test_the_seed_alone_decides_the_order(self) -> None:
        dataset = overlapping(50)
        runs = [Trainer(dataset, TrainingSettings(batch_size=7, seed=seed)).advance(40).neuron for seed in (1, 1, 2)]
        assert runs[0] == runs[1]
        assert runs[0] != runs[2]

    def test_passes_differ(self) -> None:
        trainer = Trainer(overlapping(6), TrainingSettings(1e-9, batch_size=2))
        steps = [np.array(parameters(trainer))]
        for _ in range(6):
            trainer.take_steps(1)
            steps.append(np.array(parameters(trainer)))
        moves = np.diff(steps, axis=0)
        assert not np.allclose(moves[:3], moves[3:], rtol=1e-3, atol=0.0)

    @pytest.mark.parametrize("size", [50, 51, 1000])
    def test_a_batch_of_all_is_the_article_s_full_batch(self, size: int) -> None:
        dataset = overlapping(50)
        whole = Trainer(dataset).advance(30)
        assert Trainer(dataset, TrainingSettings(batch_size=size)).advance(30).neuron == whole.neuron

    def test_batches_of_one_approach_the_minimum(self) -> None:
        dataset = overlapping(200)
        best = LogisticRegression(C=np.inf, tol=1e-10).fit(dataset.features.T, dataset.labels)
        trainer = Trainer(dataset, TrainingSettings(0.005, batch_size=1))
        trainer.take_steps(20_000)
        assert parameters(trainer) == pytest.approx([*best.coef_[0], best.intercept_[0]], abs=0.15)

    def test_recorded_costs_are_the_batch_s_before_its_step(self) -> None:
        dataset = overlapping(12)
        trainer = Trainer(dataset, TrainingSettings(0.5, batch_size=5, l2=0.1))
        curve = trainer.advance(12).cost_curve
        assert curve.iterations.tolist() == [0, 5, 10]
        for iteration, cost in zip(curve.iterations.tolist(), curve.costs.tolist(), strict=True):
            before = trainer.seek(iteration).neuron
            order = np.random.default_rng([0, iteration // 3]).permutation(12)
            columns = order[5 * (iteration % 3) : 5 * (iteration % 3) + 5]
            plain = before.cost(dataset.features[:, columns], dataset.labels[columns])
            assert cost == pytest.approx(plain + 0.05 * float(before.weights @ before.weights), rel=1e-12)

    def test_tiny_costs_of_a_batch_are_its_own(self) -> None:
        # The quick form has lost its digits here, and the batch that follows is another.
        dataset = Dataset([[-30.0, -40.0, 30.0, 40.0]], [0, 0, 1, 1])
        trainer = Trainer(dataset, TrainingSettings(1e-6, batch_size=1))
        trainer.set_neuron(Neuron(np.array([1.0])))
        curve = trainer.advance(20).cost_curve
        for iteration, cost in zip(curve.iterations.tolist(), curve.costs.tolist(), strict=True):
            column = np.random.default_rng([0, iteration // 4]).permutation(4)[iteration % 4 : iteration % 4 + 1]
            assert cost == pytest.approx(
                trainer.seek(iteration).neuron.cost(dataset.features[:, column], dataset.labels[column]),
                rel=1e-9,
                abs=0.0,
            )


class TestTolerance:
    @pytest.mark.parametrize("change", [{}, {"l1": 0.01}, {"batch_size": 100}])
    def test_training_stops_where_the_gradient_is_short(self, change: dict[str, float]) -> None:
        settings = TrainingSettings(0.5, tolerance=0.02, **change)  # type: ignore[arg-type]
        trainer = Trainer(overlapping(), settings)
        trainer.take_steps(100_000)
        stopped = trainer.snapshot()
        assert trainer.has_converged
        assert stopped.converged
        assert stopped.gradient_norm < 0.02
        assert 0 < stopped.iteration < 100_000
        assert trainer.advance(50).iteration == stopped.iteration
        # Five iterations earlier, or five passes, it had not been reached.
        passes = 3 if "batch_size" in change else 1
        assert stopped.iteration % (5 * passes) == 0
        assert trainer.seek(stopped.iteration - 5 * passes).gradient_norm >= 0.02
        assert not trainer.has_converged

    def test_another_tolerance_goes_on(self) -> None:
        trainer = Trainer(overlapping(), TrainingSettings(0.5, tolerance=0.02))
        first = trainer.advance(100_000)
        trainer.configure(TrainingSettings(0.5, tolerance=0.001))
        assert not trainer.has_converged
        assert trainer.advance(100_000).iteration > first.iteration

    def test_the_smallest_steps_are_not_taken_for_a_short_gradient(self) -> None:
        # Squares of what such a rate leaves of a gradient vanish.
        trainer = Trainer(overlapping(), TrainingSettings(1e-200, tolerance=0.02))
        assert trainer.advance(20).iteration == 20
        assert not trainer.has_converged

    def test_it_stops_at_the_same_iteration_however_the_run_is_sliced(self) -> None:
        settings = TrainingSettings(0.5, tolerance=0.004)
        whole = Trainer(overlapping(), settings).advance(100_000)
        sliced = Trainer(overlapping(), settings)
        while not sliced.has_converged:
            sliced.take_steps(7)
        assert sliced.snapshot().iteration == whole.iteration
        assert sliced.neuron == whole.neuron
        assert sliced.snapshot().cost_curve.costs.tolist() == whole.cost_curve.costs.tolist()


class TestFeatureMapInTraining:
    def test_squares_learn_a_circle(self) -> None:
        random = np.random.default_rng(5)
        features = random.uniform(-2.0, 2.0, (2, 400))
        labels = (np.square(features).sum(axis=0) > 2.0).astype(int)
        plain = Trainer(Dataset(features, labels), TrainingSettings(1.0)).advance(2000)
        curved = Trainer(Dataset(features, labels), TrainingSettings(1.0, feature_map=quadratic_terms(2))).advance(2000)
        assert plain.accuracy < 0.7
        assert curved.accuracy > 0.97
        assert (curved.predict(features) == labels).mean() == curved.accuracy
        assert curved.feature_map == FeatureMap.of(quadratic_terms(2), 2)
        assert curved.forward_propagation(features) == pytest.approx(1 / (1 + np.exp(-curved.logits(features))))

    def test_a_product_learns_xor(self) -> None:
        dataset = Dataset([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], [0, 1, 1, 0])
        settings = TrainingSettings(1.0, feature_map=("x1", "x2", "x1·x2"))
        assert Trainer(dataset, settings).advance(3000).accuracy == 1.0

    def test_terms_that_stay_keep_their_weights(self) -> None:
        trainer = Trainer(overlapping(), TrainingSettings(feature_map=("x1", "x2", "x1²")))
        before = trainer.advance(20).neuron
        trainer.configure(TrainingSettings(feature_map=("x1·x2", "x2", "x1")))
        assert trainer.neuron.weights.tolist() == [0.0, before.weights[1], before.weights[0]]
        assert trainer.neuron.bias == before.bias


class TestThreads:
    @pytest.mark.parametrize("features", [2, 30])
    def test_the_bits_do_not_depend_on_the_number_of_threads(self, features: int) -> None:
        dataset = overlapping(300_000, features=features)
        random = np.random.default_rng(1)
        point = random.normal(size=features + 1)
        seen = set()
        for cores in (1, 2, 3, 7):
            objective = Objective(dataset.features, dataset.labels, cores=cores)
            gradient = np.empty(features + 1)
            kept = objective.gradient_and_cost(point, gradient)
            seen.add((gradient.tobytes(), kept, *objective.evaluate(point)))
            assert kept == pytest.approx(objective.cost(point), rel=1e-12)
        assert len(seen) == 1

    @pytest.mark.parametrize(("features", "samples"), [(2, 2000), (2, 20_000), (2, 70_000), (30, 3000), (200, 9000)])
    def test_the_bits_do_not_depend_on_blas_s_threads_either(self, features: int, samples: int) -> None:
        dataset = overlapping(samples, features=features)
        seen = set()
        for threads in (1, 2, 5):
            with threadpool_limits(threads, "blas"):
                snapshot = Trainer(dataset).advance(6)
            seen.add((snapshot.neuron.weights.tobytes(), snapshot.cost, snapshot.cost_curve.costs.tobytes()))
        assert len(seen) == 1

    def test_warnings_stay_silent_in_every_thread(self) -> None:
        labels = np.arange(300_000) % 2
        objective = Objective(np.full((1, 300_000), 1e308), labels.astype(np.int8), cores=3)
        gradient = np.empty(2)
        with np.errstate(all="ignore"):
            objective.gradient(np.array([1e300, 1e300]), gradient)
            assert objective.cost(np.array([1e300, 1e300])) == math.inf
            assert objective.evaluate(np.array([1e300, 1e300]))[1] == (0, 150_000)

    def test_cores_are_counted_where_affinity_is_unknown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert usable_cores() >= 1
        monkeypatch.delattr("os.sched_getaffinity", raising=False)
        monkeypatch.setattr("os.cpu_count", lambda: None)
        assert usable_cores() == 1


@pytest.mark.parametrize("samples", [1, 33, 200, 2000, 8192, 20_000, 70_000])
@pytest.mark.parametrize("scale", [1.0, 8.0, 300.0])
def test_costs_found_on_the_way_are_the_costs(samples: int, scale: float) -> None:
    dataset = overlapping(samples)
    objective = Objective(dataset.features, dataset.labels, l1=0.1, l2=0.3)
    point = np.random.default_rng(0).normal(size=3) * scale
    gradient, again = np.empty(3), np.empty(3)
    for _ in range(2):
        assert objective.gradient_and_cost(point, gradient) == pytest.approx(objective.cost(point), rel=1e-12)
        objective.gradient(point, again)
        assert gradient.tobytes() == again.tobytes()


def test_ordinary_costs_are_found_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    trainers = [Trainer(overlapping()), Trainer(overlapping(), TrainingSettings(l2=0.1))]
    with monkeypatch.context() as patched:
        patched.setattr(Objective, "cost", lambda *_: pytest.fail("It has looked at every sample once more."))
        for trainer in trainers:
            trainer.take_steps(400)
    for trainer in trainers:
        assert trainer.seek(395).cost_curve.costs[79] == pytest.approx(trainer.snapshot().cost, rel=1e-12)


def test_recorded_costs_keep_their_digits_where_they_are_tiny() -> None:
    dataset = Dataset([[-12.0, -14.0, 13.0, 15.0]], [0, 0, 1, 1])
    trainer = Trainer(dataset, TrainingSettings(1e-6))
    trainer.set_neuron(Neuron(np.array([2.0])))
    curve = trainer.advance(11).cost_curve
    exact = [trainer.seek(iteration).cost for iteration in curve.iterations.tolist()]
    assert 0.0 < exact[0] < 1e-10
    assert curve.costs.tolist() == pytest.approx(exact, rel=1e-14, abs=0.0)
