"""May the answers of a new file stand beside those of the study, and where did it ask differently?

What is certain is proposed, what is harmless is said, and what could make wrong numbers stops the
wave until a person has decided. Nothing here shows an answer of a person: changes speak of the
questionnaire, and correlations come from 30 people or more.
On the command line nobody is there to be asked: what stops is said with the lines of the
questionnaire that would settle it (`pass_gate`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import yaml

from crm_analytics.errors import Problem, UnreadableSurvey, UnusableQuestionnaire, refuse
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import AskedWave, Construct, Instrument, Item, Scale
from crm_analytics.survey.mistakes import checked
from crm_analytics.survey.questionnaire import write_wave
from crm_analytics.survey.suggesting.roles import Kind
from crm_analytics.survey.suggesting.roles import kinds as kinds_of
from crm_analytics.survey.waves.columns import (
    item_findings,
    new_items,
    people_findings,
    spelled_anew,
)
from crm_analytics.survey.waves.comparison import (
    Finding,
    Side,
    WaveChange,
    WaveChoice,
    WaveQuestion,
)
from crm_analytics.survey.waves.directions import direction_findings
from crm_analytics.survey.waves.entry import FIRST_WAVE, as_asked
from crm_analytics.survey.waves.matching import Asked, Match, texts_of, told_matches
from crm_analytics.survey.waves.scales import scale_findings


@dataclass(frozen=True, eq=False, slots=True)
class Before:
    """The waves that the study has already.

    names: in the order of time, those known from print too.
    file: of the last one that has a file, as it was delivered.
    """

    names: tuple[str, ...]
    file: SurveyFile

    def wave(self, study: Instrument) -> str:
        """The wave that the file belongs to."""
        return next(name for name in reversed(self.names) if not study.wave(name).printed)


@dataclass(frozen=True, eq=False, slots=True)
class Gate:
    """What changed, what must be decided, and the entry of the wave so far as it is certain."""

    changes: tuple[WaveChange, ...]
    questions: tuple[WaveQuestion, ...]
    proposed: AskedWave
    study: Instrument
    earlier: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether the wave may join the study with what is proposed."""
        stops = any(change.weight == "stop" for change in self.changes)
        return not stops and not any(question.stops for question in self.questions)

    def settled(self, answers: Mapping[str, str]) -> Instrument:
        """The study's questionnaire with this wave; `answers` are question id → choice id.

        Raises UnusableQuestionnaire with every question that stops and has no answer, every
        answer that fits no question, and what makes the questionnaire unusable.
        """
        return settle(self.study, self.earlier, self.proposed, self.questions, answers)


def gate(
    study: Instrument,
    before: Before,
    new: SurveyFile,
    name: str,
    asked: Instrument | None = None,
) -> Gate:
    """Compare a new file with the last wave of the study.

    asked: a questionnaire of the new file itself, where there is one, for its texts and labels.
    Of an entry that the study has for this wave already, `columns` and `left_out` are a person's
    word and taken as they are; the rest is not looked at. Raises UnreadableSurvey for a name that
    another wave has, and when the earlier file does not fit its own entry.
    """
    refuse(UnreadableSurvey, _taken(study, before, name))
    said = study.wave(name)
    bare = replace(study, waves=tuple(wave for wave in study.waves if wave.name != name))
    then = Side.of(*as_asked(bare, before.wave(bare), before.file))
    new = _labelled(new, asked)
    kinds = {kind.column: kind for kind in kinds_of(new)}
    ours = Asked.of(then.file, _asked_before(bare, then), texts_of(bare))
    pairs = told_matches(ours, Asked.of(new, new.columns, texts_of(asked)), said)
    found = tuple(pair for pair in pairs if _plausible(bare, pair, kinds[pair.source]))
    wave = _wave(bare, name, found)
    now = Side.of(*as_asked(replace(bare, waves=(*bare.waves, wave)), name, new))
    findings: list[Finding] = [
        *item_findings(bare, found, new),
        *scale_findings(then, now),
        *direction_findings(then, now),
        *people_findings(then, now),
        *new_items(bare, _new_scales(bare, before.file, new, found, kinds), new),
    ]
    return Gate(
        tuple(finding for finding in findings if isinstance(finding, WaveChange)),
        tuple(finding for finding in findings if isinstance(finding, WaveQuestion)),
        _proposed(bare, wave, found, spelled_anew(then, now)),
        bare,
        before.names,
    )


def _taken(study: Instrument, before: Before, name: str) -> Iterator[Problem]:
    if name in before.names or study.wave(name).printed:
        yield Problem(f"Wave '{name}'", "is in the study already.", "Choose another name.")


def _labelled(new: SurveyFile, asked: Instrument | None) -> SurveyFile:
    """The file with the answer labels of its own questionnaire where it has none itself."""
    scales = {i.column: d.scale for _, d, i in asked.dimension_of()} if asked else {}
    given = {
        column: {float(point): scale.word(point) for point in scale.points if scale.word(point)}
        for column, scale in scales.items()
        if scale.labels
    }
    return replace(new, value_labels={**given, **new.value_labels}) if given else new


def _asked_before(study: Instrument, then: Side) -> list[str]:
    """Columns of the questionnaire in the order they were asked before."""
    place = {column: number for number, column in enumerate(then.file.columns)}
    return sorted(study.columns, key=lambda column: place.get(column, len(place)))


def _plausible(study: Instrument, match: Match, kind: Kind) -> bool:
    """A doubtful match is worth a question only between columns of one kind."""
    if not match.doubtful or (match.text and match.now):
        return True
    if match.column in (study.weight, study.id):
        return False
    items = {item.column for item in study.items}
    return kind.role == "item" or (match.column not in items and kind.role == "demographic")


