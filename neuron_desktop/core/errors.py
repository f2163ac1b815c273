"""The root of the project's exception tree.

::

    NeuronDesktopError
    ├── DatasetError        points, labels or names that are not a data set (also a ValueError)
    ├── SettingsError       a setting outside its domain                    (also a ValueError)
    ├── CheckpointError     a run that no training can have led to          (also a ValueError)
    ├── GeneratorError      a data set that cannot be generated             (also a ValueError)
    │   └── ExpressionError a function of x that cannot be read
    ├── NumberError         a text that is not a number, or may be two (also a ValueError)
    └── FileError           see neuron_desktop.files.errors

The text of each is a sentence for the person at the window: what happened, where, what to do.
"""


class NeuronDesktopError(Exception):
    """Any failure that this project names; its text is a sentence that a person can act on."""


class DatasetError(NeuronDesktopError, ValueError):
    """Features, labels or names do not form a data set."""


class SettingsError(NeuronDesktopError, ValueError):
    """A training setting lies outside its domain."""


class NumberError(NeuronDesktopError, ValueError):
    """A text is not a number, or may be more than one."""


class CheckpointError(NeuronDesktopError, ValueError):
    """A checkpoint holds a run that no training can have led to."""


class GeneratorError(NeuronDesktopError, ValueError):
    """A data set cannot be generated from the given values."""


class ExpressionError(GeneratorError):
    """A typed function cannot be read; `position` is the character, counted from 1, that it fails at."""

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(sentence)
        self.position = position
