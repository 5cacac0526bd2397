"""The command line: the same numbers as on the pages.

    crm-analytics analyse DATA --questionnaire Q.yaml [--wave NAME=DATA ...] [--only ID,ID]
        [--where DEMOGRAPHIC=CATEGORY ...] [--set ANALYSIS.OPTION=VALUE ...]
        [--json FILE] [--xlsx FILE] [--pptx FILE]
    crm-analytics options
    crm-analytics suggest DATA > Q.yaml
    crm-analytics agreement CODES ... [--book BOOK] [--without NAME ...] [--printed VALUE]
        [--set agreement.OPTION=VALUE ...]
        [--json FILE] [--xlsx FILE] [--pptx FILE]
    crm-analytics check TABLE [--json FILE] [--xlsx FILE]
    crm-analytics ism SSIM ... [--levels FILE] [--words seven|five]
        [--set ism.OPTION=VALUE ...] [--json FILE] [--xlsx FILE] [--pptx FILE]
    crm-analytics backup FILE [--store URL] [--replace]
    crm-analytics restore FILE [--store URL] [--replace]
    crm-analytics verify [--store URL]

Exit code 0: done. 2: the input cannot be used; every problem is on standard error, one a line, and
nothing is on standard output. 1: anything else; `check` exits with it when printed numbers
contradict each other, and prints for each its row, its column, what is printed and what it would
have to be, with tabs between; `verify` when something in the store is damaged, one problem a line.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from cyclopts import App, CycloptsError, Parameter

from crm_analytics import __version__
from crm_analytics.errors import Problem, Problems, StoreTrouble, SurveyError, refuse

if TYPE_CHECKING:  # each command imports what it works with: the others need not wait for it
    from crm_analytics.ism import Model, SourceFiles
    from crm_analytics.report.section import Section
    from crm_analytics.store.studies import Store
    from crm_analytics.survey.view import Filters

app = App(
    name="crm-analytics",
    help="Survey analytics that managers trust.",
    version=__version__,
    default_parameter=Parameter(negative=""),
)
Kind = TypeVar("Kind")
Texts = tuple[str, ...]
Json = Annotated[str | None, Parameter(help="Write what was found as JSON.")]
Xlsx = Annotated[str | None, Parameter(help="Write what was found as an Excel workbook.")]
Pptx = Annotated[str | None, Parameter(help="Write what was found as PowerPoint slides.")]
StoreName = Annotated[
    str | None, Parameter(help="URL or file of the store; otherwise CRM_STORE names it.")
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has to tell.

    out: for standard output. code: the exit code.
    aside: for standard error: what a person should know and no program has to read.
    """

    out: str
    code: int = 0
    aside: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    tokens = sys.argv[1:] if arguments is None else [*arguments]
    try:
        command, bound, _ = app.parse_args(tokens, exit_on_error=False, print_error=False)
        outcome = command(*bound.args, **bound.kwargs)
    except (SurveyError, CycloptsError) as error:
        print(error, file=sys.stderr)
        return 2
    if not isinstance(outcome, Outcome):  # help and version print themselves
        return 0 if tokens else 2
    print(outcome.aside, end="", file=sys.stderr)
    print(outcome.out, end="")
    return outcome.code


@app.command
def analyse(  # noqa: PLR0913 - the options of the command
    data: str,
    /,
    *,
    questionnaire: str,
    wave: Texts = (),
    only: str | None = None,
    where: Texts = (),
    set_: Annotated[Texts, Parameter(name="--set")] = (),
    json: Json = None,
    xlsx: Xlsx = None,
    pptx: Pptx = None,
) -> Outcome:
    """Numbers, sentences and slides from a survey.

    Parameters
    ----------
    data
        A survey file: CSV, XLSX, SAV or Parquet.
    questionnaire
        The questionnaire as a YAML file.
    wave
        NAME=DATA, a later wave of the same survey; the last one is analysed, and compared with
        those before it.
    only
        Sections by id with commas between, for example reliability,priority.
    where
        DEMOGRAPHIC=CATEGORY, only these people; repeat it for more categories or demographics.
    set_
        ANALYSIS.OPTION=VALUE, for example reliability.level=0.9; `options` lists them.
    """
    from crm_analytics.study import load

    wanted = None if only is None else _sections(only)
    chosen = _options(set_)
    later = [_named(text) for text in wave]
    targets = _targets(
        (data, questionnaire, *(p for _, p in later)), json=json, xlsx=xlsx, pptx=pptx
    )
    study = load(data, Path(questionnaire), later)
    made = study.where(dict(_filters(where))).sections(wanted, chosen)
    _write(targets, made)
    return Outcome("".join(f"{section.title}: {section.finding}\n" for section in made))


