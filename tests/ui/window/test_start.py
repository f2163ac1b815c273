"""The window is there before what it does not need yet is imported."""

from __future__ import annotations

import os
from pathlib import Path

from tests.children import python
from tests.places import ROOT

# Opens the window as the program does, lets it be painted, and tells what has been imported by then.
STARTING = """
import gc, sys
from neuron_desktop.ui.window.app import open_window
from neuron_desktop.session.judging import examination
from PySide6.QtWidgets import QApplication

# On a busy machine its rest would be over before the window is painted.
examination.CALM_MILLISECONDS = 60_000

def until_painted(_application):
    from neuron_desktop.ui import MainWindow
    (window,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))
    assert window.isVisible()
    QApplication.processEvents()
    print(gc.isenabled(), gc.get_freeze_count())
    print(*sys.modules)
    window.close()
    return 0

QApplication.exec = until_painted
sys.exit(open_window())
"""

# Rooms and modules that no one has asked for yet when the window is seen for the first time.
LATER = (
    "PIL",
    "neuron_desktop.core.judging.examination",
    "neuron_desktop.core.judging.line",
    "neuron_desktop.core.judging.newton",
    "neuron_desktop.core.judging.points_findings",
    "neuron_desktop.files.animation",
    "neuron_desktop.files.archive",
    "neuron_desktop.files.projects.project_file",
    "neuron_desktop.files.recipes.csv_data",
    "neuron_desktop.files.recipes.recipe",
    "neuron_desktop.files.recipes.survey",
    "neuron_desktop.files.text.dialect",
    "neuron_desktop.files.text.tables",
    "neuron_desktop.files.weights",
    "neuron_desktop.session.files.exporting",
    "neuron_desktop.session.files.pictures",
    "neuron_desktop.ui.dialogs",
    "neuron_desktop.ui.help.keyboard_page",
    "neuron_desktop.ui.help.topic_page",
    "neuron_desktop.ui.pictures",
    "neuron_desktop.ui.views.columns_view",
    "neuron_desktop.ui.views.evaluation_view",
    "neuron_desktop.ui.views.notes_view",
    "neuron_desktop.ui.views.points_table",
    "neuron_desktop.ui.views.runs_view",
)


def test_what_the_first_frame_does_not_show_is_imported_later_and_the_collector_rests(tmp_path: Path) -> None:
    folders = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path))
    environment = {**os.environ, **folders, "PYTHONPATH": str(ROOT)}
    done = python("-c", STARTING, cwd=tmp_path, env=environment, text=True, check=True)
    collector, modules = done.stdout.splitlines()
    is_enabled, passed_over = collector.split()
    assert is_enabled == "False"
    # Modules, their functions and classes.
    assert int(passed_over) > 20_000
    imported = set(modules.split())
    assert "neuron_desktop.ui.canvas.canvas" in imported
    assert imported & set(LATER) == set()