def _wave(study: Instrument, name: str, found: Sequence[Match]) -> AskedWave:
    """The entry if every match were right, for looking at the new file in the study's words."""
    source = {match.column: match.source for match in found}
    return AskedWave(
        name,
        columns={column: own for column, own in source.items() if own != column},
        left_out=tuple(column for column in study.columns if column not in source),
    )


def _proposed(
    study: Instrument,
    wave: AskedWave,
    found: Sequence[Match],
    categories: Mapping[str, Mapping[str, str]],
) -> AskedWave:
    """What is certain; to do without the weights is for a person to say."""
    doubtful = {match.column for match in found if match.doubtful}
    return replace(
        wave,
        columns={c: source for c, source in wave.columns.items() if c not in doubtful},
        left_out=tuple(column for column in wave.left_out if column != study.weight),
        categories={c: names for c, names in categories.items() if c not in doubtful},
    )


def _new_scales(
    study: Instrument,
    before: SurveyFile,
    new: SurveyFile,
    found: Sequence[Match],
    kinds: Mapping[str, Kind],
) -> list[tuple[str, Scale]]:
    """Columns on a scale that nothing reads and that the earlier file did not have."""
    known = {match.source for match in found}.union(before.columns, study.columns)
    scales = [(column, kinds[column].scale) for column in new.columns if column not in known]
    return [(column, scale) for column, scale in scales if scale and kinds[column].role == "item"]


def settle(
    study: Instrument,
    earlier: Sequence[str],
    proposed: AskedWave,
    questions: Sequence[WaveQuestion],
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


def _unknown(questions: Sequence[WaveQuestion], answers: Mapping[str, str]) -> Iterator[Problem]:
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
    questions: Sequence[WaveQuestion], answers: Mapping[str, str], left_out: Sequence[str]
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


def _with_new(study: Instrument, name: str, chosen: Sequence[WaveChoice]) -> Instrument:
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


def named(
    instrument: Instrument, first: SurveyFile, more: Sequence[tuple[str, SurveyFile]]
) -> dict[str, SurveyFile]:
    """Name → file of every wave, in the order of time.

    first: the study's first wave; the questionnaire's first wave with a file that is not among
        the others gives it its name, else it is "Wave 1".
    more: as given; those that the questionnaire lists come in its order, before the others.
    Raises UnusableQuestionnaire for a name that is taken, or is known from print only.
    """
    names = [name for name, _ in more]
    listed = [wave.name for wave in instrument.waves if not wave.printed]
    own = next((name for name in listed if name not in names), FIRST_WAVE)
    refuse(UnusableQuestionnaire, _unusable(instrument, [own, *names]))
    files = {own: first, **dict(more)}
    order = [own, *(name for name in listed if name in names), *names]
    return {name: files[name] for name in dict.fromkeys(order)}


def _unusable(instrument: Instrument, names: Sequence[str]) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Problem(f"Wave '{name}'", "has two files.", "Call one of them something else.")
        if not name.strip():
            yield Problem("A wave", "has no name.", "Write --wave NAME=DATA.")
        if instrument.wave(name).printed:
            what = "is known from print only, and has a file."
            yield Problem(f"Wave '{name}'", what, "Call one of them something else.")


def pass_gate(instrument: Instrument, files: Mapping[str, SurveyFile]) -> Instrument:
    """The questionnaire with an entry for every wave; `files` are in the order of time.

    The first wave is the study; one with an entry is as the entry says. Any other takes what the
    gate proposes when nothing stops it. Raises UnusableQuestionnaire with everything that stops.
    """
    problems: list[Problem] = []
    names = list(files)
    study, last = instrument, names[0]
    for place, name in enumerate(names[1:], start=1):
        if any(wave.name == name for wave in study.waves):
            last = name
            continue
        before = Before(_before(study, names[:place], last), files[last])
        found = gate(study, before, files[name], name)
        if found.open:
            study, last = found.settled({}), name
        else:
            problems += _stops(found)
    refuse(UnusableQuestionnaire, problems)
    return replace(study, waves=in_time(study.waves, names)) if len(names) > 1 else instrument


def _before(study: Instrument, names: Sequence[str], last: str) -> tuple[str, ...]:
    """The waves up to the last one that joined."""
    return tuple(names[: names.index(last) + 1])


def _stops(found: Gate) -> Iterator[Problem]:
    """Every question with what to write for each answer; then what is certain already."""
    where = f"Wave '{found.proposed.name}'"
    for question in found.questions:
        if question.stops:
            yield Problem(f"{where}, {question.where}", question.why, _remedies(question))
    asked = {column for question in found.questions for column in question.columns}
    for change in found.changes:
        if change.weight == "stop" and change.where not in asked:
            what = f"does not fit the study: {change.what}."
            yield Problem(f"{where}, {change.where}", what, "Name its columns in the entry.")
    entry = _line(write_wave(found.proposed))
    remedy = f"Write under 'waves:' of the questionnaire: - {entry}, and add to it what you chose."
    yield Problem(where, "needs a person's word.", remedy)


def _remedies(question: WaveQuestion) -> str:
    return " ".join(f"{choice.label}: {_written(choice)}." for choice in question.choices)


def _written(choice: WaveChoice) -> str:
    if choice.codes:
        codes = {f"{code:g}": "no answer" for code in choice.codes}
        return f"write for the study missing_codes: {_line(codes)}"
    said = {key: told for key, told in write_wave(choice.says).items() if key != "name"}
    return f"write {_line(said)[1:-1]}" if said else "write nothing more"


def _line(entry: object) -> str:
    """YAML on one line."""
    text = yaml.safe_dump(
        entry, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6
    )
    return str(text).strip()
