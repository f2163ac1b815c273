"""The open document: one data set, its split, and an undo stack of edits, with where the points came from.

Others use `Document`, `Source`, `Generation` and the samples to choose from. Knows nothing about training.
"""
