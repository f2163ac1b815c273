from __future__ import annotations

import dataclasses
import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Optimizer, SettingsError, TrainingSettings

ALMOST_ONE = math.nextafter(1.0, 0.0)
BEYOND_FLOAT = int(sys.float_info.max) + 1
# No number that training can hold, whatever the setting.
NOT_FINITE = [math.nan, math.inf, -math.inf, BEYOND_FLOAT, -BEYOND_FLOAT, 10**400, True, False, "1", None, [1.0], 1j]
NOT_WHOLE = [1.0, 1.5, math.nan, math.inf, True, False, "1", [1], 1j]


class TestNumbers:
    @pytest.mark.parametrize("value", [*NOT_FINITE, 0, 0.0, -0.0, -5e-324, -1])
    def test_a_learning_rate_that_is_no_finite_number_above_0_is_refused(self, value: object) -> None:
        with pytest.raises(SettingsError, match=r"^The learning rate is .*; it must be a finite number above 0\.$"):
            TrainingSettings(learning_rate=value)

    @pytest.mark.parametrize("value", [5e-324, 1, sys.float_info.max, int(sys.float_info.max), np.float64(0.25)])
    def test_any_other_learning_rate_is_kept_as_it_is(self, value: float) -> None:
        assert TrainingSettings(learning_rate=value).learning_rate == value

    @pytest.mark.parametrize(
        ("name", "words"), [("l1", "L1 penalty"), ("l2", "L2 penalty"), ("tolerance", "tolerance")]
    )
    @pytest.mark.parametrize("value", [*NOT_FINITE, -5e-324, -1])
    def test_a_penalty_or_tolerance_below_0_or_not_finite_is_refused(
        self, name: str, words: str, value: object
    ) -> None:
        with pytest.raises(SettingsError, match=rf"^The {words} is .*; it must be a finite number from 0\.$"):
            TrainingSettings(**{name: value})

    @pytest.mark.parametrize("name", ["l1", "l2", "tolerance"])
    @pytest.mark.parametrize("value", [0, 0.0, -0.0, 5e-324, 3, sys.float_info.max])
    def test_a_penalty_or_tolerance_from_0_on_is_kept(self, name: str, value: float) -> None:
        assert getattr(TrainingSettings(**{name: value}), name) == value

    @pytest.mark.parametrize("value", [*NOT_FINITE, 1, 1.0, 1.5, -5e-324, -0.9])
    def test_a_momentum_outside_0_to_below_1_is_refused(self, value: object) -> None:
        with pytest.raises(SettingsError, match=r"^The momentum is .*; it must be a number from 0 to below 1\.$"):
            TrainingSettings(momentum=value)

    @pytest.mark.parametrize("value", [0, 0.0, 5e-324, 0.5, ALMOST_ONE])
    def test_a_momentum_from_0_to_below_1_is_kept(self, value: float) -> None:
        assert TrainingSettings(momentum=value).momentum == value

    def test_the_sentence_names_the_value_that_was_given(self) -> None:
        with pytest.raises(SettingsError, match=r"^The L2 penalty is -0\.5; "):
            TrainingSettings(l2=-0.5)

    @given(st.floats(), st.floats())
    def test_either_a_domain_error_or_numbers_that_training_can_hold(self, rate: float, momentum: float) -> None:
        allowed = math.isfinite(rate) and rate > 0.0 and 0.0 <= momentum < 1.0
        try:
            settings = TrainingSettings(learning_rate=rate, momentum=momentum)
        except SettingsError:
            assert not allowed
        else:
            assert allowed
            assert (settings.learning_rate, settings.momentum) == (rate, momentum)


