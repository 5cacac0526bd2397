import pytest
from sqlalchemy import update

from crm_analytics.errors import Conflict, StoreTrouble
from crm_analytics.store.schema import questionnaire

ASKED = "constructs: [{name: Loyalty, dimensions: [{name: Trust, items: [q1, q2]}]}]\n"


def asked(minimum_group):
    return f"{ASKED}minimum_group: {minimum_group}\n"


def test_every_save_of_a_questionnaire_is_a_new_version(store, study_id):
    assert store.save_questionnaire(study_id, "scale: 1-7\n") == 2
    assert store.save_questionnaire(study_id, "scale: 1-5\n", based_on=2) == 3
    study = store.open(study_id)
    assert (study.version, study.questionnaire) == (3, "scale: 1-5\n")


def test_saving_the_same_text_adds_nothing(store, study_id):
    before = store.studies()
    assert store.save_questionnaire(study_id, "scale: 1-5\n") == 1
    assert store.save_questionnaire(study_id, "scale: 1-5\n", based_on=1) == 1
    assert store.studies() == before


def test_a_change_of_somebody_else_is_not_overwritten(store, study_id):
    store.save_questionnaire(study_id, "theirs: 1\n", based_on=1)
    with pytest.raises(Conflict) as trouble:
        store.save_questionnaire(study_id, "mine: 1\n", based_on=1)
    assert str(trouble.value) == (
        "Questionnaire: somebody else changed it meanwhile (version 1 became 2). "
        "Open the study again and repeat your change."
    )
    assert store.open(study_id).questionnaire == "theirs: 1\n"


def test_a_conflict_carries_what_somebody_else_saved(store, study_id):
    store.save_questionnaire(study_id, "theirs: 1\n", based_on=1, who="Ada")
    with pytest.raises(Conflict) as conflict:
        store.save_questionnaire(study_id, "mine: 1\n", based_on=1)
    assert str(conflict.value) == (
        "Questionnaire: Ada changed it meanwhile (version 1 became 2). "
        "Open the study again and repeat your change."
    )
    told = conflict.value
    assert (told.version, told.text, told.who) == (2, "theirs: 1\n", "Ada")
    assert told.when == store.questionnaires(study_id)[1].created


def test_who_saved_the_same_text_as_somebody_else_has_no_conflict(store, study_id):
    store.save_questionnaire(study_id, "same: 1\n", based_on=1)
    assert store.save_questionnaire(study_id, "same: 1\n", based_on=1) == 2


def test_every_version_stays_readable(store, study_id):
    store.save_questionnaire(study_id, "scale: 1-7\n", who="Ada")
    first, second = store.questionnaires(study_id)
    assert (first.number, first.who, second.number, second.who) == (1, "", 2, "Ada")
    assert first.created < second.created
    assert first.sha256 != second.sha256
    assert store.questionnaire(study_id, 1) == "scale: 1-5\n"
    assert store.questionnaire(study_id, 2) == "scale: 1-7\n"


def test_a_version_that_is_not_there_is_refused(store, study_id):
    with pytest.raises(StoreTrouble) as trouble:
        store.questionnaire(study_id, 2)
    assert str(trouble.value) == (
        "Questionnaire: has no version 2 in this study. Choose one of its versions."
    )


def test_a_damaged_text_is_refused_and_all_else_is_readable(store, study_id):
    store.save_questionnaire(study_id, "scale: 1-7\n")
    with store.writing() as connection:
        second = update(questionnaire).where(questionnaire.c.version == 2)
        connection.execute(second.values(text="scale: 1-6\n"))
    for use in (store.open, lambda study_id: store.questionnaire(study_id, 2)):
        with pytest.raises(StoreTrouble) as trouble:
            use(study_id)
        assert str(trouble.value) == (
            "Questionnaire: version 2 is damaged: what is kept is not what was saved. "
            "Restore the store from a backup, or save the questionnaire again."
        )
    assert store.questionnaire(study_id, 1) == "scale: 1-5\n"
    assert store.wave(study_id, "2024").rows == 5
    store.save_questionnaire(study_id, "scale: 1-7\n\n")
    assert store.open(study_id).version == 3


