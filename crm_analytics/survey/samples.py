"""The samples that ship with the app: a file and its questionnaire each."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from crm_analytics.survey.file import Note, SurveyFile

EMPTY_IS_NULL = csv.ConvertOptions(null_values=[""], strings_can_be_null=True)
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
        """Its answers. A sample is our own file, so its CSV needs no process of its own."""
        raw = (FOLDER / self.file).read_bytes()
        if not self.file.endswith(".csv"):
            from crm_analytics.survey.reading import read

            return read(raw, self.file)
        table = csv.read_csv(pa.BufferReader(raw), convert_options=EMPTY_IS_NULL)
        size = f"{table.num_rows:,} rows × {table.num_columns} columns"
        notes = (Note("Format", "CSV, a sample of this app"), Note("Size", size))
        return SurveyFile(self.file, sha256(raw).hexdigest(), table, notes=notes)


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
        "Influencer marketing: 222 real people on a scale from 1 to 7.",
    ),
)


def sample(id: str) -> Sample | None:
    """The sample a link names."""
    return next((known for known in SAMPLES if known.id == id), None)
