"""Each finding on at least forty random data sets where it must be said, and on forty where it must not."""

from dataclasses import replace

import numpy as np
import pytest

from neuron_desktop.core import Dataset, Trainer, TrainingSettings
from neuron_desktop.core.generators.catalogue import (
    CircleGenerator,
    MoonsGenerator,
    SpiralsGenerator,
    XorGenerator,
    generate,
)
from neuron_desktop.core.judging.diagnosis import Problem, diagnose
from neuron_desktop.core.judging.examination import examine
from neuron_desktop.core.judging.newton import Outcome, optimum
from neuron_desktop.core.numerals import figure
from tests.core.judging.test_examination import overlapping
from tests.places import DATA

SEEDS = range(40)
IRIS = np.loadtxt(DATA / "iris.csv", delimiter=",", usecols=range(4))


def findings_of(dataset, **changes):
    """Return what is found at the end of a run, by problem."""
    settings = replace(TrainingSettings(0.5, 200, standardize=True), **changes)
    snapshot = Trainer(dataset, settings).advance(settings.iterations)
    found = diagnose(dataset, snapshot, settings=settings, examination=examine(dataset, settings))
    return {finding.problem: finding for finding in found}


def noise(seed):
    """Labels that have nothing to do with 1 to 4 features, of one of several distributions."""
    random = np.random.default_rng([seed, 1])
    shape = (1 + seed % 4, 400 + 10 * seed)
    values = [random.normal(size=shape), random.exponential(size=shape), random.integers(0, 4, shape)][seed % 3]
    return Dataset(values, random.random(shape[1]) < random.uniform(0.35, 0.65))


def shifted(seed, count=600, share=0.1, distance=0.6):
    """A rare class, moved aside a little along every feature."""
    random = np.random.default_rng([seed, 2])
    labels = np.arange(count) < share * count
    return Dataset(random.normal(size=(2, count)) + distance * labels, labels)


def petals(seed):
    """One of the kinds of iris against the others, by two features, with a few rows left out."""
    random = np.random.default_rng([seed, 3])
    kept = random.random(150) < 0.9
    columns = sorted(random.choice(4, 2, replace=False))
    return Dataset(IRIS[kept][:, columns].T, np.repeat([0, 1, 2], 50)[kept] == seed % 3)


def with_noise(dataset, seed, columns=3):
    random = np.random.default_rng([seed, 4])
    return Dataset(np.vstack([dataset.features, random.normal(size=(columns, dataset.sample_count))]), dataset.labels)


def bent(seed):
    """Data sets of which the features say everything, or something, but no line can tell it."""
    random = np.random.default_rng([seed, 5])
    count, noise = 300, float(random.uniform(0.0, 0.1))
    kinds = (
        MoonsGenerator(count=count, noise=noise, seed=seed),
        SpiralsGenerator(count=count, noise=noise, seed=seed),
        CircleGenerator(count=count, noise=noise, seed=seed),
        XorGenerator(count=count, noise=noise, seed=seed),
    )
    dataset = generate(kinds[seed % 4])
    return with_noise(dataset, seed) if seed % 8 > 3 else dataset


def xor_or_circle(seed):
    kind = (CircleGenerator, XorGenerator)[seed % 2]
    return generate(kind(count=100 + 5 * seed, noise=0.05, seed=seed))


def spirals(seed):
    return generate(SpiralsGenerator(count=300, noise=0.0, seed=seed, turns=1.5 + 0.25 * (seed % 4)))


def wide(seed):
    """Twenty features, of which none says anything."""
    random = np.random.default_rng([seed, 6])
    return Dataset(random.normal(size=(20, 500)), random.random(500) < 0.5)


def plain(seed):
    return overlapping(60 + 10 * seed, seed, features=2 + seed % 3)


def curves(found):
    return Problem.LINE_CANNOT in found and found[Problem.LINE_CANNOT].remedy is not None


