"""Regenerate `pytorch_trajectories.json`: run by hand, with PyTorch installed (2.13.0 made the file that is here).

Each entry holds the weights and bias after every step of PyTorch's own optimizer on the samples of the file.
"""

import json
from pathlib import Path

import torch

FEATURES = [[0.5, -1.25, 2.0, 0.75, -0.5, 1.5, -2.25, 0.25], [1.0, 0.5, -0.75, 2.0, -1.5, 0.25, 1.25, -2.0]]
LABELS = [1, 0, 1, 1, 0, 0, 0, 1]
STEPS = 30


def trajectory(make_optimizer, *, l2=0.0):
    """Return parameters after each step."""
    features = torch.tensor(FEATURES, dtype=torch.float64).T
    labels = torch.tensor(LABELS, dtype=torch.float64)
    weights = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = make_optimizer([weights, bias])
    rows = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        logits = features @ weights + bias
        cost = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels) + 0.5 * l2 * (weights**2).sum()
        cost.backward()
        optimizer.step()
        rows.append([*weights.tolist(), *bias.tolist()])
    return rows


def main() -> None:
    """Write the file."""
    content = {
        "features": FEATURES,
        "labels": LABELS,
        "gradient descent": trajectory(lambda p: torch.optim.SGD(p, lr=0.3)),
        "gradient descent, l2 0.2": trajectory(lambda p: torch.optim.SGD(p, lr=0.3), l2=0.2),
        "momentum 0.8": trajectory(lambda p: torch.optim.SGD(p, lr=0.3, momentum=0.8)),
        "adam": trajectory(lambda p: torch.optim.Adam(p, lr=0.3)),
        "adam, l2 0.2": trajectory(lambda p: torch.optim.Adam(p, lr=0.3), l2=0.2),
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(content, indent=0) + "\n")


if __name__ == "__main__":
    main()
