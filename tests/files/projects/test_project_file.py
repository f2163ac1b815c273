"""A project file opens to the same state, resumes bit for bit, and nothing in it is trusted."""

from __future__ import annotations

import contextlib
import json
import math
import os
import pickle
import random
import signal
import struct
import textwrap
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, Neuron, Optimizer, Trainer, TrainingSettings, TrueLine
from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.data.split import Split
from neuron_desktop.core.training.pinned_run import PinnedRun
from neuron_desktop.files import archive
from neuron_desktop.files.errors import FileError, ProjectError
from neuron_desktop.files.projects import content as project_values
from neuron_desktop.files.projects import pinned_runs as project_runs
from neuron_desktop.files.projects import project_file
from neuron_desktop.files.projects.project import Others, Project, View
from neuron_desktop.files.projects.project_file import read_project, write_project
from tests.children import python
from tests.core.training.test_checkpoint import Act, acts, seen
from tests.core.training.test_history import WAYS, overlapping
from tests.files.projects.projects import npy, rich_project, small_project, spoiled, with_json
from tests.places import DATA, ROOT

PROJECTS = DATA / "projects"


@pytest.fixture(params=[small_project, rich_project])
def project(request: pytest.FixtureRequest) -> Project:
    return request.param()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "saved.neuron"


def check_same(found: Project, expected: Project) -> None:
    assert found.dataset == expected.dataset
    assert found.dataset.true_line == expected.dataset.true_line
    assert np.array_equal(found.keys, expected.keys)
    origin = ("source", "summary", "recipe", "generator", "missing")
    for name in ("split", "drawn_keys", "goal", *origin, "notes", "view", "others"):
        assert getattr(found, name) == getattr(expected, name), name
    for run, other in zip(found.runs, expected.runs, strict=True):
        check_same_run(run, other)
    one, two = Trainer.from_checkpoint(found.checkpoint), Trainer.from_checkpoint(expected.checkpoint)
    assert seen(one) == seen(two)
    for iteration in range(two.last_iteration, two.first_iteration - 1, -1):
        one.seek(iteration)
        two.seek(iteration)
        assert seen(one) == seen(two)


def check_same_run(found: PinnedRun, expected: PinnedRun) -> None:
    for name in (
        "name",
        "mark",
        "feature_names",
        "class_names",
        "settings",
        "iteration",
        "sample_count",
        "larger_class",
    ):
        assert getattr(found, name) == getattr(expected, name), name
    for name in ("cost", "accuracy"):
        one, two = getattr(found, name), getattr(expected, name)
        assert one == two or (math.isnan(one) and not math.isfinite(two)), name
    assert found.neuron.weights.tobytes() == expected.neuron.weights.tobytes()
    assert np.float64(found.neuron.bias).tobytes() == np.float64(expected.neuron.bias).tobytes()
    assert np.array_equal(found.cost_curve.iterations, expected.cost_curve.iterations)
    assert np.array_equal(found.cost_curve.costs, expected.cost_curve.costs, equal_nan=True)


