"""What mouse and keys do that is in no menu.

A test does each of them to the real window, and checks the result.
"""

from __future__ import annotations

from neuron_desktop.ui.help.sections import Row, Section

_POINT, _BRUSH, _ERASER = "With the point tool (P)", "With the brush (S)", "With the eraser (E)"
_MOVE, _HAND = "With the move tool (M)", "With the hand (H)"
_CURSOR = "While the cursor is shown"

GESTURES = (
    Section(
        "Mouse on the canvas",
        (
            Row("Place a point of the chosen class", "Click", _POINT),
            Row("Place a point of the other class", "Right click", _POINT),
            Row("Move a point", "Drag it", _POINT),
            Row("Remove the nearest point", "Shift+click", "With the point tool (P) and the brush (S)"),
            Row("Spray points of the chosen class", "Drag", _BRUSH),
            Row("Spray points of the other class", "Right drag", _BRUSH),
            Row("Erase all points within the circle", "Click or drag", _ERASER),
            Row("Select a point", "Click it", _MOVE),
            Row("Move the selected points", "Drag one of them", _MOVE),
            Row("Select the points in a rectangle", "Drag beside the points", _MOVE),
            Row("Add to what is selected", "Shift+click, Shift+drag", f"{_MOVE}; a selected point is deselected"),
            Row("Select nothing", "Click beside the points", _MOVE),
            Row("Move the view", "Drag", _HAND),
            Row("Move the view", "Middle drag, Alt+drag", "With any tool"),
            Row("Zoom", "Wheel", "About the place under the mouse; over an axis, only along that axis"),
            Row("Read off z, ŷ and the class of a place", "Hover", "Over a point its loss and its pull too"),
        ),
    ),
    Section(
        "Keys on the canvas",
        (
            Row("Show the cursor", "Up or Down", "To draw without a mouse"),
            Row("Move the cursor", "Left, Right, Up, Down", f"{_CURSOR}; with Shift by a single pixel"),
            Row("Place a red point", "R", f"{_CURSOR}: a point of class 0"),
            Row("Place a blue point", "B", f"{_CURSOR}: a point of class 1"),
            Row("Remove the nearest point", "Delete", _CURSOR),
            Row("Hide the cursor", "Esc", _CURSOR),
            Row("Make the selected points red", "R", "While points are selected: class 0"),
            Row("Make the selected points blue", "B", "While points are selected: class 1"),
        ),
    ),
    Section(
        "Elsewhere in the window",
        (
            Row("Look back at any iteration", "Drag, click", "On the timeline"),
            Row("Go one iteration back or forth", "Left, Right", "On the timeline"),
            Row("Go to the first or the newest iteration", "Home, End", "On the timeline"),
            Row("Read off the cost of an iteration", "Hover", "Over the cost curve"),
            Row("Change a value", "Double click, F2", "In the table of points; typing does it too"),
            Row("Sort by a column", "Click its heading", "In the table of points"),
            Row("Copy rows for a spreadsheet", "Ctrl+C", "In the table of points"),
            Row("Add rows from a spreadsheet", "Ctrl+V", "In the table of points"),
            Row("Rename a pinned run", "Double click, F2", "In the table of runs"),
            Row("Remove a pinned run", "Delete", "In the table of runs"),
            Row("Finish a field", "Enter", "The focus returns to the canvas"),
            Row("Discard what was refused", "Esc", "In a field of the settings"),
            Row("Leave the notes", "Tab", "All other keys are text there"),
            Row("Open a file", "Drop it on the window", "A project, a table, weights; cells of a spreadsheet too"),
        ),
    ),
)
