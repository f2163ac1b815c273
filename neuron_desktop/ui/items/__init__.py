"""The items painted on a plane: points, boundaries, shading, axes and grid, each in the pixels of the view.

May import `looks`. An item is given what it shows, and asks for nothing.
"""
