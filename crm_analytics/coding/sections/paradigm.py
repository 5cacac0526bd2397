"""The paradigm model: the groups of a code book as boxes, with arrows as Strauss & Corbin draw."""

from crm_analytics.coding.book import ROLES
from crm_analytics.coding.use import CodeTree, Used
from crm_analytics.report.diagram import Diagram, Edge, Node, facing

CAUSAL, CONTEXT, CENTRAL, INTERVENING, STRATEGIES, OUTCOMES = range(len(ROLES))
WIDE, STEP = 1.3, 1.5  # of a box, and from one to the next
# x and y of the middle, width, height; in the order of ROLES
PLACES = (
    (0.0, 0.0, WIDE, 6.0),
    (STEP, -3.75, WIDE, 3.2),
    (STEP, 0.0, WIDE, 3.0),
    (STEP, 3.75, WIDE, 3.2),
    (2 * STEP, 0.0, WIDE, 6.0),
    (3 * STEP, 0.0, WIDE, 6.0),
)
ARROWS = (
    (CAUSAL, CENTRAL),
    (CONTEXT, CENTRAL),
    (INTERVENING, CENTRAL),
    (CENTRAL, STRATEGIES),
    (STRATEGIES, OUTCOMES),
)
NONE = "(no group)"


def paradigm(tree: CodeTree) -> Diagram | None:
    """Six boxes with their groups, categories and counts; none where no group has a role."""
    rooms = tree.paradigm
    if not rooms:
        return None
    nodes = tuple(
        Node(role.capitalize(), *place, lines=_lines(groups), strong=role == ROLES[CENTRAL])
        for (role, groups), place in zip(rooms, PLACES, strict=True)
    )
    return Diagram(
        name="paradigm",
        title="The paradigm model: what leads to it, what is done about it, what comes of it",
        nodes=nodes,
        edges=tuple(Edge(*ends, facing(*(nodes[end] for end in ends))) for ends in ARROWS),
        note="numbers are units · context and intervening conditions bear on the strategies too",
        listed=True,
    )


def _lines(groups: tuple[Used, ...]) -> tuple[str, ...]:
    """Each group with its count, then its categories, the most used first."""
    found = []
    for group in groups:
        found.append(_counted(group))
        parts = sorted(group.parts, key=lambda part: -part.units)
        found += [f"– {_counted(part)}" for part in parts]
    return tuple(found) or (NONE,)


def _counted(part: Used) -> str:
    """Name and units, with no line break between its last word and the number."""
    return f"{part.name}\N{NO-BREAK SPACE}({part.units:,})"
