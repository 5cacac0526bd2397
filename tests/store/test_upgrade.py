import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from crm_analytics.errors import StoreTrouble
from crm_analytics.store import schema
from crm_analytics.store.database import address, engine_at
from crm_analytics.store.schema import METADATA, VERSION
from crm_analytics.store.studies import open_store
from crm_analytics.store.study_rows import Listed, to_parquet

OLD = Path(__file__).parents[1] / "data" / "store"
TEXTS = ("scale: 1-5\n", "scale: 1-7\n")
THEN, LATER = "2024-05-06T07:08:09.123456+00:00", "2025-05-06T07:08:09.123456+00:00"
# Whatever PostgreSQL's catalogue tells about the tables, in words.
CATALOGUE = """
    SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""


def engine_of(url):
    return engine_at(address(url))


@pytest.fixture
def old(url, file, larger_file):
    """A store as the first version of the program left it, with two studies."""
    engine = engine_of(url)
    with engine.begin() as connection:
        for table in (OLD / f"version1.{engine.dialect.name}.sql").read_text().split(";\n"):
            if table.strip():
                connection.exec_driver_sql(table)
        for study_id, title in (("abc", "بنك"), ("def", "Shop")):
            put(connection, "study", id=study_id, title=title, created=THEN, changed=LATER)
            for number, words in enumerate(TEXTS, 1):
                about = {"version": number, "text": words, "created": THEN}
                sha256 = hashlib.sha256(words.encode()).hexdigest()
                put(connection, "questionnaire", study_id=study_id, sha256=sha256, **about)
            put(connection, "choice", study_id=study_id, name="level", value="0.99")
        for position, name, wave in ((1, "2023", file), (3, "2025", larger_file)):
            blob = to_parquet(wave)
            about = {"name": name, "rows": wave.rows, "created": THEN, "blob": blob}
            sha256 = hashlib.sha256(blob).hexdigest()
            put(connection, "wave", study_id="abc", position=position, sha256=sha256, **about)
    engine.dispose()
    return url


def put(connection, table, **row):
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


def tables_of(store):
    """Everything the database knows about its tables, by name."""
    with store.snapshot() as connection:
        if connection.dialect.name == "sqlite":
            known = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        else:
            known = CATALOGUE
        found = connection.exec_driver_sql(known)
        return {name: " ".join(what.replace(",", " , ").split()) for name, what in found}


def assert_nothing_lost(store, file, larger_file):
    study = store.open("abc")
    assert (study.title, study.questionnaire, study.version) == ("بنك", TEXTS[1], 2)
    assert not study.archived
    assert [version.who for version in store.questionnaires("abc")] == ["", ""]
    assert store.questionnaire("abc", 1) == TEXTS[0]
    assert [(wave.name, wave.rows, wave.created, wave.published) for wave in study.waves] == [
        ("2023", 5, THEN, ""),
        ("2025", 900, THEN, ""),
    ]
    assert to_parquet(store.wave("abc", "2023")) == to_parquet(file)
    assert to_parquet(store.wave("abc", "2025")) == to_parquet(larger_file)
    assert store.choices("abc") == {"level": "0.99"}
    assert store.studies() == (
        Listed("abc", "بنك", THEN, LATER, 2, 900, False),
        Listed("def", "Shop", THEN, LATER, 0, 0, False),
    )


def test_a_new_store_has_the_tables_the_program_speaks_of(store):
    with store.snapshot() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_an_old_store_is_brought_up_without_losing_anything(old, file, larger_file):
    assert_nothing_lost(open_store(old), file, larger_file)


def test_what_was_brought_up_equals_what_is_new(old):
    store = open_store(old)
    grown = tables_of(store)
    with store.writing() as connection:
        schema.make_anew(connection, store.where)
    assert tables_of(store) == grown
    assert {"study", "log"} <= {name.partition(".")[0] for name in grown}


def test_a_store_that_was_brought_up_can_be_used(old, file):
    store = open_store(old)
    store.add_wave("abc", "2026", file, who="Ada")
    store.delete_wave("abc", "2023")
    assert [wave.name for wave in store.open("abc").waves] == ["2025", "2026"]
    assert [entry.what for entry in store.log()] == ["wave added", "wave deleted"]


def test_a_step_that_fails_leaves_the_old_store_as_it_was(old, file, larger_file, monkeypatch):
    def stumble(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_index", stumble)  # nearly everything is done by then
        with pytest.raises(StoreTrouble):
            open_store(old)
    engine = engine_of(old)
    with engine.begin() as connection:
        assert schema.version(connection, "") == 1
        assert connection.execute(text("SELECT count(*) FROM wave WHERE blob IS NOT NULL")).scalar()
    engine.dispose()
    assert_nothing_lost(open_store(old), file, larger_file)


def test_many_may_bring_up_the_same_store_at_once(old, file, larger_file):
    together = Barrier(6)

    def bring_up(_):
        together.wait()
        assert_nothing_lost(open_store(old), file, larger_file)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(bring_up, range(6)))


def test_programs_may_bring_up_the_same_store_at_once(old, file, larger_file):
    opening = f"from crm_analytics.store.studies import open_store; open_store({old!r}).close()"
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", opening], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [program.communicate()[1] for program in started] == [b""] * 4
    assert [program.returncode for program in started] == [0] * 4
    assert_nothing_lost(open_store(old), file, larger_file)


def test_a_store_of_a_newer_program_is_refused_and_left_alone(store, url, study_id):
    with store.writing() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{VERSION + 1}'"))
    with pytest.raises(StoreTrouble) as trouble:
        open_store(url)
    assert str(trouble.value) == (
        f"{store.where}: was made by a newer version of this program (its tables are of version "
        f"{VERSION + 1}). Update the program and open the store again."
    )
    assert store.open(study_id).title == "Bank"


def test_the_database_of_another_program_is_refused(url):
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        put(connection, "alembic_version", version_num="1975ea83b712")
    engine.dispose()
    with pytest.raises(StoreTrouble) as trouble:
        open_store(url)
    assert str(trouble.value).endswith(
        ": holds the tables of another program. Name a database of its own in CRM_STORE."
    )


def test_opening_a_store_of_this_version_imports_no_alembic(store, url):
    ask = f"import sys\nfrom crm_analytics.store.studies import open_store\nopen_store({url!r}).close()"
    told = "print(sorted({'alembic', 'mako'} & set(sys.modules)))"
    command = [sys.executable, "-c", f"{ask}\n{told}"]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "[]\n"


def test_a_store_made_anew_is_empty_and_counts_from_one(store, study_id, file):
    with store.writing() as connection:
        schema.make_anew(connection, store.where)
    assert store.studies() == store.log() == ()
    other = store.create("Shop", "", "2024", file)
    assert [entry.study for entry in store.log()] == [other]
