"""Whoever imports may be killed at any moment: what was acknowledged is there, nothing by half."""

import os
import random
import re
import signal
import time

import pytest

from crm_analytics.store.studies import open_store
from crm_analytics.store.verify import damage
from tests import postgresql
from tests.store.importer import rows_of
from tests.store.importing import (
    added,
    assert_whole,
    imported,
    importer,
    opened_at_once,
    run_until,
    told,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL")


def test_fifty_kills_lose_nothing_that_was_acknowledged(url, study_id):
    moments = random.Random(7)

    def kill(child):
        time.sleep(moments.uniform(0, 0.04))
        os.kill(child, signal.SIGKILL)

    kept, in_the_middle = [], 0
    with importer() as program:
        for _ in range(50):
            arguments = ("import", url, study_id, len(kept), 1000)
            # while it opens the store, or once it imports
            acknowledged = told(run_until(program, arguments, kill, after=moments.randrange(3)))
            store = opened_at_once(url)
            now = imported(store, study_id)
            # a kill may fall between the commit and the word about it
            assert now in (
                kept + acknowledged,
                [*kept, *acknowledged, str(len(kept) + len(acknowledged))],
            )
            for name in now[len(kept) :]:
                assert store.wave(study_id, name).rows == rows_of(name)
            in_the_middle += bool(acknowledged)
            kept = now
            store.engine.dispose()
    assert in_the_middle > 10
    assert kept == [str(number) for number in range(len(kept))]
    assert_whole(opened_at_once(url), study_id, kept)
    assert len(store.log()) == len(kept) + 1


def test_a_document_survives_kills_in_the_middle_of_keeping_it(url, study_id):
    moments = random.Random(5)

    def kill(child):
        time.sleep(moments.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)

    kept = []
    with importer() as program:
        for _ in range(12):
            arguments = ("document", url, study_id, len(kept), 1000)
            acknowledged = told(run_until(program, arguments, kill, after=moments.randrange(3)))
            store = opened_at_once(url)
            now = added(store, study_id)
            assert now in (
                kept + acknowledged,
                [*kept, *acknowledged, str(len(kept) + len(acknowledged))],
            )
            assert damage(store) == ()
            kept = now
            store.engine.dispose()
    assert len(kept) > 12
    assert kept == [str(number) for number in range(len(kept))]


@pytest.fixture(scope="module")
def mortal():
    """A server with one store: what it has to recover is what it was doing when it died."""
    with postgresql.serving() as server:
        yield server


def backend_dies(server):
    """The server's own process of an importer: the server ends all others and recovers."""
    asked = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname <> 'postgres'"
    os.kill(server.run_sql(asked).fetchone()[0], signal.SIGKILL)


def server_dies(server):
    """Immediate stop: no session ends in order, and nothing is written that was not."""
    server.stop(signal.SIGQUIT)
    server.start()


@pytest.mark.parametrize(
    ("step", "found", "dies", "rounds"),
    [
        ("import", imported, backend_dies, 3),
        ("import", imported, server_dies, 2),
        ("document", added, backend_dies, 1),
    ],
)
def test_a_server_that_dies_loses_nothing_that_was_acknowledged(  # noqa: PLR0913
    mortal, file, step, found, dies, rounds
):
    url = mortal.url(mortal.database())
    store = open_store(url)
    study_id = store.create("Bank", "scale: 1-5\n", "2024", file)
    store.engine.dispose()
    moments = random.Random(11)

    def die(_):
        time.sleep(moments.uniform(0, 0.05))
        dies(mortal)

    kept = []
    with importer() as program:
        for _ in range(rounds):
            lines = run_until(program, (step, url, study_id, len(kept), 1000), die, after=1)
            mortal.wait()
            acknowledged = told(lines)
            assert re.search("was lost in the middle of this step|cannot be reached", lines[-1])
            now = found(opened_at_once(url), study_id)
            assert now[: len(kept) + len(acknowledged)] == kept + acknowledged
            assert len(now) <= len(kept) + len(acknowledged) + 1
            kept = now
    assert_whole(open_store(url), study_id, kept if step == "import" else ())
