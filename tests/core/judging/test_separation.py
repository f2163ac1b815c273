from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.optimize import linprog

from neuron_desktop.core import Scaling
from neuron_desktop.core.judging import separation
from neuron_desktop.core.judging.separation import SeparationKind, dependents, separate, span
from neuron_desktop.core.model import signed_points
from neuron_desktop.core.model.signed_points import SignedPoints

COMPLETE, QUASI, OVERLAP, UNDECIDED = SeparationKind


def signed(features: object, labels: object) -> np.ndarray:
    rows = np.array(features, float)
    return np.vstack([rows, np.ones(rows.shape[1])]) * (2.0 * np.array(labels) - 1.0)


@st.composite
def small_sets(draw) -> np.ndarray:
    """Points on a small grid, so that ties, repetitions and points exactly on a line are common."""
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 14)))
    features = draw(arrays.arrays(np.float64, shape, elements=st.integers(-2, 2).map(float)))
    if draw(st.booleans()):
        labels = (features[0] + features[-1] > 0).astype(int)
        flipped = draw(st.integers(0, shape[1]))
        labels[:flipped] ^= features[0, :flipped] + features[-1, :flipped] == 0
    else:
        labels = draw(arrays.arrays(np.int8, shape[1], elements=st.integers(0, 1)))
    return signed(features, labels)


def linear_programme(points: np.ndarray) -> SeparationKind:
    size, count = points.shape
    anywhere = [(None, None)] * size
    if linprog(np.zeros(size), A_ub=-points.T, b_ub=-np.ones(count), bounds=anywhere).status == 0:
        return COMPLETE
    limits = np.concatenate([np.zeros(count), np.ones(count)])
    most = linprog(-points.sum(axis=1), A_ub=np.vstack([-points.T, points.T]), b_ub=limits, bounds=anywhere)
    return QUASI if -most.fun > 1e-6 else OVERLAP


@given(small_sets())
def test_the_verdict_is_that_of_a_linear_programme(points: np.ndarray) -> None:
    found = separate(points)
    assert found.kind is linear_programme(points)
    if found.direction is None:
        assert not found.parted.any()
        return
    margins = found.direction @ points
    assert np.linalg.norm(found.direction) == pytest.approx(1.0)
    assert margins[found.parted].min() > 1e-9
    assert np.abs(margins[~found.parted]).max(initial=0.0) < 1e-9
    assert found.parted.all() == (found.kind is COMPLETE)


@given(small_sets(), st.integers(-250, 250))
def test_the_lengths_of_the_points_do_not_matter(points: np.ndarray, exponent: int) -> None:
    lengths = np.logspace(0.0, exponent / 2.0, points.shape[1])
    assert separate(points * lengths).kind is separate(points).kind


@pytest.mark.parametrize(
    ("features", "labels", "kind", "parted"),
    [
        ([[1.0, 2.0]], [0, 1], COMPLETE, [True, True]),
        ([[1.0, 1.0]], [0, 1], OVERLAP, [False, False]),
        ([[1.0]], [1], COMPLETE, [True]),
        ([[0.0, 1.0, 1.0, 2.0]], [0, 0, 1, 1], QUASI, [True, False, False, True]),
        ([[0.0, 1.0, 2.0]], [0, 1, 0], OVERLAP, [False] * 3),
        ([[0, 0, 1, 1], [0, 1, 0, 1]], [0, 1, 1, 0], OVERLAP, [False] * 4),
        # Two tie on the line, which itself is separated at 0 perfectly.
        ([[0, 0, 0, 0, 1], [0, 0, -1, 1, 5]], [0, 1, 0, 1, 1], QUASI, [False, False, True, True, True]),
    ],
)
def test_cases_by_hand(features: object, labels: object, kind: SeparationKind, parted: list[bool]) -> None:
    found = separate(signed(features, labels))
    assert found.kind is kind
    assert found.parted.tolist() == parted


def test_a_narrow_gap_counts_and_one_below_the_tolerance_does_not() -> None:
    def gap(width: float) -> SeparationKind:
        return separate(signed([[0.0, -1.0, width, 1.0]], [0, 0, 1, 1])).kind

    assert gap(1e-7) is COMPLETE
    assert gap(1e-11) is QUASI
    assert gap(-1e-7) is OVERLAP


def test_many_dimensions() -> None:
    random = np.random.default_rng(3)
    few = separate(signed(random.normal(size=(40, 30)), random.integers(0, 2, 30)))
    assert few.kind is COMPLETE
    many = separate(signed(random.normal(size=(8, 400)), random.integers(0, 2, 400)))
    assert many.kind is OVERLAP


