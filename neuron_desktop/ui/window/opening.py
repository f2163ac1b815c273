"""Opens tables: reads them, asks if there is something to decide, and gives the data set to the document."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtWidgets import QWidget

from neuron_desktop.session.document.document import Document
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.files.choices import RememberedChoices
from neuron_desktop.session.files.loading import TableLoader
from neuron_desktop.ui.widgets.dialogs import open_dialog

if TYPE_CHECKING:
    from neuron_desktop.files.recipes.csv_data import ImportedData
    from neuron_desktop.files.recipes.recipe import Recipe
    from neuron_desktop.files.recipes.survey import Survey
    from neuron_desktop.files.text.dialect_values import Dialect
    from neuron_desktop.files.text.tables import Preview, Table
    from neuron_desktop.ui.dialogs.import_dialog import ImportDialog

PASTED = "pasted table"


@dataclass(frozen=True, slots=True, eq=False)
class Unread:
    """A file that was not opened: the preview of its beginning, and the error."""

    path: Path
    preview: Preview
    fault: Exception


class TableOpening(QObject):
    """Opens one table at a time; until that succeeds, the screen stays as it is.

    Signals
    -------
    loading_changed(str, float)
        What is going on, in words, and its share that is done, below 0 where that is not known; empty when nothing is.
    failed(Exception)
        The table was not opened.
    opened(ImportedData)
        It was opened, and is now the document's data set.
    """

    loading_changed = Signal(str, float)
    failed = Signal(object)
    opened = Signal(object)

    def __init__(self, document: Document, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window
        self._choices = RememberedChoices(settings)
        self._pasted: tempfile.TemporaryDirectory[str] | None = None
        self._dialog: ImportDialog | None = None
        self._preview: Preview | None = None
        self._unread: Unread | None = None
        self._survey: Survey | None = None
        self._recipe: Recipe | None = None
        self._dialect: Dialect | None = None
        self._path = Path()
        self.loader = TableLoader(self)
        self.loader.progressed.connect(self._on_progressed)
        self.loader.previewed.connect(self._on_previewed)
        self.loader.read.connect(self._on_read)
        self.loader.failed.connect(self._on_failed)
        self.loader.imported.connect(self._on_imported)
        self.loader.refused.connect(self._on_refused)

    def open_path(self, path: Path) -> None:
        """Begin to read a file."""
        self._leave()
        self._path = path
        self._preview = self._unread = None
        self._dialect = self._choices.dialect(path)
        self._say(f"Reading {path.name}…", 0.0)
        self.loader.load(path, self._dialect)

    def open_text(self, text: str) -> None:
        """Begin to read a pasted table."""
        if self._pasted is None:
            self._pasted = tempfile.TemporaryDirectory(prefix="neuron-desktop-")
        path = Path(self._pasted.name) / PASTED
        path.write_bytes(text.encode("utf-8", "replace"))
        self.open_path(path)

    @property
    def path(self) -> Path | None:
        """The file that was read last, None for a pasted table."""
        return None if self._path.name == PASTED else self._path

    @property
    def unread(self) -> Unread | None:
        """The last file, if it was not opened but its beginning is known: a person may say how to read it."""
        return self._unread

    def read_otherwise(self, unread: Unread) -> None:
        """Show a file that was not opened, so that it can be read in another way, instead of the one being opened."""
        self._leave()
        self._path, self._preview, self._unread = unread.path, unread.preview, unread
        self._dialect = self._survey = None
        self._ask().show_fault(unread.fault)

    @Slot()
    def cancel(self) -> None:
        """Stop; what is on screen stays."""
        self._leave()

    def close(self) -> None:
        """Stop, and end the thread; call it once before the object is destroyed."""
        self._leave()
        self.loader.close()
        if self._pasted is not None:
            self._pasted.cleanup()

    def _leave(self) -> None:
        self.loader.cancel()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.reject()
        self._say("")

    def _say(self, text: str, share: float = -1.0) -> None:
        self.loading_changed.emit(text, share)

    @Slot(object, float)
    def _on_progressed(self, path: Path, share: float) -> None:
        if self._dialog is not None:
            self._dialog.show_reading(share)
        self._say(f"Reading {path.name}: {share:.0%}", share)

    @Slot(object)
    def _on_previewed(self, preview: Preview) -> None:
        self._preview = preview
        if self._dialog is not None:
            self._dialog.show_preview(preview)

    @Slot(object)
    def _on_read(self, known: Survey) -> None:
        self._say("")
        self._survey = known
        remembered = self._choices.recipe(known.table)
        proposal = remembered or known.proposal()
        if self._dialog is None and (remembered is not None or proposal is None or known.needs_choice):
            self._ask()
        if self._dialog is not None:
            self._dialog.show_survey(known, proposal)
        elif proposal is not None:
            self._convert(known, proposal)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._say("")
        if self._dialog is not None:
            self._dialog.show_fault(error)
        elif self._dialect is not None:
            # The choices were made for the file as it was then; it may have changed.
            self._dialect = None
            self.loader.load(self._path)
        else:
            preview = self._preview
            self._unread = None if preview is None else Unread(self._path, preview, error)
            self.failed.emit(error)

    @Slot(object, object)
    def _convert(self, known: Survey, recipe: Recipe) -> None:
        self._recipe = recipe
        if self._dialog is None:
            self._say(f"Converting the columns of {known.table.path.name}…")
        self.loader.convert(known, recipe)

    @Slot(object)
    def _on_imported(self, imported: ImportedData) -> None:
        if self._dialog is not None:
            self._dialog.show_imported(imported)
        else:
            self._say("")
            assert self._survey is not None
            self._hand_over(self._survey.table, imported)

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if self._dialog is not None:
            self._dialog.show_fault(error)
        else:
            self._on_failed(error)

    def _ask(self) -> ImportDialog:
        from neuron_desktop.ui.dialogs.import_dialog import ImportDialog

        dialog = ImportDialog(f"Open {self._path.name}", self._window)
        self._dialog = dialog
        if self._preview is not None:
            dialog.show_preview(self._preview)
        dialog.dialect_edited.connect(self._on_dialect_edited)
        dialog.recipe_edited.connect(self._convert)
        dialog.accepted.connect(partial(self._on_accepted, dialog))
        dialog.rejected.connect(partial(self._on_rejected, dialog))
        open_dialog(dialog)
        return dialog

    @Slot(object)
    def _on_dialect_edited(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.loader.load(self._path, dialect)

    def _on_accepted(self, dialog: ImportDialog) -> None:
        assert dialog.imported is not None
        assert self._survey is not None
        self._dialog = None
        if self._path.name != PASTED:
            self._choices.remember(self._survey.table, dialog.imported.recipe, self._dialect)
        self._hand_over(self._survey.table, dialog.imported)

    def _on_rejected(self, dialog: ImportDialog) -> None:
        if dialog is self._dialog:
            self._dialog = None
            self.loader.cancel()
            self._say("")

    def _hand_over(self, table: Table, imported: ImportedData) -> None:
        self._survey = self._preview = None
        source = Source(table.path.name, imported.summary, recipe=imported.recipe, missing=imported.missing)
        self._document.replace(imported.dataset, source, on_disk=table.path.name != PASTED)
        self.opened.emit(imported)
