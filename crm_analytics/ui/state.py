"""What a visitor's session remembers. No other module touches st.session_state.

The address bar says the same (`link.py`): a link holds the study's id and the filters, so it opens
the same view after a refresh, in a second tab and for a colleague.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from crm_analytics import store
from crm_analytics.survey.file import SurveyFile
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.samples import SAMPLES, sample
from crm_analytics.ui import link
from crm_analytics.ui.study import FIRST_WAVE, OpenStudy

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.studies import Store

T = TypeVar("T")
_STUDY = "open study"


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


def study() -> OpenStudy:
    """The study of the link, else of the session, else the last one kept here, else the sample.

    Raises StoreTrouble for a link to a study that is not there.
    """
    current: OpenStudy | None = get(_STUDY, None)
    asked = link.study() or (current.id if current else _usual())
    if current is None or current.id != asked:
        current = _open(asked)
        put(_STUDY, current)
    return current


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
        return OpenStudy.of(id, known.questionnaire, 0, "", known.read())
    kept = kept_here().open(id)
    wave = kept_here().wave(id, kept.waves[-1].name)
    return OpenStudy.of(id, kept.questionnaire, kept.version, wave.name, wave.file)


def keep(file: SurveyFile, instrument: Instrument) -> None:
    """Keep a new study and make it the current one; raises StoreTrouble when it cannot be kept."""
    bare = OpenStudy("", "", 0, FIRST_WAVE, file, instrument, None, ())
    _become(_created(bare.asked_as(instrument)))


def ask_as(instrument: Instrument) -> None:
    """Another questionnaire for the current study, kept as its next version.

    A sample is kept as a study of one's own with its first change. Raises StoreTrouble.
    """
    changed = study().asked_as(instrument)
    if sample(changed.id):
        _become(_created(replace(changed, wave=FIRST_WAVE)))
        return
    version = kept_here().save_questionnaire(changed.id, changed.text, based_on=changed.version)
    _become(replace(changed, version=version))


def _created(new: OpenStudy) -> OpenStudy:
    id = kept_here().create(new.instrument.title, new.text, new.wave, new.file)
    return replace(new, id=id, version=1)


def _become(new: OpenStudy) -> None:
    put(_STUDY, new)
    link.point_to(new.id)


def kept_studies() -> dict[str, str]:
    """Id → title of the studies kept here; on a shared server a study is known by its link only."""
    if not is_local() or not store.exists(store.default_url()):
        return {}
    return {listed.id: listed.title for listed in kept_here().studies()}
