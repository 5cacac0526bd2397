import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.errors import Problems
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.waves.asked import as_asked
from crm_analytics.survey.waves.passing import pass_gate
from tests.survey.waves import changed
from tests.survey.waves.changed import columns, file, passed

ODD = (
    lambda cells: pa.array([None] * len(cells), pa.float64()),
    lambda cells: pa.array([None] * len(cells), pa.string()),
    lambda cells: pa.array([f"{cell}" for cell in cells]),
    lambda cells: pa.array([f"[{cell}](x) {{0}}" for cell in cells]),
    lambda cells: pa.array([0.5 + (number % 9) for number in range(len(cells))]),
    lambda cells: pa.array([-(10**9) if number % 7 else 5 for number in range(len(cells))]),
    lambda cells: pa.array([5] * len(cells)),
    lambda cells: pa.array(["Agree" if number % 2 else "N/A" for number in range(len(cells))]),
)
NAMES = tuple(columns())
odd = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ODD), max_size=6)
labels = st.dictionaries(
    st.sampled_from(NAMES),
    st.dictionaries(st.integers(-1, 8).map(float), st.sampled_from(["no", "yes", "N/A", "Agree"])),
    max_size=4,
)


def problems(call):
    """What is refused; anything but a refusal is a failure."""
    try:
        call()
    except Problems as error:
        return error.problems
    return ()


@settings(max_examples=60)
@given(st.data(), odd, labels, st.integers(0, 40))
def test_any_file_joins_the_study_or_says_why_not(data, replaced, given_labels, people):
    """Whatever a person answers, the settled wave fits or is refused in words."""
    dropped = data.draw(st.sets(st.sampled_from(NAMES), max_size=5))
    renamed = data.draw(st.sets(st.sampled_from(NAMES), max_size=5))
    cells = {
        f"{name} x" if name in renamed else name: replaced.get(name, pa.array)(cells)[:people]
        for name, cells in columns().items()
        if name not in dropped
    }
    new = file(cells, value_labels={c: g for c, g in given_labels.items() if c in cells})
    found = passed(cells, value_labels=new.value_labels)
    answers = {q.id: data.draw(st.sampled_from(q.choices)).id for q in found.questions}
    refused = problems(
        lambda: Responses.fit(*as_asked(found.settled(answers), "2024", new)).missing
    )
    assert all(problem.where and problem.remedy for problem in refused)
    stopped = problems(lambda: pass_gate(changed.study(), {"2023": changed.first(), "2024": new}))
    assert bool(stopped) != found.open or "leaves out every" in str(stopped)


@settings(max_examples=60)
@given(st.data(), odd, st.integers(0, 60))
def test_what_passes_unasked_fits(data, replaced, people):
    dropped = data.draw(st.sets(st.sampled_from(NAMES), max_size=3))
    cells = {
        name: replaced.get(name, pa.array)(cells)[:people]
        for name, cells in columns().items()
        if name not in dropped
    }
    if (found := passed(cells)).open:
        fitted = Responses.fit(*as_asked(found.settled({}), "2024", file(cells)))
        assert fitted.people == people
