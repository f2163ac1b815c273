"""The tools of the canvas, through mouse and keys of the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.source import Source

FOUR = Dataset([[-5.0, 5.0, -5.0, 5.0], [-5.0, -5.0, 5.0, 5.0]], [0, 0, 1, 1])


@pytest.fixture
def four(robot):
    """The window with four points, drawn where the view shows them and more."""
    robot.window.document.replace(FOUR, Source("four"))
    robot.window.canvas.setRange(xRange=(-10, 10), yRange=(-10, 10), padding=0)
    return robot


def use(robot, kind):
    robot.qtbot.mouseClick(robot.child(f"{kind}ToolButton"), Qt.MouseButton.LeftButton)


def drag(robot, *places, button=Qt.MouseButton.LeftButton, modifier=Qt.KeyboardModifier.NoModifier):
    viewport = robot.window.canvas.viewport()
    pixels = [robot.pixel(*place) for place in places]
    robot.qtbot.mousePress(viewport, button, modifier, pixels[0])
    for pixel in pixels[1:]:
        move(robot, pixel, button, modifier)
    robot.qtbot.mouseRelease(viewport, button, modifier, pixels[-1])


def move(robot, pixel, button, modifier=Qt.KeyboardModifier.NoModifier):
    """Move the mouse with a button held, which qtbot cannot."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    viewport = robot.window.canvas.viewport()
    place = QPointF(pixel)
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, viewport.mapToGlobal(place), Qt.MouseButton.NoButton, button, modifier
    )
    QApplication.sendEvent(viewport, event)


def data(robot):
    return robot.window.document.dataset


def steps(robot):
    return robot.window.document.undo_stack.index()


def undo(robot):
    QTest.keySequence(robot.window, QKeySequence(QKeySequence.StandardKey.Undo))


@pytest.mark.parametrize(
    ("key", "kind"), [("S", "brush"), ("E", "eraser"), ("M", "move"), ("H", "hand"), ("P", "point")]
)
def test_keys_choose_the_tool(four, key, kind):
    four.key(getattr(Qt.Key, f"Key_{key}"))
    assert four.window.canvas.tools.kind.value == kind
    assert four.child(f"{kind}ToolButton").isChecked()


def test_a_drag_with_the_point_tool_moves_the_point_under_it_in_one_step(four):
    before = steps(four)
    drag(four, (5, 5), (2, 4), (0.5, 1))
    moved = data(four).features[:, 3]
    assert moved == pytest.approx([0.5, 1.0], abs=0.1)
    assert data(four).sample_count == 4
    assert steps(four) == before + 1
    undo(four)
    assert data(four) == FOUR


def test_both_classes_can_be_placed_at_one_spot(four):
    four.click(0, 0)
    four.click(0, 0, Qt.MouseButton.RightButton)
    assert data(four).sample_count == 6
    assert np.array_equal(data(four).features[:, 4], data(four).features[:, 5])
    assert data(four).labels[4:].tolist() == [1, 0]


def test_a_double_click_places_two(four):
    viewport, place = four.window.canvas.viewport(), four.pixel(1, 1)
    four.click(1, 1)
    four.qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    four.qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert data(four).sample_count == 6


def test_a_click_whose_release_got_lost_is_placed_with_the_next(four):
    viewport = four.window.canvas.viewport()
    four.qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=four.pixel(1, 1))
    four.click(2, 2)
    assert data(four).sample_count == 6


def test_the_brush_sprays_within_its_radius_and_is_one_step(four):
    use(four, "brush")
    four.child("radiusSlider").setValue(30)
    four.child("densitySlider").setValue(5)
    before = steps(four)
    drag(four, (-8, 0), (-2, 0), (8, 0))
    sprayed = data(four).features[:, 4:]
    assert sprayed.shape[1] > 40
    assert set(data(four).labels[4:]) == {1}
    pixels = four.window.canvas.view.to_pixels(sprayed)
    middle = four.pixel(0, 0).y()
    assert np.abs(pixels[1] - middle).max() <= 32
    assert np.abs(pixels[1] - middle).max() > 15
    assert steps(four) == before + 1
    undo(four)
    assert data(four) == FOUR


def test_a_fast_stroke_of_the_brush_leaves_no_gap(four):
    use(four, "brush")
    four.child("radiusSlider").setValue(20)
    drag(four, (-9, 0), (9, 0))
    columns = np.sort(four.window.canvas.view.to_pixels(data(four).features[:, 4:])[0])
    assert np.diff(columns).max() < 60


def test_the_right_button_sprays_the_other_class(four):
    use(four, "brush")
    drag(four, (0, 0), (1, 0), button=Qt.MouseButton.RightButton)
    assert set(data(four).labels[4:]) == {0}


def test_the_brush_sprays_nothing_outside_the_view(four):
    use(four, "brush")
    four.child("radiusSlider").setValue(100)
    drag(four, (-10, 10), (10, 10))
    x, y = data(four).features
    assert np.abs(x).max() <= 10.0
    assert np.abs(y).max() <= 10.0


def test_the_eraser_removes_what_its_way_touches_in_one_step(four):
    use(four, "eraser")
    before = steps(four)
    drag(four, (-9, 5), (9, 5))
    assert data(four) == FOUR.without_samples(np.array([2, 3]))
    assert steps(four) == before + 1
    undo(four)
    assert data(four) == FOUR


