"""The tables behind a circle: which judgements to look at again, and what they would change."""

from collections.abc import Iterator

from crm_analytics.ism.circles import Circle
from crm_analytics.ism.model import Model
from crm_analytics.ism.panel import Panel
from crm_analytics.ism.sections.naming import by_level, ids, link, names
from crm_analytics.report.table import Table


def tables(model: Model, alternatives: bool) -> Iterator[Table]:
    """Nothing about circles where there is none; then other ways to levels."""
    if model.circles:
        yield _judgements(model)
        yield _splits(model)
        yield _mutual(model)
    yield _alternatives(model, shown=alternatives or model.collapsed)


def _judgements(model: Model) -> Table:
    """Every arrow that would have to go, the easiest to doubt first."""
    rows = (
        (
            number,
            model.factors[one.arrow[0]].name,
            model.factors[one.arrow[1]].name,
            ids(model.factors, sorted(one.arrow)),
            one.letter,
            one.instead,
            _sure(model, one.weight),
            one.loops,
            one.certain,
            then,
        )
        for number, circle in enumerate(model.circles, 1)
        for one, then in zip(circle.review, _after(circle), strict=True)
    )
    keys = ("block", "from", "to", "members", "letter", "instead", "votes", "circles_closed",
            "certain", "levels_then")  # fmt: skip
    brief = ("from", "to", "letter", "instead", "levels_then")
    title = "Judgements to review: without these arrows no circle is left"
    return Table.of("review", title, keys, rows, brief)


def _sure(model: Model, weight: int) -> float:
    """How many experts say an arrow, or how strong it is."""
    return weight if isinstance(model.given, Panel) else weight / 100


def _after(circle: Circle) -> list[int | None]:
    """How many levels there are after each change and those above it."""
    known = list(circle.unfolding[1:])
    return [*known, *[None] * (len(circle.review) - len(known))]


def _splits(model: Model) -> Table:
    rows = (
        (number, "; ".join(link(model.factors, arrow) for arrow in split.arrows), split.levels)
        for number, circle in enumerate(model.circles, 1)
        for split in circle.splits
    )
    title = "The fewest arrows that hold a circle together: without one of these sets it splits"
    return Table.of("splits", title, ("block", "members", "levels_then"), rows, detail=True)


def _mutual(model: Model) -> Table:
    rows = (
        (number, model.factors[one].name, model.factors[other].name)
        for number, circle in enumerate(model.circles, 1)
        for one, other in circle.mutual
    )
    title = "Pairs judged X, which lead to each other"
    return Table.of("mutual", title, ("block", "from", "to"), rows, detail=True)


def _alternatives(model: Model, shown: bool) -> Table:
    rows = (
        (
            one.name,
            one.count,
            by_level(model.factors, one.groups),
            names(model.factors, one.stalled) or None,
            one.caveat or None,
        )
        for one in model.alternatives
    )
    keys = ("rule", "levels", "by_level", "without_level", "caveat")
    title = "Other ways to levels, each called what it is; only the first is an ISM"
    brief = ("rule", "levels", "caveat")
    return Table.of("alternatives", title, keys, rows, brief, detail=not shown)
