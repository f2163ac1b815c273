"""How long a window takes from the first import until it is painted; prints milliseconds. `start.py` runs it.

    python benchmarks/first_frame.py bare|program

``bare`` is a window with a pyqtgraph plot and nothing else.
"""

import time

BEGAN = time.perf_counter()

import os  # noqa: E402
import sys  # noqa: E402

# As the program has it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def wait_for_frame(canvas) -> None:
    """Return once `canvas`, and with it all else that is new in its window, has been painted."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject

    class Frames(QObject):
        painted = False

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.painted |= event.type() == QEvent.Type.Paint
            return False

    frames = Frames()
    canvas.viewport().installEventFilter(frames)
    while not frames.painted:
        QCoreApplication.processEvents()
    print(1000 * (time.perf_counter() - BEGAN))


def bare() -> None:
    """Open a window that only has a plot."""
    import pyqtgraph
    from PySide6.QtWidgets import QApplication, QMainWindow

    _application = QApplication(sys.argv[:1])
    window = QMainWindow()
    plot = pyqtgraph.PlotWidget()
    window.setCentralWidget(plot)
    window.resize(1280, 800)
    window.show()
    wait_for_frame(plot)


def program() -> None:
    """Open the program's window as the program does, and close it once it is painted."""
    from neuron_desktop.ui.window.app import open_window

    def stop_at_first_frame(_application) -> int:
        from PySide6.QtWidgets import QApplication

        from neuron_desktop.ui import MainWindow

        (window,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))
        wait_for_frame(window.canvas)
        window.close()
        return 0

    # No import before the program's own; the name is looked up when the window is there.
    import PySide6.QtWidgets

    PySide6.QtWidgets.QApplication.exec = stop_at_first_frame
    open_window()


if __name__ == "__main__":
    {"bare": bare, "program": program}[sys.argv[1]]()
