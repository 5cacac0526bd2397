"""docs/verification.md: every room beside its reference, in words and tables."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from tests.reference import expected
from tests.verification.compared import COUNTED, HEADLINES
from tests.verification.rooms import ROOMS
from tests.verification.written import agreement, asked, ours, theirs, worst

BOOK = Path(__file__).parents[2] / "docs" / "verification.md"
HELD = {"", "equal", "as printed", "none"}
IN_FULL = ("insurance", "NIST", "the SPSS study", "the insurance study")
IN_FULL += (
    "insurance over time",
    "the ISM study",
    "krippendorff_4x12",
    "fleiss_diagnoses",
    "anxiety",
)
IN_FULL += ("anxiety_raters12", "diagnoses_raters12")

OPENING = """# Verification: every number beside another program's

Written by `python -m tests.verification`; the tests fail when this file is not what the comparisons
give, when a number is further from its reference than is asked, or when a comparison is missing.

**References.** {r} with these packages:
{packages}.
No number here is read from PSPP; those of R that PSPP 1.6.2 computes too were compared with it when
they were made (worst relative difference 2e-10). `tests/data/sets/README.md` tells what the sets
are: eight public ones, and `insurance`, which is invented. NIST: certified values of the Statistical
Reference Datasets (`tests/data/nist/README.md`). Two studies: the tables that they print.
Waves: R from the answers themselves, lavaan and psych (`tests/data/waves/README.md`). Coders: R's irr,
irrCAC and vcd, and four packages of Python (`tests/data/coding/README.md`). ISM and MICMAC: SciPy's
graph routines and the definitions written out (what the package takes from networkx), networkx (what it
does not), on a published study of 17 factors, a sample and graphs drawn from a seed.

**How to read it.** *Digits* is how many digits agree, −log₁₀ |ours − theirs| / |theirs|, whole ones only;
where a number may be zero, the difference is taken relative to .001, and where it is found by search or
integration, to .1 or 1. A plus says that as many agree as any processor holds: 12, fewer after a
search or where a tail multiplies the last bit; what is beyond is the processor's. *Asked* is how many
must agree. Counts must be *equal*, printed numbers must round *as printed*. Where a table has no line
of digits, all have a plus, are equal or as printed. Ours is written with one digit fewer than agree,
ten at most, and on the edge of two roundings as the reference, so that every processor writes the
same file.

`insurance`, NIST, the two studies, the scores of `insurance over time`, the published ratings and the
factors of the ISM study are shown in full. Of the others stand the headline numbers; the rest, and
pairs of items and of groups, are counted and the worst is named.

**{comparisons} comparisons.**

- lavaan stops its search a little earlier than we do; our χ² is never larger.
- Polychoric correlations are compared with the exact maximum of the two-step likelihood, because
  lavaan is off by .02 to .04 on a few strong, sparse pairs and psych stops 2e-5 short of it.
- R's `ptukey` and its search for quantiles, and its search for the interval of Cohen's d, are less
  exact than what they are asked here.
- NIST: the 957th digit of PiDigits is 3 and that of π is 8; the certified numbers belong to the 3.
  Filip is refused as too collinear. Wampler1 and Wampler2 have no error, which a model refuses; their
  coefficients are those of the solver. NoInt1 and NoInt2 have no intercept, which every model here has.
- R's noncentral t and its integrals, which the intervals of g and d_z and the chance of equal α come
  from, are good to 9 digits or more, lavaan's models of two waves to 7.
- irr's α of ratings without gaps is a little too low; ours is compared with α by its definition.
- Of the 51 sets that the ISM study prints, seven contradict its own matrix: pair 4–13 is one letter in
  the matrix and another in the sets of 4 and 13, and the other sets of 13 and 17 repeat their output
  sets. They are left out. The levels it prints follow from no rule, so none are compared.
