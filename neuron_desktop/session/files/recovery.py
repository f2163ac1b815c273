"""The folder in which running windows keep their unsaved work, and where crashed ones have left theirs."""

from __future__ import annotations

import contextlib
import json
import logging
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile

from neuron_desktop.files.projects.project import SUFFIX, Others, Project
from neuron_desktop.files.stamp import ABSENT, FileStamp

LOCK = ".lock"
# The part of a kept file that says where its project was saved.
ORIGIN = "recovery.json"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Keeping:
    """A file for the unsaved work of one window, which nobody else touches while `lock` is held."""

    path: Path
    lock: QLockFile

    def discard(self) -> None:
        """Remove the file and unlock its place; a second call does nothing."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.lock.unlock()

    @property
    def written(self) -> datetime:
        """When it was written last."""
        try:
            return datetime.fromtimestamp(self.path.stat().st_mtime)
        except (OSError, OverflowError, ValueError):
            return datetime.now()


class RecoveryFolder:
    """Hands out places to keep unsaved work in, and finds those whose window is gone.

    Nothing here raises: without a usable folder there is no place, and the log says so.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def claim(self) -> Keeping | None:
        """Return a new place, or None if there can be none."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _log.warning("No folder for unsaved work: %s", error)
            return None
        return self._locked(self._folder / f"{secrets.token_hex(8)}{SUFFIX}")

    def abandoned(self) -> tuple[Keeping, ...]:
        """Return what windows that ended without closing have left, the newest first; each is locked."""
        try:
            paths = [path for path in self._folder.glob(f"*{SUFFIX}") if path.is_file()]
            self._sweep({path.with_suffix(LOCK) for path in paths})
        except OSError as error:
            _log.warning("The folder for unsaved work cannot be read: %s", error)
            return ()
        found = [keeping for path in paths if (keeping := self._locked(path)) is not None]
        return tuple(sorted(found, key=lambda keeping: keeping.written, reverse=True))

    def _sweep(self, in_use: set[Path]) -> None:
        """Remove the locks of windows that are gone and have left nothing."""
        for path in set(self._folder.glob(f"*{LOCK}")) - in_use:
            lock = _lock_of(path)
            if lock.tryLock(0):
                lock.unlock()

    @staticmethod
    def _locked(path: Path) -> Keeping | None:
        lock = _lock_of(path.with_suffix(LOCK))
        if lock.tryLock(0):
            return Keeping(path, lock)
        if lock.error() is not QLockFile.LockError.LockFailedError:
            _log.warning("%s cannot be locked: %s", path, lock.error())
        return None


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    # A lock becomes stale only when its process is gone, however long a window has run.
    lock.setStaleLockTime(0)
    return lock


def with_origin(project: Project, path: Path | None, stamp: FileStamp = ABSENT) -> Project:
    """Return `project` as it is kept, with the path it was saved to and what was there then."""
    kept = asdict(stamp) | {"digest": stamp.digest.hex()}
    entry = (ORIGIN, json.dumps({"path": None if path is None else str(path), "stamp": kept}).encode())
    others = project.others
    return replace(project, others=Others(others.values, (*_without_origin(others), entry)))


def origin_of(project: Project) -> tuple[Project, Path | None, FileStamp]:
    """Return what `with_origin` was given; without it, no path and the stamp of no file."""
    entries = dict(project.others.entries)
    try:
        found = json.loads(entries.get(ORIGIN, b"{}"))
    except (ValueError, RecursionError):
        found = {}
    text, kept = (found.get("path"), found.get("stamp")) if isinstance(found, dict) else (None, None)
    path = Path(text) if isinstance(text, str) and text and "\0" not in text else None
    return replace(project, others=Others(project.others.values, _without_origin(project.others))), path, _stamp(kept)


def _stamp(kept: object) -> FileStamp:
    if not isinstance(kept, dict):
        return ABSENT
    try:
        size, modified, inode = (int(kept[name]) for name in ("size", "modified", "inode"))
        return FileStamp(size, modified, inode, bytes.fromhex(kept["digest"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return ABSENT


def _without_origin(others: Others) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, data) for name, data in others.entries if name != ORIGIN)
