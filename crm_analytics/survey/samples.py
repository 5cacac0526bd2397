"""The samples that ship with the app: a file and its questionnaire each."""

from dataclasses import dataclass
from pathlib import Path

from crm_analytics.survey.file import SurveyFile

FOLDER = Path(__file__).parents[2] / "sample_data"


@dataclass(frozen=True, slots=True)
class Sample:
    """id: stands in links. about: one sentence for the person who chooses."""

    id: str
    file: str
    about: str

    @property
    def questionnaire(self) -> str:
        """The text of its questionnaire file."""
        return (FOLDER / self.file).with_suffix(".yaml").read_text(encoding="utf-8")

    def read(self) -> SurveyFile:
        """Its answers."""
        from crm_analytics.survey.reading import read

        return read((FOLDER / self.file).read_bytes(), self.file)


SAMPLES = (
    Sample(
        "sample-insurance",
        "insurance_study.csv",
        "Insurance customers: 282 invented people, 45 items, 9 dimensions, drivers and outcome.",
    ),
    Sample(
        "sample-spss",
        "spss_study.csv",
        "Nine measures of ten cases: the classical SPSS descriptives and reliability.",
    ),
    Sample(
        "sample-carers",
        "family_carers.sav",
        "Family carers in Europe: 908 real people, an SPSS file with labels and gaps.",
    ),
    Sample(
        "sample-influencer",
        "influencer_marketing.csv",
        "Consumers and influencer marketing: 222 real people on a scale from 1 to 7.",
    ),
)


def sample(id: str) -> Sample | None:
    """The sample a link names."""
    return next((known for known in SAMPLES if known.id == id), None)
