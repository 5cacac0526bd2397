"""Likert bars: how every question was answered."""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.answers.counted import Counted, Question
from crm_analytics.report.chart import Likert, Share
from crm_analytics.statistics.frequencies import FEWEST_POINTS, Shares, Tally, shares
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.view import View

MOST_POINTS = 11  # more of them are no bar but a histogram


def of_questions(counted: Counted) -> Iterator[Likert]:
    """One chart a scale: a bar a question, grouped by dimension."""
    charted = [q for q in counted.questions.values() if len(q.scale.points) <= MOST_POINTS]
    scales = list(dict.fromkeys(q.scale for q in charted))
    for place, scale in enumerate(scales, start=1):
        rows = _rows(counted, [q for q in charted if q.scale == scale])
        if rows:
            yield Likert(
                name="answers" if len(scales) == 1 else f"answers {place}",
                title=_title(scale, rows),
                rows=rows,
                points=points(scale),
                middle=middle(len(scale.points)),
                split=counted.context.options.split,
                note=note(rows, counted.view),
            )


def _rows(counted: Counted, questions: Sequence[Question]) -> tuple[Share, ...]:
    """By dimension of the questionnaire, each in asked order; or the highest answers first."""
    groups: dict[str, list[tuple[float, Share]]] = {
        d.name: [] for d in counted.view.instrument.dimensions
    }
    for question in questions:
        tally = counted.items[question.item.column]
        found = shares(tally, question.scale.low, question.scale.high)
        if counted.pointwise(tally) and isinstance(found, Shares):
            bar = row(tally, found, question.words, question.dimension.name)
            groups[question.dimension.name].append((highest(found), bar))
    filled = [group for group in groups.values() if group]
    if counted.context.options.highest_first:
        filled = [sorted(group, key=_first, reverse=True) for group in filled]
        filled.sort(key=lambda group: -sum(map(_first, group)) / len(group))
    return tuple(row for group in filled for _, row in group)


def _first(pair: tuple[float, Share]) -> float:
    return pair[0]


def highest(found: Shares) -> float:
    """What questions are ordered by: the share of the top two, or of the top of short scales."""
    return float(found.of_points[-1]) if found.top2 is None else found.top2


def row(tally: Tally, found: Shares, label: str, group: str) -> Share:
    """A bar; what people did not answer stands beside it."""
    lost = sum(gap.weight for gap in tally.gaps)
    no_answer = 100 * lost / tally.everyone if lost else None
    return Share(label, tuple(found.of_points.tolist()), tally.n, no_answer, group)


def _title(scale: Scale, rows: Sequence[Share]) -> str:
    """How high the questions are answered on the whole, each counting alike."""
    boxes = top_boxes(scale)
    mean = sum(sum(bar.shares[-boxes:]) for bar in rows) / len(rows)
    return f"On average, {mean:.0f}% of people answered {top_words(scale)}"


def top_boxes(scale: Scale) -> int:
    """How many points count as high: two, of short scales one."""
    return 2 if len(scale.points) >= FEWEST_POINTS else 1


def top_words(scale: Scale) -> str:
    """For example "Agree or Strongly agree"."""
    boxes = top_boxes(scale)
    if len(scale.labels) == len(scale.points):
        return " or ".join(scale.labels[-boxes:])
    return "at the top two points" if boxes == 2 else "at the top point"


def points(scale: Scale) -> tuple[str, ...]:
    """Words of the points; a number where they have none, with the word where only ends do."""
    if len(scale.labels) == len(scale.points):
        return scale.labels
    return tuple(f"{point} {scale.word(point)}".strip() for point in scale.points)


def middle(points: int) -> int | None:
    """The place of the neutral point, where there is one."""
    return points // 2 if points % 2 else None


def note(rows: Sequence[Share], view: View) -> str:
    """How many people stand behind the bars."""
    low, high = min(row.n for row in rows), max(row.n for row in rows)
    n = f"n = {low:,}" if low == high else f"n = {low:,} to {high:,}"
    return n + (", shares weighted" if view.weighted else "")