class TestRoundTrip:
    def test_a_project_comes_back_as_it_was(self, project: Project, path: Path) -> None:
        write_project(path, project)
        check_same(read_project(path), project)

    @given(way=st.sampled_from(WAYS), before=st.lists(acts, max_size=8), after=st.lists(acts, max_size=4))
    def test_training_goes_on_to_the_same_bits(
        self, tmp_path_factory: pytest.TempPathFactory, way: TrainingSettings, before: list[Act], after: list[Act]
    ) -> None:
        path = tmp_path_factory.mktemp("run") / "run.neuron"
        trainer = Trainer(overlapping(20), way)
        for act in before:
            act(trainer)
        keys = Split().keys(trainer.dataset.sample_count)
        write_project(path, Project(trainer.dataset, Split(), keys, keys.size, trainer.checkpoint(), 2000, "mine"))
        other = Trainer.from_checkpoint(read_project(path).checkpoint)
        for act in [*after, lambda trainer: trainer.advance(11), Trainer.step_back]:
            act(trainer)
            act(other)
            assert seen(other) == seen(trainer)

    def test_the_same_project_gives_the_same_bytes(self, project: Project, path: Path) -> None:
        write_project(path, project)
        first = path.read_bytes()
        write_project(path, read_project(path))
        assert path.read_bytes() == first

    def test_a_diverged_run_is_kept(self, path: Path) -> None:
        dataset = Dataset([[1e200, -1e200]], [0, 1])
        trainer = Trainer(dataset, TrainingSettings(1e200))
        trainer.advance(50)
        write_project(path, Project(dataset, Split(), Split().keys(2), 2, trainer.checkpoint(), 2000, "mine"))
        assert json.loads(zipfile.ZipFile(path).read("project.json"))["neuron"] is None
        assert not Trainer.from_checkpoint(read_project(path).checkpoint).is_finite

    def test_an_empty_data_set_is_kept(self, path: Path) -> None:
        dataset = Dataset.empty()
        project = Project(dataset, Split(), Split().keys(0), 0, Trainer(dataset).checkpoint(), 2000, "mine")
        write_project(path, project)
        check_same(read_project(path), project)

    def test_other_programs_find_the_neuron_in_data_units(self, path: Path) -> None:
        project = rich_project()
        write_project(path, project)
        with zipfile.ZipFile(path) as found:
            neuron = json.loads(found.read("project.json"))["neuron"]
            features = np.load(found.open("data/features.npy"))
        expected = Trainer.from_checkpoint(project.checkpoint).neuron
        assert neuron == {
            "terms": ["x1", "x2", "x1·x2"],
            "weights": expected.weights.tolist(),
            "bias": expected.bias,
            "iteration": 17,
        }
        assert np.array_equal(features, project.dataset.features)

    def test_what_belongs_to_other_data_is_no_project(self, path: Path) -> None:
        project = small_project()
        with pytest.raises(ValueError, match="needs a key"):
            replace(project, keys=project.keys[:-1])
        split = Split(0.5)
        divided = replace(project, split=split, keys=split.keys(project.keys.size))
        with pytest.raises(ValueError, match="another data set"):
            write_project(path, divided)


