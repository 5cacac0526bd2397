import re

import pytest

from crm_analytics.errors import StoreTrouble
from crm_analytics.store.studies import open_store
from crm_analytics.store.wave_blob import to_parquet

UNKNOWN = "Study: is not in this store. Open Data and choose a file or a sample."


def test_a_study_opens_as_it_was_created(url, study_id, file):
    study = open_store(url).open(study_id)
    assert (study.id, study.title, study.questionnaire) == (study_id, "Bank", "scale: 1-5\n")
    assert study.version == 1
    [entry] = study.waves
    assert (entry.name, entry.rows, entry.published) == ("2024", 5, "")
    assert to_parquet(open_store(url).wave(study_id, "2024").file) == to_parquet(file)


def test_an_id_cannot_be_guessed(store, file):
    ids = {store.create("Bank", "", "2024", file) for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch(r"[\w-]{16}", study_id) for study_id in ids)


def test_a_new_store_has_no_study(store):
    assert store.studies() == ()
    assert store.latest() is None


def test_the_study_that_was_changed_last_comes_first(store, file):
    first, second = (store.create(title, "", "2024", file) for title in ("One", "Two"))
    assert [listed.title for listed in store.studies()] == ["Two", "One"]
    store.rename(first, "Uno")
    assert [(listed.id, listed.title) for listed in store.studies()] == [
        (first, "Uno"),
        (second, "Two"),
    ]
    assert store.latest() == first
    store.save_questionnaire(second, "scale: 1-7\n")
    assert store.latest() == second
    store.add_wave(first, "2025", file)
    assert store.latest() == first


@pytest.mark.parametrize(
    "use",
    [
        lambda store, file: store.open("guess"),
        lambda store, file: store.wave("guess", "2024"),
        lambda store, file: store.rename("guess", "Mine"),
        lambda store, file: store.delete("guess"),
        lambda store, file: store.add_wave("guess", "2025", file),
        lambda store, file: store.delete_wave("guess", "2024"),
        lambda store, file: store.save_questionnaire("guess", "mine: 1\n"),
        lambda store, file: store.keep_choice("guess", "level", "0.99"),
        lambda store, file: store.choices("guess"),
    ],
)
def test_an_id_that_is_not_here_is_refused(store, study_id, file, use):
    with pytest.raises(StoreTrouble) as trouble:
        use(store, file)
    assert str(trouble.value) == UNKNOWN


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
    with pytest.raises(StoreTrouble) as trouble:
        store.save_questionnaire(study_id, "mine: 1\n", based_on=1)
    assert str(trouble.value) == (
        "Questionnaire: somebody else changed it meanwhile (version 1 became 2). "
        "Open the study again and repeat your change."
    )
    assert store.open(study_id).questionnaire == "theirs: 1\n"


def test_choices_are_remembered_and_do_not_count_as_a_change(store, study_id):
    before = store.studies()
    store.keep_choice(study_id, "level", "0.95")
    store.keep_choice(study_id, "level", "0.99")
    store.keep_choice(study_id, "مقياس", "ثقة")
    assert store.choices(study_id) == {"level": "0.99", "مقياس": "ثقة"}
    assert store.studies() == before


def test_deleting_a_study_leaves_the_others(store, study_id, file):
    other = store.create("Shop", "", "2024", file)
    store.delete(study_id)
    assert [listed.title for listed in store.studies()] == ["Shop"]
    assert store.wave(other, "2024").file.rows == file.rows
    with pytest.raises(StoreTrouble, match=re.escape(UNKNOWN)):
        store.open(study_id)


def test_a_study_that_cannot_be_kept_whole_is_not_kept_at_all(store, file, monkeypatch):
    def stumble(*_):
        raise RuntimeError

    monkeypatch.setattr("crm_analytics.store.studies.add_wave", stumble)
    with pytest.raises(RuntimeError):
        store.create("Bank", "", "2024", file)
    assert store.studies() == ()
