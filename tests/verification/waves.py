"""What changed between waves, among whom and by how much beside R's."""

from functools import cache

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.waves.changes import changes, contrasts, linked_changes, pairs
from crm_analytics.analyses.waves.composition import grouped, split_change
from crm_analytics.analyses.waves.panel import leavers
from crm_analytics.analyses.waves.scores import Scored, kinds_of, link, measured, trends
from tests.verification.compared import COUNTED, EXACT, IN_FULL_ONLY, Compared, Number, Room, told
from tests.verification.wave_sets import (
    GROUPS,
    LINKED,
    SETS,
    R,
    between,
    seen,
    theirs,
    two_waves,
    views,
)

TEST = tuple(
    (Number(name, headline=name == "t"), field)
    for name, field in (
        ("difference", "difference"),
        ("SE", "se"),
        ("t", "t"),
        ("df", "df"),
        ("p", "p"),
        ("low", "low"),
        ("high", "high"),
    )
)
N, N_BOTH = Number("n", EXACT), tuple(Number(f"n {when}", EXACT) for when in ("earlier", "later"))
MEANS = tuple(Number(f"mean {when}") for when in ("earlier", "later"))
HOLM, G = Number("p (Holm)", headline=True), Number("g", headline=True)
# R's noncentral t stops at about 1e-12, and uniroot where the chance is that near
G_LOW, G_HIGH = Number("g low", most=9), Number("g high", most=9)
D_Z, D_AV, BETWEEN = Number("d_z", headline=True), Number("d_av"), Number("r")
D_LOW, D_HIGH = Number("d_z low", most=9), Number("d_z high", most=9)


def of_test(test, r):
    return [(number, getattr(test, field), r[number.name]) for number, field in TEST]


def of_change(name, thing, one, r):
    """One Welch test with its means and size."""
    yield from told(name, thing, [
        *((number, n, r[number.name]) for number, n in zip(N_BOTH, one.n, strict=True)),
        *((number, mean, r[number.name]) for number, mean in zip(MEANS, one.mean, strict=True)),
        *of_test(one.test, r),
        (HOLM, one.p_holm, r["p (Holm)"]),
        (G, one.size.g, r["g"]),
        (G_LOW, one.size.low, r.get("g low")),
        (G_HIGH, one.size.high, r.get("g high")),
    ])  # fmt: skip


@cache
def all_changes(name):
    return changes(trends(measured(seen(name))[0]))


def of_changes(items):
    def compared(name):
        for one in all_changes(name):
            if (one.of.kind == "item") is items:
                thing = f"{one.of.name}, {between(one.of.earlier, one.of.later)}"
                yield from of_change(name, thing, one, theirs("changes")[name][thing])

    return compared


@cache
def links(name, earlier, later):
    return link(earlier.ids, later.ids)


@cache
def all_linked(name):
    """Every change of linked people, with the words R has for it."""
    return [
        (one, f"{one.of.name}, {pair}")
        for earlier, later, pair in two_waves(name)
        for one in linked_changes(Scored.of(earlier), Scored.of(later), links(name, earlier, later))
    ]


def of_linked(items):
    def compared(name):
        for one, thing in all_linked(name):
            if (one.of.kind == "item") is items:
                yield from of_pairs(name, thing, one, theirs("linked")[name][thing])

    return compared


def of_pairs(name, thing, one, r):
    """One paired test with its means and sizes."""
    yield from told(name, thing, [
        (N, one.size.n, r["n"]),
        *((number, mean, r[number.name]) for number, mean in zip(MEANS, one.mean, strict=True)),
        *of_test(one.test, r),
        (HOLM, one.p_holm, r["p (Holm)"]),
        (D_Z, one.size.d_z, r["d_z"]),
        (D_LOW, one.size.low, r["d_z low"]),
        (D_HIGH, one.size.high, r["d_z high"]),
        (D_AV, one.size.d_av, r["d_av"]),
        (BETWEEN, one.size.r, r["r"]),
    ])  # fmt: skip


