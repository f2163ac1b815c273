"""Writes pictures and animations away from the window's thread."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal, Slot
from PySide6.QtGui import QImage

from neuron_desktop.files.animation import AnimationWriter, GifWriter, Picture, PngFolderWriter
from neuron_desktop.files.atomic import replace_file
from neuron_desktop.session.threads import WorkerThread


class AnimationFormat(Enum):
    """The file format of an animation."""

    GIF = "GIF"
    PNG_FOLDER = "PNG"


@dataclass(frozen=True, slots=True)
class AnimationPlan:
    """Where an animation goes, and how: `sample_count` pictures for its colours come first, then `frame_count`."""

    path: Path
    format: AnimationFormat
    frame_count: int
    sample_count: int
    frames_per_second: float
    loop: bool


def frame_iterations(first: int, last: int, count: int, *, beginning: bool) -> tuple[int, ...]:
    """Return at most `count` iterations from `first` to `last`, both included, none twice.

    They are evenly spaced or, to show more of the `beginning`, where most happens, spaced in equal ratios.
    """
    span = last - first
    count = min(count, span + 1)
    if count < 2:
        return (last,)
    chosen: list[int] = []
    for place in range(count):
        share = place / (count - 1)
        after = math.expm1(share * math.log1p(span)) if beginning else share * span
        # At the beginning several frames may fall on one iteration.
        iteration = last if place == count - 1 else first + round(after)
        chosen.append(max(iteration, chosen[-1] + 1) if chosen else iteration)
    return tuple(chosen)


class _Request:
    """One picture or animation to write; `cancelled` is set by the window's thread, the rest by the worker's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cancelled = threading.Event()
        self.samples: list[Picture] = []
        self.writer: AnimationWriter | None = None
        self.frames = 0


class _PictureWorker(QObject):
    saved = Signal(object, object)
    taken = Signal(object)
    failed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.writers: set[AnimationWriter] = set()

    @Slot(object, object)
    def save(self, request: _Request, content: QImage | bytes) -> None:
        try:
            data = content if isinstance(content, bytes) else png_bytes(content)
            if request.cancelled.is_set():
                return
            replace_file(request.path, data)
        except Exception as error:
            self.failed.emit(request, error)
        else:
            self.saved.emit(request, len(data))

    @Slot(object, object, object)
    def add(self, request: _Request, plan: AnimationPlan, image: QImage) -> None:
        if request.cancelled.is_set():
            return
        try:
            self._add(request, plan, rgb_array(image))
        except Exception as error:
            self.abandon(request)
            self.failed.emit(request, error)

    @Slot(object)
    def abandon(self, request: _Request) -> None:
        request.cancelled.set()
        if request.writer is not None:
            request.writer.abandon()
            self.writers.discard(request.writer)

    def _add(self, request: _Request, plan: AnimationPlan, picture: Picture) -> None:
        if len(request.samples) < plan.sample_count:
            request.samples.append(picture)
        else:
            if request.writer is None:
                request.writer = _writer(plan, request.samples)
                self.writers.add(request.writer)
            request.writer.add(picture)
            request.frames += 1
        if request.cancelled.is_set():
            self.abandon(request)
        elif request.writer is not None and request.frames == plan.frame_count:
            request.writer.commit()
            self.writers.discard(request.writer)
            self.saved.emit(request, _size(plan.path))
        else:
            self.taken.emit(request)


class PictureSaver(QObject):
    """Writes one picture or animation at a time in a thread of its own; the old file stays until it is complete.

    Signals
    -------
    saved(Path, int)
        The file or folder is in place and has this many bytes.
    taken()
        One more picture of an animation is written; the next may come.
    failed(Exception)
        It failed, and nothing of it is left; the text of a NeuronDesktopError is for the person.
    """

    saved = Signal(object, object)
    taken = Signal()
    failed = Signal(object)

    _save = Signal(object, object)
    _add = Signal(object, object, object)
    _abandon = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request: _Request | None = None
        self._plan: AnimationPlan | None = None
        worker = self._worker = _PictureWorker()
        self._thread = WorkerThread(worker, self)
        self._save.connect(worker.save)
        self._add.connect(worker.add)
        self._abandon.connect(worker.abandon)
        worker.saved.connect(self._on_saved)
        worker.taken.connect(self._on_taken)
        worker.failed.connect(self._on_failed)
        self._thread.start()

    def save(self, path: Path, content: QImage | bytes) -> None:
        """Begin to write an image as PNG, or a file that is made already."""
        self.cancel()
        self._request = _Request(path)
        self._save.emit(self._request, content)

    def begin(self, plan: AnimationPlan) -> None:
        """Expect the pictures of an animation."""
        self.cancel()
        self._request, self._plan = _Request(plan.path), plan

    def add(self, image: QImage) -> None:
        """Pass the next picture."""
        self._add.emit(self._request, self._plan, image)

    def cancel(self) -> None:
        """Drop what is under way; none of its signals will come, and nothing of an animation will be left."""
        if self._request is not None:
            self._request.cancelled.set()
            self._abandon.emit(self._request)
        self._request = None

    def close(self) -> None:
        """Cancel, and end the thread; call it once before the object is destroyed."""
        self.cancel()
        self._thread.close()
        # The thread may have ended before it reached this.
        for writer in self._worker.writers:
            writer.abandon()

    @Slot(object, object)
    def _on_saved(self, request: _Request, size: int) -> None:
        if request is self._request:
            self._request = None
            self.saved.emit(request.path, size)

    @Slot(object)
    def _on_taken(self, request: _Request) -> None:
        if request is self._request:
            self.taken.emit()

    @Slot(object, object)
    def _on_failed(self, request: _Request, error: Exception) -> None:
        if request is self._request:
            self._request = None
            self.failed.emit(error)


def png_bytes(image: QImage) -> bytes:
    """Return the image as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def rgb_array(image: QImage) -> Picture:
    """Return the image's pixels, (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()


def _writer(plan: AnimationPlan, samples: list[Picture]) -> AnimationWriter:
    if plan.format is AnimationFormat.GIF:
        return GifWriter(plan.path, samples, frames_per_second=plan.frames_per_second, loop=plan.loop)
    return PngFolderWriter(plan.path, count=plan.frame_count)


def _size(path: Path) -> int:
    """Return how many bytes a file, or the files of a folder, have."""
    files = path.iterdir() if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files)
