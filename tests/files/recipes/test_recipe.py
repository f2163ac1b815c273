"""A recipe makes the same samples of the same cells, whenever and in whatever table they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.files.errors import CsvError, RecipeError
from neuron_desktop.files.recipes.recipe import MOST_FEATURES, ColumnRecipe, LabelRecipe, Recipe
from neuron_desktop.files.recipes.recipe_parts import KINDS, LONGEST_TEXT, MISSING_RULES
from neuron_desktop.files.recipes.rows import mean, median
from neuron_desktop.files.text.columns import Column
from neuron_desktop.files.text.dialect import Dialect
from neuron_desktop.files.text.line_numbers import LineNumbersBuilder
from neuron_desktop.files.text.tables import Table, read_table
from tests.places import DATA

SURVIVED = LabelRecipe("survived", ("0",), ("1",), ("died", "survived"))
TITANIC = Recipe(
    SURVIVED,
    (
        ColumnRecipe("age", missing="median", indicator=True),
        ColumnRecipe("sex", "binary", ("male", "female")),
        ColumnRecipe("embarked", "one-hot", ("S", "C", "Q")),
    ),
)
TEXT = "x,word,port,label\n1,a,S,no\n2,b,,yes\n,a,C,no\n4,b,Q,perhaps\n6,,S,yes\n8,b,S,\n"
LABEL = LabelRecipe("label", ("no",), ("yes",), ("no", "yes"))


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Table]:
    def read_text(text: str) -> Table:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return read_table(path)

    return read_text


class TestEncoding:
    def test_titanic_with_words_and_missing_ages(self) -> None:
        table = read_table(DATA / "titanic_891.csv")
        recipe = TITANIC.fitted(table)
        encoding = recipe.encode(table)
        assert recipe.feature_names == ("age", "age missing", "sex → female", "embarked → C", "embarked → Q")
        assert encoding.without == (("embarked", 2),)
        assert encoding.filled == (("age", 177),)
        assert encoding.features.shape == (5, 889)
        assert encoding.labels is not None
        assert int(encoding.labels.sum()) == 340
        assert encoding.features[:, 0].tolist() == [22.0, 0.0, 0.0, 0.0, 0.0]
        assert encoding.features[:, 1].tolist() == [38.0, 0.0, 1.0, 1.0, 0.0]
        assert encoding.features[:, 5].tolist() == [28.0, 1.0, 0.0, 0.0, 1.0]
        assert not encoding.features.flags.writeable
        assert encoding.rows[61:63].tolist() == [62, 63]

    @pytest.mark.parametrize(
        ("missing", "fill"), [("mean", 3.0), ("median", 2.0), ("most frequent", 1.0)], ids=lambda value: str(value)
    )
    def test_what_is_put_in_comes_from_the_rows_that_are_kept(
        self, read: Callable[[str], Table], missing: Any, fill: float
    ) -> None:
        rows = "1,1,no\n1,1,no\n2,1,yes\n3,1,yes\n8,1,no\n,1,yes\n100,1,perhaps\n100,,no\n"
        recipe = Recipe(LABEL, (ColumnRecipe("x", missing=missing), ColumnRecipe("z")))
        fitted = recipe.fitted(read("x,z,label\n" + rows))
        assert fitted.columns[0].fill == fill
        assert fitted.encode(read("x,z\n,1\n7,1\n")).features[0].tolist() == [fill, 7.0]

    def test_the_most_frequent_word_is_put_in(self, read: Callable[[str], Table]) -> None:
        table = read(TEXT)
        recipe = Recipe(LABEL, (ColumnRecipe("port", "one-hot", ("C", "Q", "S"), "most frequent", None, True),))
        fitted = recipe.fitted(table)
        assert fitted.columns[0].fill == "S"
        assert fitted.feature_names == ("port → Q", "port → S", "port missing")
        assert fitted.encode(table).features.tolist() == [[0, 0, 0, 0], [1, 1, 0, 1], [0, 1, 0, 0]]

    def test_each_row_left_out_is_counted_once_with_its_reason(self, read: Callable[[str], Table]) -> None:
        recipe = Recipe(LABEL, (ColumnRecipe("x"), ColumnRecipe("word", "binary", ("a", "b"))))
        encoding = recipe.encode(read(TEXT))
        assert (encoding.without_label, encoding.of_other_class) == (1, 1)
        assert encoding.without == (("x", 1), ("word", 1))
        assert encoding.rows.tolist() == [0, 1]
        assert encoding.labels is not None
        assert encoding.labels.tolist() == [0, 1]
        assert encoding.features.tolist() == [[1, 2], [0, 1]]

    def test_groups_of_values_are_the_classes(self) -> None:
        label = LabelRecipe("Total", ("0",), ("1", "5"), ("sound", "damaged"))
        encoding = Recipe(label, (ColumnRecipe("Temperature"),)).encode(read_table(DATA / "challenger_orings.csv"))
        assert encoding.labels is not None
        assert encoding.labels.sum() == 7
        assert encoding.of_other_class == 0

    def test_rows_to_come_need_no_label_and_no_order_of_columns(self, read: Callable[[str], Table]) -> None:
        table = read_table(DATA / "titanic_891.csv")
        recipe = TITANIC.fitted(table)
        fresh = recipe.encode(read("embarked,more,sex,age\nC,1,female,38\nQ,2,male,\n"))
        assert fresh.labels is None
        np.testing.assert_array_equal(fresh.features, recipe.encode(table).features[:, [1, 5]])

    def test_labels_that_are_not_asked_for_leave_no_row_out(self, read: Callable[[str], Table]) -> None:
        encoding = Recipe(LABEL, (ColumnRecipe("x"),)).encode(read(TEXT), labelled=False)
        assert encoding.labels is None
        assert encoding.features.tolist() == [[1, 2, 4, 6, 8]]

    def test_numbers_are_categories_and_labels_whatever_their_spelling(self, read: Callable[[str], Table]) -> None:
        recipe = Recipe(
            LabelRecipe("l", ("1", "3"), ("2.0", "word"), ("odd", "even")), (ColumnRecipe("c", "binary", ("7", "8")),)
        )
        encoding = recipe.encode(read("c,l\n7.0,1\n8,2\n7,3.00\n8,4\n7,\n"))
        assert encoding.labels is not None
        assert encoding.labels.tolist() == [0, 1, 0]
        assert encoding.features.tolist() == [[0, 1, 0]]
        assert (encoding.of_other_class, encoding.without_label) == (1, 1)
        no_numbers = LabelRecipe("l", ("a",), ("b",), ("a", "b"))
        assert Recipe(no_numbers, recipe.columns).encode(read("c,l\n7,1\n8,2\n")).of_other_class == 2


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "line", "column", "said"),
        [
            ("port,word\nS,a\n\nX,b\n", 4, 1, "“X” is none of the known values of port (S, C)"),
            ("num,port\n1,S\n2,7\n", 3, 2, "“7” is none of the known values of port (S, C)"),
            ("word,port\na,1\nb,7.5\n", 2, 2, "“1” is none of the known values of port (S, C)"),
            ("word,port\na,1e999\n", 2, 2, "“1e999” is none of"),
            ("word,harbour\na,S\n", None, None, "There is no column port; the columns are word, harbour."),
        ],
    )
    def test_what_a_recipe_does_not_know_is_named_with_its_place(
        self, read: Callable[[str], Table], text: str, line: int, column: int | None, said: str
    ) -> None:
        recipe = Recipe(LABEL, (ColumnRecipe("port", "one-hot", ("S", "C")),))
        with pytest.raises(CsvError) as caught:
            recipe.encode(read(text))
        assert said in caught.value.reason
        assert (caught.value.line, caught.value.column) == (line, column)

    @pytest.mark.parametrize("cell", ["abc", "1_000", "1e999"])
    def test_a_cell_that_is_no_number_is_named(self, read: Callable[[str], Table], cell: str) -> None:
        with pytest.raises(CsvError, match=f"“{cell}” in the feature x is not a finite number") as caught:
            Recipe(LABEL, (ColumnRecipe("x"),)).encode(read(f"z,x\n1,\n2,{cell}\n3,inf\n"))
        assert (caught.value.line, caught.value.column) == (3, 2)

    def test_nothing_to_fill_with(self, read: Callable[[str], Table]) -> None:
        recipe = Recipe(LABEL, (ColumnRecipe("x", missing="mean"),))
        with pytest.raises(CsvError, match="No row that is kept has a value of x") as caught:
            recipe.fitted(read("x,label\n,no\n,yes\n3,perhaps\n"))
        assert caught.value.column == 1

    def test_a_recipe_that_was_not_fitted_says_so(self, read: Callable[[str], Table]) -> None:
        recipe = Recipe(LABEL, (ColumnRecipe("x", missing="mean"),))
        assert not recipe.is_fitted
        with pytest.raises(RecipeError, match="fit the recipe"):
            recipe.encode(read(TEXT))
        assert recipe.fitted(read(TEXT)).is_fitted

    @pytest.mark.parametrize(
        ("make", "said"),
        [
            (lambda: LabelRecipe("l", (), ("a",), ("a", "b")), "at least one value"),
            (lambda: LabelRecipe("l", ("a",), ("a",), ("a", "b")), "belongs to one class"),
            (lambda: LabelRecipe("l", ("a",), ("",), ("a", "b")), "an empty one to none"),
            (lambda: LabelRecipe("l", ("a",), ("b",), ("a", "a")), "two different names"),
            (lambda: LabelRecipe("l", ("a",), tuple(map(str, range(1000))), ("a", "b")), "1\u202f001 values"),
            (lambda: LabelRecipe("l" * (LONGEST_TEXT + 1), ("a",), ("b",), ("a", "b")), "longer than"),
            (lambda: LabelRecipe("l", ("\ud800",), ("b",), ("a", "b")), "cannot be written to a file"),
            (lambda: ColumnRecipe("x", "number", ("a", "b")), "2 categories"),
            (lambda: ColumnRecipe("x", "binary", ("a", "b", "c")), "3 categories"),
            (lambda: ColumnRecipe("x", "one-hot", ("a",)), "1 categories"),
            (lambda: ColumnRecipe("x", "one-hot", ("a", "a")), "must be different"),
            (lambda: ColumnRecipe("x", "one-hot", ("a", "")), "not empty"),
            (lambda: ColumnRecipe("x", "one-hot", tuple(map(str, range(1001)))), "at most 1\u202f000"),
            (lambda: ColumnRecipe("x", "binary", ("a", "b"), "mean"), "have no mean"),
            (lambda: ColumnRecipe("x", fill=1.0), "nothing to fill"),
            (lambda: ColumnRecipe("x", indicator=True), "nothing to fill or to mark"),
            (lambda: ColumnRecipe("x", missing="mean", fill=float("nan")), "finite number"),
            (lambda: ColumnRecipe("x", missing="mean", fill="a"), "finite number"),
            (lambda: ColumnRecipe("x", "binary", ("a", "b"), "most frequent", "c"), "one of its categories"),
            (lambda: Recipe(LABEL, ()), "at least one feature"),
            (lambda: Recipe(LABEL, (ColumnRecipe("x"), ColumnRecipe("x"))), "each column once"),
            (lambda: Recipe(LABEL, (ColumnRecipe("label"),)), "each column once"),
            (
                lambda: Recipe(LABEL, tuple(ColumnRecipe(str(i)) for i in range(MOST_FEATURES + 1))),
                "10\u202f001 features",
            ),
        ],
    )
    def test_what_contradicts_itself_is_refused_in_words(self, make: Callable[[], object], said: str) -> None:
        with pytest.raises(RecipeError, match=said):
            make()


WORDS = st.text(min_size=1, max_size=5).filter(lambda text: text.isprintable())
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def column_recipes(draw: st.DrawFn, name: str) -> ColumnRecipe:
    kind = draw(st.sampled_from(KINDS))
    most = {"number": 0, "binary": 2, "one-hot": 5}[kind]
    categories = tuple(draw(st.lists(WORDS, min_size=min(most, 2), max_size=most, unique=True)))
    missing = draw(st.sampled_from(MISSING_RULES if kind == "number" else ("drop", "most frequent")))
    unit = draw(st.sampled_from(("", "years")))
    if missing == "drop":
        return ColumnRecipe(name, kind, categories, unit=unit)
    fill = draw(st.none() | (NUMBERS if kind == "number" else st.sampled_from(categories)))
    return ColumnRecipe(name, kind, categories, missing, fill, draw(st.booleans()), unit)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    values = draw(st.lists(WORDS, min_size=2, max_size=6, unique=True))
    split = draw(st.integers(1, len(values) - 1))
    class_names = draw(st.lists(st.text(max_size=5), min_size=2, max_size=2, unique=True))
    names = draw(st.lists(WORDS, min_size=2, max_size=5, unique=True))
    label = LabelRecipe(names[0], tuple(values[:split]), tuple(values[split:]), (class_names[0], class_names[1]))
    return Recipe(label, tuple(draw(column_recipes(name)) for name in names[1:]))


@st.composite
def recipes_with_tables(draw: st.DrawFn) -> tuple[Recipe, Table]:
    """A recipe that is fitted or not, and a table of cells it knows, some of them missing."""
    recipe = draw(recipes())
    count = draw(st.integers(0, 8))
    made = []
    for name, values in [
        (recipe.label.column, (*recipe.label.negative, *recipe.label.positive, "another")),
        *((column.name, column.categories) for column in recipe.columns),
    ]:
        if values:
            words = draw(st.lists(st.sampled_from(("", *values)), min_size=count, max_size=count))
            numbers = np.full(count, np.nan)
            made.append(Column(name, read_only(numbers), tuple(words), words.count("")))
        else:
            cells = draw(st.lists(st.none() | NUMBERS, min_size=count, max_size=count))
            numbers = np.array([np.nan if cell is None else cell for cell in cells])
            made.append(Column(name, read_only(numbers), None, cells.count(None)))
    return recipe, _table(draw(st.permutations(made)), count)


class TestProperties:
    @given(recipes())
    def test_a_recipe_survives_json(self, recipe: Recipe) -> None:
        text = json.dumps(recipe.to_json())
        assert Recipe.from_json(json.loads(text)) == recipe
        assert len(set(recipe.feature_names)) == len(recipe.feature_names)

    @given(recipes_with_tables())
    def test_a_row_alone_is_encoded_as_it_is_among_all(self, given_: tuple[Recipe, Table]) -> None:
        recipe, table = given_
        nothing_to_fill_with = ""
        try:
            recipe = recipe.fitted(table)
        except CsvError as error:
            nothing_to_fill_with = error.reason
        if nothing_to_fill_with:
            assert "to fill the missing ones with" in nothing_to_fill_with
            return
        encoding = recipe.encode(table)
        assert encoding.features.shape == (len(recipe.feature_names), encoding.rows.size)
        assert np.isfinite(encoding.features).all()
        left_out = encoding.without_label + encoding.of_other_class + sum(count for _, count in encoding.without)
        assert encoding.rows.size + left_out == table.row_count
        unlabelled = recipe.encode(table, labelled=False)
        for place, row in enumerate(encoding.rows):
            alone = recipe.encode(_row(table, int(row)))
            assert alone.features[:, 0].tolist() == encoding.features[:, place].tolist()
            among = int(np.flatnonzero(unlabelled.rows == row)[0])
            assert unlabelled.features[:, among].tolist() == encoding.features[:, place].tolist()

    @given(st.lists(st.floats(-1.7e308, 1.7e308), min_size=1, max_size=6))
    @example([1.7e308, 1.7e308])
    def test_what_stands_for_missing_numbers_lies_among_them(self, values: list[float]) -> None:
        array = np.array(values)
        slack = 1e-9 * np.abs(array).max()
        for statistic in (mean(array), median(array)):
            assert array.min() - slack <= statistic <= array.max() + slack


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def _row(table: Table, row: int) -> Table:
    """The table of one row of another, its label left away."""
    columns = tuple(
        Column(
            column.name,
            read_only(column.numbers[row : row + 1].copy()),
            None if column.words is None else column.words[row : row + 1],
            0,
        )
        for column in table.columns
    )
    return _table(columns, 1)


def _table(columns: Sequence[Column], row_count: int) -> Table:
    lines = LineNumbersBuilder()
    lines.add_run(2, row_count)
    return Table(Path("made.csv"), tuple(columns), row_count, lines.finish(), Dialect())


class TestHostileJson:
    @given(recipes(), st.data())
    def test_anything_put_in_anywhere_is_a_recipe_or_a_sentence(self, recipe: Recipe, data: st.DataObject) -> None:
        value: Any = recipe.to_json()
        spot: Any = value
        while True:
            keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
            if not keys:
                return
            key = data.draw(st.sampled_from(keys))
            if not isinstance(spot[key], dict | list) or data.draw(st.booleans()):
                break
            spot = spot[key]
        spot[key] = data.draw(JSON)
        try:
            made = json.dumps(Recipe.from_json(value).to_json())
        except RecipeError as error:
            made, said = "", str(error)
        if made:
            assert json.dumps(Recipe.from_json(json.loads(made)).to_json()) == made
        else:
            assert said.endswith(".")
            assert len(said) < 400

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda value: [], "not a set of named values"),
            (lambda value: value | {"more": 1}, "holds the unknown “more”"),
            (lambda value: {"label": value["label"]}, "lacks “columns”"),
            (lambda value: value | {"columns": 7}, "“columns” is not a list of at most 10\u202f000"),
            (lambda value: value | {"columns": [value["columns"][0]] * 10_001}, "not a list of at most"),
            (lambda value: value | {"label": value["label"] | {"class_names": ["a"]}}, "two different names"),
            (lambda value: value | {"label": value["label"] | {"column": None}}, "“column” is None and not a text"),
            (lambda value: _with(value, kind="ordinal"), "“ordinal” and “median” of a column"),
            (lambda value: _with(value, fill=10**400), "must be a finite number"),
            (lambda value: _with(value, fill=True), "neither a number nor a text"),
            (lambda value: _with(value, indicator=1), "neither true nor false"),
            (lambda value: _with(value, unit=["years"]), "“unit” is"),
        ],
    )
    def test_what_is_wrong_is_said(self, change: Callable[[Any], object], said: str) -> None:
        with pytest.raises(RecipeError, match=said):
            Recipe.from_json(change(TITANIC.to_json()))

    def test_a_whole_number_may_stand_for_a_missing_cell(self) -> None:
        assert Recipe.from_json(_with(TITANIC.to_json(), fill=28)).columns[0].fill == 28.0


def _with(value: Any, **changes: object) -> object:
    return value | {"columns": [value["columns"][0] | changes, *value["columns"][1:]]}
