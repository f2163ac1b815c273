"""Views of the data and the run beside the canvas: a module each, and a line in the table below.

May import `canvas`, `items`, `widgets` and `looks`. Views know nothing of each other: a view reads from its
`Workbench`, follows signals of the session, and asks for changes there. Others use `VIEWS`, `View` and `Workbench`.
"""

from neuron_desktop.ui.views.view import View, ViewSpec, Workbench

__all__ = ["VIEWS", "View", "ViewSpec", "Workbench"]

# In the order of the view bar; the menu gives the first nine Ctrl+Alt+1 to 9.
VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec("cost", "Cost curve", "Cost", "view-cost", ("train", "explain"), "cost_view.CostView"),
    ViewSpec("diagram", "Neuron", "Neuron", "view-diagram", ("train", "explain"), "neuron_view.NeuronView"),
    ViewSpec("evaluation", "Evaluation", "Evaluate", "view-evaluation", ("judge",), "evaluation_view.EvaluationView"),
    ViewSpec("runs", "Runs", "Runs", "view-runs", ("judge",), "runs_view.RunsView"),
    ViewSpec("points", "Points", "Points", "view-points", ("draw",), "points_table.PointsTable"),
    ViewSpec("columns", "Columns", "Columns", "view-columns", ("explain",), "columns_view.ColumnsView"),
    ViewSpec("notes", "Notes", "Notes", "view-notes", (), "notes_view.NotesView"),
)
