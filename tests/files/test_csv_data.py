"""A table becomes the data set it means, says what it left out, and a written data set reads back equal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neuron_desktop.core.dataset import Dataset
from neuron_desktop.files.csv_data import (
    ColumnChoice,
    feature_candidates,
    label_candidates,
    needs_choice,
    propose,
    to_dataset,
    write_dataset,
)
from neuron_desktop.files.errors import CsvError, FileError
from neuron_desktop.files.tables import Table, read_table

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Table]:
    def read_text(text: str) -> Table:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return read_table(path)

    return read_text


class TestRealFiles:
    def test_titanic_by_age_and_fare(self) -> None:
        table = read_table(DATA / "titanic_891.csv")
        imported = to_dataset(table, ColumnChoice("survived", ("age", "fare")))
        assert imported.summary == (
            "714 of 891 rows, 2 features (age, fare), label survived; 177 rows with missing cells left out"
        )
        assert imported.dataset.feature_names == ("age", "fare")
        assert imported.dataset.class_names == ("0", "1")
        assert imported.dataset.class_counts == (424, 290)
        np.testing.assert_array_equal(imported.dataset.features[:, :2], [[22.0, 38.0], [7.25, 71.2833]])
        assert imported.dataset.labels[:4].tolist() == [0, 1, 1, 1]

    def test_titanic_is_proposed_without_copies_of_the_label(self) -> None:
        table = read_table(DATA / "titanic_891.csv")
        assert propose(table) == ColumnChoice("survived", ("pclass", "age", "sibsp", "parch", "fare"))
        assert label_candidates(table) == ("survived", "sex", "adult_male", "alive", "alone")
        assert feature_candidates(table) == ("survived", "pclass", "age", "sibsp", "parch", "fare")
        assert needs_choice(table)

    def test_haberman_without_a_header_and_labels_1_and_2(self) -> None:
        table = read_table(DATA / "haberman.csv")
        choice = propose(table)
        assert choice == ColumnChoice("column 4", ("column 1", "column 2", "column 3"))
        imported = to_dataset(table, choice)
        assert imported.summary == "306 rows, 3 features (column 1, column 2, column 3), label column 4"
        assert imported.dataset.class_names == ("1", "2")
        assert imported.dataset.class_counts == (225, 81)

    def test_three_species_are_refused_by_name(self) -> None:
        table = read_table(DATA / "iris.csv")
        choice = propose(table)
        assert choice is not None
        assert choice.label == "column 5"
        assert label_candidates(table) == ()
        assert needs_choice(table)
        with pytest.raises(CsvError) as caught:
            to_dataset(table, choice)
        assert str(caught.value) == (
            "iris.csv, column 5: The label column 5 has 3 values (Iris-setosa, Iris-versicolor, Iris-virginica); a "
            "label takes two. Choose another column, or keep only the rows of two of them in the file."
        )

    def test_a_spreadsheet_with_words_for_labels(self) -> None:
        table = read_table(DATA / "semicolons_cp1252.csv")
        assert not needs_choice(table)
        choice = propose(table)
        assert choice is not None
        dataset = to_dataset(table, choice).dataset
        assert dataset == Dataset(np.array([[1.5, -0.25], [2.0, 1000.0]]), [0, 1], ("Höhe", "Breite"), ("ja", "nein"))


class TestProposal:
    @pytest.mark.parametrize(
        ("text", "label", "features"),
        [
            ("x1,x2,label\n1,2,0\n2,3,1\n3,1,1\n", "label", ("x1", "x2")),
            ("Class,x1,sex\n0,2,m\n1,3,f\n1,1,m\n", "Class", ("x1",)),
            ("y,label,x\n0,1,5\n1,0,6\n1,1,8\n", "label", ("y", "x")),
            ("a,b,c\n1,2,no\n2,2,yes\n1,3,no\n", "c", ("a", "b")),
            ("class,x,group\n1,2,a\n2,3,b\n3,5,a\n", "group", ("class", "x")),
            ("class,x,z\n1,2,a\n2,3,b\n3,5,c\n", "class", ("x",)),
            ("a,word,b\n1,k,3\n2,l,4\n3,m,5\n", "word", ("a", "b")),
            ("a,b\n1,3\n2,4\n3,5\n", "b", ("a",)),
            (",x,z,label\n1,5,7,0\n2,6,9,1\n3,4,8,1\n", "label", ("x", "z")),
            ("PassengerId,x,label\n7,5,0\n8,6,1\n9,4,1\n", "label", ("x",)),
            ("id,x,label\n7,5,0\n9,6,1\n8,4,1\n", "label", ("id", "x")),
            ("id,x,label\n7,5,0\ninf,6,1\n8,4,1\n", "label", ("id", "x")),
            ("id,x,label\ninf,5,0\ninf,6,1\n8,4,1\n", "label", ("id", "x")),
            ("count,x,label\n1,5,0\n2,6,1\n3,4,1\n", "label", ("count", "x")),
            ("1,5,0\n2,6,1\n3,4,1\n", "column 3", ("column 1", "column 2")),
            ("x,rare,label\n1,,0\n2,3,1\n3,,1\n", "label", ("x",)),
            ("x,half,label\n1,,0\n2,3,1\n", "label", ("x", "half")),
            ("x,none,label\n1,,0\n2,NA,1\n3,,1\n", "label", ("x",)),
        ],
    )
    def test_the_best_guess(
        self, read: Callable[[str], Table], text: str, label: str, features: tuple[str, ...]
    ) -> None:
        assert propose(read(text)) == ColumnChoice(label, features)

    @pytest.mark.parametrize("text", ["a,b\nx,y\nz,w\n", "id,label\n1,0\n2,1\n3,0\n"])
    def test_nothing_to_propose(self, read: Callable[[str], Table], text: str) -> None:
        table = read(text)
        assert propose(table) is None
        assert needs_choice(table)

    @pytest.mark.parametrize("words", [False, True])
    @pytest.mark.parametrize(("low", "high"), [(0, 1), (5, 2)])
    def test_a_copy_of_the_label_is_no_feature(
        self, read: Callable[[str], Table], words: bool, low: int, high: int
    ) -> None:
        labels = [0, 1, 1, 0] * 5
        names = ("no", "yes") if words else ("0", "1")
        rows = [[place % 7, high if label else low, names[label]] for place, label in enumerate(labels)]

        def proposed() -> tuple[str, ...]:
            choice = propose(read("x,copy,label\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows)))
            assert choice is not None
            assert choice.label == "label"
            return choice.features

        assert proposed() == ("x",)
        rows[7][1] = low + high - rows[7][1]
        assert proposed() == ("x", "copy")
        rows[7][1] = ""
        assert proposed() == ("x", "copy")  # too few rows to be sure
        rows.append([1, low, names[0]])
        assert proposed() == ("x",)

    @pytest.mark.parametrize(
        ("text", "needed"),
        [
            ("x1,x2,label\n1,2,0\n2,3,1\n3,1,1\n", False),
            ("x1,x2,kind\n1,2,a\n2,3,b\n3,1,b\n", False),
            ("kind,x1,x2\na,1,2\nb,2,3\nb,3,1\n", False),
            ("x1,x2,label\n1,0,0\n2,1,1\n3,1,0\n", False),
            ("x1,x2,kind\n1,0,0\n2,1,1\n3,1,0\n", True),
            ("x1,x2,kind\n1,0,a\n2,1,b\n3,1,a\n", False),
            ("x1,label\n1,0\n2,1\n3,1\n", True),
            ("x1,x2,x3,label\n1,2,1,0\n2,3,2,1\n3,1,3,1\n", True),
            ("x1,word,label\n1,a,0\n2,b,1\n3,c,1\n", True),
            ("x1,x2,label\n1,2,0\n2,3,1\n3,1,2\n", True),
            ("id,x1,label\n1,2,0\n2,3,1\n3,1,1\n", True),
        ],
    )
    def test_only_a_plain_table_opens_without_asking(
        self, read: Callable[[str], Table], text: str, needed: bool
    ) -> None:
        assert needs_choice(read(text)) == needed


class TestLabels:
    @pytest.mark.parametrize(
        ("first", "second", "names"),
        [
            ("1", "0", ("0", "1")),
            ("1", "-1", ("-1", "1")),
            ("2", "1", ("1", "2")),
            ("10", "9", ("9", "10")),
            ("1.0", "0.0", ("0", "1")),
            ("0.5", "0.25", ("0.25", "0.5")),
            ("True", "False", ("False", "True")),
            ("yes", "NO", ("NO", "yes")),
            ("y", "n", ("n", "y")),
            ("T", "F", ("F", "T")),
            ("Blue", "red", ("red", "Blue")),
            ("Positive", "negative", ("negative", "Positive")),
            ("alive", "dead", ("dead", "alive")),
            ("survived", "died", ("died", "survived")),
            ("B", "a", ("a", "B")),
            ("a", "A", ("A", "a")),
            ("yes", "1", ("1", "yes")),
        ],
    )
    def test_which_value_is_class_0(
        self, read: Callable[[str], Table], first: str, second: str, names: tuple[str, str]
    ) -> None:
        table = read(f"x,z,kind\n1,3,{first}\n2,4,{second}\n3,5,{first}\n")
        dataset = to_dataset(table, ColumnChoice("kind", ("z", "x"))).dataset
        assert dataset.class_names == names
        high = float(first) == float(names[1]) if table.columns[2].is_numeric else first == names[1]
        assert dataset.labels.tolist() == ([1, 0, 1] if high else [0, 1, 0])
        assert dataset.features.tolist() == [[3.0, 4.0, 5.0], [1.0, 2.0, 3.0]]

    def test_1_and_1_point_0_are_one_value(self, read: Callable[[str], Table]) -> None:
        for text in ("x,l\n1,1\n2,1.0\n3,0\n", "x,l\n1,1\n2,1.0\n3,no\n"):
            dataset = to_dataset(read(text), ColumnChoice("l", ("x",))).dataset
            assert dataset.labels.tolist() in ([1, 1, 0], [0, 0, 1])

    @pytest.mark.parametrize(
        ("labels", "sentence"),
        [
            (["a", "a", "a"], "has one value (a); a label takes two. Choose another column."),
            (["", "NA", ""], "has no values; a label takes two. Choose another column."),
            (["a", "b", "c"], "has 3 values (a, b, c); a label takes two. Choose another column, or keep only"),
            (list("12345678"), "has 8 values (1, 2, 3, 4, 5, 6 and 2 more); a label"),
            (list(map(str, range(2000))), "has 1,000 values or more (0, 1, 2, 3, 4, 5 and 994 more); a label"),
        ],
    )
    def test_other_numbers_of_values_are_refused(
        self, read: Callable[[str], Table], labels: list[str], sentence: str
    ) -> None:
        table = read("x,kind,z\n" + "".join(f"1,{label},2\n" for label in labels))
        with pytest.raises(CsvError) as caught:
            to_dataset(table, ColumnChoice("kind", ("x",)))
        assert sentence in caught.value.reason
        assert (caught.value.line, caught.value.column) == (None, 2)


class TestRows:
    def test_rows_with_missing_cells_are_left_out_and_counted(self, read: Callable[[str], Table]) -> None:
        table = read("x,z,w,label\n1,2,,no\n,3,1,yes\n4,?,1,yes\n5,6,1,\n7,8,,yes\n")
        imported = to_dataset(table, ColumnChoice("label", ("x", "z")))
        assert imported.dataset.features.tolist() == [[1.0, 7.0], [2.0, 8.0]]
        assert imported.summary == ("2 of 5 rows, 2 features (x, z), label label; 3 rows with missing cells left out")
        table = read("x,label\n1,0\n,0\n2,1\n")
        assert to_dataset(table, ColumnChoice("label", ("x",))).summary == (
            "2 of 3 rows, 1 feature (x), label label; 1 row with missing cells left out"
        )

    @pytest.mark.parametrize("text", ["x,label\n1,no\n2,no\n,yes\n", "x,label\n,no\n,no\n,yes\n"])
    def test_a_class_of_which_no_row_is_complete(self, read: Callable[[str], Table], text: str) -> None:
        with pytest.raises(CsvError, match="only rows of one class"):
            to_dataset(read(text), ColumnChoice("label", ("x",)))

    @pytest.mark.parametrize(
        ("cell", "shown"),
        [("abc", "abc"), ("1_000", "1_000"), ("1e999", "1e999"), ("-Infinity", "-Infinity"), ('"a\nb"', "a\ufffdb")],
    )
    def test_a_cell_that_is_no_number_is_named_with_its_place(
        self, read: Callable[[str], Table], cell: str, shown: str
    ) -> None:
        table = read(f"x,z,label\n1,NA,0\n\n2,3,1\n3,{cell},1\n4,inf,0\n5,word,0\n")
        with pytest.raises(CsvError) as caught:
            to_dataset(table, ColumnChoice("label", ("x", "z")))
        assert (caught.value.line, caught.value.column) == (5, 2)
        assert caught.value.reason.startswith(f"“{shown}” in the feature z is not a finite number; ")
        assert to_dataset(table, ColumnChoice("label", ("x",))).dataset.sample_count == 5

    @pytest.mark.parametrize(
        ("choice", "sentence"),
        [
            (ColumnChoice("label", ()), "at least one feature"),
            (ColumnChoice("label", ("label",)), "each column once"),
            (ColumnChoice("label", ("x", "x")), "each column once"),
            (ColumnChoice("label", ("nothing",)), "no column nothing; choose among x, label"),
            (ColumnChoice("nothing", ("x",)), "no column nothing; choose among x, label"),
        ],
    )
    def test_choices_that_cannot_be(self, read: Callable[[str], Table], choice: ColumnChoice, sentence: str) -> None:
        with pytest.raises(CsvError, match=sentence):
            to_dataset(read("x,label\n1,0\n2,1\n"), choice)


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
        table = read_table(path)
        choice = propose(table)
        assert choice is not None
        assert to_dataset(table, choice).dataset == dataset
        assert not needs_choice(table)
        assert label_candidates(table) == (choice.label,)
        assert set(choice.features) <= set(feature_candidates(table))

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
        assert to_dataset(table, ColumnChoice(table.columns[2].name, ("x1", "x2"))).dataset == dataset

    def test_an_empty_set_and_one_sample_say_so(self, tmp_path: Path) -> None:
        path = tmp_path / "points.csv"
        for dataset, summary in (
            (Dataset.empty(), "0 rows, 2 features (x1, x2), label label (0 = red, 1 = blue)"),
            (Dataset([[1.0]], [1]), "1 row, 1 feature (x1), label label (0 = red, 1 = blue)"),
        ):
            write_dataset(path, dataset)
            table = read_table(path)
            choice = propose(table)
            assert choice is not None
            assert to_dataset(table, choice).summary == summary

    @pytest.mark.parametrize(("cell", "shown"), [("2", "2"), ("0.50", "0.5"), ("blue", "blue"), ("1e999", "inf")])
    def test_a_label_edited_to_something_else_is_named(
        self, read: Callable[[str], Table], cell: str, shown: str
    ) -> None:
        table = read(f'x,"label (0 = no, 1 = yes)"\n1,0\n2,\n3,{cell}\n')
        with pytest.raises(CsvError, match=f"“{shown}” is not a label") as caught:
            to_dataset(table, ColumnChoice(table.columns[1].name, ("x",)))
        assert (caught.value.line, caught.value.column) == (4, 2)

    def test_a_missing_label_is_left_out(self, read: Callable[[str], Table]) -> None:
        table = read('x,"label (0 = no, 1 = yes)"\n1,1\n2,\n')
        imported = to_dataset(table, ColumnChoice(table.columns[1].name, ("x",)))
        assert imported.dataset == Dataset([[1.0]], [1], ("x",), ("no", "yes"))

    def test_a_word_in_a_feature_of_a_written_table_is_named(self, read: Callable[[str], Table]) -> None:
        table = read('x,"label (0 = no, 1 = yes)"\n1,1\nword,0\n')
        choice = propose(table)
        assert choice is not None
        with pytest.raises(CsvError, match="“word” in the feature x"):
            to_dataset(table, choice)

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
