"""Training beside the window: the worker in its thread, the commands to it, and runs as steps of undo.

May import `document`. Others use `Training`, `TrainingState`, `RunCommands` and `PinnedRuns`.
"""
