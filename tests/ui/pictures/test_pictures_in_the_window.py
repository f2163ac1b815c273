"""Pictures and animations of the canvas, exported and copied through the window."""

import errno
import os
import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from neuron_desktop.core import Dataset, Neuron, Trainer
from neuron_desktop.core.data.split import Split
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.files.pictures import rgb_array
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.canvas.canvas import PlaneChoice
from neuron_desktop.ui.canvas.view_options import ViewOptions
from neuron_desktop.ui.looks.theme import DARK, LIGHT, apply_theme
from neuron_desktop.ui.pictures import picture
from neuron_desktop.ui.pictures.animation_dialog import AnimationDialog
from neuron_desktop.ui.pictures.picture import Look, PicturePainter, PictureSize, Unit
from neuron_desktop.ui.pictures.picture_dialog import PictureDialog

TWO = Dataset([[-5.0, 5.0], [-5.0, 5.0]], [0, 1])
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def choose(monkeypatch):
    """Let every file chooser answer with the path given."""

    def answer(path, kind=""):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))

    return answer


@pytest.fixture
def painter(robot):
    return PicturePainter(robot.window)


def show_two(robot):
    """Show two points and a line between them, and return the state of the canvas."""
    robot.window.document.replace(TWO, Source("two points"), on_disk=True)
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    trainer = Trainer(TWO)
    trainer.set_neuron(Neuron([1.0, 1.0], -1.0))
    robot.window.canvas.on_progressed(trainer.snapshot())
    return robot.window.canvas.state()


def train(robot, iterations=60):
    robot.child("iterationsBox").setValue(iterations)
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)


def dialog_of(robot, action, kind):
    robot.child(action).trigger()
    (dialog,) = [found for found in robot.window.findChildren(kind) if found.isVisible()]
    return dialog


def press(robot, dialog, text):
    (button,) = [found for found in dialog.findChildren(QPushButton) if found.text().replace("&", "") == text]
    robot.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose_item(dialog, name, text):
    box = dialog.findChild(object, name)
    place = next(place for place in range(box.count()) if box.itemText(place).startswith(text))
    box.setCurrentIndex(place)


def wait_closed(robot, kind):
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(kind), timeout=30_000)


def near(color, expected, tolerance=3):
    pairs = zip(QColor(color).getRgb()[:3], QColor(expected).getRgb()[:3], strict=True)
    return all(abs(one - other) <= tolerance for one, other in pairs)


