import pyarrow as pa
import pytest

from crm_analytics.store.studies import open_store
from crm_analytics.survey.file import Note, SurveyFile


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


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "studies.sqlite"


@pytest.fixture
def url(path):
    return f"sqlite:///{path}"


@pytest.fixture
def store(url):
    return open_store(url)


@pytest.fixture
def study_id(store, file):
    return store.create("Bank", "scale: 1-5\n", "2024", file)
