"""Views of the data and the run beside the canvas: cost, neuron, evaluation, runs, points, columns, notes.

May import `items`, `widgets` and `looks`. Views know nothing of each other.
"""
