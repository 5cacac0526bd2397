"""The same numbers from the command line.

    python -m crm_analytics analyse DATA --questionnaire Q.yaml [--only reliability,priority]
        [--where gender=female] [--json FILE] [--xlsx FILE] [--pptx FILE]
    python -m crm_analytics suggest DATA > Q.yaml
    python -m crm_analytics check TABLE.csv [--json FILE] [--xlsx FILE]

Exit code 0: done. 2: the input cannot be used; every problem is on standard error, one a line, and
nothing is on standard output. 1: anything else; `check` exits with it when printed numbers
contradict each other, and prints for each its row, its column, what is printed and what it would
have to be, with tabs between.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crm_analytics.errors import Problem, Problems, SurveyError, UnreadableSurvey
from crm_analytics.survey import questionnaire
from crm_analytics.survey.file import SurveyFile
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.view import Filters
from crm_analytics.view.section import Section


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        said, code = options.run(options)
    except SurveyError as error:
        print(error, file=sys.stderr)
        return 2
    print(said, end="")
    return int(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m crm_analytics", description="Survey analytics that managers trust."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    analyse = commands.add_parser("analyse", help="numbers, sentences and slides from a survey")
    analyse.add_argument("data", metavar="DATA", help="CSV, XLSX, SAV or Parquet")
    analyse.add_argument("--questionnaire", required=True, metavar="Q.yaml")
    analyse.add_argument("--only", metavar="ID[,ID]", help="sections, for example reliability")
    analyse.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="DEMOGRAPHIC=CATEGORY",
        help="only these people; repeat it for more categories or demographics",
    )
    for kind in _WRITERS:
        analyse.add_argument(f"--{kind}", metavar="FILE", help=f"write the sections as {kind}")
    analyse.set_defaults(run=_analyse)
    suggest = commands.add_parser("suggest", help="a questionnaire proposed from a survey file")
    suggest.add_argument("data", metavar="DATA")
    suggest.set_defaults(run=_suggest)
    check = commands.add_parser("check", help="do these printed numbers agree with each other?")
    check.add_argument("table", metavar="TABLE", help="CSV or XLSX; a header row, the label first")
    for kind in ("json", "xlsx"):
        check.add_argument(f"--{kind}", metavar="FILE", help=f"write the findings as {kind}")
    check.set_defaults(run=_check)
    return parser


def _check(options: argparse.Namespace) -> tuple[str, int]:
    from crm_analytics import paper
    from crm_analytics.survey.reading.printed import printed
    from crm_analytics.view.paper import section

    targets = {kind: path for kind in ("json", "xlsx") if (path := getattr(options, kind))}
    _refuse_targets(targets, (options.table,))
    name = Path(options.table).name
    text = printed(_bytes(options.table), name)
    tables = paper.read(text)
    check = paper.check(tables)
    made = section(tables, check, name, text)
    for kind, path in targets.items():
        _write(path, _WRITERS[kind]([made]))
    print(made.finding, file=sys.stderr)
    lines = ("\t".join((f.row, f.column, f.printed, f.implied)) for f in check.findings)
    return "".join(f"{line}\n" for line in lines), int(bool(check.findings))


def _analyse(options: argparse.Namespace) -> tuple[str, int]:
    from crm_analytics.survey.responses import Responses
    from crm_analytics.survey.view import View
    from crm_analytics.view import sections
    from crm_analytics.view.provenance import provenance

    ids = _chosen(options.only, sections.IDS)
    targets = {kind: path for kind in _WRITERS if (path := getattr(options, kind))}
    _refuse_targets(targets, (options.data, options.questionnaire))
    text = _text(options.questionnaire)
    instrument = questionnaire.read(text)
    file = _file(options.data)
    view = View.of(Responses.fit(instrument, file), _filters(options.where))
    made = sections.battery(view, provenance(view, file.sha256, text), ids)
    for kind, path in targets.items():
        _write(path, _WRITERS[kind](made))
    return "".join(f"{section.title}: {section.finding}\n" for section in made), 0


def _suggest(options: argparse.Namespace) -> tuple[str, int]:
    from crm_analytics.survey.suggesting import suggest

    file = _file(options.data)
    proposed = suggest(file)
    for note in proposed.notes:
        print(f"{note.what}: {note.found}", file=sys.stderr)
    for dimension, items in _reversed(proposed.instrument, file).items():
        found = f"{', '.join(items)} of {dimension} run against the others; reversed?"
        print(f"Please check: {found}", file=sys.stderr)
    return questionnaire.write(proposed.instrument), 0


def _reversed(instrument: Instrument, file: SurveyFile) -> dict[str, tuple[str, ...]]:
    from crm_analytics.analysis.reliability import reversed_items
    from crm_analytics.survey.responses import Responses
    from crm_analytics.survey.view import View

    try:
        return reversed_items(View.of(Responses.fit(instrument, file)))
    except SurveyError:  # answers that do not fit yet say so when they are analysed
        return {}


def _file(path: str) -> SurveyFile:
    from crm_analytics.survey.reading import OWN_FILE, read

    return read(_bytes(path), Path(path).name, OWN_FILE)


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror}."
        raise UnreadableSurvey(Problem(f"File '{path}'", what, "Check its name.")) from None


def _text(path: str) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem(f"File '{path}'", "is not UTF-8 text.", "Save it as UTF-8.")
        raise UnreadableSurvey(problem) from None


def _refuse_targets(targets: Mapping[str, str], inputs: Sequence[str]) -> None:
    """Nothing is written over what was read, and nothing before everything can be written."""
    places = [Path(path).resolve() for path in targets.values()]
    taken = {Path(path).resolve() for path in inputs}
    problems = [
        Problem(f"File '{path}'", "would be written over.", "Name another file.")
        for path, place in zip(targets.values(), places, strict=True)
        if place in taken or places.count(place) > 1
    ]
    problems += [
        Problem(f"File '{path}'", "cannot be written: there is no such folder.", "Make it first.")
        for path, place in zip(targets.values(), places, strict=True)
        if not place.parent.is_dir()
    ]
    if problems:
        raise Problems(*problems)


def _write(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        what = f"cannot be written: {error.strerror}."
        raise Problems(Problem(f"File '{path}'", what, "Choose another place.")) from None


def _chosen(only: str | None, known: Sequence[str]) -> Sequence[str]:
    ids = known if only is None else list(dict.fromkeys(map(str.strip, only.split(","))))
    unknown = [
        Problem(f"Section '{id}'", "does not exist.", f"Choose among {', '.join(known)}.")
        for id in ids
        if id not in known
    ]
    if unknown:
        raise Problems(*unknown)
    return ids


def _filters(where: Sequence[str]) -> Filters:
    chosen: dict[str, list[str]] = {}
    for condition in where:
        column, equals, category = condition.partition("=")
        if not equals:
            problem = Problem(f"Filter '{condition}'", "has no '='.", "Write gender=female.")
            raise Problems(problem)
        chosen.setdefault(column, []).append(category)
    return tuple((column, tuple(categories)) for column, categories in chosen.items())


def _json(sections: Sequence[Section]) -> bytes:
    from crm_analytics.export.json_text import json_text

    return json_text(sections).encode()


def _xlsx(sections: Sequence[Section]) -> bytes:
    from crm_analytics.export.workbook import workbook

    return workbook(sections)


def _pptx(sections: Sequence[Section]) -> bytes:
    from crm_analytics.export.deck import deck

    return deck(sections)


_WRITERS: dict[str, Callable[[Sequence[Section]], bytes]] = {
    "json": _json,
    "xlsx": _xlsx,
    "pptx": _pptx,
}

if __name__ == "__main__":
    sys.exit(main())
