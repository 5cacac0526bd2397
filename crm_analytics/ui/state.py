"""What a visitor's session and address bar remember, and the study that is open in them.

No other module touches st.session_state or st.query_params. A link holds the study's id, the wave
and the filters, so it opens the same view after a refresh, in a second tab and for a colleague. Its
values are plain names; nothing in a link is ever run or trusted.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from crm_analytics import store
from crm_analytics.errors import (
    Conflict,
    Problem,
    StoreTrouble,
    UnreadableSurvey,
    refuse,
)
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.samples import SAMPLES, sample
from crm_analytics.survey.view import Filters
from crm_analytics.survey.waves.entry import proposed_name, without
from crm_analytics.ui.study import OpenStudy

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.studies import Store
    from crm_analytics.store.study_rows import WaveEntry

T = TypeVar("T")
_STUDY = "open study"
_LINK_STUDY, _LINK_WAVE, _LINK_FILTER = "study", "wave", "where."  # names in the address bar
CONFLICT = "conflict"  # study, what was changed, to what, and what the store says
LONGEST_NAME = 200  # characters; somebody else wrote it


def who() -> str:
    """E-mail or name of who is at the screen; nothing on a machine of one's own.

    Of the login, else of a trusted header: Streamlit fills `st.user` from a signed login or from
    the headers of `server.trustedUserHeaders`, never from what a visitor claims.
    """
    headers = st.get_option("server.trustedUserHeaders")
    named = headers.values() if isinstance(headers, dict) else ()
    known = (st.user.get(key) for key in ("email", "name", *named))
    return next((str(name)[:LONGEST_NAME] for name in known if name), "")


def get(key: str, default: T) -> T:
    """What was remembered under a key, or the default."""
    value: T = st.session_state.get(key, default)
    return value


def put(key: str, value: object) -> None:
    """Remember a value, or give a widget its value before it is drawn."""
    st.session_state[key] = value


def forget(key: str) -> None:
    """Remember nothing under a key; a widget of that key starts anew."""
    st.session_state.pop(key, None)


def point_to(id: str) -> None:
    """Make the link one of a study: everyone in its last wave."""
    write_link(id, "", ())


def write_link(id: str, wave: str, kept: Filters) -> None:
    """Make the address bar say what the page shows; `wave` is empty where there is no choice.

    Options of an analysis stand there, too: their widgets write them.
    """
    wanted = {_LINK_STUDY: [id], **({_LINK_WAVE: [wave]} if wave else {})}
    wanted |= {_LINK_FILTER + name: list(categories) for name, categories in kept}
    _clear_link(wanted)
    for name, values in wanted.items():
        if st.query_params.get_all(name) != values:
            st.query_params[name] = values


def _clear_link(wanted: Collection[str] = ()) -> None:
    for name in [*st.query_params]:
        ours = name in (_LINK_STUDY, _LINK_WAVE) or name.startswith(_LINK_FILTER)
        if ours and name not in wanted:
            del st.query_params[name]


def linked_wave() -> str:
    """The wave that the link names; empty for the one a study opens with."""
    return st.query_params.get(_LINK_WAVE, "")


def linked_filters() -> dict[str, tuple[str, ...]] | None:
    """The categories that the link asks for; None for a link without a study, which says nothing.

    Going to another page clears the address bar; that is no wish to see everyone.
    """
    if _LINK_STUDY not in st.query_params:
        return None
    return {
        name.removeprefix(_LINK_FILTER): tuple(st.query_params.get_all(name))
        for name in st.query_params
        if name.startswith(_LINK_FILTER)
    }


def study() -> OpenStudy:
    """The study of the link, else of the session, else the last one kept here, else the sample.

    Raises StoreTrouble for a link to a study that is not there.
    """
    current: OpenStudy | None = get(_STUDY, None)
    asked = here() or _usual()
    if current is None or current.id != asked:
        current = _open(asked)
        put(_STUDY, current)
    wave = linked_wave()
    if wave and wave != current.wave and wave in current.files:
        current = replace(current, wave=wave)
        put(_STUDY, current)
    return current


def here() -> str:
    """Id of the study that the link names, else of the session's; empty for a new visitor."""
    current: OpenStudy | None = get(_STUDY, None)
    return st.query_params.get(_LINK_STUDY) or (current.id if current else "")


def look_at(wave: str) -> None:
    """Another wave of the current study from now on; runs before the page."""
    put(_STUDY, replace(study(), wave=wave))
    st.query_params[_LINK_WAVE] = wave


def _usual() -> str:
    """Where nobody else can reach this server, the last study goes on; else the first sample."""
    latest = kept_here().latest() if is_local() and store.exists(store.default_url()) else None
    return latest or SAMPLES[0].id


