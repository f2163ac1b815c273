"""The steps of undo.

Each restores everything that it changed: points, settings and the run. The run is not held by value: the worker keeps
it under a `RunMark` that the step holds, so that neither thread waits for the other.
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
    """The training, as far as a document knows it: it can be remembered and restored."""

    def remember(self) -> object:
        """Return what `take_up` needs to restore the run and its settings as they are now."""
        ...

    def take_up(self, remembered: object) -> None:
        """Restore what was remembered, on the data set of that time, which the document shows by now."""
        ...

    def configure(self, settings: TrainingSettings) -> None:
        """Continue with other settings."""
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
        """Note that a step is about to be done for the first time."""
        ...

    def stand(self, standing: Standing) -> None:
        """Restore the run that belongs to the points shown now."""
        ...

    def show(self, sheet: Sheet, source: Source, *, replaced: bool, appended: int = 0) -> None:
        """Show a state and emit the signals."""
        ...

    def show_split(self, split: Split, keys: Keys) -> None:
        """Use a split with its keys, and emit the signals."""
        ...


class Step(QUndoCommand):
    """A step of undo; it absorbs the next one of the same stroke.

    The first time, it changes the document or the run. Later it goes back and forth between its two ends, each as it
    was when it was last left.
    """

    changes_points = True

    def __init__(self, document: Changeable, text: str, stroke: int | None = None) -> None:
        super().__init__(text)
        # The document owns the stack, and the stack this step. With a strong reference, Python's collector would delete
        # commands in such cycles, which are Qt's to delete.
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
        """Return the number that commands which may be merged share."""
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
        """Bring the document to one end; the run follows by itself."""
        raise NotImplementedError


class EditCommand(Step):
    """An edit, which holds no more than the samples it changes."""

    def __init__(self, document: Changeable, edit: Edit, stroke: int | None) -> None:
        super().__init__(document, edit.described(document.dataset.class_names), stroke)
        self._edit = edit

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Absorb the next step, if both can be one."""
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
    """Replaces the whole data set, with settings that suit the new one, if any; it copies neither."""

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
        """Absorb the next step, if both can be one."""
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
    """Holds back other samples, or more or fewer of them."""

    changes_points = False

    def __init__(self, document: Changeable, split: Split, stroke: int | None) -> None:
        share = round(100 * split.test_share)
        super().__init__(document, f"hold back {share} %" if share else "hold back no points", stroke)
        keys = document.sheet.keys
        self._before = document.split, keys
        self._after = split, keys if split.seed == document.split.seed else split.keys(keys.size)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Absorb the next step, if both belong to one drag of the slider."""
        if not isinstance(other, SplitCommand):
            return False
        self._after = other._after
        self.setText(other.text())
        return True

    def _go(self, document: Changeable, *, forward: bool) -> None:
        document.show_split(*(self._after if forward else self._before))


class RunCommand(Step):
    """Changes the run alone, by `act`; the points stay as they are."""

    changes_points = False

    def __init__(self, document: Changeable, text: str, act: Callable[[], None]) -> None:
        super().__init__(document, text)
        self._first: Callable[[], None] | None = act

    def _act(self, document: Changeable) -> None:
        # A weak reference, since it holds the document.
        act, self._first = self._first, None
        assert act is not None
        act()

    def _go(self, document: Changeable, *, forward: bool) -> None:
        """Leave the document as it is."""
