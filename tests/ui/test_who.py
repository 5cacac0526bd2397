import streamlit as st

from crm_analytics.store.study_rows import Entry
from crm_analytics.ui.messages import when
from crm_analytics.ui.state import who
from crm_analytics.ui.studies import in_words


def knows(monkeypatch, user, headers=None, zone=None):
    monkeypatch.setattr(st, "user", user)
    monkeypatch.setattr(st, "get_option", lambda name: headers or {})
    monkeypatch.setattr(st, "context", type("Context", (), {"timezone": zone}))


def test_the_e_mail_of_a_login_comes_before_the_name(monkeypatch):
    knows(monkeypatch, {"name": "Ann", "email": "ann@example.com"})
    assert who() == "ann@example.com"


def test_a_header_counts_only_when_the_server_trusts_it(monkeypatch):
    knows(monkeypatch, {"account": "ann"})
    assert who() == ""
    knows(monkeypatch, {"account": "ann"}, {"X-Forwarded-User": "account"})
    assert who() == "ann"


def test_a_time_is_told_on_the_clock_of_the_visitor(monkeypatch):
    knows(monkeypatch, {}, zone="Asia/Tehran")
    assert when("2026-11-22T21:05:00.000001+00:00") == "23 Nov 2026, 00:35"


def test_an_unknown_clock_reads_as_utc(monkeypatch):
    for zone in (None, "Moon/Tranquillity", "../etc/passwd"):
        knows(monkeypatch, {}, zone=zone)
        assert when("2026-11-22T21:05:00.000001+00:00") == "22 Nov 2026, 21:05 UTC"


def test_an_entry_is_told_in_words_and_gives_no_link_away():
    assert in_words(Entry("", "", "wave blessed", "id", "2027")) == "wave blessed 2027"
    assert in_words(Entry("", "", "study copied from", "id", "secret")) == "Study begun as a copy"
    assert in_words(Entry("", "", "wave added", "id", "{0}")) == "Wave added: {0}"
