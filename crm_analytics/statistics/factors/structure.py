"""What all items of a questionnaire measure together, against what it says they measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.factors.adequacy import Adequacy, adequacy
from crm_analytics.statistics.factors.exploratory import Factors, Place, exploratory, places
from crm_analytics.statistics.factors.parallel import Parallel, parallel
from crm_analytics.statistics.factors.rotation import Rotation
from crm_analytics.statistics.moments import Moments


@dataclass(frozen=True, eq=False, slots=True)
class Structure:
    """Adequacy, number of factors, and the factors themselves.

    factors: None with the `reason` where there are none to show.
    places: every item against its dimension.
    constant: items that never vary, which are left out.
    """

    adequacy: Adequacy
    parallel: Parallel
    factors: Factors | None
    reason: str
    places: tuple[Place, ...]
    constant: tuple[str, ...]


def structure(
    moments: Moments,
    members: Mapping[str, Sequence[str]],
    rotation: Rotation = "oblimin",
    as_asked: bool = False,
) -> Structure:
    """From the moments of all items; members: dimension → its items.

    As many factors as parallel analysis finds, or as there are dimensions. Raises NotEnoughData as
    `factorable` does, but for items that never vary.
    """
    still = moments.constant
    constant = tuple(name for name, same in zip(moments.names, still, strict=True) if same)
    moments = moments.select([name for name in moments.names if name not in constant])
    if constant and len(moments.names) < 3:
        raise NotEnoughData(
            f"Everyone gave the same answer to {', '.join(constant)}. Factors of all items need "
            "three items whose answers vary."
        )
    enough = adequacy(moments)
    horn = parallel(moments)
    found, reason = None, ""
    try:
        found = exploratory(moments, len(members) if as_asked else horn.factors, rotation)
    except NotEnoughData as none:
        reason = str(none)
    where = tuple(places(found, members)) if found else ()
    return Structure(enough, horn, found, reason, where, constant)
