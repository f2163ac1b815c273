"""The canvas: what it shows, where it is, and what mouse and keys do on it.

May import `items`, `widgets` and `looks`. Others use `Canvas`, `CanvasState`, `Drawing` and the tools.
"""
