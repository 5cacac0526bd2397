"""What lies on the disk."""

import os
import sqlite3
from contextlib import closing, contextmanager

import pytest

from crm_analytics.store.studies import open_store
from crm_analytics.store.study_rows import to_parquet

posix = pytest.mark.skipif(os.name != "posix", reason="file modes")


@pytest.fixture
def url(sqlite_url):
    return sqlite_url


def on_disk(path):
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


@contextmanager
def looking_on(path):
    """Another program that has the store open; as long as it has, SQLite keeps the journals."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM study").fetchall()
        yield


def mode(path):
    return path.stat().st_mode & 0o777


@posix
def test_only_the_owner_may_read_the_file_and_its_journals(store, path, study_id):
    with looking_on(path):
        store.rename(study_id, "Shop")
        files = {file.name: mode(file) for file in path.parent.iterdir()}
    assert files == dict.fromkeys(
        ("studies.sqlite", "studies.sqlite-shm", "studies.sqlite-wal"), 0o600
    )
    assert mode(path.parent) == 0o700


@posix
def test_the_mode_of_a_folder_that_was_there_is_left_alone(tmp_path):
    tmp_path.chmod(0o755)
    open_store(f"sqlite:///{tmp_path}/studies.sqlite")
    assert mode(tmp_path) == 0o755


def test_nothing_but_the_file_stays_after_a_step(path, store, study_id):
    assert [file.name for file in path.parent.iterdir()] == ["studies.sqlite"]


def test_a_commit_is_on_the_disk_and_deleted_bytes_are_cleared(store):
    asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    with store.engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["wal", 2, 1, 1, 10_000]


def test_deleting_a_study_removes_its_bytes(store, path, file, larger_file):
    neighbours = [store.create(f"Shop {n}", "kept: yes\n", "2024", file) for n in range(3)]
    study_id = store.create("Secret title", "secret: questionnaire\n", "2025", larger_file)
    store.keep_choice(study_id, "secret choice", "secret value")
    store.delete(neighbours[1])
    blob = to_parquet(larger_file)
    secrets = [b"ecret", *(blob[at : at + 40] for at in range(400, 4000, 400))]  # its answers
    assert all(secret in on_disk(path) for secret in secrets)
    with looking_on(path):
        store.delete(study_id)
        assert not any(secret in on_disk(path) for secret in secrets)
    assert not any(secret in on_disk(path) for secret in secrets)
    assert b"kept: yes" in on_disk(path)


def test_deleting_a_wave_removes_its_bytes(store, path, study_id, larger_file):
    store.add_wave(study_id, "2025", larger_file)
    blob = to_parquet(larger_file)
    assert blob[1000:1040] in on_disk(path)
    with looking_on(path):
        store.delete_wave(study_id, "2025")
        assert blob[1000:1040] not in on_disk(path)
