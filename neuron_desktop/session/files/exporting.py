"""Writing trained weights and checking what was written, away from the window's thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Dataset, NeuronDesktopError, Snapshot, TrainingSettings
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.files.recipes.separable import is_separable
from neuron_desktop.files.weights.export_format import Check, WeightsFormat, check_samples, verify
from neuron_desktop.files.weights.export_formats import export_weights
from neuron_desktop.files.weights.trained_neuron import DIVERGED, TrainedNeuron, trained_neuron
from neuron_desktop.files.weights.weights_file import read_bounded
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.threads import WorkerThread


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """The neuron to export: a snapshot, and the data set that led to it."""

    dataset: Dataset
    snapshot: Snapshot
    source: Source


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A format's file before it is saved.

    Parameters
    ----------
    weights_format
        The format.
    data
        The whole file; empty if there can be none.
    preview
        Its content for people.
    check
        How its predictions agree with the neuron's, just computed; None if there can be no file.
    reason
        Why there can be no file; empty if there is one.
    """

    weights_format: WeightsFormat
    data: bytes = b""
    preview: str = ""
    check: Check | None = None
    reason: str = ""


class _ExportingWorker(QObject):
    prepared = Signal(object)
    exported = Signal(object, object)
    failed = Signal(object)

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self._subject = subject
        self._trained: TrainedNeuron | None = None

    @Slot(object)
    def prepare(self, weights_format: WeightsFormat) -> None:
        try:
            trained = self._neuron()
            # Weights may still be numbers where the cost no longer is.
            diverged = DIVERGED if self._subject.snapshot.diverged else None
            reason = diverged or weights_format.explain_impossible(trained)
            if reason is not None:
                self.prepared.emit(Prepared(weights_format, reason=reason))
                return
            data = weights_format.write(trained)
            check = verify(weights_format, data, trained, self._samples(trained))
            self.prepared.emit(Prepared(weights_format, data, weights_format.preview(data), check))
        except Exception as error:
            self.failed.emit(error)

    @Slot(object, object)
    def save(self, path: Path, weights_format: WeightsFormat) -> None:
        try:
            trained = self._neuron()
            export_weights(path, weights_format, trained)
            # What counts is what lies on the disk now, not what was meant to.
            check = verify(weights_format, read_bounded(path), trained, self._samples(trained))
            self.exported.emit(path, check)
        except Exception as error:
            self.failed.emit(error)

    def _neuron(self) -> TrainedNeuron:
        if self._trained is None:
            subject = self._subject
            trained = trained_neuron(
                subject.dataset,
                subject.snapshot,
                data_file=subject.source.name,
                recipe=subject.source.recipe,
            )
            if trained.neuron.is_finite:
                trained = replace(trained, separable=_separable(subject.dataset, trained.settings))
            self._trained = trained
        return self._trained

    def _samples(self, trained: TrainedNeuron) -> Array:
        return check_samples(trained, self._subject.dataset)


def _separable(dataset: Dataset, settings: TrainingSettings) -> bool | None:
    try:
        return is_separable(dataset, settings)
    except (NeuronDesktopError, MemoryError):
        # Nothing that the weights need; a file says that it is unknown.
        return None


class Exporter(QObject):
    """Prepares, checks and saves the weights of one snapshot in a thread of its own.

    Signals
    -------
    prepared(Prepared)
        The content of a file of a format, checked, or why there can be none.
    exported(Path, Check)
        The file is written, and was read back from the disk.
    failed(Exception)
        It failed; the text of a NeuronDesktopError is for the person.
    """

    prepared = Signal(object)
    exported = Signal(object, object)
    failed = Signal(object)

    _prepare = Signal(object)
    _save = Signal(object, object)

    def __init__(self, subject: Subject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.subject = subject
        self._worker = _ExportingWorker(subject)
        self._thread = WorkerThread(self._worker, self)
        self._prepare.connect(self._worker.prepare)
        self._save.connect(self._worker.save)
        self._worker.prepared.connect(self.prepared)
        self._worker.exported.connect(self.exported)
        self._worker.failed.connect(self.failed)
        self._thread.start()

    def prepare(self, weights_format: WeightsFormat) -> None:
        """Begin to make and check the content of a file."""
        self._prepare.emit(weights_format)

    def save(self, path: Path, weights_format: WeightsFormat) -> None:
        """Begin to write the file, and to check it."""
        self._save.emit(path, weights_format)

    @Slot()
    def close(self) -> None:
        """End the thread; call it once before the object is destroyed."""
        self._thread.close()
