"""HTMT of every two scales beside R's."""

import json

from crm_analytics.analyses.inputs import item_moments
from crm_analytics.statistics.discriminant_validity import htmt
from tests.reference import NAMES, expected, view
from tests.reference import SETS as FOLDER
from tests.verification.compared import EXACT, Compared, Number, Room

HTMT, SIGNED, N = Number("HTMT"), Number("HTMT, signed"), Number("n", EXACT)
ABSOLUTE = json.loads((FOLDER / "htmt_absolute.json").read_text(encoding="utf-8"))["sets"]


def of_pairs(name):
    theirs = expected(name)["htmt"]
    members = {d.name: d.columns for d in view(name).instrument.dimensions}
    absolute = {(row["scale_a"], row["scale_b"]): row["htmt"] for row in ABSOLUTE[name]}
    rows = theirs["htmt"]["rows"]
    moments = item_moments(view(name))(view(name).columns)
    for pair in htmt(moments, {scale: members[scale] for scale in rows}):
        value = theirs["htmt"]["values"][rows.index(pair.scale_a)][rows.index(pair.scale_b)]
        thing = f"{pair.scale_a} – {pair.scale_b}"
        yield Compared(name, thing, HTMT, pair.htmt, absolute[pair.scale_a, pair.scale_b])
        yield Compared(name, thing, SIGNED, pair.signed, value)
        yield Compared(name, thing, N, moments.n, theirs["n"])


SETS = tuple(name for name in NAMES if "htmt" in expected(name))
R = "R 4.2.2, from the definition"
ROOMS = (Room("Validity: HTMT", "scales", R, SETS, of_pairs, 228),)
