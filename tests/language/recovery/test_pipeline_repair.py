"""A faulty document without its faulty fragments."""

from __future__ import annotations

from argogen.argo.structure import load_structure
from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.language.recovery.pipeline_repair import find_sound_pipeline
from argogen.language.recovery.sound_part import SoundPart
from argogen.language.validation.argo_objects import find_argo_faults
from argogen.language.validation.pipeline import find_schema_faults
from argogen.yaml import Document, SourceText, read_documents

STRUCTURE = load_structure("3.7")


def find_faults(document: Document) -> list[StructureDiagnostic]:
    return find_schema_faults(document.data) or find_argo_faults(document, STRUCTURE)


def read(text: str) -> Document:
    return read_documents(SourceText("pipeline.yaml", text))[0]


def prune(text: str) -> SoundPart:
    document = read(text)
    sound = find_sound_pipeline(document, find_faults(document), find_faults)
    assert sound is not None
    assert find_faults(sound.document) == []
    return sound


def paths(sound: SoundPart) -> list[tuple[str | int, ...]]:
    return [removal.path for removal in sound.removals]


def test_an_unknown_key_is_taken_out() -> None:
    sound = prune("name: a\nrun: x\nxyzzy: 1\n")
    assert sound.document.data == {"name": "a", "run": "x"}
    assert paths(sound) == [("xyzzy",)]


def test_a_misspelled_key_gets_the_name_that_is_meant_and_keeps_its_place() -> None:
    sound = prune("name: a\nimage: b\nruun: x\n")
    assert sound.document.data == {"name": "a", "image": "b", "run": "x"}
    assert sound.removals == ()
    assert sound.document.place(("run",), key=True).line == 3


def test_what_does_not_fit_the_key_that_is_meant_is_taken_out() -> None:
    sound = prune("name: a\nrun: x\nretries: [1]\n")
    assert sound.document.data == {"name": "a", "run": "x"}
    assert [removal.key for removal in sound.removals] == ["retries"]


def test_a_misspelled_word_is_corrected() -> None:
    assert prune("name: a\nkind: Workflw\nrun: x\n").document.data["kind"] == "Workflow"


def test_a_value_of_the_wrong_type_goes_with_its_key() -> None:
    sound = prune("name: a\nrun: x\nenv: {A: [1], B: c}\n")
    assert sound.document.data["env"] == {"B": "c"}


def test_an_entry_goes_as_a_whole() -> None:
    sound = prune("name: a\nrun: x\nparameters: {n: {enum: 5}, m: 2}\n")
    assert sound.document.data["parameters"] == {"m": 2}
    assert paths(sound) == [("parameters", "n")]


def test_a_step_without_a_body_gets_a_placeholder_and_keeps_its_place_in_the_list() -> None:
    sound = prune("name: a\nsteps:\n- {name: b, when: '{{c}}'}\n- {name: d, run: x}\n")
    assert sound.document.data["steps"][0] == {"name": "b", "when": "{{c}}", "run": ":"}
    assert sound.bodiless == {("steps", 0)}


def test_the_second_of_two_bodies_is_taken_out_and_neither_is_trusted() -> None:
    sound = prune("name: a\nsteps:\n- {name: b, run: x, suspend: {}}\n")
    assert sound.bodiless == {("steps", 0)}


def test_what_is_no_step_becomes_one_without_a_name() -> None:
    sound = prune("name: a\nsteps:\n- 5\n- {name: d, run: x}\n")
    assert sound.nameless == {("steps", 0)}
    assert sound.document.data["steps"][1] == {"name": "d", "run": "x"}


def test_a_name_that_is_not_valid_is_replaced() -> None:
    sound = prune("name: a\nsteps:\n- {name: b_c, run: x}\n")
    assert sound.document.data["steps"] == [{"run": "x", "name": "unnamed-1"}]
    assert not sound.nameless


def test_a_name_of_which_nothing_can_be_seen_may_be_any() -> None:
    assert prune("name: a\nsteps:\n- {name: '??', run: x}\n").nameless == {("steps", 0)}


def test_what_an_object_lacks_takes_it_out_as_far_as_needed() -> None:
    sound = prune("name: a\nrun: x\nenv: {A: {secret: s}}\n")
    assert sound.document.data["env"] == {}


def test_a_pipeline_without_its_schedule_is_still_scheduled() -> None:
    assert "schedule" in prune("name: a\nschedule: 5\nrun: x\n").document.data


def test_argo_s_own_objects_are_pruned_as_well() -> None:
    sound = prune("name: a\ncontainer: {image: b, imagePullPolicy: Always, xyzzy: 1}\n")
    assert sound.document.data["container"] == {"image": "b", "imagePullPolicy": "Always"}


def test_of_what_is_no_mapping_nothing_is_sound() -> None:
    document = read("[a]\n")
    assert find_sound_pipeline(document, find_faults(document), find_faults) is None


def test_the_original_stays_as_it_was_and_numbers_keep_their_spelling() -> None:
    document = read("name: a\nrun: x\nenv: {A: 3.10, B: [1]}\nxyzzy: 1\n")
    sound = find_sound_pipeline(document, find_faults(document), find_faults)
    assert sound is not None
    assert document.data["xyzzy"] == 1
    assert document.data["env"]["B"] == [1]
    assert sound.document.number_spellings == {("env", "A"): "3.10"}


def test_what_an_anchor_shares_is_pruned_only_where_it_is_faulty() -> None:
    sound = prune("name: a\nsteps:\n- {name: b, run: x, env: &e {A: {value: 1}}}\n- {name: c, run: x, labels: *e}\n")
    assert find_faults(sound.document) == []


def test_many_faults_cost_no_more_than_their_number() -> None:
    steps = "".join(f"- {{name: s{number}, run: [x], xyzzy: 1}}\n" for number in range(1000))
    assert len(prune(f"name: a\nsteps:\n{steps}").bodiless) == 1000
