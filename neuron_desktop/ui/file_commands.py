"""Opening, saving, exporting and importing, with every file chooser and every complaint in one place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from neuron_desktop.core import NeuronDesktopError
from neuron_desktop.files.csv_data import ColumnChoice, ImportedData, needs_choice, propose, write_dataset
from neuron_desktop.files.errors import MismatchError
from neuron_desktop.files.export_format import WeightsFormat
from neuron_desktop.files.tables import Table
from neuron_desktop.files.weights import read_weights
from neuron_desktop.files.weights_fit import fit_to
from neuron_desktop.session.document import Document, Source
from neuron_desktop.session.exporting import Subject
from neuron_desktop.session.loading import TableLoader
from neuron_desktop.session.training import Training
from neuron_desktop.ui.export_dialog import ExportDialog
from neuron_desktop.ui.import_dialog import ImportDialog

TABLES = "Tables (*.csv *.tsv *.txt)"
WEIGHTS = "Weights (*.json *.npz)"
WEIGHTS_SUFFIXES = (".json", ".npz")


class FileCommands(QObject):
    """Carries out the file actions on the open document and its training.

    Signals
    -------
    saved()
        The points were saved, to the file that is now the document's source.
    told(str)
        Something went well, in a sentence.
    loading_changed(str)
        A file is being read, in words; empty when none is.
    """

    saved = Signal()
    told = Signal(str)
    loading_changed = Signal(str)

    def __init__(self, document: Document, training: Training, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._training = training
        self._window = window
        self._save_path: Path | None = None
        self._folder = ""
        self.loader = TableLoader(self)
        self.loader.progressed.connect(self._on_progressed)
        self.loader.read.connect(self._on_read)
        self.loader.imported.connect(self._on_imported)
        self.loader.failed.connect(self._on_failed)
        document.dataset_changed.connect(self._on_dataset_changed)

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        filters = ";;".join(("Tables and weights (*.csv *.tsv *.txt *.json *.npz)", TABLES, WEIGHTS, "All files (*)"))
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder, filters)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a table or exported weights; what is on screen stays until that has succeeded."""
        self._folder = str(path.parent)
        if path.suffix.lower() in WEIGHTS_SUFFIXES:
            self._import_weights(path)
        else:
            self.loading_changed.emit(f"Reading {path.name}…")
            self.loader.load(path)

    @Slot()
    def cancel(self) -> None:
        """Stop reading; what is on screen stays."""
        self.loader.cancel()
        self.loading_changed.emit("")

    @Slot()
    def save(self) -> bool:
        """Save the points where they were saved last, or ask where."""
        return self.save_as() if self._save_path is None else self._write(self._save_path)

    @Slot()
    def save_as(self) -> bool:
        """Ask where, and save the points; return whether they were saved."""
        path = self._ask_where("Save points", "points.csv", "CSV (*.csv)", (".csv", ".txt"))
        return path is not None and self._write(path)

    @Slot()
    def export_weights(self) -> None:
        """Show the trained weights as files of every format, one of which can be saved."""
        if not self._training.is_up_to_date:
            self._complain("The weights were not exported", "A new run has only just begun; export them again.")
            return
        subject = Subject(
            self._document.division.training, self._training.settings, self._training.snapshot, self._document.source
        )
        dialog = ExportDialog(subject, self._window)
        dialog.save_requested.connect(self._on_save_requested)
        dialog.exported.connect(self.told)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def import_weights(self) -> None:
        """Ask for exported weights and put them back."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Import weights", self._folder, WEIGHTS)
        if name:
            self._import_weights(Path(name))

    def _import_weights(self, path: Path) -> None:
        try:
            fitted = fit_to(read_weights(path), self._document.dataset)
        except MismatchError as error:
            self._complain("The weights do not fit the data on screen", error)
            return
        except NeuronDesktopError as error:
            self._complain("The weights were not imported", error)
            return
        trained = fitted.trained
        self._training.configure(trained.settings)
        self._training.set_neuron(trained.neuron, trained.iteration)
        told = f"Weights of iteration {trained.iteration:,} imported from {path.name}."
        self.told.emit(" ".join([told, *fitted.remarks]))

    @Slot(object)
    def _on_save_requested(self, weights_format: WeightsFormat) -> None:
        dialog = self.sender()
        assert isinstance(dialog, ExportDialog)
        suffix = weights_format.suffix
        filters = f"{weights_format.name} (*{suffix})"
        path = self._ask_where("Export weights", f"weights{suffix}", filters, (suffix,))
        if path is not None:
            dialog.save(path)

    def _ask_where(self, title: str, proposed: str, filters: str, suffixes: tuple[str, ...]) -> Path | None:
        start = str(Path(self._folder) / proposed)
        name, _ = QFileDialog.getSaveFileName(self._window, title, start, filters)
        if not name:
            return None
        path = Path(name)
        if not path.name.lower().endswith(suffixes):
            path = path.with_name(path.name + suffixes[0])
            if path.exists():
                self._complain(title, f"{path.name} exists already. To replace it, choose it by its whole name.")
                return None
        self._folder = str(path.parent)
        return path

    def _write(self, path: Path) -> bool:
        try:
            write_dataset(path, self._document.dataset)
        except NeuronDesktopError as error:
            self._complain("The points were not saved", error)
            return False
        self._save_path = path
        self._document.undo_stack.setClean()
        self._document.source = Source(path.name, generator=self._document.source.generator)
        self.saved.emit()
        self.told.emit(f"{self._document.dataset.sample_count:,} points saved to {path.name}.")
        return True

    @Slot(object, bool)
    def _on_dataset_changed(self, _dataset: object, replaced: bool) -> None:
        # Other data must not overwrite the file of the former ones, nor a table of which they are a part.
        if replaced or (self._save_path is not None and self._document.source.name != self._save_path.name):
            self._save_path = None

    @Slot(object, float)
    def _on_progressed(self, path: Path, share: float) -> None:
        self.loading_changed.emit(f"Reading {path.name}: {share:.0%}")

    @Slot(object)
    def _on_read(self, table: Table) -> None:
        self.loading_changed.emit("")
        proposal = propose(table)
        if proposal is not None and not needs_choice(table):
            self._convert(table, proposal)
            return
        dialog = ImportDialog(table, self._window)
        dialog.accepted.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_chosen(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, ImportDialog)
        self._convert(dialog.table, dialog.choice)

    def _convert(self, table: Table, choice: ColumnChoice) -> None:
        self.loading_changed.emit(f"Taking the columns of {table.path.name}…")
        self.loader.convert(table, choice)

    @Slot(object, object)
    def _on_imported(self, table: Table, imported: ImportedData) -> None:
        self.loading_changed.emit("")
        self._document.replace(imported.dataset, Source(table.path.name, imported.summary), on_disk=True)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.loading_changed.emit("")
        self._complain("The file was not opened", error)

    def _complain(self, title: str, reason: Exception | str) -> None:
        """Say what went wrong beside the window, which goes on answering."""
        box = QMessageBox(QMessageBox.Icon.Warning, title, title, QMessageBox.StandardButton.Ok, self._window)
        box.setObjectName("complaint")
        box.setInformativeText(str(reason))
        box.finished.connect(box.deleteLater)
        box.open()
