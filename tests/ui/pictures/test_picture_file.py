"""Pictures of a trainer, made by a call and not by a window."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from neuron_desktop.core import Dataset, DatasetError, Neuron, NeuronDesktopError, Trainer
from neuron_desktop.files.errors import FileError
from neuron_desktop.session.files.pictures import rgb_array
from neuron_desktop.ui import save_picture
from neuron_desktop.ui.looks.theme import DARK, LIGHT
from neuron_desktop.ui.pictures.picture import Look, PicturePainter, PictureSize
from tests.children import python

UP = Dataset([[-5.0, 5.0, -5.0, 5.0], [-5.0, -5.0, 5.0, 5.0], [1.0, 2.0, 3.0, 4.0]], [0, 0, 1, 1], ("a", "b", "c"))


@pytest.fixture
def trainer(qapp):
    """Its boundary b = 1 separates the classes."""
    made = Trainer(UP)
    made.set_neuron(Neuron([0.0, 3.0, 0.0], -3.0))
    return made


def pixels(path):
    image = QImage(str(path))
    assert not image.isNull()
    return rgb_array(image).astype(int)


def redder(pixel):
    return pixel[0] - pixel[2]


@pytest.mark.parametrize("dark", [False, True])
def test_the_boundary_parts_what_is_painted(trainer, tmp_path, dark):
    save_picture(tmp_path / "p.png", trainer, size=(400, 300), dark=dark)
    picture = pixels(tmp_path / "p.png")
    assert picture.shape == (300, 400, 3)
    assert redder(picture[220, 200]) > 15
    assert redder(picture[60, 200]) < -15
    red, green, blue = (int((DARK if dark else LIGHT).canvas[place : place + 2], 16) for place in (1, 3, 5))
    assert tuple(picture[299, 0]) == (red, green, blue)


def test_it_is_what_the_canvas_of_the_window_shows(robot, tmp_path, trainer):
    window = robot.window
    window.canvas.on_parts_changed(window.canvas.parts.whole(UP), True)
    window.canvas.on_progressed(trainer.snapshot())
    painter = PicturePainter(window)
    shown = painter.image(window.canvas.state(), PictureSize(500, 400), Look(LIGHT))
    save_picture(tmp_path / "p.png", trainer, size=(500, 400))
    assert np.array_equal(pixels(tmp_path / "p.png"), rgb_array(shown))


def test_other_features_are_named_for_the_axes(trainer, tmp_path):
    save_picture(tmp_path / "first.png", trainer)
    save_picture(tmp_path / "same.png", trainer, axes=("a", "b"))
    save_picture(tmp_path / "turned.png", trainer, axes=("b", "a"), size=(400, 300))
    assert np.array_equal(pixels(tmp_path / "first.png"), pixels(tmp_path / "same.png"))
    picture = pixels(tmp_path / "turned.png")
    assert redder(picture[150, 100]) > 15
    assert redder(picture[150, 350]) < -15
    with pytest.raises(DatasetError, match="There is no feature “bb”; there are b, a, c"):
        save_picture(tmp_path / "none.png", trainer, axes=("a", "bb"))


def test_the_ending_says_what_it_is(trainer, tmp_path):
    for name, beginning in (("p.svg", b"<?xml"), ("p.PDF", b"%PDF"), ("p.png", b"\x89PNG")):
        save_picture(str(tmp_path / name), trainer)
        assert (tmp_path / name).read_bytes().startswith(beginning)
    with pytest.raises(FileError, match=r"p\.jpeg: A picture's name ends in \.png, \.svg, \.pdf"):
        save_picture(tmp_path / "p.jpeg", trainer)
    with pytest.raises(FileError):
        save_picture(tmp_path / "none" / "p.png", trainer)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.PDF", "p.png", "p.svg"]


def test_nothing_is_left_of_it(trainer, tmp_path):
    gc.collect()
    before = len(QApplication.allWidgets())
    save_picture(tmp_path / "p.png", trainer)
    assert len(QApplication.allWidgets()) <= before


@pytest.mark.parametrize("dataset", [Dataset.empty(), Dataset([[1.0, 2.0, 3.0]], [0, 1, 0])])
def test_no_points_and_a_single_feature_have_pictures_too(qapp, tmp_path, dataset):
    save_picture(tmp_path / "p.png", Trainer(dataset), size=(np.int64(900), np.int16(600)), scale=np.float32(2.0))
    assert pixels(tmp_path / "p.png").shape == (600, 900, 3)


def test_qt_without_windows_is_told_and_does_not_end_the_process(tmp_path):
    script = (
        "import sys; from PySide6.QtCore import QCoreApplication; application = QCoreApplication([]);"
        "from neuron_desktop.core import NeuronDesktopError, Trainer, article_dataset;"
        "from neuron_desktop.ui import save_picture\n"
        "try: save_picture(sys.argv[1], Trainer(article_dataset()))\n"
        "except NeuronDesktopError as error: print(error)"
    )
    done = python("-c", script, tmp_path / "p.png", text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Qt is running here without its windows")
    assert issubclass(DatasetError, NeuronDesktopError)


def test_asking_the_room_for_its_names_loads_no_window():
    script = "import sys, neuron_desktop.ui as ui; print(dir(ui), 'PySide6' in sys.modules, 'numpy' in sys.modules)"
    done = python("-c", script, text=True, check=True)
    assert done.stdout == "['MainWindow', 'save_picture'] False False\n"
