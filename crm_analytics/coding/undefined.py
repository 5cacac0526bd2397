"""Why a coefficient has no value, in a sentence."""

import numpy as np

from crm_analytics.coding.krippendorff import MOST
from crm_analytics.coding.ratings import Ratings


def reason(key: str, ratings: Ratings) -> str:
    """What about the ratings leaves this coefficient undefined."""
    if not ratings.pairable:
        return "No unit was coded by two coders."
    if key == "fleiss" and not (ratings.coded == ratings.coders).any():
        return f"No unit was coded by all {ratings.coders} coders; Fleiss' κ needs such units."
    if key.startswith("alpha") and _too_many(ratings):
        return (
            f"There are {len(ratings.sets):,} different combinations of codes; at most {MOST:,} "
            "can be compared with one another. Group codes into categories first."
        )
    used = np.unique(ratings.values[ratings.coded > 1])
    used = used[used >= 0]
    if len(used) == 1:
        return (
            f"Everybody used one code only, '{ratings.names()[used[0]]}', so agreement cannot be "
            "told from chance. Gwet's AC1 and Brennan–Prediger are defined."
        )
    return (
        "Two coders used one and the same code for all units they share, so their agreement "
        "cannot be told from chance."
    )


def _too_many(ratings: Ratings) -> bool:
    """Whether distances between all values would not fit the memory, and are needed."""
    return len(ratings.sets) > MOST and (ratings.single or ratings.parts is None)
