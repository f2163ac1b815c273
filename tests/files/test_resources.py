"""The files that ship with the program are found."""

import pytest

from neuron_desktop.files.resources import DOCUMENTS, resource_path


def test_an_icon_is_found_beside_the_package():
    assert resource_path("icons/neuron.svg").read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(("name", "first_line"), zip(DOCUMENTS, ("# Changelog", "MIT License"), strict=True))
def test_a_document_is_found_at_the_root_of_a_clone(name, first_line):
    assert resource_path(name).read_text("utf-8").splitlines()[0] == first_line


def test_a_file_that_does_not_ship_is_named():
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg is missing"):
        resource_path("icons/nothing.svg")
