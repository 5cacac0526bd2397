"""The paradigm model: the groups of a code book as boxes, with arrows as Strauss & Corbin draw."""

from crm_analytics.coding.book import ROLES
from crm_analytics.coding.use import Tree, Used
from crm_analytics.view.diagram import Arrow, Diagram, Node

CAUSAL, CONTEXT, CENTRAL, INTERVENING, STRATEGIES, OUTCOMES = range(len(ROLES))
WIDE, GAP = 0.2245, 0.034
COLUMNS = tuple(place * (WIDE + GAP) for place in range(4))
# left, top, width, height; in the order of ROLES
PLACES = (
    (COLUMNS[0], 0.22, WIDE, 0.56),
    (COLUMNS[1], 0.0, WIDE, 0.30),
    (COLUMNS[1], 0.36, WIDE, 0.28),
    (COLUMNS[1], 0.70, WIDE, 0.30),
    (COLUMNS[2], 0.22, WIDE, 0.56),
    (COLUMNS[3], 0.22, WIDE, 0.56),
)
ARROWS = (
    (CAUSAL, CENTRAL),
    (CONTEXT, CENTRAL),
    (INTERVENING, CENTRAL),
    (CENTRAL, STRATEGIES),
    (STRATEGIES, OUTCOMES),
)
NONE = "(no group)"


def paradigm(tree: Tree) -> Diagram | None:
    """Six boxes with their groups, categories and counts; none where no group has a role."""
    rooms = tree.paradigm
    if not rooms:
        return None
    return Diagram(
        name="paradigm",
        title="The paradigm model: what leads to it, what is done about it, what comes of it",
        nodes=tuple(
            Node(role.capitalize(), _lines(groups), *place, strong=role == ROLES[CENTRAL])
            for (role, groups), place in zip(rooms, PLACES, strict=True)
        ),
        arrows=tuple(Arrow(start, end) for start, end in ARROWS),
        note="numbers are units · context and intervening conditions bear on the strategies too",
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
