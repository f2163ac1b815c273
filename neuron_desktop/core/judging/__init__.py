"""What can be said of data and runs: the exact optimum, separability, the examination, the diagnosis, the evaluation.

May import all other rooms of `core` except `generators`. Others use `optimum`, `examine`, `diagnose` and `evaluate`.
`diagnosis` speaks of a run, `points_findings` of the points; both say it with the `Finding` of `findings`.
"""
