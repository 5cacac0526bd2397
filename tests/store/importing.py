"""What tests of imports by other programs share: those programs, and what must be there after."""

import hashlib
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from crm_analytics.store.studies import open_store
from crm_analytics.store.study_rows import to_parquet
from crm_analytics.store.verify import damage
from tests.store.conftest import survey_file
from tests.store.importer import rows_of

IMPORTER = Path(__file__).with_name("importer.py")


@contextmanager
def importer(*arguments):
    """The program; ended when it is no longer needed."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    path = f"{IMPORTER.parent}:{IMPORTER.parents[2]}"
    command = [sys.executable, IMPORTER, *map(str, arguments)]
    program = subprocess.Popen(command, env={"PYTHONPATH": path}, **pipes)
    try:
        yield program
    finally:
        program.kill()
        program.wait()
        program.stdin.close()
        program.stdout.close()


def run_until(program, arguments, end, after=0):
    """What a child of the importer told until `end` ended it, called after so many lines."""
    program.stdin.write(" ".join(map(str, arguments)) + "\n")
    program.stdin.flush()
    child = int(program.stdout.readline().split()[1])
    lines = [program.stdout.readline() for _ in range(after)]
    end(child)
    return lines + list(iter(program.stdout.readline, "ended\n"))


def told(lines):
    """Names of the waves, or of the lines of a document, that were acknowledged."""
    words = [line.split(maxsplit=1) for line in lines]
    return [word[1].strip() for word in words if word[0] in ("wave", "line")]


def opened_at_once(url):
    """The store, which must not take a second to recover."""
    start = time.perf_counter()
    store = open_store(url)
    assert time.perf_counter() - start < 1
    return store


@cache
def expected(people):
    """The SHA-256 of the wave of so many people."""
    return hashlib.sha256(to_parquet(survey_file(people))).hexdigest()


def assert_whole(store, study_id, names):
    """Each of these waves is what was imported under its name, and nothing at all is damaged."""
    kept = {wave.name: wave.sha256 for wave in store.open(study_id).waves}
    assert {name: kept[name] for name in names} == {name: expected(rows_of(name)) for name in names}
    assert damage(store) == ()


def added(store, study_id):
    """The lines that importers added to the document of a study, in order."""
    return store.document(study_id, "ism").decode().splitlines()[1:]


def imported(store, study_id):
    """Names of the waves that importers added, in order."""
    return [wave.name for wave in store.open(study_id).waves[1:]]
