"""How numbers are written."""

import pytest
from hypothesis import given, strategies

from neuron_desktop.core.errors import NumberError
from neuron_desktop.core.numerals import grouped, parse_number, parse_whole, percent, written


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [(0, 0, "0"), (999, 0, "999"), (1000, 0, "1\u202f000"), (-1234567.891, 2, "-1\u202f234\u202f567.89")],
)
def test_thousands_are_set_apart_by_a_thin_space_that_breaks_no_line(value, digits, written):
    assert grouped(value, digits) == written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25),
        ("0,25", 0.25),
        ("٠٫٢٥", 0.25),
        ("०.२५", 0.25),
        (" 1\u00a0500 ", 1500),
        ("1\u202f234\u202f567.5", 1234567.5),
        ("1.234.567,5", 1234567.5),
        ("1,234,567.5", 1234567.5),
        ("12,34,567", 1234567),
        ("1'234.5", 1234.5),
        ("\u200e\u22123e-4", -3e-4),
        ("1.234", 1.234),
        ("0,125", 0.125),
        (",5", 0.5),
        ("5.", 5),
    ],
)
def test_a_number_is_read_in_whatever_way_people_write_it(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,234", "“1,234” may be 1.234 or 1\u202f234; write 1.234 or 1234."),
        ("1 2", "“1 2” is not one number; write it like 1\u202f234.5."),
        ("1,2,3.5", "“1,2,3.5” is not one number; write it like 1\u202f234.5."),
        ("1.2 3", "“1.2 3” is not one number; write it like 1\u202f234.5."),
        ("abc", "“abc” is no number."),
        ("nan", "“nan” is no number."),
        ("-", "“-” is no number."),
        (" ", "A number is missing here."),
        ("1e999", "“1e999” is too large for a number."),
        ("x" * 50, f"“{'x' * 40}…” is no number."),
    ],
)
def test_what_is_no_number_or_may_be_two_is_refused_with_the_reason(text, sentence):
    with pytest.raises(NumberError) as refusal:
        parse_number(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("text", "value"), [("2,000", 2000), ("2.000", 2000), ("-2 000", -2000), ("1e3", 1000), ("0.0", 0), ("2.0", 2)]
)
def test_in_a_whole_number_marks_before_three_digits_set_thousands_apart(text, value):
    assert parse_whole(text) == value


@pytest.mark.parametrize("text", ["0.25", "1,5", "1.2345"])
def test_a_fraction_is_no_whole_number(text):
    with pytest.raises(NumberError, match="is not a whole number"):
        parse_whole(text)


@given(strategies.integers(-(10**15), 10**15), strategies.integers(0, 6))
def test_what_is_written_is_read_back(digits, decimals):
    value = digits / 10**decimals
    assert parse_number(grouped(value, decimals)) == float(f"{value:.{decimals}f}")
    assert parse_whole(written(digits)) == digits


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.9, "90 %"),
        (0.29, "29 %"),
        (0.992, "99.2 %"),
        (0.99999, "99.9 %"),
        (2 / 3, "66.6 %"),
        (4e-4, "under 0.1 %"),
    ],
)
def test_percents_never_round_up_to_all_or_down_to_nothing(share, text):
    assert percent(share) == text
