"""The process in which one file is parsed: a script that sandbox.py starts for each file.

It gives up what it does not need before any library that a file could subvert is imported. What
goes wrong without words ends it with an error code; the traceback, which could show answers, is
written nowhere.
"""

import contextlib
import ctypes
import json
import os
import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from math import ceil
from typing import BinaryIO

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of <sched.h>


class NoPandas(MetaPathFinder):
    """Hide pandas: pyarrow looks for it, and it takes longer to import than all the rest."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Nothing to say about a module, except that there is no pandas."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    """Answer the order on standard input with a table or with problems."""
    sys.path[:] = sys.argv[1:]
    sys.meta_path.insert(0, NoPandas())
    pipe = _own_output()
    line = sys.stdin.buffer.readline()
    limits = json.loads(line)["limits"]
    _leave_network()
    _bound("AS", limits["memory"])
    _bound("CPU", max(ceil(limits["seconds"]), 1))
    _bound("CORE", 0)
    _answer(line, pipe)
    pipe.close()
    os._exit(0)  # nothing is left to tidy up, and libraries take their time over it


def _answer(line: bytes, pipe: BinaryIO) -> None:
    from crm_analytics.errors import UnreadableSurvey
    from crm_analytics.files import trouble, wire

    order = wire.Order.of(line)
    # by name: each reader brings a library that the others do not need
    reader = import_module(f"crm_analytics.files.{order.reader}")
    _bound("FSIZE", 0)
    try:
        read = reader.cells if order.as_cells else reader.read
        file = read(sys.stdin.buffer.read(), order)
    except UnreadableSurvey as error:
        wire.send_problems(error.problems, pipe)
    except MemoryError:
        wire.send_problems([trouble.too_much(order.name, order.limits.memory)], pipe)
    else:
        wire.send(file, pipe)


def _own_output() -> BinaryIO:
    """The pipe to the server; what libraries print goes nowhere."""
    pipe = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return pipe


def _leave_network() -> None:
    """Best effort, and before there is a second thread: not every system lets everyone."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK)


def _bound(what: str, most: int) -> None:
    """Set one limit of the system, where it knows it; on Windows only the clock remains."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))


if __name__ == "__main__":
    main()
