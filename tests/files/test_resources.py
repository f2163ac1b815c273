"""The files that ship with the program are found."""

import pytest

from neuron_desktop.files.resources import resource_path


def test_an_icon_is_found_beside_the_package():
    assert resource_path("icons/neuron.svg").read_text("utf-8").startswith("<svg")


def test_a_file_that_does_not_ship_is_named():
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg is missing"):
        resource_path("icons/nothing.svg")
