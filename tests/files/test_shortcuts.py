"""A table, points and weights in a call each, as in a notebook."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from neuron_desktop import cli
from neuron_desktop.core import Dataset, Trainer, TrainingSettings, article_dataset, generate
from neuron_desktop.files import (
    CsvError,
    FileError,
    TrainedNeuron,
    WeightsError,
    load_table,
    load_weights,
    save_points,
    save_weights,
    shortcuts,
)
from neuron_desktop.files.weights.export_format import Check
from neuron_desktop.files.weights.export_formats import FORMATS
from tests.children import python
from tests.places import DATA

PEOPLE = """height,weight,smoker,name,sick
1.5,60,yes,a,no
1.6,70,no,b,no
1.7,65,yes,c,yes
1.8,,no,d,yes
1.9,85,no,e,no
1.4,50,yes,f,yes
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    return path


class TestTables:
    def test_a_table_is_a_data_set(self, people: Path) -> None:
        dataset = load_table(str(people), label="sick")
        assert isinstance(dataset, Dataset)
        assert dataset.feature_names == ("height", "weight", "smoker → yes")
        assert dataset.class_names == ("no", "yes")
        assert dataset.features.tolist() == [[1.5, 1.6, 1.7, 1.9, 1.4], [60, 70, 65, 85, 50], [1, 0, 1, 0, 1]]
        assert dataset.labels.tolist() == [0, 0, 1, 0, 1]
        assert dataset.summary.startswith("5 of 6 rows, 3 features, smoker → yes, 1 row without weight left out")
        assert (dataset.file, dataset.recipe.label.column) == ("people.csv", "sick")
        assert repr(dataset).startswith("<TableDataset of 5 samples (3 'no', 2 'yes') of features ['height', ")
        assert dataset == Dataset(dataset.features, dataset.labels, dataset.feature_names, dataset.class_names)

    def test_label_and_features_suggest_themselves_or_are_named(self, people: Path) -> None:
        assert load_table(people) == load_table(people, "sick")
        assert load_table(people, features=["weight", "height"]).feature_names == ("weight", "height")
        assert load_table(people, label="sick", features="height").feature_names == ("height",)
        assert load_table(people, "smoker", features=(name for name in ("height",))).class_names == ("no", "yes")

    @pytest.mark.parametrize(
        ("label", "features", "words"),
        [
            ("sik", None, "There is no column sik; choose among sick, "),
            ("sick", ["wieght"], "There is no column wieght; choose among weight, "),
            (None, ["sick"], "Which column is the label is not clear; say it with label=, one of height, weight, "),
            ("height", None, "height has 6 values"),
            ("sick", [], "Choose at least one feature"),
            (5, None, "There is no column 5; choose among "),
        ],
    )
    def test_what_cannot_be_is_said_with_what_there_is(
        self, people: Path, label: str | None, features: list[str] | None, words: str
    ) -> None:
        with pytest.raises(CsvError, match=words):
            load_table(people, label, features=features)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CsvError, match=r"nothing\.csv: There is no such file"):
            load_table(tmp_path / "nothing.csv")

    def test_points_come_back_equal(self, tmp_path: Path) -> None:
        circle = generate("circle", count=60)
        save_points(tmp_path / "circle.csv", circle)
        save_points(str(tmp_path / "titanic.csv"), titanic := load_table(DATA / "titanic_891.csv", "survived"))
        assert load_table(tmp_path / "circle.csv") == circle
        assert load_table(tmp_path / "titanic.csv") == titanic
        with pytest.raises(FileError, match="none"):
            save_points(tmp_path / "none" / "circle.csv", circle)


