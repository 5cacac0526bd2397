"""The public sets in tests/data/sets as studies, beside what R says about them."""

import json
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import (
    Construct,
    Demographic,
    Dimension,
    Instrument,
    Item,
    Scale,
)
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View

SETS = Path(__file__).parent / "data" / "sets"
NAMES = sorted(folder.name for folder in SETS.iterdir() if folder.is_dir())


@cache
def expected(name):
    return json.loads((SETS / name / "expected.json").read_text(encoding="utf-8"))


@cache
def view(name, demographics=False):
    """Everyone of a set."""
    instrument, file = study(name, demographics)
    return View.of(Responses.fit(instrument, file))


@cache
def study(name, demographics=False):
    """The questionnaire and the file of a set."""
    meta = json.loads((SETS / name / "meta.json").read_text(encoding="utf-8"))
    usual = (meta["scale_min"], meta["scale_max"])
    regression = meta.get("regression") or {}

    def dimension(key):
        low, high = meta.get("scale_by_dimension", {}).get(key, usual)
        items = [Item(c, reversed=c in meta["reverse"]) for c in meta["dimensions"][key]]
        return Dimension(key, tuple(items), Scale(low, high))

    outcome = regression.get("y")
    others = tuple(dimension(key) for key in meta["dimensions"] if key != outcome)
    constructs = [Construct("the others", others, "driver")]
    if outcome:
        constructs.append(Construct(outcome, (dimension(outcome),), "outcome"))
    instrument = Instrument(
        tuple(constructs),
        demographics=tuple(Demographic(d) for d in meta["demographics"]) if demographics else (),
        missing_codes={float(code): "missing" for code in meta["missing_codes"]},
        minimum_group=1,
    )
    empty_is_null = pa.csv.ConvertOptions(strings_can_be_null=True)
    table = pa.csv.read_csv(SETS / name / "data.csv", convert_options=empty_is_null)
    return instrument, SurveyFile(f"{name}.csv", "", table)
