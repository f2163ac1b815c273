"""From a table to a data set: what its columns are, what becomes of each, and how later rows are encoded the same way.

May import `text`. Others use `survey`, `Recipe`, `to_dataset`, `write_dataset` and `SAMPLES`.
"""
