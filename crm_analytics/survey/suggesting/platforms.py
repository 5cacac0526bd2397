"""What survey tools write beside the answers: their own columns, and rows that are nobody's.

Told by names and content, never by the name of a tool.
"""

import re
from collections.abc import Iterator

import pyarrow as pa

from crm_analytics.files.file import Note, SurveyFile, check
from crm_analytics.survey.suggesting.columns import SurveyColumn

_SYSTEM = re.compile(
    r"^(start ?date|end ?date|status|progress|duration.*|finished|recorded ?date|response ?id|"
    r"response ?set|response ?type|external ?(data ?)?reference|distribution ?channel|"
    r"user ?language|q_(recaptcha|straightlining|"
    r"speeding|ballotbox|relevantid|duplicate|url|"
    r"data_?policy|terminate).*|recipient.*|"
    r"respondent ?id|collector ?id|custom ?data.*|date ?(created|"
    r"modified)|total ?points|points ?-.*|feedback ?-.*|score|quiz ?feedback|grade ?posted|"
    r"last ?modified ?time|start ?time|completion ?time|hora .*|date ?submitted|"
    r"submit ?date|last ?page|start ?language|seed|datestamp|ref ?url|token|groupTime\d+|"
    r"interviewtime|.*(question|group)time.*|start|end|today|device ?id|subscriberid|simid|"
    r"__version__|_version_|_id|_uuid|uuid|_submission_time|_validation_status|_notes?|_status|"
    r"_submitted_by|_tags|_index|_parent_.*|submissiondate|(meta-)?instance ?(id|name)|key|"
    r"submitter ?(id|name)|attachments ?(present|expected)|review ?state|edits|form ?version|"
    r"emp ?id|employee ?id|manager ?id|survey ?cycle.*|.*_comment(_topics)?|"
    r".*_sensitive_comment_flag|.*_do(_.*)?|.*_nps_group|.* - topics|.*_(first|last)[ _]click|"
    r".*_page[ _]submit|.*_click[ _]count|browser.*|resolution|operating ?system|user ?agent|"
    r"language|locale|completed?|test|preview|lfdn|case|serial|quality|tester|dispcode|"
    r"started|lastdata|maxpage|missing|missrel|time_rsi|time_sum|time\d{3}|mailsent|"
    r"interview ?(number|id)|questionnaire ?(id|version)|mode)$",
    re.IGNORECASE,
)
_OTHER = re.compile(r"(_text|\[other\]|\[comment\]|_other|-other|\[filecount\])$", re.IGNORECASE)
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]|$)|^\d{1,2}:\d{2}")
_TEST = re.compile(r"^(survey preview|preview|survey test|test|testing|spam)$", re.IGNORECASE)
_SAYS_STATUS = re.compile(
    r"^(status|response ?type|mode|dispcode|_validation_status|review ?state)$", re.IGNORECASE
)
_REJECTED = re.compile(r"^(not approved|rejected|validation_status_not_approved)$", re.IGNORECASE)
_UNFINISHED = {
    "finished": ("0", "False", "false", "FALSE", "No"),
    "submitdate": ("",),
    "completed": ("0", "False", "false", "FALSE", "No"),
}
MOSTLY = 0.9


def system_column(file: SurveyFile, column: SurveyColumn, one_row_each: bool) -> str:
    """Why a column is no question but something the tool or the clock wrote; empty for others.

    one_row_each: whether the other columns look like an export of a survey tool at all: words
    such as "case" or "test" are a tool's only there.
    """
    code, _, heading = column.name.partition(". ")
    names = [column.name, *([code, heading] if heading else [])]
    text = column.text if len(column.text) < 40 else ""
    hits = [name for name in (*names, text) if name and _SYSTEM.match(name.strip())]
    if hits and (one_row_each or any("_" in hit or len(hit) > 7 for hit in hits)):
        return "written by the survey tool"
    if any(_OTHER.search(name.strip()) for name in names if name):
        return "what people wrote beside a choice"
    if column.words and not column.numbers:
        dated = sum(n for word, n in column.words.items() if _DATE.match(word))
        if dated >= MOSTLY * column.n:
            return "dates or times"
    return ""


def from_a_tool(file: SurveyFile) -> bool:
    """Whether several columns are a survey tool's own."""
    names = [part for c in file.columns for part in {c, c.partition(". ")[0]}]
    texts = [text for text in file.texts.values() if len(text) < 40]
    return sum(bool(_SYSTEM.match(name.strip())) for name in (*names, *texts)) >= 3


def nobody(file: SurveyFile) -> tuple[dict[str, tuple[str, ...]], list[Note]]:
    """Rows that are previews, tests or rejected, by a column and what it holds; and notes.

    Unfinished rows stay, and are asked about.
    """
    aside: dict[str, tuple[str, ...]] = {}
    notes: list[Note] = []
    if not from_a_tool(file):
        return aside, notes
    for name in file.columns:
        title = name.partition(". ")[0].strip()
        said = file.texts.get(name, "").strip()
        written = file.table[name].cast(pa.string()).to_pylist()
        if _SAYS_STATUS.match(title) or _SAYS_STATUS.match(said):
            found = sorted({w for w in written if w and (_TEST.match(w) or _REJECTED.match(w))})
            if found and len(set(written)) > 1:
                aside[name] = tuple(found)
                n = sum(word in found for word in written)
                rows = "1 row" if n == 1 else f"{n:,} rows"
                notes.append(
                    Note("Set aside", f"{rows} with {name} = {', '.join(found)}: nobody's answers")
                )
        notes += _unfinished(name, title, said, written)
    return aside, notes


def _unfinished(name: str, title: str, said: str, written: list[str | None]) -> Iterator[Note]:
    told = next(
        (_UNFINISHED[t.casefold()] for t in (title, said) if t.casefold() in _UNFINISHED), ()
    )
    n = sum((word or "") in told for word in written)
    if told and 0 < n < len(written):
        rows = "1 row is" if n == 1 else f"{n:,} rows are"
        how = f"{name} is {' or '.join(told[:2])}" if told[0] else f"{name} is empty"
        yield check(
            f"{rows} not finished ({how}); they count, and the questionnaire's set_aside "
            "leaves them out",
        )
