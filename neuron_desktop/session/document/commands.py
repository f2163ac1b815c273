"""The steps of undo.

Each brings back everything that it changed: points, settings and the run. The run is not held by value: the worker
keeps it under a `RunMark` that the step holds, so that neither thread waits for the other.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QUndoCommand

from neuron_desktop.core import Dataset, TrainingSettings
from neuron_desktop.core.data.split import Keys, Split
from neuron_desktop.session.document.edits import Addition, Edit, Sheet
from neuron_desktop.session.document.source import Source


class Run(Protocol):
    """What a document knows of the training on it: that it can be remembered and gone back to."""

    def remember(self) -> object:
        """Return what `take_up` needs to bring the run and its settings back as they are now."""
        ...

    def take_up(self, remembered: object) -> None:
        """Be what was remembered again, on the data set of that time, which is the document's by now."""
        ...

    def configure(self, settings: TrainingSettings) -> None:
        """Go on with other settings."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What a document shows, and where it came from."""

    sheet: Sheet
    source: Source


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The run at one end of a step, and the number of the points there."""

    run: object
    version: int


class Changeable(Protocol):
    """What steps know of a document."""

    source: Source
    run: Run

    @property
    def dataset(self) -> Dataset:
        """The data set, whole."""
        ...

    @property
    def sheet(self) -> Sheet:
        """The data set with its keys."""
        ...

    @property
    def split(self) -> Split:
        """How samples are held back."""
        ...

    def standing(self) -> Standing:
        """Return the run and the number of the points as they are now."""
        ...

    def begin(self, *, changes_points: bool) -> None:
        """Hear that a step is about to be done for the first time."""
        ...

    def stand(self, standing: Standing) -> None:
        """Bring back the run that was on the points as they are shown by now."""
        ...

    def show(self, sheet: Sheet, source: Source, *, replaced: bool, appended: int = 0) -> None:
        """Take up a state and tell everyone."""
        ...

    def show_split(self, split: Split, keys: Keys) -> None:
        """Take up a split with the keys that it goes by, and tell everyone."""
        ...


class Step(QUndoCommand):
    """A step of undo; it takes in the one after it that belongs to the same stroke.

    Done for the first time, it changes the document or the run. Later it goes back and forth between the two ends, each
    as it was when it was last left.
    """

    changes_points = True

    def __init__(self, document: Changeable, text: str, stroke: int | None = None) -> None:
        super().__init__(text)
        # The document has the stack and the stack this. Were it held, Python's collector of such circles would delete
        # commands that are Qt's to delete.
        self._reference = weakref.ref(document)
        self._stroke = stroke
        self._start: Standing | None = None
        self._end: Standing | None = None

    @property
    def _document(self) -> Changeable:
        document = self._reference()
        assert document is not None
        return document

    def id(self) -> int:
        """Return which commands may be taken in: those of the same number."""
        return -1 if self._stroke is None else self._stroke

    def redo(self) -> None:
        """Do it, or go to its end."""
        document, self._start = self._document, self._document.standing()
        if self._end is None:
            document.begin(changes_points=self.changes_points)
            self._act(document)
        else:
            self._go(document, forward=True)
            document.stand(self._end)

    def undo(self) -> None:
        """Go to its start."""
        document, self._end = self._document, self._document.standing()
        assert self._start is not None
        self._go(document, forward=False)
        document.stand(self._start)

    def _act(self, document: Changeable) -> None:
        """Do it for the first time."""
        self._go(document, forward=True)

    def _go(self, document: Changeable, *, forward: bool) -> None:
        """Bring the document to one of the ends; the run follows by itself."""
        raise NotImplementedError


class EditCommand(Step):
    """An edit, which holds no more than the samples it changes."""

    def __init__(self, document: Changeable, edit: Edit, stroke: int | None) -> None:
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

    def _go(self, document: Changeable, *, forward: bool) -> None:
        edit, sheet = self._edit, document.sheet
        appended = edit.labels.size if forward and isinstance(edit, Addition) else 0
        changed = edit.done(sheet) if forward else edit.undone(sheet)
        document.show(changed, document.source, replaced=False, appended=appended)


class ExchangeCommand(Step):
    """One whole data set in place of another, with the settings that suit it, if any; it holds no copy of either."""

    def __init__(
        self,
        document: Changeable,
        text: str,
        before: Shown,
        after: Shown,
        *,
        replaced: bool,
        stroke: int | None,
        settings: TrainingSettings | None = None,
    ) -> None:
        super().__init__(document, text, stroke)
        self._before = before
        self._after = after
        self._replaced = replaced
        self._settings = settings

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the step after this one, if both can be one."""
        if not isinstance(other, ExchangeCommand):
            return False
        self._after = other._after
        self._replaced |= other._replaced
        self.setText(other.text())
        return True

    def _act(self, document: Changeable) -> None:
        if self._settings is not None:
            document.run.configure(self._settings)
        super()._act(document)

    def _go(self, document: Changeable, *, forward: bool) -> None:
        state = self._after if forward else self._before
        document.show(state.sheet, state.source, replaced=self._replaced)


class SplitCommand(Step):
    """Other samples held back, or more or fewer of them."""

    changes_points = False

    def __init__(self, document: Changeable, split: Split, stroke: int | None) -> None:
        share = round(100 * split.test_share)
        super().__init__(document, f"hold back {share} %" if share else "hold back no points", stroke)
        keys = document.sheet.keys
        self._before = document.split, keys
        self._after = split, keys if split.seed == document.split.seed else split.keys(keys.size)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the step after this one, if both are of one drag of the slider."""
        if not isinstance(other, SplitCommand):
            return False
        self._after = other._after
        self.setText(other.text())
        return True

    def _go(self, document: Changeable, *, forward: bool) -> None:
        document.show_split(*(self._after if forward else self._before))


class RunCommand(Step):
    """Something done to the run alone, by `act`: it leaves the points as they are."""

    changes_points = False

    def __init__(self, document: Changeable, text: str, act: Callable[[], None]) -> None:
        super().__init__(document, text)
        self._first: Callable[[], None] | None = act

    def _act(self, document: Changeable) -> None:
        # Not held, for it holds the document.
        act, self._first = self._first, None
        assert act is not None
        act()

    def _go(self, document: Changeable, *, forward: bool) -> None:
        """Leave the document as it is."""
