"""Projects: everything a window holds, in one archive of JSON and plain arrays.

May import `weights` and `recipes`. Others use `Project`, `read_project` and `write_project`.
"""
