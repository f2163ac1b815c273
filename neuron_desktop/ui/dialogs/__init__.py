"""Dialogs for files and faults: import, export of weights, changed files, and the report of a fault.

May import `widgets` and `looks`.
"""
