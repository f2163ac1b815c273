"""The neuron itself: its formulas, the cost and its gradient, scaling, and where its boundary runs.

May import `data`. Others use `Neuron`, `Gradient`, `Scaling`, `Objective`, `line_in_rectangle` and `Formulas`.
"""
