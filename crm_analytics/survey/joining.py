"""Two changes of one questionnaire made into one, where they changed different things."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.survey.difference import where, where_ordered
from crm_analytics.survey.facts import Facts, Key, facts, instrument_of, loose, orders
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.mistakes import checked

_ABSENT = object()
_LISTS = {"demographics": "demographic", "hypotheses": "hypothesis", "waves": "wave"}


def joined(base: Instrument, theirs: Instrument, mine: Instrument) -> Instrument:
    """The questionnaire with what each of the two changed since `base`.

    Raises UnusableQuestionnaire with every thing that both changed, or that one changed and the
    other took out; also when both changes together make no usable questionnaire.
    """
    return checked(put_together(base, theirs, mine))


def put_together(base: Instrument, theirs: Instrument, mine: Instrument) -> Instrument:
    """As `joined`, whether the whole can be used or not."""
    three = (facts(base), facts(theirs), facts(mine))
    known, both = _chosen(*three)
    refuse(UnusableQuestionnaire, (_clash(where(key)) for key in dict.fromkeys(both)))
    refuse(UnusableQuestionnaire, (_clash(where(key)) for key in loose(known)))
    ordered, turned = _ordered(known, [orders(one) for one in (base, theirs, mine)])
    refuse(UnusableQuestionnaire, (_clash(where_ordered(key)) for key in turned))
    return instrument_of(known, ordered)


def _clash(place: str) -> Problem:
    return Problem(place, "was changed by both.", "Keep one of the two.")


def _chosen(base: Facts, theirs: Facts, mine: Facts) -> tuple[dict[Key, Any], list[Key]]:
    """What each changed against the base, and what both changed differently."""
    known: dict[Key, Any] = {}
    both: list[Key] = []
    for key in {**theirs, **mine}:
        was, one, other = (side.get(key, _ABSENT) for side in (base, theirs, mine))
        if was not in (one, other) and one != other:
            both.append(key)
        value = one if other == was else other
        if value is not _ABSENT:
            known[key] = value
    return known, both


def _ordered(
    known: Facts, three: Sequence[dict[Key, tuple[str, ...]]]
) -> tuple[dict[Key, tuple[str, ...]], list[Key]]:
    """The order of everything that is there, and what both put into different orders."""
    ordered: dict[Key, tuple[str, ...]] = {}
    turned: list[Key] = []
    for key, members in _members(known).items():
        sides = [[n for n in one.get(key, ()) if n in members] for one in three]
        woven = _woven(*sides)
        ordered[key] = woven or ()
        turned += [key] if woven is None else []
    return ordered, turned


def _members(known: Facts) -> dict[Key, Collection[str]]:
    """What stands in each list, in any order."""
    members: dict[Key, dict[str, None]] = {("constructs",): {}}
    members |= {
        (name,): {k[1]: None for k in known if k[0] == kind} for name, kind in _LISTS.items()
    }
    for (kind, name, what, *_), value in known.items():
        if kind == "dimension" and what == "construct":
            members["constructs",][value] = None
            members.setdefault(("dimensions", value), {})[name] = None
            members.setdefault(("items", name), {})
        if kind == "item" and what == "dimension":
            members.setdefault(("items", value), {})[name] = None
    return dict(members)


def _woven(base: list[str], theirs: list[str], mine: list[str]) -> tuple[str, ...] | None:
    """One order of both lists: of whoever changed it; None when both did, and differently."""
    if _both(theirs, mine) == _both(mine, theirs) or _both(theirs, base) == _both(base, theirs):
        lead, follow = mine, theirs
    elif _both(mine, base) == _both(base, mine):
        lead, follow = theirs, mine
    else:
        return None
    woven = list(lead)
    for place, name in enumerate(follow):
        if name not in woven:
            woven.insert(woven.index(follow[place - 1]) + 1 if place else 0, name)
    return tuple(woven)


def _both(one: Iterable[str], other: Collection[str]) -> list[str]:
    return [name for name in one if name in other]
