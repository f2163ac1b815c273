"""A typed function y = f(x), read by a small grammar of its own and never run as code.

::

    expression = term (("+" | "-") term)*
    term       = signed (("*" | "/" | nothing) signed)*
    signed     = ("-" | "+") signed | power
    power      = raised (("^" | "**") signed)?
    raised     = value ("²" | "³")*
    value      = number | "x" | "pi" | "e" | function "(" expression ("," expression)* ")" | "(" expression ")"

An empty operator is a product, as in 2x or (x + 1)(x − 1), with the rank of any other product: 1/2x is half of x. As in
Python, −x^2 is −(x^2) and 2^3^2 is 2^(3^2). The signs − · × ÷ π and a leading “y =” are understood too.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuron_desktop.core.errors import ExpressionError

LONGEST = 200
DEEPEST = 40

_FUNCTIONS: dict[str, np.ufunc] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "log": np.log10,
    "ln": np.log,
    "sqrt": np.sqrt,
    "abs": np.absolute,
    "min": np.minimum,
    "max": np.maximum,
}
_CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
_KNOWN = f"x, pi, e and {', '.join(_FUNCTIONS)}"

_LEFT_SIDE = re.compile(r"\s*(?:y|f\s*\(\s*x\s*\))\s*=", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-zπ]+)|(?P<sign>\*\*|[-+−*·×/÷^²³(),])"
)
_SPELLINGS = {"−": "-", "·": "*", "×": "*", "÷": "/", "^": "**"}

# A constant, the variable, or an operation on the newest values of the stack.
_Step = float | str | np.ufunc


@dataclass(frozen=True, slots=True)
class Expression:
    """A function of x.

    Parameters
    ----------
    text
        The right side of y = f(x), such as ``1.23x + 3.23`` or ``5 sin(x/2)``; at most 200 characters. ``log`` is the
        logarithm to base 10, ``ln`` the natural one.

    Raises
    ------
    ExpressionError
        If it cannot be read; the sentence names the character.
    """

    text: str
    _steps: tuple[_Step, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_steps", _Reader(self.text).steps())

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        """Return f at each of `x`, in its shape; NaN or infinite where f has no value."""
        at = np.asarray(x, np.float64)
        stack: list[NDArray[np.float64] | np.float64] = []
        with np.errstate(all="ignore"):
            for step in self._steps:
                if isinstance(step, np.ufunc):
                    values = stack[-step.nin :]
                    del stack[-step.nin :]
                    stack.append(step(*values))
                else:
                    stack.append(at if isinstance(step, str) else np.float64(step))
        return np.array(np.broadcast_to(stack[0], at.shape))


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text: its kind (number, name, sign or end), and where it begins, counted from 1."""

    kind: str
    text: str
    position: int

    @property
    def sign(self) -> str:
        """The text in the spelling that the grammar knows."""
        return _SPELLINGS.get(self.text, self.text)


