from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from neuron_desktop.core import (
    Dataset,
    DatasetError,
    FeatureMap,
    SettingsError,
    TrainingSettings,
    optimum,
    quadratic_terms,
)
from neuron_desktop.core.data.feature_map import Term, canonical_terms
from neuron_desktop.core.judging.newton import Outcome
from tests.core.strategies import numbers

EVERY_KIND = ("x1", "x2", "x1²", "x2²", "x1·x2", "sin x1", "sin x2")
POINTS = np.array([[2.0, -3.0, 0.5], [5.0, 0.0, -4.0]])


@st.composite
def terms(draw, most_inputs: int = 1000) -> Term:
    first = draw(st.integers(0, most_inputs - 1))
    kind = draw(st.sampled_from(["input", "product", "sine"]))
    if kind == "product":
        return Term(first, draw(st.integers(first, most_inputs - 1)))
    return Term(first, is_sine=kind == "sine")


class TestTerm:
    @pytest.mark.parametrize(
        ("text", "term", "written"),
        [
            *((text, Term(0), "x1") for text in ("x1", " x1 ", "\tx1\n")),
            *((text, Term(1, 1), "x2²") for text in ("x2²", "x2^2", "x2**2", "x2·x2", "x2*x2", "x2 x2", " x2 * x2 ")),
            *(
                (f"{left}{sign}{right}", Term(0, 1), "x1·x2")
                for sign in ("·", "*", "×", " ", " · ", " * ", " × ", "· ", " *")
                for left, right in (("x1", "x2"), ("x2", "x1"))
            ),
            *(
                (text, Term(0, is_sine=True), "sin x1")
                for text in ("sin x1", "sinx1", "sin(x1)", "sin (x1)", " sin x1 ")
            ),
            ("x12·x3", Term(2, 11), "x3·x12"),
            ("x9999999", Term(9_999_998), "x9999999"),
        ],
    )
    def test_every_spelling_is_read_and_written_in_one_way(self, text: str, term: Term, written: str) -> None:
        assert Term.parse(text) == term
        assert term.written() == written
        assert Term.parse(written) == term

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                " ",
                "x",
                "1",
                "x0",
                "x01",
                "x-1",
                "x1.0",
                "X1",
                "y1",
                "x10000000",
                "x1x2",
                "x1 + x2",
                "x1,x2",
                "x1/x2",
            ),
            *("x1³", "x1^3", "x1 ^ 2", "x1²²", "x1^2·x2", "x1·x2·x3", "x1·x0", "x1··x2", "x1****2", "2·x1", "-x1"),
            *(
                "cos x1",
                "SIN x1",
                "sin x0",
                "sin(x1",
                "sin x1)",
                "sin()",
                "sin x1²",
                "sin(x1·x2)",
                "sin  x1",
                "sin( x1 )",
            ),
            *("x1\nx2·x2x", "x1" + " " * 100_000 + "!", "x" + "1" * 100_000, None, 1, 1.5, b"x1", ("x1",), Term(0)),
        ],
    )
    def test_anything_else_is_refused_with_an_example(self, text: object) -> None:
        with pytest.raises(SettingsError, match=r"is no feature; write one as x1, x1², x1·x2 or sin x1\.$"):
            Term.parse(text)

    @given(terms())
    def test_what_is_written_is_read_as_the_same_term(self, term: Term) -> None:
        assert Term.parse(term.written()) == term

    @given(st.text(alphabet="x0123 ²^*·×sin()\n", max_size=12))
    def test_any_text_is_a_term_of_one_spelling_or_refused(self, text: str) -> None:
        try:
            term = Term.parse(text)
        except SettingsError:
            return
        assert Term.parse(term.written()) == term

    def test_it_is_written_in_the_names_given(self) -> None:
        names = ("age", "blood pressure")
        kinds = (Term(1), Term(0, 0), Term(0, 1), Term(1, is_sine=True))
        assert [term.written(names) for term in kinds] == [
            "blood pressure",
            "age²",
            "age·blood pressure",
            "sin blood pressure",
        ]

    @pytest.mark.parametrize(
        ("term", "is_input"), [(Term(3), True), (Term(0, 0), False), (Term(0, is_sine=True), False)]
    )
    def test_only_an_input_as_it_is_is_an_input(self, term: Term, is_input: bool) -> None:
        assert term.is_input is is_input


