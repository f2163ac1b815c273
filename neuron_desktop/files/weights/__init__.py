"""Trained neurons exported and imported: a module for each format, and matching weights to other data.

May import `recipes` and `text`. Others use `TrainedNeuron`, `FORMATS`, `read_weights` and `fit_to`. A new
format is a module with a `WeightsFormat` and a line in `export_formats`.
"""