class TestWeights:
    def test_the_present_state_of_a_trainer_comes_back(self, tmp_path: Path) -> None:
        trainer = Trainer(article_dataset(), TrainingSettings(feature_map="quadratic", standardize=True))
        trainer.run()
        snapshot = trainer.seek(40)
        check = save_weights(tmp_path / "w.json", trainer)
        assert isinstance(check, Check)
        assert "predictions identical" in check.sentence
        back = load_weights(str(tmp_path / "w.json"))
        assert (back.neuron, back.iteration, back.settings) == (snapshot.neuron, 40, snapshot.settings)
        assert back.dataset_fingerprint == article_dataset().fingerprint()
        assert back.separable is True
        assert back.recipe is None
        features = article_dataset().features
        assert back.probabilities(features).tolist() == snapshot.forward_propagation(features).tolist()
        assert len(repr(back).splitlines()) == 1
        assert "after iteration 40 that tells 'red' and 'blue' apart by ['x1', 'x2', 'x1²'" in repr(back)

    @pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.key)
    def test_each_format_is_told_by_its_name_or_by_the_ending(self, tmp_path: Path, known: object) -> None:
        trainer = Trainer(article_dataset(), TrainingSettings(iterations=20))
        trainer.run()
        save_weights(tmp_path / "named", trainer, format=known.key)
        save_weights(tmp_path / f"W{known.suffix.upper()}", trainer)
        data = (tmp_path / "named").read_bytes()
        assert (tmp_path / f"W{known.suffix.upper()}").read_bytes() == data
        save_weights(tmp_path / "w.json", trainer)
        save_weights(tmp_path / "again", load_weights(tmp_path / "w.json"), format=known.key.upper())
        assert (tmp_path / "again").read_bytes() == data

    @pytest.mark.parametrize(
        ("name", "wanted", "words"),
        [
            ("w.json", "pyhton", "w.json: There is no format “pyhton”; there are python, "),
            ("w.json", 5, "There is no format “5”; there are "),
            (
                "w.pkl",
                None,
                "w.pkl: Its extension belongs to no format; pass format=, or use one of ",
            ),
        ],
    )
    def test_a_wrong_format_gets_those_there_are(self, tmp_path: Path, name: str, wanted: str, words: str) -> None:
        with pytest.raises(WeightsError, match=words):
            save_weights(tmp_path / name, Trainer(article_dataset()), format=wanted)
        assert not list(tmp_path.iterdir())

    def test_what_is_not_worth_keeping_is_not_kept(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        trainer = Trainer(Dataset([[1e200, -1e200]], [0, 0]), TrainingSettings(learning_rate=1e200))
        trainer.run()
        with pytest.raises(WeightsError, match="has diverged"):
            save_weights(tmp_path / "w.json", trainer)
        with pytest.raises(WeightsError, match="pass the trainer"):
            save_weights(tmp_path / "w.json", trainer.snapshot())
        monkeypatch.setattr("neuron_desktop.files.weights.export_format.TOLERANCE", -1.0)
        with pytest.raises(WeightsError, match="not verified: "):
            save_weights(tmp_path / "w.json", Trainer(article_dataset()))
        assert not list(tmp_path.iterdir())

    def test_weights_of_a_table_know_what_to_do_with_its_rows(
        self, people: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        dataset = load_table(people, label="sick")
        trainer = Trainer(dataset, TrainingSettings(standardize=True, iterations=50))
        snapshot = trainer.run()
        weights, script = people.with_name("w.json"), people.with_name("predict.py")
        save_weights(weights, trainer)
        assert load_weights(weights).data_file == "people.csv"
        assert cli.run(["predict", str(weights), str(people)]) == 0
        rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
        kept = [float(row["probability"]) for row in rows if row["probability"]]
        assert kept == snapshot.forward_propagation(dataset.features).tolist()
        save_weights(script, trainer)
        done = python("-I", script, people, text=True, check=True)
        told = [row["class"] for row in csv.DictReader(done.stdout.splitlines()) if row["class"]]
        assert told == [dataset.class_names[label] for label in snapshot.predict(dataset.features)]

    def test_figures_of_numpy_are_kept_as_plain_ones(self, tmp_path: Path) -> None:
        trainer = Trainer(article_dataset(), TrainingSettings(iterations=np.int64(20)))
        trainer.run()
        save_weights(tmp_path / "w.json", trainer)
        given = load_weights(tmp_path / "w.json")
        changed = {"threshold": np.float32(0.25), "iteration": np.int16(20), "cost": np.float64(0.5)}
        made = shortcuts.replace(given, accuracy=np.float16(0.5), sample_count=np.int64(500), **changed)
        assert isinstance(made, TrainedNeuron)
        save_weights(tmp_path / "again.json", made)
        back = load_weights(tmp_path / "again.json")
        assert (back.threshold, back.iteration, back.cost, back.accuracy) == (0.25, 20, 0.5, 0.5)
        save_weights(tmp_path / "again.npz", made)
        assert load_weights(tmp_path / "again.npz").threshold == 0.25
        with pytest.raises(ValueError, match="The threshold is True"):
            shortcuts.replace(given, threshold=True)
