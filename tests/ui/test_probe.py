"""What the read-out says of places and points."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, Neuron, Trainer, article_dataset
from neuron_desktop.core.plane import Plane
from neuron_desktop.ui.probe import Judgement, place_text, sample_text


def snapshot_with(weights, bias):
    trainer = Trainer(article_dataset())
    trainer.set_neuron(Neuron(np.array(weights), bias))
    return trainer.snapshot()


@given(st.floats(-20, 20), st.integers(0, 1))
def test_a_judgement_is_the_articles_arithmetic(z, label):
    judged = Judgement.of(snapshot_with([1.0, 0.0], 0.0), np.array([[z], [0.0]]), label)
    probability = 1 / (1 + math.exp(-z))
    assert judged.z == z
    assert judged.probability == pytest.approx(probability)
    assert judged.pull == pytest.approx(probability - label, abs=1e-12)
    expected = -math.log(probability) if label else -math.log1p(-probability) if probability < 1 else z
    assert judged.loss == pytest.approx(expected, rel=1e-6)


def test_a_place_is_told_with_its_class():
    text = place_text(
        article_dataset(), Plane.of(article_dataset()), snapshot_with([1.0, 0.0], 0.0), np.array([[2.0], [1.0]])
    )
    assert text == "x1 = 2.00   x2 = 1.00   z = 2.00   ŷ = 0.881   →\N{NO-BREAK SPACE}blue"


def test_a_point_is_told_with_its_loss_and_pull():
    dataset = Dataset([[2.0], [1.0]], [0])
    text = sample_text(dataset, Plane.of(dataset), snapshot_with([1.0, 0.0], 0.0), 0, held_back=False)
    assert text == "point 1 (2.00, 1.00), red:   z = 2.00   ŷ = 0.881   loss = 2.13   pull ŷ − y = 0.881"


def test_without_a_neuron_only_the_place_is_told():
    dataset = article_dataset()
    text = place_text(dataset, Plane.of(dataset), None, np.array([[2.0], [1.0]]))
    assert text == "x1 = 2.00   x2 = 1.00"
    assert "ŷ" not in sample_text(dataset, Plane.of(dataset), None, 3, held_back=False)


def test_what_is_beyond_float64_is_a_dash():
    text = place_text(
        article_dataset(), Plane.of(article_dataset()), snapshot_with([1e300, 0.0], 0.0), np.array([[1e300], [1.0]])
    )
    assert "z = —" in text
    assert "nan" not in text
