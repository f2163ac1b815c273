"""Offscreen by default, settings of our own, and no thread or window left behind."""

from __future__ import annotations

import faulthandler
import gc
import os
import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.places import TESTS

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

# Read when NumPy is first imported: more threads would change the last bits of a sum.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOMS_WITHOUT_QT = (TESTS / "core", TESTS / "files")
# Two share a core well, since some tests wait; many take more time to start than they save.
FEWEST_PROCESSES, MOST_PROCESSES = 2, 8
LONGEST_WAIT = 30_000
LONGEST_WAIT_FOR_A_LEAKED_THREAD = 5000

settings.register_profile("default", derandomize=True, deadline=None)
settings.register_profile("soak", deadline=None, max_examples=2000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--headed", action="store_true", help="show real windows on the display there is")
    parser.addoption("--soak", action="store_true", help="run the soak tests too, and more examples of each property")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--headed"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    config.addinivalue_line("markers", "soak: takes minutes; runs with --soak only")
    settings.load_profile("soak" if config.getoption("--soak") else "default")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return the number of processes: one a core, but none for real windows, which share screen and clipboard."""
    return 0 if config.getoption("--headed") else min(max(os.cpu_count() or 1, FEWEST_PROCESSES), MOST_PROCESSES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    skip = pytest.mark.skip(reason="a soak test; give --soak to run it")
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(skip)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector pass over what was there before the tests, above all modules: each test asks it for threads."""
    gc.collect()
    gc.freeze()


def may_use_qt(request: pytest.FixtureRequest) -> bool:
    """Whether Qt is there at all, and the test's room allowed to use it; nothing is imported to find out."""
    return "PySide6.QtCore" in sys.modules and not any(room in request.path.parents for room in ROOMS_WITHOUT_QT)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.config.getoption("--soak"):
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Let waits last longer than is usual: beside other processes everything takes its time."""
    for name in ("waitUntil", "waitSignal", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=LONGEST_WAIT))
    return qtbot


@pytest.fixture(autouse=True)
def settings_of_its_own(request: pytest.FixtureRequest) -> None:
    """Keep each test's QSettings in a folder of its own."""
    if not may_use_qt(request):
        return
    from PySide6.QtCore import QSettings

    folder = str(request.getfixturevalue("tmp_path") / "settings")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    # QSettings(organization, application) goes by the native format whatever the default.
    for file_format in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(file_format, scope, folder)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, settings_of_its_own: None) -> Iterator[None]:
    """Fail a test after which a thread still runs or a window still shows, and end both."""
    if not may_use_qt(request) or "PySide6.QtWidgets" not in sys.modules:
        yield
        return
    # Kept as objects, for an address may be given out twice. Fixtures of a module may hold some of their own.
    before = [*running_threads(), *visible_windows()]
    yield
    delete_closed_windows()
    threads = [thread for thread in running_threads() if not any(thread is known for known in before)]
    windows = [window for window in visible_windows() if not any(window is known for known in before)]
    leaks = [f"a running thread, {thread.objectName() or thread!r}" for thread in threads]
    leaks += [f"a visible window, {window.windowTitle() or window!r}" for window in windows]
    for window in windows:
        window.hide()
    for thread in threads:
        thread.quit()
        thread.wait(LONGEST_WAIT_FOR_A_LEAKED_THREAD)
    if leaks:
        pytest.fail(f"The test left behind: {'; '.join(leaks)}.", pytrace=False)


def delete_closed_windows() -> None:
    """Delete the windows that a test has closed, before the collector finds their parts in some later test.

    It would take their attributes away first, and then Qt, deleting them, would call slots that need these.
    """
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    for window in QApplication.topLevelWidgets():
        if isinstance(window, QMainWindow) and not window.isVisible():
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # type: ignore[arg-type]


def kinds_of(kind: type) -> Iterator[type]:
    """Return a class and all that are derived from it."""
    yield kind
    for derived in kind.__subclasses__():
        yield from kinds_of(derived)


def running_threads() -> list[QThread]:
    """Return every QThread that Python knows and that runs now."""
    import shiboken6
    from PySide6.QtCore import QThread

    current = QThread.currentThread()
    kinds = set(kinds_of(QThread))
    # By type and not isinstance, which asks proxies for their __class__.
    known = [thing for thing in gc.get_objects() if type(thing) in kinds]
    return [thread for thread in known if thread is not current and shiboken6.isValid(thread) and thread.isRunning()]


def visible_windows() -> list[QWidget]:
    """Return every window that shows now; a tool tip goes by itself."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    return [
        window
        for window in QApplication.topLevelWidgets()
        if window.isVisible() and window.windowType() != Qt.WindowType.ToolTip
    ]
