"""A neuron with derived features: its curve on the canvas, its terms in words."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from neuron_desktop.core import Dataset, Neuron, Trainer, TrainingSettings, quadratic_terms, sigmoid
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.items.curve_items import logits_at
from neuron_desktop.ui.looks.theme import DARK, LIGHT, apply_theme, blend

CORNERS = Dataset([[-5.0, 5.0], [-5.0, 5.0]], [0, 1], ("a", "b"))
# x1² + x2² = 9
CIRCLE = TrainingSettings(feature_map=("x1", "x2", "x1²", "x2²"))
ROUND = Neuron([0.0, 0.0, 0.5, 0.5], -4.5)


def ring(count=300):
    random = np.random.default_rng(5)
    points = random.normal(size=(2, count)) * 3
    return Dataset(points, (np.hypot(*points) < 3.0).astype(np.int8))


def show(robot, dataset, settings, neuron):
    robot.window.document.replace(dataset, Source("test"), on_disk=True)
    robot.wait_for(TrainingState.READY)
    robot.window.canvas.set_hint("")
    robot.window.training.configure(settings)
    robot.window.training.set_neuron(neuron, 10)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.neuron == neuron)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_shading_is_the_probability_and_the_curve_its_half(robot, theme, scale):
    apply_theme(theme)
    robot.window.canvas.set_theme(theme)
    show(robot, CORNERS, CIRCLE, ROUND)
    canvas = robot.window.canvas
    canvas._set_view((-6, 7), (-5, 8))
    image = QImage(canvas.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    QWidget.render(canvas, image, QPoint())

    def color_at(x, y, shift=0):
        return image.pixelColor((robot.pixel(x, y) + QPoint(shift, 0)) * scale).getRgb()[:3]

    for x, y in ((0.0, 0.0), (1.5, -1.5), (0.5, 2.4), (-4.0, 0.3), (4.5, -4.0), (2.6, 2.4)):
        probability = float(sigmoid(np.clip(0.5 * (x * x + y * y - 9.0), -6, 6)))
        tint = theme.class_tints[int(probability >= 0.5)]
        expected = blend(theme.canvas, tint, abs(2 * probability - 1)).getRgb()[:3]
        assert np.abs(np.subtract(color_at(x, y), expected)).max() <= 8, (x, y)
    for angle in (0.1, 2.0, 3.0, 6.0):
        around = [color_at(3 * np.cos(angle), 3 * np.sin(angle), shift) for shift in (-1, 0, 1)]
        line = QColor(theme.boundary).getRgb()[:3]
        assert min(np.abs(np.subtract(color, line)).max() for color in around) < 60


def test_a_straight_boundary_is_painted_as_before(robot):
    show(robot, CORNERS, CIRCLE, ROUND)
    assert robot.window.canvas.layers.curved.logits() is not None
    assert not robot.window.canvas.layers.boundary.is_shown
    show(robot, CORNERS, TrainingSettings(feature_map=("x2",)), Neuron([2.0], -2.0))
    assert robot.window.canvas.layers.curved.logits() is None
    assert robot.window.canvas.layers.boundary._neuron == Neuron([0.0, 2.0], -2.0)


def test_a_circle_is_learned_and_told_in_words(robot):
    robot.window.document.replace(ring(), Source("ring"), on_disk=True)
    robot.child("featureMapBox").setCurrentText("+ squares and products")
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    snapshot = robot.window.training.snapshot
    assert snapshot.neuron == Trainer(ring(), TrainingSettings(feature_map=quadratic_terms(2))).advance(2000).neuron
    assert snapshot.accuracy > 0.95
    assert "x1²" in robot.text("equationLabel")
    assert robot.text("boundaryLabel").startswith("curve: ŷ = ½ where ")
    assert "curve" in robot.text("legendLabel")
    table = robot.child("weightsTable")
    titles = [table.item(row, 0).text() for row in range(table.rowCount())]
    assert titles == ["w1  x1", "w2  x2", "w3  x1²", "w4  x2²", "w5  x1·x2", "b  bias"]
    shown = float(table.item(2, 1).text().replace("−", "-"))
    assert shown == pytest.approx(snapshot.neuron.weights[2], rel=1e-5)


def test_terms_are_written_in_the_names_of_the_columns(robot):
    show(robot, CORNERS, CIRCLE, ROUND)
    assert robot.text("equationLabel") == "ŷ = σ(0.00·a + 0.00·b + 0.500·a² + 0.500·b² − 4.50)"
    assert robot.child("weightsTable").item(2, 0).text() == "w3  a²"


def test_the_probe_reads_the_curved_neuron(robot):
    show(robot, CORNERS, CIRCLE, ROUND)
    robot.hover(0.0, 0.0)
    robot.qtbot.waitUntil(lambda: "z = −4." in robot.text("probeLabel"))


def test_the_articles_test_judges_with_the_derived_features(robot):
    robot.child("featureMapBox").setCurrentText("+ sines")
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    robot.child("testAction").trigger()
    result, snapshot = robot.window.evaluation.result, robot.window.training.snapshot
    wrong = snapshot.predict(result.dataset.features) != result.dataset.labels
    assert np.array_equal(result.wrong, wrong)
    assert result.confusion.accuracy == pytest.approx(1 - wrong.mean())
    robot.child("featureMapBox").setCurrentText("x1, x2")
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.feature_map.is_identity)
    assert robot.window.evaluation.result.confusion.sample_count == 2000


def test_coordinates_too_large_to_square_are_left_unpainted(robot):
    show(robot, CORNERS, CIRCLE, ROUND)
    canvas = robot.window.canvas
    canvas._set_view((-1e200, 1e200), (-1e200, 1e200))
    canvas.grab()
    assert canvas.layers.curved._image is None
    assert logits_at(robot.window.training.snapshot, np.full((2, 1), 5e199)) is None
    canvas.fit_view()
    canvas.grab()
    assert canvas.layers.curved._image is not None
