import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from crm_analytics.store import database
from crm_analytics.store.studies import open_store

ASKED = "constructs: [{name: Loyalty, dimensions: [{name: Trust, items: [q1, q2]}]}]\n"
REPLACING = {
    "sqlite": "INSERT OR REPLACE INTO log SELECT number, time, 'Eve', what, study_id, about FROM log",
    "postgresql": "INSERT INTO log SELECT * FROM log ON CONFLICT (number) DO UPDATE SET who = 'Eve'",
}


def test_every_step_is_written_down(store, file):
    mine = store.create("Secret title", ASKED, "2023", file, who="Ada")
    store.add_wave(mine, "2024", file, f"title: Secret\n{ASKED}", who="Bo")
    store.save_questionnaire(mine, ASKED, who="Ada")
    store.rename(mine, "Secret name", who="Ada")
    store.delete_wave(mine, "2024", who="Ada")
    store.publish(mine, "2023", who="Cy")
    store.note(mine, "Overview", "Secret note", 0, who="Ada")
    store.archive(mine, who="Ada")
    store.unarchive(mine, who="Ada")
    other = store.copy(mine, "Secret copy", who="Bo")
    store.keep_choice(mine, "level", "0.95")
    store.delete(mine, who="Ada")
    entries = store.log()
    assert [(entry.who, entry.what, entry.study, entry.about) for entry in entries] == [
        ("Ada", "study created", mine, "2023"),
        ("Bo", "questionnaire saved", mine, "2"),
        ("Bo", "wave added", mine, "2024"),
        ("Ada", "questionnaire saved", mine, "3"),
        ("Ada", "study renamed", mine, ""),
        ("Ada", "wave deleted", mine, "2024"),
        ("Cy", "wave published", mine, "2023"),
        ("Ada", "note saved", mine, "Overview"),
        ("Ada", "study archived", mine, ""),
        ("Ada", "study unarchived", mine, ""),
        ("Bo", "study copied from", other, mine),
        ("Ada", "study deleted", mine, ""),
    ]
    assert [entry.time for entry in entries] == sorted(entry.time for entry in entries)
    assert store.log(other) == entries[-2:-1]
    assert len(store.log(mine)) == 11
    assert store.log("guess") == ()
    assert "Secret" not in repr(entries)


def test_what_changed_nothing_is_not_written_down(store, file):
    study_id = store.create("Bank", ASKED, "2024", file)
    store.publish(study_id, "2024")
    before = store.log()
    store.publish(study_id, "2024")
    store.save_questionnaire(study_id, ASKED)
    store.note(study_id, "Overview", "", 0)
    assert store.log() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET who = 'Eve'",
        "DELETE FROM log",
        "DELETE FROM log WHERE number = 1",
        "replace",
    ],
)
def test_the_database_refuses_to_change_the_log(store, study_id, change):
    before = store.log()
    change = REPLACING[store.engine.dialect.name] if change == "replace" else change
    with (
        pytest.raises(DBAPIError, match="the log only grows"),
        database.writing(store.engine).begin() as connection,
    ):
        connection.execute(text(change))
    assert store.log() == before


def test_a_server_refuses_to_empty_the_log(postgresql_url, file):
    store = open_store(postgresql_url)
    store.create("Bank", "", "2024", file)
    with (
        pytest.raises(DBAPIError, match="the log only grows"),
        database.writing(store.engine).begin() as connection,
    ):
        connection.execute(text("TRUNCATE log"))
    assert len(store.log()) == 1


def test_numbers_go_on_after_entries_that_came_with_theirs(store, study_id):
    entry = "(7, '2020', 'Ada', 'study created', 'abc', '')"
    with store.writing() as connection:
        connection.execute(text(f"INSERT INTO log VALUES {entry}"))
        database.number_on(connection)
    store.rename(study_id, "Shop")
    assert [entry.what for entry in store.log()] == [
        "study created",
        "study created",
        "study renamed",
    ]