@pytest.mark.parametrize("seed", SEEDS)
class TestLittleToLearn:
    def test_it_is_said_of_labels_that_have_nothing_to_do_with_the_features(self, seed):
        assert Problem.LITTLE_TO_LEARN in findings_of(noise(seed))

    @pytest.mark.parametrize("make", [bent, shifted, petals, plain])
    def test_it_is_not_said_where_the_features_say_something(self, make, seed):
        found = findings_of(make(seed))
        assert Problem.LITTLE_TO_LEARN not in found
        assert not any("little about" in finding.sentence for finding in found.values())


@pytest.mark.parametrize("seed", SEEDS)
class TestLineCannot:
    def test_it_is_said_with_its_remedy_where_squares_and_products_can(self, seed):
        assert curves(findings_of(xor_or_circle(seed)))

    def test_it_is_said_without_a_remedy_where_only_neighbours_can(self, seed):
        found = findings_of(spirals(seed))
        assert "more than one neuron" in found[Problem.LINE_CANNOT].sentence
        assert not curves(found)

    @pytest.mark.parametrize("make", [noise, shifted, plain, wide])
    def test_it_is_not_said_where_nothing_does_better_than_a_line(self, make, seed):
        assert Problem.LINE_CANNOT not in findings_of(make(seed))


@pytest.mark.parametrize("seed", SEEDS)
class TestNoBetterThanChance:
    def test_it_is_said_of_features_too_many_to_test(self, seed):

        assert Problem.NO_BETTER_THAN_CHANCE in findings_of(wide(seed))

    @pytest.mark.parametrize("make", [shifted, plain, bent, petals])
    def test_it_is_not_said_where_a_test_finds_something(self, make, seed):
        assert Problem.NO_BETTER_THAN_CHANCE not in findings_of(make(seed))


@pytest.mark.parametrize("seed", SEEDS)
class TestImbalance:
    def test_it_is_said_of_a_rare_class_that_is_not_found(self, seed):
        dataset = shifted(seed, share=0.02 + 0.003 * seed)
        assert Problem.IMBALANCE in findings_of(dataset)
        assert Problem.IMBALANCE in findings_of(replace(dataset, labels=1 - dataset.labels))

    def test_it_is_not_said_where_most_of_it_is_found_or_neither_is_rare(self, seed):
        assert Problem.IMBALANCE not in findings_of(shifted(seed, share=0.02 + 0.004 * seed, distance=4.0))
        assert Problem.IMBALANCE not in findings_of(shifted(seed, share=0.3 + 0.01 * seed))
        assert Problem.IMBALANCE not in findings_of(plain(seed))


def steep(seed, steepness=2.0):
    """Overlapping classes, of which the best line is well worth finding."""
    random = np.random.default_rng([seed, 7])
    values = random.normal(size=(2, 150 + 5 * seed))
    weights = steepness * random.choice([-1.0, 1.0], 2)
    return Dataset(values, weights @ values + random.logistic(size=values.shape[1]) > 0.0)


@pytest.mark.parametrize("seed", SEEDS)
class TestCrawling:
    def test_it_is_said_at_the_end_of_a_run_that_has_much_left_to_gain(self, seed):
        slow = 10.0 ** (-4.0 + 1.5 * seed / 39)
        found = findings_of(steep(seed), learning_rate=slow, standardize=seed % 2 == 0, iterations=1000)
        assert found[Problem.CRAWLING].remedy is not None

    def test_it_is_not_said_of_good_runs(self, seed):
        rate = 10.0 ** (-1.0 + 1.5 * seed / 39)
        for dataset in (steep(seed), plain(seed), shifted(seed), noise(seed), parted(seed)):
            assert Problem.CRAWLING not in findings_of(dataset, learning_rate=rate, iterations=1000)


def parted(seed):
    """Points on both sides of a slanting line, none near it."""
    random = np.random.default_rng([seed, 8])
    values = random.normal(size=(2, 60 + 2 * seed))
    above = values.sum(axis=0) > 0.0
    return Dataset(values + 0.2 * (2 * above - 1), above)


