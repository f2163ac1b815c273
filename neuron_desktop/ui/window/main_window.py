"""The main window: composes the parts and connects them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from neuron_desktop.core import Dataset, GeneratorSpec, TrainingSettings, article_dataset
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.projects.project import View
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.document.generation import Generation, article_source
from neuron_desktop.session.document.samples import sample_named
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.files.autosave import Autosave
from neuron_desktop.session.files.points_file import PointsFile
from neuron_desktop.session.files.project import ProjectSession
from neuron_desktop.session.files.recent import RecentFiles
from neuron_desktop.session.files.recovery import RecoveryFolder
from neuron_desktop.session.judging.evaluation import Evaluation
from neuron_desktop.session.judging.examination import Examiner
from neuron_desktop.session.judging.statistics import Statistics
from neuron_desktop.session.runs.pinned_runs import PinnedRuns
from neuron_desktop.session.runs.run_commands import RunCommands
from neuron_desktop.session.runs.training import Training
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.canvas.drawing import Drawing
from neuron_desktop.ui.canvas.view_options import ViewOptionActions
from neuron_desktop.ui.docks.dock_tabs import DockTabs
from neuron_desktop.ui.docks.presentation import Presentation
from neuron_desktop.ui.docks.view_bar import ViewBar
from neuron_desktop.ui.docks.view_docks import ViewDocks
from neuron_desktop.ui.docks.workspaces import Workspaces, workspace_switch
from neuron_desktop.ui.help.commands import HelpCommands
from neuron_desktop.ui.items.view_map import Indices
from neuron_desktop.ui.looks.icons import icon
from neuron_desktop.ui.looks.plain_text import window_title
from neuron_desktop.ui.looks.theme import apply_theme, theme_for
from neuron_desktop.ui.panels.data_panel import SAMPLES
from neuron_desktop.ui.views import Workbench
from neuron_desktop.ui.widgets.accessible import install_interfaces
from neuron_desktop.ui.widgets.digits import Digits
from neuron_desktop.ui.widgets.tab_order import focus_next
from neuron_desktop.ui.window.actions import Actions
from neuron_desktop.ui.window.announcing import Announcer
from neuron_desktop.ui.window.closing import ClosingQuestion
from neuron_desktop.ui.window.connections import (
    connect_data,
    connect_drawing,
    connect_runs,
    connect_training,
)
from neuron_desktop.ui.window.dropping import FileDrops
from neuron_desktop.ui.window.file_commands import FileCommands
from neuron_desktop.ui.window.garbage import GarbageCollection
from neuron_desktop.ui.window.help_sections import menu_sections
from neuron_desktop.ui.window.menus import THEMES, fill_menus
from neuron_desktop.ui.window.panels import Panels
from neuron_desktop.ui.window.picture_actions import PictureActions
from neuron_desktop.ui.window.project_view import ProjectView
from neuron_desktop.ui.window.recent_menu import RecentMenu
from neuron_desktop.ui.window.recovery_bar import RecoveryBar
from neuron_desktop.ui.window.toolbar import FittingToolBar

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
        install_interfaces()
        self._garbage = GarbageCollection(self)
        self.setObjectName("mainWindow")
        self._stored = QSettings("Neuron Desktop", "Neuron Desktop")
        # The palette before there are widgets, which would each be told of another.
        apply_theme(theme_for(self._stored_theme))
        self._is_arranged = False
        dataset = article_dataset()
        self.training = Training(dataset, TrainingSettings(), self)
        self.document = Document(dataset, article_source(), self, run=self.training)
        self._shown_source: Source | None = None
        self._run_commands = RunCommands(self.document, self.training, self)
        self.evaluation = Evaluation(self)
        self._generation = Generation(self.document, self)
        self._statistics = Statistics(self)
        self._examiner = Examiner(dataset, self.training.settings, self)
        runs = PinnedRuns(dataset, self.training, self)
        self.project = ProjectSession(self.document, self.training, runs, self._look, self)
        self._recent = RecentFiles(self._stored, self)
        points = PointsFile(self.document, self)
        self.files = FileCommands(
            self.document, self.training, self._run_commands, self.project, points, self._recent, self._stored, self
        )
        self._closing = ClosingQuestion(self.project, points, self)
        self._autosave = (
            None if recovery is None else Autosave(self.project, self.document, self.training, recovery, self)
        )
        self.drawing = Drawing(self.document, self)

        self._actions = Actions(self)
        self._view_options = ViewOptionActions(self._stored, self)
        self.canvas = Canvas()
        self.pictures = PictureActions(self.canvas, self.document, self.training, self)
        self.panels = Panels(self, self._actions, dataset, self.training)
        digits = Digits(self)
        self.views = ViewDocks(
            Workbench(
                self.document,
                self.training,
                self.evaluation,
                self._statistics,
                self.project,
                self._run_commands,
                self.drawing,
                self._actions,
                digits,
            ),
            self._stored,
            self,
        )
        self._view_bar = ViewBar(self)
        self._dock_tabs = DockTabs(self.views, self)
        self.workspaces = Workspaces(self.views, self.panels.setup, self._stored, self)
        self._presentation = Presentation(
            self.canvas,
            self.views,
            self._actions["presentAction"],
            self._actions["leavePresentAction"],
            (self.panels.setup, self._view_bar),
        )
        self._recent_menu = RecentMenu(self._recent, self)
        self._recovery_bar = RecoveryBar(self)
        self._help = HelpCommands(self, partial(menu_sections, self.menuBar()))

        self._compose()
        self._connect(digits)
        self._restore()
        self.training.settings_changed.emit(self.training.settings)
        self.document.dataset_changed.emit(dataset, True)
        self.document.parts_changed.emit(self.document.parts, True)
        self.training.progressed.emit(self.training.snapshot)
        self.training.read_out.emit(self.training.snapshot)
        self.training.set_speed(self.panels.speed.speed)
        self._presentation.set_options(self._view_options.options)
        self.canvas.set_hint(FIRST_HINT)
        self.canvas.setFocus()
        if self._autosave is not None:
            self._autosave.start()

    def open_path(self, path: str | Path) -> None:
        """Open a project, a table of points or exported weights; on an error everything stays as it was."""
        self.files.open_path(Path(path))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on where the eye does, on Tab, and back on Shift+Tab."""
        return focus_next(self, forward=forward)

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the workspace, unless the last arrangement was restored."""
        super().showEvent(event)
        if not self._is_arranged:
            self._is_arranged = True
            QTimer.singleShot(0, self, self.workspaces.reset)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the canvas its share, and let toolbar and view bar give up words where the window is narrow."""
        super().resizeEvent(event)
        self._view_bar.set_window_width(event.size().width())
        if self._is_arranged:
            QTimer.singleShot(0, self, self.workspaces.on_resized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work, then end the threads and close."""
        if not self._closing.may_close():
            event.ignore()
            return
        self._presentation.leave()
        self._stored.setValue("layout/geometry", self.saveGeometry())
        self.workspaces.keep()
        self.views.keep_states()
        if self._autosave is not None:
            self._autosave.close()
        self.project.close()
        self.pictures.close()
        self._help.close()
        self.files.close()
        self._examiner.close()
        self._statistics.close()
        self.training.close()
        # Frees what the steps hold, even if something still refers to the window.
        self.document.undo_stack.clear()
        self._garbage.close()
        event.accept()

    # --- composing

    def _compose(self) -> None:
        self.setCentralWidget(self.canvas)
        self.setDockNestingEnabled(True)

        switch = workspace_switch(self.workspaces.actions)
        toolbar = FittingToolBar(self._actions, self.panels.speed, switch, self)
        self.addToolBar(toolbar)
        self.addToolBar(Qt.ToolBarArea.RightToolBarArea, self._view_bar)
        self.addToolBarBreak()
        self.addToolBar(self._recovery_bar)
        self._theme_actions = fill_menus(
            self.menuBar(),
            self._actions,
            recent=self._recent_menu,
            options=self._view_options.actions,
            workspaces=self.workspaces.actions,
            views=self._view_bar.view_actions,
            parts=(self.panels.setup, self.panels.readouts, toolbar, self._view_bar),
        )
        self._project_view = ProjectView(
            self.document,
            self.training,
            self.evaluation,
            canvas=self.canvas,
            axes_panel=self.panels.axes,
            split_panel=self.panels.split,
            speed_box=self.panels.speed,
            panels=(self.panels.setup, self.panels.readouts, toolbar),
            views=self.views,
            parent=self,
        )
        self.resize(1280, 800)

    # --- connecting

    def _connect(self, digits: Digits) -> None:
        canvas, panels, training = self.canvas, self.panels, self.training
        connect_data(self.document, training, self.evaluation, self._examiner, canvas=canvas, panels=panels)
        connect_training(
            training, self._run_commands, self.evaluation, self._examiner, digits, canvas=canvas, panels=panels
        )
        connect_drawing(self.drawing, canvas=canvas, panels=panels)
        connect_runs(self.project.runs, self.document, canvas=canvas)
        self._connect_actions()
        self._connect_files()
        self._connect_project()
        self.document.dataset_changed.connect(self._on_dataset_changed)
        training.state_changed.connect(self._on_state_changed)
        self.evaluation.generator_changed.connect(self._on_generator_changed)
        # After the window, whose numbers are those of the end by then.
        self._announcer = Announcer(training, self)
        training.failed.connect(self._on_training_failed)
        training.refused.connect(self._on_refused)
        self.evaluation.failed.connect(self._on_refused)
        self.drawing.selection_changed.connect(self._on_selection_changed)
        runs = self.project.runs
        for told in (
            self.drawing.told,
            panels.palette.advised,
            self.files.told,
            self.pictures.told,
            runs.told,
            self.views.told,
        ):
            told.connect(self._on_told)
        self._view_options.options_changed.connect(self._presentation.set_options)
        self._presentation.scaled.connect(self._on_scaled)
        self.views.visibility_changed.connect(self._view_bar.show_visibility)
        self._view_bar.view_toggled.connect(self.views.toggle)
        self._theme_actions.triggered.connect(self._on_theme_chosen)

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
                "widenAction": self.panels.palette.widen,
                "narrowAction": self.panels.palette.narrow,
                "resetAction": self._run_commands.reset,
                "runAction": self._on_run,
                "stepAction": self._on_step,
                "stepBackAction": training.step_back,
                "pinRunAction": self._on_pin,
                "testAction": self._on_test,
                "enlargePointsAction": self._view_options.enlarge,
                "shrinkPointsAction": self._view_options.shrink,
                "fitViewAction": self.canvas.fit_view,
                "resetWorkspaceAction": self.workspaces.reset,
                "presentAction": self._presentation.toggle,
                "leavePresentAction": self._presentation.leave,
                "helpAction": self._help.explain,
                "keyboardHelpAction": self._help.show_keyboard,
                "formulasAction": self._help.show_formulas,
                "whatsNewAction": self._help.show_news,
                "reportFaultAction": self._help.show_report,
                "aboutAction": self._help.show_about,
            }
        )
        stack = document.undo_stack
        stack.canUndoChanged.connect(self._actions["undoAction"].setEnabled)
        stack.canRedoChanged.connect(self._actions["redoAction"].setEnabled)
        stack.undoTextChanged.connect(self._on_undo_text_changed)
        stack.redoTextChanged.connect(self._on_redo_text_changed)
        for name in ("undoAction", "redoAction", "deleteAction", "selectNoneAction"):
            self._actions[name].setEnabled(False)

    def _connect_files(self) -> None:
        files, data, canvas = self.files, self.panels.data, self.canvas
        data.sample_requested.connect(self._on_sample_requested)
        data.generator.generator_edited.connect(self._generation.generate)
        data.generator.entered.connect(canvas.setFocus)
        self._generation.generated.connect(canvas.fit_view)
        self._generation.failed.connect(data.generator.on_failed)
        files.saved.connect(self._show_source)
        files.loading_changed.connect(self.panels.loading.show_progress)
        self.panels.loading.cancelled.connect(files.cancel)
        self._drops = FileDrops(self, canvas.viewport())
        self._drops.file_dropped.connect(files.open_path)
        self._drops.text_dropped.connect(files.opening.open_text)

    def _connect_project(self) -> None:
        project, closing = self.project, self._closing
        project.path_changed.connect(self._show_source)
        project.modified_changed.connect(self.setWindowModified)
        project.opened.connect(self._project_view.show_view)
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

    def _restore(self) -> None:
        """Restore theme and layout; what cannot be read keeps its default."""
        choice = self._stored_theme
        for action in self._theme_actions.actions():
            action.setChecked(action.data() == choice)
        self._apply_theme(choice)
        geometry = self._stored.value("layout/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self._is_arranged = self.workspaces.restore()
        if not self._is_arranged:
            self.workspaces.reset()
        self.views.make_shown()

    @property
    def _stored_theme(self) -> str:
        stored = self._stored.value("theme", "system")
        return stored if stored in THEMES else "system"

    def _apply_theme(self, choice: str) -> None:
        theme = theme_for(choice)
        apply_theme(theme, self)
        for part in (
            self.canvas,
            self.panels,
            self.views,
            self._view_bar,
            self._dock_tabs,
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
    def _on_refused(self, error: Exception) -> None:
        self._on_told(str(error))

    @Slot(object)
    def _on_selection_changed(self, indices: Indices) -> None:
        self._actions["deleteAction"].setEnabled(indices.size > 0)
        self._actions["selectNoneAction"].setEnabled(indices.size > 0)
        if indices.size:
            self._on_told(f"{grouped(indices.size)} selected. B and R change their class, Delete removes them.")

    @Slot(str)
    def _on_undo_text_changed(self, text: str) -> None:
        self._actions.name_after("undoAction", text)

    @Slot(str)
    def _on_redo_text_changed(self, text: str) -> None:
        self._actions.name_after("redoAction", text)

    @Slot()
    def _on_run(self) -> None:
        self.panels.settings.commit()
        self._run_commands.toggle()

    @Slot()
    def _on_step(self) -> None:
        self.panels.settings.commit()
        self._run_commands.step()

    @Slot()
    def _on_new(self) -> None:
        self.project.new(Dataset.empty(), Source(SAMPLES[SAMPLES.index("Empty canvas")]))

    @Slot(int)
    def _on_sample_requested(self, place: int) -> None:
        dataset, source, settings = sample_named(SAMPLES[place])
        self.document.replace(dataset, source, on_disk=True, settings=settings)

    @Slot()
    def _on_pin(self) -> None:
        self.project.runs.pin()
        self.views.open("runs")

    @Slot()
    def _on_test(self) -> None:
        self.evaluation.draw(self.document.dataset, self.training.snapshot)
        self.views.open("evaluation")

    @Slot()
    def _show_source(self) -> None:
        source = self._shown_source = self.document.source
        self.panels.data.show_source(source)
        self.evaluation.set_generator(source.generator)
        self.setWindowTitle(f"{window_title(self.project.title)}[*] — Neuron Desktop")

    @Slot(object)
    def _on_generator_changed(self, generator: GeneratorSpec | None) -> None:
        self._actions["testAction"].setEnabled(generator is not None)

    @Slot()
    def _on_scaled(self) -> None:
        self._apply_theme(self._theme_actions.checkedAction().data())

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self.statusBar().showMessage(text, 8000)

    @Slot(object)
    def _on_autosave_failed(self, error: Exception) -> None:
        self._on_told(f"Unsaved work cannot be kept in case of a crash: {error}")

    def _look(self) -> View:
        return self._project_view.look()

    @Slot(QAction)
    def _on_theme_chosen(self, action: QAction) -> None:
        self._stored.setValue("theme", action.data())
        self._apply_theme(action.data())
