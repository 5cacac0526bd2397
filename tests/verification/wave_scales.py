"""Whether scales measure alike in two waves beside lavaan, psych and R's integrals."""

from functools import cache

from crm_analytics.analyses.waves.comparable import compared_scales, invariances
from tests.verification.compared import COUNTED, EXACT, IN_FULL_ONLY, Compared, Number, Room
from tests.verification.wave_sets import SETS, R, between, theirs, views

ALPHAS = tuple(Number(f"α {when}") for when in ("earlier", "later"))
# R's integrals are good to about 1e-11
EQUAL_ALPHA = Number("p of equal α", most=9, headline=True)
PHI = Number("Tucker's φ", 6, floor=1, most=8, headline=True)
RESTS = tuple(Number(f"r {when}") for when in ("earlier", "later"))
Q, P = Number("q"), Number("p")
FIT = (
    (Number("χ²", 7, floor=1, most=8, headline=True), "chi2"),
    (Number("df", EXACT), "df"),
    (Number("p", 7, floor=1e-3, most=8), "p"),
    (Number("CFI", 7, floor=1, most=8), "cfi"),
    (Number("RMSEA", 7, floor=0.1, most=8), "rmsea"),
    (Number("Δχ²", 7, floor=1, most=8), "more_chi2"),
    (Number("Δdf", EXACT), "more_df"),
    (Number("Δp", 7, floor=1e-3, most=8), "more_p"),
    (Number("ΔCFI", 7, floor=1, most=8), "less_cfi"),
)
LEVEL = Number("level of the later wave", 5.5, floor=1, most=8)


@cache
def alike(name):
    """Dimensions, whose items R has too."""
    dimensions = {d.name for view in views(name) for d in view.instrument.dimensions}
    return [one for one in compared_scales(views(name)) if one.scale in dimensions]


def of_scales(name):
    for one in alike(name):
        thing = f"{one.scale}, {between(*one.waves)}"
        r = theirs("scales")[name][thing]
        for number, found in zip(ALPHAS, one.alphas, strict=True):
            yield Compared(name, thing, number, found.alpha, r[number.name])
        yield Compared(name, thing, EQUAL_ALPHA, one.p, r["p of equal α"])
        yield Compared(name, thing, PHI, one.congruence, r["Tucker's φ"])


def of_items(name):
    for one in alike(name):
        for item in one.items:
            thing = f"{item.item}, {between(*one.waves)}"
            r = theirs("items")[name][thing]
            for number, value in zip(RESTS, item.r, strict=True):
                yield Compared(name, thing, number, value, r[number.name])
            yield Compared(name, thing, Q, item.q, r["q"])
            yield Compared(name, thing, P, item.p, r["p"])


def of_models(name):
    for one in invariances(views(name)):
        for fit in one.fits:
            thing = f"{one.scale}, {fit.model}, {between(*one.waves)}"
            r = theirs("models")[name][thing]
            for number, field in FIT:
                if number.name in r:
                    yield Compared(name, thing, number, getattr(fit, field), r[number.name])


def of_levels(name):
    """The sign of a factor is anyone's choice: the level is compared without it."""
    for one in invariances(views(name)):
        thing = f"{one.scale}, {between(*one.waves)}"
        r = theirs("levels")[name][thing]
        yield Compared(name, thing, LEVEL, abs(one.level[1]), r[LEVEL.name])


LAVAAN, PSYCH = f"{R}, lavaan 0.6.14", f"{R}, lavaan 0.6.14, psych 2.2.9"
ROOMS = (
    Room("Waves: scales", "scale, waves", PSYCH, SETS, of_scales, 184, IN_FULL_ONLY),
    Room("Waves: items", "item, waves", PSYCH, SETS, of_items, 940, COUNTED),
    Room(
        "Waves: measurement models", "scale, model, waves", LAVAAN, SETS, of_models, 1050, COUNTED
    ),
    Room("Waves: level of the factor", "scale, waves", LAVAAN, SETS, of_levels, 46, COUNTED),
)
