"""How numbers are written and read: the same in every sentence, field and locale.

They are written with a decimal point and a thin space between thousands. Whatever people type is read: see
`parse_number`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal
from itertools import islice

from neuron_desktop.core.errors import NumberError

# NARROW NO-BREAK SPACE: as thin as a thin space, and no line breaks inside a number.
THOUSANDS = "\u202f"

UNKNOWN = "—"

_MINUS_SIGNS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_PLUS_SIGNS = "+\ufe62\uff0b"
_POINTS = ".\uff0e\u066b"
_COMMAS = ",\uff0c\u060c"
_GROUPS = "'\u2019\u066c"
_NUMBER = re.compile(r"([+-]?)([0-9., ]*)(?:[eE]([+-]?[0-9]{1,4}))?")
# By thousands, or, as in India, by hundreds above the thousands.
_GROUPED = re.compile(r"[0-9]{1,3}(?:_[0-9]{3})+|[0-9]{1,2}(?:_[0-9]{2})*_[0-9]{3}")
_LONGEST_QUOTED = 40
# Years and pressures stay as they are usually written.
_LEAST_GROUPED = 1e4
_MOST_TICK_DIGITS = 6
_LN_10 = math.log(10.0)
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def grouped(value: float, digits: int = 0) -> str:
    """Return `value` with this many decimals and its thousands set apart: 12 345.6, where ``{:,.1f}`` has a comma."""
    return f"{value:,.{digits}f}".replace(",", THOUSANDS)


def written(value: float, decimals: int = 10) -> str:
    """Return `value` with its thousands set apart and the decimals it has, up to `most`."""
    text = grouped(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def bracketed(values: Iterable[object], most: int = 8) -> str:
    """Return the first of `values`, with all digits, as Python lists them: [1.5, -2.0, …]."""
    shown = [repr(value) for value in islice(values, most + 1)]
    return f"[{', '.join([*shown[:most], *['…'] * (len(shown) > most)])}]"


def number(value: float, digits: int = 4) -> str:
    """Return `value` to this many significant digits, with a true minus sign; a dash for NaN.

    A number with more than 6 digits before the point, and more than `digits`, gets an exponent, as does one with 4
    zeros after the point.
    """
    if not math.isfinite(value):
        return UNKNOWN
    value += 0.0  # minus zero is zero
    power = magnitude(value)
    if -5 < power < max(6, digits):
        decimals = max(digits - 1 - power, 0)
        text = grouped(value, decimals) if abs(value) >= _LEAST_GROUPED else f"{value:.{decimals}f}"
    else:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−")


def resolved(value: float, step: float, least: int = 3) -> str:
    """Return `value` to the digit in which it differs from `value` + `step`, but with at least `least` digits.

    Values that lie close together far from zero, such as seconds since 1970, stay distinct that way.
    """
    if not (math.isfinite(value) and 0.0 < step < math.inf):
        return number(value, least)
    power = magnitude(value)
    digits = min(max(power - magnitude(step) + 1, least), 17)
    # A long mantissa is harder to read than a long number.
    return number(value, max(digits, power + 1) if digits > 6 and power < 17 else digits)


def figure(value: float, digits: int = 6) -> str:
    """Return `value` to this many significant digits, or fewer if it has fewer: 0.25, 12 345, 1e−7."""
    mantissa, mark, exponent = number(value, digits).partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + mark + exponent


def shortest(value: float) -> str:
    """Return a number in as few digits as identify it: 0.0001, 1e−7, 1.7e15, 0.30000000000000004."""
    if not math.isfinite(value):
        return UNKNOWN
    plain = repr(float(value)).removesuffix(".0")
    exponents = (f"{value:.{digits}e}" for digits in range(17))
    mantissa, _, exponent = next(text for text in exponents if float(text) == value).partition("e")
    brief = f"{mantissa}e{int(exponent)}"
    return (brief if "e" in plain or len(plain) > len(brief) + 3 else plain).replace("-", "−")


def percent(share: float) -> str:
    """Return a share from 0 to 1 in percent, with one decimal if it has one: 90 %, 99.2 %.

    Cut rather than rounded, so that only the whole reads 100 %, and only nothing 0 %.
    """
    tenths = math.floor(share * 1000 + 1e-9)
    if not tenths and share > 0.0:
        return "under 0.1 %"
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def probability(z: float, digits: int = 3) -> str:
    """Return ŷ = σ(z) to this many significant digits: 0.881, 1.70e−5, and 1 − 1.7e−5 where those would all be nines.

    Like ŷ itself it is 0 or 1 only for an infinite z; a dash for NaN.
    """
    if math.isnan(z):
        return UNKNOWN
    if math.isinf(z):
        return "1" if z > 0.0 else "0"
    shown = _small_probability(z, digits) if z < 0.0 else number(1.0 / (1.0 + math.exp(-z)), digits)
    # If the digits show only 1, the distance from it is written.
    return f"1 − {_small_probability(-z, 2)}" if z > 0.0 and float(shown) == 1.0 else shown


def loss(value: float, z: float, digits: int = 3) -> str:
    """Return the loss of a sample with logit z to this many significant digits; 0 only for an infinite z."""
    # If it is too small for a float, it equals the probability of the other class.
    return _small_probability(-abs(z), digits) if value == 0.0 and math.isfinite(z) else number(value, digits)


def _small_probability(z: float, digits: int) -> str:
    """Return σ(z) for z ≤ 0, even if it is too small for a float."""
    if z > -700.0:
        return number(math.exp(z) / (1.0 + math.exp(z)), digits)
    if z < -1e9:
        return f"e^({number(z, digits)})"
    exponent = math.floor(z / _LN_10)
    mantissa, _, more = f"{math.exp(z - exponent * _LN_10):.{digits - 1}e}".partition("e")
    return f"{mantissa}e−{-exponent - int(more)}"


def magnitude(value: float) -> int:
    """Return the power of ten of the first digit of `value`, 0 for 0."""
    return math.floor(math.log10(abs(value))) if value else 0


def power_of_ten(exponent: int) -> str:
    """Return 10 to the power `exponent` as the scale of an axis has it: 0.01, 1, 100, 10⁻⁵."""
    if -4 < exponent < 5:
        return written(10.0**exponent)
    return f"10{str(exponent).translate(_RAISED)}"


def tick_texts(values: Iterable[float], spacing: float, offset: float = 0.0) -> list[str]:
    """Return the numbers beside ticks that are `spacing` apart, less an offset: to the digit in which they differ."""
    return [resolved(value - offset, spacing, 1) for value in values]


def tick_offset(low: float, high: float, spacing: float) -> tuple[float, str]:
    """Return what is taken off the numbers of an axis from `low` to `high`, and its text; 0 where they are short.

    It is the roundest number in range, so that the numbers beside ticks `spacing` apart have few digits, where those of
    the values themselves would be long and begin alike.
    """
    largest = max(abs(low), abs(high))
    if not 0.0 < spacing < math.inf or magnitude(largest) - magnitude(spacing) < _MOST_TICK_DIGITS:
        return 0.0, ""
    for place in range(magnitude(largest), magnitude(spacing) - 1, -1):
        multiple = math.ceil(low / 10.0**place)
        # From the digits, since a product may be the number beside the round one.
        offset = float(f"{multiple}e{place}")
        if low <= offset <= high:
            return offset, resolved(offset, 10.0**place, 1)
    return 0.0, ""


def parse_number(text: str) -> float:
    """Return the number that `text` means.

    It may have digits of any script, a decimal point or comma, any space or apostrophe between thousands, any minus
    sign, and an exponent. Of points and commas, the last kind is the decimal one if both occur; one that occurs twice
    sets thousands apart. A single comma before three digits (1,234) may be either, and is refused. A single point there
    is a decimal point, because the program writes it so and must read what it writes.

    Raises
    ------
    NumberError
        It is not a number, or may be more than one; the sentence says which, and what to write.
    """
    sign, body, exponent = _parts(text)
    whole, fraction = _split(body, text)
    value = float(f"{sign}{whole or '0'}.{fraction or '0'}e{exponent or '0'}")
    if not math.isfinite(value):
        raise NumberError(f"{_quoted(text)} is too large for a number.")
    return value


def parse_whole(text: str) -> int:
    """Return the whole number that `text` means.

    It is read as `parse_number` reads, but a whole number has no decimals to write: a point or comma before three
    digits sets thousands apart, so both 2,000 and 2.000 are two thousand. The field then shows 2 000.

    Raises
    ------
    NumberError
        It is not a whole number.
    """
    sign, body, exponent = _parts(text)
    marks = {mark for mark in body if mark in ".,"}
    if len(marks) == 1 and not exponent and not body.startswith("0"):
        plain = _ungrouped(re.sub("[., ]", "_", body))
        if plain is not None:
            return int(sign + plain)
    value = parse_number(text)
    if value != math.floor(value):
        raise NumberError(f"{_quoted(text)} is not a whole number.")
    return int(value)


def _parts(text: str) -> tuple[str, str, str]:
    """Return sign, digits with their marks, and exponent, in ASCII."""
    # Where it is written from right to left, invisible marks stand around a sign.
    plain = "".join(_ascii(sign) for sign in text if unicodedata.category(sign) != "Cf").strip()
    found = _NUMBER.fullmatch(plain)
    if found is None or not any(sign.isdigit() for sign in found[2]):
        raise NumberError(f"{_quoted(text)} is no number." if text.strip() else "A number is missing here.")
    return found[1], found[2].strip(), found[3] or ""


def _ascii(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    for known, plain in ((_MINUS_SIGNS, "-"), (_PLUS_SIGNS, "+"), (_POINTS, "."), (_COMMAS, ","), (_GROUPS, " ")):
        if sign in known:
            return plain
    return " " if sign.isspace() else sign


def _split(body: str, text: str) -> tuple[str, str]:
    """Return the digits before and after the decimal mark."""
    last = max(body.rfind("."), body.rfind(","))
    whole, mark, fraction = body, "", ""
    if last >= 0 and (body.count(body[last]) == 1):
        whole, mark, fraction = body[:last], body[last], body[last + 1 :]
    if mark == "," and re.fullmatch("[1-9][0-9]{0,2}", whole) and re.fullmatch("[0-9]{3}", fraction):
        raise NumberError(
            f"{_quoted(text)} may be {whole}.{fraction} or {whole}{THOUSANDS}{fraction}; "
            f"write {whole}.{fraction} or {whole}{fraction}."
        )
    plain = whole if whole.isdigit() or not whole else None
    if plain is None and len({sign for sign in whole if not sign.isdigit()}) == 1:
        plain = _ungrouped(re.sub("[., ]", "_", whole))
    if plain is None or not (fraction.isdigit() or not fraction):
        raise NumberError(f"{_quoted(text)} is not one number; write it like 1{THOUSANDS}234.5.")
    return plain, fraction


def _ungrouped(digits: str) -> str | None:
    return digits.replace("_", "") if _GROUPED.fullmatch(digits) else None


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"“{short[:_LONGEST_QUOTED]}…”" if len(short) > _LONGEST_QUOTED else f"“{short}”"


def rounded_down(value: float) -> float:
    """Return a positive number cut to two significant digits."""
    exact = Decimal(repr(value))
    return float(exact.quantize(Decimal((0, (1,), exact.adjusted() - 1)), ROUND_FLOOR))
