"""Why one factor leads to another: the sentences that make an ISM a total one.

Sushil (2012, Global Journal of Flexible Systems Management 13, 87-106): every direct link is
explained, and of the links that only the closure adds those are kept that can be explained, too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm_analytics.errors import Problem, UnusableMatrix, refuse
from crm_analytics.ism.relations import Arrow, Factor, Flags, Relations

LONGEST = 2_000  # characters of a reason


@dataclass(frozen=True, slots=True)
class Link:
    """One link and why it is there; the reason is empty where nobody gave one yet."""

    arrow: Arrow
    reason: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Every direct link, and the transitive ones that somebody explained."""

    direct: tuple[Link, ...]
    transitive: tuple[Link, ...]

    @property
    def missing(self) -> tuple[Arrow, ...]:
        """The direct links that nobody explained yet."""
        return tuple(link.arrow for link in self.direct if not link.reason)


def explained(
    relations: Relations, final: Flags, reasons: Mapping[tuple[str, str], str]
) -> Explained:
    """The links with their reasons.

    reasons: by the ids or names of the two factors. Raises UnusableMatrix with every reason that
    belongs to no link.
    """
    known = {factor.name.casefold(): i for i, factor in enumerate(relations.factors)}
    known |= {factor.id.casefold(): i for i, factor in enumerate(relations.factors)}
    refuse(UnusableMatrix, _problems(final, reasons, known, relations.factors))
    said = {
        (known[tail.casefold()], known[head.casefold()]): " ".join(reason.split())
        for (tail, head), reason in reasons.items()
    }
    direct = tuple(Link(arrow, said.get(arrow, "")) for arrow in relations.arrows)
    kept = sorted(arrow for arrow in said if not relations.leads[arrow])
    return Explained(direct, tuple(Link(arrow, said[arrow]) for arrow in kept))


def _problems(
    final: Flags,
    reasons: Mapping[tuple[str, str], str],
    known: Mapping[str, int],
    factors: tuple[Factor, ...],
) -> Iterator[Problem]:
    seen: set[Arrow] = set()
    for (tail, head), reason in reasons.items():
        where = f"The reason for '{tail}' → '{head}'"
        unknown = [name for name in (tail, head) if name.casefold() not in known]
        for name in unknown:
            yield Problem(where, f"names '{name}', which is no factor.", "Use its id or its name.")
        if not reason.strip():
            yield Problem(where, "is empty.", "Write a sentence, or leave the link out.")
        elif len(reason) > LONGEST:
            yield Problem(where, f"has {len(reason):,} characters.", f"Use at most {LONGEST:,}.")
        if unknown:
            continue
        arrow = known[tail.casefold()], known[head.casefold()]
        if arrow[0] == arrow[1] or not final[arrow]:
            what = f"explains a link that is not there: {factors[arrow[0]]} does not lead to it."
            yield Problem(where, what, "Correct the matrix or remove the reason.")
        elif arrow in seen:
            yield Problem(where, "is given twice.", "Keep one.")
        seen.add(arrow)