def test_a_search_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separation, "MOST_CYCLES", 1)
    found = separate(signed([[0.0, 1.0, 2.0]], [0, 1, 0]))
    assert found.kind is UNDECIDED
    assert found.direction is None


def test_a_search_that_rounding_turns_in_a_circle_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # As if the nearest point of the plane came out with no digit right.
    monkeypatch.setattr(separation, "_nearest_of_plane", lambda points: np.full(points.shape[1], 1 / points.shape[1]))
    assert separate(signed([[-0.1, 1.0, 2.0]], [0, 1, 0])).kind is UNDECIDED


@pytest.mark.parametrize(("strip", "block", "share"), [(18, 1, 20), (8, 64, 45), (10, 90, 50), (100, 1000, 1000)])
def test_a_view_is_loss_gradient_and_hessian_of_the_plain_formulas(
    monkeypatch: pytest.MonkeyPatch, strip: int, block: int, share: int
) -> None:
    monkeypatch.setattr(signed_points, "COLUMNS_IN_A_STRIP", strip)
    monkeypatch.setattr(signed_points, "NUMBERS_IN_A_BLOCK", block)
    monkeypatch.setattr(signed_points, "COLUMNS_IN_A_SHARE", share)
    random = np.random.default_rng(1)
    features, labels = random.normal(size=(3, 50)), random.integers(0, 2, 50)
    points = SignedPoints.of(features, labels, Scaling.none(3), map)
    p = np.array([0.5, -2.0, 1.0, 0.3])
    logits = p[:3] @ features + p[3]
    chances = 1.0 / (1.0 + np.exp(-logits))
    with_ones = np.vstack([features, np.ones(50)])
    view = points.view(p)
    assert view.loss == pytest.approx(-np.mean(np.log(np.where(labels, chances, 1.0 - chances))), rel=1e-13)
    assert view.gradient == pytest.approx(with_ones @ (chances - labels) / 50, rel=1e-13)
    assert view.hessian == pytest.approx(with_ones * (chances * (1 - chances)) @ with_ones.T / 50, rel=1e-12)
    assert view.least == pytest.approx((logits * (2 * labels - 1)).min(), rel=1e-13)
    # The least of the opposite parameters is at another place, in another share.
    assert points.view(-p).least == pytest.approx((-logits * (2 * labels - 1)).min(), rel=1e-13)
    assert points.gram == pytest.approx(with_ones @ with_ones.T, rel=1e-13)
    assert points.reach.tolist() == np.abs(with_ones).max(axis=1).tolist()
    assert points.accuracy(p) == np.mean((logits >= 0) == labels)


def test_a_logit_of_0_counts_as_class_1() -> None:
    points = SignedPoints.of(np.array([[1.0, 2.0, 3.0]]), np.array([0, 1, 1]), Scaling.none(1), map)
    assert points.accuracy(np.zeros(2)) == 2 / 3


def test_the_loss_of_huge_logits_is_exact() -> None:
    points = SignedPoints.of(np.array([[1.0, 1.0]]), np.array([0, 1]), Scaling.none(1), map)
    assert points.view(np.array([1e5, 0.0])).loss == 5e4


def test_a_sample_is_one_in_so_many_from_all_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_points, "NEIGHBOURS", 2)
    points = SignedPoints(np.arange(60.0).reshape(2, 30), map)
    sample = points.sampled(4)
    assert sample.columns.tolist() == [[0.0, 1.0, 8.0, 9.0, 16.0, 17.0], [30.0, 31.0, 38.0, 39.0, 46.0, 47.0]]
    assert sample.gram == pytest.approx(sample.columns @ sample.columns.T, rel=1e-14)


def test_combinations_are_found_and_the_span_is_orthonormal() -> None:
    random = np.random.default_rng(5)
    free = random.normal(size=(2, 60))
    rows = np.vstack([free, free[0] * 3.0 - free[1] + 2.0, np.full(60, 7.0), random.normal(size=60), np.ones(60)])
    gram = rows @ rows.T
    assert dependents(gram) == (2, 3)
    basis = span(gram)
    assert basis.shape == (6, 4)
    assert basis.T @ basis == pytest.approx(np.eye(4), abs=1e-14)
    assert basis @ (basis.T @ rows) == pytest.approx(rows, abs=1e-12)
    assert span(free @ free.T).tolist() == np.eye(2).tolist()


def test_a_row_too_narrow_to_scale_is_zero() -> None:
    features = np.array([[5e-324, 0.0, 1e-307], [1.0, 2.0, 3.0]])
    columns = SignedPoints.of(features, np.array([0, 1, 1]), Scaling.standardizing(features), map).columns
    assert columns[0].tolist() == [0.0] * 3
    assert np.abs(columns[1]).tolist() == pytest.approx([np.sqrt(1.5), 0.0, np.sqrt(1.5)])
