"""Parsers crash, and hostile files make them: each file is parsed in a process of its own.

The child has no environment, little memory, little time and, where the system allows it, no
network. Whatever becomes of it, the caller gets a table or problems in words.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import pyarrow as pa

from crm_analytics.errors import Problem
from crm_analytics.files.file import SurveyFile
from crm_analytics.files.trouble import broken, too_slow
from crm_analytics.files.wire import Order, receive

# isolated, without site: the paths come from this process; text is UTF-8 whatever the locale
PYTHON = (sys.executable, "-I", "-S", "-X", "utf8")
CHILD = Path(__file__).with_name("child.py")
PACKAGES = Path(__file__).parents[2]

# what the system needs to start Python at all; the rest may hold secrets
NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# one thread each: every further one reserves memory of the child's small share
THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"}

# each child may take its whole share of memory: more of them wait
AT_ONCE = threading.BoundedSemaphore(3)
PIECE = 1 << 20
OUT_OF_TIME = -getattr(signal, "SIGXCPU", 1 << 20)


@dataclass(frozen=True, slots=True)
class Ending:
    """How the child ended: what it said, its exit code, and whether its time was over."""

    said: bytearray
    code: int
    late: bool


def parse(raw: bytes, order: Order) -> SurveyFile | tuple[Problem, ...]:
    """The table of the file without a fingerprint, or everything that is wrong with it."""
    began = monotonic()
    ending = _run(raw, order)
    # only workbooks have a second, more patient reader
    if order.reader == "workbook" and _broke_down(ending):
        left = order.limits.seconds - (monotonic() - began)
        limits = replace(order.limits, seconds=left)
        ending = _run(raw, replace(order, spare=True, limits=limits))
    if ending.late:
        return (too_slow(order.name, order.limits.seconds),)
    return (broken(order.name),) if _broke_down(ending) else _understood(ending.said, order)


def _understood(said: bytearray, order: Order) -> SurveyFile | tuple[Problem, ...]:
    """The answer, which a child that a file has taken over may have made up."""
    try:
        return receive(said)
    except (pa.ArrowException, ValueError, LookupError, TypeError):
        return (broken(order.name),)


def command() -> list[str]:
    """A Python that knows nothing of the program that starts it but where packages are."""
    return [*PYTHON, str(CHILD), *filter(None, sys.path), str(PACKAGES)]


def _run(raw: bytes, order: Order) -> Ending:
    with AT_ONCE:
        return _answered(raw, order)


def _answered(raw: bytes, order: Order) -> Ending:
    late = threading.Event()
    with subprocess.Popen(
        command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={key: os.environ[key] for key in NEEDED if key in os.environ} | THREADS,
    ) as process:
        clock = threading.Timer(order.limits.seconds, _stop, (process, late))
        feeder = threading.Thread(target=_feed, args=(process, order.line(), raw), daemon=True)
        clock.start()
        feeder.start()
        try:
            said = _listen(process, order.limits.memory)
            code = process.wait()
        finally:
            clock.cancel()
            process.kill()
            feeder.join()
    # the system's own clock may stop the child just before ours does
    return Ending(said, code, late.is_set() or code == OUT_OF_TIME)


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _feed(process: subprocess.Popen[bytes], *pieces: bytes) -> None:
    assert process.stdin is not None
    # a child that ends before it has read everything tells why by its exit code
    with contextlib.suppress(OSError), process.stdin as pipe:
        for piece in pieces:
            pipe.write(piece)


def _listen(process: subprocess.Popen[bytes], most: int) -> bytearray:
    """What the child says; a child that says too much is ended, and has broken down."""
    assert process.stdout is not None
    said = bytearray()
    while piece := os.read(process.stdout.fileno(), PIECE):
        said += piece
        if len(said) > most:
            process.kill()
            break
    return said


def _broke_down(ending: Ending) -> bool:
    return not ending.late and (ending.code != 0 or not ending.said)
