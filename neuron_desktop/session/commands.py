"""The steps of undo of a document."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from neuron_desktop.session.edits import Addition, Edit, Sheet

if TYPE_CHECKING:
    from neuron_desktop.session.document import Document, Source


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What a document shows, and where it came from."""

    sheet: Sheet
    source: Source


class _Command(QUndoCommand):
    """A step of undo; it takes in the one after it that belongs to the same stroke."""

    def __init__(self, document: Document, text: str, stroke: int | None) -> None:
        super().__init__(text)
        # The document has the stack and the stack this. Were it held, Python's collector of such circles would delete
        # commands that are Qt's to delete.
        self._reference = weakref.ref(document)
        self._stroke = stroke

    @property
    def _document(self) -> Document:
        document = self._reference()
        assert document is not None
        return document

    def id(self) -> int:
        """Return which commands may be taken in: those of the same number."""
        return -1 if self._stroke is None else self._stroke


class EditCommand(_Command):
    """An edit, which holds no more than the samples it changes."""

    def __init__(self, document: Document, edit: Edit, stroke: int | None) -> None:
        super().__init__(document, edit.described(document.dataset.class_names), stroke)
        self._edit = edit

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the step after this one, if both can be one."""
        if not isinstance(other, EditCommand) or type(other._edit) is not type(self._edit):
            return False
        joined = self._edit.joined(other._edit)
        if joined is None:
            return False
        self._edit = joined
        self.setText(joined.described(self._document.dataset.class_names))
        return True

    def redo(self) -> None:
        """Do it."""
        edit, document = self._edit, self._document
        appended = edit.labels.size if isinstance(edit, Addition) else 0
        document.show(edit.done(document.sheet), document.source, replaced=False, appended=appended)

    def undo(self) -> None:
        """Take it back."""
        document = self._document
        document.show(self._edit.undone(document.sheet), document.source, replaced=False)


class ExchangeCommand(_Command):
    """One whole data set in place of another; it holds no copy of either."""

    def __init__(
        self, document: Document, text: str, before: Shown, after: Shown, *, replaced: bool, stroke: int | None
    ) -> None:
        super().__init__(document, text, stroke)
        self._before = before
        self._after = after
        self._replaced = replaced

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the step after this one, if both can be one."""
        if not isinstance(other, ExchangeCommand):
            return False
        self._after = other._after
        self._replaced |= other._replaced
        self.setText(other.text())
        return True

    def redo(self) -> None:
        """Do it."""
        self._show(self._after)

    def undo(self) -> None:
        """Take it back."""
        self._show(self._before)

    def _show(self, state: Shown) -> None:
        self._document.show(state.sheet, state.source, replaced=self._replaced)
