"""Each state of the canvas, by the colours that must be where they must be; light and dark, and at double scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import FeatureMap, Neuron, Trainer, TrainingSettings, TrueLine, article_dataset, sigmoid
from neuron_desktop.ui.items.arrow_item import ARROW_LENGTH, WeightArrowItem, weight_arrow
from neuron_desktop.ui.items.canvas_items import MARGIN_LOGIT, LineItem, ShadingItem, line_in_view, pen, style_axes
from neuron_desktop.ui.items.curve_items import CurvedItem
from neuron_desktop.ui.items.grid_item import GridItem
from neuron_desktop.ui.items.points_item import PointsItem
from neuron_desktop.ui.items.view_item import Layer, View, ViewItem
from neuron_desktop.ui.looks.theme import DARK, LIGHT, blend
from tests.ui.plane import Plane, near


class Drawn(Plane):
    """Every item of the canvas on a plane of its own."""

    def __init__(self, qtbot, theme, scale):
        super().__init__(qtbot, theme)
        self.theme, self.scale = theme, scale
        box = self.view_box
        self.shading, self.curved = ShadingItem(box), CurvedItem(box)
        self.grid = GridItem(box, self.widget.getAxis("bottom"), self.widget.getAxis("left"))
        self.points = PointsItem(box)
        self.true_line, self.boundary = LineItem(box, Layer.TRUE_LINE), LineItem(box)
        self.arrow = WeightArrowItem(box)
        style_axes(self.widget, theme)
        for item in (self.shading, self.curved, self.grid, self.points, self.arrow):
            item.set_theme(theme)
        self.boundary.set_pen(pen(theme.boundary, 2.5))
        self.true_line.set_pen(pen(theme.true_line, 2.0, dashed=True))
        self.grid.hide()
        self.arrow.hide()

    def show_neuron(self, neuron):
        for item in (self.shading, self.boundary, self.arrow):
            item.set_neuron(neuron)

    def has(self, x, y, color, *, within=1, tolerance=60):
        """Whether the colour is at data coordinates, or a device-independent pixel or so beside them."""
        image, place = self.image(self.scale), self.place(x, y, self.scale)
        reach = round(within * self.scale)
        around = [
            image.pixelColor(place.x() + across, place.y() + down)
            for across in range(-reach, reach + 1)
            for down in range(-reach, reach + 1)
        ]
        return any(near(one, color, tolerance) for one in around)

    def part_along(self, places, color, tolerance=110):
        """Which part of the places has the colour."""
        image = self.image(self.scale)
        found = 0
        for x, y in places:
            place = self.place(x, y, self.scale)
            around = [image.pixelColor(place.x(), place.y() + down) for down in (-1, 0, 1)]
            found += any(near(one, color, tolerance) for one in around)
        return found / len(places)

    def tint(self, z):
        probability = float(sigmoid(np.clip(z, -6, 6)))
        return blend(self.theme.canvas, self.theme.class_tints[int(z >= 0)], abs(2 * probability - 1))

    def shows(self, x, y, color, tolerance=8):
        return near(self.color(x, y, self.scale), color, tolerance)


@pytest.fixture(params=[(LIGHT, 1.0), (LIGHT, 2.0), (DARK, 1.0), (DARK, 2.0)], ids=["light", "light2", "dark", "dark2"])
def drawn(request, qtbot):
    return Drawn(qtbot, *request.param)


def test_the_empty_canvas_is_plain(drawn):
    drawn.show_neuron(Neuron.zero(2))
    drawn.arrow.show()
    image = drawn.image(drawn.scale)
    area = drawn.view_box.sceneBoundingRect()
    for across in np.linspace(0.05, 0.95, 7):
        for down in np.linspace(0.05, 0.95, 7):
            column = int((area.left() + across * area.width()) * drawn.scale)
            row = int((area.top() + down * area.height()) * drawn.scale)
            assert near(image.pixelColor(column, row), drawn.theme.canvas, 1)


def test_the_points_of_the_article_are_on_their_sides(drawn):
    dataset = article_dataset()
    x, y = dataset.features
    drawn.look_at((float(x.min()) - 1, float(x.max()) + 1), (float(y.min()) - 1, float(y.max()) + 1))
    drawn.points.set_samples(x, y, dataset.labels)
    image = drawn.image(drawn.scale)
    for place in range(0, dataset.sample_count, 7):
        covered = (np.abs(x - x[place]) < 0.8) & (np.abs(y - y[place]) < 0.8)
        if covered.sum() == 1:
            color = image.pixelColor(drawn.place(x[place], y[place], drawn.scale))
            assert near(color, drawn.theme.class_colors[dataset.labels[place]])


def test_in_training_the_line_runs_where_the_shading_turns(drawn):
    dataset = article_dataset()
    neuron = Trainer(dataset, TrainingSettings()).advance(500).neuron
    w1, w2 = neuron.weights
    middle = -neuron.bias / w2
    drawn.look_at((-5.0, 5.0), (middle - 5.0, middle + 5.0))
    drawn.show_neuron(neuron)
    for x in (-1.5, 0.0, 1.5):
        y = -(w1 * x + neuron.bias) / w2
        assert drawn.has(x, y, drawn.theme.boundary)
        for beside in (-1.5, 1.5):
            z = w2 * beside
            assert drawn.shows(x, y + beside, drawn.tint(z))


def test_margins_run_where_the_neuron_is_three_quarters_sure(drawn):
    neuron = Neuron([0.6, 1.1], 0.2)
    drawn.show_neuron(neuron)
    at = np.linspace(-3.5, 3.5, 150)
    margins = [[(x, (z - 0.6 * x - 0.2) / 1.1) for x in at] for z in (-MARGIN_LOGIT, MARGIN_LOGIT)]
    for margin in margins:
        assert drawn.part_along(margin, drawn.theme.boundary) == 0.0
    drawn.boundary.set_margins(True)
    assert drawn.boundary.has_margins
    for margin in margins:
        # Dashed, so in part, and not for long at a time.
        assert 0.35 <= drawn.part_along(margin, drawn.theme.boundary) <= 0.85
    assert drawn.part_along([(x, (-0.6 * x - 0.2) / 1.1) for x in at], drawn.theme.boundary) == 1.0


def test_the_true_line_is_dashed_and_lies_below_the_boundary(drawn):
    drawn.true_line.set_line(TrueLine(0.5, 1.0))
    places = [(x, 0.5 * x + 1.0) for x in np.linspace(-4.5, 4.5, 150)]
    assert 0.4 <= drawn.part_along(places, drawn.theme.true_line) <= 0.9
    drawn.boundary.set_neuron(Neuron([0.5, -1.0], 1.0))
    assert drawn.part_along(places, drawn.theme.boundary, 60) == 1.0
    drawn.boundary.set_neuron(None)
    drawn.true_line.set_line(None)
    assert drawn.part_along(places, drawn.theme.true_line) == 0.0


def test_rings_selection_and_hollow_points_go_together(drawn):
    theme = drawn.theme
    drawn.show_neuron(Neuron([0.0, 1.0], 0.0))
    drawn.points.set_samples(
        np.array([-3.0, -1.0, 1.0, 3.0]),
        np.array([3.0, 3.0, -3.0, -3.0]),
        np.array([1, 0, 1, 0], np.int8),
        hollow=np.array([True, False, False, False]),
    )
    drawn.points.set_marked(np.array([False, True, True, False]))
    drawn.points.set_selected(np.array([False, False, True, True]))
    assert drawn.shows(-3, 3, theme.canvas)
    assert drawn.shows(-1, 3, theme.class_colors[0])
    assert drawn.shows(1, -3, theme.class_colors[1])
    ring, outline = (0, 7.0), (0, 5.2)
    assert near(drawn.color(-1, 3, drawn.scale, ring), theme.boundary, 60)
    assert near(drawn.color(1, -3, drawn.scale, ring), theme.boundary, 90)
    assert near(drawn.color(3, -3, drawn.scale, ring), drawn.tint(-3.0), 12)
    for x in (1, 3):
        assert near(drawn.color(x, -3, drawn.scale, outline), theme.selection, 60)


CIRCLE = FeatureMap.of(("x1", "x2", "x1²", "x2²"), 2)


class Circle:
    """A neuron whose boundary is a circle of radius 3; z = ½·(x² + y² − 9)."""

    feature_map = CIRCLE
    neuron = Neuron([0.0, 0.0, 0.5, 0.5], -4.5)

    def logits(self, features, /):
        return self.neuron.logits(self.feature_map.apply(features))


def around(z):
    radius = np.sqrt(9.0 + 2.0 * z)
    return [(radius * np.cos(angle), radius * np.sin(angle)) for angle in np.linspace(0.1, 6.2, 200)]


def test_a_curve_its_shading_and_its_margins(drawn):
    drawn.curved.set_snapshot(Circle())
    assert drawn.curved.is_shown
    assert drawn.part_along(around(0.0), drawn.theme.boundary) >= 0.99
    for x, y in ((0.0, 0.0), (1.5, -1.5), (0.5, 2.4), (-4.0, 0.3), (4.5, -4.0), (2.6, 2.4)):
        assert drawn.shows(x, y, drawn.tint(0.5 * (x * x + y * y - 9.0)), 10), (x, y)
    for z in (-MARGIN_LOGIT, MARGIN_LOGIT):
        assert drawn.part_along(around(z), drawn.theme.boundary) == 0.0
    drawn.curved.contour.set_margins(True)
    for z in (-MARGIN_LOGIT, MARGIN_LOGIT):
        assert 0.35 <= drawn.part_along(around(z), drawn.theme.boundary) <= 0.9
    drawn.curved.set_snapshot(None)
    assert not drawn.curved.is_shown
    assert drawn.part_along(around(0.0), drawn.theme.boundary) == 0.0
    assert drawn.shows(0.0, 0.0, drawn.theme.canvas, 1)


def test_a_curve_follows_the_view(drawn):
    drawn.curved.set_snapshot(Circle())
    drawn.image(drawn.scale)
    drawn.look_at((-2.0, 8.0), (-1.0, 6.0))
    places = [(x, y) for x, y in around(0.0) if x > -1.9 and y > -0.9]
    assert drawn.part_along(places, drawn.theme.boundary) >= 0.98
    drawn.widget.resize(300, 420)
    assert drawn.part_along(places, drawn.theme.boundary) >= 0.98


@pytest.mark.parametrize("weights", [(1.0, 2.0), (-3.0, 0.5), (0.0, -1e-200), (1e200, 1e200)])
def test_the_arrow_points_from_the_boundary_along_the_weights(drawn, weights):
    neuron = Neuron(np.array(weights), 0.0)
    drawn.arrow.set_neuron(neuron)
    drawn.arrow.show()
    # Without weights' size: the direction in units of the data.
    direction = np.array(weights) / np.abs(weights).max()
    view = drawn.arrow.view
    pixels = direction * (view.columns_per_unit, view.rows_per_unit)
    per_pixel = direction / np.hypot(*pixels)
    for share in (0.2, 0.4, 0.6):
        x, y = per_pixel * ARROW_LENGTH * share
        assert drawn.has(x, y, drawn.theme.boundary)
        assert not drawn.has(-x, -y, drawn.theme.boundary)
    label_x, label_y = per_pixel * (ARROW_LENGTH + 10.0)
    assert drawn.has(label_x, label_y, drawn.theme.boundary, within=4)


def test_no_weights_no_arrow(drawn):
    drawn.arrow.show()
    plain = drawn.image(drawn.scale)
    for neuron in (Neuron.zero(2), Neuron([np.inf, 0.0], 0.0), Neuron([1.0, 0.0], 100.0), None):
        drawn.arrow.set_neuron(neuron)
        assert drawn.image(drawn.scale) == plain


def test_the_grid_has_a_line_at_each_major_tick_and_lies_below_the_points(drawn):
    drawn.grid.show()
    bottom, left = (drawn.widget.getAxis(side) for side in ("bottom", "left"))
    area = drawn.view_box.rect()
    for x_range, y_range in (((-5.0, 5.0), (-5.0, 5.0)), ((-1.3, 22.0), (0.1, 0.7))):
        drawn.look_at(x_range, y_range)
        columns = bottom.tickValues(*x_range, area.width())[0][1]
        rows = left.tickValues(*y_range, area.height())[0][1]
        assert len(columns) > 1
        assert len(rows) > 1
        free_x = (columns[0] + columns[1]) / 2 + 0.01 * (x_range[1] - x_range[0])
        free_y = (rows[0] + rows[1]) / 2 + 0.01 * (y_range[1] - y_range[0])
        inside = [x for x in columns if x_range[0] < x < x_range[1]]
        for x in inside:
            assert drawn.has(x, free_y, drawn.theme.border, tolerance=4)
        for y in [y for y in rows if y_range[0] < y < y_range[1]]:
            assert drawn.has(free_x, y, drawn.theme.border, tolerance=4)
        assert drawn.shows(free_x, free_y, drawn.theme.canvas, 1)
    drawn.points.set_samples(np.array([inside[0]]), np.array([free_y]), np.array([1], np.int8))
    assert drawn.shows(inside[0], free_y, drawn.theme.class_colors[1])


def test_the_grid_asks_for_ticks_only_when_the_view_changes(drawn, monkeypatch):
    drawn.grid.show()
    drawn.image(1.0)
    asked = []
    for side in ("bottom", "left"):
        axis = drawn.widget.getAxis(side)
        monkeypatch.setattr(axis, "tickValues", lambda *view, ticks=axis.tickValues: asked.append(view) or ticks(*view))
    for slope in (1.0, 2.0):
        drawn.show_neuron(Neuron([slope, 1.0], 0.0))
        drawn.image(1.0)
    assert not asked
    drawn.look_at((-5.0, 6.0), (-5.0, 5.0))
    drawn.image(1.0)
    assert asked


@pytest.mark.parametrize(
    ("x_range", "y_range"),
    [
        ((1e9 - 1, 1e9 + 1), (-1e9 - 1, -1e9 + 1)),
        ((-1e300, 1e300), (-1e300, 1e300)),
        ((-1e-300, 1e-300), (1e-300, 3e-300)),
    ],
)
def test_every_item_is_painted_in_views_far_away_huge_and_tiny(drawn, x_range, y_range):
    drawn.look_at(x_range, y_range)
    drawn.grid.show()
    drawn.arrow.show()
    drawn.boundary.set_margins(True)
    x, y = (low / 2 + high / 2 for low, high in (x_range, y_range))
    # Through the middle, falling to the right; as steep on the screen as the view is wide.
    w1, w2 = 2.0 / (x_range[1] - x_range[0]), 2.0 / (y_range[1] - y_range[0])
    drawn.show_neuron(Neuron([w1, w2], -w1 * x - w2 * y))
    drawn.curved.set_snapshot(Circle())
    drawn.curved.hide()
    third = (x_range[1] - x_range[0]) / 3, (y_range[1] - y_range[0]) / 3
    assert drawn.has(x + third[0], y - third[1], drawn.theme.boundary, within=2)
    assert drawn.shows(x + third[0], y + third[1], drawn.tint(4 / 3), 14)


def test_the_mouse_goes_to_what_lies_below(drawn):
    drawn.points.set_samples(np.zeros(1), np.zeros(1), np.ones(1, np.int8))
    center = drawn.view_box.sceneBoundingRect().center()
    hit = drawn.widget.scene().items(center)
    assert drawn.view_box in hit
    assert not [item for item in hit if isinstance(item, ViewItem)]


ranges = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
views = st.builds(View, ranges, ranges, st.floats(1.0, 4000.0), st.floats(1.0, 4000.0))


@given(views, st.floats(-100, 100), st.floats(-100, 100), st.floats(-1e6, 1e6), st.floats(0, 1), st.floats(0, 1))
def test_a_neuron_in_pixels_says_of_a_pixel_what_the_neuron_says_of_its_place(view, w1, w2, bias, across, down):
    neuron = Neuron([w1, w2], bias)
    x = view.x_range[0] + across * (view.x_range[1] - view.x_range[0])
    y = view.y_range[1] - down * (view.y_range[1] - view.y_range[0])
    in_pixels = view.neuron_in_pixels(neuron).logits([[across * view.width], [down * view.height]])
    sizes = abs(w1) * max(map(abs, view.x_range)) + abs(w2) * max(map(abs, view.y_range)) + abs(bias)
    assert abs(in_pixels[0] - neuron.logits([[x], [y]])[0]) <= 1e-13 * sizes


@given(views, st.floats(-100, 100), st.floats(-100, 100), st.floats(0, 1), st.floats(0, 1))
def test_the_arrow_stands_on_the_visible_boundary_and_climbs(view, w1, w2, across, down):
    x = view.x_range[0] + across * (view.x_range[1] - view.x_range[0])
    y = view.y_range[1] - down * (view.y_range[1] - view.y_range[0])
    neuron = Neuron([w1, w2], -w1 * x - w2 * y)
    shaft = weight_arrow(neuron, view)
    in_pixels = view.neuron_in_pixels(neuron)
    if line_in_view(in_pixels, view) is None:
        assert shaft is None
        return
    assert shaft.length() == pytest.approx(ARROW_LENGTH)
    ends = np.array([[shaft.x1(), shaft.x2()], [shaft.y1(), shaft.y2()]])
    start, tip = in_pixels.logits(ends)
    reach = np.abs(in_pixels.weights) @ (view.width, view.height)
    assert abs(start) <= 1e-9 * max(reach, abs(in_pixels.bias))
    assert tip > start
    assert -1e-6 <= shaft.x1() <= view.width + 1e-6
    assert -1e-6 <= shaft.y1() <= view.height + 1e-6
