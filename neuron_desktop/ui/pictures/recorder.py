"""Records the training as an animation: one picture in each turn of the event loop, so that the window answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from neuron_desktop.core import NeuronDesktopError, Snapshot
from neuron_desktop.core.numerals import grouped
from neuron_desktop.session.files.pictures import AnimationPlan, PictureSaver
from neuron_desktop.session.runs.training import Training

# One picture is painted while another is written; more would only fill the memory.
PICTURES_UNDER_WAY = 2


class TrainingMovedOn(NeuronDesktopError):
    """An iteration of an animation is no longer recorded."""


class Recorder(QObject):
    """Asks training for one iteration after the other, has each painted, and passes the pictures on to be written.

    The saver reports the end, or a failure.

    Signals
    -------
    progressed(int)
        This many pictures are written.
    failed(Exception)
        It cannot continue; nothing of the animation is left.
    """

    progressed = Signal(int)
    failed = Signal(object)

    def __init__(self, training: Training, saver: PictureSaver, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._saver = saver
        self._waiting: deque[int] = deque()
        self._asked: int | None = None
        self._under_way = 0
        self._written = 0
        self._samples = 0
        self._paint: Callable[[Snapshot], QImage] | None = None
        training.recalled.connect(self._on_recalled)
        saver.taken.connect(self._on_taken)
        saver.saved.connect(self._on_ended)
        saver.failed.connect(self._on_ended)

    def start(self, plan: AnimationPlan, iterations: Iterable[int], paint: Callable[[Snapshot], QImage]) -> None:
        """Begin; `iterations` are first those of the samples for the colours, then those of the frames."""
        self.cancel()
        self._waiting = deque(iterations)
        self._samples = plan.sample_count
        self._under_way = self._written = 0
        self._paint = paint
        self._saver.begin(plan)
        self._ask()

    def cancel(self) -> None:
        """Stop; nothing of the animation is left."""
        if self._paint is not None:
            self._on_ended()
            self._saver.cancel()

    def _ask(self) -> None:
        if self._waiting and self._asked is None and self._under_way < PICTURES_UNDER_WAY:
            self._asked = self._waiting.popleft()
            self._training.recall(self._asked)

    @Slot(object, object)
    def _on_recalled(self, iteration: int, snapshot: Snapshot | None) -> None:
        if self._paint is None or iteration != self._asked:
            return
        self._asked = None
        try:
            if snapshot is None:
                raise TrainingMovedOn(
                    f"Iteration {grouped(iteration)} is no longer recorded, because training was restarted or "
                    "continued from an earlier point; export the animation again."
                )
            image = self._paint(snapshot)
        except Exception as error:
            self.cancel()
            self.failed.emit(error)
            return
        self._under_way += 1
        self._saver.add(image)
        self._ask()

    @Slot()
    def _on_ended(self) -> None:
        self._paint = None
        self._asked = None
        self._waiting.clear()

    @Slot()
    def _on_taken(self) -> None:
        if self._paint is None:
            return
        self._under_way -= 1
        self._written += 1
        self.progressed.emit(max(self._written - self._samples, 0))
        self._ask()
