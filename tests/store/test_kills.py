"""Whoever imports may be killed at any moment: what was acknowledged is there, nothing by half."""

import os
import random
import signal
import time

import pytest

from crm_analytics.store.studies import open_store
from tests.store.importing import assert_whole, imported, importer, told

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL")


def run_until(program, arguments, end, after=0):
    """What a child of the importer told until `end` ended it, called after so many lines."""
    program.stdin.write(" ".join(map(str, arguments)) + "\n")
    program.stdin.flush()
    child = int(program.stdout.readline().split()[1])
    lines = [program.stdout.readline() for _ in range(after)]
    end(child)
    return lines + list(iter(program.stdout.readline, "ended\n"))


def opened_at_once(url):
    start = time.perf_counter()
    store = open_store(url)
    assert time.perf_counter() - start < 1
    return store


def test_fifty_kills_lose_nothing_that_was_acknowledged(url, study_id):
    moments = random.Random(7)

    def kill(child):
        time.sleep(moments.uniform(0, 0.04))
        os.kill(child, signal.SIGKILL)

    kept, in_the_middle = [], 0
    with importer() as program:
        for _ in range(50):
            arguments = (url, study_id, len(kept), 1000)
            # while it opens the store, or once it imports
            acknowledged = told(run_until(program, arguments, kill, after=moments.randrange(3)))
            store = opened_at_once(url)
            now = imported(store, study_id)
            # a kill may fall between the commit and the word about it
            assert now in (kept + acknowledged, [*kept, *acknowledged, str(len(kept) + len(acknowledged))])
            assert_whole(store, study_id, now[len(kept) :])
            in_the_middle += bool(acknowledged)
            kept = now
            store.engine.dispose()
    assert in_the_middle > 10
    assert kept == [str(number) for number in range(len(kept))]
    assert_whole(opened_at_once(url), study_id, kept)
    assert len(store.log()) == len(kept) + 1


def backend_dies(server):
    """The server's own process of an importer: the server ends all others and recovers."""
    asked = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname <> 'postgres'"
    os.kill(server.run_sql(asked).fetchone()[0], signal.SIGKILL)


def server_dies(server):
    """Immediate stop: no session ends in order, and nothing is written that was not."""
    server.stop(signal.SIGQUIT)
    server.start()


@pytest.mark.parametrize("dies", [backend_dies, server_dies])
def test_a_server_that_dies_loses_nothing_that_was_acknowledged(server, postgresql_url, file, dies):
    store = open_store(postgresql_url)
    study_id = store.create("Bank", "scale: 1-5\n", "2024", file)
    store.engine.dispose()
    moments = random.Random(11)

    def die(_):
        time.sleep(moments.uniform(0, 0.05))
        dies(server)

    kept = []
    with importer() as program:
        for _ in range(4):
            lines = run_until(program, (postgresql_url, study_id, len(kept), 1000), die, after=1)
            server.wait()
            acknowledged = told(lines)
            assert "was lost in the middle of this step. Check that PostgreSQL runs" in lines[-1]
            now = imported(opened_at_once(postgresql_url), study_id)
            assert now[: len(kept) + len(acknowledged)] == kept + acknowledged
            assert len(now) <= len(kept) + len(acknowledged) + 1
            kept = now
    assert_whole(open_store(postgresql_url), study_id, kept)
