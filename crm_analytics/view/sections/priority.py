"""What comes first?"""

from collections.abc import Iterator

from crm_analytics.analysis.priority import Priorities, Priority, priorities
from crm_analytics.survey.view import View
from crm_analytics.view import words
from crm_analytics.view.chart import Bars, Interval
from crm_analytics.view.section import Section
from crm_analytics.view.sections.given import Given, Shell
from crm_analytics.view.table import Table, Value

SHELL = Shell("priority", "Priorities", "What comes first?")
COLUMNS = (
    "name",
    "construct",
    "n",
    "mean",
    "sd",
    "cv",
    "relative_importance",
    "rank_cv",
    "rank_mean",
    "level",
)


def section(given: Given) -> Section:
    """Means, spread and both orders of dimensions and constructs."""
    found = priorities(given.view, given.scores)
    return SHELL.section(
        given,
        _finding(found),
        charts=_charts(found) if found.dimensions else (),
        tables=_tables(found, given.choices.bands) if found.dimensions else (),
        caveats=_caveats(found),
        method=_method(given.view, given.choices.bands),
    )


def _groups(found: Priorities) -> dict[str, list[Priority]]:
    groups: dict[str, list[Priority]] = {}
    for p in found.dimensions:
        groups.setdefault(p.construct, []).append(p)
    return groups


def _finding(found: Priorities) -> str:
    groups = [group for group in _groups(found).values() if len(group) > 1]
    leaders = [p for group in groups for p in group if p.by_cv.rank == 1 and p.sd > 0]
    if not leaders:
        leaders = sorted((p for p in found.dimensions if p.cv is not None and p.sd > 0), key=_cv)[
            :1
        ]
    if not leaders:
        reason = found.unavailable[0].reason if found.unavailable else ""
        return f"Nothing can be ranked. {reason}".strip()
    if len(found.dimensions) == 1:
        only = leaders[0]
        return f"{only.name} has a mean of {words.number(only.mean)} ({_where(only, 1)})."
    said = [f"{p.name} ({_where(p, len(groups))})" for p in leaders]
    verb = "it comes" if len(said) == 1 else "these come"
    return f"People agree most on {words.listed(said)}: {verb} first."


def _cv(p: Priority) -> float:
    return p.cv or 0


def _where(p: Priority, groups: int) -> str:
    cv = f"CV {words.number(p.cv or 0, 1)} %"
    return f"in {p.construct}, {cv}" if groups > 1 else cv


def _charts(found: Priorities) -> Iterator[Bars]:
    in_order = [
        p
        for group in _groups(found).values()
        for p in sorted(group, key=lambda p: (p.rank_cv is None, p.rank_cv))
    ]
    low, high = min(p.n for p in in_order), max(p.n for p in in_order)
    note = f"n = {low:,}" if low == high else f"n = {low:,} to {high:,}"
    yield Bars(
        name="cv",
        title="Where people agree most: shorter bars come first",
        axis="Coefficient of variation, %",
        points=tuple(
            Interval(p.name, p.cv, group=p.construct) for p in in_order if p.cv is not None
        ),
        decimals=1,
        note=note,
    )
    by_mean = sorted(in_order, key=lambda p: -p.mean)
    ends = {str(p.scale) for p in in_order}
    yield Bars(
        name="means",
        title="Mean of every dimension, highest first",
        axis=f"Mean on a scale of {ends.pop()}" if len(ends) == 1 else "Mean in scale points",
        points=tuple(Interval(p.name, p.mean, group=p.construct) for p in by_mean),
        order=tuple(_groups(found)),
        decimals=2,
        note=note,
    )


def _tables(found: Priorities, bands: int) -> Iterator[Table]:
    for name, rows in (("dimensions", found.dimensions), ("constructs", found.constructs)):
        if rows:
            yield Table.of(
                name,
                name.capitalize(),
                COLUMNS,
                (_row(p, bands) for p in rows),
                brief=[c for c in COLUMNS if c != "construct" or name == "dimensions"],
            )


def _row(p: Priority, bands: int) -> tuple[Value, ...]:
    level = words.level(p.mean, p.scale, bands) if p.scale else None
    measured = (p.n, p.mean, p.sd, p.cv, p.relative_importance, p.rank_cv, p.rank_mean)
    return (p.name, p.construct, *measured, level)


def _caveats(found: Priorities) -> Iterator[str]:
    yield from (lacking.reason for lacking in found.unavailable)
    for construct, group in _groups(found).items():
        if any(p.rank_cv != p.rank_mean for p in group):
            top = [p.name for p in group if p.rank_mean == 1]
            yield (
                f"The order by mean is another one in {construct}: "
                f"{words.listed(top)} {'has' if len(top) == 1 else 'have'} the highest mean."
            )
    undefined = [p.name for p in (*found.dimensions, *found.constructs) if p.cv is None]
    if undefined:
        yield (
            f"{words.listed(undefined)}: CV needs a scale that starts at 0 or above and a mean "
            "above 0, so it is undefined."
        )
    constant = [p.name for p in found.dimensions if p.sd == 0]
    if constant:
        yield f"Everyone has the same score on {words.listed(constant)}; its rank means nothing."
    mixed = [p.name for p in found.constructs if p.scale is None]
    if mixed:
        yield f"{words.listed(mixed)}: dimensions have different scales; read the mean with care."


def _method(view: View, bands: int) -> Iterator[str]:
    rule = "every part is" if view.instrument.missing == "complete" else "at least half are"
    yield (
        "A dimension's score is the mean of its items, a construct's the mean of its dimensions' "
        f"scores; a score counts when {rule} answered."
    )
    yield (
        "Coefficient of variation = s / mean · 100, relative importance = mean / scale maximum · "
        "100. The first rank is the smallest coefficient of variation: what people agree on most. "
        "Dimensions are ranked within their construct; equal values share the better rank."
    )
    for scale in {str(d.scale): d.scale for d in view.instrument.dimensions}.values():
        yield f"Levels on {scale}: {words.level_rule(scale, bands)}."
