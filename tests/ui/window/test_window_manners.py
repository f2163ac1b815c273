"""What a person would hold against the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from neuron_desktop.core import Dataset, TrainingSettings, article_dataset
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.session.runs.worker import TrainingState, TrainingWorker
from neuron_desktop.ui.panels.data_panel import SAMPLES
from tests.children import python


def test_choosing_a_sample_changes_the_data(robot):
    box = robot.child("sampleBox")
    box.setCurrentIndex(SAMPLES.index("Empty canvas"))
    assert robot.window.document.dataset == Dataset.empty()
    box.setCurrentIndex(0)
    assert robot.window.document.dataset == article_dataset()


def test_an_edited_sample_can_be_chosen_again(robot):
    robot.click(2.0, 5.0)
    assert robot.child("sampleBox").currentIndex() == -1
    robot.child("sampleBox").setCurrentIndex(0)
    assert robot.window.document.dataset == article_dataset()


def test_unsaved_points_behind_a_new_set_are_still_asked_about(robot):
    robot.click(2.0, 5.0)
    robot.child("newAction").trigger()
    assert robot.window.isWindowModified()
    assert not robot.window.close()
    assert not robot.window.close()
    robot.child("unsavedQuestion").reject()


def test_enter_gives_the_keys_back_to_the_canvas(robot):
    box = robot.child("iterationsBox")
    box.setFocus()
    box.lineEdit().selectAll()
    QTest.keyClicks(box, "7")
    QTest.keyClick(box, Qt.Key.Key_Return)
    robot.at_full_speed()
    QTest.keyClick(robot.window.focusWidget(), Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    assert robot.window.training.snapshot.iteration == 7


def test_an_existing_file_is_not_replaced_under_a_completed_name(robot, monkeypatch, tmp_path):
    (tmp_path / "weights.json").write_text("mine", "utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "weights"), ""))
    dialog = robot.export_dialog()
    robot.qtbot.mouseClick(robot.child("saveExportButton"), Qt.MouseButton.LeftButton)
    assert "exists already" in robot.complaint()
    dialog.reject()
    assert (tmp_path / "weights.json").read_text("utf-8") == "mine"


def test_weights_of_the_run_before_are_not_exported_as_the_new_ones(robot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "weights.json"), ""))
    robot.child("newAction").trigger()
    robot.child("exportWeightsAction").trigger()
    assert "new run" in robot.complaint()
    assert not (tmp_path / "weights.json").exists()


def test_clearing_the_points_clears_the_test(robot):
    robot.child("testAction").trigger()
    robot.child("clearAction").trigger()
    assert robot.window.evaluation.result is None


def test_the_probe_follows_the_training(robot):
    robot.hover(2.0, 5.0)
    robot.qtbot.waitUntil(lambda: "z = 0.00" in robot.text("probeLabel"))
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    assert "z = 0.00" not in robot.text("probeLabel")


def test_settings_too_fine_or_too_large_to_show_stay_exact(robot):
    settings = TrainingSettings(learning_rate=0.123456789, iterations=5_000_000_000)
    robot.window.training.configure(settings)
    assert robot.window.training.settings == settings
    assert robot.child("learningRateBox").currentText() == "0.123456789"


def test_a_column_name_is_not_taken_for_markup(robot):
    dataset = Dataset([[1.0, 2.0], [3.0, 4.0]], [0, 1], ("a<b", "c"))
    robot.window.canvas.on_parts_changed(TrainTestSplit.whole(dataset), True)
    assert robot.window.canvas.getAxis("bottom").labelText == "a&lt;b"


def test_the_pace_of_one_data_set_is_not_expected_of_the_next(qapp):
    worker = TrainingWorker(article_dataset(), TrainingSettings())
    worker.run()
    worker._tick()
    assert worker._seconds_per_iteration > 0
    worker.begin(article_dataset(), TrainingSettings(), 1)
    assert worker._iterations_due(0.0) == 1


def test_a_failing_start_is_reported_with_its_own_run(qapp, monkeypatch):
    worker = TrainingWorker(article_dataset(), TrainingSettings())
    heard = []
    worker.failed.connect(lambda run, error: heard.append((run, str(error))))
    monkeypatch.setattr("neuron_desktop.session.runs.worker.Trainer", _refuse)
    worker.begin(article_dataset(), TrainingSettings(), 5)
    assert heard == [(5, "refused")]


def _refuse(*_arguments, **_options):
    raise RuntimeError("refused")


@pytest.mark.parametrize("edits", [0, 3])
def test_a_closed_window_can_be_collected(edits):
    script = f"""
import gc
from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.window.main_window import MainWindow
application = create_application(["test"])
window = MainWindow()
for place in range({edits}):
    window.document.add_sample((1.0, float(place)), 1)
window.document.undo_stack.setClean()
window.show()
assert window.close()
del window
gc.collect()
print("collected")
"""
    done = python("-c", script, text=True)
    assert (done.returncode, done.stdout) == (0, "collected\n")


def test_the_diagnosis_takes_the_room_that_its_sentence_needs(robot):
    bar, diagnosis = robot.window.statusBar(), robot.window.panels.strip.diagnosis
    robot.window.resize(800, 650)
    robot.qtbot.waitUntil(lambda: bar.width() == 800)
    label = robot.child("diagnosisLabel")
    # What is known of the points is said once, and then no more until something changes.
    robot.qtbot.waitUntil(lambda: "straight boundary" in label.text())
    diagnosis.say("One line.")
    robot.qtbot.waitUntil(lambda: label.heightForWidth(label.width()) <= label.height())
    usual = bar.height()
    diagnosis.say("Two lines, word by word. " * 6)
    robot.qtbot.waitUntil(lambda: label.heightForWidth(label.width()) <= label.height())
    assert bar.height() == usual
    diagnosis.say("Many more lines, word by word. " * 30)
    robot.qtbot.waitUntil(lambda: bar.height() > usual)
    robot.qtbot.waitUntil(lambda: label.heightForWidth(label.width()) <= label.height())
    diagnosis.say("One line.")
    robot.qtbot.waitUntil(lambda: bar.height() == usual)
