"""What was chosen for a file is there the next time, and what is broken in the store stops nothing."""

import json

import pytest
from PySide6.QtCore import QSettings

from neuron_desktop.files.recipes.recipe import ColumnRecipe, LabelRecipe, Recipe
from neuron_desktop.files.text.dialect import Dialect
from neuron_desktop.files.text.tables import read_table
from neuron_desktop.session.files.choices import LARGEST_ENTRY, MOST_FILES, RememberedChoices

LABEL = LabelRecipe("kind", ("no",), ("yes",), ("no", "yes"))
RECIPE = Recipe(LABEL, (ColumnRecipe("a", missing="mean", fill=0.1 + 0.2, indicator=True),))


def stored():
    return QSettings("Neuron Desktop", "Neuron Desktop")


@pytest.fixture
def table(tmp_path, qapp):
    path = tmp_path / "small.csv"
    path.write_text("a,b,kind\n1,2,no\n3,4.5,yes\n5,7,no\n", "utf-8")
    return read_table(path)


def test_choices_are_there_the_next_time(table):
    RememberedChoices(stored()).remember(table, RECIPE, Dialect(delimiter=";", decimal_comma=True))
    again = RememberedChoices(stored())
    assert again.recipe(table) == RECIPE
    assert again.dialect(table.path) == Dialect(delimiter=";", decimal_comma=True)


def test_other_files_and_other_columns_know_nothing_of_it(table, tmp_path):
    choices = RememberedChoices(stored())
    choices.remember(table, RECIPE, None)
    other = tmp_path / "other.csv"
    other.write_text("a,b,kind\n1,2,no\n3,4.5,yes\n", "utf-8")
    assert choices.recipe(read_table(other)) is None
    assert choices.dialect(table.path) is None
    table.path.write_text("a,c,kind\n1,2,no\n3,4.5,yes\n", "utf-8")
    assert choices.recipe(read_table(table.path)) is None


def test_the_newest_choice_counts_and_the_oldest_file_goes(table, tmp_path):
    choices = RememberedChoices(stored())
    choices.remember(table, RECIPE, None)
    newer = Recipe(LABEL, (ColumnRecipe("b"),))
    choices.remember(table, newer, None)
    assert choices.recipe(table) == newer
    for number in range(MOST_FILES):
        path = tmp_path / f"{number}.csv"
        path.write_text("a,b,kind\n1,2,no\n3,4.5,yes\n", "utf-8")
        choices.remember(read_table(path), RECIPE, None)
    assert choices.recipe(table) is None
    assert choices.recipe(read_table(tmp_path / "0.csv")) == RECIPE


def test_what_is_too_large_is_not_kept(table):
    choices = RememberedChoices(stored())
    choices.remember(table, Recipe(LABEL, (ColumnRecipe("a", unit="x" * LARGEST_ENTRY),)), None)
    assert choices.recipe(table) is None


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "7",
        "[" * 100_000,
        json.dumps([7, "x", None]),
        json.dumps({"file": "x"}),
        42,
        b"\xff",
    ],
)
def test_a_broken_store_is_passed_over(table, broken):
    settings = stored()
    settings.setValue("import/choices", broken)
    choices = RememberedChoices(settings)
    assert choices.recipe(table) is None
    assert choices.dialect(table.path) is None
    choices.remember(table, RECIPE, None)
    assert choices.recipe(table) == RECIPE


@pytest.mark.parametrize(
    "change",
    [
        {"recipe": None, "dialect": None},
        {"recipe": {"label": 7}, "dialect": {"delimiter": "ab"}},
        {"recipe": [], "dialect": {"nobody": "knows"}},
        {"recipe": 7, "dialect": {"delimiter": 7}},
        {"recipe": 7, "dialect": {"encoding": 7, "skipped_lines": "many"}},
    ],
)
def test_a_broken_entry_is_no_choice(table, change):
    settings = stored()
    choices = RememberedChoices(settings)
    choices.remember(table, RECIPE, Dialect())
    (entry,) = json.loads(settings.value("import/choices"))
    settings.setValue("import/choices", json.dumps([entry | change]))
    assert choices.recipe(table) is None
    assert choices.dialect(table.path) is None
