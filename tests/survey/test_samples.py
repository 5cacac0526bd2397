import pytest

from crm_analytics.files import read
from crm_analytics.survey.samples import FOLDER, SAMPLES, sample


@pytest.mark.parametrize(
    ("known", "wave"),
    [(known, wave) for known in SAMPLES for wave, _ in known.waves],
    ids=lambda part: getattr(part, "id", part),
)
def test_a_sample_opens_as_its_file_would_when_dropped(known, wave):
    file = dict(known.waves)[wave]
    dropped = read((FOLDER / file).read_bytes(), file)
    opened = known.files()[wave]
    assert opened.sha256 == dropped.sha256
    assert opened.table.to_pydict() == dropped.table.to_pydict()


def test_a_sample_is_found_by_the_id_of_its_link():
    assert sample("sample-carers").waves == (("", "family_carers.sav"),)
    assert sample("anything else") is None
