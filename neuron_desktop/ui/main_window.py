"""The main window: composes the parts and connects them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import Dataset, TrainingSettings, article_dataset
from neuron_desktop.core.findings import Remedy
from neuron_desktop.files.project import View
from neuron_desktop.session.autosave import Autosave
from neuron_desktop.session.document import Document, Source
from neuron_desktop.session.evaluation import Evaluation
from neuron_desktop.session.examination import Examiner
from neuron_desktop.session.generation import Generation, article_source
from neuron_desktop.session.project import ProjectSession
from neuron_desktop.session.recent import RecentFiles
from neuron_desktop.session.recovery import RecoveryFolder
from neuron_desktop.session.samples import sample_named
from neuron_desktop.session.statistics import Statistics
from neuron_desktop.session.training import Training
from neuron_desktop.session.worker import TrainingState
from neuron_desktop.ui.actions import Actions
from neuron_desktop.ui.axes_panel import AxesPanel
from neuron_desktop.ui.canvas import Canvas
from neuron_desktop.ui.closing import ClosingQuestion
from neuron_desktop.ui.cost_view import CostView
from neuron_desktop.ui.data_panel import SAMPLES, DataPanel
from neuron_desktop.ui.drawing import Drawing
from neuron_desktop.ui.dropping import FileDrops
from neuron_desktop.ui.evaluation_view import EvaluationView
from neuron_desktop.ui.file_commands import FileCommands
from neuron_desktop.ui.icons import icon
from neuron_desktop.ui.loading_view import LoadingView
from neuron_desktop.ui.menus import THEMES, fill_menus, make_toolbar
from neuron_desktop.ui.neuron_view import NeuronView
from neuron_desktop.ui.notes_view import NotesView
from neuron_desktop.ui.picture_commands import PictureCommands
from neuron_desktop.ui.points_table import PointsTable
from neuron_desktop.ui.project_view import ProjectView
from neuron_desktop.ui.recent_menu import RecentMenu
from neuron_desktop.ui.recovery_bar import RecoveryBar
from neuron_desktop.ui.settings_panel import SettingsPanel
from neuron_desktop.ui.speed_box import SpeedBox
from neuron_desktop.ui.split_panel import SplitPanel
from neuron_desktop.ui.statistics_view import StatisticsView
from neuron_desktop.ui.status_strip import StatusStrip
from neuron_desktop.ui.theme import apply_theme, theme_for
from neuron_desktop.ui.tool_palette import ToolPalette
from neuron_desktop.ui.view_map import Indices
from neuron_desktop.ui.view_options import ViewOptionActions
from neuron_desktop.ui.widgets import SidePanel

LAYOUT_VERSION = 1
FIRST_HINT = "Press Space to train.  Left click adds a blue point, right click a red one."
EMPTY_HINT = "Nothing here yet.  Left click places a point, right click one of the other class; Ctrl+O opens a CSV."


class MainWindow(QMainWindow):
    """One data set, one neuron, and everything that shows them.

    Attributes
    ----------
    document : Document
        The open data set with its undo stack.
    training : Training
        The neuron in training.
    project : ProjectSession
        Where both are saved, with notes and view.

    Parameters
    ----------
    recovery
        Where unsaved work is kept while it is done, and that of crashed windows found; None for nowhere.
    """

    def __init__(self, parent: QWidget | None = None, *, recovery: RecoveryFolder | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mainWindow")
        self._stored = QSettings("Neuron Desktop", "Neuron Desktop")
        self._is_arranged = False
        dataset = article_dataset()
        self.document = Document(dataset, article_source(), self)
        self._shown_source: Source | None = None
        self.training = Training(dataset, TrainingSettings(), self)
        self.evaluation = Evaluation(self)
        self._generation = Generation(self.document, self)
        self._statistics = Statistics(self)
        self._examiner = Examiner(dataset, self.training.settings, self)
        self.project = ProjectSession(self.document, self.training, self._look, self)
        self._recent = RecentFiles(self._stored, self)
        self.files = FileCommands(self.document, self.training, self.project, self._recent, self._stored, self)
        self._closing = ClosingQuestion(self.project, self)
        self._autosave = (
            None if recovery is None else Autosave(self.project, self.document, self.training, recovery, self)
        )
        self.drawing = Drawing(self.document, self)

        self._actions = Actions(self)
        self._view_options = ViewOptionActions(self._stored, self)
        self.canvas = Canvas()
        self.pictures = PictureCommands(self.canvas, self.document, self.training, self)
        self._cost_view = CostView(self.training.settings)
        self._data_panel = DataPanel()
        self._palette = ToolPalette(self._actions)
        self._axes_panel = AxesPanel()
        self._split_panel = SplitPanel()
        self._settings_panel = SettingsPanel(self.training.settings)
        self._neuron_view = NeuronView(dataset)
        self._notes_view = NotesView()
        self._recent_menu = RecentMenu(self._recent, self)
        self._recovery_bar = RecoveryBar(self)
        self._evaluation_view = EvaluationView(self._actions["testAction"])
        self._points_table = PointsTable(dataset)
        self._statistics_view = StatisticsView()
        self._status_strip = StatusStrip(dataset, self.training.snapshot)
        self._speed_box = SpeedBox()
        self._loading_view = LoadingView()

        self._compose()
        self._connect()
        self._restore()
        self.training.settings_changed.emit(self.training.settings)
        self.document.dataset_changed.emit(dataset, True)
        self.document.division_changed.emit(self.document.division, True)
        self.training.progressed.emit(self.training.snapshot)
        self.training.read_out.emit(self.training.snapshot)
        self.training.set_speed(self._speed_box.speed)
        self.canvas.set_options(self._view_options.options)
        self.canvas.set_hint(FIRST_HINT)
        self.canvas.setFocus()
        if self._autosave is not None:
            self._autosave.start()

    def open_path(self, path: str | Path) -> None:
        """Open a project, a table of points or exported weights; a complaint leaves everything as it was."""
        self.files.open_path(Path(path))

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panels, unless they stand where they were left the last time."""
        super().showEvent(event)
        if not self._is_arranged:
            self._is_arranged = True
            QTimer.singleShot(0, self._arrange)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work, then end the threads and close."""
        if not self._closing.may_close():
            event.ignore()
            return
        self._stored.setValue("layout/geometry", self.saveGeometry())
        self._stored.setValue("layout/state", self.saveState(LAYOUT_VERSION))
        if self._autosave is not None:
            self._autosave.close()
        self.project.close()
        self.pictures.close()
        self.files.close()
        self._examiner.close()
        self._statistics.close()
        self.training.close()
        # Its commands and the document refer to each other; left to the garbage collector, Qt and Python both delete.
        self.document.undo_stack.clear()
        event.accept()

    # --- composing

    def _compose(self) -> None:
        self.setCentralWidget(self.canvas)
        self.setDockNestingEnabled(True)

        side = QWidget()
        side_layout = QVBoxLayout(side)
        side_layout.setContentsMargins(0, 2, 0, 2)
        side_layout.setSpacing(0)
        for panel in (self._data_panel, self._axes_panel, self._palette, self._settings_panel, self._split_panel):
            panel.setContentsMargins(0, -4, 0, -4)
            side_layout.addWidget(panel)
        side_layout.addStretch(1)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self._neuron_view, "Neuron")
        self._tabs.addTab(self._evaluation_view, "Evaluation")
        self._tabs.addTab(self._points_table, "Points")
        self._tabs.addTab(self._statistics_view, "Columns")
        self._tabs.addTab(self._notes_view, "Notes")
        areas = Qt.DockWidgetArea
        left, right, bottom = areas.LeftDockWidgetArea, areas.RightDockWidgetArea, areas.BottomDockWidgetArea
        self._docks = (
            self._dock("Data and neuron", "setupDock", SidePanel(side), left),
            self._dock("Cost curve", "costDock", self._cost_view, right),
            self._dock("Details", "detailsDock", self._tabs, right),
            self._dock("Read-outs", "readoutsDock", self._status_strip, bottom),
        )
        toolbar = make_toolbar(self._actions, self._speed_box, self)
        self.addToolBar(toolbar)
        self.addToolBarBreak()
        self.addToolBar(self._recovery_bar)
        self._theme_actions = fill_menus(
            self.menuBar(),
            self._actions,
            recent=self._recent_menu,
            options=self._view_options.actions,
            parts=(*self._docks, toolbar),
        )
        self._project_view = ProjectView(
            self.document,
            canvas=self.canvas,
            axes_panel=self._axes_panel,
            split_panel=self._split_panel,
            panels=(*self._docks, toolbar),
            parent=self,
        )
        self.statusBar().addPermanentWidget(self._loading_view)
        self.resize(1280, 800)

    @Slot()
    def _arrange(self) -> None:
        """Give the canvas what the panels can spare; only a window that has been shown knows what they need."""
        self.resizeDocks([*self._docks[:2]], [210, 300], Qt.Orientation.Horizontal)
        self.resizeDocks([*self._docks[1:3]], [280, 320], Qt.Orientation.Vertical)
        self.resizeDocks([self._docks[3]], [60], Qt.Orientation.Vertical)

    def _dock(self, title: str, name: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(content)
        # A panel's own headings name it; the empty bar would only take room.
        dock.setTitleBarWidget(QWidget())
        self.addDockWidget(area, dock)
        return dock

    # --- connecting

    def _connect(self) -> None:
        self._connect_actions()
        self._connect_drawing()
        self._connect_project()
        for on_dataset_changed in (
            self._data_panel.on_dataset_changed,
            self._points_table.on_dataset_changed,
            self._axes_panel.on_dataset_changed,
            self._settings_panel.on_dataset_changed,
            self._neuron_view.on_dataset_changed,
            self._evaluation_view.on_dataset_changed,
            self._on_dataset_changed,
            # Last, since it asks where the data set came from.
            self._statistics_view.on_dataset_changed,
        ):
            self.document.dataset_changed.connect(on_dataset_changed)
        for on_division_changed in (
            self.training.on_division_changed,
            self.canvas.on_division_changed,
            self.evaluation.on_division_changed,
            self._split_panel.on_division_changed,
            self._status_strip.on_division_changed,
            self._examiner.on_division_changed,
        ):
            self.document.division_changed.connect(on_division_changed)
        for on_progressed in (self.canvas.on_progressed, self.evaluation.on_progressed):
            self.training.progressed.connect(on_progressed)
        for on_progressed in (
            self._cost_view.on_progressed,
            self._neuron_view.on_progressed,
            self._status_strip.on_progressed,
        ):
            self.training.read_out.connect(on_progressed)
        self.training.state_changed.connect(self._status_strip.on_state_changed)
        self.training.state_changed.connect(self._on_state_changed)
        self.training.settings_changed.connect(self._settings_panel.on_settings_changed)
        self.training.settings_changed.connect(self._cost_view.on_settings_changed)
        for on_settings_changed in (self._status_strip.on_settings_changed, self._examiner.on_settings_changed):
            self.training.settings_changed.connect(on_settings_changed)
        self._examiner.examined.connect(self._status_strip.on_examined)
        self._status_strip.diagnosis.remedy_chosen.connect(self._on_remedy_chosen)
        self.training.failed.connect(self._on_training_failed)
        self.training.refused.connect(self._on_training_refused)
        self._status_strip.timeline.sought.connect(self.training.seek)
        self._statistics_view.statistics_wanted.connect(self._statistics.compute)
        self._statistics.computed.connect(self._statistics_view.on_computed)
        self.evaluation.result_changed.connect(self.canvas.on_result_changed)
        self.evaluation.result_changed.connect(self._evaluation_view.on_result_changed)
        self._settings_panel.settings_edited.connect(self.training.configure)
        self._settings_panel.entered.connect(self.canvas.setFocus)
        self._speed_box.speed_chosen.connect(self.training.set_speed)
        self._data_panel.sample_requested.connect(self._on_sample_requested)
        self._data_panel.generator.generator_edited.connect(self._generation.generate)
        self._data_panel.generator.entered.connect(self.canvas.setFocus)
        self._generation.generated.connect(self.canvas.fit_view)
        self._generation.failed.connect(self._data_panel.generator.on_failed)
        self.files.saved.connect(self._show_source)
        self.files.told.connect(self._on_told)
        self.files.loading_changed.connect(self._loading_view.show_progress)
        self._loading_view.cancelled.connect(self.files.cancel)
        self.pictures.told.connect(self._on_told)
        self._drops = FileDrops(self, self.canvas.viewport())
        self._drops.file_dropped.connect(self.files.open_path)
        self._drops.text_dropped.connect(self.files.opening.open_text)
        self._theme_actions.triggered.connect(self._on_theme_chosen)
        stack = self.document.undo_stack
        stack.canUndoChanged.connect(self._actions["undoAction"].setEnabled)
        stack.canRedoChanged.connect(self._actions["redoAction"].setEnabled)
        for name in ("undoAction", "redoAction", "deleteAction", "selectNoneAction"):
            self._actions[name].setEnabled(False)

    def _connect_actions(self) -> None:
        document, training, drawing = self.document, self.training, self.drawing
        self._actions.connect(
            {
                "newAction": self._on_new,
                "openAction": self.files.open,
                "pasteAction": self.files.paste,
                "saveAction": self.files.save,
                "saveAsAction": self.files.save_as,
                "exportPointsAction": self.files.export_points,
                "exportWeightsAction": self.files.export_weights,
                "importWeightsAction": self.files.import_weights,
                "exportImageAction": self.pictures.export_picture,
                "copyImageAction": self.pictures.copy_picture,
                "exportAnimationAction": self.pictures.export_animation,
                "quitAction": self.close,
                "undoAction": document.undo_stack.undo,
                "redoAction": document.undo_stack.redo,
                "clearAction": document.clear,
                "firstClassAction": drawing.choose_red,
                "secondClassAction": drawing.choose_blue,
                "swapClassAction": drawing.swap_class,
                "selectAllAction": drawing.select_all,
                "selectNoneAction": drawing.select_none,
                "deleteAction": drawing.delete_selection,
                "widenAction": self._palette.widen,
                "narrowAction": self._palette.narrow,
                "resetAction": training.reset,
                "runAction": self._on_run,
                "stepAction": self._on_step,
                "stepBackAction": training.step_back,
                "testAction": self._on_test,
                "enlargePointsAction": self._view_options.enlarge,
                "shrinkPointsAction": self._view_options.shrink,
                "fitViewAction": self.canvas.fit_view,
            }
        )

    def _connect_project(self) -> None:
        project, closing = self.project, self._closing
        project.path_changed.connect(self._show_source)
        project.modified_changed.connect(self.setWindowModified)
        project.notes_changed.connect(self._notes_view.show_notes)
        project.opened.connect(self._project_view.show_view)
        self._notes_view.notes_edited.connect(project.set_notes)
        self._recent_menu.path_chosen.connect(self.files.open_recent)
        closing.save_requested.connect(self.files.save)
        self.files.saved.connect(closing.on_saved)
        self.files.not_saved.connect(closing.on_not_saved)
        if self._autosave is not None:
            autosave, bar = self._autosave, self._recovery_bar
            autosave.offered.connect(bar.on_offered)
            autosave.failed.connect(self._on_autosave_failed)
            bar.recover_requested.connect(autosave.recover)
            bar.postpone_requested.connect(autosave.postpone)
            bar.discard_requested.connect(autosave.discard)

    def _connect_drawing(self) -> None:
        canvas, drawing = self.canvas, self.drawing
        canvas.tools.points_requested.connect(drawing.add)
        canvas.tools.removal_requested.connect(drawing.remove)
        canvas.tools.move_requested.connect(drawing.move)
        canvas.tools.selection_requested.connect(drawing.select)
        canvas.keyboard.point_requested.connect(drawing.add_labelled)
        drawing.selection_changed.connect(canvas.on_selection_changed)
        drawing.selection_changed.connect(self._axes_panel.on_selection_changed)
        drawing.selection_changed.connect(self._on_selection_changed)
        table = self._points_table
        drawing.selection_changed.connect(table.select)
        drawing.class_changed.connect(table.set_class)
        table.selection_changed.connect(drawing.select)
        table.sample_pointed.connect(canvas.point_at)
        canvas.sample_pointed.connect(table.point_at)
        table.add_requested.connect(self.document.add_samples)
        table.move_requested.connect(self.document.move_samples)
        table.relabel_requested.connect(self.document.relabel_samples)
        table.removal_requested.connect(self.document.remove_samples)
        drawing.class_changed.connect(self._data_panel.set_class)
        drawing.told.connect(self._on_told)
        self._data_panel.class_chosen.connect(drawing.choose_class)
        self._palette.tool_chosen.connect(canvas.choose_tool)
        self._palette.advised.connect(self._on_told)
        self._palette.settings_changed.connect(canvas.tools.configure)
        self._axes_panel.plane_chosen.connect(canvas.show_plane)
        self._split_panel.split_chosen.connect(self.document.set_split)
        self._view_options.options_changed.connect(canvas.set_options)

    def _restore(self) -> None:
        """Take theme and layout from the last time; what cannot be read is left at its default."""
        stored = self._stored.value("theme", "system")
        choice = stored if stored in THEMES else "system"
        for action in self._theme_actions.actions():
            action.setChecked(action.data() == choice)
        self._apply_theme(choice)
        for key, restore in (
            ("layout/geometry", self.restoreGeometry),
            ("layout/state", lambda state: self.restoreState(state, LAYOUT_VERSION)),
        ):
            value = self._stored.value(key)
            self._is_arranged = isinstance(value, QByteArray) and restore(value)

    def _apply_theme(self, choice: str) -> None:
        theme = theme_for(choice)
        apply_theme(theme)
        for part in (
            self.canvas,
            self._cost_view,
            self._data_panel,
            self._points_table,
            self._statistics_view,
            self._actions,
            self.pictures,
        ):
            part.set_theme(theme)
        self._run_icons = {True: icon("pause", theme), False: icon("run", theme)}
        self._on_state_changed(self.training.state)

    # --- slots

    @Slot(object, bool)
    def _on_dataset_changed(self, dataset: Dataset, replaced: bool) -> None:
        if replaced or self.document.source != self._shown_source:
            self._show_source()
        self._actions["clearAction"].setEnabled(dataset.sample_count > 0)
        self.canvas.set_hint("" if dataset.sample_count else EMPTY_HINT)

    @Slot(object)
    def _on_state_changed(self, state: TrainingState) -> None:
        running = state is TrainingState.RUNNING
        action = self._actions["runAction"]
        action.setIcon(self._run_icons[running])
        action.setText("Pause" if running else "Run")
        if running:
            self.canvas.set_hint("")

    @Slot(object)
    def _on_training_failed(self, error: Exception) -> None:
        self.statusBar().showMessage(f"Training stopped: {error}")

    @Slot(object)
    def _on_training_refused(self, error: Exception) -> None:
        self._on_told(str(error))

    @Slot(object)
    def _on_remedy_chosen(self, remedy: Remedy) -> None:
        self.training.configure(remedy.settings)
        if remedy.reset:
            self.training.reset()
        self.canvas.setFocus()

    @Slot(object)
    def _on_selection_changed(self, indices: Indices) -> None:
        self._actions["deleteAction"].setEnabled(indices.size > 0)
        self._actions["selectNoneAction"].setEnabled(indices.size > 0)
        if indices.size:
            self._on_told(f"{indices.size:,} selected. B and R give them a class, Delete removes them.")

    @Slot()
    def _on_run(self) -> None:
        self._settings_panel.commit()
        self.training.toggle()

    @Slot()
    def _on_step(self) -> None:
        self._settings_panel.commit()
        self.training.step()

    @Slot()
    def _on_new(self) -> None:
        self.project.new(Dataset.empty(), Source(SAMPLES[SAMPLES.index("Empty canvas")]))

    @Slot(int)
    def _on_sample_requested(self, place: int) -> None:
        dataset, source = sample_named(SAMPLES[place])
        self.document.replace(dataset, source, on_disk=True)

    @Slot()
    def _on_test(self) -> None:
        self.evaluation.draw(self.document.dataset, self.training.snapshot)
        self._tabs.setCurrentWidget(self._evaluation_view)

    @Slot()
    def _show_source(self) -> None:
        source = self._shown_source = self.document.source
        self._data_panel.show_source(source)
        self._statistics_view.show_source(source)
        for part in (self.evaluation, self._evaluation_view):
            part.set_generator(source.generator)
        self.setWindowTitle(f"{self.project.title}[*] — Neuron Desktop")

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self.statusBar().showMessage(text, 8000)

    @Slot(object)
    def _on_autosave_failed(self, error: Exception) -> None:
        self._on_told(f"Unsaved work cannot be kept for a crash: {error}")

    def _look(self) -> View:
        return self._project_view.look()

    @Slot(QAction)
    def _on_theme_chosen(self, action: QAction) -> None:
        self._stored.setValue("theme", action.data())
        self._apply_theme(action.data())