def treated(seed):
    """One of the values of a column of 0 and 1 has a single class; elsewhere the classes overlap."""
    random = np.random.default_rng([seed, 9])
    values = random.normal(size=(3, 200))
    values[seed % 3] = random.random(200) < 0.1 + 0.01 * seed
    labels = values.sum(axis=0) + random.logistic(size=200) > 0.5
    blamed = values[seed % 3] == seed % 2
    labels[blamed] = seed % 4 > 1
    return Dataset(values, labels, ("a", "b", "c"))


@pytest.mark.parametrize("seed", SEEDS)
class TestSeparable:
    def test_it_is_said_of_points_that_a_line_can_part_whatever_the_run_has_come_to(self, seed):
        for iterations in (1, 5, 300):
            finding = findings_of(parted(seed), iterations=iterations)[Problem.SEPARABLE]
            assert "alone does it" not in finding.sentence

    def test_it_names_the_column_of_which_a_value_has_one_class_only(self, seed):
        dataset = treated(seed)
        finding = findings_of(dataset)[Problem.SEPARABLE]
        name, value, only = "abc"[seed % 3], seed % 2, ("red", "blue")[seed % 4 > 1]
        assert f"Look at {name}: where it is {value}, every point is {only}." in finding.sentence
        assert "The boundary separates" not in finding.sentence

    def test_it_is_not_said_of_classes_that_overlap(self, seed):
        for dataset in (steep(seed), shifted(seed), noise(seed)):
            assert Problem.SEPARABLE not in findings_of(dataset)


def summed(seed):
    """Columns of which one is a sum of others: a total, a total of multiples, or the last of a full set of 0 and 1."""
    random = np.random.default_rng([seed, 10])
    values = random.normal(20.0, 10.0 ** random.uniform(-1.0, 2.0), (3, 120))
    labels = values[0] + values[0].std() * random.logistic(size=120) > 20.0
    if seed % 3 == 0:
        made, formula = values.sum(axis=0), "d = a + b + c"
    elif seed % 3 == 1:
        made, formula = 2.0 * values[0] - 0.5 * values[2] + 7.0, "d = 7 + 2·a − 0.5·c"
    else:
        kinds = random.integers(0, 4, 120)
        *values, made = (kinds == np.arange(4)[:, None]).astype(float)
        formula = "d = 1 − a − b − c"
    return Dataset([*values, made], labels, ("a", "b", "c", "d")), formula


@pytest.mark.parametrize("seed", SEEDS)
class TestCombinedColumns:
    def test_a_column_that_is_a_sum_of_others_is_named_with_its_formula(self, seed):
        dataset, formula = summed(seed)
        finding = findings_of(dataset)[Problem.COMBINED_COLUMNS]
        assert formula + "." in finding.sentence
        assert finding.remedy.settings.feature_map == ("x1", "x2", "x3")

    def test_nothing_is_named_of_columns_that_are_nearly_a_sum_or_too_few_to_tell(self, seed):
        dataset, _ = summed(seed)
        random = np.random.default_rng([seed, 11])
        almost = np.vstack([dataset.features[:3], dataset.features[3] + 1e-3 * random.normal(size=120)])
        few = random.normal(size=(6, 4 + seed % 4))
        for other in (replace(dataset, features=almost), Dataset(few, few[0] > 0.0), plain(seed), petals(seed)):
            assert Problem.COMBINED_COLUMNS not in findings_of(other)


