from crm_analytics.survey.samples import FOLDER
from tests.data.waves.make_sample import waves, written


def test_the_script_makes_the_sample_as_it_ships():
    for wave, people in waves().items():
        shipped = (FOLDER / f"insurance_{wave}.csv").read_text(encoding="utf-8")
        assert written(wave, people) == shipped
