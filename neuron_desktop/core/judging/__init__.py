"""Judging data and runs: the exact optimum, separability, the examination, the diagnosis, the evaluation.

May import all other rooms of `core` except `generators`. Others use `optimum`, `examine`, `diagnose` and `evaluate`.
`diagnosis` is about a run and `points_findings` about the points; both report each `Finding` as in `findings`.
"""
