"""The article's own code, kept apart from the program so that the two can be compared.

Alex Dremov, "How Deep Neural Networks Work". Its print lost the calls of np.dot and a name or two; they are restored,
and the costs are kept instead of printed. Plain on purpose: probabilities may round to 0 or 1.
"""

from __future__ import annotations

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward_propagation(w, b, x):
    z = np.dot(w.T, x) + b
    return sigmoid(z)


def loss(A, Y):
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def cost(A, Y, m):
    return 1 / m * np.sum(loss(A, Y))


def backpropagation(w, b, X, A, Y, learning_rate, m):
    dZ = A - Y
    db = 1 / m * np.sum(dZ)
    dw = 1 / m * np.dot(X, dZ.T)
    assert dw.shape == w.shape
    w = w - learning_rate * dw
    b = b - learning_rate * db
    return w, b


def model(X, Y, learning_rate=0.1, n_iter=2000):
    """Return weights of shape (n, 1), bias, and the costs at every fifth iteration; Y has the shape (1, m)."""
    m = X.shape[1]
    n = X.shape[0]
    w = np.zeros((n, 1))
    b = 0
    costs = []
    for i in range(n_iter):
        A = forward_propagation(w, b, X)
        if i % 5 == 0:
            # Early steps overshoot, so that a probability rounds to 1 and the plain loss to 0·ln 0.
            with np.errstate(divide="ignore", invalid="ignore"):
                costs.append(cost(A, Y, m))
        w, b = backpropagation(w, b, X, A, Y, learning_rate, m)
    return w, b, np.array(costs)
