"""The item that shows the samples: marks, appending, scales, and devices that keep shapes."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.items import point_layer
from neuron_desktop.ui.items.points_item import PointsItem, TestPointsItem
from neuron_desktop.ui.items.stamps import StampedImage
from neuron_desktop.ui.looks.theme import DARK, LIGHT
from tests.ui.plane import Plane, near

SCALES = [1.0, 1.5, 2.0]


@pytest.fixture
def plane(qtbot):
    return Plane(qtbot)


@pytest.fixture
def points(plane):
    item = PointsItem(plane.view_box)
    item.set_theme(LIGHT)
    return item


def columns(*samples):
    x, y, labels = zip(*samples, strict=True)
    return np.array(x, np.float64), np.array(y, np.float64), np.array(labels, np.int8)


def mask(*flags):
    return np.array(flags, bool)


def many(count, seed=0):
    random = np.random.default_rng(seed)
    return (*random.normal(0, 3, (2, count)), random.integers(0, 2, count).astype(np.int8))


@pytest.fixture
def pressed(monkeypatch):
    """How many samples were pressed, time after time."""
    counts = []
    original = StampedImage.press

    def press(self, x, y, kinds):
        counts.append(x.size)
        original(self, x, y, kinds)

    monkeypatch.setattr(StampedImage, "press", press)
    return counts


@pytest.mark.parametrize("scale", SCALES)
def test_classes_have_their_colours_and_shapes(plane, points, scale):
    points.set_samples(*columns((-2, 1, 0), (2, -1, 1)))
    assert near(plane.color(-2, 1, scale), LIGHT.class_colors[0])
    assert near(plane.color(2, -1, scale), LIGHT.class_colors[1])
    # In the corner the square still has its colour, the disc has not.
    assert near(plane.color(-2, 1, scale, (2.7, 2.7)), LIGHT.class_colors[0], 40)
    assert not near(plane.color(2, -1, scale, (3.7, 3.7)), LIGHT.class_colors[1], 60)
    assert near(plane.color(0, 0, scale), LIGHT.canvas)


@pytest.mark.parametrize("scale", SCALES)
def test_of_two_samples_at_one_spot_the_later_is_seen(plane, points, scale):
    for first in (0, 1):
        points.set_samples(*columns((1, 1, first), (1, 1, 1 - first)))
        assert near(plane.color(1, 1, scale), LIGHT.class_colors[1 - first])


@pytest.mark.parametrize("scale", SCALES)
def test_hollow_samples_show_the_ground_within(plane, points, scale):
    points.set_samples(*columns((-2, 1, 0), (2, -1, 1), (0, 2, 1)), hollow=mask(1, 1, 0))
    for x, y, label in ((-2, 1, 0), (2, -1, 1)):
        assert near(plane.color(x, y, scale), LIGHT.canvas)
        assert near(plane.color(x, y, scale, (2.9, 0)), LIGHT.class_colors[label], 90)
    assert near(plane.color(0, 2, scale), LIGHT.class_colors[1])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_marked_samples_are_ringed_and_in_front(qtbot, theme, scale):
    plane = Plane(qtbot, theme)
    points = PointsItem(plane.view_box)
    points.set_theme(theme)
    points.set_samples(*columns((1, 1, 0), (1, 1, 1), (-3, 0, 0)))
    assert near(plane.color(1, 1, scale), theme.class_colors[1])
    points.set_marked(mask(1, 0, 0))
    assert near(plane.color(1, 1, scale), theme.class_colors[0])
    assert near(plane.color(1, 1, scale, (0, 7)), theme.boundary, 60)
    assert near(plane.color(-3, 0, scale, (0, 7)), theme.canvas)
    points.set_marked(None)
    assert near(plane.color(1, 1, scale), theme.class_colors[1])
    assert near(plane.color(1, 1, scale, (0, 7)), theme.canvas)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_selected_samples_have_an_outline_of_their_own_and_are_on_top(qtbot, theme, scale):
    plane = Plane(qtbot, theme)
    points = PointsItem(plane.view_box)
    points.set_theme(theme)
    points.set_samples(*columns((1, 1, 1), (1, 1, 0), (-3, 0, 1)))
    points.set_marked(mask(0, 1, 0))
    points.set_selected(mask(1, 0, 1))
    assert near(plane.color(1, 1, scale), theme.class_colors[1])
    for x, y in ((1, 1), (-3, 0)):
        assert near(plane.color(x, y, scale, (5, 0)), theme.selection, 60)
    points.set_selected(None)
    assert near(plane.color(1, 1, scale), theme.class_colors[0])
    assert near(plane.color(-3, 0, scale, (5, 0)), theme.canvas, 60)


def contrast(one, other):
    """The ratio that the Web Content Accessibility Guidelines define."""

    def luminance(color):
        parts = np.array(QColor(color).getRgbF()[:3])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_selection_stands_out_from_every_ground(theme):
    for ground in (theme.canvas, *theme.class_tints):
        assert contrast(theme.selection, ground) >= 3.0


def test_the_emphasized_sample_is_lit(plane, points):
    points.set_samples(*columns((1, 1, 1), (-2, 2, 0)))
    points.set_emphasized(0)
    assert near(plane.color(1, 1), LIGHT.class_colors[1])
    assert near(plane.color(1, 1, offset=(0, 6)), LIGHT.boundary, 60)
    glow = plane.color(1, 1, offset=(0, 10))
    assert not near(glow, LIGHT.canvas, 20)
    assert near(plane.color(-2, 2, offset=(0, 10)), LIGHT.canvas)
    points.set_emphasized(None)
    assert near(plane.color(1, 1, offset=(0, 10)), LIGHT.canvas)


@pytest.mark.parametrize("size", [3.0, 8.0, 20.0])
@pytest.mark.parametrize("scale", SCALES)
def test_samples_are_as_large_as_asked(plane, points, size, scale):
    points.set_samples(*columns((0, 0, 1)))
    points.set_point_size(size)
    image = plane.image(scale)
    center = plane.place(0, 0, scale)
    blue = [
        near(image.pixelColor(center.x() + shift, center.y()), LIGHT.class_colors[1], 60) for shift in range(-60, 61)
    ]
    assert sum(blue) == pytest.approx(size * scale, abs=1.01)


def test_other_samples_are_neither_marked_nor_selected(plane, points):
    points.set_samples(*columns((1, 1, 1)))
    points.set_marked(mask(1))
    points.set_selected(mask(1))
    points.set_emphasized(0)
    points.set_samples(*columns((-2, 0, 0)))
    plain = PointsItem(plane.view_box)
    plain.set_theme(LIGHT)
    plain.hide()
    shown = plane.image()
    points.hide()
    plain.set_samples(*columns((-2, 0, 0)))
    plain.show()
    assert shown == plane.image()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=5),
    st.sampled_from(SCALES),
    st.lists(st.sampled_from(["append", "set"]), min_size=5, max_size=5),
    st.booleans(),
)
def test_samples_added_one_after_the_other_look_like_all_at_once(plane, points, counts, scale, ways, painted_between):
    x, y, labels = many(sum(counts), seed=sum(counts))
    hollow = np.arange(x.size) % 5 == 0
    points.set_samples(np.empty(0), np.empty(0), np.empty(0, np.int8))
    end = 0
    for count, way in zip(counts, ways, strict=False):
        start, end = end, end + count
        if way == "append":
            part = slice(start, end)
            points.append_samples(x[part], y[part], labels[part], hollow=hollow[part])
        else:
            points.set_samples(x[:end].copy(), y[:end].copy(), labels[:end].copy(), hollow=hollow[:end])
        if painted_between:
            plane.image(scale)
    assert points.sample_count == end
    grown = plane.image(scale)
    points.set_samples(np.empty(0), np.empty(0), np.empty(0, np.int8))
    points.set_samples(x, y, labels, hollow=hollow)
    assert grown == plane.image(scale)


def test_only_new_samples_are_pressed(plane, points, pressed):
    x, y, labels = many(5_000)
    points.set_samples(x, y, labels)
    plane.image()
    points.append_samples(*columns((1, 1, 1)))
    plane.image()
    grown = (np.append(x, [1, 2]), np.append(y, [1, 2]), np.append(labels, [1, 0]).astype(np.int8))
    points.set_samples(*grown)
    plane.image()
    points.set_samples(*grown)
    plane.image()
    assert pressed == [5_000, 1, 1, 0]
    points.set_samples(x, y, labels)
    plane.image()
    assert pressed[4:] == [5_000]


@pytest.mark.parametrize("change", ["x", "y", "labels", "hollow"])
def test_samples_that_differ_before_the_last_are_drawn_anew(plane, points, change, pressed):
    x, y, labels = many(100)
    points.set_samples(x, y, labels)
    plane.image()
    changed = {"x": x.copy(), "y": y.copy(), "labels": labels.copy()}
    hollow = np.zeros(100, bool)
    if change == "hollow":
        hollow[7] = True
    else:
        changed[change][7] = 1 - changed[change][7]
    points.set_samples(**changed, hollow=hollow)
    plane.image()
    assert pressed == [100, 100]


def test_another_view_size_or_theme_draws_anew_and_the_same_does_not(plane, points, pressed):
    points.set_samples(*many(100))
    changes = [
        lambda: plane.look_at((-4, 5), (-5, 5)),
        lambda: points.set_point_size(5.0),
        lambda: points.set_theme(DARK),
        lambda: plane.widget.resize(300, 300),
    ]
    plane.image()
    for change in changes:
        pressed.clear()
        plane.image()
        assert pressed == []
        change()
        plane.image()
        assert pressed == [100]


def test_marks_and_emphasis_follow_samples_that_were_appended(plane, points):
    points.set_samples(*columns((-2, 0, 0)))
    points.append_samples(*columns((1, 1, 1)))
    points.set_marked(mask(0, 1))
    assert near(plane.color(1, 1, offset=(0, 7)), LIGHT.boundary, 60)
    points.append_samples(*columns((3, -1, 0)))
    points.set_emphasized(2)
    assert near(plane.color(3, -1, offset=(6, 0)), LIGHT.boundary, 60)


@pytest.mark.parametrize(
    ("x_range", "y_range"),
    [
        ((1e9 - 1, 1e9 + 1), (-1e9 - 1, -1e9 + 1)),
        ((-1e300, 1e300), (-1e300, 1e300)),
        ((1e-300, 3e-300), (-1e-300, 1e-300)),
        ((-1e300, 1e300), (-1e-300, 1e-300)),
    ],
)
def test_views_far_away_huge_and_tiny_are_painted(plane, points, x_range, y_range):
    plane.look_at(x_range, y_range)
    x, y = (low + (high - low) * 0.25 for low, high in (x_range, y_range))
    points.set_samples(np.array([x, 1e308, -1e308]), np.array([y, -1e308, 1e308]), np.array([1, 0, 0], np.int8))
    points.set_marked(mask(1, 1, 0))
    points.set_emphasized(1)
    for scale in SCALES:
        assert near(plane.color(x, y, scale), LIGHT.class_colors[1])
        assert near(plane.color(x, y, scale, (0, 7)), LIGHT.boundary, 90)


@pytest.mark.parametrize("size", [(1, 1), (60, 40), (2, 300)])
def test_a_window_with_hardly_a_pixel_is_painted(plane, points, size):
    points.set_samples(*many(3_000))
    points.set_emphasized(0)
    plane.widget.resize(*size)
    assert not plane.image(2.0).isNull()


def drawn_at(plane, scale):
    """The scene painted into an image `scale` times as large, as a picture of it is."""
    scene = plane.widget.scene()
    scene.prepareForPaint()
    area = QRectF(plane.widget.rect())
    image = QImage((area.size() * scale).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(LIGHT.canvas))
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), area)
    painter.end()
    return image


@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_a_larger_picture_has_larger_stamps(plane, points, scale):
    points.set_samples(*columns((1, 1, 1), (-2, 0, 0)))
    image = drawn_at(plane, scale)
    for x, y, label in ((1, 1, 1), (-2, 0, 0)):
        center = plane.place(x, y, scale)
        row = [
            near(image.pixelColor(center.x() + shift, center.y()), LIGHT.class_colors[label], 60)
            for shift in range(-30, 31)
        ]
        assert sum(row) == pytest.approx((8.0 if label else 7.0) * scale, abs=1.01)


def shapes(root, name, color):
    """How many shapes of this name are filled with this colour."""
    namespace = "{http://www.w3.org/2000/svg}"
    groups = [group for group in root.iter(namespace + "g") if group.get("fill") == color]
    return sum(len(group.findall(namespace + name)) for group in groups)


def test_a_device_that_keeps_shapes_gets_one_for_each_sample_in_view(plane, points):
    points.set_samples(
        *columns((1, 1, 1), (2, 1, 1), (-2, 0, 0), (9, 9, 1), (0, -9, 0), (3, 3, 1)), hollow=mask(0, 0, 0, 0, 0, 1)
    )
    red, blue = LIGHT.class_colors
    root = plane.svg()
    assert (shapes(root, "circle", blue), shapes(root, "rect", red)) == (3, 1)
    # The hollow one's inside.
    assert shapes(root, "circle", LIGHT.canvas) == 1
    points.set_marked(mask(1, 0, 0, 0, 0, 0))
    root = plane.svg()
    assert shapes(root, "circle", blue) == 4
    assert shapes(root, "circle", "none") == 1


def test_more_samples_than_shapes_are_good_for_become_an_image(plane, points, monkeypatch):
    monkeypatch.setattr(point_layer, "MOST_SHAPES", 50)
    x, y, labels = many(60)
    points.set_samples(x, y, labels)
    root = plane.svg()
    red, blue = LIGHT.class_colors
    assert shapes(root, "circle", blue) == shapes(root, "rect", red) == 0
    (image,) = root.iter("{http://www.w3.org/2000/svg}image")
    encoded = image.get("{http://www.w3.org/1999/xlink}href").partition("base64,")[2]
    picture = QImage.fromData(QByteArray.fromBase64(encoded.encode()))
    area = plane.view_box.rect()
    assert picture.width() == pytest.approx(4 * area.width(), abs=4)
    column = (x[-1] + 5.0) / 10.0 * picture.width()
    row = (5.0 - y[-1]) / 10.0 * picture.height()
    assert near(picture.pixelColor(int(column), int(row)), LIGHT.class_colors[labels[-1]])


def test_a_pdf_can_be_written(plane, points):
    points.set_samples(*many(200))
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(data)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    painter = QPainter(writer)
    plane.widget.scene().prepareForPaint()
    plane.widget.scene().render(painter)
    painter.end()
    assert bytes(data.data()).startswith(b"%PDF")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_test_points_are_faint_and_the_wrong_ones_are_ringed(plane, scale):
    item = TestPointsItem(plane.view_box)
    item.set_theme(LIGHT)
    dataset = Dataset([[-2.0, 2.0], [1.0, -1.0]], [0, 1])
    item.set_result(dataset, mask(0, 1))
    faint = plane.color(-2, 1, scale)
    assert not near(faint, LIGHT.class_colors[0], 30)
    assert not near(faint, LIGHT.canvas, 30)
    assert near(plane.color(2, -1, scale, (5.5, 0)), LIGHT.boundary, 90)
    item.set_result(dataset, mask(0, 0))
    assert near(plane.color(2, -1, scale, (5.5, 0)), LIGHT.canvas)
    item.set_result(None, None)
    assert near(plane.color(-2, 1, scale), LIGHT.canvas)


def test_many_samples_come_on_screen_in_pieces_and_in_a_picture_at_once(robot, pressed, monkeypatch):
    monkeypatch.setattr(point_layer, "MOST_AT_ONCE", 150)
    x, y, labels = many(500)
    robot.window.document.replace(Dataset(np.stack([x, y]), labels), Source("many"))
    pressed.clear()
    layer = robot.window.canvas.layers.points._all
    robot.qtbot.waitUntil(lambda: sum(pressed) >= 500 and not layer._unpressed)
    assert max(pressed) == 150
    layer._stamped = None
    pressed.clear()
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    robot.window.canvas.scene().render(painter)
    painter.end()
    assert pressed == [500]
