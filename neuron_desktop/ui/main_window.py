"""The main window: composes the parts and connects them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import Dataset, TrainingSettings, article_dataset
from neuron_desktop.core.findings import Remedy
from neuron_desktop.session.document import Document, Source
from neuron_desktop.session.evaluation import Evaluation
from neuron_desktop.session.examination import Examiner
from neuron_desktop.session.training import Training
from neuron_desktop.session.worker import TrainingState
from neuron_desktop.ui.actions import Actions
from neuron_desktop.ui.canvas import Canvas
from neuron_desktop.ui.cost_view import CostView
from neuron_desktop.ui.data_panel import SAMPLES, DataPanel
from neuron_desktop.ui.evaluation_view import EvaluationView
from neuron_desktop.ui.file_commands import FileCommands
from neuron_desktop.ui.icons import icon
from neuron_desktop.ui.menus import THEMES, fill_menus, make_toolbar
from neuron_desktop.ui.neuron_view import NeuronView
from neuron_desktop.ui.settings_panel import SettingsPanel
from neuron_desktop.ui.speed_box import SpeedBox
from neuron_desktop.ui.status_strip import StatusStrip
from neuron_desktop.ui.theme import apply_theme, theme_for
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
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mainWindow")
        self._stored = QSettings("Neuron Desktop", "Neuron Desktop")
        self._closing_agreed = False
        dataset = article_dataset()
        self.document = Document(dataset, Source(SAMPLES[0]), self)
        self.training = Training(dataset, TrainingSettings(), self)
        self.evaluation = Evaluation(self)
        self._examiner = Examiner(dataset, self.training.settings, self)
        self.files = FileCommands(self.document, self.training, self)
        self._place_label = 1

        self._actions = Actions(
            {
                "newAction": self._on_new,
                "openAction": self.files.open,
                "saveAction": self.files.save,
                "saveAsAction": self.files.save_as,
                "exportWeightsAction": self.files.export_weights,
                "importWeightsAction": self.files.import_weights,
                "quitAction": self.close,
                "undoAction": self.document.undo_stack.undo,
                "redoAction": self.document.undo_stack.redo,
                "clearAction": self.document.clear,
                "firstClassAction": self._on_first_class,
                "secondClassAction": self._on_second_class,
                "swapClassAction": self._on_swap_class,
                "resetAction": self.training.reset,
                "runAction": self._on_run,
                "stepAction": self._on_step,
                "stepBackAction": self.training.step_back,
                "testAction": self._on_test,
                "fitViewAction": self._on_fit_view,
            },
            self,
        )
        self.canvas = Canvas()
        self._cost_view = CostView(self.training.settings)
        self._data_panel = DataPanel()
        self._settings_panel = SettingsPanel(self.training.settings)
        self._neuron_view = NeuronView(dataset)
        self._evaluation_view = EvaluationView(self._actions["testAction"])
        self._status_strip = StatusStrip(dataset, self.training.snapshot)
        self._speed_box = SpeedBox()
        self._loading_label = QLabel()
        self._loading_label.setObjectName("loadingLabel")
        self._cancel_button = QPushButton("Cancel")
        self._cancel_button.setObjectName("cancelLoadingButton")

        self._compose()
        self._connect()
        self._restore()
        self.training.settings_changed.emit(self.training.settings)
        self.document.dataset_changed.emit(dataset, True)
        self.document.division_changed.emit(self.document.division, True)
        self.training.progressed.emit(self.training.snapshot)
        self.training.set_speed(self._speed_box.speed)
        self.canvas.set_hint(FIRST_HINT)
        self.canvas.setFocus()

    def open_path(self, path: str | Path) -> None:
        """Open a table of points or exported weights; a complaint leaves everything as it was."""
        self.files.open_path(Path(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved points, then end the threads and close."""
        if not self._closing_agreed and not self.document.undo_stack.isClean():
            event.ignore()
            self._ask_before_closing()
            return
        self._stored.setValue("layout/geometry", self.saveGeometry())
        self._stored.setValue("layout/state", self.saveState(LAYOUT_VERSION))
        self.files.loader.close()
        self._examiner.close()
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
        side_layout.setContentsMargins(0, 0, 0, 0)
        side_layout.addWidget(self._data_panel)
        side_layout.addWidget(self._settings_panel)
        side_layout.addStretch(1)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self._neuron_view, "Neuron")
        self._tabs.addTab(self._evaluation_view, "Evaluation")
        areas = Qt.DockWidgetArea
        left, right, bottom = areas.LeftDockWidgetArea, areas.RightDockWidgetArea, areas.BottomDockWidgetArea
        self._docks = (
            self._dock("Data and neuron", "setupDock", SidePanel(side), left),
            self._dock("Cost curve", "costDock", self._cost_view, right),
            self._dock("Details", "detailsDock", self._tabs, right),
            self._dock("Read-outs", "readoutsDock", self._status_strip, bottom),
        )
        self.resizeDocks([*self._docks[:2]], [210, 300], Qt.Orientation.Horizontal)
        self.resizeDocks([*self._docks[1:3]], [280, 320], Qt.Orientation.Vertical)
        toolbar = make_toolbar(self._actions, self._speed_box, self)
        self.addToolBar(toolbar)
        self._theme_actions = fill_menus(self.menuBar(), self._actions, (*self._docks, toolbar))
        self.statusBar().addPermanentWidget(self._loading_label)
        self.statusBar().addPermanentWidget(self._cancel_button)
        self._cancel_button.hide()
        self.resize(1280, 800)

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
        for on_dataset_changed in (
            self.canvas.on_dataset_changed,
            self._data_panel.on_dataset_changed,
            self._settings_panel.on_dataset_changed,
            self._neuron_view.on_dataset_changed,
            self._evaluation_view.on_dataset_changed,
            self.evaluation.on_dataset_changed,
            self._on_dataset_changed,
        ):
            self.document.dataset_changed.connect(on_dataset_changed)
        for on_division_changed in (
            self.training.on_division_changed,
            self._status_strip.on_division_changed,
            self._examiner.on_division_changed,
        ):
            self.document.division_changed.connect(on_division_changed)
        for on_progressed in (
            self.canvas.on_progressed,
            self._cost_view.on_progressed,
            self._neuron_view.on_progressed,
            self._status_strip.on_progressed,
            self.evaluation.on_progressed,
        ):
            self.training.progressed.connect(on_progressed)
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
        self.evaluation.result_changed.connect(self.canvas.on_result_changed)
        self.evaluation.result_changed.connect(self._evaluation_view.on_result_changed)
        self._settings_panel.settings_edited.connect(self.training.configure)
        self._settings_panel.entered.connect(self.canvas.setFocus)
        self._speed_box.speed_chosen.connect(self.training.set_speed)
        self.canvas.point_requested.connect(self._on_point_requested)
        self.canvas.removal_requested.connect(self.document.remove_samples)
        self._data_panel.sample_requested.connect(self._on_sample_requested)
        self._data_panel.class_chosen.connect(self._choose_class)
        self.files.saved.connect(self._show_source)
        self.files.told.connect(self._on_told)
        self.files.loading_changed.connect(self._on_loading_changed)
        self._cancel_button.clicked.connect(self.files.cancel)
        self._theme_actions.triggered.connect(self._on_theme_chosen)
        stack = self.document.undo_stack
        stack.canUndoChanged.connect(self._actions["undoAction"].setEnabled)
        stack.canRedoChanged.connect(self._actions["redoAction"].setEnabled)
        stack.cleanChanged.connect(self._on_clean_changed)
        self._actions["undoAction"].setEnabled(False)
        self._actions["redoAction"].setEnabled(False)

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
            if isinstance(value, QByteArray):
                restore(value)

    def _apply_theme(self, choice: str) -> None:
        theme = theme_for(choice)
        apply_theme(theme)
        for part in (self.canvas, self._cost_view, self._data_panel, self._actions):
            part.set_theme(theme)
        self._run_icons = {True: icon("pause", theme), False: icon("run", theme)}
        self._on_state_changed(self.training.state)

    # --- slots

    @Slot(object, bool)
    def _on_dataset_changed(self, dataset: Dataset, replaced: bool) -> None:
        if replaced:
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

    @Slot(float, float, bool)
    def _on_point_requested(self, x: float, y: float, other: bool) -> None:
        dataset = self.document.dataset
        held = dataset.features[2:]
        values = (x, y, *(held.mean(axis=1) if dataset.sample_count else held.sum(axis=1)).tolist())
        self.document.add_sample(values[: dataset.feature_count], 1 - self._place_label if other else self._place_label)

    @Slot(int)
    def _choose_class(self, label: int) -> None:
        self._place_label = label
        self._data_panel.set_class(label)

    @Slot()
    def _on_run(self) -> None:
        self._settings_panel.commit()
        self.training.toggle()

    @Slot()
    def _on_step(self) -> None:
        self._settings_panel.commit()
        self.training.step()

    @Slot()
    def _on_first_class(self) -> None:
        self._choose_class(0)

    @Slot()
    def _on_second_class(self) -> None:
        self._choose_class(1)

    @Slot()
    def _on_swap_class(self) -> None:
        self._choose_class(1 - self._place_label)

    @Slot()
    def _on_new(self) -> None:
        self._on_sample_requested(SAMPLES.index("Empty canvas"))

    @Slot(int)
    def _on_sample_requested(self, place: int) -> None:
        dataset = article_dataset() if place == 0 else Dataset.empty()
        self.document.replace(dataset, Source(SAMPLES[place]), on_disk=True)

    @Slot()
    def _on_test(self) -> None:
        dataset = self.document.dataset
        if dataset.true_line is not None:
            self.evaluation.draw(dataset.true_line, dataset, self.training.snapshot)
            self._tabs.setCurrentWidget(self._evaluation_view)

    @Slot()
    def _on_fit_view(self) -> None:
        self.canvas.fit_view()

    @Slot()
    def _show_source(self) -> None:
        source = self.document.source
        self._data_panel.show_source(source)
        self.setWindowTitle(f"{source.name}[*] — Neuron Desktop")

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self.statusBar().showMessage(text, 8000)

    @Slot(str)
    def _on_loading_changed(self, text: str) -> None:
        self._loading_label.setText(text)
        self._cancel_button.setVisible(bool(text))

    @Slot(bool)
    def _on_clean_changed(self, clean: bool) -> None:
        self.setWindowModified(not clean)

    @Slot(QAction)
    def _on_theme_chosen(self, action: QAction) -> None:
        self._stored.setValue("theme", action.data())
        self._apply_theme(action.data())

    def _ask_before_closing(self) -> None:
        if self.findChild(QMessageBox, "unsavedQuestion") is not None:
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Unsaved points",
            "The points have changes that are not saved. Save them before closing?",
            QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setObjectName("unsavedQuestion")
        box.finished.connect(self._on_closing_answered)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot(int)
    def _on_closing_answered(self, answer: int) -> None:
        buttons = QMessageBox.StandardButton
        if answer == buttons.Discard or (answer == buttons.Save and self.files.save()):
            self._closing_agreed = True
            self.close()
