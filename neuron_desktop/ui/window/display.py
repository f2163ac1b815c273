"""Checks whether a window can be opened here; Qt itself would abort the process."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path

LINUX_PACKAGES = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libegl1 libxkbcommon-x11-0"


def missing_library(error: BaseException) -> str:
    """Return the sentence for a system library that Qt could not load."""
    found = re.search(r"(\S+\.so[.\d]*)", str(error))
    name = found.group(1).rstrip(":") if found else str(error)
    return (
        f"The system library {name} is missing, so no window can be opened. "
        f"On Debian or Ubuntu install what Qt needs: sudo apt install {LINUX_PACKAGES}"
    )


def why_no_window(plugins: Path) -> str | None:
    """Return a sentence on what is missing for a window and what to do, or None.

    Parameters
    ----------
    plugins
        Qt's folder of plugins.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "xcb").split(":")[0] != "xcb":
        return None
    display = os.environ.get("DISPLAY")
    if not display:
        if os.environ.get("WAYLAND_DISPLAY"):
            return None
        return (
            "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "Start it from a desktop session, or train without a window: neuron-desktop train"
        )
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return missing_library(error)
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if refused:
        return (
            f"The display {display} does not answer, so no window can be opened. "
            "Check DISPLAY, or train without a window: neuron-desktop train"
        )
    return None
