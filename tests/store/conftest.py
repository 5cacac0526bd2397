import pyarrow as pa
import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.store.studies import open_store
from tests import postgresql


def survey_file(people=5):
    table = pa.table(
        {
            "q1": pa.array([1 + person % 5 for person in range(people)], pa.int64()),
            "q2": pa.array([None, *(person / 3 for person in range(people - 1))], pa.float64()),
            "city": pa.array([None, *(f"القاهرة {person}" for person in range(people - 1))]),
        }
    )
    return SurveyFile(
        name="bank.sav",
        sha256="5e" * 32,
        table=table,
        texts={"q1": "أثق في البنك", "q2": "I would stay"},
        value_labels={"q1": {5.0: "agree", 1.0: "disagree", 2.5: "between"}},
        missing_values={"q1": {-99.0: "refused", 1e300: "never asked"}},
        notes=(Note("Format", "SPSS"), Note("Encoding", "UTF-8")),
    )


@pytest.fixture
def file():
    return survey_file()


@pytest.fixture
def larger_file():
    return survey_file(people=900)


@pytest.fixture(scope="session")
def server():
    with postgresql.serving() as server:
        yield server


@pytest.fixture(autouse=True)
def connections():
    """None is left open behind a test."""
    opened = []
    event.listen(Pool, "connect", note := lambda connection, _: opened.append(connection))
    yield
    event.remove(Pool, "connect", note)
    for connection in opened:
        connection.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "studies.sqlite"


@pytest.fixture
def sqlite_url(path):
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(server):
    with server.lending() as database:
        yield server.url(database)


@pytest.fixture(params=["sqlite_url", "postgresql_url"])
def url(request):
    """Both engines; a file of tests that is about one of them names that one."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def store(url):
    return open_store(url)


@pytest.fixture
def study_id(store, file):
    return store.create("Bank", "scale: 1-5\n", "2024", file)
