"""Training: settings, the engine that takes the steps, the record of a run, and the snapshots it reports.

    settings → descent → step_engine → history, segments → trainer → snapshot, checkpoint, pinned_run

May import `data` and `model`. Others use `Trainer`, `TrainingSettings`, `Snapshot`, `Checkpoint` and `CostCurve`.
"""
