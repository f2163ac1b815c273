"""Unexpected errors: written to a log on this machine, and reported to whatever can show them.

Nothing is sent anywhere. The log holds the messages of Python and Qt; the report that a person may copy leaves out all
names of folders and files except the program's own.
"""

from __future__ import annotations

import logging
import platform
import re
import sys
import threading
import traceback
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import numpy as np
import PySide6
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, Slot, qInstallMessageHandler, qVersion

from neuron_desktop import __version__

LOG_FILE = "neuron-desktop.log"
LARGEST_LOG = 512 * 1024
KEPT_LOGS = 3

_log = logging.getLogger("neuron_desktop")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_FILE_OF_FRAME = re.compile(r'(?m)^(  File ")(.*)(", line \d+)')
_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\|/)[^\s'\"<>|]*[\\/][^'\"<>|\n]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that went wrong: the `reason` in a line, and a `report` without personal data."""

    reason: str
    report: str


def open_log(folder: Path) -> RotatingFileHandler | None:
    """Write the program's log to `folder` from now on, or nowhere if that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / LOG_FILE, maxBytes=LARGEST_LOG, backupCount=KEPT_LOGS, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    return handler


def close_log(handler: RotatingFileHandler) -> None:
    """Stop writing to the log that `open_log` returned."""
    _log.removeHandler(handler)
    handler.close()


class FaultReporter(QObject):
    """Receives uncaught exceptions of any thread, and Qt's complaints, and logs them.

    Signals
    -------
    met(Fault)
        Something went wrong; emitted in the thread where it did. The program goes on.
    """

    met = Signal(object)

    def install(self) -> None:
        """Listen, until `remove`."""
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._qt_handler = qInstallMessageHandler(self._on_qt_message)

    def remove(self) -> None:
        """Stop listening."""
        sys.excepthook, threading.excepthook = self._hooks
        qInstallMessageHandler(self._qt_handler)

    @Slot(object)
    def report(self, error: BaseException) -> None:
        """Log and report an exception that was caught at the edge of a thread or of the program."""
        _log.critical("Unexpected exception", exc_info=error)
        self.met.emit(Fault(_reason(error), report_of(error)))

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._hooks[0](kind, error, trace)
        else:
            self.report(error.with_traceback(trace))

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.report(arguments.exc_value)

    def _on_qt_message(self, kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
        text = message or ""
        _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)
        if kind is QtMsgType.QtCriticalMsg:
            self.met.emit(Fault(text, f"{versions()}\n\nQt: {_without_paths(text)}\n"))


def report_of(error: BaseException) -> str:
    """Return versions, platform and traceback of an exception, without the person's folders and files."""
    lines = "".join(traceback.format_exception(error))
    frames = _FILE_OF_FRAME.sub(lambda found: found[1] + _place_of(found[2]) + found[3], lines)
    # The remaining paths are in the texts of exceptions and in quoted lines of code.
    kept = [line if _FILE_OF_FRAME.match(line) else _without_paths(line) for line in frames.splitlines()]
    return f"{versions()}\n\n" + "\n".join(kept) + "\n"


def _reason(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__


def versions() -> str:
    """Return the versions of the program and of what it stands on, and the platform, in three lines."""
    return (
        f"Neuron Desktop {__version__}\n"
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, Qt {qVersion()}, NumPy {np.__version__}\n"
        f"{platform.system()} {platform.release()} {platform.machine()}"
    )


def _place_of(file: str) -> str:
    """Return the path of a source file from the package that it belongs to."""
    parts = re.split(r"[\\/]", file)
    for root in ("site-packages", "neuron_desktop"):
        if root in parts:
            place = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[place + (root == "site-packages") :])
    return parts[-1]


def _without_paths(text: str) -> str:
    return _PATH.sub("(a path)", text)
