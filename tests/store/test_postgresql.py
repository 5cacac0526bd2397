"""What a server refuses, and what is particular to it."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import event, text

from crm_analytics.errors import StoreTrouble
from crm_analytics.store import database
from crm_analytics.store.studies import open_store
from tests.postgresql import PASSWORD, USER

STRANGER = (
    "does not accept the user or the password. "
    "Correct them in CRM_STORE, or let the user in on the server."
)
CLOSED = "cannot be reached. Check that PostgreSQL runs there, and host and port in CRM_STORE."
RIGHTS = (
    "may not be changed by this program. "
    "Let the user in CRM_STORE make tables and write to them, on a server that is not read-only."
)
BUSY = (
    "is being changed by another program. "
    "Nothing of this step was kept; wait a moment and try again."
)


@pytest.fixture
def url(postgresql_url):
    return postgresql_url


@contextmanager
def refused(message):
    with pytest.raises(StoreTrouble) as trouble:
        yield
    told = str(trouble.value)
    assert PASSWORD not in told
    assert PASSWORD.replace(" ", "%20") not in told
    assert told.startswith("Store 'postgresql://")
    assert told.partition("': ")[2] == message


def test_a_server_with_another_isolation_makes_no_difference(url, file):
    url = f"{url}&options=-c%20default_transaction_isolation%3Drepeatable%5C%20read"

    def save(number):
        return open_store(url).save_questionnaire(study_id, f"number: {number}\n")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: open_store(url).studies(), range(4))) == [()] * 4
        study_id = open_store(url).create("Bank", "", "2024", file)
        assert sorted(threads.map(save, range(12))) == list(range(2, 14))


@pytest.fixture
def other(server, url):
    """Somebody else in the same database."""
    told = {"host": str(server.folder), "user": USER, "password": PASSWORD}
    name = url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(dbname=name, **told) as connection:
        yield connection
        connection.rollback()


def test_a_wrong_password_is_told(server):
    with refused(STRANGER):
        open_store(server.url("postgres", password="guess"))


def test_an_unknown_user_is_told(server):
    with refused(STRANGER):
        open_store(server.url("postgres", user="eve"))


def test_a_database_that_is_not_there_is_told(server):
    message = (
        "names a database that is not there. "
        "Make it with CREATE DATABASE, or name another in CRM_STORE."
    )
    with refused(message):
        open_store(server.url("nowhere"))


@pytest.mark.parametrize(
    "place", ["127.0.0.1:1/database", "/x?host=/nowhere", "no.such.host.invalid/x"]
)
def test_a_server_that_does_not_answer_is_told(place):
    with refused(CLOSED):
        open_store(f"postgresql://ada:{PASSWORD.replace(' ', '%20')}@{place}")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_server_may_be_named_in_three_ways(url, scheme):
    assert open_store(url.replace("postgresql", scheme, 1)).studies() == ()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://ada:secret@127.0.0.1:1/crm", "postgresql://ada:***@127.0.0.1:1/crm"),
        (
            "postgresql://127.0.0.1:1/crm?user=ada&password=secret",
            "postgresql://127.0.0.1:1/crm?user=ada",
        ),
        (
            "postgresql://127.0.0.1:1/crm?sslpassword=secret",
            "postgresql://127.0.0.1:1/crm",
        ),
    ],
)
def test_no_password_is_told(url, told):
    with pytest.raises(StoreTrouble) as trouble:
        open_store(url)
    assert str(trouble.value) == f"Store '{told}': {CLOSED}"


def test_a_port_that_is_no_number_is_no_address():
    with pytest.raises(StoreTrouble) as trouble:
        open_store("postgresql://ada:secret@server:port/crm")
    assert str(trouble.value) == "Store: is not an address of a store. Name a file in CRM_STORE."


@pytest.fixture
def reader(server, url, store, study_id, other):
    """The URL of somebody who may look only."""
    other.execute("DROP ROLE IF EXISTS reader")
    other.execute(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
    other.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    other.commit()
    yield url.replace(f"{USER}:", "reader:", 1)
    other.execute("DROP OWNED BY reader")
    other.execute("DROP ROLE reader")
    other.commit()


def test_who_may_only_look_can_open_but_not_change(reader, study_id, file):
    store = open_store(reader)
    assert store.wave(study_id, "2024").rows == 5
    with refused(RIGHTS):
        store.rename(study_id, "Shop")
    store.close()


def test_who_may_not_make_tables_is_told(server, reader):
    with refused(RIGHTS), server.lending() as database:
        open_store(server.url(database, user="reader"))


def test_a_server_that_is_read_only_is_told(url, store, study_id):
    store = open_store(f"{url}&options=-c%20default_transaction_read_only%3Don")
    assert store.open(study_id).title == "Bank"
    with refused(RIGHTS):
        store.rename(study_id, "Shop")


def test_while_somebody_changes_a_study_one_can_read_it_and_is_told_to_wait(
    store, study_id, other, file, monkeypatch
):
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    other.execute("SELECT * FROM study FOR UPDATE")
    assert store.open(study_id).title == "Bank"
    with refused(BUSY):
        store.rename(study_id, "Shop")
    store.create("Others", "", "2024", file)  # does not wait


def test_who_is_thrown_out_is_told_to_look_and_can_go_on(store, study_id, other):
    @event.listens_for(store.engine, "before_cursor_execute")
    def throw_out(connection, cursor, statement, *_):
        if statement.startswith("UPDATE study"):
            other.execute("SELECT pg_terminate_backend(%s)", [cursor.connection.info.backend_pid])

    with refused(
        "was lost in the middle of this step. "
        "Check that PostgreSQL runs, open the study again and see whether the step was kept."
    ):
        store.rename(study_id, "Shop")
    assert store.open(study_id).title == "Bank"


def test_after_a_restart_of_the_server_the_same_store_goes_on(server, store, study_id):
    assert store.open(study_id).title == "Bank"
    server.stop()
    with refused(CLOSED):
        store.open(study_id)
    server.start()
    assert store.open(study_id).title == "Bank"


def test_a_full_disk_is_told(store, study_id, other, file):
    """By what the server would say: SQLSTATE 53100."""
    other.execute(
        "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$"
    )
    other.execute(
        "CREATE TRIGGER fill BEFORE INSERT ON wave_file FOR EACH ROW EXECUTE FUNCTION fill()"
    )
    other.commit()
    with refused(
        "has no room left on its disk. "
        "Nothing of this step was kept, all else is whole; free some space and try again."
    ):
        store.add_wave(study_id, "2025", file)
    assert [wave.name for wave in store.open(study_id).waves] == ["2024"]


def test_a_database_that_cannot_keep_these_letters_is_told(server, file):
    server.run_sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    store = open_store(server.url("latin"))
    with refused(
        "cannot keep these letters in its encoding. Make its database anew with ENCODING 'UTF8'."
    ):
        store.create("بنك", "", "2024", file)


def test_a_reason_without_words_tells_its_kind_and_no_answers(store, study_id, other):
    other.execute("DROP TABLE choice")
    other.commit()
    with refused(
        "did not do what was asked (UndefinedTable). "
        "Check that the database is running and reachable, and try again."
    ):
        store.keep_choice(study_id, "level", "0.95")


def test_a_store_that_is_refused_leaves_no_connection(server, url, other):
    other.execute("CREATE TABLE alembic_version AS SELECT '99' AS version_num")
    other.commit()
    for _ in range(3):
        with pytest.raises(StoreTrouble, match="newer version"):
            open_store(url)
    time.sleep(0.2)  # the server needs a moment to see that they are gone
    mine = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    assert other.execute(mine).fetchone() == (1,)


def test_deleted_rows_leave_room_for_new_ones(store, study_id, larger_file):
    def size():
        with store.snapshot() as connection:
            return connection.scalar(text("SELECT pg_total_relation_size('wave_file')"))

    store.delete(store.create("Shop", "", "2024", larger_file))
    before = size()
    for _ in range(20):
        store.delete(store.create("Shop", "", "2024", larger_file))
    assert size() == before


def test_studies_are_changed_side_by_side(store, study_id, file):
    """Whoever holds one study makes nobody wait who changes another."""
    other = store.create("Shop", "", "2024", file)
    with store._holding(study_id), ThreadPoolExecutor(1) as threads:
        began = time.monotonic()
        threads.submit(store.rename, other, "Second shop").result()
        assert time.monotonic() - began < database.PATIENCE / 2
    assert store.open(other).title == "Second shop"
