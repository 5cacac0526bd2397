import hashlib
import os
import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from sqlalchemy import select, update

from crm_analytics.errors import StoreTrouble
from crm_analytics.files.file import SurveyFile
from crm_analytics.store import backup as backups
from crm_analytics.store.backup import backup, restore
from crm_analytics.store.schema import METADATA, wave_file
from crm_analytics.store.studies import open_store
from crm_analytics.store.study_rows import to_parquet
from crm_analytics.store.verify import verify

DATA = Path(__file__).parents[1] / "data"
ASKED = """
constructs:
  - name: Loyalty
    role: outcome
    dimensions:
      - {name: Trust, items: [q1, q2]}
"""
DIFFERS = "is damaged: what is kept is not what was saved."
DAMAGED = (
    f"{DIFFERS} Restore the store from a backup, or delete this wave and import its file again."
)


@pytest.fixture
def study_id(store, file, larger_file):
    """A study in a store that holds something of everything."""
    study_id = store.create("Bank بنك", ASKED, "2024", file, who="ada")
    store.add_wave(study_id, "2025", larger_file, ASKED + "title: Bank\n", based_on=1)
    store.publish(study_id, "2024")
    store.note(study_id, "overview", "nothing new: 5 > 4 'so'", 0, who="grace")
    store.keep_choice(study_id, "level", "0.99")
    store.keep_document(study_id, "ism", b"\0 V A X O")
    store.archive(store.copy(study_id, "Copy"))
    store.delete(store.create("Gone", ASKED, "2024", file))
    return study_id


