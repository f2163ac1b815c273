"""What the canvas paints, by the colours that must be where they must be."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from neuron_desktop.core import Dataset, Neuron, Snapshot, Trainer, sigmoid
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.items.stamps import StampedImage
from neuron_desktop.ui.looks.theme import DARK, LIGHT, apply_theme, blend


@pytest.fixture(params=[(LIGHT, 1.0), (DARK, 1.0), (LIGHT, 1.5), (LIGHT, 2.0)], ids=["light", "dark", "x1.5", "x2"])
def painted(request, robot):
    """The robot, the theme, and a function that gives the colour at data coordinates."""
    theme, scale = request.param
    apply_theme(theme)
    robot.window.canvas.set_theme(theme)
    robot.window.canvas.set_hint("")

    def color_at(x, y, offset=(0, 0)):
        canvas = robot.window.canvas
        image = QImage(canvas.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        QWidget.render(canvas, image, QPoint())
        place = (robot.pixel(x, y) + QPoint(*offset)) * scale
        return image.pixelColor(place)

    return robot, theme, color_at


def show(robot, dataset, neuron):
    robot.window.document.replace(dataset, Source("test"))
    robot.window.document.undo_stack.setClean()
    robot.wait_for(TrainingState.READY)
    trainer = Trainer(dataset)
    trainer.set_neuron(neuron)
    snapshot: Snapshot = trainer.snapshot()
    robot.window.canvas.on_progressed(snapshot)


def near(color: QColor, expected: QColor, tolerance: int) -> bool:
    pairs = zip(color.getRgb()[:3], expected.getRgb()[:3], strict=True)
    return all(abs(one - other) <= tolerance for one, other in pairs)


TWO = Dataset([[-5.0, 5.0], [-5.0, 5.0]], [0, 1])


def test_points_have_the_colour_of_their_class(painted):
    robot, theme, color_at = painted
    show(robot, TWO, Neuron.zero(2))
    assert near(color_at(-5, -5), QColor(theme.class_colors[0]), 3)
    assert near(color_at(5, 5), QColor(theme.class_colors[1]), 3)
    assert near(color_at(0, 0), QColor(theme.canvas), 1)


def test_a_later_point_lies_above_an_earlier_one(painted):
    robot, theme, color_at = painted
    both = Dataset([[-5.0, 5.0, 0.0, 0.0], [-5.0, 5.0, 0.0, 0.0]], [0, 1, 1, 0])
    show(robot, both, Neuron.zero(2))
    assert near(color_at(0, 0), QColor(theme.class_colors[0]), 3)
    show(robot, Dataset(both.features, [0, 1, 0, 1]), Neuron.zero(2))
    assert near(color_at(0, 0), QColor(theme.class_colors[1]), 3)


def test_discs_are_round_and_squares_are_not(painted):
    robot, theme, color_at = painted
    show(robot, TWO, Neuron.zero(2))
    assert near(color_at(-5, -5, (2, 2)), QColor(theme.class_colors[0]), 3)
    assert not near(color_at(5, 5, (4, 4)), QColor(theme.class_colors[1]), 60)


@pytest.mark.parametrize("weights", [(2.0, 0.0), (0.0, 2.0), (1.0, -1.5), (-0.3, 0.2), (1e-5, 0.0)])
def test_the_shading_is_the_probability(painted, weights):
    robot, theme, color_at = painted
    neuron = Neuron(np.array(weights), 0.4)
    show(robot, TWO, neuron)
    for x, y in ((-3.0, 2.0), (-1.0, -2.5), (0.5, -1.5), (2.0, 3.0), (3.5, 0.5)):
        z = float(neuron.logits([[x], [y]])[0])
        if abs(z) < 0.4 and np.hypot(*weights) > 0.1:
            continue  # the line itself runs here
        probability = float(sigmoid(np.clip(z, -6, 6)))
        tint = theme.class_tints[int(probability >= 0.5)]
        assert near(color_at(x, y), blend(theme.canvas, tint, abs(2 * probability - 1)), 6), (x, y, z)


def test_the_line_runs_where_the_probability_is_a_half(painted):
    robot, theme, color_at = painted
    show(robot, TWO, Neuron([1.0, 1.0], -1.0))
    for x in (-2.0, 0.0, 1.0, 3.0):
        # Data coordinates fall between pixels; the line is 2.5 of them wide.
        around = [color_at(x, 1.0 - x, (0, shift)) for shift in (-1, 0, 1)]
        assert any(near(color, QColor(theme.boundary), 60) for color in around)


def test_the_image_of_the_points_is_kept_while_the_line_moves(robot, monkeypatch):
    pressed = []
    original = StampedImage.press
    monkeypatch.setattr(
        StampedImage, "press", lambda self, x, *rest: pressed.append(x.size) or original(self, x, *rest)
    )
    robot.window.canvas.grab()
    pressed.clear()
    for slope in (1.0, 2.0, 3.0):
        robot.window.canvas.layers.boundary.set_neuron(Neuron([slope, 1.0], 0.0))
        robot.window.canvas.grab()
    assert not pressed
    robot.click(2.0, 5.0, Qt.MouseButton.LeftButton)
    robot.window.canvas.grab()
    assert pressed


def test_diverged_weights_are_not_painted(painted):
    robot, theme, color_at = painted
    show(robot, TWO, Neuron.zero(2))
    robot.window.canvas.layers.shading.set_neuron(Neuron([np.inf, 1.0], 0.0))
    robot.window.canvas.layers.boundary.set_neuron(Neuron([np.nan, 1.0], 0.0))
    assert near(color_at(0, 0), QColor(theme.canvas), 1)
    robot.window.canvas.layers.shading.set_neuron(Neuron([1e308, 1e308], 0.0))
    assert color_at(0, 0).isValid()
