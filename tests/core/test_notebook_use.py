"""What a person at a prompt or in a notebook types, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import (
    GENERATORS,
    CostCurve,
    Dataset,
    DatasetError,
    GeneratorError,
    GeneratorSpec,
    Gradient,
    Neuron,
    Optimizer,
    Scaling,
    SettingsError,
    Trainer,
    TrainingSettings,
    TrueLine,
    article_dataset,
    diagnose,
    examine,
    generate,
    log_loss,
    optimum,
    quadratic_terms,
)
from neuron_desktop.core.data.split import Split
from neuron_desktop.core.generators.catalogue import CircleGenerator
from tests.core.strategies import datasets
from tests.core.training.test_training import same_bits


def many_columns() -> Dataset:
    random = np.random.default_rng(5)
    return Dataset(random.normal(size=(30, 60)), random.integers(0, 2, 60), tuple(f"a\n{i}" for i in range(30)))


class TestRunning:
    def test_a_run_goes_to_the_end_of_its_settings_and_no_farther(self) -> None:
        settings = TrainingSettings(iterations=137)
        trainer = Trainer(article_dataset(), settings)
        trainer.advance(20)
        snapshot = trainer.run()
        assert snapshot.iteration == trainer.iteration == trainer.last_iteration == 137
        assert same_bits(snapshot, Trainer(article_dataset(), settings).advance(137))
        assert trainer.run().iteration == 137
        trainer.advance(3)
        assert trainer.run().iteration == 140

    def test_a_run_goes_on_from_where_it_was_sought(self) -> None:
        trainer = Trainer(article_dataset(), TrainingSettings(iterations=60))
        whole = trainer.run()
        trainer.seek(11)
        assert same_bits(trainer.run(), whole)

    def test_a_run_ends_where_the_tolerance_is_reached_or_numbers_end(self) -> None:
        converged = Trainer(article_dataset(), TrainingSettings(tolerance=1e9)).run()
        assert (converged.converged, converged.iteration) == (True, 0)
        lost = Trainer(Dataset([[1e200, -1e200]], [0, 0]), TrainingSettings(learning_rate=1e200)).run()
        assert lost.diverged
        assert lost.iteration < 2000
        assert Trainer(Dataset.empty()).run().iteration == 0

    def test_the_number_of_a_run_is_what_its_snapshots_carry(self) -> None:
        trainer = Trainer(article_dataset(), run=3)
        assert trainer.run_number == trainer.snapshot().run == 3

    def test_a_run_that_is_interrupted_can_be_looked_at_and_gone_on_with(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = TrainingSettings(iterations=900)
        trainer = Trainer(article_dataset(), settings)
        record, calls = trainer._record_steps, 0

        def interrupted(*arguments: object) -> None:
            nonlocal calls
            calls += 1
            record(*arguments)
            if calls == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr(trainer, "_record_steps", interrupted)
        with pytest.raises(KeyboardInterrupt):
            trainer.run()
        snapshot = trainer.snapshot()
        assert 0 < snapshot.iteration == snapshot.last_iteration < 900
        assert snapshot.cost_curve.iterations[-1] <= snapshot.iteration
        assert trainer.seek(snapshot.iteration).neuron == snapshot.neuron
        assert same_bits(trainer.run(), Trainer(article_dataset(), settings).run())


NUMBERS_OF_NUMPY = [np.int8, np.uint16, np.int64, np.float16, np.float32, np.float64, np.longdouble]


def is_plain(value: object) -> bool:
    return type(value) in (int, float)


class TestNumbers:
    @pytest.mark.parametrize("kind", NUMBERS_OF_NUMPY)
    def test_a_number_of_numpy_is_kept_as_the_number_it_is(self, kind: type) -> None:
        whole = {name: kind(3) for name in ("iterations", "batch_size", "seed") if issubclass(kind, np.integer)}
        settings = TrainingSettings(learning_rate=kind(1), l1=kind(2), l2=kind(0), tolerance=kind(1), **whole)
        values = [settings.learning_rate, settings.l1, settings.l2, settings.tolerance, settings.iterations]
        assert all(map(is_plain, [*values, *(getattr(settings, name) for name in whole)]))
        assert settings == TrainingSettings(learning_rate=1, l1=2, tolerance=1, **dict.fromkeys(whole, 3))
        split = Split(kind(0), **{"seed": kind(4)} if whole else {})
        assert is_plain(split.test_share)
        assert is_plain(split.seed)
        line = TrueLine(kind(2), kind(3))
        assert (line, type(line.slope), type(line.intercept)) == (TrueLine(2.0, 3.0), float, float)

    def test_a_name_of_numpy_is_kept_as_a_text(self) -> None:
        dataset = Dataset([[1.0, 2.0]], [0, 1], np.array(["age"]), np.array(["no", "yes"]))
        assert {type(name) for name in (*dataset.feature_names, *dataset.class_names)} == {str}
        assert "['age']" in repr(dataset)

    def test_a_bias_is_a_number_and_no_truth_value(self) -> None:
        for bias in (np.float32(0.5), np.array(0.5), 0.5):
            assert Neuron([1.0], bias) == Neuron([1.0], 0.5)
            assert type(Neuron([1.0], bias).bias) is float
        for wrong in (True, np.True_, "1", None):
            with pytest.raises(ValueError, match=f"The bias is {wrong}; it must be a number"):
                Neuron([1.0], wrong)

    def test_an_array_of_one_number_without_an_axis_is_that_number(self) -> None:
        assert TrainingSettings(iterations=np.array(5), l2=np.array(0.5)) == TrainingSettings(iterations=5, l2=0.5)
        with pytest.raises(SettingsError, match="The number of iterations is"):
            TrainingSettings(iterations=np.array([5]))

    def test_a_part_of_a_number_is_kept_to_its_last_bit(self) -> None:
        assert TrainingSettings(learning_rate=np.float32(0.1)).learning_rate == float(np.float32(0.1)) != 0.1
        assert TrainingSettings(momentum=np.float64(0.1), standardize=np.True_).momentum == 0.1
        assert TrainingSettings(standardize=np.True_).standardize is True

    @pytest.mark.parametrize("kind", GENERATORS)
    def test_a_generator_takes_them_for_every_parameter(self, kind: type[GeneratorSpec]) -> None:
        plain = {known.name: known.default for known in kind.parameters() if not isinstance(known.default, str)}
        given = {
            name: np.int32(value) if isinstance(value, int) else np.float64(value) for name, value in plain.items()
        }
        spec = kind(**given)
        assert spec == kind(**plain)
        assert all(is_plain(getattr(spec, name)) for name in plain)
        assert generate(spec) == generate(kind())

    @pytest.mark.parametrize("value", [True, False, np.True_, np.False_])
    def test_a_truth_value_is_no_number(self, value: object) -> None:
        for name in ("learning_rate", "iterations", "batch_size", "l1", "l2", "momentum", "tolerance", "seed"):
            with pytest.raises(SettingsError):
                TrainingSettings(**{name: value})
        for name in ("test_share", "seed"):
            with pytest.raises(SettingsError):
                Split(**{name: value})
        for name in ("count", "noise", "seed", "radius"):
            with pytest.raises(GeneratorError, match="must be a"):
                generate("circle", **{name: value})
        with pytest.raises(DatasetError, match="must be a number"):
            TrueLine(value, 0.0)

    def test_a_trainer_counts_in_plain_numbers(self) -> None:
        trainer = Trainer(article_dataset(), run=np.int64(3))
        snapshots = [trainer.advance(np.int64(12)), trainer.recall(np.uint8(7)), trainer.seek(np.int32(5))]
        trainer.set_neuron(Neuron.zero(2), iteration=np.int16(9))
        snapshots += [trainer.snapshot(), trainer.run()]
        assert [snapshot.iteration for snapshot in snapshots] == [12, 7, 5, 9, 2000]
        for snapshot in snapshots:
            counts = (snapshot.run, snapshot.iteration, snapshot.first_iteration, snapshot.last_iteration)
            assert {type(count) for count in (*counts, snapshot.sample_count)} == {int}
            assert {type(figure) for figure in (snapshot.cost, snapshot.accuracy, snapshot.gradient_norm)} == {float}

    @pytest.mark.parametrize("value", [True, 2.0, 2.5, "5", None, np.float64(3.0)])
    def test_a_trainer_refuses_what_is_no_whole_number(self, value: object) -> None:
        trainer = Trainer(article_dataset())
        trainer.advance(10)
        acts = (trainer.advance, trainer.take_steps, trainer.seek, trainer.recall)
        for act in (*acts, lambda it: trainer.set_neuron(Neuron.zero(2), iteration=it)):
            with pytest.raises(SettingsError, match=f"is {value}; it must be a whole number"):
                act(value)
        with pytest.raises(SettingsError, match="The number of the run is"):
            Trainer(article_dataset(), run=value)
        assert trainer.iteration == 10


class TestNames:
    def test_the_name_of_a_generator_and_its_values_are_a_data_set(self) -> None:
        assert generate("circle", count=300, noise=0.05, seed=7) == generate(
            CircleGenerator(count=300, noise=0.05, seed=7)
        )
        assert generate("Circle") == generate(CircleGenerator())
        assert generate(CircleGenerator(radius=3.0), count=10) == generate(CircleGenerator(radius=3.0, count=10))
        for kind in GENERATORS:
            assert generate(kind.NAME, count=20) == generate(kind(count=20))

    @pytest.mark.parametrize(
        ("name", "values", "words"),
        [
            ("cirle", {}, "There is no generator “cirle”; there are circle, "),
            ("blob", {}, "There is no generator “blob”; there are blobs, "),
            (5, {}, "There is no generator “5”; there are "),
            (None, {}, "There is no generator “None”; there are "),
            ("circle", {"cuont": 5}, "“circle” has no parameter “cuont”; it has count, "),
            (CircleGenerator(), {"radios": 5}, "“circle” has no parameter “radios”; it has radius, "),
            ("circle", {"count": 1}, "Points must be from 2 to "),
        ],
    )
    def test_a_wrong_name_gets_those_there_are(self, name: object, values: dict[str, object], words: str) -> None:
        with pytest.raises(GeneratorError, match=words):
            generate(name, **values)

    @pytest.mark.parametrize("inputs", [1, 2, 3])
    def test_quadratic_means_all_squares_and_products_of_the_inputs_there_are(self, inputs: int) -> None:
        random = np.random.default_rng(1)
        dataset = Dataset(random.normal(size=(inputs, 50)), random.integers(0, 2, 50))
        named = TrainingSettings(feature_map="quadratic")
        listed = TrainingSettings(feature_map=quadratic_terms(inputs))
        trainer = Trainer(dataset, named)
        assert trainer.settings == listed
        snapshot = trainer.advance(20)
        assert snapshot.settings == listed
        assert same_bits(snapshot, Trainer(dataset, listed).advance(20))
        assert repr(optimum(dataset, named)) == repr(optimum(dataset, listed))
        assert repr(examine(dataset, named)) == repr(examine(dataset, listed))
        assert diagnose(dataset, snapshot, settings=named) == diagnose(dataset, snapshot)
        trainer.configure(replace(named, iterations=7))
        assert trainer.settings == replace(listed, iterations=7)
        assert trainer.snapshot().changes == ()
        assert eval(repr(named)) == named == TrainingSettings(feature_map=["quadratic"])

    def test_quadratic_may_stand_among_other_terms(self) -> None:
        settings = TrainingSettings(feature_map=("sin x1", "quadratic"))
        assert settings.for_inputs(1).feature_map == ("x1", "x1²", "sin x1")
        with pytest.raises(SettingsError, match="The feature x1² is listed twice"):
            Trainer(article_dataset(), TrainingSettings(feature_map=("x1²", "quadratic")))

    def test_linear_means_the_features_as_they_are(self) -> None:
        assert TrainingSettings(feature_map="Linear") == TrainingSettings()
        assert TrainingSettings(feature_map=" QUADRATIC").feature_map == ("quadratic",)

    @pytest.mark.parametrize(
        ("name", "words"),
        [("quadratc", "“quadratic” or “linear”"), ("liner", "“linear” or “quadratic”"), ("", "“linear” or ")],
    )
    def test_another_name_of_a_feature_map_gets_those_there_are(self, name: str, words: str) -> None:
        with pytest.raises(SettingsError, match=f"must be a list of terms, not “{name}”; or {words}"):
            TrainingSettings(feature_map=name)


class TestShapes:
    """Whatever is handed over in a wrong shape is refused with that shape and the one that it does not fit."""

    LABELS = np.array([0, 1, 0, 1, 1])
    FEATURES = np.arange(10.0).reshape(2, 5)

    def refused(self, act: Callable[[], object], *shapes: object) -> str:
        with pytest.raises(DatasetError) as caught:
            act()
        for shape in shapes:
            assert str(shape) in str(caught.value)
        return str(caught.value)

    @pytest.mark.parametrize("wrong", [(3, 5), (5, 2), (1, 5), (5,), ()])
    @pytest.mark.parametrize("terms", [(), ("x1", "x1·x2")])
    def test_features(self, wrong: tuple[int, ...], terms: tuple[str, ...]) -> None:
        features = np.ones(wrong)
        dataset = Dataset(self.FEATURES, self.LABELS)
        snapshot = Trainer(dataset, TrainingSettings(feature_map=terms, standardize=True)).advance(1)
        neuron = snapshot.neuron
        for act in (neuron.logits, neuron.forward_propagation, neuron.predict):
            assert "a column a sample" in self.refused(partial(act, features), wrong, (2,))
        for act in (snapshot.logits, snapshot.forward_propagation, snapshot.predict):
            said = self.refused(partial(act, features), wrong)
            assert "of 2 features" in said
            assert "must be (2, samples)" in said
            assert ("transpose" in said) == (wrong == (5, 2))
        self.refused(lambda: snapshot.scaling.apply(features), wrong, (2,))
        self.refused(lambda: neuron.cost(features, self.LABELS), wrong)
        self.refused(lambda: neuron.backpropagation(features, self.LABELS), wrong)

    @pytest.mark.parametrize("wrong", [(4,), (1,), (5, 1), (1, 5), ()])
    def test_labels(self, wrong: tuple[int, ...]) -> None:
        labels, neuron = np.ones(wrong, int), Neuron([1.0, 2.0])
        dataset = Dataset(self.FEATURES, self.LABELS)
        self.refused(lambda: neuron.cost(self.FEATURES, labels), wrong, (2, 5))
        self.refused(lambda: neuron.backpropagation(self.FEATURES, labels), wrong, (2, 5))
        self.refused(lambda: Dataset(self.FEATURES, labels), wrong, (2, 5))
        self.refused(lambda: dataset.with_samples(self.FEATURES, labels), wrong, (2, 5))
        self.refused(lambda: dataset.selected(labels > 0), wrong, (5,))
        if wrong:
            self.refused(lambda: log_loss(np.zeros(5), labels), wrong, (5,))

    def test_features_that_are_transposed_are_told_so(self) -> None:
        assert "transpose the features" in self.refused(lambda: Dataset(self.FEATURES.T, self.LABELS), (5, 2), (5,))

    def test_samples_of_other_features(self) -> None:
        dataset = Dataset(self.FEATURES, self.LABELS)
        self.refused(lambda: dataset.with_samples(np.ones((3, 4)), np.ones(4)), (3, 4), (2, 5))
        self.refused(lambda: dataset.with_sample([1.0], 0), (1, 1), (2, 5))
        self.refused(lambda: diagnose(dataset, Trainer(many_columns()).advance(1)), (2, 5), "(30, samples)")

    def test_what_fits_is_taken_one_sample_too(self) -> None:
        dataset = Dataset(self.FEATURES, self.LABELS)
        for terms in ((), ("x1·x2", "sin x2")):
            snapshot = Trainer(dataset, TrainingSettings(feature_map=terms)).advance(3)
            assert float(snapshot.logits([1.0, 6.0])) == snapshot.logits(self.FEATURES)[1]
            assert snapshot.predict(np.empty((2, 0))).shape == (0,)
        assert float(log_loss(0.0, [0, 1])[1]) == float(log_loss([0.0, 0.0], 1)[0]) == pytest.approx(np.log(2.0))


class TestDefaults:
    def test_without_settings_the_default_ones_are_meant(self) -> None:
        dataset = many_columns()
        named = TrainingSettings()
        assert repr(optimum(dataset)) == repr(optimum(dataset, named))
        assert repr(examine(dataset)) == repr(examine(dataset, named))
        assert examine(dataset).optimum is not None
        snapshot = Trainer(dataset).run()
        assert diagnose(dataset, snapshot) == diagnose(
            dataset, snapshot, settings=named, examination=examine(dataset, named)
        )

    def test_no_points_are_found_by_all(self) -> None:
        nothing = Dataset.empty()
        assert "no points" in optimum(nothing).sentence
        assert examine(nothing).class_counts == (0, 0)
        (finding,) = diagnose(nothing, Trainer(nothing).run())
        assert "no points" in finding.sentence


class TestOneLine:
    def test_everything_that_is_shown_at_a_prompt_is_a_line(self) -> None:
        for dataset in (article_dataset(), many_columns(), Dataset.empty()):
            trainer = Trainer(dataset, TrainingSettings(standardize=True, iterations=10))
            snapshot = trainer.run()
            shown = [
                dataset,
                trainer,
                trainer.checkpoint(),
                snapshot,
                snapshot.neuron,
                snapshot.scaling,
                snapshot.cost_curve,
            ]
            shown += [snapshot.settings, optimum(dataset), examine(dataset), diagnose(dataset, snapshot)]
            shown += [snapshot.neuron.backpropagation(dataset.features, dataset.labels)]
            for each in shown:
                assert len(repr(each).splitlines()) == 1
                assert "array" not in repr(each)
            for each in (dataset, trainer, snapshot):
                assert len(repr(each)) < 300

    def test_a_line_tells_what_matters(self) -> None:
        dataset = Dataset([[1.0, -1.0, 2.0], [0.0, 4.0, 1.0]], [1, 0, 1], ("age", "fare"), ("died", "survived"))
        told = "<Dataset of 3 samples (1 'died', 2 'survived') of features ['age', 'fare']>"
        assert repr(dataset) == told
        trainer = Trainer(dataset, TrainingSettings(iterations=20))
        assert repr(trainer) == f"<Trainer after iteration 0 of 20 on {told}>"
        trainer.run()
        snapshot = trainer.seek(5)
        w1, w2 = snapshot.neuron.weights.tolist()
        neuron = f"Neuron([{w1!r}, {w2!r}], {snapshot.neuron.bias!r})"
        assert repr(snapshot) == (
            f"<Snapshot after iteration 5 of 20: cost {snapshot.cost!r}, accuracy {snapshot.accuracy!r}, {neuron}>"
        )
        assert repr(CostCurve(np.arange(5), np.arange(5) / 2)) == "<CostCurve of 5 costs: [0.0, 0.5, 1.0, 1.5, …]>"
        assert repr(Scaling.none(2)) == "<Scaling: mean [0.0, 0.0], deviation [1.0, 1.0]>"
        assert repr(Gradient(np.zeros(9), 0.5)) == f"Gradient([{'0.0, ' * 8}…], 0.5)"

    @given(datasets())
    def test_a_neuron_is_written_to_its_last_bit(self, dataset: Dataset) -> None:
        neuron = Trainer(dataset).advance(7).neuron
        assert eval(repr(neuron), {"Neuron": Neuron}) == neuron

    @given(st.sampled_from(Optimizer), st.floats(1e-300, 1e300), st.booleans(), st.none() | st.integers(1, 9))
    def test_settings_are_written_as_they_can_be_typed(
        self, optimizer: Optimizer, rate: float, standardize: bool, size: int | None
    ) -> None:
        settings = TrainingSettings(rate, batch_size=size, standardize=standardize, optimizer=optimizer)
        assert eval(repr(settings)) == settings
        assert repr(TrainingSettings()) == "TrainingSettings()"
        assert repr(TrainingSettings(iterations=5, feature_map=("x1²",))) == (
            "TrainingSettings(iterations=5, feature_map=('x1²',))"
        )
