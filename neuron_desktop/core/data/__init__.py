"""Data sets: labelled samples, derived features, the split into training and test samples, statistics of the features.

    shared_columns, expression  →  dataset  →  feature_map, split, statistics

Others use `Dataset`, `FeatureMap`, `Expression`, `TrainTestSplit` and `feature_statistics`. Nothing here knows about a
neuron.
"""