@app.command
def options() -> Outcome:
    """What `--set` can choose: option, values, what is usual, what it is about; tabs between."""
    from crm_analytics.analyses.registry import registry
    from crm_analytics.coding import AgreementOptions, CodesOptions
    from crm_analytics.ism.options import IsmOptions
    from crm_analytics.report.options import default_of, options_of, written

    kinds = {id: analysis.options for id, analysis in registry().items()}
    kinds |= {"ism": IsmOptions, "agreement": AgreementOptions, "codes": CodesOptions}
    lines = (
        "\t".join(
            (
                f"{id}.{name}",
                option.described(),
                written(default_of(kind, name)),
                f"{option.label}. {option.help}".strip(),
            )
        )
        for id, kind in kinds.items()
        for name, option in options_of(kind).items()
    )
    return Outcome("".join(f"{line}\n" for line in lines))


@app.command
def suggest(data: str, /) -> Outcome:
    """A questionnaire proposed from a survey file: names, labels, metadata.

    Parameters
    ----------
    data
        A survey file: CSV, XLSX, SAV or Parquet.
    """
    from crm_analytics.analyses.inputs import reversed_items
    from crm_analytics.files.file import CHECK
    from crm_analytics.study import survey_file
    from crm_analytics.survey import questionnaire
    from crm_analytics.survey.responses import Responses
    from crm_analytics.survey.suggesting import suggest
    from crm_analytics.survey.view import View

    file = survey_file(data)
    proposed = suggest(file)
    notes = [f"{note.what}: {note.found}" for note in proposed.notes]
    try:
        against = reversed_items(View.of(Responses.fit(proposed.instrument, file)))
    except SurveyError:  # answers that do not fit yet say so when they are analysed
        against = {}
    for dimension, items in against.items():
        found = f"{', '.join(items)} of {dimension} run against the others; reversed?"
        notes.append(f"{CHECK}: {found}")
    aside = "".join(f"{note}\n" for note in notes)
    return Outcome(questionnaire.write(proposed.instrument), aside=aside)


