"""The neuron as formulas for a spreadsheet, LibreOffice Calc or Excel."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from neuron_desktop import __version__
from neuron_desktop.core.data.feature_map import Term
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.weights.export_format import ReadBack, explain_unusable, text_preview
from neuron_desktop.files.weights.feature_sources import feature_sources
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron

# Excel's; LibreOffice takes more of each.
LONGEST_FORMULA = 8_192
LONGEST_TEXT = 255
MOST_COLUMNS = 16_384
ROW = 2


class FormulaFormat:
    """Two rows to paste into a sheet: names, and the formulas of the first sample."""

    key = "formula"
    name = "Spreadsheet formula"
    suffix = ".txt"
    sentence = (
        "Formulas for z, ŷ and the class to paste into LibreOffice Calc or Excel (English settings: a decimal point, "
        "commas between arguments) and to fill down. Derived features are part of the formula."
    )

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""
        reason = explain_unusable(trained)
        if reason is not None:
            return reason
        if len(trained.feature_names) + 3 > MOST_COLUMNS:
            return f"A sheet has {grouped(MOST_COLUMNS)} columns, too few for the features; choose another format."
        if any(len(name) > LONGEST_TEXT for name in trained.class_names):
            return f"A text in a formula has at most {LONGEST_TEXT} characters; give the classes shorter names."
        length = len(_logit(trained))
        if length > LONGEST_FORMULA:
            return (
                f"The formula would have {grouped(length)} characters, and Excel takes "
                f"{grouped(LONGEST_FORMULA)}; leave features "
                "out, or choose another format."
            )
        return None

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return notes, an empty line, and the two rows, their cells separated by tabs."""
        count = len(trained.feature_names)
        z, probability, answer = (f"{column_letters(count + place)}{ROW}" for place in range(3))
        zero, one = (_quoted(name) for name in trained.class_names)
        formulas = [
            _logit(trained),
            # Never the exponential of a large number, which Excel calls an error.
            f"=IF({z}>=0,1/(1+EXP(-{z})),EXP({z})/(1+EXP({z})))",
            f"=IF({z}>={_number(trained.cut)},{one},{zero})",
        ]
        titles = [*map(_cell, trained.feature_names), "z", "probability", "class"]
        notes = [
            f"A neuron of Neuron Desktop {__version__} as spreadsheet formulas.",
            f"Paste the last two lines of this file into cell A1, fill in row {ROW}, and fill its formulas down.",
            *(
                f"{column_letters(place)} = {_cell(source.name)}"
                + ("" if source.is_plain else f": {_one_line(source.sentence)}")
                for place, source in enumerate(feature_sources(trained.recipe, trained.feature_names))
            ),
            f"{z[:-1]} = z, {probability[:-1]} = the probability of {_cell(trained.class_names[1])}, "
            f"{answer[:-1]} = the class",
            "Excel keeps 15 of the 17 digits of a number.",
        ]
        if any(term.is_sine for term in trained.feature_map.terms):
            notes.append("Excel cannot compute the sine of numbers from 134217728 (2^27) on.")
        lines = [*notes, "", "\t".join(titles), "\t".join([""] * count + formulas)]
        return ("\n".join(lines) + "\n").encode()

    def preview(self, data: bytes) -> str:
        """Return the beginning of the text."""
        return text_preview(data)

    def read_back(self, data: bytes) -> ReadBack:
        """Compute the formulas as a spreadsheet does."""
        cells = data.decode().removesuffix("\n").rpartition("\n")[2].split("\t")
        z, probability, answer = (cell.removeprefix("=") for cell in cells[-3:])
        count = len(cells) - 3

        def sheet(features: Array) -> dict[str, Array]:
            named = {f"{column_letters(place)}{ROW}": row for place, row in enumerate(features)}
            return named | {
                f"{column_letters(count)}{ROW}": np.broadcast_to(_Formula(z, named).value(), named["A2"].shape)
            }

        def probabilities(features: Array) -> Array:
            return _Formula(probability, sheet(features)).value()

        def predict(features: Array) -> Array:
            # 1 stands for the first text, that of class 1, and 0 for the other.
            numbers = iter("10")
            condition = re.sub(r'"(?:[^"]|"")*"', lambda _: next(numbers), answer)
            return _Formula(condition, sheet(features)).value()

        return ReadBack(probabilities, predict)


def column_letters(place: int) -> str:
    """Return the letters of a column, counted from 0: A to Z, then AA and so on."""
    letters = ""
    place += 1
    while place:
        place, digit = divmod(place - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _logit(trained: TrainedNeuron) -> str:
    parts = [_number(trained.neuron.bias)]
    for term, weight in zip(trained.feature_map.terms, trained.neuron.weights.tolist(), strict=True):
        number = _number(weight)
        parts.append(f"{'' if number.startswith('-') else '+'}{number}*{_expression(term)}")
    return "=" + "".join(parts)


def _number(value: float) -> str:
    return f"{value:.17g}".upper()


def _expression(term: Term) -> str:
    first = f"{column_letters(term.first)}{ROW}"
    if term.is_sine:
        return f"SIN({first})"
    return first if term.second is None else f"({first}*{column_letters(term.second)}{ROW})"


def _quoted(text: str) -> str:
    return '"' + _one_line(text).replace('"', '""') + '"'


def _cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula or a quotation."""
    line = _one_line(text)
    return f"'{line}" if line[:1] in ("=", "+", "-", "@", '"', "'") else line


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


class _Formula:
    """Computes a formula of numbers, cells, + - * / >= and EXP, SIN, IF, over all rows of a sheet at once.

    A sign in front of a number binds more tightly than any operator, as in a spreadsheet.
    """

    _TOKEN = re.compile(r"\d+(?:\.\d*)?(?:E[+-]?\d+)?|[A-Z]+\d+|[A-Z]+|>=|.")

    def __init__(self, text: str, cells: dict[str, NDArray[np.float64]]) -> None:
        self._tokens = self._TOKEN.findall(text)
        self._cells = cells
        self._place = 0

    def value(self) -> Array:
        """Return the value, a number or one for each row."""
        # The branch that IF does not take may overflow, and is thrown away.
        with np.errstate(over="ignore", invalid="ignore"):
            result = self._comparison()
        assert self._place == len(self._tokens), "the formula has ended"
        return result

    def _next(self, *wanted: str) -> str:
        """Return the next token and go on, if it is one of those wanted; an empty text if not."""
        if self._place < len(self._tokens) and (not wanted or self._tokens[self._place] in wanted):
            self._place += 1
            return str(self._tokens[self._place - 1])
        return ""

    def _comparison(self) -> Array:
        left = self._sum()
        return np.asarray(left >= self._sum()) if self._next(">=") else left

    def _sum(self) -> Array:
        total = self._product()
        while operator := self._next("+", "-"):
            total = total + self._product() if operator == "+" else total - self._product()
        return total

    def _product(self) -> Array:
        product = self._factor()
        while operator := self._next("*", "/"):
            product = product * self._factor() if operator == "*" else product / self._factor()
        return product

    def _factor(self) -> Array:
        token = self._next()
        if token == "-":
            return -self._factor()
        if token == "(":
            value = self._comparison()
            self._next(")")
            return value
        if token in ("EXP", "SIN", "IF"):
            self._next("(")
            arguments = [self._comparison()]
            while self._next(","):
                arguments.append(self._comparison())
            self._next(")")
            if token == "IF":
                return np.asarray(np.where(*arguments))
            return np.asarray(np.exp(arguments[0]) if token == "EXP" else np.sin(arguments[0]))
        return self._cells[token] if token in self._cells else np.asarray(float(token))
