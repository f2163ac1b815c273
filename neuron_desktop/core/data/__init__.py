"""Data sets: samples with their labels and names, derived features, the part held back, and what the features are like.

    shared_columns, expression  →  dataset  →  feature_map, split, statistics

Others use `Dataset`, `FeatureMap`, `Expression`, `TrainTestSplit` and `feature_statistics`. Nothing here knows of
a neuron.
"""
