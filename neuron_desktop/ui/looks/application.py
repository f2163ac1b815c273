"""The application object: its name, style and icon."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from neuron_desktop import __version__
from neuron_desktop.files.resources import resource_path


def create_application(arguments: list[str]) -> QApplication:
    """Return the application object, named and styled; theme and window come after."""
    application = QApplication(arguments)
    application.setApplicationName("Neuron Desktop")
    application.setApplicationVersion(__version__)
    application.setOrganizationName("Neuron Desktop")
    application.setDesktopFileName("neuron-desktop")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(resource_path("icons/neuron.svg"))))
    return application
