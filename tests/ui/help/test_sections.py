"""The search among keys and gestures."""

import pytest

from neuron_desktop.ui.help.sections import Row, Section, count, matching

ROWS = (
    Row("Undo", "Ctrl+Z", "Take the last step back"),
    Row("Redo", "Ctrl+Shift+Z", "Take the step again"),
    Row("Pin this run", "K", "Keep its line"),
    Row("Larger points", "Ctrl+Shift++"),
    Row("Step back", "Left", "Go back by one iteration"),
    Row("Remove the nearest point", "Shift+click"),
)
SECTIONS = (Section("Edit", ROWS[:3]), Section("View", ROWS[3:]))


def found(query):
    return [row.what for section in matching(SECTIONS, query) for row in section.rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [row.what for row in ROWS]),
        ("  ", [row.what for row in ROWS]),
        ("undo", ["Undo"]),
        ("UNDO", ["Undo"]),
        ("step", ["Undo", "Redo", "Step back"]),
        ("step again", ["Redo"]),
        ("ctrl+z", ["Undo"]),
        ("Ctrl Z", ["Undo", "Redo"]),
        ("ctrl shift", ["Redo", "Larger points"]),
        ("←", ["Step back"]),
        ("click", ["Remove the nearest point"]),
        ("undo pin", []),
        ("<b>", []),
    ],
)
def test_rows_with_every_word_are_found(query, expected):
    assert found(query) == expected


def test_a_letter_is_a_key_where_there_is_one_and_a_part_of_a_word_elsewhere():
    assert found("k") == ["Pin this run"]
    assert found("+") == ["Larger points"]
    assert found("q") == []
    assert found("u") == ["Undo", "Pin this run"]


def test_rows_stay_under_their_headings_and_empty_ones_are_left_out():
    assert [section.title for section in matching(SECTIONS, "points")] == ["View"]
    assert count(SECTIONS) == len(ROWS)
    assert count(matching(SECTIONS, "step")) == 3
