"""The table of links with the reasons people gave for them."""

from collections.abc import Iterator

from crm_analytics.ism.model import Model
from crm_analytics.ism.reasons import Explained, Link
from crm_analytics.report.table import Table


def tables(model: Model, explained: Explained) -> Iterator[Table]:
    """Every direct link, then the transitive ones somebody explained."""
    links = [*_rows(model, explained.direct, "direct"),
             *_rows(model, explained.transitive, "transitive")]  # fmt: skip
    told = any(link[-1] for link in links)
    keys = ("from", "to", "kind", "how")
    yield Table.of("links", "Why one factor leads to another", keys, links, detail=not told)


def _rows(
    model: Model, links: tuple[Link, ...], kind: str
) -> Iterator[tuple[str, str, str, str | None]]:
    for link in links:
        tail, head = (model.factors[end].name for end in link.arrow)
        yield tail, head, kind, link.reason or None