class TestCanonicalTerms:
    def test_each_is_written_in_the_one_way_and_the_order_stays(self) -> None:
        assert canonical_terms(iter(["x2 x1", "sin(x1)", "x1", "x3**2"])) == ("x1·x2", "sin x1", "x1", "x3²")
        assert canonical_terms([]) == ()

    @pytest.mark.parametrize(
        "texts", [("x1", "x1"), ("x1^2", "x2", "x1·x1"), ("x1·x2", "x2*x1"), ("sin x1", "sin(x1)")]
    )
    def test_a_term_in_two_spellings_is_listed_twice(self, texts: tuple[str, ...]) -> None:
        with pytest.raises(SettingsError, match=r"^The feature .* is listed twice; leave one out\.$"):
            canonical_terms(texts)

    def test_a_text_is_no_list_of_terms(self) -> None:
        with pytest.raises(SettingsError, match="must be a list of terms, not “x1,x2”"):
            canonical_terms("x1,x2")

    @given(st.lists(terms(), unique=True, max_size=8))
    def test_the_one_spelling_stays_as_it_is(self, chosen: list[Term]) -> None:
        written = tuple(term.written() for term in chosen)
        assert canonical_terms(written) == written


class TestQuadraticTerms:
    @pytest.mark.parametrize(
        ("inputs", "expected"),
        [
            (0, ()),
            (1, ("x1", "x1²")),
            (2, ("x1", "x2", "x1²", "x2²", "x1·x2")),
            (3, ("x1", "x2", "x3", "x1²", "x2²", "x3²", "x1·x2", "x1·x3", "x2·x3")),
        ],
    )
    def test_inputs_then_squares_then_products(self, inputs: int, expected: tuple[str, ...]) -> None:
        assert quadratic_terms(inputs) == expected

    @given(st.integers(0, 30))
    def test_there_are_n_inputs_n_squares_and_a_product_of_each_pair(self, inputs: int) -> None:
        found = quadratic_terms(inputs)
        assert canonical_terms(found) == found
        assert len(found) == 2 * inputs + inputs * (inputs - 1) // 2