class TestVersions:
    def test_a_file_of_version_1_opens(self) -> None:
        project = read_project(PROJECTS / "version1.neuron")
        features = [[1.0, 2.0, 3.0, 4.5, 5.0, 6.5], [2.0, 1.0, 4.0, 3.0, 9.0, 7.5]]
        expected = Dataset(features, [0, 0, 1, 0, 1, 1], ("width", "height"), ("no", "yes"), TrueLine(1.5, -0.25))
        assert project.dataset == expected
        assert project.dataset.true_line == expected.true_line
        settings = TrainingSettings(
            0.3, 500, l2=0.01, optimizer=Optimizer.MOMENTUM, momentum=0.8, standardize=True, seed=5
        )
        trainer = Trainer(expected, settings)
        trainer.set_neuron(Neuron(np.array([-1.25, 0.75]), 0.5), iteration=120)
        found = Trainer.from_checkpoint(project.checkpoint)
        assert seen(found) == seen(trainer)
        assert found.advance(30).cost == trainer.advance(30).cost
        assert (project.goal, project.source, project.notes, project.view) == (500, "leaves.csv", "", View())
        assert np.array_equal(project.keys, Split().keys(6))

    def test_a_file_of_version_1_is_saved_as_one_of_today(self, path: Path) -> None:
        project = read_project(PROJECTS / "version1.neuron")
        write_project(path, project)
        check_same(read_project(path), project)
        document = json.loads(zipfile.ZipFile(path).read("project.json"))
        assert document["version"] == project_values.VERSION
        assert document["drawn_by"] == "a field of the first form that is unknown now"

    @pytest.mark.parametrize("version", [3, 2**62])
    def test_a_newer_version_is_refused(self, path: Path, version: int) -> None:
        write_project(path, small_project())
        spoiled(path, with_json(lambda document: document.update(version=version)))
        check_refused(path, "newer Neuron Desktop")

    def test_a_file_of_version_2_0_opens_without_what_came_later(self, path: Path) -> None:
        write_project(path, rich_project())

        def take_away(document: dict) -> None:
            document["minor_version"] = 0
            for part, key in ((document, "runs"), (document["view"], "speed"), (document["view"], "test_seed")):
                del part[key]

        spoiled(path, with_json(take_away))
        spoiled(path, lambda entries: [entries.pop(name) for name in project_runs.ENTRIES])
        view = replace(rich_project().view, speed=None, test_seed=None)
        check_same(read_project(path), replace(rich_project(), runs=(), view=view))

    def test_what_a_newer_minor_version_added_is_kept(self, path: Path) -> None:
        write_project(path, rich_project())

        def add(document: dict) -> None:
            document["minor_version"] = 9
            document["pinned"] = [1, {"two": None}]
            document["view"]["grid"] = True
            document["data"]["true_curve"] = {"a": 1}

        spoiled(path, with_json(add))
        spoiled(path, lambda entries: entries.update({"lesson.json": b"{}", "pictures/ü.png": b"\x89PNG"}))
        project = read_project(path)
        assert project.others.entries == (("lesson.json", b"{}"), ("pictures/ü.png", b"\x89PNG"))
        write_project(path, replace(project, notes="changed", view=View((0, 1))))
        with zipfile.ZipFile(path) as found:
            document = json.loads(found.read("project.json"))
            assert found.read("lesson.json") == b"{}"
            assert found.read("pictures/ü.png") == b"\x89PNG"
        assert document["pinned"] == [1, {"two": None}]
        assert document["view"] == {
            "axes": [0, 1],
            "hold": "mean",
            "sample": 0,
            "x_range": None,
            "y_range": None,
            "hidden_panels": None,
            "speed": None,
            "test_seed": None,
            "grid": True,
        }
        assert document["data"]["true_curve"] == {"a": 1}
        assert (document["notes"], document["minor_version"]) == ("changed", project_values.MINOR_VERSION)

    @pytest.mark.parametrize("neuron", [None, {"weights": [1.0, 2.0], "bias": 0.5, "iteration": 7}])
    def test_a_file_without_a_run_begins_one(self, path: Path, neuron: object) -> None:
        # A lesson sets a data set and perhaps a start, and leaves the training to the learner.
        write_project(path, small_project())

        def change(entries: dict[str, bytes]) -> None:
            with_json(lambda document: document.update(neuron=neuron, history=None))(entries)
            for name in project_file.history.ENTRIES:
                del entries[name]

        spoiled(path, change)
        trainer = Trainer(small_project().dataset)
        if neuron:
            trainer.set_neuron(Neuron(np.array([1.0, 2.0]), 0.5), iteration=7)
        assert seen(Trainer.from_checkpoint(read_project(path).checkpoint)) == seen(trainer)

    @pytest.mark.parametrize("key", ["dataset", "dataset_split"])
    def test_unknown_values_do_not_shadow_those_of_today(self, path: Path, key: str) -> None:
        project = replace(small_project(), others=Others(json.dumps({key: 1, "notes": {"old": 1}, "split": 5})))
        write_project(path, project)
        found = read_project(path)
        assert (found.notes, found.split) == ("", Split())
        assert json.loads(found.others.values) == {key: 1}


def check_refused(path: Path, words: str) -> None:
    with pytest.raises(ProjectError, match=words) as caught:
        read_project(path)
    assert str(caught.value).startswith(path.name)
    assert str(caught.value).endswith(".")


def entry(name: str, data: bytes):
    return lambda entries: entries.update({name: data})


def of_json(**values: object):
    return with_json(lambda document: document.update(values))


def inside(*keys: str | int, to: object):
    def change(document):
        for key in keys[:-1]:
            document = document[key]
        document[keys[-1]] = to

    return with_json(change)


def no_bias(document: dict) -> None:
    """Let the second run have the numbers of the first, too."""
    one, two = document["runs"]
    one["numbers"], two["numbers"] = 0, one["numbers"] + two["numbers"]


