import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from crm_analytics.store.studies import open_store

WRITER = Path(__file__).with_name("writer.py")


@contextmanager
def writers(url, programs, studies):
    """Programs that wait for a line before they open the store."""
    command = [sys.executable, WRITER, url, str(studies)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = {**os.environ, "PYTHONPATH": str(WRITER.parents[2])}
    started = [subprocess.Popen(command, env=environment, **pipes) for _ in range(programs)]
    try:
        yield started
    finally:
        for program in started:
            program.kill()
            program.communicate()


def assert_whole(store):
    """Every study opens with what belongs to it, and SQLite finds nothing wrong or left over."""
    for listed in store.studies():
        study = store.open(listed.id)
        number = study.title.removeprefix("Study ")
        assert (study.questionnaire, study.version) == (f"number: {number}\n", 1)
        assert [(wave.name, wave.rows) for wave in study.waves] == [("2024", 900)]
        assert store.wave(study.id, "2024").rows == 900
    if store.engine.dialect.name == "sqlite":
        with store.snapshot() as connection:
            for check, found in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
                assert connection.exec_driver_sql(f"PRAGMA {check}").fetchall() == found


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_whatever_was_acknowledged_survives_a_kill_and_nothing_is_kept_by_half(url):
    moments = random.Random(9)
    acknowledged = []
    with writers(url, programs=10, studies=10_000) as programs:
        for program in programs:
            program.stdin.write("go\n")
            program.stdin.flush()
            acknowledged.append(program.stdout.readline())
            time.sleep(moments.uniform(0, 0.04))
            program.send_signal(signal.SIGKILL)
            acknowledged += program.stdout.readlines()
            assert program.wait() == -signal.SIGKILL
            assert_whole(open_store(url))
    told = {line.strip() for line in acknowledged}
    kept = {listed.id for listed in open_store(url).studies()}
    assert told <= kept
    assert len(kept - told) <= 10  # a kill between the commit and the word about it


def test_four_programs_make_one_store_and_write_at_once(url):
    with writers(url, programs=4, studies=25) as programs:
        for program in programs:
            program.stdin.write("go\n")
            program.stdin.flush()
        told = [program.stdout.read().split() for program in programs]
        assert [program.wait() for program in programs] == [0, 0, 0, 0]
    store = open_store(url)
    assert {listed.id for listed in store.studies()} == {i for ids in told for i in ids}
    assert [len(set(ids)) for ids in told] == [25, 25, 25, 25]
    assert_whole(store)


def test_many_may_make_the_same_store_at_once(tmp_path):
    for number in range(20):
        assert_made_at_once(f"sqlite:///{tmp_path}/{number}.sqlite")


def test_many_may_make_the_same_store_on_a_server_at_once(server):
    for _ in range(5):
        with server.lending() as database:
            assert_made_at_once(server.url(database))


def assert_made_at_once(url):
    together = Barrier(8)

    def make(_):
        together.wait()
        return open_store(url).studies()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(make, range(8))) == [()] * 8


def test_threads_share_a_store_and_no_save_is_lost(store, study_id):
    def save(number):
        return store.save_questionnaire(study_id, f"number: {number}\n")

    with ThreadPoolExecutor(8) as threads:
        versions = list(threads.map(save, range(60)))
    assert sorted(versions) == list(range(2, 62))
    assert store.open(study_id).version == 61


def test_of_many_who_edited_the_same_version_one_is_saved(store, study_id):
    def save(number):
        try:
            return store.save_questionnaire(study_id, f"number: {number}\n", based_on=1)
        except ValueError:
            return None

    with ThreadPoolExecutor(8) as threads:
        saved = [version for version in threads.map(save, range(16)) if version]
    assert saved == [2]


def test_a_reader_sees_whole_studies_while_others_write(store, larger_file):
    def create_and_look(number):
        store.create(f"Study {number}", f"number: {number}\n", "2024", larger_file)
        assert_whole(store)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(create_and_look, range(12)))
    assert len(store.studies()) == 12


def test_a_snapshot_sees_one_moment_whatever_others_do(store, study_id, file):
    with store.snapshot() as connection:
        count = text("SELECT count(*) FROM wave")
        assert connection.scalar(count) == 1
        store.add_wave(study_id, "2025", file)
        assert connection.scalar(count) == 1
    assert len(store.open(study_id).waves) == 2
