"""Statistics of each feature, with a small histogram of each class."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import Dataset
from neuron_desktop.core.data.statistics import BINS, FeatureStatistics
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.plain_text import tip
from neuron_desktop.ui.looks.theme import LIGHT, Theme
from neuron_desktop.ui.views.view import View, Workbench
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.hovering import LiveTip
from neuron_desktop.ui.widgets.widgets import keep_keys

STATISTICS = Qt.ItemDataRole.UserRole + 1

_HISTOGRAM_HEIGHT = 38
_MARGIN = 8
_OPACITY = 0.55

Index = QModelIndex | QPersistentModelIndex

HELP = (
    "The figures of each feature: how many values there are and how many are missing, mean and deviation, median, "
    "smallest and largest, and how each class is distributed between these. If the classes lie apart, the feature "
    "says a lot by itself. Up and Down go through the features."
)


class StatisticsModel(QAbstractListModel):
    """The statistics of each feature."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: tuple[FeatureStatistics, ...] = ()
        self._missing: dict[str, int] = {}

    def show(self, found: tuple[FeatureStatistics, ...], missing: dict[str, int]) -> None:
        """Show other statistics, and how many cells of the table had none of a feature."""
        self.beginResetModel()
        self._found, self._missing = found, missing
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of features."""
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a feature's name, its statistics, or both in words."""
        found = self._found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return found.name
        if role == STATISTICS:
            return found, self._missing.get(found.name, 0)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            text = "\n".join((found.name, counts(found, self._missing.get(found.name, 0)), *lines(found)))
            return tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None


def lines(found: FeatureStatistics) -> tuple[str, str]:
    """Return the figures of a feature in two lines."""
    step = found.deviation / 1000

    def told(value: float) -> str:
        return formatting.resolved(value, step, 4)

    return (
        f"mean {told(found.mean)} ± {formatting.number(found.deviation)}",
        f"median {told(found.median)},  {told(found.minimum)} to {told(found.maximum)}",
    )


def counts(found: FeatureStatistics, missing: int) -> str:
    """Return how many values there are of a feature, and how many cells of the table had none."""
    return f"{formatting.count(found.count)}{f',  {formatting.count(missing)} missing' if missing else ''}"


class _FeatureDelegate(QStyledItemDelegate):
    """Paints a feature: its name, its histogram, its figures."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = LIGHT

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of three lines and a histogram."""
        return QSize(120, 3 * option.fontMetrics.height() + _HISTOGRAM_HEIGHT + 2 * _MARGIN + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the feature."""
        found, missing = index.data(STATISTICS)
        area = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        line, metrics = option.fontMetrics.height(), option.fontMetrics
        painter.save()
        painter.setClipRect(option.rect)
        bold = QFont(option.font)
        bold.setBold(True)
        many = counts(found, missing)
        many_width = metrics.horizontalAdvance(many)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(area.right() - many_width, area.top() + metrics.ascent(), many)
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.text))
        room = area.width() - many_width - 2 * _MARGIN
        name = QFontMetrics(bold).elidedText(" ".join(found.name.split()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(area.left(), area.top() + metrics.ascent(), name)
        painter.setFont(option.font)
        place = QRect(area.left(), area.top() + line + 2, area.width(), _HISTOGRAM_HEIGHT)
        paint_histogram(painter, QRectF(place), found, self.theme)
        painter.setPen(QColor(self.theme.muted))
        top = place.bottom() + 3
        for text in lines(found):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area.left(), top + metrics.ascent(), shown)
            top += line
        painter.restore()


def paint_histogram(painter: QPainter, area: QRectF, found: FeatureStatistics, theme: Theme) -> None:
    """Paint the distribution of each class from the smallest value, left, to the largest; the classes overlap."""
    highest = max(int(found.histogram.max()), 1)
    width = area.width() / BINS
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for heights, name in zip(found.histogram.tolist(), theme.class_colors, strict=True):
        color = QColor(name)
        color.setAlphaF(_OPACITY)
        painter.setBrush(color)
        outline = [QPointF(area.left(), area.bottom())]
        for place, many in enumerate(heights):
            # A bar of any height is visible.
            height = max(area.height() * many / highest, 1.0 if many else 0.0)
            outline += [
                QPointF(area.left() + place * width, area.bottom() - height),
                QPointF(area.left() + (place + 1) * width, area.bottom() - height),
            ]
        outline.append(QPointF(area.right(), area.bottom()))
        painter.drawPolygon(QPolygonF(outline))
    painter.setPen(QColor(theme.border))
    painter.drawLine(area.bottomLeft(), area.bottomRight())


class ColumnsView(View):
    """Lists the features of the data set with their statistics, found for the set that is seen."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(workbench, parent)
        set_help(self, "Columns", HELP)
        self._missing: dict[str, int] = {}
        self._model = StatisticsModel(self)
        self._list = QListView()
        self._list.setObjectName("statisticsList")
        self._list.setAccessibleName("Statistics of the features")
        self._list.setModel(self._model)
        keep_keys(self._list, Qt.Key.Key_Home)
        self._delegate = _FeatureDelegate(self._list)
        self._list.setItemDelegate(self._delegate)
        self._list.setUniformItemSizes(True)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        LiveTip(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list)
        self.follow_dataset(self._on_dataset_changed)
        self.follow(workbench.statistics.computed, self._on_computed)

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        super().set_theme(theme)
        self._delegate.theme = theme
        self._list.viewport().update()

    def _on_dataset_changed(self, dataset: Dataset, _replaced: bool) -> None:
        # From where the data set came it is known how many cells were missing.
        source = self.workbench.document.source
        self._missing = {}
        if source.recipe is not None:
            missing, names = dict(source.missing), iter(source.recipe.feature_names)
            for column in source.recipe.columns:
                for _ in column.feature_names:
                    self._missing[next(names)] = missing.get(column.name, 0)
        self.workbench.statistics.compute(dataset)

    def _on_computed(self, found: tuple[FeatureStatistics, ...]) -> None:
        scrolled = self._list.verticalScrollBar().value()
        self._model.show(found, self._missing)
        self._list.verticalScrollBar().setValue(scrolled)
