"""What tests of imports by other programs share: those programs, and what must be there after."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from crm_analytics.store.wave_blob import to_parquet
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
        program.communicate()


def told(lines):
    """Names of the waves that were acknowledged."""
    words = [line.split(maxsplit=1) for line in lines]
    return [word[1].strip() for word in words if word[0] == "wave"]


def assert_whole(store, study_id, names):
    """Each of these waves is what was imported under its name."""
    for name in names:
        kept = store.wave(study_id, name).file
        assert to_parquet(kept) == to_parquet(survey_file(rows_of(name)))


def imported(store, study_id):
    """Names of the waves that importers added, in order."""
    return [wave.name for wave in store.open(study_id).waves[1:]]
