"""The main window: composes panels, views and canvas, connects them, and holds menus, actions and files together.

May import every other room of `ui`. Others use `MainWindow` and `open_window`.
"""
