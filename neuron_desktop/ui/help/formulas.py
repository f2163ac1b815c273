"""The neuron's formulas, a plain sentence for each, and where their symbols are seen in the window."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formulas:
    """Formulas under a heading, each with what it says."""

    title: str
    rows: tuple[tuple[str, str], ...]


FORMULAS = (
    Formulas(
        "One point",
        (
            (
                "z = wᵀx + b = w₁·x₁ + w₂·x₂ + … + b",
                "The logit: the sum of every feature times its weight, plus the bias. It is 0 on the line, above 0 on "
                "the side of class 1, below 0 on the side of class 0.",
            ),
            (
                "ŷ = σ(z) = 1 / (1 + e⁻ᶻ)",
                "The sigmoid turns it into a probability: ½ on the line, and closer to 1 or 0 the farther from the "
                "line.",
            ),
            (
                "L = −(y·ln ŷ + (1 − y)·ln(1 − ŷ))",
                "The loss: near 0 if the neuron is sure and right, and larger the surer it is of the wrong class.",
            ),
        ),
    ),
    Formulas(
        "All points",
        (("J = (1/m)·Σ L", "The cost is the mean of the losses. Training makes it smaller."),),
    ),
    Formulas(
        "One iteration",
        (
            ("dZ = A − Y", "For each point, how much too high its ŷ is: A holds every ŷ, Y every label y."),
            (
                "dw = (1/m)·X·dZᵀ",
                "The slope of the cost along each weight. A feature counts for more, the larger it is where the "
                "neuron is wrong.",
            ),
            ("db = (1/m)·Σ dZ", "The slope of the cost along the bias."),
            ("w ← w − α·dw", "Each weight takes a step down its slope; its length is α times the slope."),
            ("b ← b − α·db", "So does the bias. That is one iteration; the next one begins at z again."),
        ),
    ),
    Formulas(
        "The boundary",
        (
            ("z = 0", "Where the neuron is undecided: ŷ = ½. Points on the side of z > 0 get class 1."),
            ("x₂ = −(w₁·x₁ + b) / w₂", "The same for two features: the line that is drawn."),
        ),
    ),
    Formulas(
        "What the settings change",
        (
            (
                "x ← (x − mean) / deviation",
                "Standardize features: the steps are taken on features of mean 0 and deviation 1; the weights shown "
                "stay in the units of the data.",
            ),
            ("v ← μ·v + dw,  w ← w − α·v", "Momentum: a share μ of the last step is kept, so the steps gather speed."),
            (
                "w ← w − α·m̂ / (√v̂ + 10⁻⁸)",
                "Adam: each weight has its own step length, from the running means m̂ of dw and v̂ of dw².",
            ),
            ("J + λ₁·Σ |w|", "L1 penalty: weights that help little become zero."),
            ("J + ½·λ₂·Σ w²", "L2 penalty: weights stay small."),
        ),
    ),
)

# A symbol, what it means, and where it is seen.
SYMBOLS = (
    ("x, x₁, x₂", "The features of a point", "The axes of the canvas; the view Points"),
    ("y", "Its label, 0 or 1", "Square and red for 0, round and blue for 1; the view Points"),
    ("w, w₁, w₂", "The weights, one a feature", "The view Neuron; the equation below the canvas"),
    ("b", "The bias", "The view Neuron; the equation below the canvas"),
    ("z", "The logit", "Beside the mouse on the canvas"),
    ("σ", "The sigmoid", "The equation below the canvas"),
    ("ŷ, A", "The probability of class 1, of a point and of all", "The shading; beside the mouse on the canvas"),
    ("L", "The loss of a point", "Beside the mouse on a point"),
    ("J", "The cost, the mean of all losses", "The cost curve; below the canvas"),
    ("m", "The number of points in training", "The panel Data; with test points, the panel Test points"),
    ("X, Y", "All features, a column a point, and all labels", "The view Points"),
    ("dZ", "ŷ − y of every point", "Beside the mouse on a point, as its pull"),
    ("dw, db", "The gradient: the slopes of the cost", "Where the cost curve is flat, they are small"),
    ("α", "The learning rate", "The panel Neuron"),
    ("μ, λ₁, λ₂", "Momentum and the penalties", "The panel Neuron, More settings"),
    ("v, m̂, v̂", "What an optimizer remembers from step to step", "Nowhere; it is saved with a project"),
    ("e, ln", "2.718…, and the logarithm to that base", ""),
    ("Σ", "The sum over all points, or over all weights", ""),
    ("ᵀ", "Rows turned into columns; wᵀx is the sum of the products", ""),
    ("←", "Becomes: the new value, from the old one", ""),
)