"""


def book():
    """The whole text."""
    return "\n".join([*_opening(), *_summary(), *(line for room in ROOMS for line in _room(room))])


def _opening() -> Iterator[str]:
    software = expected("insurance")["software"]
    version = " ".join(software["R"].split()[:3]).replace(" version", "")
    named = ", ".join(f"{name} {number}" for name, number in software["packages"].items())
    packages = fill(named, 100)
    comparisons = f"{sum(len(room.every) for room in ROOMS):,}"
    yield OPENING.format(r=version, packages=packages, comparisons=comparisons)


def _summary() -> Iterator[str]:
    yield "## Summary"
    yield ""
    yield "| room | number | comparisons | worst: digits | asked | reference |"
    yield "|---|---|---:|---|---|---|"
    for room in ROOMS:
        for (held, needed), names in _by(_numbers(room), lambda line: line[1:3]).items():
            count = sum(line[3] for line in names)
            numbers = ", ".join(line[0] for line in names)
            yield _row(room.title, numbers, f"{count:,}", held, needed, room.source)
    yield ""


def _numbers(room):
    """Of every number of a room: name, worst agreement, what is asked, how many."""
    for name, every in _by(room.every, lambda c: c.number.name).items():
        # where doubles keep more of one set than of another
        lines = _by(every, lambda c: asked(c.number))
        held = " or ".join(worst(part) for part in lines.values())
        yield name, held, " or ".join(lines), len(every)


def _room(room) -> Iterator[str]:
    yield from (f"## {room.title}", "", f"Reference: {room.source}.", "")
    in_full = [name for name in room.sets if name in IN_FULL and room.shown != COUNTED]
    rest = [c for c in room.every if c.set not in in_full]
    shown = [c for c in rest if c.number.headline and room.shown == HEADLINES]
    counted = [c for c in rest if not (c.number.headline and room.shown == HEADLINES)]
    for name in in_full:
        yield from _table(f"{room.title}: {name}", room.thing, room.of(name))
    if shown:
        yield from _table(f"{room.title}: headlines of other sets", f"set, {room.thing}", shown)
    if counted:
        yield from _counted(counted)


def _counted(counted) -> Iterator[str]:
    yield from (f"Counted: {', '.join(_by(counted, lambda c: c.number.name))}.", "")
    for name, rest in _by(counted, lambda c: c.set).items():
        yield f"- {name}: {len(rest):,} comparisons. {_worst(rest)}"
    yield ""


def _worst(rest):
    defined = [c for c in rest if c.ours is not None and not c.number.exact]
    lowest = min(defined, key=lambda c: min(c.digits, c.number.most), default=None)
    if lowest is None:
        return "All are equal."
    if lowest.digits >= lowest.number.most:
        return f"All agree to {agreement(lowest)} digits."
    return (
        f"Worst: {lowest.number.name} of {lowest.thing}, ours {ours(lowest)}, "
        f"theirs {theirs(lowest)}, {agreement(lowest)} digits."
    )


def _table(title, thing, shown) -> Iterator[str]:
    """Lines of ours, theirs and, unless as many agree as can be, digits."""
    numbers = list(_by(shown, lambda c: c.number.name))
    yield from (f"### {title}", "", _row(thing, "", *numbers))
    yield "|---|---|" + "---:|" * len(numbers)
    whose = "{0.set}, {0.thing}" if thing.startswith("set, ") else "{0.thing}"
    for name, every in _by(shown, whose.format).items():
        by_number = {c.number.name: c for c in every}
        for label, written in (("ours", ours), ("theirs", theirs), ("digits", agreement)):
            cells = [written(by_number[n]) if n in by_number else "" for n in numbers]
            held = all(cell in HELD or cell.endswith("+") for cell in cells)
            if label != "digits" or not held or every[0].set == "NIST":
                yield _row(name if label == "ours" else "", label, *cells)
    yield ""


def _row(*cells):
    return f"| {' | '.join(cells)} |"


def _by(every, key):
    """In groups that keep their order."""
    groups = {}
    for each in every:
        groups.setdefault(key(each), []).append(each)
    return groups
