import pytest

from crm_analytics.errors import Conflict


def test_a_note_stands_beside_its_section(store, study_id):
    assert store.note(study_id, "Overview", "Ask the branches", 0, who="Ada") == 1
    assert store.note(study_id, "Groups", "Too few", 0) == 1
    assert store.note(study_id, "Overview", "Ask all branches", 1, who="Bo") == 2
    notes = store.notes(study_id)
    assert list(notes) == ["Groups", "Overview"]
    overview = notes["Overview"]
    assert (overview.section, overview.text, overview.version, overview.who) == (
        "Overview",
        "Ask all branches",
        2,
        "Bo",
    )
    assert store.studies()[0].changed > overview.changed > notes["Groups"].changed


def test_the_note_of_somebody_else_is_not_overwritten(store, study_id):
    store.note(study_id, "Overview", "theirs", 0, who="Ada")
    with pytest.raises(Conflict) as conflict:
        store.note(study_id, "Overview", "mine", 0)
    assert str(conflict.value) == (
        "Note on 'Overview': Ada changed it meanwhile (version 0 became 1). "
        "Compare both and save yours again."
    )
    told, kept = conflict.value, store.notes(study_id)["Overview"]
    assert (told.version, told.text, told.who, told.when) == (1, "theirs", "Ada", kept.changed)
    assert kept.text == "theirs"


def test_the_same_words_twice_are_no_conflict_and_add_nothing(store, study_id):
    store.note(study_id, "Overview", "same", 0)
    before = store.studies()
    assert store.note(study_id, "Overview", "same", 0) == 1
    assert store.studies() == before


def test_without_text_a_note_is_removed_and_its_versions_go_on(store, study_id):
    store.note(study_id, "Overview", "first", 0)
    assert store.note(study_id, "Overview", "", 1) == 2
    assert store.notes(study_id) == {}
    assert store.note(study_id, "Overview", "second", 0) == 3
    with pytest.raises(Conflict, match="version 1 became 3"):
        store.note(study_id, "Overview", "of the first", 1)


def test_who_edited_a_note_that_was_removed_meanwhile_is_told(store, study_id):
    store.note(study_id, "Overview", "first", 0)
    store.note(study_id, "Overview", "", 1, who="Ada")
    with pytest.raises(Conflict) as conflict:
        store.note(study_id, "Overview", "more", 1)
    assert str(conflict.value) == (
        "Note on 'Overview': Ada removed it meanwhile (version 1 became 2). "
        "Compare both and save yours again."
    )
    assert conflict.value.text == ""
