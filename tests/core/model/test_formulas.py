"""What is printed of a neuron, copied and read again, predicts what the neuron predicts."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neuron_desktop.core import Neuron, Trainer, TrainingSettings
from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.model.formulas import FormulaWriter, Probe

NO_POINTS = np.empty((2, 0))

_NUMBER = r"[0-9.]+(?:e-?[0-9]+)?"


def value_of(text, names, columns):
    """Compute a sum as a reader does who has copied it, from left to right."""
    plain = text.replace("−", "-").replace(" ", "").replace("·", "*")
    return eval(plain, {"__builtins__": {}}, dict(zip(names, columns, strict=True)))


def classes_by_equation(equation, names, columns):
    return value_of(re.fullmatch(r"ŷ = σ\((.*)\)", equation)[1], names, columns) >= 0.0


def classes_by_boundary(boundary, names, columns, neuron):
    """On which side of a printed boundary samples are; which of them is blue is seen in the window."""
    if not boundary.startswith("line: "):
        return value_of(re.search(r"where (.*) = 0", boundary)[1], names, columns) >= 0.0
    left, right = boundary.removeprefix("line: ").split(" = ")
    solved = next(place for place, name in enumerate(names) if left.startswith(name))
    away = value_of(left, names, columns) - value_of(right, names, columns)
    return away >= 0.0 if neuron.weights[solved] > 0.0 else away <= 0.0


def assert_copied_predicts(neuron, columns, names=("u", "v"), probe=None):
    formulas = FormulaWriter(columns, names).write(neuron, probe)
    expected = neuron.predict(columns) == 1
    assert (classes_by_equation(formulas.equation, names, columns) == expected).all(), formulas
    assert (classes_by_boundary(formulas.boundary, names, columns, neuron) == expected).all(), formulas
    return formulas


CASES = {
    "year and price": ((1990.0, 2020.0), (8.0, 22.0)),
    "longitude and latitude": ((16.2, 16.6), (48.1, 48.3)),
    "pressure and temperature": ((983.0, 1043.0), (268.0, 308.0)),
    "microseconds": ((1.7e15 - 2e4, 1.7e15 + 2e4), (8.0, 22.0)),
    "seconds": ((8.0, 22.0), (1.7e9 - 0.001, 1.7e9 + 0.001)),
    "both far": ((1e12 - 1.0, 1e12 + 1.0), (-1e9 - 10.0, -1e9 + 10.0)),
}


def trained(x_range, y_range, seed=3, count=300, slope=0.7):
    random = np.random.default_rng(seed)
    shares = random.uniform(size=(2, count))
    (left, right), (bottom, top) = x_range, y_range
    columns = np.stack([left + shares[0] * (right - left), bottom + shares[1] * (top - bottom)])
    labels = (shares[1] - 0.5 > slope * (shares[0] - 0.5) + random.normal(0.0, 0.01, count)).astype(int)
    snapshot = Trainer(Dataset(columns, labels), TrainingSettings(standardize=True)).advance(2000)
    return columns, snapshot.neuron


@pytest.mark.parametrize(("x_range", "y_range"), CASES.values(), ids=CASES)
def test_what_is_printed_of_a_trained_neuron_predicts_the_same(x_range, y_range):
    columns, neuron = trained(x_range, y_range)
    formulas = assert_copied_predicts(neuron, columns)
    assert max(len(formulas.equation), len(formulas.boundary)) < 75


@settings(deadline=None)
@given(
    offsets=st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)),
    widths=st.tuples(st.floats(1e-2, 1e4), st.floats(1e-2, 1e4)),
    angle=st.floats(0.0, 2.0 * math.pi),
    shift=st.floats(-1.0, 1.0),
    steepness=st.floats(1e-3, 1e3),
    seed=st.integers(0, 2**32 - 1),
)
def test_what_is_printed_predicts_the_same_wherever_the_points_are(offsets, widths, angle, shift, steepness, seed):
    places = np.random.default_rng(seed).uniform(-1.0, 1.0, (2, 60))
    columns = np.array(offsets)[:, None] + np.array(widths)[:, None] * places
    weights = steepness * np.array([math.cos(angle), math.sin(angle)]) / np.array(widths)
    neuron = Neuron(weights, steepness * shift - float(weights @ np.array(offsets)))
    z = neuron.logits(columns)
    # Where z itself is but noise, nobody's prediction can be kept.
    noise = 64 * np.finfo(float).eps * (np.abs(weights) @ np.abs(columns).max(axis=1) + abs(neuron.bias))
    assume(np.abs(z).min() > noise)
    assert_copied_predicts(neuron, columns)


@settings(deadline=None)
@given(
    middle=st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)),
    zoom=st.floats(1e-3, 1.0),
    angle=st.floats(0.0, 2.0 * math.pi),
)
def test_the_printed_line_lies_within_a_pixel_of_the_neurons(middle, zoom, angle):
    """Wherever one has zoomed to: half the width of the view is `zoom` and 300 pixels."""
    across, up = math.cos(angle), math.sin(angle)
    neuron = Neuron([across, up], -across * middle[0] - up * middle[1])
    along = np.linspace(-zoom, zoom, 5)
    places = np.stack([middle[0] - up * along, middle[1] + across * along])
    pixel = zoom / 300.0
    samples = np.array(middle)[:, None] + np.random.default_rng(0).uniform(-20.0, 20.0, (2, 40))
    # Farther apart than doubles are here, or no formula could do.
    assume(pixel > 64 * np.spacing(max(map(abs, middle))))
    probe = Probe(places, np.full(5, pixel / 2))
    formulas = FormulaWriter(samples, ("u", "v")).write(neuron, probe)
    z = value_of(formulas.equation.removeprefix("ŷ = σ(")[:-1], ("u", "v"), places)
    assert np.abs(z - neuron.logits(places)).max() <= pixel
    if formulas.boundary.startswith("line: "):
        left, right = formulas.boundary.removeprefix("line: ").split(" = ")
        away = value_of(left, ("u", "v"), places) - value_of(right, ("u", "v"), places)
        weight = across if left.startswith(("u", "(u")) else up
        assert np.abs(weight * away).max() <= pixel


def test_near_the_origin_three_digits_are_enough():
    columns, neuron = trained((-10.0, 10.0), (-5.0, 5.0), count=20)
    formulas = FormulaWriter(columns, ("x1", "x2")).write(neuron)
    assert re.fullmatch(rf"ŷ = σ\(−?{_NUMBER}·x1 [+−] {_NUMBER}·x2 [+−] {_NUMBER}\)", formulas.equation)
    assert formulas.digits == 3


def test_far_from_it_features_are_counted_from_a_round_number():
    columns, neuron = trained((1990.0, 2020.0), (8.0, 22.0))
    probe = Probe(np.array([[1990.0, 2020.0], [8.0, 22.0]]), np.full(2, 1e-2))
    formulas = FormulaWriter(columns, ("u", "v")).write(neuron, probe)
    assert re.fullmatch(rf"line: v = {_NUMBER} \+ {_NUMBER}·\(u − 200[0-9]\)", formulas.boundary)
    assert formulas.digits > 4


@pytest.mark.parametrize(
    ("weights", "bias", "text"),
    [
        ([-1.0, 2.0], 3.0, "line: b = 0.500·a − 1.50"),
        ([1.0, 0.0], 3.0, "line: a = −3.00"),
        ([0.0, 2.0], 3.0, "line: b = −1.50"),
        ([0.0, 0.0], 3.0, "no line yet: both weights are zero"),
        ([math.nan, 1.0], 3.0, "no line: the weights are no longer numbers"),
        ([1.0, 1e-320], 3.0, "line: a = −3.00"),
        ([1e-320, 1e-320], 3.0, "ŷ = ½ where 1.00e−320·a + 1.00e−320·b + 3.00 = 0"),
    ],
)
def test_boundary(weights, bias, text):
    assert FormulaWriter(NO_POINTS, ("a", "b")).write(Neuron(np.array(weights), bias)).boundary == text


def test_boundary_of_more_features_is_an_equation():
    writer = FormulaWriter(np.empty((3, 0)), ("a", "b", "c"))
    assert writer.write(Neuron([1.0, -2.0, 3.0], -4.0)).boundary == "ŷ = ½ where 1.00·a − 2.00·b + 3.00·c − 4.00 = 0"


def test_a_boundary_of_terms_is_a_curve():
    writer = FormulaWriter(NO_POINTS, ("a", "a²"), is_curved=True)
    assert writer.write(Neuron([1.0, -2.0], 0.5)).boundary == "curve: ŷ = ½ where 1.00·a − 2.00·a² + 0.500 = 0"
    assert writer.write(Neuron([0.0, 0.0], 0.5)).boundary == "no curve yet: every weight is zero"
    assert writer.write(Neuron([math.inf, 0.0], 0.5)).boundary == "no curve: the weights are no longer numbers"


def test_equation():
    formulas = FormulaWriter(NO_POINTS, ("x1", "x2")).write(Neuron([-1.31, 1.07], -2.61))
    assert formulas.equation == "ŷ = σ(−1.31·x1 + 1.07·x2 − 2.61)"


@pytest.mark.parametrize("huge", [1e300, -1e300])
def test_what_leaves_the_range_of_float64_is_written_as_it_stands(huge):
    columns = huge + np.array([[0.0, 1e290], [0.0, 1e290]])
    neuron = Neuron([1e200, -1e200], 1.0)
    writer = FormulaWriter(columns, ("u", "v"))
    assert writer.write(neuron).equation == "ŷ = σ(1.00e200·u − 1.00e200·v + 1.00)"
    # Where no digit may be missing, and counting from the middle overflows.
    exact = writer.write(Neuron([1e200 / 3, -1e200], 1.0), Probe(np.ones((2, 1)), np.zeros(1)))
    assert exact.equation == f"ŷ = σ({1e200 / 3!r}·u − 1e200·v + 1)".replace("e+", "e")


def test_values_that_differ_in_their_last_digit_are_counted_from_one_of_them():
    low = 1e12 + 0.3
    columns = np.array([[low, np.nextafter(low, math.inf)], [0.0, 1.0]])
    neuron = Neuron([1e4, 1.0], -1e4 * low)
    assert_copied_predicts(neuron, columns)
