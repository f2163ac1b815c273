"""The generators: what they draw, and that the same values draw the same."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import (
    ARTICLE_LINE,
    GENERATORS,
    Dataset,
    Expression,
    ExpressionError,
    GeneratorError,
    GeneratorSpec,
    Trainer,
    TrainingSettings,
    TrueCurve,
    TrueLine,
    article_dataset,
    generate,
)
from neuron_desktop.core.generators.catalogue import (
    BlobsGenerator,
    CircleGenerator,
    CollinearGenerator,
    FunctionGenerator,
    ImbalancedGenerator,
    LineGenerator,
    MoonsGenerator,
    OutliersGenerator,
    OverlappingGenerator,
    SpiralsGenerator,
    XorGenerator,
    generator_named,
    spec_from_values,
    spec_to_values,
)
from neuron_desktop.core.generators.generator import Parameter
from neuron_desktop.core.generators.lines import HIGHEST
from neuron_desktop.core.judging.newton import Outcome, optimum

every_generator = pytest.mark.parametrize("kind", GENERATORS, ids=[kind.NAME for kind in GENERATORS])


def values_of(parameter: Parameter) -> st.SearchStrategy:
    if isinstance(parameter.default, str):
        return st.sampled_from(["x", "5 sin(x/2)", "sqrt(x)", "1/x"])
    if parameter.name == "count":
        return st.integers(2, 60)
    if isinstance(parameter.default, int):
        return st.integers(int(parameter.least), int(parameter.most))
    return st.floats(parameter.least, parameter.most)


specs = st.sampled_from(GENERATORS).flatmap(
    lambda kind: st.builds(kind, **{parameter.name: values_of(parameter) for parameter in kind.parameters()})
)


def trained_accuracy(dataset: Dataset, **settings) -> float:
    snapshot = Trainer(dataset, TrainingSettings(standardize=True, learning_rate=1.0, **settings)).advance(2000)
    return snapshot.accuracy


def is_separable(dataset: Dataset) -> bool:
    return optimum(dataset, TrainingSettings()).outcome is Outcome.SEPARABLE


class TestTheArticle:
    def test_the_line_is_the_article_s(self) -> None:
        assert TrueLine(slope=1.23, intercept=3.23) == ARTICLE_LINE

    def test_the_data_set_is_500_points_labelled_by_its_line(self) -> None:
        dataset = article_dataset()
        assert dataset.features.shape == (2, 500)
        assert dataset.true_line == ARTICLE_LINE
        assert dataset.feature_names == ("x1", "x2")
        assert dataset.class_names == ("red", "blue")
        x1, x2 = dataset.features
        height = x2 - (1.23 * x1 + 3.23)
        assert np.array_equal(dataset.labels, (height > 0).astype(np.int8))
        assert np.abs(x1).max() <= 10.0
        assert np.abs(height).max() <= 15.0
        # The ranges are filled, not merely kept to.
        assert x1.min() < -9.5
        assert x1.max() > 9.5
        assert height.min() < -14.5
        assert height.max() > 14.5
        assert dataset.class_counts == (248, 252)

    def test_its_bits_are_written_down(self) -> None:
        dataset = article_dataset()
        assert dataset.features[:, 0].tolist() == [-4.767757315013672, 3.137213029290352]
        assert dataset.features[:, 1].tolist() == [-4.030177131717534, 12.42774333294603]
        assert dataset.fingerprint() == "ebec5d81767f47f0f1635f3b70d0d73a6ce197a702f98d96046de69b942e37e7"

    def test_training_with_the_defaults_finds_its_line(self) -> None:
        neuron = Trainer(article_dataset()).advance(2000).neuron
        w1, w2 = neuron.weights
        assert -w1 / w2 == pytest.approx(ARTICLE_LINE.slope, abs=0.1)
        fresh = generate(LineGenerator(count=2000, seed=12345))
        assert np.mean(neuron.predict(fresh.features) == fresh.labels) >= 0.98

    def test_training_with_the_defaults_never_costs_more_than_knowing_nothing(self) -> None:
        costs = Trainer(article_dataset()).advance(2000).cost_curve.costs
        assert costs.size == 401
        assert costs[0] == pytest.approx(np.log(2.0), rel=1e-15)
        assert costs.max() <= np.log(2.0) * (1 + 1e-15)
        assert costs[-1] < 0.05


@given(specs)
def test_any_generator_draws_the_count_and_the_same_again(spec: GeneratorSpec) -> None:
    dataset = generate(spec)
    assert dataset.features.shape == (2, spec.count)
    assert generate(spec) == dataset
    assert dataset.true_line == spec.true_line


@given(specs.filter(lambda spec: spec.true_line is None and not spec.noise))
def test_both_classes_are_there_and_neither_outweighs_the_other_unless_told_to(spec: GeneratorSpec) -> None:
    zeros, ones = generate(spec).class_counts
    assert zeros >= 1
    assert ones >= 1
    if isinstance(spec, ImbalancedGenerator):
        assert ones == min(max(round(spec.share * spec.count), 1), spec.count - 1)
    else:
        assert ones == spec.count // 2


@every_generator
def test_another_seed_draws_other_points(kind: type[GeneratorSpec]) -> None:
    first, second = generate(kind(seed=1)), generate(kind(seed=2))
    assert not set(first.features[0]) & set(second.features[0])


@every_generator
def test_the_defaults_lie_about_the_middle_at_the_article_s_scale(kind: type[GeneratorSpec]) -> None:
    features = generate(kind()).features
    assert np.abs(features).max() < 30.0
    assert np.ptp(features, axis=1).min() > 8.0


@every_generator
def test_positions_are_rounded_to_what_no_processor_disputes(kind: type[GeneratorSpec]) -> None:
    features = generate(kind()).features
    assert kind is LineGenerator or np.array_equal(np.round(features, 9), features)


@every_generator
def test_what_a_generator_says_of_itself_is_there_to_be_shown(kind: type[GeneratorSpec]) -> None:
    for sentence in (kind.TITLE, kind.LOOK_FOR, kind.NOISE):
        assert sentence.strip()
    names = [parameter.name for parameter in kind.parameters()]
    assert names[:3] == ["count", "noise", "seed"]
    assert len(set(names)) == len(names)
    for parameter in kind.parameters():
        assert parameter.title
        assert parameter.tip
        assert getattr(kind(), parameter.name) == parameter.default
        if not isinstance(parameter.default, str):
            assert parameter.least <= parameter.default <= parameter.most


@pytest.mark.parametrize("kind", [kind for kind in GENERATORS if kind.SWAPS_CLASSES])
def test_noise_gives_just_its_share_of_points_the_other_class_and_moves_none(kind: type[GeneratorSpec]) -> None:
    pure = generate(kind(noise=0.0))
    before = np.zeros(500, bool)
    for noise in (0.1, 0.3, 0.5):
        noisy = generate(kind(noise=noise))
        assert np.array_equal(noisy.features, pure.features)
        swapped = noisy.labels != pure.labels
        assert swapped.sum() == round(500 * noise)
        # More noise adds to what less noise did.
        assert swapped[before].all()
        before = swapped


@pytest.mark.parametrize("kind", [SpiralsGenerator, MoonsGenerator])
def test_noise_lets_the_points_of_shapes_stray_in_proportion(kind: type[GeneratorSpec]) -> None:
    pure, little, much = (generate(kind(noise=noise)) for noise in (0.0, 0.1, 0.2))
    assert np.array_equal(pure.labels, much.labels)
    step = little.features - pure.features
    assert np.allclose(much.features - pure.features, 2.0 * step, atol=1e-8)
    scale = 6.0 if kind is MoonsGenerator else 10.0 / 3.0
    assert step.std() == pytest.approx(0.1 * scale, rel=0.1)


class TestLines:
    @given(specs.filter(lambda spec: isinstance(spec, LineGenerator)))
    def test_above_the_line_is_blue_and_below_it_red(self, spec: LineGenerator) -> None:
        pure = generate(LineGenerator(count=spec.count, seed=spec.seed, slope=spec.slope, intercept=spec.intercept))
        x1, x2 = pure.features
        assert np.array_equal(pure.labels == 1, x2 > TrueLine(spec.slope, spec.intercept).heights(x1))

    def test_a_line_typed_as_a_function_draws_the_same_points(self) -> None:
        line, typed = generate(LineGenerator()), generate(FunctionGenerator(function="1.23x + 3.23"))
        assert np.allclose(line.features, typed.features, rtol=0.0, atol=1e-9)
        assert np.array_equal(line.labels, typed.labels)

    def test_above_a_curve_is_blue_and_below_it_red(self) -> None:
        dataset = generate(FunctionGenerator(function="x^2/10 - 4", spread=3.0))
        assert dataset.true_line == TrueCurve(Expression("x^2/10 - 4"))
        x1, x2 = dataset.features
        heights = dataset.true_line.heights(x1)
        assert np.array_equal(dataset.labels == 1, x2 > heights)
        assert np.abs(x2 - heights).max() <= 3.0 + 1e-9
        assert np.allclose(heights, x1**2 / 10.0 - 4.0)

    @pytest.mark.parametrize("function", ["sqrt(x)", "ln(x − 5)", "1/max(x, 0)", "exp(exp(x))"])
    def test_points_are_drawn_where_the_function_has_a_value(self, function: str) -> None:
        dataset = generate(FunctionGenerator(function=function))
        assert dataset.sample_count == 500
        heights = Expression(function)(dataset.features[0])
        assert np.isfinite(heights).all()
        assert np.abs(heights).max() <= HIGHEST

    @pytest.mark.parametrize("function", ["ln(x − 10)", "1/0", "1e7", "sqrt(-1 - x²)"])
    def test_a_function_without_values_is_said(self, function: str) -> None:
        with pytest.raises(GeneratorError, match="has hardly a value between x = −10 and 10"):
            generate(FunctionGenerator(function=function))

    def test_a_function_that_cannot_be_read_is_refused_at_once(self) -> None:
        with pytest.raises(ExpressionError, match="at character 5"):
            FunctionGenerator(function="2 x foo")


class TestShapes:
    def test_blobs_are_parted_and_overlapping_ones_are_not(self) -> None:
        assert is_separable(generate(BlobsGenerator()))
        assert not is_separable(generate(OverlappingGenerator()))
        assert not is_separable(generate(BlobsGenerator(noise=0.05)))

    @given(st.integers(0, 2**31 - 1), st.floats(0.01, 16.0))
    def test_blobs_six_deviations_apart_are_parted_whatever_the_seed(self, seed: int, deviation: float) -> None:
        spec = BlobsGenerator(count=80, seed=seed, deviation=deviation, distance=6.0 * deviation + 0.001)
        dataset = generate(spec)
        along = 0.8 * dataset.features[0] + 0.6 * dataset.features[1]
        assert np.array_equal(along > 0, dataset.labels == 1)

    def test_a_circle_is_a_disc_in_a_ring(self) -> None:
        dataset = generate(CircleGenerator(radius=4.0, gap=2.0))
        distance = np.hypot(*dataset.features)
        blue = dataset.labels == 1
        assert distance[blue].max() == pytest.approx(4.0, abs=0.1)
        assert distance[~blue].min() == pytest.approx(6.0, abs=0.1)
        assert distance[~blue].max() == pytest.approx(10.0, abs=0.1)

    def test_the_disc_and_the_ring_are_filled_evenly(self) -> None:
        dataset = generate(CircleGenerator(count=4000, radius=4.0, gap=2.0))
        area = np.hypot(*dataset.features) ** 2
        for label, inner, outer in ((1, 0.0, 16.0), (0, 36.0, 100.0)):
            halves = area[dataset.labels == label] < (inner + outer) / 2
            assert halves.mean() == pytest.approx(0.5, abs=0.04)

    def test_squares_let_the_neuron_find_the_circle(self) -> None:
        dataset = generate(CircleGenerator())
        assert trained_accuracy(dataset) < 0.75
        assert trained_accuracy(dataset, feature_map=("x1", "x2", "x1²", "x2²")) == 1.0

    def test_xor_is_blue_where_one_feature_alone_is_positive(self) -> None:
        dataset = generate(XorGenerator(gap=0.75))
        x1, x2 = dataset.features
        assert np.array_equal(dataset.labels == 1, (x1 > 0) ^ (x2 > 0))
        assert np.abs(dataset.features).min() >= 0.75
        quadrants = np.bincount(2 * (x1 > 0) + (x2 > 0))
        assert quadrants.min() > 90

    def test_the_product_lets_the_neuron_learn_xor(self) -> None:
        dataset = generate(XorGenerator())
        assert trained_accuracy(dataset) < 0.75
        assert trained_accuracy(dataset, feature_map=("x1", "x2", "x1·x2")) == 1.0

    def test_spirals_wind_about_each_other(self) -> None:
        dataset = generate(SpiralsGenerator(turns=2.0))
        radius = np.hypot(*dataset.features)
        turned = np.arctan2(dataset.features[1], dataset.features[0]) - 2.0 * np.pi * 2.0 * radius / 10.0
        assert np.allclose(np.cos(turned), np.where(dataset.labels == 1, -1.0, 1.0), atol=1e-6)

    def test_the_arms_of_a_spiral_are_as_dense_outside_as_inside(self) -> None:
        radius = np.hypot(*generate(SpiralsGenerator(count=4000)).features)
        # An arm's length from the middle grows nearly with the square of the radius.
        assert (radius < 5.0).mean() == pytest.approx(0.25, abs=0.03)

    def test_moons_are_half_circles_that_reach_into_each_other_unless_moved_apart(self) -> None:
        near, far = generate(MoonsGenerator()), generate(MoonsGenerator(distance=7.0))
        assert not is_separable(near)
        assert is_separable(far)
        upper = near.features[:, near.labels == 1]
        assert np.allclose(np.hypot(upper[0] + 3.0, upper[1] + 1.5), 6.0)
        assert (upper[1] >= -1.5 - 1e-9).all()

    def test_collinear_features_follow_each_other(self) -> None:
        dataset = generate(CollinearGenerator(slope=-2.0, noise=0.0))
        x1, x2 = dataset.features
        assert np.corrcoef(x1, x2)[0, 1] < -0.99
        assert np.array_equal(dataset.labels == 1, x1 > 0)
        x1, x2 = generate(CollinearGenerator(deviation=0.0)).features
        assert np.array_equal(x1, x2)

    def test_outliers_are_red_beyond_the_blue_and_spoil_what_was_separable(self) -> None:
        pure, spoilt = generate(OutliersGenerator(share=0.0)), generate(OutliersGenerator(share=0.04))
        assert is_separable(pure)
        assert not is_separable(spoilt)
        along = 0.8 * spoilt.features[0] + 0.6 * spoilt.features[1]
        red, blue = along[spoilt.labels == 0], along[spoilt.labels == 1]
        assert (red > blue.max() - 1.0).sum() == 20


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        (LineGenerator, {"count": 1}, r"Points must be from 2 to 1\u202f000\u202f000\."),
        (LineGenerator, {"count": 10**5000}, "Points must be from 2"),
        (LineGenerator, {"count": 2.5}, "Points must be a whole number"),
        (LineGenerator, {"count": True}, "Points must be a whole number"),
        (LineGenerator, {"noise": 0.6}, r"Noise must be from 0 to 0\.5\."),
        (LineGenerator, {"noise": float("nan")}, "Noise must be from"),
        (LineGenerator, {"noise": "much"}, "Noise must be a number"),
        (LineGenerator, {"seed": -1}, "Seed must be from 0 to 2\u202f147\u202f483\u202f647"),
        (CircleGenerator, {"radius": 0.0}, r"Radius must be from 0\.5"),
        (FunctionGenerator, {"function": 3}, r"f\(x\) must be text"),
    ],
)
def test_what_lies_outside_its_range_is_refused_in_words(kind, values, sentence: str) -> None:
    with pytest.raises(GeneratorError, match=sentence):
        kind(**values)


@given(specs)
def test_a_spec_comes_back_from_json(spec: GeneratorSpec) -> None:
    assert spec_from_values(json.loads(json.dumps(spec_to_values(spec)))) == spec


def test_what_a_file_leaves_out_is_at_its_default() -> None:
    assert spec_from_values({"generator": "xor", "count": 7}) == XorGenerator(count=7)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "There is no generator “”; there are line, function, blobs, "),
        ({"generator": 5}, "There is no generator “5”"),
        ({"generator": "xor", "slope": 1.0}, "“xor” has no parameter “slope”; it has seed, noise, gap, count"),
        ({"generator": "xor", "gap": "wide"}, "Gap must be a number"),
    ],
)
def test_values_that_are_no_spec_are_refused_in_words(values, sentence: str) -> None:
    with pytest.raises(GeneratorError, match=sentence):
        spec_from_values(values)


def test_generators_are_found_by_name() -> None:
    assert [generator_named(kind.NAME) for kind in GENERATORS] == list(GENERATORS)


def test_what_every_generator_shares_draws_nothing_itself() -> None:
    with pytest.raises(NotImplementedError):
        GeneratorSpec().samples(np.random.default_rng(1))
