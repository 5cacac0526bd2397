"""A study in a notebook or a program: answers and their questionnaire, and what can be asked.

    import crm_analytics as ca

    study = ca.load("answers.csv", "questionnaire.yaml")
    study.where(gender="female").reliability(level=0.9)

Every analysis of the registry is a method by its id, its options are keywords. The same privacy
rule holds as on the pages: a group that is too small raises `Hidden`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyarrow as pa

from crm_analytics.analyses.battery import battery, ids, usual
from crm_analytics.analyses.registry import registry
from crm_analytics.errors import (
    Hidden,
    NotEnoughData,
    Problem,
    Problems,
    UnreadableSurvey,
    refuse,
)
from crm_analytics.files import OWN_FILE, read
from crm_analytics.files.file import SurveyFile
from crm_analytics.report.chart import Chart
from crm_analytics.report.options import accepted
from crm_analytics.report.section import Provenance, Section, provenance
from crm_analytics.survey import questionnaire as questionnaires
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.over_time import WaveView, over_time
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import Filters, View
from crm_analytics.survey.waves.entry import fitted
from crm_analytics.survey.waves.gate import named, pass_gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas import DataFrame
    from plotly.graph_objects import Figure

    Data = str | Path | DataFrame

Chosen = Mapping[str, Mapping[str, object]]  # id of an analysis → its options by name


@dataclass(frozen=True, eq=False, slots=True)
class Result:
    """What an analysis found: prints its finding, and shows tables and figures in a notebook."""

    section: Section

    @property
    def finding(self) -> str:
        """One sentence a manager can repeat."""
        return self.section.finding

    @property
    def caveats(self) -> tuple[str, ...]:
        """What weakens the finding."""
        return self.section.caveats

    @property
    def tables(self) -> "dict[str, DataFrame]":
        """Every table by its name, numbers unrounded."""
        return {table.name: table.frame for table in self.section.tables}

    @property
    def table(self) -> "DataFrame":
        """The first table; raises NotEnoughData with the finding where there is none."""
        if not self.section.tables:
            raise NotEnoughData(self.finding)
        return self.section.tables[0].frame

    def figure(self, name: str = "") -> "Figure":
        """A figure by the name of its chart, the first one without a name.

        Raises Problems for a name that is no chart's, or where there is nothing to draw.
        """
        from crm_analytics.export.figures import figure

        return figure(self._chart(name))

    def _chart(self, name: str) -> Chart:
        charts = {chart.name: chart for chart in self.section.charts}
        if name and name not in charts:
            known = ", ".join(charts) or "there is none"
            raise Problems(Problem(f"Figure '{name}'", "does not exist.", f"Choose among {known}."))
        if not charts:
            raise Problems(Problem(self.section.title, "has nothing to draw.", self.finding))
        return charts[name] if name else self.section.charts[0]

    def to_json(self) -> dict[str, object]:
        """The section as an object of the JSON that the command line writes."""
        from crm_analytics.export.text import section_object

        return section_object(self.section)

    def __str__(self) -> str:
        """The finding, and the exact numbers behind it."""
        return "\n".join(part for part in (self.finding, self.section.caption) if part)

    def __repr__(self) -> str:
        """As it prints."""
        return str(self)

    def _repr_html_(self) -> str:
        """The finding, what weakens it, and the tables a manager reads."""
        return self.section._repr_html_()

    def _ipython_display_(self) -> None:
        """The same in a notebook, and the figures, which plotly draws there."""
        from IPython.display import HTML, display

        display(HTML(self._repr_html_()))  # type: ignore[no-untyped-call]
        for chart in self.section.charts:
            if not chart.detail:
                display(self.figure(chart.name))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, eq=False)
class Study:
    """Answers that fit their questionnaire, the people looked at, and every analysis as a method.

    instrument: the questionnaire that knows every wave. text: of its file.
    answered: answers by the name of their wave; one without a name in a study of a single wave.
    filters: who is looked at, in every wave. looked_at: the wave that is analysed.
    """

    instrument: Instrument
    text: str
    answered: Mapping[str, Responses]
    filters: Filters = ()
    looked_at: str = ""

    def where(
        self, filters: Mapping[str, str | Sequence[str]] | None = None, **more: object
    ) -> "Study":
        """Only the people in one of the categories given for each demographic.

        A demographic whose name is no Python name stands in the mapping. Raises Problems for one
        that does not exist, Hidden for a group that is too small to be shown.
        """
        asked = {**dict(self.filters)}
        for column, wanted in {**(filters or {}), **more}.items():
            names = (wanted,) if isinstance(wanted, str) else tuple(cast("Sequence[str]", wanted))
            asked[column] = tuple(str(name) for name in names)
        chosen = replace(self, filters=tuple(asked.items()))
        chosen.view  # noqa: B018 - refuses now what could not be shown later
        return chosen

    def wave(self, name: str) -> "Study":
        """The same study, another wave analysed; raises Problems for a wave without answers."""
        if name not in self.answered:
            known = ", ".join(n for n in self.answered if n) or "there is only one, without a name"
            raise Problems(Problem(f"Wave '{name}'", "has no answers.", f"Choose among {known}."))
        return replace(self, looked_at=name)

    @property
    def wave_views(self) -> tuple[WaveView, ...]:
        """Every wave from first to last, under the filters."""
        return over_time(self.instrument, self.answered, self.filters)

    @property
    def view(self) -> View:
        """The people analysed; raises Hidden when they may not be shown."""
        return self._looked_at(self.wave_views)

    def _looked_at(self, waves: Sequence[WaveView]) -> View:
        answered = [wave for wave in waves if wave.name in self.answered]
        chosen = [wave for wave in answered if wave.name == self.looked_at] or answered[-1:]
        if chosen[0].view is None:
            raise Hidden(chosen[0].hidden)
        return chosen[0].view

    def sections(
        self, only: Sequence[str] | None = None, options: Chosen | None = None
    ) -> tuple[Section, ...]:
        """Sections in the order asked for; without any asked for, all that have something to say.

        options: by the id of their analysis; a value is typed or text. Raises Problems naming
        every section and option that does not exist, and every value that cannot be chosen.
        """
        waves = self.wave_views
        view = self._looked_at(waves)
        wanted = usual(waves) if only is None else only
        refuse(Problems, unknown_sections(wanted))
        chosen = _accepted(options or {}, view, waves)
        return battery(view, self._stamp(view), wanted, chosen, waves=waves)

    def _stamp(self, view: View) -> Provenance:
        return provenance(view, self.answered[view.wave].data_sha256, self.text)

    def _run(self, id: str, **options: object) -> Result:
        (section,) = self.sections([id], {id: options})
        return Result(section)

    def __getattr__(self, name: str) -> "Callable[..., Result]":
        """An analysis by its id."""
        if name.startswith("_") or name not in ids():
            raise AttributeError(f"A study has no '{name}'; its analyses are {', '.join(ids())}.")
        return partial(self._run, name)

    def __dir__(self) -> list[str]:
        """What can be asked, for completion in a notebook."""
        return [*super().__dir__(), *ids()]

    def __repr__(self) -> str:
        """Who is looked at, and what can be asked."""
        return f"{self._stamp(self.view).line}\nAnalyses: {', '.join(usual(self.wave_views))}"


def load(
    data: "Data",
    questionnaire: str | Path,
    waves: "Mapping[str, Data] | Sequence[tuple[str, Data]]" = (),
) -> Study:
    """A study from a survey file and its questionnaire, and the later waves by their names.

    data: the path of a CSV, Excel, SPSS or Parquet file, or a DataFrame of answers.
    questionnaire: the path of a YAML file, or its text, which has several lines.
    Raises UnreadableSurvey and UnusableQuestionnaire with every problem at once.
    """
    whole = isinstance(questionnaire, str) and "\n" in questionnaire
    text = str(questionnaire) if whole else read_text(questionnaire)
    first = survey_file(data)
    pairs = waves.items() if isinstance(waves, Mapping) else waves
    later = [(name, survey_file(file)) for name, file in pairs]
    return of_files(questionnaires.read(text), text, first, later)


def of_files(
    asked: Instrument, text: str, first: SurveyFile, later: Sequence[tuple[str, SurveyFile]] = ()
) -> Study:
    """A study from files that were read.

    Raises UnusableQuestionnaire with everything that stops a wave at the gate, UnreadableSurvey
    with all answers that do not fit.
    """
    if not later and not asked.waves:
        return Study(asked, text, {"": Responses.fit(asked, first)})
    files = named(asked, first, later)
    study = pass_gate(asked, files)
    answered, trouble = fitted(study, files)
    refuse(
        UnreadableSurvey,
        (
            replace(problem, where=f"Wave '{name}', {problem.where}")
            for name, problems in trouble.items()
            for problem in problems
        ),
    )
    return Study(study, text, answered)


def survey_file(data: "Data") -> SurveyFile:
    """The survey file at a path, one's own, so that it may be larger than an upload; or a frame."""
    if isinstance(data, str | Path):
        return read(read_bytes(data), Path(data).name, OWN_FILE)
    table = pa.Table.from_pandas(data, preserve_index=False)
    # numbers or text only, as a file would have them
    kinds = [
        pa.float64()
        if pa.types.is_floating(kind)
        else pa.int64()
        if pa.types.is_integer(kind)
        else pa.string()
        for kind in table.schema.types
    ]
    columns = [column.cast(kind) for column, kind in zip(table.columns, kinds, strict=True)]
    digest = sha256(data.to_csv(index=False).encode()).hexdigest()
    return SurveyFile("data", digest, pa.table(columns, names=[*map(str, table.column_names)]))


