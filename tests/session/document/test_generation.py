"""Generated data sets in the document."""

import pytest

from neuron_desktop.core import GeneratorError, TrueCurve, article_dataset, generate
from neuron_desktop.core.generators.catalogue import CircleGenerator, FunctionGenerator, LineGenerator
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.document.generation import Generation, article_source
from neuron_desktop.session.document.source import Source

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def document():
    return Document(article_dataset(), article_source())


@pytest.fixture
def generation(document):
    return Generation(document)


def recording(signal):
    heard = []
    signal.connect(lambda *arguments: heard.append(arguments))
    return heard


def test_a_generated_set_remembers_what_it_was_generated_from(document, generation):
    generation.generate(CircleGenerator(count=40))
    assert document.dataset == generate(CircleGenerator(count=40))
    assert document.source == Source("Circle", generator=CircleGenerator(count=40))
    document.undo_stack.undo()
    assert document.dataset == article_dataset()
    assert document.source.generator == LineGenerator()


def test_the_article_s_values_are_the_article_s_data_set_by_name(document, generation):
    generation.generate(CircleGenerator())
    generation.generate(LineGenerator())
    assert document.source == article_source()
    assert document.dataset == article_dataset()


def test_the_same_kind_keeps_the_neuron_and_another_starts_a_new_run(document, generation):
    heard = recording(document.dataset_changed)
    generation.generate(LineGenerator(slope=2.0))
    generation.generate(CircleGenerator())
    generation.generate(CircleGenerator(radius=3.0))
    assert [replaced for _, replaced in heard] == [False, True, False]


def test_what_was_opened_from_a_file_is_another_kind(document, generation):
    document.replace(article_dataset(), Source("points.csv"))
    heard = recording(document.dataset_changed)
    generation.generate(LineGenerator())
    assert [replaced for _, replaced in heard] == [True]


def test_changes_of_one_gesture_are_one_step_and_others_are_their_own(document, generation):
    for slope in (1.0, 2.0, 3.0):
        generation.generate(LineGenerator(slope=slope), "slope 0")
    generation.generate(LineGenerator(slope=3.0, noise=0.1), "noise 0")
    generation.generate(LineGenerator(slope=3.0, noise=0.1))
    generation.generate(LineGenerator(slope=3.0, noise=0.1))
    assert document.undo_stack.count() == 4
    for _ in range(3):
        document.undo_stack.undo()
    assert document.source.generator == LineGenerator(slope=3.0)
    document.undo_stack.undo()
    assert document.dataset == article_dataset()


def test_a_gesture_is_not_taken_up_again_after_an_edit(document, generation):
    generation.generate(LineGenerator(slope=2.0), "slope 0")
    document.add_sample((0.0, 0.0), 1)
    generation.generate(LineGenerator(slope=3.0), "slope 0")
    assert document.undo_stack.count() == 3
    document.undo_stack.undo()
    assert document.dataset.sample_count == 501


def test_nothing_is_left_to_be_saved_since_it_can_be_had_again(document, generation):
    for slope in (1.0, 2.0):
        generation.generate(LineGenerator(slope=slope), "slope 0")
    assert document.is_saved
    document.add_sample((0.0, 0.0), 1)
    generation.generate(CircleGenerator())
    assert not document.is_saved


def test_what_cannot_be_generated_is_said_and_changes_nothing(document, generation):
    failures, successes = recording(generation.failed), recording(generation.generated)
    heard = recording(document.dataset_changed)
    generation.generate(FunctionGenerator(function="ln(x - 10)"))
    ((error,),) = failures
    assert isinstance(error, GeneratorError)
    assert "hardly a value" in str(error)
    assert heard == successes == []
    assert document.undo_stack.count() == 0


def test_steps_say_what_they_are(document, generation):
    generation.generate(FunctionGenerator(function="x^2/10"))
    assert document.undo_stack.undoText() == "generate Function y = f(x)"
    assert isinstance(document.dataset.true_line, TrueCurve)


def test_points_drawn_by_hand_after_a_clear_are_nobody_s(document):
    document.clear()
    assert document.source.generator is None
    document.undo_stack.undo()
    assert document.source.generator == LineGenerator()
