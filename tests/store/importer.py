"""A program that imports small waves into a study and tells each name once it was kept.

Or it adds lines to one document of the study, whoever else does, and tells each likewise.

    importer.py import URL STUDY FIRST COUNT           imports COUNT waves, the first called FIRST
    importer.py paced URL STUDY                        imports four waves for every line it is given
    importer.py document URL STUDY FIRST COUNT         adds COUNT lines, the first called FIRST
    importer.py journal FILE STUDY                     imports six waves that stay in the journal,
                                                       telling its size too, and waits to be killed
    importer.py                                        reads lines of such arguments, and runs each
                                                       in a child that is ready at once

A child is told as "child PID" and its end as "ended". What is refused is told and is the end.
"""

import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from conftest import survey_file
from sqlalchemy import create_engine

from crm_analytics.errors import StoreTrouble
from crm_analytics.store.studies import open_store
from crm_analytics.store.study_rows import to_parquet
from crm_analytics.store.versions import digest

PADDING = b"as large as a matrix of some hundred factors " * 4_000 + b"\n"


def say(*words):
    print(*words, flush=True)  # noqa: T201


def rows_of(name):
    """People of the wave of this name, so that no wave passes for another."""
    return 5 + int(name) % 50


def import_waves(url, study_id, first, count):
    try:
        store = open_store(url)
        for number in range(int(first), int(first) + int(count)):
            store.add_wave(study_id, str(number), survey_file(rows_of(number)))
            say("wave", number)
    except StoreTrouble as trouble:
        say("refused", trouble)


def add_lines(url, study_id, first, count):
    try:
        store = open_store(url)
        for number in range(int(first), int(first) + int(count)):
            while not add_line(store, study_id, number):
                pass
            say("line", number)
    except StoreTrouble as trouble:
        say("refused", trouble)


def add_line(store, study_id, number):
    """Whether nobody else was faster."""
    was = store.document(study_id, "ism")
    blob = (was or PADDING) + b"%d\n" % number
    kept = store.keep_document(study_id, "ism", blob, digest(was))
    return kept is not None and kept.sha256 == digest(blob)


def import_when_told(url, study_id):
    for number, _ in enumerate(sys.stdin):
        import_waves(url, study_id, 4 * number, 4)


def keep_journal(path, study_id):
    with closing(sqlite3.connect(path)) as other:  # as long as it is open, the journal stays
        other.execute("SELECT * FROM study").fetchall()
        store = open_store(f"sqlite:///{path}")
        for number in range(6):
            store.add_wave(study_id, str(number), survey_file(rows_of(number)))
            say("wave", number, Path(f"{path}-wal").stat().st_size)
        signal.pause()


STEPS = {
    "import": import_waves,
    "document": add_lines,
    "paced": import_when_told,
    "journal": keep_journal,
}


def run(step, *arguments):
    STEPS[step](*arguments)


def serve():
    # what a child would otherwise import before it is ready
    to_parquet(survey_file())
    for url in ("sqlite://", "postgresql+psycopg://"):
        create_engine(url).dispose()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(*line.split())
            os._exit(0)
        say("child", child)
        os.waitpid(child, 0)
        say("ended")


if __name__ == "__main__":
    run(*sys.argv[1:]) if sys.argv[1:] else serve()
