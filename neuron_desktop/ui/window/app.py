"""Starting the window.

Qt is imported inside the functions: if one of its system libraries is missing, the import fails, and a sentence
explains it.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from neuron_desktop.ui.window.display import missing_library, why_no_window

NO_WINDOW = 2


def open_window(path: Path | None = None) -> int:
    """Open the window, with the file at `path` in it, and return the exit status once it is closed.

    The status is 2, with a sentence on standard error, if no window can be opened.
    """
    # What is imported stays, and the collector would look through it again and again.
    gc.disable()
    try:
        return _open_window(path)
    finally:
        gc.enable()


def _open_window(path: Path | None) -> int:
    try:
        from PySide6.QtCore import QLibraryInfo

        reason = why_no_window(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
        if reason is None:
            from neuron_desktop.session.files.folders import log_folder, recovery_folder
            from neuron_desktop.session.files.recovery import RecoveryFolder
            from neuron_desktop.ui.looks.application import create_application
            from neuron_desktop.ui.window.fault_watch import FaultWatch
            from neuron_desktop.ui.window.main_window import MainWindow
    except ImportError as error:
        if ".so" not in str(error):
            raise
        reason = missing_library(error)
    if reason is not None:
        print(f"neuron-desktop: {reason}", file=sys.stderr)
        return NO_WINDOW
    application = create_application(sys.argv[:1])
    # Nor does it when it collects beside the window.
    gc.freeze()
    window = MainWindow(recovery=RecoveryFolder(recovery_folder()))
    watch = FaultWatch(log_folder(), window)
    window.training.failed.connect(watch.reporter.report)
    window.show()
    if path is not None:
        window.open_path(path)
    status = application.exec()
    watch.close()
    return status
