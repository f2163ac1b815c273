from __future__ import annotations

import numpy as np
import pytest

from neuron_desktop.core import ARTICLE_LINE, Trainer, TrueLine, article_dataset, line_dataset


def test_the_article_s_line_is_the_article_s() -> None:
    assert TrueLine(slope=1.23, intercept=3.23) == ARTICLE_LINE


def test_the_article_s_data_set_is_500_points_labelled_by_its_line() -> None:
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
    # Two points written down, so that another seed does not slip in.
    assert dataset.features[:, 0] == pytest.approx([-4.767757315013672, 3.137213029290352], rel=1e-14)
    assert dataset.features[:, 1] == pytest.approx([-4.030177131717534, 12.42774333294603], rel=1e-14)


def test_a_generated_set_is_the_same_on_each_call_and_another_for_another_seed() -> None:
    assert article_dataset().fingerprint() == article_dataset().fingerprint()
    line = TrueLine(slope=-2.0, intercept=1.0)
    assert line_dataset(line, 50, seed=1) == line_dataset(line, 50, seed=1)
    assert line_dataset(line, 50, seed=1) != line_dataset(line, 50, seed=2)
    assert line_dataset(line, 50, seed=1).true_line == line


def test_a_generated_set_may_be_empty() -> None:
    assert line_dataset(ARTICLE_LINE, 0, seed=1).features.shape == (2, 0)


def test_training_with_the_defaults_finds_the_article_s_line() -> None:
    neuron = Trainer(article_dataset()).advance(2000).neuron
    w1, w2 = neuron.weights
    assert -w1 / w2 == pytest.approx(ARTICLE_LINE.slope, abs=0.1)
    fresh = line_dataset(ARTICLE_LINE, 2000, seed=12345)
    assert np.mean(neuron.predict(fresh.features) == fresh.labels) >= 0.98


def test_training_with_the_defaults_never_costs_more_than_knowing_nothing() -> None:
    costs = Trainer(article_dataset()).advance(2000).cost_curve.costs
    assert costs.size == 401
    assert costs[0] == pytest.approx(np.log(2.0), rel=1e-15)
    assert costs.max() <= np.log(2.0) * (1 + 1e-15)
    assert costs[-1] < 0.05
