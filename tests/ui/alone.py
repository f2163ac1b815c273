"""A window in a process of its own: its settings lie in the folder where that runs, what goes wrong is written down."""

import faulthandler
import os
import sys
import threading
import traceback
from pathlib import Path

from PySide6.QtCore import QSettings, qInstallMessageHandler

# What the platform without a screen says of what it cannot do, and of fonts that a machine lacks.
IGNORED = ("This plugin does not support", "OpenType support missing")

complaints: list[str] = []


def lone_application():
    """Return the application of this process, in which exceptions and Qt's messages become complaints."""
    faulthandler.enable()
    folder = str(Path.cwd())
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = folder
    for file_format in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(file_format, QSettings.Scope.UserScope, folder)
    from neuron_desktop.ui.looks.application import create_application

    sys.excepthook = lambda *error: complain("".join(traceback.format_exception(*error)))
    threading.excepthook = lambda met: complain("".join(traceback.format_exception(*met[:3])))
    sys.unraisablehook = lambda met: complain("".join(traceback.format_exception(met.exc_value)))
    qInstallMessageHandler(_on_message)
    return create_application(sys.argv[:1])


def complain(text):
    """Note that something went wrong, and say it at once: the process may not come to its end."""
    complaints.append(text)
    print(text, file=sys.stderr, flush=True)


def _on_message(_kind, _context, message):
    if not (message or "").startswith(IGNORED):
        complain(f"Qt: {message}")
