"""What a view of points may see, without a window."""

from types import SimpleNamespace

from PySide6.QtCore import QObject

from neuron_desktop.session.document.document import Document
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.canvas.drawing import Drawing


def workbench_of(dataset):
    """Return a document with this data set and what draws on it, under the names of a `Workbench`."""
    document = Document(dataset, Source("a test"))
    owner = QObject(document)
    return SimpleNamespace(document=document, drawing=Drawing(document, owner))
