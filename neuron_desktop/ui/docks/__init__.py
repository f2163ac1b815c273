"""Where views stand: their docks, the view bar, the workspaces and Present.

May import `views`, `canvas`, `items`, `widgets` and `looks`. Others use `ViewDocks`, `ViewBar`, `Workspaces` and
`Presentation`. Nothing here names a view: all come from the table in `views`.
"""