@app.command
def agreement(  # noqa: PLR0913 - the options of the command
    *codes: str,
    book: str | None = None,
    without: Texts = (),
    printed: str = "",
    set_: Annotated[Texts, Parameter(name="--set")] = (),
    json: Json = None,
    xlsx: Xlsx = None,
    pptx: Pptx = None,
) -> Outcome:
    """Whether coders of interviews agree, and what they coded.

    Parameters
    ----------
    codes
        One column a coder, one row a code, or one file a coder; CSV, XLSX, SAV or Parquet.
    book
        A code book: columns code, category, group and, if you like, role.
    without
        A coder who does not count, or a column that is none; repeat it for more.
    printed
        Which coefficient may a paper's .83 be?
    set_
        agreement.OPTION=VALUE or codes.OPTION=VALUE, for example agreement.compare=category;
        `options` lists them.
    """
    from crm_analytics import coding
    from crm_analytics.coding import (
        AgreementOptions,
        CodesOptions,
        Sources,
        agreement_section,
        codes_section,
    )
    from crm_analytics.coding.options import fingerprint
    from crm_analytics.files import OWN_FILE
    from crm_analytics.report.options import accepted

    paths = _given(codes, "CODES")
    targets = _targets([*paths, *([book] if book else [])], json=json, xlsx=xlsx, pptx=pptx)
    raw = [(raw, name) for name, raw in _files(paths)]
    raw_book = [(raw, name) for name, raw in _files([book] if book else [])]
    codings = coding.read(raw, limits=OWN_FILE)
    refuse(Problems, _unknown_coders(without, codings.coders))
    known = next((coding.read_book(*file, OWN_FILE) for file in raw_book), None)
    chosen = _options_among({"agreement": AgreementOptions, "codes": CodesOptions}, set_)
    wanted = accepted("agreement", AgreementOptions, chosen["agreement"], codings, known)
    everyone = dict.fromkeys((*without, *wanted.without))
    wanted = replace(wanted, without=tuple(everyone), printed=printed or wanted.printed)
    if wanted.one_code:
        codings = coding.read(raw, one_code=True, limits=OWN_FILE)
    usual = {"together": "unit" if codings.several else "document"}
    drawn = accepted("codes", CodesOptions, usual | chosen["codes"], codings, known)
    files, books = ([fingerprint(*file) for file in given] for given in (raw, raw_book))
    sources = Sources(tuple(files), next(iter(books), None), wanted.compare, wanted.without)
    compared, everything = wanted.compared(codings, known), wanted.counted(codings)
    found = coding.agreement(compared, wanted, wanted.possible(known))
    made = [
        agreement_section.section(compared, found, sources, wanted, known),
        codes_section.section(everything, known, replace(sources, compare="code"), drawn),
    ]
    _write(targets, made)
    lines = [f"{section.title}: {section.finding}\n" for section in made]
    lines += [f"{t.title}.\n" for t in made[0].tables if t.name == "printed"]
    return Outcome("".join(lines))


@app.command
def check(table: str, /, *, json: Json = None, xlsx: Xlsx = None) -> Outcome:
    """Do these printed numbers agree with each other?

    Parameters
    ----------
    table
        CSV or XLSX; a header row, the row's label first.
    """
    from crm_analytics import paper
    from crm_analytics.files.printed import printed

    targets = _targets([table], json=json, xlsx=xlsx)
    ((name, raw),) = _files([table])
    text = printed(raw, name)
    tables = paper.read(text)
    found = paper.check(tables)
    made = paper.section(tables, found, name, text)
    _write(targets, [made])
    lines = ("\t".join((f.row, f.column, f.printed, f.implied)) for f in found.findings)
    out = "".join(f"{line}\n" for line in lines)
    return Outcome(out, int(bool(found.findings)), aside=f"{made.finding}\n")


@app.command
def ism(  # noqa: PLR0913 - the options of the command
    *files: str,
    levels: str | None = None,
    words: Literal["seven", "five"] = "seven",
    set_: Annotated[Texts, Parameter(name="--set")] = (),
    json: Json = None,
    xlsx: Xlsx = None,
    pptx: Pptx = None,
) -> Outcome:
    """Which factor leads to which?

    Parameters
    ----------
    files
        CSV or XLSX of letters V, A, X, O, of zeros and ones or of strengths; one an expert.
    levels
        A printed level table to audit.
    words
        What words of strength mean: seven from 0 to 1 (Gorane & Kant 2013) or five triangles
        (Li 1999).
    set_
        ism.OPTION=VALUE, for example ism.rule=mode; `options` lists them.
    """
    from crm_analytics.files.printed import printed_files
    from crm_analytics.ism import SourceFiles, interpret, read
    from crm_analytics.ism.options import IsmOptions, ModelDisplay
    from crm_analytics.ism.reading import SCALES
    from crm_analytics.ism.sections import ism_section

    paths = _given(files, "SSIM")
    targets = _targets([*paths, *([levels] if levels else [])], json=json, xlsx=xlsx, pptx=pptx)
    given = _files(paths)
    judged = read(printed_files(given), SCALES[words])
    chosen = _options_of("ism", IsmOptions, set_, judged)
    model = interpret(judged, chosen.aggregate(judged))
    source = SourceFiles.of(given)
    sections = [ism_section(model, source, ModelDisplay(chosen))]
    if levels:
        sections.append(_audited(model, source, levels))
    _write(targets, sections)
    out = (line for section in sections for line in (section.finding, *_ism_lines(section)))
    caveats = (caveat for section in sections for caveat in section.caveats)
    return Outcome("".join(f"{line}\n" for line in out), aside="".join(f"{c}\n" for c in caveats))