@pytest.fixture
def kept(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "monday.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request, tmp_path):
    """A second store, of either engine too."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/studies.sqlite"
    server = request.getfixturevalue("server")
    return server.url(server.database())


@pytest.fixture
def mine(new_url, file):
    """The second store, in use."""
    mine = open_store(new_url)
    mine.create("Mine", ASKED, "2024", file)
    return mine


def everything(store):
    """Every row of every table."""
    with store.snapshot() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in METADATA.sorted_tables
        }


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def refusal(step, *arguments, **options):
    with pytest.raises(StoreTrouble) as trouble:
        step(*arguments, **options)
    return str(trouble.value)


def test_a_restored_store_is_the_one_that_was_backed_up(store, study_id, kept, new_url):
    backup(store, kept)
    restored = restore(kept, new_url)
    assert everything(restored) == everything(store)
    assert [len(rows) > 0 for rows in everything(store).values()] == [True] * 8
    assert verify(restored) == ()
    restored.rename(study_id, "Bank")  # the log goes on after the last number
    assert [entry.what for entry in restored.log()][-2:] == ["study deleted", "study renamed"]


def test_an_empty_store_has_an_empty_backup(store, kept, new_url):
    backup(store, kept)
    assert everything(restore(kept, new_url)) == everything(store)


def test_a_backup_is_a_store(store, study_id, kept):
    backup(store, kept)
    opened = open_store(f"sqlite:///{kept}")
    assert opened.open(study_id) == store.open(study_id)
    assert everything(opened) == everything(store)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_backup_is_one_file_that_only_its_owner_may_read(store, study_id, kept):
    backup(store, kept)
    assert names(kept.parent) == ["monday.sqlite"]
    assert kept.stat().st_mode & 0o777 == 0o600


def test_restoring_only_reads_the_backup(store, study_id, kept, new_url):
    backup(store, kept)
    before = kept.read_bytes()
    restore(kept, new_url)
    assert kept.read_bytes() == before
    assert names(kept.parent) == ["monday.sqlite"]


def test_a_backup_is_replaced_only_when_told_to(store, study_id, kept):
    backup(store, kept)
    store.rename(study_id, "Bank")
    said = f"Backup '{kept}': is there already. Name another file, or use --replace."
    assert refusal(backup, store, kept) == said
    backup(store, kept, replace=True)
    assert everything(open_store(f"sqlite:///{kept}")) == everything(store)


def test_the_store_is_no_place_for_its_backup(sqlite_url, path):
    store = open_store(sqlite_url)
    said = f"Backup '{path}': is the store itself. Name another file."
    assert refusal(backup, store, path, replace=True) == said


def test_a_backup_needs_its_folder(store, tmp_path):
    kept = tmp_path / "gone" / "monday.sqlite"
    said = f"Backup '{kept}': has no folder to be in. Make the folder first."
    assert refusal(backup, store, kept) == said


def test_a_backup_that_is_open_elsewhere_is_not_replaced(store, study_id, kept):
    backup(store, kept)
    with closing(sqlite3.connect(kept)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT * FROM study").fetchall()
        said = (
            f"Backup '{kept}': is open in another program, which keeps 'monday.sqlite-wal' beside "
            "it. End that program, or name another file."
        )
        assert refusal(backup, store, kept, replace=True) == said


def damage_wave(store):
    with store.writing() as connection:
        connection.execute(update(wave_file).where(wave_file.c.position == 2).values(blob=b"?"))


def test_damage_is_not_backed_up_over_a_good_backup(store, file, kept):
    study_id = store.create("Bank", ASKED, "2024", file)
    store.add_wave(study_id, "2025", file)
    backup(store, kept)
    good = kept.read_bytes()
    damage_wave(store)
    assert refusal(backup, store, kept, replace=True) == (
        f"Study 'Bank' ({study_id}), wave '2025': {DAMAGED}"
    )
    assert kept.read_bytes() == good
    assert names(kept.parent) == ["monday.sqlite"]


def test_a_backup_that_fails_leaves_nothing(store, study_id, kept, monkeypatch):
    def stumble(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", stumble)
    said = f"Backup '{kept}': cannot be made (No space left on device)."
    assert refusal(backup, store, kept).startswith(said)
    assert names(kept.parent) == []


def test_a_damaged_backup_is_not_restored(store, file, kept, new_url, mine):
    study_id = store.create("Bank", ASKED, "2024", file)
    store.add_wave(study_id, "2025", file)
    backup(store, kept)
    damage_wave(open_store(f"sqlite:///{kept}"))
    before = everything(mine)
    said = f"Study 'Bank' ({study_id}), wave '2025': {DIFFERS} Name another backup."
    assert refusal(restore, kept, new_url, replace=True) == said
    assert everything(mine) == before


def test_studies_are_replaced_only_when_told_to(store, study_id, kept, new_url, file):
    mine = open_store(new_url)
    mine.delete(mine.create("Mine", ASKED, "2024", file))
    backup(store, kept)
    said = (
        f"{mine.where}: has studies, or a log of them. "
        "Name an empty store, or use --replace to put the backup in its place."
    )
    assert refusal(restore, kept, new_url) == said
    mine.create("Mine", ASKED, "2024", file)
    assert refusal(restore, kept, new_url) == said
    restore(kept, new_url, replace=True)
    assert everything(mine) == everything(store)


def test_what_is_replaced_is_removed_from_the_disk(sqlite_url, path, kept, file):
    store = open_store(sqlite_url)
    backup(store, kept)
    store.create("Secret title", ASKED, "2024", file)
    assert b"Secret" in path.read_bytes()
    restore(kept, sqlite_url, replace=True)
    assert b"Secret" not in path.read_bytes()


@pytest.mark.usefixtures("study_id")
def test_a_restore_that_fails_changes_nothing(store, kept, mine, new_url, monkeypatch):
    backup(store, kept)
    before = everything(mine)

    def stumble(_):
        raise RuntimeError

    monkeypatch.setattr(backups.database, "number_on", stumble)
    with pytest.raises(RuntimeError):
        restore(kept, new_url, replace=True)
    assert everything(mine) == before


def test_an_older_backup_is_brought_up_as_a_copy(kept, new_url, file):
    tables = (DATA / "store" / "version1.sqlite.sql").read_text()
    then, sha256 = "2024-05-06T07:08:09.123456+00:00", hashlib.sha256(ASKED.encode()).hexdigest()
    blob = to_parquet(file)
    with closing(sqlite3.connect(kept)) as old, old:
        old.executescript(tables)
        old.execute("INSERT INTO study VALUES ('abc', 'Bank', ?, ?)", (then, then))
        old.execute("INSERT INTO questionnaire VALUES ('abc', 1, ?, ?, ?)", (ASKED, sha256, then))
        kind = "(study_id, position, name, sha256, blob, rows, created)"
        wave = ("abc", 1, "2024", hashlib.sha256(blob).hexdigest(), blob, 5, then)
        old.execute(f"INSERT INTO wave {kind} VALUES (?, ?, ?, ?, ?, ?, ?)", wave)
    before = kept.read_bytes()
    restored = restore(kept, new_url)
    assert restored.open("abc").questionnaire == ASKED
    assert to_parquet(restored.wave("abc", "2024")) == blob
    assert kept.read_bytes() == before


def other_program(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmark (url TEXT)")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _: None, "is not there. Check its name."),
        (lambda path: path.write_bytes(b""), "is no store of studies. Name another file."),
        (other_program, "is no store of studies. Name another file."),
        (
            lambda path: path.write_text("answers\n" * 5000),
            "is a file of another kind, not a store of studies. Name another backup.",
        ),
    ],
)
def test_what_is_no_backup_is_refused_and_left_as_it_is(sqlite_url, kept, file, make, said):
    store = open_store(sqlite_url)
    store.create("Mine", ASKED, "2024", file)
    make(kept)
    before = kept.read_bytes() if kept.exists() else None
    assert refusal(restore, kept, sqlite_url, replace=True) == f"Backup '{kept}': {said}"
    assert (kept.read_bytes() if kept.exists() else None) == before
    assert [listed.title for listed in store.studies()] == ["Mine"]


@pytest.mark.usefixtures("study_id")
def test_of_half_a_backup_the_remedy_is_another_backup(store, kept, new_url):
    backup(store, kept)
    raw = kept.read_bytes()
    kept.write_bytes(raw[: len(raw) // 2])
    assert refusal(restore, kept, new_url) == f"Backup '{kept}': is damaged. Name another backup."


def test_waves_are_copied_one_after_the_other(store, kept, tmp_path):
    answers = np.random.default_rng(1).random(60_000)  # half a megabyte, however it is packed
    file = SurveyFile("large.csv", "0" * 64, pa.table({"q1": answers}))
    study_id = store.create("Bank", ASKED, "0", file)
    for number in range(1, 16):
        store.add_wave(study_id, str(number), file)
    tracemalloc.start()
    backup(store, kept)
    restore(kept, f"sqlite:///{tmp_path}/new.sqlite")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
