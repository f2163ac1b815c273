"""Widgets that several panels, views and dialogs share: fields, boxes for numbers, tables, read-outs under the mouse.

May import `looks` and `items`.
"""