def _audited(model: "Model", source: "SourceFiles", path: str) -> "Section":
    from crm_analytics.files.printed import printed
    from crm_analytics.ism import SourceFiles, audit, read_levels
    from crm_analytics.ism.sections import audit_section

    ((name, raw),) = _files([path])
    found = read_levels(printed(raw, name), model.factors)
    both = source.beside(SourceFiles.of([(name, raw)]))
    return audit_section(model, audit(model.relations, found), found, both)


def _ism_lines(section: "Section") -> Iterator[str]:
    """The findings of a section one by one: levels, judgements to review, what does not follow."""
    for table in section.tables:
        for row in table.records():
            if table.name == "levels" and section.id == "ism":
                yield f"level {row['level']}\t{row['factor']}"
            elif table.name == "review":
                yield f"review\t{row['from']} → {row['to']}\t{row['letter']} → {row['instead']}"
            elif section.id == "audit" and not table.detail:
                yield "\t".join([table.name, *(str(value) for value in row.values())])


@app.command
def backup(file: str, /, *, store: StoreName = None, replace: bool = False) -> Outcome:
    """Everything in the store in one file, as it is at this moment.

    Parameters
    ----------
    file
        The backup to be made, itself a store.
    replace
        When the file is there already, put the backup in its place.
    """
    from crm_analytics.store.backup import backup

    backup(_opened(store), Path(file), replace)
    return Outcome(f"Backup '{file}' is made and checked.\n")


@app.command
def restore(file: str, /, *, store: StoreName = None, replace: bool = False) -> Outcome:
    """Everything in a backup, brought back into an empty store.

    Parameters
    ----------
    file
        A backup; it is only read.
    replace
        When the store has studies, remove them and their log.
    """
    from crm_analytics.store.backup import restore

    restored = restore(Path(file), _store_url(store), replace)
    return Outcome(f"{restored.where} holds what is in '{file}'.\n")


@app.command
def verify(*, store: StoreName = None) -> Outcome:
    """Is everything in the store as it was given?"""
    from crm_analytics.store.verify import verify

    opened = _opened(store)
    problems = verify(opened)
    out = "".join(f"{problem}\n" for problem in problems)
    rest = "Everything else in it" if problems else "Everything in it"
    return Outcome(out, int(bool(problems)), aside=f"{opened.where}: {rest} is whole.\n")


def _store_url(named: str | None) -> str:
    """URL of the store that was named, else of the one that the app uses."""
    from crm_analytics import store

    return store.url_of(named) if named else store.default_url()


def _opened(named: str | None) -> "Store":
    """The store that was named; refused when there is none, for an empty one would say nothing."""
    from crm_analytics import store

    url = _store_url(named)
    if not store.exists(url):
        where = f"Store '{store.sqlite_file(url)}'"
        raise StoreTrouble(Problem(where, "is not there.", "Name it in --store or CRM_STORE."))
    from crm_analytics.store.studies import open_store

    return open_store(url)


def _given(paths: Texts, name: str) -> Texts:
    """At least one path, which a command cannot do without."""
    if not paths:
        raise Problems(Problem(name, "is missing.", "Name at least one file."))
    return paths


def _files(paths: Sequence[str]) -> list[tuple[str, bytes]]:
    """Name and bytes of each file; refused when one cannot be read."""
    from crm_analytics.study import read_bytes

    return [(Path(path).name, read_bytes(path)) for path in paths]


def _unknown_coders(without: Texts, coders: Sequence[str]) -> Iterator[Problem]:
    known = ", ".join(f"'{coder}'" for coder in coders)
    for name in without:
        if name not in coders:
            yield Problem(f"Coder '{name}'", "is not in the files.", f"The coders are {known}.")


