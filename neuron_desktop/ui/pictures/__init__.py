"""Pictures and animations of the canvas, in the window and in a notebook.

May import `canvas`, `items`, `widgets` and `looks`. Others use `PictureCommands` and `save_picture`.
"""
