"""HTMT of every two scales beside R's."""

from crm_analytics.statistics.factors.validity import htmt
from crm_analytics.statistics.reliability import item_moments
from tests.reference import NAMES, expected, view
from tests.verification.compared import EXACT, Compared, Number, Room

HTMT, N = Number("HTMT"), Number("n", EXACT)


def of_pairs(name):
    theirs = expected(name)["htmt"]
    members = {d.name: d.columns for d in view(name).instrument.dimensions}
    rows = theirs["htmt"]["rows"]
    moments = item_moments(view(name))(view(name).columns)
    for pair in htmt(moments, {scale: members[scale] for scale in rows}):
        value = theirs["htmt"]["values"][rows.index(pair.scale_a)][rows.index(pair.scale_b)]
        thing = f"{pair.scale_a} – {pair.scale_b}"
        yield Compared(name, thing, HTMT, pair.htmt, value)
        yield Compared(name, thing, N, moments.n, theirs["n"])


SETS = tuple(name for name in NAMES if "htmt" in expected(name))
R = "R 4.2.2, from the definition"
ROOMS = (Room("Validity: HTMT", "scales", R, SETS, of_pairs, 152),)
