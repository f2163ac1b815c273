"""Opening, saving, exporting and importing, on the open document and its training.

Save writes a project, with everything, or a table of the points alone, as it was done the first time.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from neuron_desktop.core import NeuronDesktopError
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import MismatchError
from neuron_desktop.files.projects.project import SUFFIX, View
from neuron_desktop.files.stamp import FileStamp
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.files.points_file import PointsFile
from neuron_desktop.session.files.project import ProjectSession
from neuron_desktop.session.files.project_store import StoreRequest
from neuron_desktop.session.files.recent import RecentFiles
from neuron_desktop.session.files.table_writing import TableWriter
from neuron_desktop.session.runs.run_commands import RunCommands
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.widgets.choosing import ask_where, complain
from neuron_desktop.ui.widgets.dialogs import bring_to_front, open_dialog
from neuron_desktop.ui.window.dropping import dropped_file, pasted_table
from neuron_desktop.ui.window.opening import TableOpening

if TYPE_CHECKING:
    from neuron_desktop.files.weights.export_format import WeightsFormat
    from neuron_desktop.ui.dialogs.changed_file import ChangedFileQuestion
    from neuron_desktop.ui.dialogs.export_dialog import ExportDialog

PROJECTS = f"Projects (*{SUFFIX})"
TABLES = "Tables (*.csv *.tsv *.txt *.gz *.zip)"
WEIGHTS = "Weights (*.json *.npz)"
WEIGHTS_SUFFIXES = (".json", ".npz")
SAVED_AS = f"Project with everything (*{SUFFIX});;Points as CSV (*.csv)"
TABLE_SUFFIXES = (".csv", ".txt")


class FileCommands(QObject):
    """Carries out the file actions on the open document and its training.

    Signals
    -------
    saved()
        The work was saved, to the file that is now the document's.
    not_saved()
        It was not: the person cancelled, or the file could not be written.
    told(str)
        Something went well, in a sentence.
    loading_changed(str, float)
        A file is being read: a text, and the share that is read, below 0 if unknown; empty when it has ended.
    """

    saved = Signal()
    not_saved = Signal()
    told = Signal(str)
    loading_changed = Signal(str, float)

    _closing = Signal()

    def __init__(
        self,
        document: Document,
        training: Training,
        run_commands: RunCommands,
        session: ProjectSession,
        points: PointsFile,
        recent: RecentFiles,
        settings: QSettings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._training = training
        self._run_commands = run_commands
        self._session = session
        self._recent = recent
        self._window = window
        self._folder = ""
        self.opening = TableOpening(document, settings, window)
        self.opening.failed.connect(self._on_failed)
        self.opening.opened.connect(self._on_table_opened)
        self.opening.loading_changed.connect(self.loading_changed)
        self._changed_file: ChangedFileQuestion | None = None
        self._exporter = TableWriter(self)
        self._exporter.written.connect(self._on_points_exported)
        self._exporter.failed.connect(self._on_points_not_exported)
        self._points = points
        points.saved.connect(self._on_points_saved)
        points.failed.connect(self._on_points_not_saved)
        session.opened.connect(self._on_project_opened)
        session.saved.connect(self._on_project_saved)
        session.failed.connect(self._on_project_failed)
        session.found_changed.connect(self._on_found_changed)

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        every = f"Projects, tables and weights (*{SUFFIX} *.csv *.tsv *.txt *.gz *.zip *.json *.npz)"
        filters = ";;".join((every, PROJECTS, TABLES, WEIGHTS, "All files (*)"))
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder, filters)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a project, a table or exported weights; until that succeeds, the screen stays as it is."""
        self._folder = str(path.parent)
        if path.suffix.lower() == SUFFIX:
            self.opening.cancel()
            self.loading_changed.emit(f"Reading {path.name}…", -1.0)
            self._session.open(path)
        elif path.suffix.lower() in WEIGHTS_SUFFIXES:
            self._import_weights(path)
        else:
            self.opening.open_path(path)

    @Slot(object)
    def open_recent(self, path: Path) -> None:
        """Open a recent file, or say that it is gone."""
        if path.exists():
            self.open_path(path)
        else:
            self._recent.remove(path)
            self._complain("The file was not opened", f"{path} is no longer there; it has been removed from the list.")

    @Slot()
    def cancel(self) -> None:
        """Stop reading; what is on screen stays."""
        self.opening.cancel()
        self._session.cancel()
        self.loading_changed.emit("", -1.0)

    @Slot()
    def paste(self) -> None:
        """Open the table, or the copied file, that is on the clipboard."""
        content = QGuiApplication.clipboard().mimeData()
        path = dropped_file(content)
        if path is not None:
            self.open_path(path)
        elif (text := pasted_table(content)) is not None:
            self.opening.open_text(text)
        else:
            self.told.emit("There is no table on the clipboard: copy cells of a spreadsheet with their headings first.")

    @Slot()
    def save(self) -> None:
        """Save to the last file, or ask where; ask too if somebody else has changed that file."""
        if self._session.path is not None:
            self._session.save_again()
        elif (path := self._points.path) is not None and not self._session.is_more_than_points:
            if self._points.has_changed():
                self._on_found_changed(path)
            else:
                self._points.save(path)
        else:
            self.save_as()

    @Slot()
    def save_as(self) -> None:
        """Ask where, and save everything as a project, or the points as a table."""
        stem = Path(self._session.title).stem
        path = self._ask_where("Save as", f"{stem}{SUFFIX}", SAVED_AS, (*TABLE_SUFFIXES, SUFFIX))
        if path is None:
            self.not_saved.emit()
        else:
            self._on_overwrite_chosen(path)

    @Slot(object)
    def _on_found_changed(self, path: Path) -> None:
        """Ask what to do about a file that somebody else has changed."""
        if self._changed_file is None:
            from neuron_desktop.ui.dialogs.changed_file import ChangedFileQuestion

            self._changed_file = ChangedFileQuestion(self._window)
            self._changed_file.overwrite_chosen.connect(self._on_overwrite_chosen)
            self._changed_file.save_as_chosen.connect(self.save_as)
            self._changed_file.theirs_chosen.connect(self._on_theirs_chosen)
            self._changed_file.cancelled.connect(self.not_saved)
        self._changed_file.ask(path)

    @Slot(object)
    def _on_overwrite_chosen(self, path: Path) -> None:
        """Save to `path`, overwriting it."""
        if path.suffix.lower() == SUFFIX:
            self._session.save(path)
        else:
            self._points.save(path)

    @Slot()
    def export_points(self) -> None:
        """Ask where, and write the points as a table; the document stays as saved or unsaved as it is."""
        path = self._ask_where("Export points", "points.csv", "CSV (*.csv)", TABLE_SUFFIXES)
        if path is not None:
            self._exporter.write(path, self._document.dataset)

    @Slot()
    def export_weights(self) -> None:
        """Show the trained weights in every format, to be saved."""
        from neuron_desktop.session.files.exporting import Subject
        from neuron_desktop.ui.dialogs.export_dialog import ExportDialog

        if bring_to_front(self._window, ExportDialog):
            return
        if not self._training.is_up_to_date:
            self._complain("The weights were not exported", "A new run has only just begun; export again.")
            return
        subject = Subject(self._document.parts.training, self._training.snapshot, self._document.source)
        dialog = ExportDialog(subject, self._window)
        dialog.save_requested.connect(partial(self._on_save_requested, dialog))
        dialog.exported.connect(self.told)
        self._closing.connect(dialog.reject)
        open_dialog(dialog)

    @Slot()
    def import_weights(self) -> None:
        """Ask for exported weights and load them."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Import weights", self._folder, WEIGHTS)
        if name:
            self._import_weights(Path(name))

    def close(self) -> None:
        """End all reading and writing; call it once before the window is destroyed."""
        self._closing.emit()
        self._exporter.close()
        self._points.close()
        self.opening.close()

    def _import_weights(self, path: Path) -> None:
        from neuron_desktop.files.weights.fit import fit_to
        from neuron_desktop.files.weights.weights_file import read_weights

        try:
            fitted = fit_to(read_weights(path), self._document.dataset)
        except MismatchError as error:
            self._complain("The weights do not fit the data on screen", error)
            return
        except NeuronDesktopError as error:
            self._complain("The weights were not imported", error)
            return
        trained = fitted.trained
        text = f"import weights from {path.name}"
        self._run_commands.set_neuron(text, trained.neuron, trained.iteration, trained.settings)
        told = f"Weights of iteration {grouped(trained.iteration)} imported from {path.name}."
        self.told.emit(" ".join([told, *fitted.remarks]))
        self._recent.add(path)

    def _on_save_requested(self, dialog: ExportDialog, weights_format: WeightsFormat) -> None:
        suffix = weights_format.suffix
        filters = f"{weights_format.name} (*{suffix})"
        path = self._ask_where("Export weights", f"weights{suffix}", filters, (suffix,), over=dialog)
        if path is not None:
            dialog.save(path)

    def _ask_where(
        self, title: str, proposed: str, filters: str, suffixes: tuple[str, ...], *, over: QWidget | None = None
    ) -> Path | None:
        path = ask_where(over or self._window, title, Path(self._folder) / proposed, filters, suffixes)
        if path is not None:
            self._folder = str(path.parent)
        return path

    @Slot(object, object)
    def _on_points_saved(self, path: Path, count: int) -> None:
        if self._points.path == path:
            self._session.leave_file()
        self.saved.emit()
        self.told.emit(f"{grouped(count)} points saved to {path.name}.")
        self._recent.add(path)

    @Slot(object)
    def _on_points_not_saved(self, error: Exception) -> None:
        self._complain("The points were not saved", error)
        self.not_saved.emit()

    @Slot(object)
    def _on_theirs_chosen(self, path: Path) -> None:
        self.not_saved.emit()
        self.open_path(path)

    @Slot(object, object, object)
    def _on_points_exported(self, path: Path, count: int, _stamp: FileStamp) -> None:
        self.told.emit(f"{grouped(count)} points exported to {path.name}.")

    @Slot(object)
    def _on_points_not_exported(self, error: Exception) -> None:
        self._complain("The points were not exported", error)

    @Slot(object)
    def _on_table_opened(self, _imported: object) -> None:
        if self.opening.path is not None:
            self._recent.add(self.opening.path)

    @Slot(object)
    def _on_project_opened(self, _view: View) -> None:
        self.loading_changed.emit("", -1.0)
        if self._session.path is not None:
            self._recent.add(self._session.path)

    @Slot(object)
    def _on_project_saved(self, path: Path) -> None:
        self._recent.add(path)
        self.saved.emit()
        self.told.emit(f"Everything is saved to {path.name}.")

    @Slot(object, object)
    def _on_project_failed(self, request: StoreRequest, error: Exception) -> None:
        if request.project is None:
            self.loading_changed.emit("", -1.0)
            self._complain("The project was not opened", error)
        else:
            self._complain("The project was not saved", error)
            self.not_saved.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        unread = self.opening.unread
        remedy = None
        if unread is not None:
            remedy = ("&Change how it is read…", "readOtherwiseButton", partial(self.opening.read_otherwise, unread))
        complain(self._window, "The file was not opened", error, remedy=remedy)

    def _complain(self, title: str, reason: Exception | str) -> None:
        complain(self._window, title, reason)
