import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from crm_analytics.files import Limits, read, sandbox

from .small import TRUTH, lines, refusal

CSV = lines().encode()
BROKEN = (
    "File 'a.csv': is damaged in a way that stops its reader. "
    "Save the answers as CSV UTF-8 and upload that."
)

SLOW = (
    "File 'a.csv': takes longer than 0.7 seconds to read. "
    "Remove sheets, columns or rows that are not needed, or split the file."
)
LARGE = b"q1\n" + b"1\n" * 5_000_000


@pytest.fixture
def instead(monkeypatch):
    """Run this program in place of the child."""

    def run(program):
        monkeypatch.setattr(sandbox, "command", lambda: [*sandbox.PYTHON, "-c", program])

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="ends are told differently there")
@pytest.mark.parametrize(
    "program",
    [
        "import ctypes; ctypes.string_at(0)",
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "raise SystemExit(1)",
        "pass",
        "print('hello')",
        "print('table'.ljust(64) + 'nonsense')",
        "print('problems'.ljust(64) + 'nonsense')",
        "print('problems'.ljust(64) + '[1]')",
    ],
)
def test_a_child_that_crashes_or_talks_nonsense_is_a_damaged_file(instead, program):
    instead(program)
    assert refusal(CSV, "a.csv") == BROKEN


def test_a_child_that_never_stops_talking_is_stopped(instead):
    instead("import os\nwhile True: os.write(1, bytes(65536))")
    assert refusal(CSV, "a.csv", Limits(memory=1_000_000)) == BROKEN


@pytest.mark.parametrize("program", ["import time; time.sleep(60)", "while True: pass"])
def test_a_child_that_hangs_is_stopped_in_time(instead, program):
    instead(program)
    began = monotonic()
    assert refusal(CSV, "a.csv", Limits(seconds=0.7)) == SLOW
    assert monotonic() - began < 5


def test_a_hanging_child_is_stopped_while_a_large_file_is_being_handed_over(instead):
    instead("import time; time.sleep(60)")
    assert refusal(LARGE, "a.csv", Limits(seconds=0.7)) == SLOW


def test_a_child_that_listens_to_nothing_does_not_hold_up_a_large_file(instead):
    instead("pass")
    assert refusal(LARGE, "a.csv") == BROKEN


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound less")
def test_memory_is_bounded():
    wide = b"q\n" + b"\n".join(b"word %d" % i for i in range(700_000))
    assert refusal(wide, "a.csv", Limits(memory=350_000_000)) in (
        "File 'a.csv': needs more than 0.35 GB of memory to read. "
        "Remove sheets, columns or rows that are not needed, or split the file.",
        BROKEN,
    )


def test_the_child_sees_no_secret_of_the_server(instead, monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    instead(
        "import json, os\n"
        "os.environ.pop('LC_CTYPE', None)  # Python's own, for want of a locale\n"
        "print('problems'.ljust(64) + json.dumps([[' '.join(sorted(os.environ)), '', '']]), end='')"
    )
    seen = set(refusal(CSV, "a.csv").split(":")[0].split())
    assert seen <= {*sandbox.NEEDED, *sandbox.THREADS}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes the network away")
def test_the_child_leaves_the_network():
    program = (
        "import runpy, socket, sys\n"
        "child = runpy.run_path(sys.argv[1])\n"
        "before = socket.if_nameindex()\n"
        "child['_leave_network']()\n"
        "after = socket.if_nameindex()\n"
        "print('refused' if after == before else [name for _, name in after])"
    )
    ended = subprocess.run(
        [*sandbox.PYTHON, "-c", program, str(sandbox.CHILD)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    if ended.stdout == "refused\n":
        pytest.skip("this system does not let everyone leave the network")
    assert ended.stdout == "['lo']\n"


def test_many_threads_read_at_once():
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda _: read(CSV, "a.csv"), range(8)))
    assert all(file.table.to_pydict() == TRUTH for file in files)


def test_nothing_is_printed_and_nothing_is_left_running(capfd):
    read(CSV, "a.csv")
    refusal(b"q1\n1,secret\n", "a.csv")
    assert capfd.readouterr() == ("", "")


def test_the_program_that_reads_a_file_is_not_run_again(tmp_path):
    program = tmp_path / "app.py"
    program.write_text(
        "print('run')\n"
        f"import sys; sys.path.insert(0, {str(sandbox.PACKAGES)!r})\n"
        "from crm_analytics.files import read\n"
        "print(read(b'q1\\n5\\n', 'a.csv').table.to_pydict())\n"
    )
    ended = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert ended.stdout == "run\n{'q1': [5]}\n"
    assert ended.stderr == ""
