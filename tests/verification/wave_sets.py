"""Waves as the analyses know them, beside what R says: tests/data/waves/README.md tells of them."""

import csv
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from crm_analytics.analyses.waves.changes import pairs
from crm_analytics.analyses.waves.comparable import comparable
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Construct, Demographic, Dimension, Instrument, Item
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import sample
from crm_analytics.survey.view import View
from crm_analytics.survey.waves.entry import as_asked
from tests.reference import study

FOLDER = Path(__file__).parents[1] / "data" / "waves"
INSURANCE = "insurance over time"
LINKED = (INSURANCE, "simulated 40", "simulated 250", "simulated 1200")
GROUPS = dict.fromkeys(LINKED, "group") | {
    INSURANCE: "gender",
    "bfi": "education",
    "efc_cope": "c172code",
}
SETS = (INSURANCE, "bfi", "efc_cope", "lq2002", *LINKED[1:])
R = "R 4.2.2"


@cache
def theirs(room):
    """Set → thing → number → value; no value where R gives none."""
    sets = {}
    with (FOLDER / "reference" / f"{room}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            given = {key: float(value) for key, value in row.items() if key in _numbers(row)}
            sets.setdefault(row["set"], {})[row["thing"]] = given
    return sets


def _numbers(row):
    return [key for key, value in row.items() if key not in ("set", "thing") and value]


@cache
def views(name):
    """The waves in the order of time, on what they asked alike; nobody is too few."""
    if name == INSURANCE:
        own = _insurance()
    elif name in LINKED:
        own = _simulated(name.split()[1])
    else:
        own = _of_set(name)
    return comparable(own).kept


def seen(name):
    """The waves as `over_time` hands them on."""
    return [WaveView(view.wave, view) for view in views(name)]


def two_waves(name):
    """Every two waves that are compared, with the words R has for them."""
    every = views(name)
    for a, b in pairs(len(every)):
        yield every[a], every[b], between(every[a].wave, every[b].wave)


def between(earlier, later):
    return f"{earlier} – {later}"


def _insurance():
    own = sample("sample-waves")
    asked = replace(questionnaire.read(own.questionnaire), minimum_group=1)
    return [_view(*as_asked(asked, wave, file), wave) for wave, file in own.files().items()]


def _simulated(size):
    dimensions = tuple(
        Dimension(
            name, tuple(Item(f"{name}{n}", reversed=f"{name}{n}" == "b2") for n in range(1, k + 1))
        )
        for name, k in (("a", 5), ("b", 4))
    )
    instrument = _instrument("both", dimensions, "group")
    table = _read(FOLDER / f"simulated_{size}.csv")
    return _parts(replace(instrument, id="id"), table, table["wave"].to_numpy())


def _of_set(name):
    """A public set in two waves, by gender, or in thirds of its rows."""
    instrument, file = study(name)
    kept = tuple(d for d in instrument.dimensions if d.name != "HOSTIL")
    if name == "lq2002":
        which = np.array(["first", "second", "third"])[
            (3 * np.arange(1, file.rows + 1) - 1) // file.rows
        ]
        return _parts(_instrument("the others", kept), file.table, which)
    by = {"bfi": "gender", "efc_cope": "c161sex"}[name]
    which = file.table[by].fill_null(0).to_numpy()
    return _parts(_instrument("the others", kept, GROUPS[name]), file.table, which)


def _instrument(construct, dimensions, *demographics):
    constructs = (Construct(construct, dimensions),)
    return Instrument(
        constructs, demographics=tuple(map(Demographic, demographics)), minimum_group=1
    )


def _parts(instrument, table, which):
    names = [name for name, _ in groupby(sorted(which.tolist())) if name]
    return [_view(instrument, SurveyFile("", "", table.filter(pa.array(which == name))), str(name))
            for name in names]  # fmt: skip


def _view(instrument, file, wave):
    return View.of(Responses.fit(instrument, file), (), wave)


def _read(path):
    options = pa.csv.ConvertOptions(strings_can_be_null=True)
    return pa.csv.read_csv(path, convert_options=options)