class TestWholeNumbers:
    @pytest.mark.parametrize("value", [*NOT_WHOLE, None, 0, -1, -(10**30)])
    def test_a_number_of_iterations_that_is_not_whole_from_1_is_refused(self, value: object) -> None:
        with pytest.raises(
            SettingsError, match=r"^The number of iterations is .*; it must be a whole number from 1\.$"
        ):
            TrainingSettings(iterations=value)

    @pytest.mark.parametrize("value", [*NOT_WHOLE, 0, -1])
    def test_a_batch_size_that_is_not_whole_from_1_is_refused(self, value: object) -> None:
        with pytest.raises(SettingsError, match=r"^The batch size is .*; it must be a whole number from 1, or None\.$"):
            TrainingSettings(batch_size=value)

    @pytest.mark.parametrize("value", [*NOT_WHOLE, None, -1])
    def test_a_seed_that_is_not_whole_from_0_is_refused(self, value: object) -> None:
        with pytest.raises(SettingsError, match=r"^The seed is .*; it must be a whole number from 0\.$"):
            TrainingSettings(seed=value)

    @pytest.mark.parametrize("value", [1, 2**63, 10**30])
    def test_a_whole_number_may_be_as_large_as_it_likes(self, value: int) -> None:
        settings = TrainingSettings(iterations=value, batch_size=value, seed=value)
        assert (settings.iterations, settings.batch_size, settings.seed) == (value, value, value)

    def test_the_least_of_each_is_kept(self) -> None:
        settings = TrainingSettings(iterations=1, batch_size=1, seed=0)
        assert (settings.iterations, settings.batch_size, settings.seed) == (1, 1, 0)
        assert TrainingSettings(batch_size=None).batch_size is None


class TestOptimizer:
    @pytest.mark.parametrize("optimizer", list(Optimizer))
    def test_each_is_taken_and_found_again_by_its_value(self, optimizer: Optimizer) -> None:
        assert TrainingSettings(optimizer=optimizer).optimizer is Optimizer(optimizer.value)

    @pytest.mark.parametrize("name", ["gradient descent", "Gradient-Descent", " gradient_descent ", "ADAM", "adam"])
    def test_a_name_is_understood(self, name: str) -> None:
        expected = Optimizer.ADAM if "a" in name[:1].casefold() else Optimizer.GRADIENT_DESCENT
        assert TrainingSettings(optimizer=name).optimizer is expected

    @pytest.mark.parametrize("value", ["", None, 0, Optimizer])
    def test_anything_else_is_refused_with_the_choices(self, value: object) -> None:
        with pytest.raises(SettingsError, match=r"^The optimizer is .*; it must be one of (“[a-z ]+”(, )?){3}\.$"):
            TrainingSettings(optimizer=value)

    @pytest.mark.parametrize(
        ("name", "first"), [("adm", "adam"), ("Momentun", "momentum"), ("gradient decent", "gradient descent")]
    )
    def test_a_misspelled_name_gets_the_closest_first(self, name: str, first: str) -> None:
        with pytest.raises(SettingsError, match=f"^The optimizer is {name}; it must be one of “{first}”, "):
            TrainingSettings(optimizer=name)


class TestFeatureMap:
    def test_the_terms_are_kept_in_the_one_spelling(self) -> None:
        settings = TrainingSettings(feature_map=["x2*x1", "x1^2", "sin(x2)"])
        assert settings.feature_map == ("x1·x2", "x1²", "sin x2")
        assert settings == TrainingSettings(feature_map=("x1·x2", "x1²", "sin x2"))
        assert hash(settings) == hash(dataclasses.replace(settings))

    @pytest.mark.parametrize(
        ("terms", "words"),
        [
            (("x1", "cos x1"), "“cos x1” is no feature"),
            (("x1²", "x1*x1"), "The feature x1² is listed twice"),
            ("x1", "must be a list of terms, not “x1”"),
            ((1,), "“1” is no feature"),
        ],
    )
    def test_what_is_no_list_of_different_terms_is_refused(self, terms: object, words: str) -> None:
        with pytest.raises(SettingsError, match=words):
            TrainingSettings(feature_map=terms)


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        TrainingSettings().learning_rate = 1.0


def test_a_replaced_value_is_checked_too() -> None:
    with pytest.raises(SettingsError, match="The seed is -1"):
        dataclasses.replace(TrainingSettings(), seed=-1)


@pytest.mark.parametrize("name", ["learning_rate", "iterations", "batch_size", "l1", "l2", "momentum", "seed"])
def test_a_number_too_long_to_print_is_refused_in_words(name: str) -> None:
    with pytest.raises(SettingsError, match=f"The {name.replace('_', ' ')} is far too large a number"):
        TrainingSettings(**{name: -(10**5000)})  # type: ignore[arg-type]


def test_standardizing_is_on_or_off() -> None:
    with pytest.raises(SettingsError, match="Standardizing is no; it must be on"):
        TrainingSettings(standardize="no")  # type: ignore[arg-type]


@pytest.mark.parametrize("terms", [None, 5])
def test_derived_features_that_are_no_list_are_refused_in_words(terms: object) -> None:
    with pytest.raises(SettingsError, match="must be a list of terms"):
        TrainingSettings(feature_map=terms)  # type: ignore[arg-type]
