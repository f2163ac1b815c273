"""The settings of training."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from neuron_desktop.core import Dataset, FeatureMap, Optimizer, SettingsError, TrainingSettings
from neuron_desktop.core.numerals import shortest
from neuron_desktop.ui.looks.plain_text import PlainLabel, set_tip
from neuron_desktop.ui.widgets.fields import (
    NEVER,
    CommitBox,
    FeatureMapBox,
    MoreButton,
    NumberBox,
    check_box,
    complaint,
    parsed,
    push_button,
    whole_number_box,
)
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.number_fields import DecimalBox, WholeBox
from neuron_desktop.ui.widgets.widgets import keep_keys, labelled, set_tone

LEARNING_RATES = ("0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
PENALTIES = ("0", "0.0001", "0.001", "0.01", "0.1", "1")
TOLERANCES = (NEVER, "0.000001", "0.00001", "0.0001", "0.001", "0.01", "0.1")
MOST_ITERATIONS = 1_000_000_000
MOST_MOMENTUM = 0.999
# Hidden until they are asked for.
RARE = ("optimizer", "momentum", "batch_size", "l1", "l2", "tolerance", "seed")

HELP = (
    "How the neuron is trained. The learning rate α is the length of a step: too small and training is slow, too "
    "large and the cost rises. Features derived from the given ones bend the line into a curve. A change takes effect "
    "at once, even during training, keeps the weights, and can be undone. What differs from the article's settings is "
    "marked; Defaults restores them. Enter finishes a field and returns the focus to the canvas; Esc discards what "
    "could not be read."
)


class SettingsPanel(QWidget):
    """Edits the training settings; a change takes effect at once, even during training.

    Signals
    -------
    settings_edited(TrainingSettings)
        The person wants these settings.
    entered()
        Enter was pressed in a field: the focus may return to the canvas.
    """

    settings_edited = Signal(object)
    entered = Signal()

    def __init__(self, settings: TrainingSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Neuron", HELP)
        self._settings = settings
        self._input_count = 2
        self._make_fields()
        self._complaint = PlainLabel()
        self._complaint.setObjectName("settingsComplaint")
        self._complaint.setWordWrap(True)
        self._complaint.setMargin(4)
        set_tone(self._complaint, "warning")
        self._complaint.hide()

        form = QFormLayout()
        form.addRow("Learning rate α", self._rate)
        form.addRow("Iterations", self._iterations)
        form.addRow("Features", self._terms)
        form.addRow(self._standardize)
        rare = QWidget()
        self._rare_form = QFormLayout(rare)
        self._rare_form.setContentsMargins(0, 0, 0, 0)
        for title, field in (
            ("Optimizer", self._optimizer),
            ("Momentum μ", self._momentum),
            ("Batch size", self._batch),
            ("L1 penalty λ₁", self._l1),
            ("L2 penalty λ₂", self._l2),
            ("Tolerance", self._tolerance),
            ("Seed", self._seed),
        ):
            self._rare_form.addRow(title, field)
        self._more = MoreButton("moreSettingsButton", rare)
        self._names: dict[str, QWidget] = {"standardize": self._standardize}
        for shown_in, name, field in (
            (form, "learning_rate", self._rate),
            (form, "iterations", self._iterations),
            (form, "feature_map", self._terms),
            (self._rare_form, "optimizer", self._optimizer),
            (self._rare_form, "momentum", self._momentum),
            (self._rare_form, "batch_size", self._batch),
            (self._rare_form, "l1", self._l1),
            (self._rare_form, "l2", self._l2),
            (self._rare_form, "tolerance", self._tolerance),
            (self._rare_form, "seed", self._seed),
        ):
            self._names[name] = shown_in.labelForField(field)
        heading = QHBoxLayout()
        heading.addWidget(labelled("Neuron", "heading"), 1)
        heading.addWidget(self._defaults)
        layout = QVBoxLayout(self)
        layout.addLayout(heading)
        layout.addLayout(form)
        layout.addWidget(self._complaint)
        layout.addWidget(self._more)
        layout.addWidget(rare)
        self.on_settings_changed(settings)
        self._connect()

    def _make_fields(self) -> None:
        self._rate = NumberBox(
            "learningRateBox",
            "Learning rate",
            LEARNING_RATES,
            "The length α of a step: w ← w − α·dw. Changing it keeps the weights.",
        )
        self._iterations = whole_number_box(
            "iterationsBox", "Iterations", 1, MOST_ITERATIONS, "After how many iterations a run ends"
        )
        self._iterations.setSingleStep(500)
        self._terms = FeatureMapBox()
        self._standardize = check_box(
            "standardizeBox",
            "Standardize features",
            "Take the steps on features of mean 0 and deviation 1. The weights shown stay in the data's own units.",
        )
        self._optimizer = QComboBox()
        self._optimizer.setObjectName("optimizerBox")
        self._optimizer.setAccessibleName("Optimizer")
        self._optimizer.setToolTip("How a step is made from the gradient; plain gradient descent is the article's")
        keep_keys(self._optimizer, Qt.Key.Key_Home)
        for optimizer in Optimizer:
            self._optimizer.addItem(optimizer.value, optimizer)
        self._momentum = DecimalBox()
        self._momentum.setObjectName("momentumBox")
        self._momentum.setAccessibleName("Momentum")
        self._momentum.setDecimals(3)
        self._momentum.setRange(0.0, MOST_MOMENTUM)
        self._momentum.setSingleStep(0.05)
        self._momentum.setToolTip("The share μ of the last step's velocity to keep: v ← μ·v + dw")
        self._batch = whole_number_box(
            "batchSizeBox", "Batch size", 0, MOST_ITERATIONS, "How many points each step uses; 0 for all of them"
        )
        self._batch.setSpecialValueText("all")
        self._l1 = NumberBox(
            "l1Box", "L1 penalty", PENALTIES, "Adds λ₁·Σ|w| to the cost: weights that help little become zero"
        )
        self._l2 = NumberBox("l2Box", "L2 penalty", PENALTIES, "Adds ½·λ₂·Σw² to the cost: weights stay small")
        self._tolerance = NumberBox(
            "toleranceBox", "Tolerance", TOLERANCES, "Training ends early once the gradient is shorter than this"
        )
        self._seed = whole_number_box(
            "seedBox", "Seed of the batches", 0, 2**31 - 1, "The seed of the random order in which batches are drawn"
        )
        self._defaults = push_button(
            "defaultsButton", "Defaults", "Restore the article's settings (can be undone); what differs is marked"
        )

    def _connect(self) -> None:
        self._defaults.clicked.connect(self._on_defaults_wanted)
        self._rate.committed.connect(self._on_rate_committed)
        self._iterations.valueChanged.connect(self._on_iterations_edited)
        self._terms.committed.connect(self._on_terms_committed)
        self._standardize.toggled.connect(self._on_standardize_toggled)
        self._optimizer.currentIndexChanged.connect(self._on_optimizer_chosen)
        self._momentum.valueChanged.connect(self._on_momentum_edited)
        self._batch.valueChanged.connect(self._on_batch_edited)
        self._l1.committed.connect(self._on_l1_committed)
        self._l2.committed.connect(self._on_l2_committed)
        self._tolerance.committed.connect(self._on_tolerance_committed)
        self._seed.valueChanged.connect(self._on_seed_edited)
        for box in self._typed_in:
            field = box.lineEdit()
            assert field is not None
            field.returnPressed.connect(self.entered)
            if not isinstance(box, CommitBox):
                box.refused.connect(self._on_refused)

    @property
    def _typed_in(self) -> tuple[CommitBox | WholeBox | DecimalBox, ...]:
        commit_boxes = (self._rate, self._terms, self._l1, self._l2, self._tolerance)
        return (*commit_boxes, self._iterations, self._momentum, self._batch, self._seed)

    def commit(self) -> None:
        """Commit what is being typed."""
        for box in self._typed_in:
            if isinstance(box, CommitBox):
                box.commit()
            elif box.hasFocus():
                box.interpretText()

    @Slot(object, bool)
    def on_dataset_changed(self, dataset: Dataset, _replaced: bool) -> None:
        """Offer what can be derived from the features of another data set."""
        if dataset.feature_count != self._input_count:
            self._input_count = dataset.feature_count
            self._terms.set_input_count(dataset.feature_count)
            self._terms.show_terms(self._settings.feature_map)

    @Slot(object)
    def on_settings_changed(self, settings: TrainingSettings) -> None:
        """Show the settings in force."""
        self._settings = settings
        self._rate.show_number(settings.learning_rate)
        self._l1.show_number(settings.l1)
        self._l2.show_number(settings.l2)
        self._tolerance.show_number(settings.tolerance)
        self._terms.show_terms(settings.feature_map)
        for spin_box, value in (
            (self._iterations, settings.iterations),
            (self._batch, settings.batch_size or 0),
            (self._seed, settings.seed),
        ):
            spin_box.blockSignals(True)
            spin_box.setValue(min(value, spin_box.maximum()))
            spin_box.blockSignals(False)
        for widget in (self._momentum, self._optimizer, self._standardize):
            widget.blockSignals(True)
        self._momentum.setValue(settings.momentum)
        self._optimizer.setCurrentText(settings.optimizer.value)
        self._standardize.setChecked(settings.standardize)
        for widget in (self._momentum, self._optimizer, self._standardize):
            widget.blockSignals(False)
        self._complaint.hide()
        self._show_dependent()

    def _show_dependent(self) -> None:
        settings, usual = self._settings, TrainingSettings()
        self._rare_form.setRowVisible(self._momentum, settings.optimizer is Optimizer.MOMENTUM)
        self._seed.setEnabled(settings.batch_size is not None)
        differing = {name for name in self._names if getattr(settings, name) != getattr(usual, name)}
        for name, shown in self._names.items():
            default = f"Changed; the default is {_in_words(getattr(usual, name))}." if name in differing else ""
            set_tone(shown, "changed" if default else "")
            shown.setAccessibleDescription(default)
            if shown is not self._standardize:
                set_tip(shown, default)
        self._more.setText("More settings (changed)" if differing.intersection(RARE) else "More settings")
        self._defaults.setEnabled(bool(differing))

    @Slot()
    def _on_defaults_wanted(self) -> None:
        self.settings_edited.emit(TrainingSettings())

    @Slot(str)
    def _on_rate_committed(self, text: str) -> None:
        problem = complaint(text, "above 0", shortest(self._settings.learning_rate))
        self._take(self._rate, problem, learning_rate=parsed(text))

    @Slot(str)
    def _on_l1_committed(self, text: str) -> None:
        self._take(self._l1, complaint(text, "from 0", shortest(self._settings.l1)), l1=parsed(text))

    @Slot(str)
    def _on_l2_committed(self, text: str) -> None:
        self._take(self._l2, complaint(text, "from 0", shortest(self._settings.l2)), l2=parsed(text))

    @Slot(str)
    def _on_tolerance_committed(self, text: str) -> None:
        stays = shortest(self._settings.tolerance) if self._settings.tolerance else NEVER
        self._take(self._tolerance, complaint(text, "from 0", stays), tolerance=parsed(text))

    @Slot(str)
    def _on_terms_committed(self, text: str) -> None:
        try:
            settings = TrainingSettings(feature_map=self._terms.terms(text)).for_inputs(self._input_count)
            FeatureMap.of(settings.feature_map, self._input_count)
        except SettingsError as error:
            self._complain(str(error))
        else:
            self._edit("", feature_map=settings.feature_map)

    @Slot(int)
    def _on_iterations_edited(self, iterations: int) -> None:
        self._edit("", iterations=iterations)

    @Slot(bool)
    def _on_standardize_toggled(self, on: bool) -> None:
        self._edit("", standardize=on)

    @Slot(int)
    def _on_optimizer_chosen(self, place: int) -> None:
        self._edit("", optimizer=tuple(Optimizer)[place])

    @Slot(float)
    def _on_momentum_edited(self, momentum: float) -> None:
        self._edit("", momentum=momentum)

    @Slot(int)
    def _on_batch_edited(self, size: int) -> None:
        self._edit("", batch_size=size or None)

    @Slot(int)
    def _on_seed_edited(self, seed: int) -> None:
        self._edit("", seed=seed)

    def _take(self, box: NumberBox, problem: str, **change: object) -> None:
        taken = self._edit(problem, **change)
        box.refuse("" if taken else problem)

    def _edit(self, problem: str, **change: object) -> bool:
        try:
            settings = dataclasses.replace(self._settings, **change)  # type: ignore[arg-type]
        except SettingsError as error:
            self._complain(problem or str(error))
            return False
        self._complaint.hide()
        if settings != self._settings:
            self._settings = settings
            self._show_dependent()
            self.settings_edited.emit(settings)
        return True

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        if sentence:
            self._complain(sentence)
        else:
            self._complaint.hide()

    def _complain(self, sentence: str) -> None:
        self._complaint.setText(sentence)
        self._complaint.show()


def _in_words(value: object) -> str:
    """Return the value of a setting as its field shows it."""
    if isinstance(value, Optimizer):
        return value.value
    if isinstance(value, float):
        return shortest(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "all points"
    return str(value) if isinstance(value, int) else "the features as they are"
