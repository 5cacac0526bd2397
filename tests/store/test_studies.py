import re
from dataclasses import replace

import pytest
from sqlalchemy import event

from crm_analytics.errors import StoreTrouble
from crm_analytics.store.studies import open_store
from crm_analytics.store.study_rows import to_parquet

UNKNOWN = "Study: is not in this store. Open Data and choose a file or a sample."


def test_opening_and_listing_studies_reads_no_answers(store, study_id):
    asked = []
    note = lambda *given: asked.append(given[2])  # noqa: E731
    event.listen(store.engine, "before_cursor_execute", note)
    store.open(study_id), store.studies(), store.latest()
    assert not any("blob" in question or "wave_file" in question for question in asked)
    store.wave(study_id, "2024")
    assert any("blob" in question for question in asked)


def test_a_list_tells_of_the_last_wave(store, study_id, file, larger_file):
    store.add_wave(study_id, "2025", larger_file)
    study = store.open(study_id)
    assert study.waves[0].created < study.waves[1].created
    [listed] = store.studies()
    assert (listed.id, listed.title) == (study_id, "Bank")
    assert (listed.waves, listed.rows, listed.archived) == (2, 900, False)
    assert listed.created < study.waves[1].created < listed.changed


def test_an_archived_study_leaves_the_list_and_opens_as_before(store, study_id, file):
    other = store.create("Shop", "", "2024", file)
    store.archive(other)
    assert [listed.id for listed in store.studies()] == [study_id]
    assert [(listed.id, listed.archived) for listed in store.studies(archived=True)] == [
        (other, True)
    ]
    assert store.latest() == study_id
    assert store.open(other).archived
    store.unarchive(other)
    assert [listed.id for listed in store.studies()] == [other, study_id]
    assert store.studies(archived=True) == ()
    assert store.latest() == other


def test_without_one_that_is_not_archived_none_is_the_latest(store, study_id):
    store.archive(study_id)
    assert store.latest() is None


def test_a_copy_has_all_that_belongs_to_the_study_and_goes_its_own_way(
    store, study_id, larger_file
):
    store.add_wave(study_id, "2025", larger_file, "scale: 1-7\n", who="Ada")
    store.keep_choice(study_id, "level", "0.99")
    store.note(study_id, "Overview", "mine", 0, "Ada")
    store.archive(study_id)
    before = store.open(study_id)
    copy = store.copy(study_id, "Bank, other year")
    assert re.fullmatch(r"[\w-]{16}", copy)
    assert store.open(copy) == replace(before, id=copy, title="Bank, other year", archived=False)
    assert store.questionnaires(copy) == store.questionnaires(study_id)
    assert store.notes(copy) == store.notes(study_id)
    assert store.choices(copy) == store.choices(study_id)
    assert to_parquet(store.wave(copy, "2025")) == to_parquet(larger_file)
    store.delete(study_id)
    assert to_parquet(store.wave(copy, "2025")) == to_parquet(larger_file)


def test_copying_does_not_change_the_study(store, study_id):
    [before] = store.studies()
    copy = store.copy(study_id, "Copy")
    assert [listed.id for listed in store.studies()] == [copy, study_id]
    assert store.studies()[1] == before


def test_a_study_opens_as_it_was_created(url, study_id, file):
    study = open_store(url).open(study_id)
    assert (study.id, study.title, study.questionnaire) == (study_id, "Bank", "scale: 1-5\n")
    assert study.version == 1
    [entry] = study.waves
    assert (entry.name, entry.rows, entry.published) == ("2024", 5, "")
    assert to_parquet(open_store(url).wave(study_id, "2024")) == to_parquet(file)


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
        lambda store, file: store.version("guess"),
        lambda store, file: store.questionnaires("guess"),
        lambda store, file: store.questionnaire("guess", 1),
        lambda store, file: store.publish("guess", "2024"),
        lambda store, file: store.archive("guess"),
        lambda store, file: store.unarchive("guess"),
        lambda store, file: store.copy("guess", "Mine"),
        lambda store, file: store.note("guess", "Overview", "mine", 0),
        lambda store, file: store.notes("guess"),
    ],
)
def test_an_id_that_is_not_here_is_refused(store, study_id, file, use):
    with pytest.raises(StoreTrouble) as trouble:
        use(store, file)
    assert str(trouble.value) == UNKNOWN


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
    assert store.wave(other, "2024").rows == file.rows
    with pytest.raises(StoreTrouble, match=re.escape(UNKNOWN)):
        store.open(study_id)


@pytest.mark.parametrize("title", ["a\0b", "half \ud83d"])
def test_words_that_not_every_database_keeps_are_refused(store, study_id, file, title):
    for use in (
        lambda: store.create(title, "", "2024", file),
        lambda: store.create("Shop", title, "2024", file),
        lambda: store.rename(study_id, title),
        lambda: store.add_wave(study_id, title, file),
        lambda: store.save_questionnaire(study_id, title),
        lambda: store.note(study_id, "Overview", title, 0),
        lambda: store.rename(study_id, "Shop", who=title),
    ):
        with pytest.raises(StoreTrouble) as trouble:
            use()
        assert str(trouble.value) == (
            f"{title!r}: has a character that is not text (NUL, or half of a pair). Remove it."
        )
    assert [listed.title for listed in store.studies()] == ["Bank"]


def test_words_of_every_script_are_kept(store, study_id, file):
    words = "بنك 😀 \u200f'; DROP TABLE study; -- %s :x \\ \n"
    store.add_wave(study_id, words, file, words, who=words)
    store.note(study_id, words, words, 0, who=words)
    store.rename(study_id, words)
    study = store.open(study_id)
    assert (study.title, study.questionnaire, study.waves[1].name) == (words, words, words)
    assert store.wave(study_id, words).rows == file.rows
    note = store.notes(study_id)[words]
    assert (note.text, note.who) == (words, words)


def test_a_study_that_cannot_be_kept_whole_is_not_kept_at_all(store, file, monkeypatch):
    def stumble(*_):
        raise RuntimeError

    monkeypatch.setattr("crm_analytics.store.study_rows.add_wave", stumble)
    with pytest.raises(RuntimeError):
        store.create("Bank", "", "2024", file)
    assert store.studies() == ()


def test_which_questionnaire_counts_is_told_without_its_text(store, study_id):
    assert store.version(study_id).number == 1
    store.save_questionnaire(study_id, "scale: 1-7\n", who="ann")
    counts = store.version(study_id)
    assert (counts.number, counts.who) == (2, "ann")
    assert counts == store.questionnaires(study_id)[-1]
