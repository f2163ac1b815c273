"""Facts about the program and the machine it runs on."""

from __future__ import annotations

from pathlib import Path

import pyqtgraph

from neuron_desktop.session.faults import versions
from neuron_desktop.session.files.folders import log_folder, recovery_folder, settings_place

LICENCE = "MIT licence"


def version_lines() -> list[str]:
    """Return the versions and the platform, a line each."""
    return [*versions().splitlines(), f"pyqtgraph {pyqtgraph.__version__}"]


def places() -> list[tuple[str, str]]:
    """Return the names and places of what is kept on this machine."""
    return [
        ("Settings", settings_place()),
        ("Log", str(log_folder())),
        ("Unsaved work", str(recovery_folder())),
    ]


def without_home(place: str) -> str:
    """Return a path with ~ for the home folder, whose name is usually that of the person."""
    home = str(Path.home())
    is_inside = place.startswith(home) and place[len(home) : len(home) + 1] in ("", "/", "\\")
    return f"~{place[len(home) :]}" if is_inside else place


def everything() -> str:
    """Return all facts as a text for a report."""
    lines = [*version_lines(), LICENCE, *(f"{what}: {without_home(place)}" for what, place in places())]
    return "\n".join(lines) + "\n"
