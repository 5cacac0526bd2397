"""Questionnaires of every shape for property tests: few names, so that two often share some."""

from hypothesis import strategies as st

from crm_analytics.survey.instrument import (
    AskedWave,
    Construct,
    Demographic,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
    Printed,
    Scale,
)

COLUMNS = ("q1", "q2", "q3", "q4", "q5")
SCALES = st.sampled_from([Scale(1, 5), Scale(1, 7), Scale(1, 5, ("no", "yes"))])


def some(names):
    return st.lists(st.sampled_from(names), unique=True).map(tuple)


def mapped(names, values):
    return st.dictionaries(st.sampled_from(names), values, max_size=2)


items = st.builds(Item, st.just(""), st.sampled_from(["", "Why?", "How?"]), st.booleans())
claims = st.builds(
    Hypothesis,
    st.just(""),
    st.sampled_from(["level", "effect"]),
    st.sampled_from(["A", "B"]),
    st.sampled_from(["", "C"]),
    st.sampled_from(["", "+"]),
)
waves = st.builds(
    AskedWave,
    st.just(""),
    mapped(COLUMNS, st.sampled_from(["x", "y"])),
    some(COLUMNS),
    some(COLUMNS),
    mapped(("A", "B"), SCALES),
    mapped(("sex", "age"), mapped(("f", "m"), st.sampled_from(["w", "x"]))),
    mapped(("A", "B"), st.just(Printed(20, 3.5, 0.8)) | st.just(Printed(21, 3.5, 0.8))),
)


@st.composite
def named(draw, strategy, names, field):
    found = draw(some(names))
    return tuple(
        type(one)(**{**{f: getattr(one, f) for f in one.__slots__}, field: name})
        for name in found
        for one in (draw(strategy),)
    )


@st.composite
def instruments(draw):
    asked = list(draw(named(items, COLUMNS, "column")))
    constructs = []
    for construct in draw(some(("C", "D"))):
        parts = []
        for dimension in draw(some((f"A{construct}", "A", "B"))):
            taken = {d.name for c in constructs for d in c.dimensions}
            if asked and dimension not in taken:
                own = [asked.pop() for _ in range(draw(st.integers(1, len(asked))))]
                parts.append(Dimension(dimension, tuple(own), draw(SCALES)))
        if parts:
            role = draw(st.sampled_from([None, "driver", "outcome"]))
            constructs.append(Construct(construct, tuple(parts), role))
    orders = st.sampled_from([(), ("f", "m")])
    bands = st.sampled_from([(), (30.0, 50.0)])
    demographics = tuple(
        Demographic(name, draw(orders), draw(bands)) for name in draw(some(("sex", "age")))
    )
    reasons = st.dictionaries(
        st.sampled_from(["9", "k.A."]), st.sampled_from(["a", "b"]), min_size=1
    )
    return Instrument(
        tuple(constructs),
        draw(st.sampled_from(["One", "Two"])),
        draw(SCALES),
        draw(st.sampled_from(["complete", "half"])),
        demographics,
        draw(st.sampled_from(["", "w"])),
        draw(st.sampled_from(["", "id"])),
        draw(st.dictionaries(st.sampled_from([98.0, 99.0]), st.sampled_from(["a", "b"]))),
        draw(named(claims, ("H1", "H2"), "id")),
        draw(st.sampled_from([1, 3, 5])),
        draw(named(waves, ("2023", "2024"), "name")),
        draw(st.dictionaries(st.sampled_from(["q1", "sex"]), reasons, max_size=2)),
        draw(st.dictionaries(st.just("Status"), st.sampled_from([("a",), ("a", "b")]))),
    )
