"""Keeps unsaved work on the disk, and offers what a crash has left."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from neuron_desktop.core import Snapshot
from neuron_desktop.files.projects.project import Project, View
from neuron_desktop.files.stamp import FileStamp
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.files.project import ProjectSession
from neuron_desktop.session.files.project_store import StoreRequest
from neuron_desktop.session.files.recovery import Keeping, RecoveryFolder, origin_of, with_origin
from neuron_desktop.session.runs.training import Training
from neuron_desktop.session.runs.worker import TrainingState

# After a change, so that it is on the disk well within two seconds.
DELAY = 1000
# While training runs, its progress alone is kept more rarely.
DELAY_IN_TRAINING = 15_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Recovered:
    """Unsaved work of a crashed window: the project, its file and the stamp of that, and when the work was kept."""

    project: Project
    path: Path | None
    stamp: FileStamp
    when: datetime
    keeping: Keeping

    @property
    def title(self) -> str:
        """What it was called."""
        return self.project.source if self.path is None else self.path.name


class Autosave(QObject):
    """Writes unsaved work to a file of its own within two seconds, until it is saved or given up.

    What crashed windows have left is read at the start and offered, one after the other.

    Signals
    -------
    offered(Recovered or None)
        Work of a crashed window waits for `recover`, `postpone` or `discard`; None once there is no more.
    failed(Exception)
        The work could not be kept; emitted once until it can be again.
    """

    offered = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        session: ProjectSession,
        document: Document,
        training: Training,
        folder: RecoveryFolder,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = folder
        self._keeping: Keeping | None = None
        # The file to continue in once the work is on screen, and the one to remove once it is no longer written.
        self._adopted: Keeping | None = None
        self._left: Keeping | None = None
        self._recovered: Keeping | None = None
        self._writing: StoreRequest | None = None
        self._is_capturing = False
        self._is_stale = False
        self._has_failed = False
        self._closed = False
        self._offer: Recovered | None = None
        self._abandoned: deque[Keeping] = deque()
        self._reading: tuple[StoreRequest, Keeping] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        # A coarse timer runs up to 5 % longer than asked, so changes in quick succession could postpone it forever.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_due)
        for changed in (
            document.undo_stack.indexChanged,
            document.parts_changed,
            session.notes_changed,
            session.runs.changed,
            session.saved,
            training.settings_changed,
        ):
            changed.connect(self._on_changed)
        session.opened.connect(self._on_opened)
        training.progressed.connect(self._on_progressed)
        training.state_changed.connect(self._on_state_changed)
        session.store.written.connect(self._on_written)
        session.store.failed.connect(self._on_failed)
        session.store.read.connect(self._on_read)

    def start(self) -> None:
        """Look for what crashed windows have left."""
        self._abandoned.extend(self._folder.abandoned())
        self._read_next()

    @Slot()
    def recover(self) -> None:
        """Open what is offered; this window continues in its file."""
        offer = self._take_offer()
        if offer is not None:
            self._adopted = offer.keeping
            self._session.show(offer.project, offer.path, stamp=offer.stamp, is_saved=False)
            self._read_next()

    @Slot()
    def postpone(self) -> None:
        """Leave what is offered until the next start."""
        offer = self._take_offer()
        if offer is not None:
            offer.keeping.lock.unlock()
            self._read_next()

    @Slot()
    def discard(self) -> None:
        """Delete what is offered."""
        offer = self._take_offer()
        if offer is not None:
            offer.keeping.discard()
            self._read_next()

    def close(self) -> None:
        """Remove the file: what is not saved by now is discarded. Call it once, when the window closes."""
        self._closed = True
        self._timer.stop()
        # A file being written at this moment would otherwise reappear after its removal.
        self._session.store.close()
        if self._keeping is not None:
            self._keeping.discard()
        self._discard_left()
        # An unanswered offer is made again.
        waiting = [
            *self._abandoned,
            self._adopted,
            None if self._reading is None else self._reading[1],
            None if self._offer is None else self._offer.keeping,
        ]
        for keeping in waiting:
            if keeping is not None:
                keeping.lock.unlock()

    # --- keeping

    @Slot(object)
    def _on_opened(self, _view: View) -> None:
        """Continue in the file of the recovered work, now that it is on screen; earlier, it would be overwritten."""
        if self._adopted is not None:
            before, self._keeping, self._adopted = self._keeping, self._adopted, None
            if before is not None and before is self._recovered:
                # Recovered, but never saved: the next start offers it again.
                before.lock.unlock()
            else:
                self._left = before
            self._recovered = self._keeping
            if self._writing is None:
                self._discard_left()
        self._schedule(DELAY)

    def _discard_left(self) -> None:
        if self._left is not None:
            self._left.discard()
            self._left = None

    @Slot()
    def _on_changed(self) -> None:
        self._schedule(DELAY)

    @Slot(object)
    def _on_progressed(self, snapshot: Snapshot) -> None:
        if snapshot.last_iteration > snapshot.first_iteration:
            self._schedule(DELAY_IN_TRAINING)

    @Slot(object)
    def _on_state_changed(self, state: TrainingState) -> None:
        if state is not TrainingState.RUNNING:
            self._schedule(DELAY)

    def _schedule(self, delay: int) -> None:
        if self._is_capturing or self._writing is not None:
            self._is_stale |= delay == DELAY
        elif not self._closed and (not self._timer.isActive() or self._timer.remainingTime() > delay):
            self._timer.start(delay)

    @Slot()
    def _on_due(self) -> None:
        if not self._session.has_unsaved_work:
            if self._keeping is not None:
                self._keeping.discard()
                self._keeping = None
            return
        if self._keeping is None:
            self._keeping = self._folder.claim()
        if self._keeping is None:
            self._fail(OSError("There is no folder for unsaved work."))
            return
        self._is_capturing = True
        self._session.capture(self._write)

    def _write(self, project: Project) -> None:
        self._is_capturing = False
        if self._keeping is not None and not self._closed:
            kept = with_origin(project, self._session.path, self._session.stamp)
            self._writing = StoreRequest(self._keeping.path, kept)
            self._session.store.submit(self._writing)

    @Slot(object)
    def _on_written(self, request: StoreRequest) -> None:
        if request is self._writing:
            self._has_failed = False
            self._go_on()

    @Slot(object, object)
    def _on_failed(self, request: StoreRequest, error: Exception) -> None:
        if request is self._writing:
            self._fail(error)
            self._go_on()
        elif self._reading is not None and request is self._reading[0]:
            # It stays: another version may be able to read it, and the disk may work again at the next start.
            _log.warning("Unsaved work could not be read: %s", error)
            self._reading[1].lock.unlock()
            self._reading = None
            self._read_next()

    def _go_on(self) -> None:
        self._writing = None
        self._discard_left()
        if self._is_stale:
            self._is_stale = False
            self._schedule(DELAY)

    def _fail(self, error: Exception) -> None:
        _log.warning("Unsaved work could not be kept: %s", error)
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(error)

    # --- offering

    def _read_next(self) -> None:
        if not self._abandoned:
            self.offered.emit(None)
            return
        keeping = self._abandoned.popleft()
        self._reading = StoreRequest(keeping.path), keeping
        self._session.store.submit(self._reading[0])

    @Slot(object, object)
    def _on_read(self, request: StoreRequest, project: Project) -> None:
        if self._reading is not None and request is self._reading[0]:
            keeping = self._reading[1]
            self._reading = None
            self._offer = Recovered(*origin_of(project), keeping.written, keeping)
            self.offered.emit(self._offer)

    def _take_offer(self) -> Recovered | None:
        offer, self._offer = self._offer, None
        return offer
