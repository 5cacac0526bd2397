import pytest

from crm_analytics.survey.reading import read
from crm_analytics.survey.samples import FOLDER, SAMPLES, sample


@pytest.mark.parametrize("known", SAMPLES, ids=lambda s: s.id)
def test_a_sample_opens_as_its_file_would_when_dropped(known):
    dropped = read((FOLDER / known.file).read_bytes(), known.file)
    opened = known.read()
    assert opened.sha256 == dropped.sha256
    assert opened.table.to_pydict() == dropped.table.to_pydict()


def test_a_sample_is_found_by_the_id_of_its_link():
    assert sample("sample-carers").file == "family_carers.sav"
    assert sample("anything else") is None