class _Reader:
    """Turns a text into steps for a stack, by recursive descent."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0
        self._depth = 0
        self._steps: list[_Step] = []

    def steps(self) -> tuple[_Step, ...]:
        """Read the whole text."""
        self._read_sum()
        if self._token.kind != "end":
            raise self._unexpected()
        return tuple(self._steps)

    @property
    def _token(self) -> _Token:
        return self._tokens[self._place]

    def _taken(self, *signs: str) -> _Token | None:
        """Take the next token if it is one of these signs."""
        token = self._token
        if token.kind != "sign" or token.sign not in signs:
            return None
        self._place += 1
        return token

    def _read_sum(self) -> None:
        self._read_product()
        while (sign := self._taken("+", "-")) is not None:
            self._read_product()
            self._steps.append(np.add if sign.sign == "+" else np.subtract)

    def _read_product(self) -> None:
        self._read_signed()
        while True:
            sign = self._taken("*", "/")
            if sign is None and not (self._token.kind == "name" or self._token.text == "("):
                return
            self._read_signed()
            self._steps.append(np.divide if sign is not None and sign.sign == "/" else np.multiply)

    def _read_signed(self) -> None:
        # Everything nested passes through here.
        self._depth += 1
        if self._depth > DEEPEST:
            position = self._token.position
            raise ExpressionError(f"The function is nested too deeply at character {position}.", position)
        sign = self._taken("+", "-")
        if sign is None:
            self._read_power()
        else:
            self._read_signed()
            if sign.sign == "-":
                self._steps.append(np.negative)
        self._depth -= 1

    def _read_power(self) -> None:
        self._read_value()
        while (sign := self._taken("²", "³")) is not None:
            self._steps += [2.0 if sign.text == "²" else 3.0, np.power]
        if self._taken("**") is not None:
            self._read_signed()
            self._steps.append(np.power)

    def _read_value(self) -> None:
        token = self._token
        opened = self._taken("(")
        if opened is not None:
            self._read_sum()
            self._close(opened)
        elif token.kind == "number":
            self._place += 1
            self._steps.append(_number(token))
        elif token.kind == "name":
            self._place += 1
            self._read_name(token)
        elif token.kind == "end":
            raise ExpressionError("Something is missing at the end.", token.position)
        else:
            raise ExpressionError(
                f"A number, x or a parenthesis is missing before “{token.text}” at character {token.position}.",
                token.position,
            )

    def _read_name(self, token: _Token) -> None:
        name = token.text.lower()
        if name == "x":
            self._steps.append("x")
        elif name in _CONSTANTS:
            self._steps.append(_CONSTANTS[name])
        elif name in _FUNCTIONS:
            self._read_call(token, _FUNCTIONS[name])
        else:
            raise ExpressionError(
                f"“{token.text}” at character {token.position} is unknown; known are {_KNOWN}.", token.position
            )

    def _read_call(self, token: _Token, function: np.ufunc) -> None:
        example = f"{token.text}(x, 0)" if function.nin == 2 else f"{token.text}(x)"
        opened = self._taken("(")
        if opened is None:
            raise ExpressionError(
                f"“{token.text}” at character {token.position} needs parentheses, as in {example}.", token.position
            )
        self._read_sum()
        count = 1
        while self._taken(",") is not None:
            self._read_sum()
            count += 1
            if function.nin == 2:
                self._steps.append(function)
        self._close(opened)
        if (function.nin == 1) != (count == 1):
            wanted = "one value" if function.nin == 1 else "two values or more"
            raise ExpressionError(
                f"“{token.text}” at character {token.position} takes {wanted}, as in {example}, not {count}.",
                token.position,
            )
        if function.nin == 1:
            self._steps.append(function)

    def _close(self, opened: _Token) -> None:
        if self._taken(")") is None:
            if self._token.kind == "end":
                raise ExpressionError(
                    f"The parenthesis opened at character {opened.position} is never closed.", opened.position
                )
            raise self._unexpected()

    def _unexpected(self) -> ExpressionError:
        """Return what is wrong with a token that cannot stand where it does."""
        token = self._token
        if token.text == ")":
            sentence = f"The parenthesis at character {token.position} closes nothing."
        elif token.text == ",":
            sentence = f"The comma at character {token.position} separates nothing; write decimals with a point: 1.5."
        else:
            sentence = f"An operator is missing before “{token.text}” at character {token.position}."
        return ExpressionError(sentence, token.position)


def _tokens(text: str) -> list[_Token]:
    if len(text) > LONGEST:
        raise ExpressionError(f"The function has {len(text)} characters; {LONGEST} is the most.", LONGEST + 1)
    left_side = _LEFT_SIDE.match(text)
    place = left_side.end() if left_side else 0
    tokens = []
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(f"“{text[place]}” at character {place + 1} means nothing here.", place + 1)
        assert match.lastgroup is not None
        tokens.append(_Token(match.lastgroup, match[0], place + 1))
        place = match.end()
    if not tokens:
        raise ExpressionError("Type a function of x, such as 1.23x + 3.23.", 1)
    return [*tokens, _Token("end", "", len(text) + 1)]


def _number(token: _Token) -> float:
    value = float(token.text)
    if not math.isfinite(value):
        raise ExpressionError(f"{token.text} at character {token.position} is too large a number.", token.position)
    return value
