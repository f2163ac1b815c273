"""From a table to a data set: what its columns are, what becomes of each, and doing the same to rows that come later.

May import `text`. Others use `survey`, `Recipe`, `to_dataset`, `write_dataset` and `SAMPLES`.
"""
