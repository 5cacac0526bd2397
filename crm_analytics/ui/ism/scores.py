"""The mean of the dimension behind a factor, as far as the people looked at may be shown."""

from collections.abc import Mapping

from crm_analytics.analyses.priority import PriorityOptions
from crm_analytics.ui import cache, people, state


def dimensions() -> tuple[str, ...]:
    """The dimensions of the open study."""
    return tuple(d.name for d in state.study().instrument.dimensions)


def means(linked: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The second line of each linked factor by its id, and whose answers these are.

    Writes the line of the people looked at where a factor is linked.

    The numbers are those of Priorities, which stand behind the gate; nothing where it is shut.
    """
    known = set(dimensions())
    wanted = {id: name for id, name in linked.items() if name in known}
    if not wanted:
        return {}, ""
    looked_at = people.looked_at(state.study())
    if looked_at is None:
        return {}, ""
    section = cache.section(cache.SectionRequest("priority", PriorityOptions(), True), looked_at)
    table = next((one for one in section.tables if one.name == "dimensions"), None)
    if table is None:
        return {}, ""
    mean = {row["name"]: row["mean"] for row in table.records()}
    lines = {
        id: f"mean {value:.1f}"  # groups under fifty may show no more than one decimal
        for id, name in wanted.items()
        if isinstance(value := mean.get(name), float)
    }
    return lines, looked_at.stamp.line