def test_shift_click_removes_the_nearest_only(four):
    four.click(-4, -4, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert data(four) == FOUR.without_sample(0)


def test_a_rectangle_selects_and_the_selection_moves_as_one(four):
    use(four, "move")
    drag(four, (-7, -7), (7, -3))
    assert four.window.drawing.selection.tolist() == [0, 1]
    drag(four, (-5, -5), (-5, -2))
    assert data(four).features[1, :2] == pytest.approx([-2, -2], abs=0.1)
    assert np.array_equal(data(four).features[:, 2:], FOUR.features[:, 2:])
    assert four.window.drawing.selection.tolist() == [0, 1]
    undo(four)
    assert data(four) == FOUR


def test_a_selection_is_relabelled_and_deleted_by_keys(four):
    use(four, "move")
    drag(four, (-7, -7), (7, -3))
    four.key(Qt.Key.Key_B)
    assert data(four).labels.tolist() == [1, 1, 1, 1]
    four.key(Qt.Key.Key_Delete)
    assert data(four).features.tolist() == [[-5.0, 5.0], [5.0, 5.0]]
    assert four.window.drawing.selection.size == 0
    assert not four.child("deleteAction").isEnabled()


def test_shift_adds_to_the_selection_and_takes_from_it(four):
    use(four, "move")
    shift = Qt.KeyboardModifier.ShiftModifier
    four.click(-5, -5)
    four.click(5, 5, modifier=shift)
    assert four.window.drawing.selection.tolist() == [0, 3]
    four.click(-5, -5, modifier=shift)
    assert four.window.drawing.selection.tolist() == [3]
    four.click(0, 0)
    assert four.window.drawing.selection.size == 0


def test_select_all_and_none(four):
    four.child("selectAllAction").trigger()
    assert four.window.drawing.selection.tolist() == [0, 1, 2, 3]
    four.child("selectNoneAction").trigger()
    assert four.window.drawing.selection.size == 0


def test_the_hand_pans_and_places_nothing(four):
    use(four, "hand")
    before = four.window.canvas.view
    drag(four, (0, 0), (2, 0), (4, 0))
    assert four.window.canvas.view.x_range[0] < before.x_range[0] - 1
    assert data(four) == FOUR


@pytest.mark.parametrize(
    ("button", "modifier"),
    [
        (Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier),
    ],
)
def test_the_middle_button_and_alt_pan_with_every_tool(four, button, modifier):
    use(four, "brush")
    before = four.window.canvas.view
    drag(four, (0, 0), (2, 0), (4, 0), button=button, modifier=modifier)
    assert four.window.canvas.view.x_range[0] < before.x_range[0] - 1
    assert data(four) == FOUR


def test_snapping_places_on_the_ticks(four):
    four.child("snapBox").setChecked(True)
    four.click(1.234, 3.217)
    across, up = four.window.canvas.grid_step()
    x, y = data(four).features[:, -1]
    assert x / across == pytest.approx(round(x / across))
    assert y / up == pytest.approx(round(y / up))
    assert abs(x - 1.234) <= across


def test_brackets_change_the_radius(four):
    radius = four.child("radiusSlider").value()
    four.key(Qt.Key.Key_BracketRight)
    assert four.child("radiusSlider").value() > radius
    four.key(Qt.Key.Key_BracketLeft)
    four.key(Qt.Key.Key_BracketLeft)
    assert four.child("radiusSlider").value() < radius
    assert four.window.canvas.tools.settings.radius == four.child("radiusSlider").value()


def test_a_point_that_is_gone_in_the_middle_of_a_drag_is_let_go(four):
    viewport, left = four.window.canvas.viewport(), Qt.MouseButton.LeftButton
    four.qtbot.mousePress(viewport, left, pos=four.pixel(5, 5))
    move(four, four.pixel(4, 4), left)
    four.child("clearAction").trigger()
    move(four, four.pixel(3, 3), left)
    four.qtbot.mouseRelease(viewport, left, pos=four.pixel(3, 3))
    assert data(four).sample_count == 0


def test_another_button_does_not_disturb_a_drag(four):
    viewport, left = four.window.canvas.viewport(), Qt.MouseButton.LeftButton
    four.qtbot.mousePress(viewport, left, pos=four.pixel(5, 5))
    move(four, four.pixel(4, 4), left)
    four.qtbot.mousePress(viewport, Qt.MouseButton.RightButton, pos=four.pixel(4, 4))
    four.qtbot.mouseRelease(viewport, Qt.MouseButton.RightButton, pos=four.pixel(4, 4))
    move(four, four.pixel(0, 0), left)
    four.qtbot.mouseRelease(viewport, left, pos=four.pixel(0, 0))
    assert data(four).features[:, 3] == pytest.approx([0, 0], abs=0.1)
    assert data(four).sample_count == 4


def test_drawing_goes_on_in_training_at_top_speed(four):
    four.at_full_speed()
    four.child("iterationsBox").setValue(1_000_000_000)
    four.key(Qt.Key.Key_Space)
    four.qtbot.waitUntil(lambda: four.window.training.snapshot.iteration > 50)
    use(four, "brush")
    drag(four, *((x, 0) for x in range(-8, 9)))
    count = data(four).sample_count
    assert count > 20
    four.qtbot.waitUntil(lambda: four.window.training.snapshot.sample_count == count)
    four.key(Qt.Key.Key_Space)


def test_a_window_of_a_pixel_takes_clicks_without_complaint(four):
    canvas = four.window.canvas
    canvas.setMinimumSize(1, 1)
    canvas.resize(1, 1)
    four.qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(0, 0))
    assert np.isfinite(data(four).features).all()
    assert canvas.neighbours is not None
