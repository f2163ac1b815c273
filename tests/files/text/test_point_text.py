"""Points as a spreadsheet copies and pastes them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset
from neuron_desktop.files.errors import PointTextError
from neuron_desktop.files.text import point_text
from neuron_desktop.files.text.point_text import read_label, read_number, read_points, write_points
from tests.core.strategies import datasets

NAMES = ("x1", "x2")
CLASSES = ("red", "blue")


def read(text: str, *, label: int = 1) -> list[tuple[float, float, int]]:
    features, labels = read_points(text, NAMES, CLASSES, label=label)
    assert features.dtype == np.float64
    assert labels.dtype == np.int8
    return list(zip(*features.tolist(), labels.tolist(), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "1.5\t-2\tblue\n3\t0.25\tred\n",
        "1.5\t-2\tblue\r\n3\t0.25\tred\r\n",
        "1.5\t-2\tblue\r3\t0.25\tred",
        "1,5\t-2\tblue\n3\t,25\tRED\n",
        "1,5;-2;blue\n3;0,25;red\n",
        "1.5, -2, Blue\n3, 0.25, red\n",
        "1.5 -2 blue\n 3  .25 red ",
        "x1\tx2\tclass\n1.5\t-2\t1\n3\t0.25\t0\n",
        "\n1.5\t−2\t1.0\n\t\t\n3\t2.5e-1\t0\n\n",
        '"1.5"\t"-2"\t"blue"\n3\t0.25\tred',
        "1.5\t-2\tblue\t\n3\t0.25\tred\t\n",
        "١٫٥\t-٢\tblue\n3\t٠٫٢٥\tred",
    ],
)
def test_a_block_of_cells_is_points_however_it_is_written(text: str) -> None:
    assert read(text) == [(1.5, -2.0, 1), (3.0, 0.25, 0)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1,234\t0,5\tblue", (1.234, 0.5, 1)),
        ("1,234\t5,67\tblue", (1.234, 5.67, 1)),
        ("1.234\t5\tblue", (1.234, 5.0, 1)),
        ("1,234.5\t2.5\tblue", (1234.5, 2.5, 1)),
        ("1.234,5\t2,5\tblue", (1234.5, 2.5, 1)),
        ("1 234\t2\tblue", (1234.0, 2.0, 1)),
    ],
)
def test_a_mark_before_three_digits_means_what_the_rest_of_the_block_says(text: str, first: object) -> None:
    assert read(text) == [first]


@pytest.mark.parametrize("label", [0, 1])
def test_points_without_a_class_are_of_the_one_given(label: int) -> None:
    assert read("1\t2\n3\t4\t\n", label=label) == [(1.0, 2.0, label), (3.0, 4.0, label)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There are no points; a row must have 2 numbers (x1, x2) and the class, or no class."),
        (" \n\t\n", "There are no points"),
        ("x1\tx2\tclass\n", "There are no points"),
        ("1\t2\tblue\n3\t4x\tred", "Row 2, x2: “4x” is no number."),
        ("a\tb\n1\t2\n\n\t4", "Row 4, x1: an empty cell is no number."),
        ("1\t2\tgreen", "Row 1, class: “green” is neither red nor blue."),
        ("1\t2\t2", "Row 1, class: “2” is neither red nor blue."),
        ("1\t2\tblue\n3", "Row 2 has 1 cells; it must have 2 numbers (x1, x2) and the class, or no class."),
        ("1\t2\t3\tblue", "Row 1 has 4 cells"),
        ("1\t1e999", "Row 1, x2: “1e999” is no number."),
        ("1\tnan", "Row 1, x2: “nan” is no number."),
        ("1\t1.2.3,5", "Row 1, x2: “1.2.3,5” is no number."),
        ("1,234\t-5,678\n1,500\t2", "Row 1, x1: “1,234” may be 1.234 or 1\u202f234; write decimals with a point"),
        ("1.5\t2\n3\t4,5", "Row 2, x2: “4,5” has its decimals after a “,”, cells before it after a “.”"),
        ('1\t"2\n3\t4', "A quotation mark is out of place, or a cell is too long."),
        ("1\t" + "z" * 100, "Row 1, x2: “" + "z" * 40 + "” is no number."),
    ],
)
def test_what_is_no_point_is_said_with_its_row_and_cell(text: str, sentence: str) -> None:
    with pytest.raises(PointTextError) as caught:
        read(text)
    assert sentence in str(caught.value)


def test_many_features_are_not_all_listed() -> None:
    with pytest.raises(PointTextError, match=r"5 numbers \(a, b, c, …\)"):
        read_points("1\t2", tuple("abcde"), CLASSES, label=0)


def test_more_rows_than_a_clipboard_should_hold_are_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(point_text, "MOST_ROWS", 3)
    assert len(read("1\t2\n" * 3)) == 3
    with pytest.raises(PointTextError, match="There are 4 rows; save more than 3 as a file"):
        read("1\t2\n" * 4)
    dataset = Dataset(np.zeros((2, 4)), [0, 0, 1, 1])
    assert write_points(dataset, np.arange(3)).count("\n") == 3
    with pytest.raises(PointTextError, match="4 points are too many to copy"):
        write_points(dataset, np.arange(4))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("−2", -2.0),
        (" +3e2 ", 300.0),
        ("", None),
        ("inf", None),
        ("1_0", None),
        ("?", None),
    ],
)
def test_a_number_is_a_plain_finite_one(text: str, value: float | None) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "classes", "label"),
    [
        (" Blue ", CLASSES, 1),
        ("0", CLASSES, 0),
        ("1.0", CLASSES, 1),
        ("", CLASSES, None),
        ("blu", CLASSES, None),
        # Classes called by numbers are meant by their names.
        ("1", ("1", "2"), 0),
        ("2.0", ("1", "2"), 1),
        ("0", ("1", "2"), None),
        ("0", ("1", "0"), 1),
    ],
)
def test_a_class_is_meant_by_its_name_or_as_0_and_1(text: str, classes: tuple[str, str], label: int | None) -> None:
    assert read_label(text, classes) == label


@example(Dataset([[1.234], [-5.678]], [1]), True)
@given(datasets(), st.booleans())
def test_what_is_copied_comes_back_to_the_last_bit(dataset: Dataset, decimal_comma: bool) -> None:
    text = write_points(dataset, np.arange(dataset.sample_count), decimal_comma=decimal_comma)
    assert ("." not in text.replace("red", "")) or not decimal_comma
    features, labels = read_points(text, dataset.feature_names, dataset.class_names, label=0)
    assert Dataset(features, labels) == dataset


def test_rows_are_copied_in_the_order_asked_for() -> None:
    dataset = Dataset([[1.0, 2.0, 3.0], [4.0, 5.5, 6.0]], [0, 1, 0], class_names=("no\tway", "yes"))
    text = write_points(dataset, np.array([2, 1]))
    assert text == '3.0\t6.0\t"no\tway"\n2.0\t5.5\tyes\n'


@given(st.text(max_size=80) | st.text(alphabet='12.,;\t\n "redblux', max_size=80))
def test_any_text_gives_points_or_a_sentence(text: str) -> None:
    try:
        count = len(read(text))
    except PointTextError as error:
        count = len(str(error))
    assert count > 0
