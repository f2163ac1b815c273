"""Rows are encoded for weights by their recipe, or, where they keep none, by the names of their features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neuron_desktop.core import Dataset, Trainer, article_dataset
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.recipes.csv_data import write_dataset
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.recipes.recipe_parts import ColumnRecipe, LabelRecipe
from neuron_desktop.files.text.tables import Table, read_table
from neuron_desktop.files.weights.row_recipe import features_recipe, labelled_recipe
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, trained_neuron

RECIPE = Recipe(LabelRecipe("kind", ("cat",), ("dog", "wolf"), ("no", "yes")), (ColumnRecipe("a"), ColumnRecipe("b")))


def made(recipe: Recipe | None = None, names: tuple[str, str] = ("a", "b")) -> TrainedNeuron:
    dataset = Dataset(np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([0, 1]), names, ("no", "yes"))
    return trained_neuron(dataset, Trainer(dataset).snapshot(), recipe=recipe)


def table(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "t.csv"
    path.write_text(text, "utf-8")
    return read_table(path)


def labels(trained: TrainedNeuron, table: Table, label: str | None = None) -> list[int]:
    found = labelled_recipe(trained, table, label=label).encode(table).labels
    assert found is not None
    return found.tolist()


def test_the_weights_own_recipe_encodes(tmp_path: Path) -> None:
    trained = made(RECIPE)
    assert features_recipe(trained) is RECIPE
    rows = table(tmp_path, "kind,b,a\ndog,1,2\ncat,3,4\nwolf,5,6\n")
    assert labels(trained, rows) == [1, 0, 1]
    assert labels(trained, rows, "kind") == [1, 0, 1]


def test_features_without_a_recipe_are_numbers_by_their_names(tmp_path: Path) -> None:
    recipe = features_recipe(made(names=("label", "label ")))
    assert recipe.feature_names == ("label", "label ")
    encoding = features_recipe(made()).encode(table(tmp_path, "b,c,a\n1,x,2\n3,y,\n"), labelled=False)
    assert encoding.features.tolist() == [[2.0], [1.0]]
    assert encoding.rows.tolist() == [0]


def test_a_label_that_describes_itself_is_found_either_way_round(tmp_path: Path) -> None:
    dataset = article_dataset()
    trained = trained_neuron(dataset, Trainer(dataset).snapshot())
    write_dataset(tmp_path / "t.csv", dataset)
    assert labels(trained, read_table(tmp_path / "t.csv")) == dataset.labels.tolist()
    write_dataset(tmp_path / "t.csv", Dataset(dataset.features, dataset.labels, class_names=("blue", "red")))
    assert labels(trained, read_table(tmp_path / "t.csv")) == (1 - dataset.labels).tolist()


@pytest.mark.parametrize("recipe", [None, RECIPE])
def test_a_label_can_be_named(tmp_path: Path, recipe: Recipe | None) -> None:
    rows = table(tmp_path, "a,b,words,digits,other\n1,2,yes,1,5\n3,4,no,0,6\n")
    assert labels(made(recipe), rows, "words") == [1, 0]
    assert labels(made(recipe), rows, "digits") == [1, 0]
    with pytest.raises(CsvError, match=r"holds 5, 6, and the classes of the weights are no, yes \(or 0 and 1\)"):
        labels(made(recipe), rows, "other")
    with pytest.raises(CsvError, match="There is no column colour; choose among a, b"):
        labels(made(recipe), rows, "colour")


def test_a_label_that_is_not_clear_is_asked_for(tmp_path: Path) -> None:
    rows = table(tmp_path, "a,b,words\n1,2,yes\n3,4,no\n")
    with pytest.raises(CsvError, match="not clear; name it, one of a, b, words"):
        labels(made(), rows)
    described = table(tmp_path, 'a,b,"label (0 = red, 1 = blue)"\n1,2,0\n3,4,1\n')
    with pytest.raises(CsvError, match="not clear"):
        labels(made(), described)