def color_count(image, expected, tolerance=3):
    """How many pixels have a colour, or nearly."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    pixels = pixels[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).astype(int)
    return int((np.abs(pixels - QColor(expected).getRgb()[:3]).max(axis=2) <= tolerance).sum())


def texts_of(root):
    return {"".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")}


# --- the picture itself


@pytest.mark.parametrize("size", [PictureSize(900, 700, scale=1.5), PictureSize(70, 50, Unit.MILLIMETRES)])
def test_a_picture_painted_in_strips_is_the_same(robot, painter, monkeypatch, size):
    """Where a line is cut, its edge and its dashes may differ a little."""
    monkeypatch.setattr(picture, "STRIP_PIXELS", 100_000)
    state, look = show_two(robot), Look(LIGHT, caption=True)
    shares = []
    for painted, share in painter.in_strips(state, size, look):
        image = painted
        shares.append(share)
    assert len(shares) > 4
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    whole = painter.image(state, size, look)
    difference = np.abs(rgb_array(image).astype(int) - rgb_array(whole))
    assert np.mean(difference.max(axis=2) > 8) < 1e-4
    assert image.dotsPerMeterX() == whole.dotsPerMeterX()


def test_a_large_picture_is_painted_in_many_turns_and_can_be_cancelled(robot, choose, tmp_path):
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    choose_item(dialog, "pictureSizeBox", "Other")
    dialog.findChild(object, "pictureWidthBox").setValue(6000)
    dialog.findChild(object, "pictureHeightBox").setValue(6000)
    choose(tmp_path / "picture.png")
    press(robot, dialog, "Export…")
    assert dialog.is_busy
    robot.qtbot.waitUntil(lambda: "Painting" in dialog.findChild(object, "pictureInfo").text())
    press(robot, dialog, "Cancel")
    assert not dialog.is_busy
    assert dialog.isVisible()
    press(robot, dialog, "Close")
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(PictureDialog))
    assert list(tmp_path.glob("*.png")) == []


def test_the_point_placed_last_is_in_the_picture_beside_all_others(robot, painter):
    show_two(robot)
    size, look = PictureSize(600, 450), Look(LIGHT, legend=False)
    before = painter.image(robot.window.canvas.state(), size, look)
    robot.click(-3.0, 3.0)
    state = robot.window.canvas.state()
    after = painter.image(state, size, look)
    blue, red = LIGHT.class_colors[1], LIGHT.class_colors[0]
    assert color_count(after, blue) > 1.5 * color_count(before, blue)
    assert color_count(after, red) == color_count(before, red)
    fresh = PicturePainter(robot.window)
    assert fresh.image(state, size, look) == after


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_picture_has_its_size_and_its_colours(robot, painter, theme, scale):
    state = show_two(robot)
    size = PictureSize(600, 450, scale=scale)
    image = painter.image(state, size, Look(theme, legend=False))
    assert (image.width(), image.height()) == (600, 450)
    assert near(image.pixelColor(0, 0), theme.canvas)
    for place in (0, 1):
        assert color_count(image, theme.class_colors[place]) > 20 * scale
    assert color_count(image, theme.boundary, 30) > 400 * scale


def test_lines_and_points_grow_with_the_scale(robot, painter):
    state = show_two(robot)
    small, large = (
        painter.image(state, PictureSize(400 * scale, 300 * scale, scale=scale), Look(LIGHT, legend=False))
        for scale in (1, 3)
    )
    for color in (LIGHT.boundary, *LIGHT.class_colors):
        assert color_count(large, color, 30) > 6 * color_count(small, color, 30)


def test_the_picture_of_the_other_theme_leaves_the_window_as_it_is(robot, painter):
    apply_theme(LIGHT)
    robot.window.canvas.set_theme(LIGHT)
    state = show_two(robot)
    before = robot.window.canvas.grab().toImage()
    view = robot.window.canvas.viewRange()
    image = painter.image(state, PictureSize(500, 900), Look(DARK))
    assert near(image.pixelColor(0, 0), DARK.canvas)
    assert robot.window.canvas.grab().toImage() == before
    assert robot.window.canvas.viewRange() == view


def test_the_same_canvas_gives_the_same_picture_again(robot, painter):
    state = show_two(robot)
    size = PictureSize(600, 450)
    first = painter.image(state, size, Look(LIGHT))
    painter.image(state, PictureSize(300, 700, scale=2), Look(DARK, legend=False))
    assert painter.image(state, size, Look(LIGHT)) == first


def test_after_a_while_a_picture_leaves_no_memory_behind_and_the_next_is_the_same(robot, painter, monkeypatch):
    monkeypatch.setattr(picture, "REST_MILLISECONDS", 0)
    train(robot)
    state = robot.window.canvas.state()
    size = PictureSize(900, 700)
    before = painter.image(state, size, Look(LIGHT))
    points = painter._twin.layers.points
    assert painter._twin.dataset.sample_count
    assert points._scratch._arrays
    robot.qtbot.waitUntil(lambda: painter._twin.dataset.sample_count == 0)
    assert painter._twin.valid_snapshot is None
    assert not points._scratch._arrays
    assert not points._scratch.helper[1]._arrays
    assert points._all._image is None
    assert painter.image(state, size, Look(LIGHT)) == before


def test_the_view_and_not_the_shape_of_the_window_is_in_the_picture(robot, painter):
    show_two(robot)
    robot.window.canvas.setRange(xRange=(0.0, 20.0), yRange=(0.0, 20.0), padding=0)
    image = painter.image(robot.window.canvas.state(), PictureSize(300, 500), Look(LIGHT, legend=False))
    assert color_count(image, LIGHT.class_colors[1]) > 10
    assert color_count(image, LIGHT.class_colors[0]) == 0


def test_legend_and_caption_are_there_where_they_are_wanted_and_hint_and_probe_never(robot, painter):
    state = show_two(robot)
    robot.window.canvas.set_hint("A hint")
    robot.hover(0.0, 0.0)
    svg = painter.svg(robot.window.canvas.state(), PictureSize(600, 450), Look(LIGHT, True, True), title="t").decode()
    assert "the neuron" in svg
    assert "iteration 0" in svg.replace("\xa0", " ")
    assert "A hint" not in svg
    assert "ŷ = 0.5" not in svg
    bare = painter.svg(state, PictureSize(600, 450), Look(LIGHT, legend=False), title="t").decode()
    assert "the neuron" not in bare
    assert "iteration" not in bare


def test_plane_options_and_what_is_held_back_are_those_of_the_canvas(robot, painter):
    random = np.random.default_rng(3)
    dataset = Dataset(random.normal(size=(3, 40)), random.integers(0, 2, 40), ("a", "b", "c"))
    robot.window.document.replace(dataset, Source("x"), on_disk=True)
    robot.window.document.set_split(Split(0.5))
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    robot.window.training.step()
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 1)
    canvas = robot.window.canvas
    size, look = PictureSize(600, 450), Look(LIGHT)
    plain = painter.image(canvas.state(), size, look)
    canvas.show_plane(PlaneChoice((2, 0)))
    turned = painter.image(canvas.state(), size, look)
    canvas.set_options(ViewOptions(margins=True, rings=True, grid=True, equal_scale=True, point_size=12.0))
    rich = painter.image(canvas.state(), size, look)
    assert turned != plain
    assert rich != turned
    texts = texts_of(ElementTree.fromstring(painter.svg(canvas.state(), size, look, title="t")))
    assert {"c", "a", "the neuron’s line (slice), ŷ = ½", "ŷ = ¼ and ŷ = ¾"} <= texts
    x_range, y_range = painter._twin.viewRange()
    area = painter._twin.plotItem.vb.sceneBoundingRect()
    # The area is known to a pixel.
    across, up = (x_range[1] - x_range[0]) / area.width(), (y_range[1] - y_range[0]) / area.height()
    assert across == pytest.approx(up, rel=2e-3)
    robot.window.document.set_split(Split(0.0))
    assert painter.image(canvas.state(), size, look) != rich


def test_pinned_runs_are_in_the_picture(robot, painter):
    train(robot)
    canvas, size, look = robot.window.canvas, PictureSize(600, 450), Look(LIGHT)
    plain = painter.image(canvas.state(), size, look)
    assert color_count(plain, LIGHT.run_colors[0]) == 0
    robot.key(Qt.Key.Key_K)
    robot.key(Qt.Key.Key_Home)
    robot.qtbot.waitUntil(lambda: not robot.window.training.snapshot.neuron.weights.any())
    assert color_count(painter.image(canvas.state(), size, look), LIGHT.run_colors[0]) > 100
    robot.window.project.runs.remove(robot.window.project.runs.runs[0])
    assert color_count(painter.image(canvas.state(), size, look), LIGHT.run_colors[0]) == 0


def test_an_svg_has_texts_and_shapes_in_their_places(robot, painter):
    robot.window.document.replace(Dataset(TWO.features, TWO.labels, ("height <m>", "mass")), Source("x"), on_disk=True)
    state = robot.window.canvas.state()
    state_two = show_two(robot)
    size = PictureSize(160, 100, Unit.MILLIMETRES)
    root = ElementTree.fromstring(painter.svg(state, size, Look(LIGHT), title="a < b & c"))
    assert (root.get("width"), root.get("height")) == ("160mm", "100mm")
    assert [round(float(part), 1) for part in root.get("viewBox").split()] == [0.0, 0.0, 604.7, 378.0]
    assert root.find(f"{SVG}title").text == "a < b & c"
    assert {"height <m>", "mass", "0"} <= texts_of(root)
    assert all("sans-serif" in text.get("font-family") for text in root.iter(f"{SVG}text"))
    root = ElementTree.fromstring(painter.svg(state_two, PictureSize(600, 450), Look(LIGHT), title="t"))
    assert (root.get("width"), root.get("height")) == ("600px", "450px")
    strokes = [group for group in root.iter(f"{SVG}g") if group.get("stroke") == LIGHT.boundary]
    lines = [shape for group in strokes for shape in group if shape.tag in (f"{SVG}path", f"{SVG}polyline")]
    assert lines
    # A line that asks its reader to keep its width would be many times as wide in those that do not.
    assert all(shape.get("vector-effect") != "non-scaling-stroke" for shape in lines)
    assert root.find(f".//{SVG}linearGradient") is not None


def test_a_pdf_has_its_page_and_its_title(robot, painter):
    state = show_two(robot)
    data = painter.pdf(state, PictureSize(160, 100, Unit.MILLIMETRES), Look(DARK), title="Two points")
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    box = [float(part) for part in re.search(rb"/MediaBox \[([^\]]*)\]", data)[1].split()]
    assert box == pytest.approx([0, 0, 160 / 25.4 * 72, 100 / 25.4 * 72], abs=1.0)
    assert data.count(b"/Type /Page\n") == 1
    assert "Two points".encode("utf-16-be") in data or b"Two points" in data
    assert b"/Font" in data


def test_a_picture_in_millimetres_has_300_dots_to_the_inch(robot, painter):
    image = painter.image(show_two(robot), PictureSize(50.8, 38.1, Unit.MILLIMETRES), Look(LIGHT))
    assert (image.width(), image.height()) == (600, 450)
    assert image.dotsPerMeterX() == 11811


def test_the_smallest_and_a_large_picture_can_be_painted(robot, painter):
    state = show_two(robot)
    for size in (PictureSize(160, 120), PictureSize(3000, 200), PictureSize(200, 3000, scale=1.25)):
        image = painter.image(state, size, Look(LIGHT, caption=True))
        assert (image.width(), image.height()) == (size.width, size.height)


# --- exporting through the dialog


def test_the_menu_offers_pictures(robot):
    (menu,) = [menu for menu in robot.window.menuBar().findChildren(QMenu) if menu.title() == "&File"]
    names = [action.objectName() for action in menu.actions()]
    assert names[-5:-1] == ["exportImageAction", "copyImageAction", "exportAnimationAction", ""]
    assert robot.child("exportImageAction").text() == "Export pict&ure…"


@pytest.mark.parametrize(
    ("kind", "suffix", "begins"), [("PNG", ".png", b"\x89PNG"), ("SVG", ".svg", b"<?xml"), ("PDF", ".pdf", b"%PDF-")]
)
def test_a_picture_is_exported_in_the_format_chosen(robot, choose, tmp_path, kind, suffix, begins):
    choose(tmp_path / "mine")
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    choose_item(dialog, "pictureFormatBox", kind)
    press(robot, dialog, "Export…")
    wait_closed(robot, PictureDialog)
    assert os.listdir(tmp_path) == [f"mine{suffix}"]
    assert (tmp_path / f"mine{suffix}").read_bytes().startswith(begins)
    assert f"mine{suffix}" in robot.window.statusBar().currentMessage()


def test_an_ending_that_is_typed_is_the_format(robot, choose, tmp_path):
    choose(tmp_path / "mine.SVG")
    press(robot, dialog_of(robot, "exportImageAction", PictureDialog), "Export…")
    wait_closed(robot, PictureDialog)
    assert (tmp_path / "mine.SVG").read_bytes().startswith(b"<?xml")


def test_size_colours_and_legend_are_what_was_chosen_and_are_proposed_again(robot, choose, tmp_path):
    show_two(robot)
    choose(tmp_path / "a.png")
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    choose_item(dialog, "pictureSizeBox", "Square")
    choose_item(dialog, "pictureThemeBox", "Dark")
    dialog.findChild(object, "pictureLegendBox").setChecked(False)
    chosen = dialog.options
    press(robot, dialog, "Export…")
    wait_closed(robot, PictureDialog)
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (1080, 1080)
    assert near(image.pixelColor(0, 0), DARK.canvas)
    assert image.text("Title").startswith("two points, iteration")
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    assert dialog.options == chosen
    dialog.reject()


def test_any_size_within_bounds_can_be_typed(robot):
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    width, height = (dialog.findChild(object, f"picture{name}Box") for name in ("Width", "Height"))
    width.setValue(777)
    assert dialog.findChild(object, "pictureSizeBox").currentText() == "Other"
    assert (dialog.options.size.width, dialog.options.size.height) == (777, 1080)
    width.setValue(10**6)
    assert width.value() == 6000
    height.setValue(1)
    # Twice 120 pixels, at the scale of a slide.
    assert height.value() == 240
    choose_item(dialog, "pictureUnitBox", "mm")
    assert dialog.options.size.unit is Unit.MILLIMETRES
    assert not dialog.findChild(object, "pictureScaleBox").isEnabled()
    assert width.value() == 500
    told = dialog.findChild(object, "pictureInfo")
    robot.qtbot.waitUntil(lambda: "300 to the inch" in told.text())
    choose_item(dialog, "pictureSizeBox", "The canvas")
    canvas = robot.window.canvas
    assert (dialog.options.size.width, dialog.options.size.height) == (canvas.width(), canvas.height())
    dialog.reject()


def test_the_preview_shows_what_is_chosen(robot):
    show_two(robot)
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    preview = dialog.findChild(object, "picturePreview")

    def shown():
        return preview.pixmap().toImage()

    choose_item(dialog, "pictureThemeBox", "Dark")
    robot.qtbot.waitUntil(lambda: near(shown().pixelColor(1, 1), DARK.canvas))
    choose_item(dialog, "pictureSizeBox", "Square")
    robot.qtbot.waitUntil(lambda: shown().width() == shown().height())
    assert color_count(shown(), DARK.class_colors[0], 10) > 3
    dialog.reject()


def test_a_cancelled_chooser_leaves_the_dialog_open(robot, choose, tmp_path):
    choose("")
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    press(robot, dialog, "Export…")
    assert dialog.isVisible()
    assert not os.listdir(tmp_path)
    press(robot, dialog, "Close")
    wait_closed(robot, PictureDialog)


@pytest.mark.parametrize("kind", ["PNG", "SVG", "PDF"])
def test_a_place_that_cannot_be_written_is_told_and_another_can_be_chosen(robot, choose, tmp_path, kind):
    choose(tmp_path / "missing" / "a")
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    choose_item(dialog, "pictureFormatBox", kind)
    press(robot, dialog, "Export…")
    assert "missing does not exist" in robot.complaint()
    assert dialog.isVisible()
    choose(tmp_path / "a")
    press(robot, dialog, "Export…")
    wait_closed(robot, PictureDialog)
    assert os.listdir(tmp_path) == [f"a.{kind.lower()}"]


def test_a_full_disk_keeps_the_old_picture(robot, choose, tmp_path, monkeypatch):
    def fail(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a.png").write_bytes(b"old")
    choose(tmp_path / "a.png")
    monkeypatch.setattr(os, "fsync", fail)
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    press(robot, dialog, "Export…")
    assert "not enough space" in robot.complaint()
    dialog.reject()
    assert os.listdir(tmp_path) == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == b"old"


# --- the clipboard


def test_the_canvas_as_it_is_goes_to_the_clipboard(robot):
    show_two(robot)
    QGuiApplication.clipboard().clear()
    robot.child("copyImageAction").trigger()
    image = QGuiApplication.clipboard().image()
    assert image.size() == robot.window.canvas.size()
    assert color_count(image, LIGHT.class_colors[0]) > 10
    assert "clipboard" in robot.window.statusBar().currentMessage()


def test_the_picture_of_the_dialog_goes_to_the_clipboard(robot):
    show_two(robot)
    dialog = dialog_of(robot, "exportImageAction", PictureDialog)
    choose_item(dialog, "pictureSizeBox", "Width of a page")
    choose_item(dialog, "pictureThemeBox", "Dark")
    press(robot, dialog, "Copy to clipboard")
    robot.qtbot.waitUntil(lambda: not dialog.is_busy)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (1890, 1181)
    assert near(image.pixelColor(0, 0), DARK.canvas)
    assert "clipboard" in dialog.findChild(object, "pictureInfo").text()
    dialog.reject()


# --- animations


def animation_of(robot, *, frames=8):
    dialog = dialog_of(robot, "exportAnimationAction", AnimationDialog)
    choose_item(dialog, "pictureSizeBox", "Small")
    dialog.findChild(object, "animationFramesBox").setValue(frames)
    return dialog


def test_the_training_is_exported_as_a_gif(robot, choose, tmp_path):
    train(robot)
    snapshot = robot.window.training.snapshot
    choose(tmp_path / "mine")
    dialog = animation_of(robot)
    dialog.findChild(object, "animationPaceBox").setValue(10)
    press(robot, dialog, "Export…")
    wait_closed(robot, AnimationDialog)
    assert os.listdir(tmp_path) == ["mine.gif"]
    with Image.open(tmp_path / "mine.gif") as image:
        assert image.size == (480, 360)
        assert image.n_frames == 8
        assert image.info["loop"] == 0
        frames = []
        for place in range(8):
            image.seek(place)
            assert image.info["duration"] == 100
            frames.append(np.asarray(image.convert("RGB")).astype(int))
    assert all(np.abs(one - other).max() > 50 for one, other in pairwise(frames))
    assert all(np.array_equal(frame[0, 0], (255, 255, 255)) for frame in frames)
    assert robot.window.training.snapshot is snapshot
    assert robot.window.training.state is TrainingState.FINISHED


def test_the_training_is_exported_as_numbered_pngs(robot, choose, tmp_path):
    train(robot)
    choose(tmp_path / "frames")
    dialog = animation_of(robot, frames=5)
    choose_item(dialog, "animationFormatBox", "PNG")
    assert not dialog.findChild(object, "animationLoopBox").isEnabled()
    press(robot, dialog, "Export…")
    wait_closed(robot, AnimationDialog)
    assert sorted(os.listdir(tmp_path / "frames")) == [f"frames-000{number}.png" for number in range(1, 6)]
    with Image.open(tmp_path / "frames" / "frames-0005.png") as image:
        assert image.size == (480, 360)


def test_the_last_frame_is_the_picture_of_the_present(robot, painter, choose, tmp_path):
    train(robot)
    choose(tmp_path / "frames")
    dialog = animation_of(robot, frames=3)
    choose_item(dialog, "animationFormatBox", "PNG")
    options = dialog.options
    expected = painter.image(dialog.state, options.size, options.look)
    press(robot, dialog, "Export…")
    wait_closed(robot, AnimationDialog)
    assert QImage(str(tmp_path / "frames" / "frames-0003.png")).convertToFormat(expected.format()) == expected


def test_test_points_are_judged_anew_in_every_frame(robot, choose, tmp_path, monkeypatch):
    train(robot)
    robot.child("testAction").trigger()
    shown = []
    original = PicturePainter.image
    choose(tmp_path / "a.gif")
    dialog = animation_of(robot, frames=4)

    def noted(self, state, *arguments, **options):
        shown.append((state.snapshot.iteration, int(state.result.wrong.sum())))
        return original(self, state, *arguments, **options)

    monkeypatch.setattr(PicturePainter, "image", noted)
    press(robot, dialog, "Export…")
    wait_closed(robot, AnimationDialog)
    wrong = dict(shown)
    assert len(wrong) == 4
    assert wrong[0] > wrong[60]


def test_cancelling_an_animation_leaves_the_old_file_and_the_dialog(robot, choose, tmp_path):
    train(robot, 2000)
    (tmp_path / "a.gif").write_bytes(b"old")
    choose(tmp_path / "a.gif")
    dialog = animation_of(robot, frames=1000)
    progress = dialog.findChild(object, "animationProgress")
    press(robot, dialog, "Export…")
    robot.qtbot.waitUntil(lambda: progress.value() > 3)
    assert "of 1\u202f000" in dialog.findChild(object, "animationInfo").text()
    assert not dialog.findChild(object, "animationFramesBox").isEnabled()
    press(robot, dialog, "Cancel")
    assert dialog.isVisible()
    assert dialog.findChild(object, "animationFramesBox").isEnabled()
    robot.qtbot.waitUntil(lambda: os.listdir(tmp_path) == ["a.gif"])
    assert (tmp_path / "a.gif").read_bytes() == b"old"
    dialog.findChild(object, "animationFramesBox").setValue(4)
    press(robot, dialog, "Export…")
    wait_closed(robot, AnimationDialog)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 4


def test_escape_gives_up_the_export_first_and_the_dialog_second(robot, choose, tmp_path):
    train(robot, 2000)
    choose(tmp_path / "a.gif")
    dialog = animation_of(robot, frames=1000)
    press(robot, dialog, "Export…")
    robot.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    robot.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    wait_closed(robot, AnimationDialog)
    robot.qtbot.waitUntil(lambda: not os.listdir(tmp_path))


def test_a_window_that_closes_meanwhile_leaves_no_half_animation(robot, choose, tmp_path):
    train(robot, 2000)
    choose(tmp_path / "a.gif")
    dialog = animation_of(robot, frames=1000)
    press(robot, dialog, "Export…")
    robot.qtbot.waitUntil(lambda: dialog.findChild(object, "animationProgress").value() > 1)
    dialog.hide()
    robot.window.document.undo_stack.setClean()
    assert robot.window.close()
    assert not os.listdir(tmp_path)


def test_training_goes_on_while_an_animation_is_recorded(robot, choose, tmp_path):
    robot.child("iterationsBox").setValue(1_000_000_000)
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration > 100)
    choose(tmp_path / "a.gif")
    dialog = animation_of(robot, frames=10)
    reached = robot.window.training.snapshot.iteration
    press(robot, dialog, "Export…")
    wait_closed(robot, AnimationDialog)
    assert robot.window.training.state is TrainingState.RUNNING
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration > reached)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 10


def test_a_run_that_starts_anew_ends_the_recording_with_a_sentence(robot, choose, tmp_path):
    train(robot, 2000)
    choose(tmp_path / "a.gif")
    dialog = animation_of(robot, frames=1000)
    press(robot, dialog, "Export…")
    robot.window.training.reset()
    assert "is no longer recorded" in robot.complaint()
    assert not dialog.is_busy
    robot.qtbot.waitUntil(lambda: not os.listdir(tmp_path))
    dialog.reject()


@pytest.mark.parametrize("kind", ["GIF", "PNG"])
def test_an_animation_that_cannot_be_written_is_told(robot, choose, tmp_path, kind):
    train(robot)
    choose(tmp_path / "missing" / "a")
    dialog = animation_of(robot)
    choose_item(dialog, "animationFormatBox", kind)
    press(robot, dialog, "Export…")
    assert "missing does not exist" in robot.complaint()
    assert not dialog.is_busy
    dialog.reject()
    assert not os.listdir(tmp_path)


def test_without_any_training_there_is_nothing_to_animate(robot):
    robot.child("exportAnimationAction").trigger()
    assert "press Space" in robot.complaint()
    assert not robot.window.findChildren(AnimationDialog)
