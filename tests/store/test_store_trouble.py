import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from crm_analytics.errors import StoreTrouble
from crm_analytics.store import database
from crm_analytics.store.studies import open_store

WRITABLE = "Allow writing to the file and its folder, or name another file in CRM_STORE."
BACKUP = "Put a backup in its place, or name another file in CRM_STORE."
NOBODY = 65534

posix = pytest.mark.skipif(os.name != "posix", reason="file modes")


@pytest.fixture
def url(sqlite_url):
    return sqlite_url


@contextmanager
def refused(message):
    with pytest.raises(StoreTrouble) as trouble:
        yield
    assert str(trouble.value) == message


@pytest.fixture
def path():
    """In a folder that an ordinary user can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "studies.sqlite"


@contextmanager
def as_ordinary_user(path, mode, folder_mode):
    """With these modes on the file and its folder; root may write anywhere, so it steps down."""
    path.chmod(mode)
    path.parent.chmod(folder_mode)
    root = os.geteuid() == 0
    if root:
        os.chown(path, NOBODY, NOBODY)
        os.chown(path.parent, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        path.parent.chmod(0o700)


@posix
def test_a_read_only_file_can_be_opened_but_not_changed(url, path, store, study_id, file):
    with as_ordinary_user(path, 0o444, 0o700):
        store = open_store(url)
        assert store.wave(study_id, "2024").rows == 5
        with refused(f"Store '{path}': may not be changed by this program. {WRITABLE}"):
            store.create("Shop", "", "2024", file)


@posix
def test_a_folder_without_rights_is_told(url, path, store):
    with (
        as_ordinary_user(path, 0o444, 0o500),
        refused(f"Store '{path}': may not be changed by this program. {WRITABLE}"),
    ):
        open_store(url)


@posix
def test_a_store_that_cannot_be_made_is_named(path, store):
    there = path.parent / "new" / "studies.sqlite"
    with (
        as_ordinary_user(path, 0o444, 0o500),
        refused(f"Store '{there}': cannot be made (Permission denied). {WRITABLE}"),
    ):
        open_store(f"sqlite:///{there}")


@pytest.mark.parametrize("size", [40, 40_000])
def test_a_text_file_is_no_store_and_is_left_as_it_is(url, path, size):
    path.write_text("answers\n" * (size // 8))
    with refused(f"Store '{path}': is a file of another kind, not a store of studies. {BACKUP}"):
        open_store(url)
    assert path.read_text() == "answers\n" * (size // 8)


def test_a_file_that_lost_its_end_is_called_damaged(store, path, study_id, larger_file):
    store.add_wave(study_id, "2025", larger_file)
    path.write_bytes(path.read_bytes()[:12_288])
    with refused(f"Store '{path}': is damaged. {BACKUP}"):
        store.wave(study_id, "2025")


def test_a_full_disk_keeps_nothing_of_the_step_and_all_before(store, path, study_id, larger_file):
    @event.listens_for(store.engine, "connect")
    def leave_no_room(connection, _):
        connection.execute("PRAGMA max_page_count=1")  # means: not one page more than now

    with refused(
        f"Store '{path}': has no room left on its disk. "
        "Nothing of this step was kept, all else is whole; free some space and try again."
    ):
        store.add_wave(study_id, "2025", larger_file)
    assert [wave.name for wave in store.open(study_id).waves] == ["2024"]


def test_while_another_program_writes_one_can_read_and_is_told_to_wait(
    store, path, study_id, monkeypatch
):
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert store.open(study_id).title == "Bank"
        with refused(
            f"Store '{path}': is being changed by another program. "
            "Nothing of this step was kept; wait a moment and try again."
        ):
            store.rename(study_id, "Shop")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("studies", "Store: is not an address of a store. Name a file in CRM_STORE."),
        ("post://server/crm", "Store 'post://server/crm': is not an address of a store. Name a file in CRM_STORE."),
        ("sqlite://", "Store: names no file, so nothing would be kept. Name a file in CRM_STORE."),
        ("sqlite:///:memory:", "Store: names no file, so nothing would be kept. Name a file in CRM_STORE."),
        (
            "postgresql+pg8000://ada:secret@server/crm",
            "Store 'postgresql+pg8000://ada:***@server/crm': needs the driver 'pg8000', which is not installed. "
            "Install the driver, or name a file in CRM_STORE.",
        ),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused(url, message):
    with refused(message):
        open_store(url)


def test_a_reason_without_words_tells_its_kind_and_no_answers(store, path, study_id):
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE choice")
    with refused(
        f"Store '{path}': did not do what was asked (OperationalError). "
        "Check that the database is running and reachable, and try again."
    ):
        store.keep_choice(study_id, "level", "0.95")


def test_what_is_deleted_stays_so_when_its_bytes_cannot_be_cleared(store, path, study_id):
    @event.listens_for(store.engine, "before_cursor_execute", retval=True)
    def stumble(connection, cursor, statement, given, *_):
        return ("PRAGMA broken(" if "wal_checkpoint" in statement else statement), given

    with refused(
        f"Store '{path}': has deleted it, but its bytes may still be on the disk. "
        "Check the disk; they go when something else is deleted."
    ):
        store.delete(study_id)
    assert store.studies() == ()
