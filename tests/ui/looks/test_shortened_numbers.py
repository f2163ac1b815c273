"""Where numbers are shortened, those that differ still look different."""

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex

from neuron_desktop.core import Dataset
from neuron_desktop.core.data.statistics import feature_statistics
from neuron_desktop.core.numerals import parse_number
from neuron_desktop.ui.views.columns_view import lines
from neuron_desktop.ui.views.points_model import PointsModel

NARROW = [(1.7e15, 2e4), (1.7e9, 0.001), (1e12, 1.0), (2005.0, 15.0)]


def dataset_around(middle, half):
    offsets = np.linspace(-half, half, 41)
    return Dataset(np.stack([middle + offsets, np.linspace(0.0, 1.0, 41)]), (offsets > 0).astype(int))


@pytest.mark.parametrize(("middle", "half"), NARROW)
def test_the_table_of_points_tells_them_apart(qapp, middle, half):
    dataset = dataset_around(middle, half)
    model = PointsModel(dataset)
    shown = [parse_number(model.data(model.index(row, 1, QModelIndex()))) for row in range(41)]
    assert len(set(shown)) == 41
    assert np.abs(np.array(shown) - dataset.features[0]).max() <= half / 100


@pytest.mark.parametrize(("middle", "half"), NARROW)
def test_statistics_are_as_exact_as_the_values_are_far_apart(middle, half):
    mean_line, other_line = lines(feature_statistics(dataset_around(middle, half))[0])
    low, high = (parse_number(text) for text in other_line.split(",  ")[1].split(" to "))
    assert low == pytest.approx(middle - half, abs=half / 100, rel=0)
    assert high == pytest.approx(middle + half, abs=half / 100, rel=0)
    mean = parse_number(mean_line.removeprefix("mean ").split(" ± ")[0])
    assert mean == pytest.approx(middle, abs=half / 100, rel=0)
