import hashlib
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select, text, update

from crm_analytics.errors import StoreTrouble
from crm_analytics.store import database
from crm_analytics.store.schema import document
from crm_analytics.store.studies import open_store

FIRST, SECOND, THIRD = b"\0 who leads", b"to whom", b"and why"


def sha256(blob):
    return hashlib.sha256(blob).hexdigest()


def test_a_document_is_given_back_as_it_was_given(store, study_id):
    assert store.edition(study_id, "ism") is None
    assert store.document(study_id, "ism") == b""
    kept = store.keep_document(study_id, "ism", FIRST, who="Ada")
    assert (kept.sha256, kept.who) == (sha256(FIRST), "Ada")
    assert store.edition(study_id, "ism") == kept
    assert store.document(study_id, "ism") == FIRST
    assert store.document(study_id, "coding") == b""
    assert store.studies()[0].changed >= kept.changed


def test_who_changes_the_one_that_counts_puts_another_in_its_place(store, study_id):
    store.keep_document(study_id, "ism", FIRST)
    kept = store.keep_document(study_id, "ism", SECOND, based_on=sha256(FIRST))
    assert kept.sha256 == sha256(SECOND)
    assert store.document(study_id, "ism") == SECOND


@pytest.mark.parametrize("based_on", ["", sha256(FIRST)])
def test_the_document_of_somebody_else_is_not_overwritten(store, study_id, based_on):
    store.keep_document(study_id, "ism", FIRST)
    theirs = store.keep_document(study_id, "ism", SECOND, based_on=sha256(FIRST), who="Ada")
    before = store.log()
    assert store.keep_document(study_id, "ism", THIRD, based_on=based_on, who="Bo") == theirs
    assert store.document(study_id, "ism") == SECOND
    assert store.log() == before


def test_one_that_was_removed_meanwhile_does_not_come_back_by_itself(store, study_id):
    store.keep_document(study_id, "ism", FIRST)
    store.remove_document(study_id, "ism")
    assert store.keep_document(study_id, "ism", SECOND, based_on=sha256(FIRST)) is None
    assert store.document(study_id, "ism") == b""


def test_the_same_twice_is_kept_already(store, study_id):
    kept = store.keep_document(study_id, "ism", FIRST, who="Ada")
    before = store.studies(), store.log()
    assert store.keep_document(study_id, "ism", FIRST, who="Bo") == kept
    assert (store.studies(), store.log()) == before


def test_many_small_steps_of_one_person_are_one_entry_of_the_log(store, study_id):
    based_on = ""
    for turn, who in enumerate(("Ada", "Ada", "Bo", "Ada", "Ada")):
        based_on = store.keep_document(study_id, "ism", b"%d" % turn, based_on, who).sha256
    store.keep_document(study_id, "coding", FIRST, who="Ada")
    store.remove_document(study_id, "ism", who="Ada")
    assert [(entry.who, entry.what, entry.about) for entry in store.log(study_id)[1:]] == [
        ("Ada", "document changed", "ism"),
        ("Bo", "document changed", "ism"),
        ("Ada", "document changed", "ism"),
        ("Ada", "document changed", "coding"),
        ("Ada", "document removed", "ism"),
    ]


def test_a_copy_has_its_own_and_a_deleted_study_none(store, study_id):
    store.keep_document(study_id, "ism", FIRST)
    copy = store.copy(study_id, "Copy")
    store.keep_document(study_id, "ism", SECOND, based_on=sha256(FIRST))
    assert store.document(copy, "ism") == FIRST
    store.delete(study_id)
    assert store.document(copy, "ism") == FIRST
    with store.snapshot() as connection:
        assert connection.execute(select(document.c.study_id)).scalars().all() == [copy]


def test_a_damaged_document_is_refused_by_name_and_can_be_replaced(store, study_id):
    kept = store.keep_document(study_id, "ism", FIRST)
    store.keep_document(study_id, "coding", SECOND)
    with store.writing() as connection:
        damaged = update(document).where(document.c.name == "ism")
        connection.execute(damaged.values(blob=b"damaged"))
    with pytest.raises(StoreTrouble) as trouble:
        store.document(study_id, "ism")
    assert str(trouble.value) == (
        "Document 'ism': is damaged: what is kept is not what was saved. "
        "Restore the store from a backup, or remove it and put it in again."
    )
    assert store.document(study_id, "coding") == SECOND
    store.keep_document(study_id, "ism", THIRD, based_on=kept.sha256)
    assert store.document(study_id, "ism") == THIRD


@pytest.mark.parametrize("step", ["edition", "document", "remove_document"])
def test_a_study_that_is_not_there_has_no_documents(store, step):
    with pytest.raises(StoreTrouble) as trouble:
        getattr(store, step)("guess", "ism")
    assert str(trouble.value) == (
        "Study: is not in this store. Open Data and choose a file or a sample."
    )


def test_removed_bytes_are_gone_from_the_file(sqlite_url, path, file):
    secret = b"what nobody but the interviewer may read"
    store = open_store(sqlite_url)
    study_id = store.create("Bank", "", "2024", file)
    store.keep_document(study_id, "coding", secret * 1_000)
    everywhere = lambda: b"".join(one.read_bytes() for one in path.parent.iterdir())  # noqa: E731
    assert secret in everywhere()
    store.remove_document(study_id, "coding")
    assert secret not in everywhere()


def everything_in(folder):
    return b"".join(one.read_bytes() for one in folder.iterdir())


def test_replaced_bytes_are_gone_from_the_file_while_another_program_has_it_open(
    sqlite_url, path, file
):
    secret = b"what nobody but the interviewer may read"
    store = open_store(sqlite_url)
    study_id = store.create("Bank", "", "2024", file)
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM study").fetchall()
        kept = store.keep_document(study_id, "coding", secret * 1_000)
        assert secret in everything_in(path.parent)
        store.keep_document(study_id, "coding", b"nothing of it", kept.sha256)
        assert secret not in everything_in(path.parent)


def test_bytes_that_cannot_go_because_somebody_reads_are_said_to_be_there(
    sqlite_url, path, file, monkeypatch
):
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    store = open_store(sqlite_url)
    study_id = store.create("Bank", "", "2024", file)
    store.keep_document(study_id, "coding", FIRST)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM study").fetchall()
        with pytest.raises(StoreTrouble) as trouble:
            store.remove_document(study_id, "coding")
        assert str(trouble.value) == (
            f"Store '{path}': has deleted it, but its bytes may still be on the disk. "
            "Another program was reading it; they go when something else is deleted."
        )
        assert store.document(study_id, "coding") == b""


def test_a_store_that_knew_no_documents_is_brought_up(store, url, study_id, file):
    with store.writing() as connection:
        document.drop(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '2'"))
    opened = open_store(url)
    opened.keep_document(study_id, "ism", FIRST)
    assert opened.document(study_id, "ism") == FIRST
    assert opened.open(study_id).title == "Bank"
