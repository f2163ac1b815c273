"""How numbers are written."""

import pytest

from neuron_desktop.core.numerals import grouped


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [(0, 0, "0"), (999, 0, "999"), (1000, 0, "1\u202f000"), (-1234567.891, 2, "-1\u202f234\u202f567.89")],
)
def test_thousands_are_set_apart_by_a_thin_space_that_breaks_no_line(value, digits, written):
    assert grouped(value, digits) == written