FEATURES = np.random.default_rng(1).normal(size=(2, 40))
NO_ARRAY = "not a plain array"
LONG_HEADER = b"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 40), }" + b" " * 70_000
PICKLE = pickle.dumps(print)


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda entries: entries.pop("project.json"), "not a project"),
            (entry("project.json", b"{"), "not JSON"),
            (entry("project.json", b"\xff\xfe"), "not JSON"),
            (entry("project.json", b"[" * 100_000), "not JSON"),
            (entry("project.json", b'{"version": ' + b"9" * 5000 + b"}"), "not JSON"),
            (entry("project.json", b'{"version": NaN}'), "not JSON"),
            (entry("project.json", b"[]"), "does not describe a project"),
            (of_json(format="neuron-desktop weights"), "is not “neuron-desktop project”"),
            (of_json(version=0), "whole number from 1"),
            (of_json(version="2"), "version"),
            (of_json(data=[]), "“data” is not an object"),
            (inside("data", "class_names", to=["one"]), "does not name two classes"),
            (inside("data", "class_names", to=["one", "one"]), "data are invalid"),
            (inside("data", "feature_names", to=["x1", "x1"]), "data are invalid"),
            (inside("data", "feature_names", to=["x1"]), "unexpected array"),
            (inside("data", "feature_names", to="x1"), "not a list"),
            (inside("data", "true_line", to={"slope": "steep"}), "slope"),
            (inside("data", "source", to=7), "source"),
            (inside("split", "test_share", to=0.95), "share of test points"),
            (inside("split", "seed", to=-1), "seed"),
            (inside("settings", "learning_rate", to=-1), "learning rate"),
            (inside("settings", "feature_map", to=["x9"]), "x9|last part"),
            (of_json(settings={}), "is missing"),
            (of_json(recipe={"label": 1}), "Its recipe is invalid"),
            (of_json(generator=[]), "generator"),
            (of_json(generator={"generator": "mist"}), "Its generator is invalid"),
            (of_json(generator={"generator": "line", "count": -1}), "Its generator is invalid"),
            (inside("data", "true_line", to={"function": "sin("}), "Its generator is invalid"),
            (inside("view", "hold", to=1), "hold"),
            (of_json(beyond=json.loads("[" * 100 + "]" * 100)), "nested too deeply"),
            (of_json(notes=5), "notes"),
            (inside("view", "axes", to=[0, 2]), "not there"),
            (inside("view", "axes", to=[0.5, 1]), "not there"),
            (inside("view", "axes", to=[0]), "two numbers"),
            (inside("view", "x_range", to=[1, 1]), "from a smaller"),
            (inside("view", "y_range", to=[1, 10**400]), "finite"),
            (inside("view", "hidden_panels", to=[1]), "hidden_panels"),
            (inside("view", "speed", to=-1), "below 0"),
            (inside("view", "speed", to="fast"), "speed"),
            (inside("view", "test_seed", to=2**31), "test_seed"),
            (of_json(runs={}), "“runs” is not a list"),
            (of_json(runs=[{}] * 7), "more than 6"),
            (inside("runs", 0, "mark", to=6), "mark"),
            (inside("runs", 0, "name", to=None), "name"),
            (inside("runs", 0, "class_names", to=["a"]), "two classes"),
            (inside("runs", 0, "feature_names", to=["x1"]), "pinned run is invalid"),
            (inside("runs", 0, "settings", "feature_map", to=["x9"]), "pinned run is invalid"),
            (inside("runs", 0, "settings", "learning_rate", to=0), "learning rate"),
            (inside("runs", 0, "accuracy", to=1.5), "accuracy"),
            (inside("runs", 0, "numbers", to=0), "unexpected array"),
            (with_json(no_bias), "leaves out the bias"),
            (inside("runs", 0, "recorded", to=2**60), "unexpected array"),
            (lambda entries: entries.pop("runs/costs.npy"), "costs.npy is missing"),
            (entry("runs/iterations.npy", npy(np.zeros(7, np.int64))), "do not match"),
            (inside("history", "spacing", to=0), "spacing that no run has"),
            (inside("history", "run", to=2**40), "number of the run"),
            (inside("history", "goal", to=-1), "goal"),
            (inside("history", "converged", to=1), "converged"),
            (inside("history", "most_rows", to=2**60), "record too many"),
            (inside("history", "iteration", to=2**60), "present iteration"),
            (inside("history", "last_iteration", to=2**50), "states are missing"),
            (inside("history", "chapters", to=[]), "not in order|unexpected array"),
            (inside("history", "chapters", 0, "settings", to=5), "names something that is not there"),
            (inside("history", "chapters", 0, "numbers", to=10**15), "unexpected array"),
            (inside("history", "chapters", 1, "edit", to={"samples": 2**60}), "unexpected array"),
            (inside("history", "names", 0, "classes", to=["a"]), "two classes"),
            (inside("history", "names", 0, "classes", to=["a", "a"]), "names of an earlier data set"),
            (inside("history", "settings", 0, "l1", to="x"), "l1"),
            (lambda entries: entries.pop("data/labels.npy"), "labels.npy is missing"),
            (entry("data/labels.npy", npy(np.full(40, 2, np.int8))), "data are invalid"),
            (entry("data/labels.npy", npy(np.zeros((40, 1), np.int8))), "unexpected array"),
            (entry("data/split_keys.npy", npy(np.full(40, np.nan, np.float32))), "an invalid key"),
            (entry("data/split_keys.npy", npy(np.full(40, 7, np.float32))), "an invalid key"),
            (entry("data/features.npy", npy(np.full((2, 40), np.nan))), "data are invalid"),
            (entry("data/features.npy", npy(FEATURES.astype(np.float32))), "unexpected array"),
            (entry("data/features.npy", npy(FEATURES.astype(">f8"))), NO_ARRAY),
            (entry("data/features.npy", npy(np.asfortranarray(FEATURES))), "unexpected array"),
            (entry("data/features.npy", npy(FEATURES.astype(object), pickled=True)), NO_ARRAY),
            (entry("data/features.npy", npy(np.zeros((2, 40), "V8"))), "unexpected array|" + NO_ARRAY),
            (entry("data/features.npy", npy(np.zeros((2, 40), [("a", "<f8")]))), NO_ARRAY),
            (entry("data/features.npy", PICKLE), NO_ARRAY),
            (entry("data/features.npy", b""), NO_ARRAY),
            (entry("data/features.npy", b"\x93NUMPY\x01\x00\xff\xff" + LONG_HEADER), NO_ARRAY),
            (entry("data/features.npy", b"\x93NUMPY\x03\x00" + npy(FEATURES)[8:]), NO_ARRAY),
            (entry("data/features.npy", npy(FEATURES)[:-8]), "not as long as it says"),
            (entry("data/features.npy", npy(FEATURES) + b"more"), "not as long as it says"),
            (entry("data/features.npy", npy(FEATURES).replace(b"(2, 40)", b"(2, -1)")), NO_ARRAY),
            (entry("data/features.npy", npy(FEATURES).replace(b"(2, 40)", b"(80, 1)")), "unexpected array"),
            (entry("history/state.npy", npy(np.zeros(2**10))), "another number of parameters"),
            (entry("../above", b""), "leads out"),
            (entry("/etc/passwd", b""), "leads out"),
            (entry("C:\\autoexec.bat", b""), "leads out"),
            (entry("a\\..\\b", b""), "leads out"),
            (entry("a\nb", b""), "leads out"),
            (entry("n" * 300, b""), "leads out"),
            (lambda entries: entries.update({str(place): b"" for place in range(1001)}), "far more parts"),
            (entry("bomb", bytes(100_000_000)), "packed beyond reason"),
        ],
    )
    def test_a_spoiled_part_gets_a_sentence(self, path: Path, change, words: str) -> None:
        write_project(path, rich_project())
        spoiled(path, change)
        check_refused(path, words)

    def test_a_name_given_twice_is_refused(self, path: Path) -> None:
        write_project(path, small_project())
        with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as found:
            found.writestr("data/labels.npy", b"")
        check_refused(path, "twice")

    def test_folders_in_the_archive_are_passed_over(self, path: Path) -> None:
        write_project(path, small_project())
        spoiled(path, lambda entries: entries.update({"data/": b""}))
        check_same(read_project(path), small_project())

    def test_a_part_that_lies_about_its_length_is_refused(self, path: Path) -> None:
        write_project(path, small_project())
        spoiled(path, entry("more", bytes(1000)))
        data = path.read_bytes()
        # In the directory at the end: the size it unpacks to, and in another file its checksum.
        place = data.rindex(b"PK\x01\x02")
        for offset, value in ((24, 10), (24, 2000), (16, 1)):
            changed = data[: place + offset] + struct.pack("<L", value) + data[place + offset + 4 :]
            path.write_bytes(changed)
            check_refused(path, "damaged")

    @pytest.mark.parametrize("flag", [1, 64])
    def test_an_encrypted_part_is_refused(self, path: Path, flag: int) -> None:
        write_project(path, small_project())
        data = path.read_bytes()
        place = data.rindex(b"PK\x01\x02") + 8
        path.write_bytes(data[:place] + bytes([flag]) + data[place + 1 :])
        check_refused(path, "damaged")

    def test_an_unknown_packing_is_refused(self, path: Path) -> None:
        write_project(path, small_project())
        with zipfile.ZipFile(path, "a") as found:
            found.writestr("more", b"packed", zipfile.ZIP_LZMA)
        check_refused(path, "packed beyond reason")

    @pytest.mark.parametrize("length", [0, 10, 22, 500, -1, -30])
    def test_a_truncated_file_is_refused(self, path: Path, length: int) -> None:
        write_project(path, small_project())
        path.write_bytes(path.read_bytes()[:length])
        check_refused(path, "damaged")

    def test_what_follows_the_end_is_refused(self, path: Path) -> None:
        write_project(path, small_project())
        data = path.read_bytes()
        path.write_bytes(data[:-2] + b"\x04\x00more")
        check_refused(path, "damaged")

    def test_a_huge_directory_is_not_looked_at(self, path: Path) -> None:
        path.write_bytes(b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 5, 5, 2**30, 0, 0))
        check_refused(path, "far more parts")

    def test_the_64_bit_form_of_an_archive_is_refused(self, path: Path) -> None:
        write_project(path, small_project())
        data = path.read_bytes()
        path.write_bytes(data[:-22] + b"PK\x06\x07" + bytes(16) + data[-22:])
        check_refused(path, "damaged")

    def test_a_file_too_large_is_not_opened(self, path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(archive.LARGEST_ARCHIVE + 1)
        check_refused(path, "larger than 2 GiB")

    def test_a_description_too_long_is_refused(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write_project(path, small_project())
        monkeypatch.setattr(project_file, "LARGEST_JSON", 100)
        check_refused(path, "too long")

    def test_a_missing_file_a_folder_and_a_pipe_are_named(self, tmp_path: Path) -> None:
        check_refused(tmp_path / "none.neuron", "no such file")
        check_refused(tmp_path, "This is a folder")
        os.mkfifo(tmp_path / "pipe")
        check_refused(tmp_path / "pipe", "a device or a pipe")

    def test_what_cannot_be_read_is_named(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write_project(path, small_project())

        def fail(*_arguments, **_keywords):
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(Path, "open", fail)
        check_refused(path, "Input/output error")

    def test_random_changes_open_or_get_a_sentence(self, path: Path, request: pytest.FixtureRequest) -> None:
        write_project(path, rich_project())
        data = path.read_bytes()
        chance = random.Random(5)
        for _ in range(20_000 if request.config.getoption("--soak") else 400):
            changed = bytearray(data)
            for _ in range(chance.randint(1, 4)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            if chance.random() < 0.2:
                del changed[chance.randrange(len(changed)) :]
            path.write_bytes(changed)
            self.open_or_refuse(path)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-2, 70) | st.floats(allow_nan=False) | st.text(max_size=3),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
            max_leaves=5,
        ),
        st.data(),
    )
    def test_any_value_in_any_place_opens_or_gets_a_sentence(
        self, tmp_path_factory: pytest.TempPathFactory, value: object, data: st.DataObject
    ) -> None:
        path = tmp_path_factory.mktemp("fuzz") / "fuzz.neuron"
        write_project(path, rich_project())

        def change(document):
            while True:
                keys = sorted(document) if isinstance(document, dict) else list(range(len(document)))
                key = data.draw(st.sampled_from(keys))
                if not isinstance(document[key], dict | list) or not document[key] or data.draw(st.booleans()):
                    document[key] = value
                    return
                document = document[key]

        spoiled(path, with_json(change))
        self.open_or_refuse(path)

    @staticmethod
    def open_or_refuse(path: Path) -> None:
        """Read a file; any exception but the one that is made of a sentence fails the test."""
        with contextlib.suppress(ProjectError):
            trainer = Trainer.from_checkpoint(read_project(path).checkpoint)
            trainer.seek(trainer.first_iteration)
            trainer.advance(3)


def test_the_description_of_the_format_names_every_key_and_entry(path: Path) -> None:
    write_project(path, rich_project())
    description = (ROOT / "docs" / "project-format.md").read_text("utf-8")
    with zipfile.ZipFile(path) as found:
        document = json.loads(found.read("project.json"))
        names = set(found.namelist())
    history = document["history"]
    edit = next(segment["edit"] for segment in history["chapters"] if segment["edit"])
    for part in (document, document["data"], document["split"], document["view"], document["neuron"], history, edit):
        names |= part.keys()
    names |= history["chapters"][0].keys() | document["runs"][0].keys()
    assert not [name for name in sorted(names) if f"`{name}`" not in description]


class TestWriting:
    def test_a_project_too_large_is_refused_before_it_is_written(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 2**20 + 1000)
        with pytest.raises(ProjectError, match="2 GiB"):
            write_project(path, small_project())
        assert not path.exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"notes": "n" * 1_100_000}, "notes"),
            ({"split": Split(seed=2**64)}, "cannot be kept"),
            ({"source": "s" * 70_000_000}, "names and changes"),
        ],
    )
    def test_what_could_not_be_read_again_is_not_written(self, path: Path, changes: dict, words: str) -> None:
        path.write_bytes(b"old")
        with pytest.raises(ProjectError, match=words):
            write_project(path, replace(small_project(), **changes))
        assert path.read_bytes() == b"old"

    def test_a_goal_beyond_all_bounds_is_brought_back(self, path: Path) -> None:
        write_project(path, replace(small_project(), goal=2**70))
        assert read_project(path).goal == 2**63 - 1

    def test_a_folder_that_is_gone_gets_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(FileError, match="does not exist"):
            write_project(tmp_path / "gone" / "file.neuron", small_project())

    @pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
    @pytest.mark.parametrize("room", [0, 50, 300, 5_000, 100_000, 1_600_000])
    def test_a_full_disk_gets_a_sentence_and_keeps_the_old_project(self, path: Path, room: int) -> None:
        program = """
            import resource, signal, sys
            from dataclasses import replace
            from pathlib import Path
            from neuron_desktop.core import Trainer
            from neuron_desktop.files.errors import FileError
            from neuron_desktop.files.projects.project_file import read_project, write_project
            path = Path(sys.argv[1])
            small = read_project(path)
            trainer = Trainer.from_checkpoint(small.checkpoint)
            trainer.advance(200_000)
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
            try:
                write_project(path, replace(small, checkpoint=trainer.checkpoint()))
            except FileError as error:
                print(error)
        """
        write_project(path, small_project())
        done = python("-c", textwrap.dedent(program), path, room, text=True, check=True)
        assert "not enough space on the disk" in done.stdout
        assert os.listdir(path.parent) == [path.name]
        check_same(read_project(path), small_project())

    @pytest.mark.skipif(os.name != "posix", reason="kills a forked child")
    def test_a_kill_at_any_moment_leaves_the_old_project_or_the_new(
        self, path: Path, request: pytest.FixtureRequest
    ) -> None:
        moments = 300 if request.config.getoption("--soak") else 15
        # The saver is forked and needs no start of its own, so that most of the time is spent saving.
        program = """
            import itertools, os, sys, time
            from dataclasses import replace
            from pathlib import Path
            from neuron_desktop.core import Trainer
            from neuron_desktop.files.projects.project_file import read_project, write_project
            path = Path(sys.argv[1])
            small = read_project(path)
            trainer = Trainer.from_checkpoint(small.checkpoint)
            trainer.advance(50_000)
            large = replace(small, checkpoint=trainer.checkpoint(), notes="long" * 10_000)
            for line in sys.stdin:
                child = os.fork()
                if child == 0:
                    for project in itertools.cycle((large, small)):
                        write_project(path, project)
                time.sleep(float(line))
                os.kill(child, 9)
                status = os.waitpid(child, 0)[1]
                found = read_project(path)
                known = {len(project.notes): project.checkpoint.iteration for project in (small, large)}
                print(os.WTERMSIG(status), known[len(found.notes)] == found.checkpoint.iteration, flush=True)
        """
        write_project(path, small_project())
        chance = random.Random(1)
        delays = "".join(f"{chance.uniform(0.0, 0.1)}\n" for _ in range(moments))
        done = python("-c", textwrap.dedent(program), path, input=delays, text=True, check=True, limit=300)
        assert done.stdout.splitlines() == [f"{signal.SIGKILL.value} True"] * moments

    def test_keys_are_kept_to_the_bit(self, path: Path) -> None:
        project = small_project()
        odd = read_only(np.nextafter(project.keys, np.float32(2)).clip(0, 1))
        write_project(path, replace(project, keys=odd))
        assert read_project(path).keys.tobytes() == odd.tobytes()
