"""The connections: every signal between document, training, canvas and panels, by subject.

Views connect themselves (`ui/views`).
"""

from __future__ import annotations

from neuron_desktop.session.document.document import Document
from neuron_desktop.session.judging.evaluation import Evaluation
from neuron_desktop.session.judging.examination import Examiner
from neuron_desktop.session.runs.pinned_runs import PinnedRuns
from neuron_desktop.session.runs.run_commands import RunCommands
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.canvas.drawing import Drawing
from neuron_desktop.ui.widgets.digits import Digits
from neuron_desktop.ui.window.panels import Panels


def connect_data(
    document: Document,
    training: Training,
    evaluation: Evaluation,
    examiner: Examiner,
    *,
    canvas: Canvas,
    panels: Panels,
) -> None:
    """Let everything follow the data set and what is held back of it."""
    for on_dataset_changed in (
        panels.data.on_dataset_changed,
        panels.axes.on_dataset_changed,
        panels.settings.on_dataset_changed,
    ):
        document.dataset_changed.connect(on_dataset_changed)
    for on_parts_changed in (
        training.on_parts_changed,
        canvas.on_parts_changed,
        evaluation.on_parts_changed,
        panels.split.on_parts_changed,
        panels.strip.on_parts_changed,
        examiner.on_parts_changed,
    ):
        document.parts_changed.connect(on_parts_changed)
    document.split_changed.connect(panels.split.show_split)
    panels.split.split_chosen.connect(document.set_split)


def connect_training(
    training: Training,
    commands: RunCommands,
    evaluation: Evaluation,
    examiner: Examiner,
    digits: Digits,
    *,
    canvas: Canvas,
    panels: Panels,
) -> None:
    """Let canvas and evaluation follow each frame, and numbers the slower read-outs; let panels change the training."""
    for on_progressed in (canvas.on_progressed, evaluation.on_progressed):
        training.progressed.connect(on_progressed)
    training.read_out.connect(panels.strip.on_progressed)
    for on_settings_changed in (
        panels.settings.on_settings_changed,
        panels.strip.on_settings_changed,
        examiner.on_settings_changed,
    ):
        training.settings_changed.connect(on_settings_changed)
    training.state_changed.connect(panels.strip.on_state_changed)
    canvas.view_changed.connect(panels.strip.formulas.on_view_changed)
    panels.strip.formulas.digits_found.connect(digits.set_count)
    panels.strip.formulas.boundary_written.connect(canvas.on_boundary_written)
    examiner.examined.connect(panels.strip.on_examined)
    evaluation.result_changed.connect(canvas.on_result_changed)
    panels.settings.settings_edited.connect(commands.configure)
    panels.strip.diagnosis.remedy_chosen.connect(commands.apply)
    panels.strip.diagnosis.remedy_chosen.connect(canvas.setFocus)
    panels.settings.entered.connect(canvas.setFocus)
    panels.speed.speed_chosen.connect(training.set_speed)
    panels.strip.timeline.sought.connect(training.seek)


def connect_drawing(drawing: Drawing, *, canvas: Canvas, panels: Panels) -> None:
    """Let mouse and keys change the points, and the canvas show what is selected and pointed at in a view."""
    tools = canvas.tools
    tools.points_requested.connect(drawing.add)
    tools.removal_requested.connect(drawing.remove)
    tools.move_requested.connect(drawing.move)
    tools.selection_requested.connect(drawing.select)
    canvas.keyboard.point_requested.connect(drawing.add_labelled)
    for on_selection_changed in (canvas.on_selection_changed, panels.axes.on_selection_changed):
        drawing.selection_changed.connect(on_selection_changed)
    canvas.sample_pointed.connect(drawing.point_at)
    drawing.sample_pointed.connect(canvas.point_at)
    panels.data.class_chosen.connect(drawing.choose_class)
    drawing.class_changed.connect(panels.data.set_class)
    panels.palette.tool_chosen.connect(canvas.choose_tool)
    panels.palette.settings_changed.connect(tools.configure)
    panels.axes.plane_chosen.connect(canvas.show_plane)


def connect_runs(runs: PinnedRuns, document: Document, *, canvas: Canvas) -> None:
    """Show pinned runs beside the present one."""
    document.dataset_changed.connect(runs.on_dataset_changed)
    runs.shown_changed.connect(canvas.on_runs_changed)
