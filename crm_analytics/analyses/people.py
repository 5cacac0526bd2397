"""Who answered?

How many people are in a category of a demographic is no answer of theirs; a small category is
hidden all the same, without hiding others beside it, so that a page reads the same everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.report import words
from crm_analytics.report.chart import Bars, Interval
from crm_analytics.report.options import NoOptions
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value
from crm_analytics.survey import privacy
from crm_analytics.survey.view import View

ABOUT = About("people", "People", "Who answered?")
NUMBERS = ("n", "percent", "valid_percent")
FEW_CATEGORIES = 4  # a sentence can name them all
SAID = 3  # demographics in the sentence
MOST_BARS = 25
NOT_SHOWN = "not shown"
METHOD = (
    "n counts people. Per cent is of everyone in this view, valid per cent of those who said; "
    "whoever did not say is missing. Per cents are not rounded in tables, so they add up to 100 "
    "there; in the sentence they are rounded by largest remainder, so they add up as well.",
    "A category of fewer people than the smallest group of the questionnaire is not shown, nor is "
    "the next larger one where it would be the only one: it could be found by subtraction.",
)
WEIGHTED = (
    "Per cents are weighted: the sum of the case weights of a category over the sum of all. n is "
    "people all the same; the effective n, (Σw)²/Σw², is how many equal people say as much (Kish "
    "1965).",
)


@dataclass(frozen=True, slots=True)
class Category:
    """People of one category; all numbers are None where there are too few to be shown.

    percent: of everyone; valid_percent: of those who said. With case weights both are weighted.
    """

    name: str
    n: int | None
    n_effective: float | None
    percent: float | None
    valid_percent: float | None


@dataclass(frozen=True, slots=True)
class Profile:
    """All categories of a demographic, in its order; missing: who did not say, None if too few."""

    demographic: str
    categories: tuple[Category, ...]
    missing: int | None

    @property
    def hidden(self) -> tuple[str, ...]:
        """Categories of too few people."""
        return tuple(c.name for c in self.categories if c.n is None)


def profile(view: View, demographic: str) -> Profile:
    """The people of a view by one demographic."""
    sizes = privacy.sizes(view, demographic)
    names = view.demographics[demographic].names
    made = tuple(
        Category(name, None, None, None, None)
        if n is None
        else Category(
            name,
            n,
            float(weight**2 / squares),
            float(100 * weight / sizes.everyone),
            float(100 * weight / sizes.said),
        )
        for name, n, weight, squares in zip(
            names, sizes.people, sizes.weight, sizes.squares, strict=True
        )
    )
    return Profile(demographic, made, sizes.missing)


def section(context: Context[NoOptions]) -> Section:
    """Every demographic: a chart and a table each, and one table of all."""
    view = context.view
    profiles = [profile(view, name) for name in view.demographics]
    return ABOUT.section(
        context,
        _finding(view, profiles),
        charts=(_chart(p, view) for p in profiles if len(p.hidden) < len(p.categories)),
        tables=_tables(view, profiles) if profiles else (),
        caveats=_caveats(view, profiles),
        method=METHOD + (WEIGHTED if view.weighted else ()),
    )


def _finding(view: View, profiles: Sequence[Profile]) -> str:
    said = words.counted(view.people, "person", "people") + " answered"
    parts = [part for p in profiles if (part := _told(p, p is profiles[0]))]
    if not profiles:
        return f"{said}. On Questionnaire, choose the columns that say who they are."
    if not parts:
        return f"{said}; every category is too small to be shown."
    return f"{said}. {'; '.join(parts[:SAID])}."


def _told(p: Profile, fully: bool) -> str:
    """All categories where they are few, else the largest."""
    known = [c for c in p.categories if c.valid_percent is not None]
    if not known:
        return ""
    if not fully or p.hidden or len(known) > FEW_CATEGORIES:
        largest = max(known, key=_share)
        return f"{p.demographic}: most often {largest.name} ({round(_share(largest))}%)"
    percents = words.whole([_share(c) for c in known])
    named = [f"{percent}% {c.name}" for percent, c in zip(percents, known, strict=True)]
    return f"{p.demographic}: {words.listed(named)}"


def _share(category: Category) -> float:
    return category.valid_percent or 0.0


def _chart(p: Profile, view: View) -> Bars:
    known = [c for c in p.categories if c.valid_percent is not None]
    longest = sorted(known, key=lambda c: -_share(c))[:MOST_BARS]
    n = sum(c.n or 0 for c in known)
    notes = [f"n = {n:,}" + (", weighted" if view.weighted else "")]
    if p.hidden:
        notes.append(f"{NOT_SHOWN}: {words.listed(p.hidden)}")
    if len(known) > len(longest):
        notes.append(f"the {len(longest)} largest of {len(known)} categories")
    if p.missing:
        notes.append(f"{p.missing:,} did not say")
    return Bars(
        name=p.demographic,
        title=f"{p.demographic}: {_largest(known)}",
        axis="% of those who said",
        points=tuple(Interval(c.name, _share(c)) for c in known if c in longest),
        note="; ".join(notes),
    )


def _largest(known: Sequence[Category]) -> str:
    largest = max(known, key=_share)
    return f"{largest.name} is the largest group" if len(known) > 1 else "one group"


def _tables(view: View, profiles: Sequence[Profile]) -> Iterator[Table]:
    keys = ("n", "n_effective", *NUMBERS[1:]) if view.weighted else NUMBERS
    name = "sample" if "sample" not in view.demographics else "sample, all demographics"
    yield Table.of(
        name,
        "Everyone, by every demographic",
        ("demographic", "category", *keys, "missing"),
        (
            (p.demographic, c.name, *_numbers(c, keys), p.missing)
            for p in profiles
            for c in p.categories
        ),
        absent=NOT_SHOWN,
    )
    for p in profiles:
        rows = ((c.name, *_numbers(c, keys)) for c in p.categories)
        columns = ("category", *keys)
        yield Table.of(p.demographic, p.demographic, columns, rows, (), True, NOT_SHOWN)


def _numbers(category: Category, keys: Sequence[str]) -> Iterator[Value]:
    return (getattr(category, key) for key in keys)


def _caveats(view: View, profiles: Sequence[Profile]) -> Iterator[str]:
    fewest = view.instrument.minimum_group
    for p in profiles:
        if p.hidden:
            yield (
                f"{p.demographic}: {words.listed(p.hidden)} cannot be shown: fewer than {fewest} "
                "people, or a group without which they could be found by subtraction."
            )
        if p.missing is None:
            yield f"{p.demographic}: fewer than {fewest} people did not say."
        elif p.missing > view.people / 5:
            yield f"{p.demographic}: {p.missing:,} of {view.people:,} people did not say."


ANALYSIS = Analysis(ABOUT, section, place=1, shows="counts and percentages of every demographic")
