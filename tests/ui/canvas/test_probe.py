"""What the read-out says of places and points."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, Neuron, Trainer, article_dataset
from neuron_desktop.core.training.plane import Plane
from neuron_desktop.ui.canvas.probe import Judgement, place_text, sample_text

STEPS = (0.02, 0.02)


def snapshot_with(weights, bias):
    trainer = Trainer(article_dataset())
    trainer.set_neuron(Neuron(np.array(weights), bias))
    return trainer.snapshot()


@given(st.floats(-20, 20), st.integers(0, 1))
def test_a_judgement_is_the_articles_arithmetic(z, label):
    judged = Judgement.of(snapshot_with([1.0, 0.0], 0.0), np.array([[z], [0.0]]), label)
    probability = 1 / (1 + math.exp(-z))
    assert judged.z == z
    expected = -math.log(probability) if label else -math.log1p(-probability) if probability < 1 else z
    assert judged.loss == pytest.approx(expected, rel=1e-6)
    told_z, told_probability, told_loss, told_pull = (value_of(text) for text in judged.texts())
    assert told_z == pytest.approx(z, rel=6e-3, abs=1e-300)
    assert told_probability == pytest.approx(probability, rel=6e-3)
    assert told_loss == pytest.approx(expected, rel=6e-3)
    assert told_pull == pytest.approx(probability - label, rel=6e-3, abs=1e-12)


def value_of(text):
    """What a number, or a difference from 1, says."""
    return sum(float(part) for part in text.replace("−", "-").replace("- ", "-").replace("+ ", "").split())


@pytest.mark.parametrize(
    ("z", "label", "texts"),
    [
        (11.0, 1, ("11.0", "1 − 1.7e−5", "1.67e−5", "−1.67e−5")),
        (11.0, 0, ("11.0", "1 − 1.7e−5", "11.0", "1 − 1.7e−5")),
        (-11.0, 1, ("−11.0", "1.67e−5", "11.0", "−1 + 1.7e−5")),
        (800.0, 1, ("800", "1 − 3.7e−348", "3.67e−348", "−3.67e−348")),
        (math.nan, 1, ("—", "—", "—", "—")),
    ],
)
def test_nothing_is_told_as_0_or_1_that_is_neither(z, label, texts):
    assert Judgement(z, label).texts() == texts


def test_a_place_is_told_with_its_class():
    text = place_text(
        article_dataset(), Plane.of(article_dataset()), snapshot_with([1.0, 0.0], 0.0), np.array([[2.0], [1.0]]), STEPS
    )
    assert text == "x1 = 2.00   x2 = 1.00   z = 2.00   ŷ = 0.881   →\N{NO-BREAK SPACE}blue"


def test_a_point_is_told_with_its_loss_and_pull():
    dataset = Dataset([[2.0], [1.0]], [0])
    text = sample_text(dataset, Plane.of(dataset), snapshot_with([1.0, 0.0], 0.0), 0, STEPS, held_back=False)
    assert text == "point 1 (2.00, 1.00), red:   z = 2.00   ŷ = 0.881   loss = 2.13   pull ŷ − y = 0.881"


def test_without_a_neuron_only_the_place_is_told():
    dataset = article_dataset()
    text = place_text(dataset, Plane.of(dataset), None, np.array([[2.0], [1.0]]), STEPS)
    assert text == "x1 = 2.00   x2 = 1.00"
    assert "ŷ" not in sample_text(dataset, Plane.of(dataset), None, 3, STEPS, held_back=False)


def test_what_is_beyond_float64_is_a_dash():
    text = place_text(
        article_dataset(),
        Plane.of(article_dataset()),
        snapshot_with([1e300, 0.0], 0.0),
        np.array([[1e300], [1.0]]),
        STEPS,
    )
    assert "z = —" in text
    assert "nan" not in text


def test_places_are_told_to_the_pixel():
    dataset = Dataset([[2005.3], [1.7e15 + 12_345]], [0], ("year", "stamp"))
    told = sample_text(dataset, Plane.of(dataset), None, 0, (0.05, 66.0), held_back=False)
    assert told == "point 1 (2005.30, 1\u202f700\u202f000\u202f000\u202f012\u202f345), red"
    place = place_text(dataset, Plane.of(dataset), None, np.array([[2005.34], [1.7e9]]), (0.05, 3e-6))
    assert place == "year = 2005.34   stamp = 1\u202f700\u202f000\u202f000.000000"
