"""Evaluation, examination and statistics, computed beside the window for the newest state only."""
