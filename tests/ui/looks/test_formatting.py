"""Numbers as text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.ui.looks import formatting


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (1.0, "1.000"),
        (-1.3, "−1.300"),
        (0.05193, "0.05193"),
        (123456.7, "123\u202f457"),
        (1.5e9, "1.500e9"),
        (-2e-7, "−2.000e−7"),
        (math.nan, "—"),
        (math.inf, "—"),
    ],
)
def test_number(value, text):
    assert formatting.number(value) == text


@given(st.floats(-1e300, 1e300, allow_subnormal=False))
def test_numbers_keep_their_digits(value):
    shown = float(formatting.number(value, 4).replace("−", "-"))
    assert shown == pytest.approx(value, rel=6e-4, abs=1e-323)


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100.0 %"), (0.9999, "99.9 %"), (0.992, "99.2 %"), (0.0004, "< 0.1 %"), (0.0, "0.0 %"), (math.nan, "—")],
)
def test_percent_never_claims_all_where_one_is_wrong(share, text):
    assert formatting.percent(share) == text
