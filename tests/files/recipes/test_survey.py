"""What a table holds is seen, and what a person would most likely learn from it is proposed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.files.errors import CsvError, ReadingCancelled
from neuron_desktop.files.recipes.csv_data import to_dataset, write_dataset
from neuron_desktop.files.recipes.labels import grouped_classes, label_of
from neuron_desktop.files.recipes.recipe import LabelRecipe
from neuron_desktop.files.recipes.survey import survey
from neuron_desktop.files.text.names import unit_of
from neuron_desktop.files.text.tables import Table, read_table
from tests.places import DATA


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Table]:
    def read_text(text: str) -> Table:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return read_table(path)

    return read_text


def made(table: Table, label: str, *features: str) -> Dataset:
    return to_dataset(table, survey(table).recipe_for(label, features)).dataset


class TestRealFiles:
    @pytest.mark.parametrize(
        ("name", "label", "negative", "positive"),
        [
            ("titanic_891", "survived", ("0",), ("1",)),
            ("banknote_authentication", "column 5", ("0",), ("1",)),
            ("haberman", "column 4", ("1",), ("2",)),
            ("iris", "column 5", ("Iris-setosa",), ("Iris-versicolor",)),
            ("challenger_orings", "Total", ("0",), ("1", "5")),
            ("vasoconstriction", "Y", ("0",), ("1",)),
        ],
    )
    def test_the_label_of_real_files(
        self, name: str, label: str, negative: tuple[str, ...], positive: tuple[str, ...]
    ) -> None:
        known = survey(read_table(DATA / f"{name}.csv"))
        recipe = known.proposal()
        assert recipe is not None
        assert known.label == label
        assert (recipe.label.negative, recipe.label.positive) == (negative, positive)

    def test_titanic_is_proposed_without_copies_of_the_label(self) -> None:
        known = survey(read_table(DATA / "titanic_891.csv"))
        assert known.proposed_features == ("pclass", "sex", "age", "sibsp", "parch", "fare")
        assert known.needs_choice
        assert known["sex"].categories == ("male", "female")
        assert {column.name: column.reason for column in known.columns if column.reason} == {
            "embarked": "more than two words",
            "class": "more than two words",
            "who": "more than two words",
            "adult_male": "follows from who",
            "deck": "mostly missing",
            "embark_town": "more than two words",
            "alive": "a copy of survived",
            "alone": "follows from sibsp and parch",
        }
        recipe = known.proposal()
        assert recipe is not None
        assert recipe.feature_names[:2] == ("age", "fare")

    def test_three_species_are_refused_where_nobody_is_asked(self) -> None:
        known = survey(read_table(DATA / "iris.csv"))
        assert known.needs_choice
        with pytest.raises(CsvError) as caught:
            known.recipe_for(known.label, ("column 1",))
        assert str(caught.value) == (
            "iris.csv, column 5: The label column 5 has 3 values (Iris-setosa, Iris-versicolor, Iris-virginica); a "
            "label takes two. Choose another column, or keep only the rows of two of them in the file."
        )

    def test_a_spreadsheet_with_words_for_labels(self) -> None:
        known = survey(read_table(DATA / "semicolons_cp1252.csv"))
        assert known.needs_choice  # a cell is missing
        recipe = known.proposal()
        assert recipe is not None
        dataset = to_dataset(known.table, recipe).dataset
        assert dataset == Dataset(np.array([[1.5, -0.25], [2.0, 1000.0]]), [0, 1], ("Höhe", "Breite"), ("ja", "nein"))


class TestProposal:
    @pytest.mark.parametrize(
        ("text", "label", "features"),
        [
            ("x1,x2,label\n1,2,0\n2,3,1\n3,1,1\n", "label", ("x1", "x2")),
            ("Class,x1,sex\n0,2,m\n1,3,f\n1,1,m\n", "Class", ("x1", "sex")),
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
        known = survey(read(text))
        assert (known.label, known.proposed_features) == (label, features)

    @pytest.mark.parametrize(
        "text",
        [
            "id,label\n1,0\n2,1\n3,0\n",
            "a,b\n1,x\n2,x\n3,x\n",
            "a,b\n" + "".join(f"{i},{i}.25\n" for i in range(30)),
        ],
    )
    def test_nothing_to_propose(self, read: Callable[[str], Table], text: str) -> None:
        known = survey(read(text))
        assert known.proposal() is None
        assert known.needs_choice

    @pytest.mark.parametrize("words", [False, True])
    @pytest.mark.parametrize(("low", "high"), [(0, 1), (5, 2)])
    def test_a_copy_of_the_label_is_no_feature(
        self, read: Callable[[str], Table], words: bool, low: int, high: int
    ) -> None:
        labels = [0, 1, 1, 0] * 5
        names = ("no", "yes") if words else ("0", "1")
        rows = [[place % 7, high if label else low, names[label]] for place, label in enumerate(labels)]

        def proposed() -> tuple[str, ...]:
            known = survey(read("x,copy,label\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows)))
            assert known.label == "label"
            assert known["copy"].reason == ("" if "copy" in known.proposed_features else "a copy of label")
            return known.proposed_features

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
            ("x1,x2,label\n1,2,0\n2,,1\n3,1,1\n", True),
            ("x1,word,label\n1,a,0\n2,b,1\n3,a,1\n", True),
        ],
    )
    def test_only_a_plain_table_opens_without_asking(
        self, read: Callable[[str], Table], text: str, needed: bool
    ) -> None:
        assert survey(read(text)).needs_choice == needed

    def test_of_two_columns_that_follow_from_each_other_the_first_is_a_feature(
        self, read: Callable[[str], Table]
    ) -> None:
        rows = [f"{i % 7},{'mf'[i % 2]},{'MF'[i % 2]},{i % 3 % 2}\n" for i in range(60)]
        known = survey(read("x,sex,gender,label\n" + "".join(rows)))
        assert known.proposed_features == ("x", "sex")
        assert known["gender"].reason == "follows from sex"

    def test_words_are_proposed_where_there_are_no_numbers(self, read: Callable[[str], Table]) -> None:
        rows = [f"{'abc'[i % 3]},{'uvwx'[i % 4]},person{i},{i % 5 % 2}\n" for i in range(60)]
        known = survey(read("first,second,name,label\n" + "".join(rows)))
        recipe = known.proposal()
        assert recipe is not None
        assert recipe.feature_names == ("first → b", "first → c", "second → v", "second → w", "second → x")
        assert known["name"].reason == "too many different words"

    def test_the_most_frequent_word_is_the_one_that_others_are_measured_against(
        self, read: Callable[[str], Table]
    ) -> None:
        known = survey(read("port,label\n" + "C,0\nS,1\nS,0\nQ,1\nS,1\nB,0\nB,0\nS,1\n"))
        assert known["port"].categories == ("S", "B", "C", "Q")
        assert known["port"].counts == (1, 4, 1, 2)

    def test_a_word_among_numbers_is_no_category(self, read: Callable[[str], Table]) -> None:
        known = survey(read("x,z,label\n1,2,0\n2,oops,1\n3,4,1\n"))
        assert known["z"].kind == "number"
        assert known["z"].reason == "words among numbers"

    def test_a_survey_can_be_cancelled(self, read: Callable[[str], Table]) -> None:
        with pytest.raises(ReadingCancelled):
            survey(read("x,label\n1,0\n2,1\n"), cancelled=lambda: True)

    def test_very_many_small_columns_are_not_compared_at_all(self, read: Callable[[str], Table]) -> None:
        def reason(extra: int) -> str:
            header = ",".join(f"a{i}" for i in range(extra))
            rows = (",".join(str((i >> (place % 8)) % 2) for place in range(extra)) for i in range(400))
            body = "".join(f"{row},{'xy'[i % 2]},{'vw'[i % 2]},{i % 7 % 2}\n" for i, row in enumerate(rows))
            return survey(read(f"{header},first,second,label\n{body}"))["second"].reason

        assert reason(48).startswith("follows from")
        assert reason(49) == ""

    def test_many_small_columns_are_not_compared_in_pairs(self, read: Callable[[str], Table]) -> None:
        names = [f"a{i}" for i in range(13)]
        rows = []
        for i in range(400):
            bits = [(i >> place) & 1 for place in range(7)] + [i % 3, i % 5, i % 7, i // 3 % 3, i // 5 % 5, i // 7 % 7]
            rows.append(",".join(map(str, bits)) + f",{'ab'[bits[0] ^ bits[1]]},{i % 11 % 2}\n")
        known = survey(read(",".join(names) + ",xor,label\n" + "".join(rows)))
        assert known["xor"].reason == ""
        fewer = (
            ",".join(names[:3])
            + ",xor,label\n"
            + "".join(",".join(row.split(",")[:3] + row.split(",")[13:]) for row in rows)
        )
        assert survey(read(fewer))["xor"].reason == "follows from a0 and a1"

    @pytest.mark.parametrize(
        ("values", "is_numeric", "negative", "positive"),
        [
            (("5", "0", "1"), True, ("0",), ("1", "5")),
            (("3", "1", "2", "4"), True, ("1", "2"), ("3", "4")),
            (("b", "a", "c"), False, ("a",), ("b",)),
            (("yes", "no", "perhaps"), False, ("no",), ("yes",)),
            (("1", "0"), True, ("0",), ("1",)),
        ],
    )
    def test_classes_of_a_few_values(
        self, values: tuple[str, ...], is_numeric: bool, negative: tuple[str, ...], positive: tuple[str, ...]
    ) -> None:
        assert grouped_classes("l", values, is_numeric=is_numeric) == label_of("l", negative, positive)

    def test_no_classes_of_one_value_or_of_a_measurement(self) -> None:
        assert grouped_classes("l", ("a",), is_numeric=False) is None
        assert grouped_classes("l", tuple(map(str, range(21))), is_numeric=True) is None
        assert grouped_classes("l", tuple(f"word {i}" for i in range(51)), is_numeric=False) is None

    def test_classes_are_called_by_their_values(self) -> None:
        assert label_of("l", ("0",), ("1", "2", "3", "4", "5")).class_names == ("0", "1, 2, 3, 4, …")
        assert label_of("l", ("a", "b"), ("a, b",)).class_names == ("a, b", "a, b (2)")

    @pytest.mark.parametrize(
        ("name", "unit"),
        [
            ("age (years)", "years"),
            ("mass [kg]", "kg"),
            ("age", ""),
            ("(years)", ""),
            ("a (b) c", ""),
            ("f(x) (m/s)", "m/s"),
            ("a ()", ""),
        ],
    )
    def test_the_unit_in_a_name(self, name: str, unit: str) -> None:
        assert unit_of(name) == unit

    def test_a_feature_keeps_name_and_unit(self, read: Callable[[str], Table]) -> None:
        recipe = survey(read("age (years),z,label\n1,2,0\n2,3,1\n")).proposal()
        assert recipe is not None
        assert recipe.feature_names == ("age (years)", "z")
        assert recipe.columns[0].unit == "years"

    @pytest.mark.parametrize(
        ("label", "features", "sentence"),
        [
            ("label", (), "at least one feature"),
            ("label", ("label",), "each column once"),
            ("label", ("x", "x"), "each column once"),
            ("label", ("nothing",), "no column nothing; choose among one, name, x, label"),
            ("nothing", ("x",), "no column nothing; choose among one, name, x, label"),
            ("label", ("name",), "name cannot be a feature: it holds too many different words"),
            ("label", ("one",), "one cannot be a feature: it holds one word only"),
        ],
    )
    def test_choices_that_cannot_be(
        self, read: Callable[[str], Table], label: str, features: tuple[str, ...], sentence: str
    ) -> None:
        known = survey(read("x,name,one,label\n1,a,w,0\n2,b,w,1\n3,c,w,1\n"))
        with pytest.raises(CsvError, match=sentence):
            known.recipe_for(label, features)

    def test_what_this_program_wrote_is_taken_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "points.csv"
        write_dataset(path, Dataset([[1.0, 2.0], [1.0, 1.0], [7.0, 9.0]], [1, 1], ("id", "same", "age (years)")))
        known = survey(read_table(path))
        assert not known.needs_choice
        assert known.proposed_features == ("id", "same", "age (years)")
        assert known.proposed_label() == LabelRecipe("label (0 = red, 1 = blue)", ("0",), ("1",), ("red", "blue"))
        assert known.recipe_for(known.label, ("same",)).label == known.proposed_label()
        assert known.proposed_label("same") is None


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
        dataset = made(table, "kind", "z", "x")
        assert dataset.class_names == names
        high = float(first) == float(names[1]) if table.columns[2].is_numeric else first == names[1]
        assert dataset.labels.tolist() == ([1, 0, 1] if high else [0, 1, 0])
        assert dataset.features.tolist() == [[3.0, 4.0, 5.0], [1.0, 2.0, 3.0]]

    def test_1_and_1_point_0_are_one_value(self, read: Callable[[str], Table]) -> None:
        for text in ("x,l\n1,1\n2,1.0\n3,0\n", "x,l\n1,1\n2,1.0\n3,no\n"):
            dataset = made(read(text), "l", "x")
            assert dataset.labels.tolist() in ([1, 1, 0], [0, 0, 1])

    @pytest.mark.parametrize(
        ("labels", "sentence"),
        [
            (["a", "a", "a"], "has one value (a); a label takes two. Choose another column."),
            (["", "NA", ""], "has no values; a label takes two. Choose another column."),
            (["a", "b", "c"], "has 3 values (a, b, c); a label takes two. Choose another column, or keep only"),
            (list("12345678"), "has 8 values (1, 2, 3, 4, 5, 6 and 2 more); a label"),
            (list(map(str, range(2000))), "has 1\u202f000 values or more (0, 1, 2, 3, 4, 5 and 994 more); a label"),
        ],
    )
    def test_other_numbers_of_values_are_refused(
        self, read: Callable[[str], Table], labels: list[str], sentence: str
    ) -> None:
        table = read("x,kind,z\n" + "".join(f"1,{label},2\n" for label in labels))
        with pytest.raises(CsvError) as caught:
            survey(table).recipe_for("kind", ("x",))
        assert sentence in caught.value.reason
        assert (caught.value.line, caught.value.column) == (None, 2)


def numbers_as_text(columns: dict[str, np.ndarray]) -> str:
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    return "\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)])


class TestSums:
    def test_a_total_is_not_proposed_beside_its_parts(self, read: Callable[[str], Table]) -> None:
        random = np.random.default_rng(1)
        a, b, c = random.integers(0, 100, (3, 60))
        found = survey(read(numbers_as_text({"a": a, "b": b, "both": a + b, "c": c, "label": np.arange(60) % 2})))
        assert found["both"].reason == "follows from a and b"
        assert found.proposed_features == ("a", "b", "c")

    def test_the_last_of_a_full_set_of_0_and_1_is_not_proposed(self, read: Callable[[str], Table]) -> None:
        kinds = np.random.default_rng(2).integers(0, 5, 80)
        columns = {f"kind{kind}": (kinds == kind).astype(int) for kind in range(5)}
        columns |= {"size": np.random.default_rng(3).normal(size=80), "label": np.arange(80) % 7 // 4}
        found = survey(read(numbers_as_text(columns)))
        assert found["kind4"].reason == "follows from kind0, kind1, kind2 and 1 more"
        assert found.proposed_features == ("kind0", "kind1", "kind2", "kind3", "size")

    def test_rows_with_missing_cells_are_passed_over(self, read: Callable[[str], Table]) -> None:
        a, b = np.random.default_rng(4).integers(0, 100, (2, 60))
        text = numbers_as_text({"a": a, "b": b, "both": a + b, "label": np.arange(60) % 2})
        lines = text.splitlines()
        lines[5] = ",3,7,1"
        assert survey(read("\n".join(lines)))["both"].reason == "follows from a and b"

    def test_a_few_rows_tell_nothing(self, read: Callable[[str], Table]) -> None:
        a, b = np.random.default_rng(5).integers(0, 100, (2, 15))
        found = survey(read(numbers_as_text({"a": a, "b": b, "both": a + b, "label": np.arange(15) % 2})))
        assert found["both"].reason == ""
