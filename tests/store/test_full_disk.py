"""A disk without room, and one that may only be read: named, and what was kept is whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_analytics.errors import StoreTrouble
from crm_analytics.store.backup import backup, restore
from crm_analytics.store.studies import open_store
from crm_analytics.store.verify import damage
from tests.store.importing import assert_whole, imported

PROGRAM = Path(__file__).with_name("full_disk.py")
DISK = (
    "cannot be read from or written to its disk. "
    "Nothing of this step was kept; check the disk and try again."
)


@pytest.mark.skipif(os.name != "posix", reason="limits of a process")
def test_what_finds_no_room_is_named_and_all_before_is_whole(sqlite_url, path, file):
    store = open_store(sqlite_url)
    study_id = store.create("Bank", "", "2024", file)
    done = subprocess.run(
        [sys.executable, PROGRAM, path, study_id],
        env={"PYTHONPATH": f"{PROGRAM.parent}:{PROGRAM.parents[2]}"},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    *said, count = done.stdout.splitlines()
    assert said == [
        f"Store '{path}': {DISK}",
        f"Store '{path}': {DISK}",
        f"Backup '{path.parent}/large.backup': {DISK}",
        f"Backup '{path.parent}/small.backup': {DISK}",
    ]
    waves = imported(store, study_id)
    assert waves == [str(number) for number in range(int(count))]
    assert len(waves) > 5
    assert_whole(store, study_id, waves)
    assert store.document(study_id, "ism") == b"as judged before"
    assert sorted(left.name for left in path.parent.iterdir()) == ["small.backup", path.name]


def test_a_store_that_may_only_be_read_is_backed_up_and_not_restored_into(sqlite_url, path, file):
    study_id = open_store(sqlite_url).create("Bank", "", "2024", file)
    read_only = f"sqlite:///file:{path}?mode=ro&uri=true"
    store = open_store(read_only)
    assert damage(store) == ()
    kept = path.with_name("kept.backup")
    backup(store, kept)
    assert open_store(f"sqlite:///{kept}").wave(study_id, "2024").rows == 5
    with pytest.raises(StoreTrouble) as trouble:
        restore(kept, read_only, replace=True)
    assert str(trouble.value) == (
        f"{store.where}: may not be changed by this program. "
        "Allow writing to the file and its folder, or name another file in CRM_STORE."
    )
    assert damage(store) == ()
