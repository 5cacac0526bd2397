"""A program that runs out of room: it imports, keeps a document, backs up and restores, and tells what was refused.

full_disk.py FILE STUDY
"""

import resource
import sys
from pathlib import Path

from conftest import survey_file
from importer import rows_of, say

from crm_analytics.errors import StoreTrouble
from crm_analytics.store.backup import backup, restore
from crm_analytics.store.studies import open_store


def room(size):
    """From now on no file grows beyond so many bytes; a disk without room refuses in that way."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def refused(step, *arguments):
    try:
        step(*arguments)
    except StoreTrouble as trouble:
        say(trouble)
        return True
    return False


path, study_id = Path(sys.argv[1]), sys.argv[2]
store, number = open_store(f"sqlite:///{path}"), 0
backup(store, path.with_name("small.backup"))
judged = store.keep_document(study_id, "ism", b"as judged before")
room(250_000)
while not refused(store.add_wave, study_id, str(number), survey_file(rows_of(number))):
    number += 1
refused(store.keep_document, study_id, "ism", bytes(300_000), judged.sha256)
room(50_000)
refused(backup, store, path.with_name("large.backup"))
refused(restore, path.with_name("small.backup"), f"sqlite:///{path.with_name('new.sqlite')}")
room(resource.RLIM_INFINITY)
store.add_wave(study_id, str(number), survey_file(rows_of(number)))
say(number + 1)