def of_people(name):
    for earlier, later, pair in two_waves(name):
        found, r = links(name, earlier, later), theirs("people")[name][pair]
        counts = {"stayed": found.matched, "left": len(found.left), "joined": len(found.joined)}
        yield from told(name, pair, [(Number(how, EXACT), n, r[how]) for how, n in counts.items()])


def of_leavers(name):
    for earlier, later, pair in two_waves(name):
        for one in leavers(Scored.of(earlier), links(name, earlier, later)):
            thing = f"{one.of.name}, {pair}"
            yield from of_change(name, thing, one, theirs("attrition")[name][thing])


@cache
def in_groups(name):
    """Every score in the groups of one demographic."""
    own = views(name)
    scores = [scores_of(view) for view in own]
    kinds = {name: kind for view in own for name, kind in kinds_of(view.instrument).items()}
    return [grouped(own, scores, (kinds[one], one), GROUPS[name]) for one in scores[-1].names]


SPLIT = (Number("difference"), "difference"), (Number("mix", headline=True), "composition")
SPLIT += (Number("real", headline=True), "within"), (Number("SE of mix"), "se_composition")
SPLIT += ((Number("SE of real"), "se_within"),)
SHARES = Number("share earlier"), Number("share later")
PARTS = Number("mix"), Number("real")


def splits(name):
    for groups in in_groups(name):
        for pair in pairs(len(groups.waves)):
            one = split_change(groups, pair)
            yield f"{one.name} by {one.demographic}, {between(one.earlier, one.later)}", one


def of_splits(name):
    for thing, one in splits(name):
        r = theirs("mix")[name][thing]
        for number, field in SPLIT:
            # R is asked for errors where everybody is in a group of both waves
            if number.name in r:
                yield Compared(name, thing, number, getattr(one, field), r[number.name])


def of_parts(name):
    for thing, one in splits(name):
        for part in one.parts:
            which = f"{thing}: {part.group or '(unsaid)'}"
            r = theirs("mix_parts")[name][which]
            ours = (*zip(SHARES, part.share, strict=True),)
            ours += (*zip(PARTS, (part.composition, part.within), strict=True),)
            for number, value in ours:
                yield Compared(name, which, number, value, r[number.name])


def of_contrasts(name):
    """R takes groups by their names; which one stands first turns the sign."""
    for groups in in_groups(name):
        for one in contrasts(list(groups.trends())):
            a, b = sorted((one.of.group, one.than))
            thing = f"{one.of.name}: {a} - {b}, {between(one.of.earlier, one.of.later)}"
            sign = 1 if one.of.group == a else -1
            for number, field in TEST[:5]:
                turned = sign if field in ("difference", "t") else 1
                r = theirs("contrasts")[name][thing][number.name]
                yield Compared(name, thing, number, turned * getattr(one.test, field), r)


GROUPED = tuple(name for name in SETS if name in GROUPS)
ITSELF = f"{R}, from the definition"
ROOMS = (
    Room("Waves: changes of scores", "score, waves", R, SETS, of_changes(False), 900, IN_FULL_ONLY),
    Room("Waves: changes of items", "item, waves", R, SETS, of_changes(True), 3525, COUNTED),
    Room("Waves: the same people's scores", "score, waves", R, LINKED, of_linked(False), 672, IN_FULL_ONLY),
    Room("Waves: the same people's items", "item, waves", R, LINKED, of_linked(True), 2544, COUNTED),
    Room("Waves: who stayed", "waves", R, LINKED, of_people, 18, IN_FULL_ONLY),
    Room("Waves: who left against who stayed", "score, waves", R, LINKED, of_leavers, 630, COUNTED),
    Room("Waves: mix and real", "score, waves", ITSELF, GROUPED, of_splits, 253, COUNTED),
    Room("Waves: mix and real of groups", "score, waves: group", ITSELF, GROUPED, of_parts, 600, COUNTED),
    Room("Waves: groups that change more", "score: groups, waves", ITSELF, GROUPED, of_contrasts, 645, COUNTED),
)  # fmt: skip
