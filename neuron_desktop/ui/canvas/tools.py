"""What the left and right mouse buttons do on the canvas: one tool at a time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

import numpy as np
from PySide6.QtCore import Qt

from neuron_desktop.ui.items.view_map import Array, Indices, Neighbours, Pixel, ViewMap

# Closer than this many pixels, the mouse is on a point; moved less far, it has not been dragged.
REACH = 7.0
DRAG_DISTANCE = 4.0


class ToolKind(Enum):
    """The tools, by name."""

    POINT = "point"
    BRUSH = "brush"
    ERASER = "eraser"
    MOVE = "move"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class ToolSettings:
    """How wide brush and eraser are, in pixels, how many points a dab sprays, and whether points snap to the grid."""

    radius: float = 24.0
    density: int = 3
    snap: bool = False


@dataclass(slots=True)
class Gesture:
    """From the press of a button to its release; places are pixels of the canvas."""

    number: int
    start: Pixel
    button: Qt.MouseButton
    extend: bool
    last: Pixel = field(init=False)
    dragged: bool = False

    def __post_init__(self) -> None:
        self.last = self.start

    @property
    def other(self) -> bool:
        """Whether it is of the right button, which places the other class."""
        return self.button is Qt.MouseButton.RightButton

    def has_left_its_start(self, pixel: Pixel) -> bool:
        """Whether this is a drag by now, and not the tremor of a click."""
        self.dragged = self.dragged or math.dist(pixel, self.start) > DRAG_DISTANCE
        return self.dragged


class Surface(Protocol):
    """What a tool works on: the canvas."""

    @property
    def view(self) -> ViewMap:
        """The visible part of the plane."""
        ...

    @property
    def neighbours(self) -> Neighbours:
        """The samples, to be found by their pixels."""
        ...

    @property
    def points(self) -> Array:
        """Where the samples are on the plane, shape (2, m)."""
        ...

    @property
    def selection(self) -> Indices:
        """The selected samples."""
        ...

    @property
    def settings(self) -> ToolSettings:
        """Those of the tools."""
        ...

    def place(self, points: Array, gesture: Gesture) -> None:
        """Ask for new samples at points of the plane, shape (2, k)."""
        ...

    def erase(self, indices: Indices, gesture: Gesture) -> None:
        """Ask to remove samples."""
        ...

    def drag(self, indices: Indices, points: Array, gesture: Gesture) -> None:
        """Ask to move samples to points of the plane, shape (2, k)."""
        ...

    def select(self, indices: Indices) -> None:
        """Ask for another selection."""
        ...

    def snapped(self, points: Array) -> Array:
        """Return points of the plane, on the grid where they are to snap to it."""
        ...

    def show_band(self, corner: Pixel, opposite: Pixel) -> None:
        """Show a rectangle between two pixels."""
        ...

    def hide_band(self) -> None:
        """Hide it again."""
        ...


class Tool:
    """Ignores the mouse; subclasses say what they do."""

    cursor = Qt.CursorShape.OpenHandCursor
    has_radius = False

    def press(self, surface: Surface, gesture: Gesture) -> None:
        """Begin a gesture."""

    def move(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """Go on to `pixel`; `gesture.last` is where the mouse was before."""

    def release(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """End the gesture."""


class _Grip:
    """Samples held by the mouse: they move as it does."""

    def __init__(self, surface: Surface, indices: Indices, gesture: Gesture) -> None:
        self.indices = indices
        self._before = surface.points[:, indices]
        self._start = surface.view.to_plane(np.array(gesture.start)[:, None])

    def pull(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """Move them to where the mouse is now."""
        points = self._before + (surface.view.to_plane(np.array(pixel)[:, None]) - self._start)
        surface.drag(self.indices, surface.snapped(points), gesture)


class PointTool(Tool):
    """A click places a point; a drag that begins on one moves it."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self) -> None:
        self._grip: _Grip | None = None

    def press(self, surface: Surface, gesture: Gesture) -> None:
        """Grab what is under the mouse."""
        held = surface.neighbours.nearest(gesture.start, within=REACH)
        self._grip = None if held is None else _Grip(surface, np.array([held]), gesture)

    def move(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """Move what is held."""
        if self._grip is not None and gesture.has_left_its_start(pixel):
            self._grip.pull(surface, gesture, pixel)

    def release(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """Place a point where the button was pressed, unless one has been moved."""
        if self._grip is None or not gesture.has_left_its_start(pixel):
            surface.place(surface.snapped(surface.view.to_plane(np.array(gesture.start)[:, None])), gesture)
        self._grip = None


class BrushTool(Tool):
    """A drag sprays points: a dab for each radius of its way, however fast the mouse is."""

    cursor = Qt.CursorShape.CrossCursor
    has_radius = True

    def __init__(self, random: Callable[[], np.random.Generator] = np.random.default_rng) -> None:
        self._random = random()
        self._left = 0.0

    def press(self, surface: Surface, gesture: Gesture) -> None:
        """Spray the first dab."""
        self._left = surface.settings.radius
        self._spray(surface, gesture, np.array([gesture.start]))

    def move(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """Spray the dabs that are due on the way."""
        length, spacing = math.dist(gesture.last, pixel), surface.settings.radius
        due = np.arange(self._left, length, spacing)
        if due.size:
            way = np.subtract(pixel, gesture.last) / length
            self._spray(surface, gesture, np.array(gesture.last) + due[:, None] * way)
            self._left = float(due[-1]) + spacing
        self._left -= length

    def _spray(self, surface: Surface, gesture: Gesture, dabs: Array) -> None:
        """Place points around the middles `dabs`, shape (d, 2), evenly over each disc."""
        settings = surface.settings
        middles = np.repeat(dabs, settings.density, axis=0)
        angle = self._random.uniform(0.0, 2.0 * np.pi, len(middles))
        distance = settings.radius * np.sqrt(self._random.uniform(0.0, 1.0, len(middles)))
        pixels = middles.T + distance * np.stack([np.cos(angle), np.sin(angle)])
        pixels = pixels[:, surface.view.shows(pixels)]
        if pixels.size:
            surface.place(surface.snapped(surface.view.to_plane(pixels)), gesture)


class EraserTool(Tool):
    """A click or a drag removes every point within the radius of its way."""

    cursor = Qt.CursorShape.CrossCursor
    has_radius = True

    def press(self, surface: Surface, gesture: Gesture) -> None:
        """Erase where the button is pressed."""
        self.move(surface, gesture, gesture.start)

    def move(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """Erase on the way."""
        erased = surface.neighbours.within(gesture.last, pixel, surface.settings.radius)
        if erased.size:
            surface.erase(erased, gesture)


class MoveTool(Tool):
    """A drag moves a point, or all selected ones; one that begins beside them selects by a rectangle."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self) -> None:
        self._grip: _Grip | None = None

    def press(self, surface: Surface, gesture: Gesture) -> None:
        """Grab what is under the mouse, and select it."""
        held = surface.neighbours.nearest(gesture.start, within=REACH)
        self._grip = None
        if held is None:
            return
        selection = surface.selection
        if held not in selection:
            selection = np.union1d(selection, [held]) if gesture.extend else np.array([held])
            surface.select(selection)
        elif gesture.extend:
            surface.select(np.setdiff1d(selection, [held]))
            return
        self._grip = _Grip(surface, selection, gesture)

    def move(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """Move what is held, or draw the rectangle."""
        if not gesture.has_left_its_start(pixel):
            return
        if self._grip is not None:
            self._grip.pull(surface, gesture, pixel)
        else:
            surface.show_band(gesture.start, pixel)

    def release(self, surface: Surface, gesture: Gesture, pixel: Pixel) -> None:
        """Select what is in the rectangle; a click on nothing selects nothing."""
        surface.hide_band()
        if self._grip is None and surface.neighbours.nearest(gesture.start, within=REACH) is None:
            found = np.empty(0, np.int64)
            if gesture.has_left_its_start(pixel):
                found = surface.neighbours.inside(gesture.start, pixel)
            surface.select(np.union1d(surface.selection, found) if gesture.extend else found)
        self._grip = None


def make_tools() -> dict[ToolKind, Tool]:
    """Return one tool of each kind; the hand is handled by the view and does nothing here."""
    return {
        ToolKind.POINT: PointTool(),
        ToolKind.BRUSH: BrushTool(),
        ToolKind.ERASER: EraserTool(),
        ToolKind.MOVE: MoveTool(),
        ToolKind.HAND: Tool(),
    }
