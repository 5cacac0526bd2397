"""Columns that tell who somebody is are set aside before anything is kept, and said.

A person who needs one can rename its column in the file; nothing identifying comes in by accident.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from crm_analytics.files.file import Note, SurveyFile

_NAMES = re.compile(
    r"^(ip ?address|ip|e[-_ ]?mail( ?(address|adresse))?|"
    r"recipient ?(e[-_ ]?mail|(first|last) ?name)|submitter ?name|user ?name|"
    r"(first|last|full|sur|family|your)[-_ ]?name|name|phone( ?number)?|telephone|mobile|token|"
    r"location ?(latitude|longitude)|latitude|longitude|gps.*|_?geo(location|point)?.*|"
    r"start ?(date|time)|end ?(date|time)|completion ?time|recorded ?date|timestamp|"
    r"submission ?time|_submission_time|device ?id|imei|subscriber ?id|phonenumber|"
    r"correo( electr[oó]nico)?|nombre( y apellidos?)?|apellidos?|direcci[oó]n ip|tel[eé]fono|"
    r"adresse (e-?mail|ip)|courriel|nom|pr[eé]nom|t[eé]l[eé]phone|"
    r"e-?posta( adresi)?|adı(nız)?|soyad[ıi]?(nız)?|ad soyad|telefon|alamat email|nama( lengkap)?|"
    r"البريد الإلكتروني|عنوان البريد الإلكتروني|الاسم( الكامل)?|رقم الهاتف|"
    r"ایمیل|نام( و نام خانوادگی)?|شماره تلفن|"
    r"horodateur|marca temporal|zaman damgası|stempel waktu|طابع زمني|zeitstempel)$",
    re.IGNORECASE,
)
# a code that somebody made of mother's name and the like, so that waves can be put together
_OWN_CODE = re.compile(
    r"\b(personal|individual|anonym\w*|secret|participant'?s?|own|self[- ]?generated|respondent)"
    r"[ _-]?(code|identifier|pseudonym)\b|\bpseudonym\b|\bcode ?word\b|\bcodewort\b|"
    r"pers[öo]nlicher? code|\bc[oó]digo personal\b|\bcode personnel\b|\bki[sş]isel kod\b|"
    r"\bkode pribadi\b|الرمز الشخصي|کد شخصی|"
    r"\b(letters?|initials?|digits?|buchstaben?)\b.{0,40}\b(mother|father|birth|mutter|vater|geburt)",
    re.IGNORECASE,
)
_ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$|^\d{1,3}(\.\d{1,3}){3}$"
MOSTLY = 0.5
T = TypeVar("T")


def without_identity(file: SurveyFile) -> tuple[SurveyFile, tuple[Note, ...]]:
    """The file without names, e-mail and IP addresses, tokens, precise times and places."""
    dropped = [name for name in file.columns if tells_who(file, name)]
    if not dropped:
        return file, ()
    kept = [name for name in file.columns if name not in dropped]
    smaller = replace(
        file,
        table=file.table.select(kept),
        texts=_only(file.texts, kept),
        value_labels=_only(file.value_labels, kept),
        missing_values=_only(file.missing_values, kept),
        word_labels=_only(file.word_labels, kept),
        missing_words=_only(file.missing_words, kept),
        measures=_only(file.measures, kept),
    )
    note = Note("Set aside to protect people", f"{', '.join(dropped)}: not kept")
    return smaller, (note,)


def tells_who(file: SurveyFile, name: str) -> bool:
    """Whether a column holds who somebody is: by its name and question, else by its answers."""
    column = file.table[name]
    if not pa.types.is_string(column.type) and set(pc.unique(column).drop_null().to_pylist()) == {
        0,
        1,
    }:
        return False  # a choice that was ticked or not: "Email"
    heading = name.partition(". ")[2] or name  # LimeSurvey writes "token. Access code"
    asked = file.texts.get(name, "")
    if any(_NAMES.match(text.strip()) for text in (name, heading, name.partition(". ")[0], asked)):
        return True
    if _OWN_CODE.search(name.replace("_", " ")) or _OWN_CODE.search(asked):
        return True
    if not pa.types.is_string(column.type):
        return False
    hits = pc.sum(pc.match_substring_regex(column, _ADDRESS)).as_py() or 0
    return bool(hits > MOSTLY * max(1, len(column) - column.null_count))


def _only(by_column: Mapping[str, T], kept: list[str]) -> dict[str, T]:
    return {name: value for name, value in by_column.items() if name in kept}
