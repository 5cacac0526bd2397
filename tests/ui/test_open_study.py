from dataclasses import replace

from crm_analytics.survey.samples import sample
from crm_analytics.ui import study as room
from crm_analytics.ui.study import OpenStudy


def test_the_file_in_the_questionnaires_words_is_made_once_for_each_wave_looked_at(monkeypatch):
    made = []

    def counted(instrument, wave, file):
        made.append(wave)
        return as_asked(instrument, wave, file)

    as_asked = room.as_asked
    monkeypatch.setattr(room, "as_asked", counted)
    own = sample("sample-waves")
    last = OpenStudy.of("", own.questionnaire, 0, own.files())
    earlier = replace(last, wave="2024")
    assert [last.file, earlier.file, last.file, earlier.file] == [
        last.file, earlier.file, last.file, earlier.file
    ]  # fmt: skip
    assert made == ["2025", "2024"]
    assert "gender" in earlier.file.columns
    assert "sex" not in earlier.file.columns
