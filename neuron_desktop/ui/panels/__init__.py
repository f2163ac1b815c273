"""The panels around the canvas: data, tools and settings on the left, timeline and status below.

May import `canvas`, `items`, `widgets` and `looks`.
"""
