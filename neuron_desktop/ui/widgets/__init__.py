"""Widgets shared by panels, views and dialogs: fields, boxes for numbers, tables, read-outs under the mouse.

May import `looks` and `items`.
"""