def is_local() -> bool:
    """Whether the server listens on this machine only."""
    return st.get_option("server.address") in ("localhost", "127.0.0.1", "::1")


def kept_here() -> "Store":
    """The store of this server."""
    return _store(store.default_url())


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(url: str) -> "Store":
    from crm_analytics.store.studies import open_store

    return open_store(url)


def _open(id: str) -> OpenStudy:
    if known := sample(id):
        return OpenStudy.of(id, known.questionnaire, 0, known.files())
    store = kept_here()
    kept = store.open(id)
    files: dict[str, SurveyFile] = {}
    damaged: dict[str, tuple[Problem, ...]] = {}
    for entry in kept.waves:
        try:
            files[entry.name] = store.wave(id, entry.name)
        except StoreTrouble as trouble:
            damaged[entry.name] = trouble.problems
    if not files:
        raise StoreTrouble(*(problem for problems in damaged.values() for problem in problems))
    return replace(OpenStudy.of(id, kept.questionnaire, kept.version, files), damaged=damaged)


def keep(file: SurveyFile, instrument: Instrument) -> None:
    """Keep a new study and make it the current one; raises StoreTrouble when it cannot be kept."""
    files = {proposed_name(file.name, ()): file}
    new = _created(OpenStudy.of("", questionnaire.write(instrument), 0, files))
    put(_STUDY, new)
    point_to(new.id)


def own() -> OpenStudy:
    """The current study; a sample is kept as a study of one's own first. Raises StoreTrouble."""
    current = study()
    if sample(current.id):
        current = _created(current.of_ones_own())
        _become(current)
    return current


def ask_as(instrument: Instrument) -> None:
    """Another questionnaire for the current study, kept as its next version.

    A sample is kept as a study of one's own with its first change. When somebody else changed it
    meanwhile, theirs counts and mine waits, see `merge_conflicts`. Raises StoreTrouble.
    """
    current = study()
    changed = current.asked_as(instrument)
    if sample(changed.id):
        _become(_created(changed.of_ones_own()))
        return
    try:
        version = kept_here().save_questionnaire(
            changed.id, changed.text, based_on=changed.version, who=who()
        )
    except Conflict as found:
        put(CONFLICT, (changed.id, current.instrument, changed.instrument, found))
        return
    _become(replace(changed, version=version))
    if instrument.title != current.instrument.title:  # what counts is in the questionnaire
        kept_here().rename(changed.id, instrument.title, who=who())


def open_anew() -> None:
    """The current study as it is kept by now, the same wave looked at. Raises StoreTrouble."""
    current = study()
    newest = _open(current.id)
    put(_STUDY, replace(newest, wave=current.wave if current.wave in newest.files else newest.wave))


def put_away() -> None:
    """The session has no study any more; the link, else the usual choice, says the next one."""
    forget(_STUDY)


def leave() -> None:
    """Put the study away, and let the link name nothing."""
    put_away()
    _clear_link()


def add_wave(name: str, file: SurveyFile, instrument: Instrument) -> None:
    """Another wave of the current study and the questionnaire that knows it, kept in one step.

    It is looked at from then on. Raises UnreadableSurvey when its answers do not fit, StoreTrouble
    when it cannot be kept; then no wave is added.
    """
    grown = study().of_ones_own().with_wave(name, file, instrument)
    refuse(UnreadableSurvey, grown.trouble.get(name, ()))
    mine = own()
    version = kept_here().add_wave(
        mine.id, name, file, grown.text, based_on=mine.version, who=who()
    )
    put(_STUDY, replace(grown, id=mine.id, version=version))
    st.query_params[_LINK_WAVE] = name


def remove_wave(name: str) -> None:
    """Take a wave and its bytes out of the current study; raises StoreTrouble."""
    kept_here().delete_wave(own().id, name, who=who())
    open_anew()
    left = without(study().instrument, name)
    if left != study().instrument:
        ask_as(left)


def kept_waves() -> "tuple[WaveEntry, ...]":
    """What the store says of the waves of the current study now; nothing of a sample."""
    id = study().id
    return () if sample(id) else kept_here().open(id).waves


def _created(new: OpenStudy) -> OpenStudy:
    store = kept_here()
    (first, file), *others = new.files.items()
    id = store.create(new.instrument.title, new.text, first, file, who=who())
    for name, another in others:
        store.add_wave(id, name, another, who=who())
    return replace(new, id=id, version=1)


def _become(new: OpenStudy) -> None:
    """The same people in a study that was changed, or that is one's own from now on."""
    put(_STUDY, new)
    st.query_params[_LINK_STUDY] = new.id