class TestFeatureMap:
    @pytest.mark.parametrize("texts", [(), ("x1", "x2")])
    def test_the_inputs_in_their_order_are_the_same_array(self, texts: tuple[str, ...]) -> None:
        found = FeatureMap.of(texts, 2)
        assert found == FeatureMap(2, (Term(0), Term(1)))
        assert found.is_identity
        assert found.is_linear
        assert found.apply(POINTS) is POINTS
        assert found.names(("age", "weight")) == ("age", "weight")

    @pytest.mark.parametrize(
        ("texts", "is_linear"),
        [
            (("x2", "x1"), True),
            (("x2",), True),
            (("x1", "x2", "x1²"), False),
            (("x1·x2",), False),
            (("sin x1",), False),
        ],
    )
    def test_other_terms_are_no_identity_and_straight_where_all_are_inputs(
        self, texts: tuple[str, ...], is_linear: bool
    ) -> None:
        found = FeatureMap.of(texts, 2)
        assert not found.is_identity
        assert found.is_linear is is_linear

    def test_each_term_is_what_it_says(self) -> None:
        x1, x2 = POINTS
        mapped = FeatureMap.of(EVERY_KIND, 2).apply(POINTS)
        expected = [x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)]
        assert np.array_equal(mapped, expected)
        assert mapped.dtype == np.float64
        assert mapped.flags.c_contiguous

    def test_the_order_of_the_terms_is_that_of_the_rows(self) -> None:
        assert np.array_equal(FeatureMap.of(("x2", "x1"), 2).apply(POINTS), POINTS[::-1])

    def test_what_is_mapped_is_read_only_and_the_inputs_stay(self) -> None:
        before = POINTS.copy()
        mapped = FeatureMap.of(("x1", "x1²"), 2).apply(POINTS)
        with pytest.raises(ValueError, match="read-only"):
            mapped[0, 0] = 1.0
        assert np.array_equal(POINTS, before)
        assert POINTS.flags.writeable

    def test_no_points_are_mapped_to_no_points(self) -> None:
        assert FeatureMap.of(EVERY_KIND, 2).apply(np.empty((2, 0))).shape == (7, 0)

    def test_names_are_those_of_the_inputs(self) -> None:
        names = FeatureMap.of(("x2", "x1²", "x1·x2", "sin x2"), 2).names(["age", "weight"])
        assert names == ("weight", "age²", "age·weight", "sin weight")

    def test_a_term_is_never_called_like_an_input_or_another_term(self) -> None:
        terms = FeatureMap.of(("x1²", "x2", "x1", "x3", "x1·x2", "sin x1"), 4)
        names = ("a", "a²", "(a²)", "sin a")
        assert terms.names(names) == ("((a²))", "a²", "a", "(a²)", "a·a²", "(sin a)")
        crossed = FeatureMap.of(("x1·x2", "x3·x4"), 4)
        assert crossed.names(("a", "b·c", "a·b", "c")) == ("a·b·c", "(a·b·c)")

    def test_columns_called_like_terms_can_be_learned_from(self) -> None:
        dataset = Dataset([[1.0, -1.0, 2.0, -2.0], [0.0, 1.0, 1.0, 2.0]], [0, 0, 1, 1], ("a", "a²"))
        settings = TrainingSettings(feature_map=quadratic_terms(2), l2=0.1)
        assert optimum(dataset, settings).outcome is Outcome.UNIQUE

    @pytest.mark.parametrize("texts", [(), ("x1²",)])
    def test_more_or_fewer_inputs_than_expected_are_refused(self, texts: tuple[str, ...]) -> None:
        for rows in (1, 3):
            with pytest.raises(DatasetError, match=rf"^Features of shape \({rows}, 4\) do not fit a neuron of 2 "):
                FeatureMap.of(texts, 2).apply(np.ones((rows, 4)))

    @pytest.mark.parametrize(
        ("text", "written", "needed"),
        [
            ("x3", "x3", 3),
            ("x4²", "x4²", 4),
            ("x5*x1", "x1·x5", 5),
            ("sin(x3)", "sin x3", 3),
            ("x9999999", "x9999999", 9999999),
        ],
    )
    def test_a_term_of_an_input_that_is_not_there_is_refused(self, text: str, written: str, needed: int) -> None:
        words = f"^The feature {written} needs {needed} columns, but the data set has 2\\.$"
        with pytest.raises(SettingsError, match=words):
            FeatureMap.of(("x1", text), 2)

    @pytest.mark.parametrize("texts", [("x1", "tan x1"), "x1"])
    def test_a_text_that_is_no_term_is_refused(self, texts: tuple[str, ...]) -> None:
        with pytest.raises(SettingsError, match="is no feature"):
            FeatureMap.of(texts, 2)

    @pytest.mark.parametrize(("text", "written"), [("x1^2", "x1²"), ("x2*x1", "x1·x2")])
    @pytest.mark.parametrize("value", [1e300, -1e300, np.finfo(np.float64).max])
    def test_a_product_beyond_a_number_is_refused_without_a_warning(
        self, text: str, written: str, value: float
    ) -> None:
        features = np.array([[1.0, value], [1.0, -value]])
        with pytest.raises(SettingsError, match=f"^The feature {written} is too large for a computer's numbers"):
            FeatureMap.of(("x1", text), 2).apply(features)

    def test_a_product_below_a_number_is_0_without_a_warning(self) -> None:
        mapped = FeatureMap.of(("x1²", "x1·x2", "sin x1"), 2).apply(np.array([[1e-300], [-1e-200]]))
        assert mapped.tolist() == [[0.0], [0.0], [1e-300]]

    def test_the_sine_of_a_huge_number_is_a_sine(self) -> None:
        mapped = FeatureMap.of(("sin x1",), 1).apply(np.array([[1e300, -1e300]]))
        assert np.all(np.abs(mapped) <= 1.0)
        assert mapped[0, 0] == -mapped[0, 1]

    def test_what_does_not_fit_into_memory_is_refused_in_words(self) -> None:
        # Memory of a few numbers that counts as 2⁵⁰ points.
        features = np.broadcast_to(np.zeros((2, 1)), (2, 2**50))
        with pytest.raises(
            SettingsError,
            match=r"^5 features of 1\u202f125\u202f899\u202f906\u202f842\u202f624 points do not fit into memory;",
        ):
            FeatureMap.of(quadratic_terms(2), 2).apply(features)

    @given(st.data())
    def test_every_row_equals_its_term_worked_out_on_its_own(self, data: st.DataObject) -> None:
        shape = data.draw(st.tuples(st.integers(1, 4), st.integers(0, 10)))
        features = data.draw(arrays.arrays(np.float64, shape, elements=numbers()))
        chosen = tuple(data.draw(st.lists(terms(shape[0]), min_size=1, max_size=6, unique=True)))
        mapped = FeatureMap.of([term.written() for term in chosen], shape[0]).apply(features)
        assert mapped.shape == (len(chosen), shape[1])
        for row, term in zip(mapped, chosen, strict=True):
            factor = 1.0 if term.second is None else features[term.second]
            own = np.sin(features[term.first]) if term.is_sine else features[term.first] * factor
            assert np.array_equal(row, own)
