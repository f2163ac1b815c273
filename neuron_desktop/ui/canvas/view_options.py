"""The display options of the canvas, and their menu entries."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtGui import QAction

LEAST_POINT_SIZE, MOST_POINT_SIZE = 3.0, 24.0
_STEP = 1.25


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """Everything that is off by default, and the size of a point in pixels.

    Parameters
    ----------
    margins
        The lines ŷ = ¼ and ŷ = ¾.
    rings
        A ring around each misclassified point.
    weight_arrow
        The weight vector as an arrow from the boundary.
    grid
        Lines at the axes' ticks.
    equal_scale
        One unit is as long across as up.
    point_size
        From 3 to 24.
    """

    margins: bool = False
    rings: bool = False
    weight_arrow: bool = False
    grid: bool = False
    equal_scale: bool = False
    point_size: float = 8.0


# Name of the option, objectName, text and tip of its action.
_ENTRIES = (
    ("margins", "marginsAction", "&Margins ŷ = ¼ and ¾", "Show how far from the boundary the neuron is sure"),
    ("rings", "ringsAction", "&Ring misclassified points", "Ring the points on the wrong side of the boundary"),
    (
        "weight_arrow",
        "weightArrowAction",
        "&Weight vector",
        "Show w as an arrow; it is square to the line at equal scale",
    ),
    ("grid", "gridAction", "&Grid", "Show lines at the ticks of the axes"),
    ("equal_scale", "equalScaleAction", "&Equal scale", "Make one unit as long across as up"),
)


class ViewOptionActions(QObject):
    """The options as actions, remembered from one start to the next.

    Signals
    -------
    options_changed(ViewOptions)
        Another choice.
    """

    options_changed = Signal(object)

    def __init__(self, stored: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._stored = stored
        self._options = _read(stored)
        self.actions = []
        for name, object_name, text, tip in _ENTRIES:
            action = QAction(text, parent)
            action.setObjectName(object_name)
            action.setCheckable(True)
            action.setChecked(getattr(self._options, name))
            action.setStatusTip(tip)
            action.setData(name)
            action.toggled.connect(self._on_toggled)
            self.actions.append(action)

    @property
    def options(self) -> ViewOptions:
        """The present choice."""
        return self._options

    @Slot()
    def enlarge(self) -> None:
        """Draw larger points."""
        self._set(replace(self._options, point_size=min(self._options.point_size * _STEP, MOST_POINT_SIZE)))

    @Slot()
    def shrink(self) -> None:
        """Draw smaller points."""
        self._set(replace(self._options, point_size=max(self._options.point_size / _STEP, LEAST_POINT_SIZE)))

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._set(replace(self._options, **{action.data(): checked}))

    def _set(self, options: ViewOptions) -> None:
        if options != self._options:
            self._options = options
            for field in fields(options):
                self._stored.setValue(f"view/{field.name}", getattr(options, field.name))
            self.options_changed.emit(options)


def _read(stored: QSettings) -> ViewOptions:
    """Return the stored options; what cannot be read is left at its default."""
    values: dict[str, bool] = {}
    for name, *_ in _ENTRIES:
        values[name] = str(stored.value(f"view/{name}", "false")).casefold() == "true"
    try:
        size = float(str(stored.value("view/point_size", ViewOptions().point_size)))
    except ValueError:
        size = ViewOptions().point_size
    if not LEAST_POINT_SIZE <= size <= MOST_POINT_SIZE:
        size = ViewOptions().point_size
    return ViewOptions(point_size=size, **values)
