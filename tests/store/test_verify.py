import hashlib
import os
import re
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import delete, update

from crm_analytics.store.schema import METADATA, document, questionnaire, wave, wave_file
from crm_analytics.store.studies import open_store
from crm_analytics.store.verify import damage, verify

ASKED = """
constructs:
  - name: Loyalty
    role: outcome
    dimensions:
      - {name: Trust, items: [q1, q2]}
"""
DIFFERS = "is damaged: what is kept is not what was saved."
RESTORE = "Restore the store from a backup."
BACKUP = "Put a backup in its place, or name another file in CRM_STORE."
IMPORT = "Restore the store from a backup, or delete this wave and import its file again."
SAVE = "Restore the store from a backup, or save the questionnaire again."


@pytest.fixture
def study_id(store, file, larger_file):
    study_id = store.create("Bank", ASKED, "2024", file)
    store.add_wave(study_id, "2025", larger_file)
    return study_id


def change(store, statement):
    with store.writing() as connection:
        connection.execute(statement)


def said(store):
    return [str(problem) for problem in verify(store)]


def test_a_whole_store_has_no_problems(store, study_id, file):
    store.archive(store.create("Shop", ASKED, "2024", file))
    assert said(store) == []


def test_an_empty_store_has_no_problems(store):
    assert said(store) == []


def test_everything_damaged_is_named_at_once_and_the_rest_is_readable(store, study_id, file):
    other = store.create("Shop", ASKED, "first", file)
    store.add_wave(other, "second", file)
    change(store, update(wave_file).where(wave_file.c.position == 2).values(blob=b"damaged"))
    store.save_questionnaire(study_id, ASKED + "title: Bank\n")
    first = (questionnaire.c.study_id == study_id, questionnaire.c.version == 1)
    change(store, update(questionnaire).where(*first).values(text=ASKED.replace("q2", "q3")))
    bank, shop = f"Study 'Bank' ({study_id})", f"Study 'Shop' ({other})"
    assert sorted(said(store)) == sorted(
        [
            f"{bank}, questionnaire version 1: {DIFFERS} {SAVE}",
            f"{bank}, wave '2025': {DIFFERS} {IMPORT}",
            f"{shop}, wave 'second': {DIFFERS} {IMPORT}",
        ]
    )
    assert store.wave(study_id, "2024").rows == store.wave(other, "first").rows == 5
    assert store.open(study_id).questionnaire == ASKED + "title: Bank\n"


def test_a_wave_whose_answers_are_gone_is_damaged(store, study_id):
    change(store, delete(wave_file).where(wave_file.c.position == 1))
    assert said(store) == [f"Study 'Bank' ({study_id}), wave '2024': {DIFFERS} {IMPORT}"]


def test_a_damaged_document_is_named(store, study_id):
    store.keep_document(study_id, "ism", b"V A X O")
    store.keep_document(study_id, "coding", b"who said what")
    change(store, update(document).where(document.c.name == "ism").values(blob=b"V A X V"))
    again = "Restore the store from a backup, or remove it and put it in again."
    assert said(store) == [f"Study 'Bank' ({study_id}), document 'ism': {DIFFERS} {again}"]


def test_rows_are_counted(store, study_id):
    change(store, update(wave).where(wave.c.position == 1).values(rows=6))
    what = "has 5 rows and is listed with 6."
    assert said(store) == [f"Study 'Bank' ({study_id}), wave '2024': {what} {IMPORT}"]


def test_every_wave_is_opened(store, study_id):
    blob = b"PAR1 is how a Parquet file begins"
    sha256 = hashlib.sha256(blob).hexdigest()
    change(store, update(wave_file).where(wave_file.c.position == 1).values(blob=blob))
    change(store, update(wave).where(wave.c.position == 1).values(sha256=sha256))
    what = "is as it was saved, but cannot be opened (ArrowInvalid)."
    assert said(store) == [f"Study 'Bank' ({study_id}), wave '2024': {what} {IMPORT}"]


@pytest.mark.parametrize("part", ["questionnaire", "wave"])
def test_a_study_that_lost_a_part_is_damaged(store, study_id, part):
    change(store, delete(METADATA.tables[part]).where(METADATA.tables[part].c.study_id == study_id))
    assert said(store) == [f"Study 'Bank' ({study_id}): has lost its {part}. {RESTORE}"]


def test_a_questionnaire_that_cannot_be_read_is_named_but_is_no_damage(store, study_id, file):
    other = store.create("Shop", "scales: 1-5\n", "2024", file)
    [problem] = verify(store)
    assert re.fullmatch(
        rf"Study 'Shop' \({other}\), questionnaire: cannot be read: .* "
        r"Correct it on the page Questionnaire\.",
        str(problem),
    )
    assert damage(store) == ()


def test_rows_that_belong_to_nothing_are_found(sqlite_url, path, file):
    store = open_store(sqlite_url)
    study_id = store.create("Bank", ASKED, "2024", file)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE wave SET study_id = 'nobody'")
    found = said(store)
    assert f"Store '{path}': is damaged: a row of 'wave' belongs to nothing. {BACKUP}" in found
    assert f"Study 'Bank' ({study_id}): has lost its wave. {RESTORE}" in found


def test_an_index_that_does_not_fit_its_table_is_found(sqlite_url, path, file):
    store = open_store(sqlite_url)
    store.create("Bank", ASKED, "2024", file)
    other_index = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_note_1'"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA writable_schema = ON")
        other.execute(
            f"UPDATE sqlite_master SET rootpage = ({other_index}) WHERE name = 'log_of_study'"
        )
    start = f"Store '{path}': is damaged: "
    assert f"{start}row 1 missing from index log_of_study. {BACKUP}" in said(store)
    assert all(line.startswith(start) for line in said(store))


def test_one_title_with_a_damaged_letter_hides_no_other(sqlite_url, path, file):
    store = open_store(sqlite_url)
    for title in ("Bank", "Shop"):
        store.create(title, ASKED, "2024", file)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE study SET title = CAST(x'42FF6E6B' AS TEXT) WHERE title = 'Bank'")
    assert {listed.title for listed in store.studies()} == {"B\N{REPLACEMENT CHARACTER}nk", "Shop"}


@pytest.mark.skipif(os.name != "posix", reason="the server's files")
def test_damage_on_a_server_s_disk_is_found(server, postgresql_url, file, larger_file):
    store = open_store(postgresql_url)
    study_id = store.create("Bank", ASKED, "2024", file)
    store.add_wave(study_id, "2025", larger_file)
    toast = "SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = 'wave_file'"
    with store.snapshot() as connection:
        name = connection.exec_driver_sql(toast).scalar()
        kept = (
            server.files
            / connection.exec_driver_sql(f"SELECT pg_relation_filepath('{name}')").scalar()
        )
    store.engine.dispose()
    server.stop()
    content = bytearray(kept.read_bytes())
    content[-100] ^= 1
    kept.write_bytes(content)
    server.start()
    assert said(store) == [f"Study 'Bank' ({study_id}), wave '2025': {DIFFERS} {IMPORT}"]
    assert store.wave(study_id, "2024").rows == 5
