"""Typed functions: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

import math
import pickle
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Expression, ExpressionError, GeneratorError
from neuron_desktop.core.data.expression import DEEPEST, LONGEST

X = np.array([-7.5, -2.0, -0.3, 0.0, 0.4, 1.0, 3.25, 9.0])


def same(text: str, expected: np.ndarray) -> bool:
    return np.allclose(Expression(text)(X), expected, rtol=1e-13, atol=0.0, equal_nan=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.23x + 3.23", 1.23 * X + 3.23),
        ("y = 1.23x+3.23", 1.23 * X + 3.23),
        (" f(x) = -x ", -X),
        ("Y=X", X),
        ("x", X),
        ("2", np.full_like(X, 2.0)),
        (".5x + 2.", 0.5 * X + 2.0),
        ("2e3x", 2000.0 * X),
        ("2e-1", np.full_like(X, 0.2)),
        ("2e x", 2.0 * math.e * X),
        ("2 pi x", 2.0 * math.pi * X),
        ("π x", math.pi * X),
        ("-x^2", -(X**2)),
        ("-x**2", -(X**2)),
        ("(-x)^3", (-X) ** 3),
        ("2^3^2", np.full_like(X, 512.0)),
        ("2^-x", 2.0**-X),
        ("x²/10 − 4", X**2 / 10.0 - 4.0),
        ("2x³", 2.0 * X**3),
        ("--x", X),
        ("+x - -2", X + 2.0),
        ("8/4/2", np.full_like(X, 1.0)),
        ("8 - 4 - 2", np.full_like(X, 2.0)),
        ("1/2x", X / 2.0),
        ("6÷3·x×2", 4.0 * X),
        ("(x+1)(x−1)", (X + 1.0) * (X - 1.0)),
        ("x(x+1)", X * (X + 1.0)),
        ("2sin(x)cos(x)", 2.0 * np.sin(X) * np.cos(X)),
        ("5 SIN(x/2)", 5.0 * np.sin(X / 2.0)),
        ("tan(x) + exp(-x)", np.tan(X) + np.exp(-X)),
        ("abs(x) + sqrt(abs(x))", np.abs(X) + np.sqrt(np.abs(X))),
        ("log(100) + ln(e^3)", np.full_like(X, 5.0)),
        ("min(x, 2, -1)", np.minimum(X, -1.0)),
        ("max(x, min(3, x), 0)", np.maximum(X, 0.0)),
    ],
)
def test_a_function_means_what_it_says(text: str, expected: np.ndarray) -> None:
    assert same(text, expected)


# Each text, a translation for Python beside it: the shape comes from Hypothesis, the meaning from Python.
ATOMS = st.one_of(
    st.sampled_from([("x", "x"), ("pi", "pi"), ("e", "e")]),
    st.integers(0, 9).map(lambda n: (str(n), f"{n}.0")),
    st.decimals(0, 20, places=3).map(lambda d: (str(d), str(d))),
)


def compound(inner):
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(pairs, st.sampled_from("+-*/")).map(
            lambda t: (f"({t[0][0][0]}) {t[1]} ({t[0][1][0]})", f"({t[0][0][1]}) {t[1]} ({t[0][1][1]})")
        ),
        pairs.map(lambda p: (f"({p[0][0]})({p[1][0]})", f"({p[0][1]}) * ({p[1][1]})")),
        pairs.map(lambda p: (f"{p[0][0]} + {p[1][0]}", f"{p[0][1]} + {p[1][1]}")),
        pairs.map(lambda p: (f"({p[0][0]})^({p[1][0]})", f"({p[0][1]}) ** ({p[1][1]})")),
        inner.map(lambda a: (f"-{a[0]}", f"-{a[1]}")),
        st.tuples(inner, st.sampled_from(["sin", "cos", "tan", "exp", "ln", "log", "sqrt", "abs"])).map(
            lambda t: (f"{t[1]}({t[0][0]})", f"{t[1]}({t[0][1]})")
        ),
        st.tuples(pairs, st.sampled_from(["min", "max"])).map(
            lambda t: (f"{t[1]}({t[0][0][0]}, {t[0][1][0]})", f"{t[1]}({t[0][0][1]}, {t[0][1][1]})")
        ),
    )


NAMES = {
    "float64": np.float64,
    "pi": np.float64(math.pi),
    "e": np.float64(math.e),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "ln": np.log,
    "log": np.log10,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "min": np.minimum,
    "max": np.maximum,
    "__builtins__": {},
}


@given(st.recursive(ATOMS, compound, max_leaves=8).filter(lambda pair: len(pair[0]) <= LONGEST))
def test_any_function_has_the_values_that_python_gives_it(pair: tuple[str, str]) -> None:
    text, in_python = pair
    with np.errstate(all="ignore"):
        expected = eval(wrapped(in_python), {**NAMES, "x": X})
    assert np.array_equal(np.isnan(Expression(text)(X)), np.isnan(np.broadcast_to(expected, X.shape)))
    assert np.allclose(Expression(text)(X), expected, rtol=1e-9, atol=1e-300, equal_nan=True)


def wrapped(in_python: str) -> str:
    """Make every number NumPy's, since Python's raise an error where the others become infinite."""
    return re.sub(r"\d+\.\d+", lambda match: f"float64({match[0]})", in_python)


@pytest.mark.parametrize(
    ("text", "sentence", "position"),
    [
        ("", "Type a function of x", 1),
        ("   ", "Type a function of x", 1),
        ("y =", "Type a function of x", 1),
        ("x +", "missing at the end", 4),
        ("2 * (x", "opened at character 5 is never closed", 5),
        ("x)", "at character 2 closes nothing", 2),
        ("(x) 2", "operator is missing before “2” at character 5", 5),
        ("x2", "operator is missing before “2” at character 2", 2),
        ("1,5x", "comma at character 2 separates nothing; write decimals with a point", 2),
        ("(1,5)x", "comma at character 3 separates nothing", 3),
        ("(x 2)", "operator is missing before “2” at character 4", 4),
        ("x + * 2", "missing before “*” at character 5", 5),
        ("x ^^ 2", "missing before “^” at character 4", 4),
        ("()", "missing before “)” at character 2", 2),
        ("sin x", "“sin” at character 1 needs parentheses, as in sin(x)", 1),
        ("2 max", "“max” at character 3 needs parentheses, as in max(x, 0)", 3),
        ("max(x)", "takes two values or more, as in max(x, 0), not 1", 1),
        ("Sin(x, 2)", "“Sin” at character 1 takes one value, as in Sin(x), not 2", 1),
        ("x + foo(x)", "“foo” at character 5 is unknown; known are x, pi, e and sin", 5),
        ("xx", "“xx” at character 1 is unknown", 1),
        ("x ? 2", "“?” at character 3 means nothing here", 3),
        ("x1", "operator is missing before “1”", 2),
        ("1e999", "1e999 at character 1 is too large a number", 1),
        ("y = x +", "missing at the end", 8),
        ("x" * (LONGEST + 1), f"has {LONGEST + 1} characters; {LONGEST} is the most", LONGEST + 1),
        ("(" * DEEPEST + "x" + ")" * DEEPEST, "nested too deeply", DEEPEST + 1),
        ("-" * DEEPEST + "x", "nested too deeply", DEEPEST + 1),
        ("2^" * DEEPEST + "x", "nested too deeply", 2 * DEEPEST + 1),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, sentence: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression(text)
    assert sentence in str(caught.value)
    assert caught.value.position == position
    assert isinstance(caught.value, GeneratorError)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "x.__class__",
        "().__class__.__bases__",
        "lambda: x",
        "[x for x in (1,)]",
        "x; x",
        "x if x else x",
        "f'{x}'",
        "open(x)",
        "eval(x)",
        "x\x00",
        "１x",
        "x" + "\u202e",
    ],
)
def test_nothing_that_runs_is_read(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression(text)


@given(st.text(max_size=60) | st.text(alphabet="x2.e+-*/^²(), sincoexplgmaqrtb", max_size=60))
def test_any_text_gives_a_function_or_a_sentence(text: str) -> None:
    try:
        values = Expression(text)(X)
    except ExpressionError as error:
        values, position = X, error.position
    else:
        position = 1
    assert values.shape == X.shape
    assert 1 <= position <= len(text) + 1


def test_a_long_function_that_nests_little_is_read() -> None:
    assert same("+".join(["x"] * 90), 90.0 * X)
    assert same("(x)" * 2 + "*(1)" * 40, X**2)


def test_towers_of_powers_are_infinite_at_once() -> None:
    assert np.isinf(Expression("9^9^9^9^9")(X)).all()


def test_values_have_the_shape_they_are_asked_in_and_are_the_caller_s_own() -> None:
    function = Expression("x")
    grid = np.arange(6.0).reshape(2, 3)
    values = function(grid)
    assert values.shape == (2, 3)
    values[0, 0] = 9.0
    assert grid[0, 0] == 0.0
    assert Expression("3")(grid).tolist() == [[3.0] * 3] * 2
    assert Expression("3")(2.0).shape == ()
    assert function([]).shape == (0,)


def test_functions_are_equal_by_their_text_and_can_be_copied() -> None:
    assert Expression("2x") == Expression("2x")
    assert Expression("2x") != Expression("2 x")
    assert hash(Expression("2x")) == hash(Expression("2x"))
    assert pickle.loads(pickle.dumps(Expression("sin(x)")))(1.0) == math.sin(1.0)
