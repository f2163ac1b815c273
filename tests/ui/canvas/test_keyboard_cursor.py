"""Drawing without a mouse."""

import pytest
from PySide6.QtCore import Qt


def press(robot, *names, modifier=Qt.KeyboardModifier.NoModifier):
    for name in names:
        robot.key(getattr(Qt.Key, f"Key_{name}"), modifier)


def data(robot):
    return robot.window.document.dataset


@pytest.fixture
def cursor(robot):
    """The window with the cursor in the middle of the canvas."""
    robot.window.canvas.setFocus()
    press(robot, "Down")
    assert robot.window.canvas.keyboard.is_shown
    return robot


def test_arrows_move_it_and_letters_place(cursor):
    press(cursor, "B")
    start = data(cursor).features[:, -1]
    press(cursor, "Right", "Right", "Up", "R")
    across, up = cursor.window.canvas.view.pixel_size
    assert data(cursor).features[:, -1] - start == pytest.approx([24 * across, 12 * up])
    assert data(cursor).labels[-2:].tolist() == [1, 0]
    assert data(cursor).sample_count == 502


def test_shift_moves_it_by_a_pixel(cursor):
    press(cursor, "B")
    press(cursor, "Left", modifier=Qt.KeyboardModifier.ShiftModifier)
    press(cursor, "B")
    across, _ = cursor.window.canvas.view.pixel_size
    (before, after) = data(cursor).features[0, -2:]
    assert after == pytest.approx(before - across)


def test_delete_erases_what_is_under_it(cursor):
    press(cursor, "B", "Delete")
    assert data(cursor).sample_count == 500
    assert cursor.window.document.undo_stack.index() == 2


def test_it_stays_in_the_view(cursor):
    press(cursor, *["Left"] * 200, "B")
    assert data(cursor).features[0, -1] == pytest.approx(cursor.window.canvas.view.x_range[0])


def test_the_read_out_follows_it(cursor):
    press(cursor, "Right")
    assert "ŷ" in cursor.text("probeLabel")


def test_escape_gives_the_keys_back_to_the_window(cursor):
    press(cursor, "Escape")
    assert not cursor.window.canvas.keyboard.is_shown
    press(cursor, "Right")
    cursor.qtbot.waitUntil(lambda: cursor.window.training.snapshot.iteration == 1)
    press(cursor, "R")
    assert data(cursor).sample_count == 500
    assert cursor.window.drawing.label == 0


def test_without_it_the_arrows_step(robot):
    press(robot, "Right")
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 1)
    assert not robot.window.canvas.keyboard.is_shown
