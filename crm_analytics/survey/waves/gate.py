"""May the answers of a new file stand beside those of the study, and where did it ask differently?

What is certain is proposed, what is harmless is said, and what could make wrong numbers stops the
wave until a person has decided. Nothing here shows an answer of a person: changes speak of the
questionnaire, and correlations come from 30 people or more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import AskedWave, Instrument
from crm_analytics.survey.scale import Scale
from crm_analytics.survey.suggesting.columns import Kind
from crm_analytics.survey.suggesting.columns import kinds as kinds_of
from crm_analytics.survey.waves.asked import as_asked
from crm_analytics.survey.waves.change import Change, Finding, Question
from crm_analytics.survey.waves.directions import direction_findings
from crm_analytics.survey.waves.items import item_findings, new_items
from crm_analytics.survey.waves.matching import Asked, Match, texts_of, told_matches
from crm_analytics.survey.waves.people import people_findings, spelled_anew
from crm_analytics.survey.waves.scales import scale_findings
from crm_analytics.survey.waves.settling import settle
from crm_analytics.survey.waves.side import Side


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

    changes: tuple[Change, ...]
    questions: tuple[Question, ...]
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
        tuple(finding for finding in findings if isinstance(finding, Change)),
        tuple(finding for finding in findings if isinstance(finding, Question)),
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
