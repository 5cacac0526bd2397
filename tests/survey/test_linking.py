import pyarrow as pa
import pytest

from crm_analytics.survey.linking import ids_of


@pytest.mark.parametrize(
    ("delivered", "ids"),
    [
        (["7", " 8 ", "", None, "007"], ["7", "8", None, None, "007"]),
        ([7, 8, None], ["7", "8", None]),
        ([7.0, None, 12.0], ["7", None, "12"]),
        ([7.5, 8.0], ["7.5", "8"]),
    ],
)
def test_the_same_person_has_the_same_id_however_a_file_wrote_it(delivered, ids):
    assert ids_of(pa.chunked_array([delivered])).to_pylist() == ids


def test_a_study_without_an_id_knows_nobody_again():
    assert len(ids_of(None)) == 0
