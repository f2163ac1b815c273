"""How numbers are written."""

import math

import pytest
from hypothesis import given, strategies

from neuron_desktop.core.errors import NumberError
from neuron_desktop.core.numerals import (
    figure,
    grouped,
    loss,
    number,
    parse_number,
    parse_whole,
    percent,
    power_of_ten,
    probability,
    resolved,
    shortest,
    tick_offset,
    tick_texts,
    written,
)


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
    ("exponent", "text"), [(0, "1"), (-3, "0.001"), (4, "10\u202f000"), (-4, "10⁻⁴"), (12, "10¹²"), (-16, "10⁻¹⁶")]
)
def test_decades(exponent, text):
    assert power_of_ten(exponent) == text


@pytest.mark.parametrize(
    ("z", "text"),
    [
        (0.0, "0.500"),
        (5.0, "0.993"),
        (-5.0, "0.00669"),
        (11.0, "1 − 1.7e−5"),
        (-11.0, "1.67e−5"),
        (40.0, "1 − 4.2e−18"),
        (-800.0, "3.67e−348"),
        (-744.440, "4.94e−324"),
        (1e20, "1 − e^(−1.0e20)"),
        (math.inf, "1"),
        (-math.inf, "0"),
        (math.nan, "—"),
    ],
)
def test_probabilities(z, text):
    assert probability(z) == text


def _told(text):
    """Return ŷ and 1 − ŷ as a reader takes them."""
    plain = text.replace("−", "-")
    if plain.startswith("1 - "):
        return 1.0 - float(plain[4:]), float(plain[4:])
    return float(plain), 1.0 - float(plain)


@given(strategies.floats(-700.0, 700.0))
def test_no_probability_is_told_as_0_or_1(z):
    told, rest = _told(probability(z))
    assert told > 0.0
    assert rest > 0.0
    assert told == pytest.approx(math.exp(-math.log1p(math.exp(-z))) if z > -690 else math.exp(z), rel=6e-3)
    # Within half a unit of the third digit after the point, or of the second digit of what is missing to 1.
    assert rest == pytest.approx(math.exp(-math.log1p(math.exp(z))) if z < 690 else math.exp(-z), rel=6e-2, abs=6e-4)


@given(strategies.floats(-1e12, -1.0), strategies.integers(2, 8))
def test_a_probability_too_small_for_a_float_has_its_logarithm(z, digits):
    text = probability(z, digits).replace("−", "-")
    if text.startswith("e^"):
        assert float(text[3:-1]) == pytest.approx(z, rel=10.0 ** (1 - digits))
    else:
        mantissa, _, exponent = text.partition("e")
        logarithm = math.log10(float(mantissa)) + int(exponent or 0)
        assert logarithm == pytest.approx((z - math.log1p(math.exp(z))) / math.log(10.0), abs=10.0 ** (1 - digits))


def test_a_loss_is_0_only_where_z_is_infinite():
    assert loss(math.log1p(math.exp(-5.0)), 5.0) == "0.00672"
    assert loss(0.0, 800.0) == loss(0.0, -800.0) == "3.67e−348"
    assert loss(0.0, math.inf) == "0.00"


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (2005.3123, 0.05, "2005.31"),
        (1.7e15 + 12_345, 66.0, "1\u202f700\u202f000\u202f000\u202f012\u202f345"),
        (1.7e9 + 0.000123, 3e-6, "1\u202f700\u202f000\u202f000.000123"),
        (-3.25e12, 5e9, "−3.250e12"),
        (0.0, 0.01, "0.00"),
        (2.0, 5.0, "2.00"),
        (2.0**1000, 1e280, "1.0715086071862673e301"),
        (2.0, 0.0, "2.00"),
        (math.nan, 1.0, "—"),
    ],
)
def test_a_place_is_told_as_exactly_as_it_can_be_seen(value, step, text):
    assert resolved(value, step) == text


@given(strategies.floats(-1e15, 1e15), strategies.floats(1e-6, 1e6))
def test_neighbouring_pixels_are_told_apart(value, step):
    told = parse_number(resolved(value, step))
    assert abs(told - value) <= 0.5 * step + 2e-16 * abs(value)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (2005.3, 5, "2005.3"),
        (12345.6, 6, "12\u202f345.6"),
        (1234567.0, 4, "1.235e6"),
        (1234567.0, 7, "1\u202f234\u202f567"),
    ],
)
def test_long_numbers_are_grouped(value, digits, text):
    assert number(value, digits) == text


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


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "0.25"), (12345.0, "12\u202f345"), (1e-7, "1e−7"), (-2.0, "−2"), (0.1234567, "0.123457"), (2e9, "2e9")],
)
def test_figures_have_as_few_digits_as_they_need(value, text):
    assert figure(value) == text


@pytest.mark.parametrize(
    ("low", "high", "spacing", "offset", "text"),
    [
        (-5.0, 5.0, 2.0, 0.0, ""),
        (990.0, 1030.0, 0.5, 0.0, ""),
        (1.7e15 - 2e4, 1.7e15 + 2e4, 1e4, 1.7e15, "1.7e15"),
        (-1e12 - 1.0, -1e12 + 1.0, 0.5, -1e12, "−1e12"),
        (1.7e9 + 0.0003, 1.7e9 + 0.0004, 2e-5, 1700000000.0003, "1\u202f700\u202f000\u202f000.0003"),
        (1.0, 1.0 + 2e-13, 1e-13, 1.0, "1"),
        (0.0, 0.0, 0.0, 0.0, ""),
        # Nothing as round as a tick is in sight.
        (1e12 + 0.3, 1e12 + 0.4, 1.0, 0.0, ""),
    ],
)
def test_an_axis_far_from_zero_has_an_offset(low, high, spacing, offset, text):
    assert tick_offset(low, high, spacing) == (offset, text)


@given(strategies.floats(-1e15, 1e15), strategies.integers(-3, 5), strategies.sampled_from([1.0, 2.0, 5.0]))
def test_numbers_at_ticks_are_short_and_differ(middle, place, factor):
    spacing = factor * 10.0**place
    ticks = [(round(middle / spacing) + step) * spacing for step in range(5)]
    offset, _ = tick_offset(ticks[0], ticks[-1], spacing)
    texts = tick_texts(ticks, spacing, offset)
    if spacing > 4 * math.ulp(middle):
        assert len(set(texts)) == 5
        assert max(map(len, texts)) <= 10


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (0.0001, "0.0001"),
        (1e-5, "1e−5"),
        (-2.5e-7, "−2.5e−7"),
        (3, "3"),
        (1.7e15, "1.7e15"),
        (0.1 + 0.2, "0.30000000000000004"),
        (math.inf, "—"),
    ],
)
def test_a_number_in_as_few_signs_as_name_it(value, text):
    assert shortest(value) == text


@given(strategies.floats(allow_nan=False, allow_infinity=False))
def test_no_digit_of_the_shortest_is_missing(value):
    assert float(shortest(value).replace("−", "-")) == value
