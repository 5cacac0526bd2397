"""The samples that ship with the app: a file and its questionnaire each."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from crm_analytics.files.file import Note, SurveyFile

EMPTY_IS_NULL = csv.ConvertOptions(null_values=[""], strings_can_be_null=True)
FOLDER = Path(__file__).parents[2] / "sample_data"


@dataclass(frozen=True, slots=True)
class Sample:
    """id: stands in links. about: one sentence for the person who chooses.

    waves: name and file of each wave; one without a name in a study of a single wave.
    """

    id: str
    asked: str
    about: str
    waves: tuple[tuple[str, str], ...]

    @property
    def questionnaire(self) -> str:
        """The text of its questionnaire file."""
        return (FOLDER / self.asked).read_text(encoding="utf-8")

    def files(self) -> dict[str, SurveyFile]:
        """Its answers by wave."""
        return {name: _read(file) for name, file in self.waves}


def _read(name: str) -> SurveyFile:
    """A sample is our own file, so its CSV needs no process of its own."""
    raw = (FOLDER / name).read_bytes()
    if not name.endswith(".csv"):
        from crm_analytics.files import read

        return read(raw, name)
    table = csv.read_csv(pa.BufferReader(raw), convert_options=EMPTY_IS_NULL)
    size = f"{table.num_rows:,} rows × {table.num_columns} columns"
    notes = (Note("Format", "CSV, a sample of this app"), Note("Size", size))
    return SurveyFile(name, sha256(raw).hexdigest(), table, notes=notes)


def _one(id: str, file: str, about: str) -> Sample:
    """A study of a single wave."""
    return Sample(id, str(Path(file).with_suffix(".yaml")), about, (("", file),))


SAMPLES = (
    _one(
        "sample-insurance",
        "insurance_study.csv",
        "Insurance customers: 282 invented people, 45 items, 9 dimensions, drivers and outcome.",
    ),
    Sample(
        "sample-waves",
        "insurance_waves.yaml",
        "Insurance over time: the same survey in three invented years, and one known from print.",
        (
            ("2023", "insurance_study.csv"),
            ("2024", "insurance_2024.csv"),
            ("2025", "insurance_2025.csv"),
        ),
    ),
    _one(
        "sample-spss",
        "spss_study.csv",
        "Nine measures of ten cases: the classical SPSS descriptives and reliability.",
    ),
    _one(
        "sample-carers",
        "family_carers.sav",
        "Family carers in Europe: 908 real people, an SPSS file with labels and gaps.",
    ),
    _one(
        "sample-influencer",
        "influencer_marketing.csv",
        "Influencer marketing: 222 real people on a scale from 1 to 7.",
    ),
)


def sample(id: str) -> Sample | None:
    """The sample a link names."""
    return next((known for known in SAMPLES if known.id == id), None)