def _sections(only: str) -> list[str]:
    """Ids in the order asked for, each once; refused before any file is read."""
    from crm_analytics.study import unknown_sections

    ids = list(dict.fromkeys(map(str.strip, only.split(","))))
    refuse(Problems, unknown_sections(ids))
    return ids


def _options(settings: Texts) -> dict[str, dict[str, str]]:
    """Values as text by analysis and option."""
    chosen: dict[str, dict[str, str]] = {}
    problems = []
    for setting in settings:
        name, equals, value = setting.partition("=")
        id, dot, option = name.strip().partition(".")
        if not (equals and dot and id and option):
            remedy = "Write for example reliability.level=0.9."
            problems.append(Problem(f"Setting '{setting}'", "is no ANALYSIS.OPTION=VALUE.", remedy))
        chosen.setdefault(id, {})[option] = value.strip()
    refuse(Problems, problems)
    return chosen


def _options_of(id: str, kind: type[Kind], settings: Texts, *subject: object) -> Kind:
    """The options of a command that makes one section; those of other sections are refused."""
    from crm_analytics.report.options import accepted

    return accepted(id, kind, _options_among({id: kind}, settings)[id], *subject)


def _options_among(kinds: Mapping[str, type], settings: Texts) -> dict[str, dict[str, str]]:
    """Values as text by section and option; those of other sections are refused."""
    from crm_analytics.report.options import options_of

    chosen = _options(settings)
    known = ", ".join(f"{id}.{name}" for id, kind in kinds.items() for name in options_of(kind))
    refuse(
        Problems,
        (
            Problem(f"Option '{other}.{name}'", "does not matter here.", f"Choose among {known}.")
            for other in chosen.keys() - kinds.keys()
            for name in chosen[other]
        ),
    )
    return {id: chosen.get(id, {}) for id in kinds}


def _named(wave: str) -> tuple[str, str]:
    name, equals, path = wave.partition("=")
    if not (equals and name.strip() and path):
        problem = Problem(f"Wave '{wave}'", "has no name or no file.", "Write 2024=answers.csv.")
        raise Problems(problem)
    return name.strip(), path


def _filters(where: Texts) -> "Filters":
    chosen: dict[str, list[str]] = {}
    for condition in where:
        column, equals, category = condition.partition("=")
        if not equals:
            problem = Problem(f"Filter '{condition}'", "has no '='.", "Write gender=female.")
            raise Problems(problem)
        chosen.setdefault(column, []).append(category)
    return tuple((column, tuple(categories)) for column, categories in chosen.items())


def _targets(inputs: Sequence[str], **named: str | None) -> dict[str, str]:
    """The file of each kind that was asked for.

    Nothing is written over what was read, and nothing before everything can be written.
    """
    targets = {kind: path for kind, path in named.items() if path}
    places = {kind: Path(path).resolve() for kind, path in targets.items()}
    taken = {Path(path).resolve() for path in inputs}
    every = list(places.values())
    problems = [
        Problem(f"File '{path}'", "would be written over.", "Name another file.")
        for kind, path in targets.items()
        if places[kind] in taken or every.count(places[kind]) > 1
    ]
    problems += [
        Problem(f"File '{path}'", "cannot be written: there is no such folder.", "Make it first.")
        for kind, path in targets.items()
        if not places[kind].parent.is_dir()
    ]
    refuse(Problems, problems)
    return targets


def _write(targets: Mapping[str, str], sections: Sequence["Section"]) -> None:
    """Each file in its kind; all of them tell the same."""
    for kind, path in targets.items():
        content = _content(kind, sections)
        try:
            Path(path).write_bytes(content)
        except OSError as error:
            what = f"cannot be written: {error.strerror}."
            raise Problems(Problem(f"File '{path}'", what, "Choose another place.")) from None


def _content(kind: str, sections: Sequence["Section"]) -> bytes:
    """The sections as a file of this kind."""
    if kind == "xlsx":
        from crm_analytics.export.workbook import workbook

        return workbook(sections)
    if kind == "pptx":
        from crm_analytics.export.slides import deck

        return deck(sections)
    from crm_analytics.export.text import json_text

    return json_text(sections).encode()
