"""How long a store of 1,000 studies with 20 waves takes, beside the bare driver in the same run.

python -m tests.benchmarks.store [studies] [waves]

List: every study with its last change, its waves and the people of its last wave. Open: one study
with its questionnaire and its waves, each time another one. The peer sends the fewest statements
that read the same rows, on a connection that is already open.
"""

import hashlib
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pyarrow as pa
from sqlalchemy import insert

from crm_analytics.files.file import SurveyFile
from crm_analytics.store.schema import now, questionnaire, study, wave, wave_file
from crm_analytics.store.studies import open_store
from crm_analytics.store.study_rows import to_parquet
from tests.postgresql import PASSWORD, USER, serving

LIMITS = {"list": 200, "open": 300}  # milliseconds
ROUNDS = 30
TEXT = "constructs: [{name: Loyalty, dimensions: [{name: Trust, items: [q1, q2, q3]}]}]\n" * 20
LIST = """
    SELECT s.id, s.title, s.created, s.changed, s.archived, counted.waves, wave.rows FROM study s
    JOIN (SELECT study_id, count(*) AS waves, max(position) AS last FROM wave GROUP BY study_id)
        AS counted ON counted.study_id = s.id
    JOIN wave ON wave.study_id = s.id AND wave.position = counted.last
    WHERE NOT s.archived ORDER BY s.changed DESC
"""
OPEN = (
    "SELECT title, archived FROM study WHERE id = ?",
    "SELECT version, text, sha256 FROM questionnaire WHERE study_id = ? "
    "ORDER BY version DESC LIMIT 1",
    "SELECT name, sha256, rows, created, published FROM wave WHERE study_id = ? ORDER BY position",
)


def fill(store, studies, waves):
    """In one transaction, for 20,000 would wait for the disk 20,000 times."""
    generator = random.Random(3)
    table = {f"q{item}": [generator.randint(1, 5) for _ in range(300)] for item in range(12)}
    blob = to_parquet(SurveyFile("small.csv", "0" * 64, pa.table(table)))
    sha256, text = hashlib.sha256(blob).hexdigest(), hashlib.sha256(TEXT.encode()).hexdigest()
    ids = [f"study{number:011}" for number in range(studies)]
    places = [{"study_id": id, "position": at} for id in ids for at in range(1, waves + 1)]
    about = {"sha256": sha256, "rows": 300, "created": now()}
    asked = {"version": 1, "text": TEXT, "sha256": text, "created": now()}
    with store.writing() as connection:
        rows = [
            {"id": id, "title": f"Study {id}", "created": now(), "changed": now()} for id in ids
        ]
        connection.execute(insert(study), rows)
        connection.execute(insert(questionnaire), [{"study_id": id, **asked} for id in ids])
        named = [{**place, "name": f"Wave {place['position']}", **about} for place in places]
        connection.execute(insert(wave), named)
        connection.execute(insert(wave_file), [{**place, "blob": blob} for place in places])
    print(f"  {studies:,} studies, {studies * waves:,} waves of {len(blob):,} bytes")
    return ids


def timed(step, given):
    """Median and longest in milliseconds."""
    taken = []
    for value in given:
        began = time.perf_counter()
        step(value)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), max(taken)


def measure(url, peer, studies, waves):
    """Whether list and open kept to their limits, the slowest round too."""
    store = open_store(url)
    ids = random.Random(5).sample(fill(store, studies, waves), min(ROUNDS, studies))
    store.close()
    began = time.perf_counter()
    store = open_store(url)
    first = len(store.studies())
    print(f"  first opening of the store and list: {1000 * (time.perf_counter() - began):.1f} ms")
    assert first == len(peer(LIST, ())) == studies
    assert all(len(store.open(id).waves) == waves for id in ids)
    steps = {
        "list": (lambda _: store.studies(), lambda _: peer(LIST, ())),
        "open": (store.open, lambda id: [peer(question, (id,)) for question in OPEN]),
    }
    kept = True
    for name, (ours, theirs) in steps.items():
        (median, longest), (bare, _) = timed(ours, ids), timed(theirs, ids)
        kept &= longest < LIMITS[name]
        print(
            f"  {name}: {median:.2f} ms, longest {longest:.1f} of {LIMITS[name]} ms; "
            f"bare driver {bare:.2f} ms, ratio {median / bare:.1f}"
        )
    store.close()
    return kept


def main(studies=1000, waves=20):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "studies.sqlite"
        print("SQLite, beside sqlite3")
        open_store(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as bare:
            kept = measure(
                f"sqlite:///{file}",
                lambda question, given: bare.execute(question, given).fetchall(),
                studies,
                waves,
            )
    with serving() as server:
        print("PostgreSQL, beside psycopg")
        name = server.database()
        told = {"host": str(server.folder), "user": USER, "password": PASSWORD}
        with psycopg.connect(dbname=name, autocommit=True, **told) as bare:
            kept &= measure(
                server.url(name),
                lambda question, given: bare.execute(question.replace("?", "%s"), given).fetchall(),
                studies,
                waves,
            )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
