"""Polychoric correlations and ordinal alpha beside the exact maximum of the two-step likelihood."""

import json
from dataclasses import replace

from crm_analytics.analyses.inputs import item_polychorics, scale_points
from crm_analytics.statistics.moments import complete
from crm_analytics.statistics.pair_tables import pair_tables
from crm_analytics.statistics.polychoric import polychorics
from crm_analytics.statistics.reliability import ordinal_alpha
from tests.reference import NAMES, SETS, view
from tests.verification.compared import COUNTED, EXACT, Compared, Number, Room

R, N = Number("polychoric r", 6, floor=1, most=8), Number("n", EXACT)
ALPHA = Number("ordinal α", 6, floor=1, headline=True, most=8)


def exact(name):
    return json.loads((SETS / name / "polychoric.json").read_text(encoding="utf-8"))


def tables(name):
    people = view(name)
    points = scale_points(people.instrument, people.columns)
    return pair_tables(people.columns, people.answers, points)


def of_items(name):
    theirs = exact(name)
    ours = polychorics(tables(name)).select(theirs["items"])
    for row, a in enumerate(theirs["items"]):
        for column, b in enumerate(theirs["items"][:row]):
            thing = f"{b} – {a}"
            yield Compared(name, thing, R, float(ours.r[row, column]), theirs["rho"][row][column])
            yield Compared(name, thing, N, int(ours.n[row, column]), theirs["n"])


def of_scales(name):
    """Listwise over the whole set, as the reference is."""
    people, theirs = view(name), exact(name)
    there = complete(people.answers)
    listwise = people.answers if there is None else people.answers[there]
    of = item_polychorics(replace(people, answers=listwise))
    columns = {d.name: d.columns for d in people.instrument.dimensions}
    for scale, alpha in theirs["ordinal_alpha"].items():
        items = of(columns[scale])
        yield Compared(name, scale, ALPHA, ordinal_alpha(scale, items), alpha)
        yield Compared(name, scale, N, int(items.n.min()), theirs["n"])


SOURCE = "exact two-step maximum (200 nodes an interval, bounded search)"
ORDINAL = tuple(name for name in NAMES if "ordinal_alpha" in exact(name))
ROOMS = (
    Room("Reliability: ordinal α", "scale", SOURCE, ORDINAL, of_scales, 52),
    Room(
        "Polychoric correlations of items", "items", SOURCE, tuple(NAMES), of_items, 4326, COUNTED
    ),
)
