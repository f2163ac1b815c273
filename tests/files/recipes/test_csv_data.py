"""A table becomes the data set it means, says what it left out, and a written data set reads back equal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.files.errors import CsvError, FileError
from neuron_desktop.files.recipes.csv_data import ImportedData, to_dataset, write_dataset
from neuron_desktop.files.recipes.recipe import ColumnRecipe, LabelRecipe, Recipe
from neuron_desktop.files.recipes.survey import survey
from neuron_desktop.files.text.tables import Table, read_table
from tests.places import DATA


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Table]:
    def read_text(text: str) -> Table:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return read_table(path)

    return read_text


def imported(table: Table, label: str, *features: str) -> ImportedData:
    return to_dataset(table, survey(table).recipe_for(label, features))


class TestRealFiles:
    def test_titanic_by_age_and_fare(self) -> None:
        data = imported(read_table(DATA / "titanic_891.csv"), "survived", "age", "fare")
        assert data.summary == "714 of 891 rows, 2 features, 177 rows without age left out"
        assert data.dataset.feature_names == ("age", "fare")
        assert data.dataset.class_names == ("0", "1")
        assert data.dataset.class_counts == (424, 290)
        np.testing.assert_array_equal(data.dataset.features[:, :2], [[22.0, 38.0], [7.25, 71.2833]])
        assert data.dataset.labels[:4].tolist() == [0, 1, 1, 1]
        assert data.hint == ""

    def test_titanic_in_one_line(self) -> None:
        table = read_table(DATA / "titanic_891.csv")
        data = imported(table, "survived", "age", "fare", "sex", "sibsp", "pclass")
        assert data.summary == "714 of 891 rows, 5 features, sex → female, 177 rows without age left out"
        assert data.hint == (
            "fare varies 110 times as much as sex → female: turn on “Standardize features” before you train."
        )

    def test_haberman_without_a_header_and_labels_1_and_2(self) -> None:
        data = imported(read_table(DATA / "haberman.csv"), "column 4", "column 1", "column 2", "column 3")
        assert data.summary == "306 rows, 3 features"
        assert data.dataset.class_names == ("1", "2")
        assert data.dataset.class_counts == (225, 81)


ADVICE = "times as much as z: turn on “Standardize features” before you train."


class TestSummary:
    def test_everything_that_was_done_is_said(self, read: Callable[[str], Table]) -> None:
        rows = "1,a,S,p,no\n,b,C,q,yes\n2,b,,p,yes\n3,a,Q,,no\n4,a,S,p,maybe\n5,a,S,q,\n"
        table = read("x,w,port,v,l\n" + rows)
        recipe = Recipe(
            LabelRecipe("l", ("no",), ("yes",), ("no", "yes")),
            (
                ColumnRecipe("x", missing="mean"),
                ColumnRecipe("w", "binary", ("a", "b")),
                ColumnRecipe("port", "one-hot", ("S", "C", "Q"), "most frequent"),
                ColumnRecipe("v", "binary", ("p", "q")),
            ),
        )
        data = to_dataset(table, recipe)
        assert data.summary == (
            "3 of 6 rows, 5 features, w → b, port → 2 columns, v → q, 1 missing x = 1.5, 1 missing port = S, "
            "1 row without v left out, 1 row without a label left out, 1 row of another l left out"
        )
        assert data.recipe.columns[0].fill == 1.5
        assert data.recipe.feature_names == data.dataset.feature_names

    def test_many_such_are_counted(self, read: Callable[[str], Table]) -> None:
        table = read("a,b,c,d,e\u200b\nu,u,u,u,0\nv,v,v,v,1\nu,v,u,v,0\n")
        assert imported(table, "e\u200b", "a", "b", "c", "d").summary == (
            "3 rows, 4 features, a → v, b → v, c → v, and 1 more such"
        )

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("1,1,0\n1,2,1\n", ""),
            ("1,1,0\n9,2,1\n", ""),
            ("1,1,0\n11,2,1\n", f"x varies 10 {ADVICE}"),
            (
                "1,1,0\n1e300,2,1\n",
                "x varies more than a million times as much as z: turn on “Standardize features” before you train.",
            ),
            (
                "-1e308,1,0\n1.7e308,2,1\n",
                "x varies more than a million times as much as z: turn on “Standardize features” before you train.",
            ),
            ("0.1,1,0\n0.1,2,1\n0.1,2,1\n", ""),
            ("1,1,0\n1,1,1\n", ""),
        ],
    )
    def test_scales_far_apart_are_hinted_at(self, read: Callable[[str], Table], text: str, hint: str) -> None:
        assert imported(read("x,z,l\n" + text), "l", "x", "z").hint == hint


class TestRows:
    def test_rows_with_missing_cells_are_left_out_and_counted(self, read: Callable[[str], Table]) -> None:
        table = read("x,z,w,label\n1,2,,no\n,3,1,yes\n4,?,1,yes\n5,6,1,\n7,8,,yes\n")
        data = imported(table, "label", "x", "z")
        assert data.dataset.features.tolist() == [[1.0, 7.0], [2.0, 8.0]]
        assert data.summary == (
            "2 of 5 rows, 2 features, 1 row without x left out, 1 row without z left out, "
            "1 row without a label left out"
        )

    @pytest.mark.parametrize("text", ["x,label\n1,no\n2,no\n,yes\n", "x,label\n,no\n,no\n1,\n,yes\n"])
    def test_a_class_of_which_no_row_is_complete(self, read: Callable[[str], Table], text: str) -> None:
        with pytest.raises(CsvError, match="only rows of one class"):
            imported(read(text), "label", "x")

    @pytest.mark.parametrize(
        ("cell", "shown"),
        [("abc", "abc"), ("1_000", "1_000"), ("1e999", "1e999"), ("-Infinity", "-Infinity"), ('"a\nb"', "a\ufffdb")],
    )
    def test_a_cell_that_is_no_number_is_named_with_its_place(
        self, read: Callable[[str], Table], cell: str, shown: str
    ) -> None:
        table = read(f"x,z,label\n1,NA,0\n\n2,3,1\n3,{cell},1\n4,inf,0\n5,word,0\n")
        with pytest.raises(CsvError) as caught:
            imported(table, "label", "x", "z")
        assert (caught.value.line, caught.value.column) == (5, 2)
        assert caught.value.reason.startswith(f"“{shown}” in the feature z is not a finite number; ")
        assert imported(table, "label", "x").dataset.sample_count == 5

    def test_a_label_that_is_not_there(self, read: Callable[[str], Table]) -> None:
        recipe = Recipe(LabelRecipe("nothing", ("0",), ("1",), ("0", "1")), (ColumnRecipe("x"),))
        with pytest.raises(CsvError, match="There is no column nothing; choose among x, label"):
            to_dataset(read("x,label\n1,0\n2,1\n"), recipe)


NASTY_NAMES = st.one_of(
    st.text(max_size=12),
    st.text(alphabet=' ",;|\t\r\n#=()\\u01l\ufeff\0', max_size=8),
    st.sampled_from(
        ["", "1", "nan", "-", "id", "label", "column 1", "label (0 = red, 1 = blue)", '"a"', "sep=", "# x", "x (2)"]
    ),
)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    names = draw(st.lists(NASTY_NAMES, min_size=1, max_size=4, unique=True))
    count = draw(st.integers(0, 6))
    features = draw(arrays(np.float64, (len(names), count), elements=st.floats(allow_nan=False, allow_infinity=False)))
    labels = draw(arrays(np.int8, count, elements=st.integers(0, 1)))
    first, second = draw(st.lists(NASTY_NAMES, min_size=2, max_size=2, unique=True))
    return Dataset(features, labels, tuple(names), (first, second))


class TestWriting:
    @given(datasets())
    @example(Dataset.empty())
    @example(Dataset([[1.0, 2.0, 3.0]], [1, 1, 1], ("id",)))
    @example(Dataset([[np.nextafter(0, 1), 1.7976931348623157e308, 0.1 + 0.2]], [0, 1, 0]))
    @example(Dataset([[0.0], [1.0]], [1], ("label (0 = red, 1 = blue)", "label 2 (0 = red, 1 = blue)")))
    @example(Dataset(np.zeros((3, 0)), [], ("a;b;c", "d;e", "f|g|h|i")))
    def test_every_data_set_reads_back_equal(self, tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> None:
        path = tmp_path_factory.getbasetemp() / "round_trip.csv"
        write_dataset(path, dataset)
        known = survey(read_table(path))
        recipe = known.proposal()
        assert recipe is not None
        assert to_dataset(known.table, recipe).dataset == dataset
        assert not known.needs_choice

    def test_the_file_is_plain_where_the_names_are(self, tmp_path: Path) -> None:
        path = tmp_path / "points.csv"
        write_dataset(path, Dataset([[0.5, 1e16], [-2.0, 3.0]], [0, 1]))
        assert path.read_bytes() == b'x1,x2,"label (0 = red, 1 = blue)"\n0.5,-2.0,0\n1e+16,3.0,1\n'

    def test_more_rows_than_are_written_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "points.csv"
        random = np.random.default_rng(3)
        dataset = Dataset(random.normal(size=(2, 20_000)), random.integers(0, 2, 20_000))
        write_dataset(path, dataset)
        table = read_table(path)
        assert imported(table, table.columns[2].name, "x1", "x2").dataset == dataset

    def test_an_empty_set_and_one_sample_say_so(self, tmp_path: Path) -> None:
        path = tmp_path / "points.csv"
        for dataset, summary in (
            (Dataset.empty(), "0 rows, 2 features"),
            (Dataset([[1.0]], [1]), "1 row, 1 feature"),
        ):
            write_dataset(path, dataset)
            known = survey(read_table(path))
            assert imported(known.table, known.label, *known.proposed_features).summary == summary

    @pytest.mark.parametrize(("cell", "shown"), [("2", "2"), ("0.50", "0.5"), ("blue", "blue"), ("1e999", "1e999")])
    def test_a_label_edited_to_something_else_is_named(
        self, read: Callable[[str], Table], cell: str, shown: str
    ) -> None:
        table = read(f'x,"label (0 = no, 1 = yes)"\n1,0\n2,\n3,{cell}\n')
        with pytest.raises(CsvError, match=f"“{shown}” is not a label") as caught:
            imported(table, table.columns[1].name, "x")
        assert (caught.value.line, caught.value.column) == (4, 2)

    def test_a_missing_label_is_left_out(self, read: Callable[[str], Table]) -> None:
        table = read('x,"label (0 = no, 1 = yes)"\n1,1\n2,\n')
        assert imported(table, table.columns[1].name, "x").dataset == Dataset([[1.0]], [1], ("x",), ("no", "yes"))

    def test_a_word_in_a_feature_of_a_written_table_is_named(self, read: Callable[[str], Table]) -> None:
        table = read('x,"label (0 = no, 1 = yes)"\n1,1\nword,0\n')
        with pytest.raises(CsvError, match="“word” in the feature x"):
            imported(table, table.columns[1].name, "x")

    @pytest.mark.parametrize(
        "dataset",
        [
            Dataset(np.zeros((10_000, 0)), []),
            Dataset.empty(("x" * 131_073,)),
            Dataset.empty(tuple(f"{place:0100d}" for place in range(9_999)), ("a" * 50_000, "b")),
            Dataset.empty(("\ud83d\ude00",)),
            Dataset.empty(class_names=("\ud83d\ude00", "b")),
        ],
        ids=["many", "long", "long line", "surrogates", "surrogates in a class"],
    )
    def test_what_could_not_be_read_back_is_not_written(self, tmp_path: Path, dataset: Dataset) -> None:
        path = tmp_path / "points.csv"
        with pytest.raises(CsvError, match="rename or leave out some"):
            write_dataset(path, dataset)
        assert not path.exists()

    def test_a_folder_that_is_missing_is_an_error_of_the_file(self, tmp_path: Path) -> None:
        with pytest.raises(FileError, match="does not exist"):
            write_dataset(tmp_path / "missing" / "points.csv", Dataset.empty())
