"""Relations written small: arrows as "1>2 2>3", and the published study."""

from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from crm_analytics.ism import DirectRelations, read, read_levels
from crm_analytics.ism.judgements import numbered

FOLDER = Path(__file__).parents[1] / "data" / "ism"
SAMPLES = Path(__file__).parents[2] / "sample_data"


def study_panel():
    return read({"study": (FOLDER / "study_ssim.csv").read_text(encoding="utf-8")})


def study():
    return study_panel().of(0)


def study_levels():
    text = (FOLDER / "study_levels_printed.csv").read_text(encoding="utf-8")
    return read_levels(text, study().factors)


def relations(n, arrows=""):
    """n factors called 1, 2, …; arrows as "1>2 2>3"."""
    leads = np.zeros((n, n), dtype=bool)
    for tail, head in pairs(arrows):
        leads[tail, head] = True
    return DirectRelations(numbered([f"f{i + 1}" for i in range(n)]), leads)


def pairs(arrows):
    return [tuple(int(end) - 1 for end in arrow.split(">")) for arrow in arrows.split()]


def shown(arrows):
    """Arrows as a person counts the factors."""
    return " ".join(f"{i + 1}>{j + 1}" for i, j in arrows)


def counted(groups):
    """Positions as a person counts them."""
    return [[i + 1 for i in group] for group in groups]


@st.composite
def judged(draw, most=9, dense=0.5):
    """Any relations of a few factors."""
    n = draw(st.integers(2, most))
    seed = draw(st.integers(0, 10**6))
    random = np.random.default_rng(seed)
    leads = random.random((n, n)) < random.uniform(0, dense)
    np.fill_diagonal(leads, False)
    return DirectRelations(numbered([f"f{i + 1}" for i in range(n)]), leads)


def walked(leads, first):
    """Everyone met on walks along the arrows from a factor, itself included: the definition."""
    met, left = {first}, [first]
    while left:
        tail = left.pop()
        for head, leads_there in enumerate(leads[tail].tolist()):
            if leads_there and head not in met:
                met.add(head)
                left.append(head)
    return met
