"""Generated data sets in the document: each gesture is one step of undo; the neuron stays while the kind does."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import GeneratorError, GeneratorSpec, generate
from neuron_desktop.core.generators.catalogue import LineGenerator
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.document.source import Source

ARTICLE_NAME = "The article's line"


def article_source() -> Source:
    """Return the source of the article's data set."""
    return Source(ARTICLE_NAME, generator=LineGenerator())


def source_of(spec: GeneratorSpec) -> Source:
    """Return the source of a data set generated from `spec`."""
    return article_source() if spec == LineGenerator() else Source(spec.TITLE, generator=spec)


class Generation(QObject):
    """Puts generated data sets into a document.

    Signals
    -------
    generated()
        The document holds another generated set.
    failed(GeneratorError)
        No data set could be made; the document is as it was.
    """

    generated = Signal()
    failed = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._gesture = ""
        self._stroke: int | None = None

    @Slot(object, str)
    def generate(self, spec: GeneratorSpec, gesture: str = "") -> None:
        """Replace the data set by what `spec` describes.

        Successive calls with the same `gesture`, a word such as the name of the dragged field, are one step of undo.
        The neuron is kept, unless the generator is of another kind.
        """
        try:
            dataset = generate(spec)
        except GeneratorError as error:
            self.failed.emit(error)
            return
        if not gesture or gesture != self._gesture:
            self._stroke = self._document.new_stroke()
        self._gesture = gesture
        self._document.replace(
            dataset,
            source_of(spec),
            on_disk=True,
            keep_neuron=type(spec) is type(self._document.source.generator),
            stroke=self._stroke,
        )
        self.generated.emit()
