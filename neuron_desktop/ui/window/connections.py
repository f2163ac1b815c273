"""The connections: every signal between document, training, canvas and panels, by subject."""

from __future__ import annotations

from neuron_desktop.session.document.document import Document
from neuron_desktop.session.judging.evaluation import Evaluation
from neuron_desktop.session.judging.examination import Examiner
from neuron_desktop.session.judging.statistics import Statistics
from neuron_desktop.session.runs.pinned_runs import PinnedRuns
from neuron_desktop.session.runs.run_commands import RunCommands
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.canvas.drawing import Drawing
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
        panels.points.on_dataset_changed,
        panels.axes.on_dataset_changed,
        panels.settings.on_dataset_changed,
        panels.neuron.on_dataset_changed,
        panels.evaluation.on_dataset_changed,
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
    *,
    canvas: Canvas,
    panels: Panels,
) -> None:
    """Let canvas and evaluation follow each frame, and numbers the slower read-outs; let panels change the training."""
    for on_progressed in (canvas.on_progressed, evaluation.on_progressed):
        training.progressed.connect(on_progressed)
    for on_read_out in (panels.cost.on_progressed, panels.neuron.on_progressed, panels.strip.on_progressed):
        training.read_out.connect(on_read_out)
    for on_settings_changed in (
        panels.settings.on_settings_changed,
        panels.cost.on_settings_changed,
        panels.strip.on_settings_changed,
        examiner.on_settings_changed,
    ):
        training.settings_changed.connect(on_settings_changed)
    training.state_changed.connect(panels.strip.on_state_changed)
    canvas.view_changed.connect(panels.strip.formulas.on_view_changed)
    panels.strip.formulas.digits_found.connect(panels.neuron.on_digits_found)
    panels.strip.formulas.boundary_written.connect(canvas.on_boundary_written)
    examiner.examined.connect(panels.strip.on_examined)
    evaluation.result_changed.connect(canvas.on_result_changed)
    evaluation.result_changed.connect(panels.evaluation.on_result_changed)
    panels.settings.settings_edited.connect(commands.configure)
    panels.runs.settings_requested.connect(commands.configure)
    panels.strip.diagnosis.remedy_chosen.connect(commands.apply)
    panels.strip.diagnosis.remedy_chosen.connect(canvas.setFocus)
    panels.settings.entered.connect(canvas.setFocus)
    panels.speed.speed_chosen.connect(training.set_speed)
    panels.strip.timeline.sought.connect(training.seek)


def connect_drawing(document: Document, drawing: Drawing, *, canvas: Canvas, panels: Panels) -> None:
    """Let mouse, keys and table change the points, and each view show what another selects or points at."""
    tools, table = canvas.tools, panels.points
    tools.points_requested.connect(drawing.add)
    tools.removal_requested.connect(drawing.remove)
    tools.move_requested.connect(drawing.move)
    tools.selection_requested.connect(drawing.select)
    canvas.keyboard.point_requested.connect(drawing.add_labelled)
    table.add_requested.connect(document.add_samples)
    table.move_requested.connect(document.move_samples)
    table.relabel_requested.connect(document.relabel_samples)
    table.removal_requested.connect(document.remove_samples)
    table.selection_changed.connect(drawing.select)
    for on_selection_changed in (canvas.on_selection_changed, panels.axes.on_selection_changed, table.select):
        drawing.selection_changed.connect(on_selection_changed)
    table.sample_pointed.connect(canvas.point_at)
    canvas.sample_pointed.connect(table.point_at)
    panels.data.class_chosen.connect(drawing.choose_class)
    drawing.class_changed.connect(panels.data.set_class)
    drawing.class_changed.connect(table.set_class)
    panels.palette.tool_chosen.connect(canvas.choose_tool)
    panels.palette.settings_changed.connect(tools.configure)
    panels.axes.plane_chosen.connect(canvas.show_plane)


def connect_statistics(document: Document, statistics: Statistics, panels: Panels) -> None:
    """Compute the statistics of columns when they are shown."""
    document.dataset_changed.connect(panels.statistics.on_dataset_changed)
    panels.statistics.statistics_wanted.connect(statistics.compute)
    statistics.computed.connect(panels.statistics.on_computed)


def connect_runs(runs: PinnedRuns, document: Document, training: Training, *, canvas: Canvas, panels: Panels) -> None:
    """Show pinned runs beside the present one, and let them be renamed, reused and removed."""
    document.dataset_changed.connect(runs.on_dataset_changed)
    runs.changed.connect(panels.runs.on_runs_changed)
    for on_shown_changed in (panels.runs.on_shown_changed, panels.cost.on_runs_changed, canvas.on_runs_changed):
        runs.shown_changed.connect(on_shown_changed)
    training.read_out.connect(panels.runs.on_progressed)
    panels.runs.rename_requested.connect(runs.rename)
    panels.runs.removal_requested.connect(runs.remove)