def test_a_wave_comes_with_the_questionnaire_that_knows_it(store, study_id, file):
    assert store.add_wave(study_id, "2025", file, "waves: 2\n", based_on=1, who="Ada") == 2
    study = store.open(study_id)
    assert (study.questionnaire, study.version, len(study.waves)) == ("waves: 2\n", 2, 2)
    assert store.add_wave(study_id, "2026", file) == 2
    assert store.add_wave(study_id, "2027", file, "waves: 2\n", based_on=2) == 2


def test_of_a_wave_and_its_questionnaire_both_are_kept_or_none(store, study_id, file):
    store.save_questionnaire(study_id, "theirs: 1\n")
    before = store.open(study_id)
    with pytest.raises(Conflict):
        store.add_wave(study_id, "2025", file, "mine: 1\n", based_on=1)
    with pytest.raises(StoreTrouble, match="is already in this study"):
        store.add_wave(study_id, "2024", file, "mine: 1\n", based_on=2)
    assert store.open(study_id) == before
    assert [entry.what for entry in store.log()] == ["study created", "questionnaire saved"]


@pytest.fixture
def published(store, file):
    study_id = store.create("Bank", asked(5), "2024", file)
    store.publish(study_id, "2024", who="Ada")
    return study_id


def test_before_a_wave_is_published_minimum_group_is_free(store, file):
    study_id = store.create("Bank", asked(5), "2024", file)
    assert store.save_questionnaire(study_id, asked(3)) == 2


def test_after_a_wave_was_published_minimum_group_only_rises(store, published, file):
    store.save_questionnaire(published, asked(7))
    refused = (
        "Questionnaire: lowers minimum_group from 7 to 6, and a wave is published. "
        "Write minimum_group: 7 or more."
    )
    for use in (
        lambda text: store.save_questionnaire(published, text),
        lambda text: store.add_wave(published, "2025", file, text),
        lambda text: store.save_questionnaire(store.copy(published, "Copy"), text),
    ):
        with pytest.raises(StoreTrouble) as trouble:
            use(asked(6))
        assert str(trouble.value) == refused
        with pytest.raises(StoreTrouble):
            use(ASKED)  # 5 where nothing is written
    assert store.save_questionnaire(published, f"title: Bank\n{asked(7)}") == 3


def test_a_questionnaire_that_promises_no_anonymity_cannot_come_back(store, published):
    with pytest.raises(StoreTrouble, match="from 5 to 1"):
        store.save_questionnaire(published, asked(1))


def test_after_a_wave_was_published_the_questionnaire_must_be_readable(store, published):
    with pytest.raises(StoreTrouble) as trouble:
        store.save_questionnaire(published, "minimum_group: 5\n")
    assert str(trouble.value) == (
        "Line 1: has no construct. Write 'constructs:' with at least one."
    )


def test_a_wave_whose_questionnaire_cannot_be_read_is_not_published(store, study_id):
    with pytest.raises(StoreTrouble):
        store.publish(study_id, "2024")
    assert store.open(study_id).waves[0].published == ""


def test_a_published_wave_tells_since_when_and_stays(store, published, file):
    store.add_wave(published, "2025", file)
    first, second = store.open(published).waves
    assert first.created < first.published
    assert second.published == ""
    store.publish(published, "2024")
    assert store.open(published).waves == (first, second)
    with pytest.raises(StoreTrouble) as trouble:
        store.delete_wave(published, "2024")
    assert str(trouble.value) == (
        "Wave '2024': is published, and a published wave stays in its study. "
        "Delete the study instead."
    )
    store.delete_wave(published, "2025")
    store.delete(published)
    assert store.studies() == ()


def test_only_a_wave_that_is_there_can_be_published(store, published):
    with pytest.raises(StoreTrouble) as trouble:
        store.publish(published, "1999")
    assert str(trouble.value) == "Wave '1999': is not in this study. Choose one of its waves."
