"""The Help menu: what F1 says about a part of the window, and the other pages.

May import `widgets` and `looks`. Others use `HelpCommands`, which imports a page when it is first opened, and `Section`
with its `Row`.
"""