@pytest.mark.parametrize("seed", SEEDS)
class TestOverPenalised:
    def test_it_is_said_of_penalties_that_hold_the_weights_with_lighter_ones_that_do_not(self, seed):
        heavy = [{"l1": 0.5}, {"l2": 10.0}, {"l1": 10.0}, {"l1": 1.0, "l2": 100.0}][seed % 4]
        finding = findings_of(steep(seed), learning_rate=0.001, **heavy)[Problem.OVER_PENALISED]
        lighter = finding.remedy.settings
        assert Problem.OVER_PENALISED not in findings_of(steep(seed), l1=lighter.l1, l2=lighter.l2)

    def test_it_is_not_said_of_light_penalties_or_where_there_is_nothing_to_learn(self, seed):
        light = [{"l1": 0.005}, {"l2": 0.02}, {"l1": 0.002, "l2": 0.01}, {}][seed % 4]
        assert Problem.OVER_PENALISED not in findings_of(steep(seed), **light)
        assert Problem.OVER_PENALISED not in findings_of(noise(seed), l1=0.5)


def with_slip(seed):
    """A data set in which one to three points have a value far beyond all others, and their places."""
    random = np.random.default_rng([seed, 12])
    dataset = steep(seed)
    places = random.choice(dataset.sample_count, 1 + seed % 3 if dataset.sample_count >= 300 else 1, replace=False)
    features = dataset.features.copy()
    features[seed % 2, places] = random.choice([-1.0, 1.0]) * 10.0 ** random.uniform(2.3, 6.0, places.size)
    return replace(dataset, features=features), places


@pytest.mark.parametrize("seed", SEEDS)
class TestFarPoints:
    def test_a_slip_is_named_by_the_number_of_the_point_and_blamed_for_what_it_does(self, seed):
        dataset, places = with_slip(seed)
        for standardize in (False, True):
            settings = {"learning_rate": 0.1, "standardize": standardize}
            finding = findings_of(dataset, **settings)[Problem.FAR_POINTS]
            for place in places:
                value = dataset.features[seed % 2, place]
                assert f"{place + 1:,}".replace(",", "\u202f") in finding.sentence
                assert figure(value) in finding.sentence
            assert finding.remedy is None
        assert not any("different scales" in each.sentence for each in findings_of(dataset, learning_rate=1.0).values())

    def test_ordinary_points_and_long_tails_are_not_called_far(self, seed):
        random = np.random.default_rng([seed, 13])
        values = random.normal(size=(4, 300))
        values[1] = np.exp(1.2 * values[1])
        values[2] = random.standard_t(4, 300)
        values[3] = random.random(300) < 0.01
        for dataset in (Dataset(values, values[0] > 0.0), plain(seed), petals(seed), bent(seed), shifted(seed)):
            assert Problem.FAR_POINTS not in findings_of(dataset)


@pytest.mark.parametrize("seed", SEEDS)
class TestNearCopies:
    def test_exactly_one_minimum_is_found_where_a_column_has_a_little_of_its_own(self, seed):
        dataset = steep(seed, 1.0)
        little = 10.0 ** (-7.0 - 3.0 * seed / 39)
        near = replace(
            dataset, features=np.vstack([dataset.features[0], dataset.features[0] + little * dataset.features[1]])
        )
        found, plain = optimum(near), optimum(dataset)
        assert found.outcome is plain.outcome is Outcome.UNIQUE
        assert found.cost == pytest.approx(plain.cost, rel=1e-5)
        # w1·x1 + w2·x2 = (v1 + v2)·x1 + v2·little·x2
        assert little * found.neuron.weights[1] == pytest.approx(plain.neuron.weights[1], rel=1e-4)
        assert little * found.standard_errors.weights[1] == pytest.approx(plain.standard_errors.weights[1], rel=1e-4)
        assert "almost repeats" in findings_of(near)[Problem.DUPLICATE_COLUMNS].sentence

    def test_copies_and_sums_up_to_rounding_share_the_lowest_cost(self, seed):
        dataset = steep(seed, 1.0)
        a, b = dataset.features + (0.0 if seed % 2 else 1e4)
        for third in (a / 3.0, a + b, 0.1 * a - 0.7 * b):
            both = Dataset([a, b, third], dataset.labels)
            assert optimum(both).outcome is Outcome.COLLINEAR