def read_bytes(path: str | Path) -> bytes:
    """Everything in a file; refused when it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror}."
        raise UnreadableSurvey(Problem(f"File '{path}'", what, "Check its name.")) from None


def read_text(path: str | Path) -> str:
    """The text of a file, with or without a byte-order mark; refused when it is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem(f"File '{path}'", "is not UTF-8 text.", "Save it as UTF-8.")
        raise UnreadableSurvey(problem) from None


def unknown_sections(wanted: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with ids of sections that were asked for."""
    for id in wanted:
        if id not in ids():
            known = ", ".join(ids())
            yield Problem(f"Section '{id}'", "does not exist.", f"Choose among {known}.")


def _accepted(options: Chosen, view: View, waves: Sequence[WaveView]) -> dict[str, object]:
    """Options as objects of their classes; every problem of all analyses at once."""
    problems: list[Problem] = []
    chosen: dict[str, object] = {}
    for id, values in options.items():
        try:
            if id in registry():
                chosen[id] = accepted(id, registry()[id].options, values, view, waves)
            elif values:
                what = "is of no analysis." if id not in ids() else "does not exist."
                remedy = f"Choose among {', '.join(registry())}."
                problems += [Problem(f"Option '{id}.{name}'", what, remedy) for name in values]
        except Problems as error:
            problems += error.problems
    refuse(Problems, problems)
    return chosen
