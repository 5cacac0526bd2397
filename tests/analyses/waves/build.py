"""Waves as the analyses know them: constructs of dimensions of items, and who answered."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from crm_analytics.survey.instrument import LIKERT, Construct, Dimension, Instrument, Item, Printed
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.responses import FIRST_MISSING
from crm_analytics.survey.view import View

TWO = {"Loyalty": {"Trust": ["t1", "t2"], "Use": ["u1", "u2"]}}
ANSWERS = hnp.arrays(np.int8, st.tuples(st.integers(6, 14), st.just(4)), elements=st.integers(1, 5))


def seen(*views):
    """Views as `over_time` hands them on; what is one already stays."""
    return [view if isinstance(view, WaveView) else WaveView(view.wave, view) for view in views]


def printed(name, **scores):
    """A wave known only from print: people, mean and standard deviation by score."""
    return WaveView(name, printed={score: Printed(*known) for score, known in scores.items()})


def wave(name, rows, asked=None, scales=None, minimum=1, **more):
    """asked: construct → dimension → items, whose columns stand in that order; None: no answer."""
    asked, scales = asked or TWO, scales or {}
    constructs = tuple(
        Construct(construct, tuple(
            Dimension(d, tuple(Item(c) for c in items), scales.get(d, LIKERT))
            for d, items in dimensions.items()
        ))
        for construct, dimensions in asked.items()
    )  # fmt: skip
    instrument = Instrument(constructs, minimum_group=minimum)
    columns = tuple(item.column for item in instrument.items)
    return View(instrument, columns, matrix(rows), len(rows), wave=name, **more)


def matrix(rows):
    if isinstance(rows, np.ndarray) and rows.dtype == np.float64:
        return rows
    whole = [[FIRST_MISSING if a is None else a for a in person] for person in rows]
    return np.asfortranarray(np.array(whole, np.int8))


def drawn(name, n, seed, asked=None, minimum=1, **more):
    """Answers that go together somewhat, from 1 to 5."""
    asked = asked or TWO
    k = sum(len(items) for dimensions in asked.values() for items in dimensions.values())
    random = np.random.default_rng(seed)
    pull = random.normal(size=(n, 1)) + random.normal(size=(n, k))
    return wave(name, np.clip(np.rint(3 + pull * 0.8), 1, 5).tolist(), asked, None, minimum, **more)


def groups(names, codes):
    return Categories(tuple(names), np.array(codes, np.int32))


def renamed(view, name):
    return replace(view, wave=name)
