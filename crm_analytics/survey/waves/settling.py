"""What a person decided about a wave → the questionnaire of the study that knows the wave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.survey.instrument import AskedWave, Construct, Instrument, Item
from crm_analytics.survey.mistakes import checked
from crm_analytics.survey.waves.change import Choice, Question


def settle(
    study: Instrument,
    earlier: Sequence[str],
    proposed: AskedWave,
    questions: Sequence[Question],
    answers: Mapping[str, str],
) -> Instrument:
    """The study with the wave after `earlier`, every wave named in the order of time.

    A question about columns that other answers leave out needs no answer. Raises
    UnusableQuestionnaire with everything that is open or wrong.
    """
    refuse(UnusableQuestionnaire, _unknown(questions, answers))
    chosen = [c for q in questions for c in q.choices if answers.get(q.id) == c.id]
    wave = proposed
    for choice in chosen:
        wave = joined(wave, choice.says)
    refuse(UnusableQuestionnaire, _open(questions, answers, wave.left_out))
    waves = in_time(study.waves, (*earlier, wave.name))
    waves = tuple(_tidy(study, wave) if w.name == wave.name else w for w in waves)
    return checked(_with_new(replace(study, waves=waves), wave.name, chosen))


def _unknown(questions: Sequence[Question], answers: Mapping[str, str]) -> Iterator[Problem]:
    known = {question.id: question for question in questions}
    for id, choice in answers.items():
        if id not in known:
            what = "is not asked about this wave."
            remedy = f"Answer one of: {', '.join(known) or 'there is none'}."
            yield Problem(f"Question '{id}'", what, remedy)
        elif choice not in (ids := [option.id for option in known[id].choices]):
            what = f"has no answer '{choice}'."
            yield Problem(f"Question '{id}'", what, f"Choose one of: {', '.join(ids)}.")


def _open(
    questions: Sequence[Question], answers: Mapping[str, str], left_out: Sequence[str]
) -> Iterator[Problem]:
    for question in questions:
        if (
            question.stops
            and question.id not in answers
            and not set(question.columns) <= set(left_out)
        ):
            choices = " / ".join(choice.label for choice in question.choices)
            yield Problem(question.where, question.why, f"Choose: {choices}.")


def joined(wave: AskedWave, more: AskedWave) -> AskedWave:
    """An entry that says what both say, under the name of the first."""
    categories = {
        column: {**wave.categories.get(column, {}), **more.categories.get(column, {})}
        for column in dict.fromkeys((*wave.categories, *more.categories))
    }
    return AskedWave(
        wave.name,
        {**wave.columns, **more.columns},
        tuple(dict.fromkeys((*wave.turned, *more.turned))),
        tuple(dict.fromkeys((*wave.left_out, *more.left_out))),
        {**wave.scales, **more.scales},
        categories,
        wave.printed,
    )


def _tidy(study: Instrument, wave: AskedWave) -> AskedWave:
    """Without words about what the wave leaves out."""
    out = set(wave.left_out)
    lost = {d.name for d in study.dimensions if set(d.columns) <= out}
    return replace(
        wave,
        columns={c: source for c, source in wave.columns.items() if c not in out},
        turned=tuple(column for column in wave.turned if column not in out),
        scales={name: scale for name, scale in wave.scales.items() if name not in lost},
        categories={c: names for c, names in wave.categories.items() if c not in out},
    )


def in_time(waves: Sequence[AskedWave], names: Sequence[str]) -> tuple[AskedWave, ...]:
    """Every wave with an entry; one that has none comes right after the wave before it."""
    order = [wave.name for wave in waves]
    at = 0
    for name in names:
        if name not in order:
            order.insert(at, name)
        at = order.index(name) + 1
    known = {wave.name: wave for wave in waves}
    return tuple(known.get(name, AskedWave(name)) for name in order)


def _with_new(study: Instrument, name: str, chosen: Sequence[Choice]) -> Instrument:
    """With items that join from this wave on, and codes that mean no answer from now on."""
    added = [choice.adds for choice in chosen if choice.adds]
    columns = tuple(item.column for _, item in added)
    names = [wave.name for wave in study.waves]
    earlier = set(names[: names.index(name)])
    return replace(
        study,
        constructs=tuple(_joined_by(construct, added) for construct in study.constructs),
        missing_codes={
            **study.missing_codes,
            **{code: "no answer" for choice in chosen for code in choice.codes},
        },
        waves=tuple(
            replace(wave, left_out=(*wave.left_out, *columns))
            if wave.name in earlier and not wave.printed
            else wave
            for wave in study.waves
        ),
    )


def _joined_by(construct: Construct, added: Sequence[tuple[str, Item]]) -> Construct:
    dimensions = tuple(
        replace(d, items=(*d.items, *(item for name, item in added if name == d.name)))
        for d in construct.dimensions
    )
    return replace(construct, dimensions=dimensions)
