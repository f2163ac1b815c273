"""The export dialog: a preview of every format, a check of the file that has just run, and the file."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from neuron_desktop.core import Dataset
from neuron_desktop.files.weights.export_format import ReadBack, verify
from neuron_desktop.files.weights.export_formats import FORMATS
from neuron_desktop.files.weights.weights_file import read_weights
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.files import exporting
from neuron_desktop.session.runs.worker import TrainingState

PLACES = {known.key: place for place, known in enumerate(FORMATS)}


@pytest.fixture
def choose(monkeypatch):
    """Let the file chooser answer with the path given, and remember what it was asked."""

    def answer(path):
        asked = []

        def get_save_file_name(_parent, title, start, filters):
            asked.append((title, start, filters))
            return str(path), ""

        monkeypatch.setattr(QFileDialog, "getSaveFileName", get_save_file_name)
        return asked

    return answer


def show(robot, key):
    """Choose a format, and wait until its file is there or said to be impossible."""
    robot.child("formatList").setCurrentRow(PLACES[key])
    robot.qtbot.waitUntil(lambda: "…" not in robot.text("exportCheck")[-1:])


def close(robot):
    robot.child("exportDialog").reject()
    robot.qtbot.waitUntil(lambda: robot.window.findChild(object, "exportDialog") is None)


def train(robot):
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)


def test_every_format_is_explained_previewed_and_checked(robot):
    train(robot)
    robot.export_dialog()
    for known in FORMATS:
        show(robot, known.key)
        assert robot.text("formatSentence") == known.sentence
        assert len(robot.child("exportPreview").toPlainText()) > 50
        assert robot.text("exportCheck").startswith(
            "Read back before saving, verified: 2\u202f000 predictions identical (ŷ "
        )
        assert robot.child("saveExportButton").isEnabled()
    show(robot, "python")
    assert "def logits(x):" in robot.child("exportPreview").toPlainText()
    close(robot)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.key)
def test_a_saved_file_is_read_back_from_where_it_lies(robot, choose, tmp_path, known):
    train(robot)
    path = tmp_path / f"mine{known.suffix}"
    asked = choose(path)
    told = robot.export(known.key)
    ((title, start, filters),) = asked
    assert (title, filters) == ("Export weights", f"{known.name} (*{known.suffix})")
    assert start.endswith(f"weights{known.suffix}")
    assert told.startswith(f"Saved as {path.name} and read back from there, verified: 2\u202f000 predictions identical")
    assert f"exported to {path.name}; verified: 2\u202f000" in robot.window.statusBar().currentMessage()
    snapshot = robot.window.training.snapshot
    features = robot.window.document.dataset.features
    found = known.read_back(path.read_bytes()).probabilities(features)
    assert np.abs(found - snapshot.forward_propagation(features)).max() < 1e-12


def test_a_name_without_an_ending_gets_the_formats(robot, choose, tmp_path):
    choose(tmp_path / "mine")
    robot.export("sklearn")
    assert (tmp_path / "mine.sklearn.npz").exists()
    choose(tmp_path / "MINE.SKLEARN.NPZ")
    robot.export("sklearn")
    assert (tmp_path / "MINE.SKLEARN.NPZ").exists()


def test_verified_is_said_only_of_what_was_compared_just_now(robot, choose, tmp_path, monkeypatch):
    compared = []

    def noted_verify(known, data, trained, samples):
        compared.append((known.key, data, samples.shape[1]))
        return verify(known, data, trained, samples)

    monkeypatch.setattr(exporting, "verify", noted_verify)
    choose(tmp_path / "w.csv")
    robot.export("csv")
    keys = [key for key, _, _ in compared]
    assert keys == ["json", "csv", "csv"]
    assert [count for _, _, count in compared] == [2000] * 3
    assert compared[-1][1] == (tmp_path / "w.csv").read_bytes()


def test_a_file_that_predicts_otherwise_is_warned_of(robot, choose, tmp_path, monkeypatch):
    csv_format = FORMATS[PLACES["csv"]]
    nothing = ReadBack(lambda features: np.zeros(features.shape[1]))
    monkeypatch.setattr(type(csv_format), "read_back", lambda *_: nothing)
    robot.export_dialog()
    show(robot, "csv")
    assert "not verified: only" in robot.text("exportCheck")
    assert robot.child("exportCheck").property("tone") == "warning"
    close(robot)


def test_the_preview_can_be_copied(robot):
    robot.export_dialog()
    show(robot, "formula")
    robot.qtbot.mouseClick(robot.child("copyExportButton"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().endswith('=IF(C2>=0,"blue","red")\n')
    assert robot.text("copyExportButton") == "&Copied"
    show(robot, "csv")
    assert robot.text("copyExportButton") == "&Copy"
    close(robot)


def test_a_format_that_cannot_be_had_says_how_to_get_it(robot, monkeypatch):
    monkeypatch.setattr("neuron_desktop.files.weights.export_onnx.importlib.util.find_spec", lambda _: None)
    robot.export_dialog()
    show(robot, "onnx")
    assert 'pip install "neuron-desktop[onnx]"' in robot.text("exportCheck")
    assert robot.child("exportCheck").property("tone") == "warning"
    for name in ("saveExportButton", "copyExportButton"):
        assert not robot.child(name).isEnabled()
    assert robot.child("exportPreview").toPlainText() == ""
    show(robot, "json")
    assert robot.child("saveExportButton").isEnabled()
    assert robot.child("exportCheck").property("tone") == ""
    close(robot)


def test_a_reader_that_fails_is_told_and_other_formats_go_on(robot, monkeypatch):
    csv_format = FORMATS[PLACES["csv"]]

    def fail(*_):
        raise RuntimeError("no memory for columns")

    monkeypatch.setattr(type(csv_format), "write", fail)
    robot.export_dialog()
    show(robot, "csv")
    assert "This format failed: RuntimeError('no memory for columns')" in robot.text("exportCheck")
    assert not robot.child("saveExportButton").isEnabled()
    show(robot, "npz")
    assert "verified" in robot.text("exportCheck")
    close(robot)


def test_a_place_that_cannot_be_written_is_told_in_the_dialog(robot, choose, tmp_path):
    choose(tmp_path / "missing" / "w.json")
    assert "The folder" in robot.export()
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_chooser_leaves_the_dialog_as_it_was(robot, choose, tmp_path):
    choose("")
    assert robot.export().startswith("Read back before saving")


def test_weights_of_the_moment_are_exported_while_training_goes_on(robot, choose, tmp_path):
    robot.child("speedBox").setCurrentText("300")
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration > 0)
    robot.export_dialog()
    taken = robot.window.findChild(object, "exportDialog")._exporter.subject.snapshot
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration > taken.iteration)
    choose(tmp_path / "w.json")
    save = robot.child("saveExportButton")
    robot.qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    robot.qtbot.waitUntil(save.isEnabled)
    assert read_weights(tmp_path / "w.json").neuron == taken.neuron
    close(robot)


def test_the_file_tells_where_the_data_came_from(robot, choose, tmp_path):
    (tmp_path / "two.csv").write_text("a,b,kind\n1,2,no\n3,4.5,yes\n5,7,no\n", "utf-8")
    before = robot.window.document.dataset
    robot.window.open_path(tmp_path / "two.csv")
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    choose(tmp_path / "w.json")
    robot.export()
    found = read_weights(tmp_path / "w.json")
    assert found.data_file == "two.csv"
    assert found.recipe is not None
    assert found.recipe.label.class_names == ("no", "yes")
    assert found.separable is False
    assert found.dataset_fingerprint == robot.window.document.dataset.fingerprint()


def test_a_diverged_neuron_has_no_file(robot):
    features = np.array([[1e300, -3e300, 2e300], [2e300, 1e300, -1e300]])
    robot.window.document.replace(Dataset(features, [0, 1, 1]), Source("huge"), on_disk=True)
    robot.child("learningRateBox").setCurrentText("10")
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.diverged)
    robot.child("exportWeightsAction").trigger()
    for known in FORMATS:
        show(robot, known.key)
        assert "diverged" in robot.text("exportCheck")
        assert not robot.child("saveExportButton").isEnabled()
    close(robot)


def test_weights_with_features_in_another_order_and_swapped_classes_are_imported_with_words(robot, choose, tmp_path):
    train(robot)
    snapshot, dataset = robot.window.training.snapshot, robot.window.document.dataset
    choose(tmp_path / "w.json")
    robot.export()
    turned = Dataset(dataset.features[::-1], 1 - dataset.labels, ("x2", "x1"), ("blue", "red"))
    robot.window.document.replace(turned, Source("turned"), on_disk=True)
    robot.window.open_path(tmp_path / "w.json")
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == snapshot.iteration)
    found = robot.window.training.snapshot.neuron
    assert found.weights.tolist() == [-snapshot.neuron.weights[1], -snapshot.neuron.weights[0]]
    assert found.bias == -snapshot.neuron.bias
    message = robot.window.statusBar().currentMessage()
    assert "another order" in message
    assert "swapped in the file" in message


def test_a_mismatch_is_explained_column_by_column(robot, choose, tmp_path):
    choose(tmp_path / "w.json")
    robot.export()
    other = Dataset(np.ones((2, 2)), [0, 1], ("x1", "age"), ("no", "yes"))
    robot.window.document.replace(other, Source("other"), on_disk=True)
    robot.window.open_path(tmp_path / "w.json")
    lines = robot.complaint().splitlines()
    assert "• x2: the data set has no such feature" in lines
    assert "• age: the weights have no such feature" in lines
    assert "• classes: red and blue in the weights, no and yes in the data set" in lines


def test_a_window_that_closes_takes_the_dialog_with_it(robot):
    robot.export_dialog()
    robot.window.close()
    assert not robot.window.isVisible()
