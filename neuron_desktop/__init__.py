"""Neuron Desktop: one neuron, fully understood."""

__version__ = "0.1.0"
