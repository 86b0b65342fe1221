"""Sign-in where it is set up, a warning where the app is open to others, and everybody's own data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.filterwarnings("default")

AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "not a secret",
    "client_id": "id",
    "client_secret": "not a secret either",
    "server_metadata_url": "http://127.0.0.1:9/openid",
}
#: Adds a runner when asked to, and shows whom it finds.
OWN_PEOPLE = """
import streamlit as st
from gaitcheck.ui.stores import store
if st.query_params.get("add"):
    store().add_person(st.query_params["add"])
st.text(" ".join(person.name for person in store().people()))
"""


def app(*, signed_in: bool) -> AppTest:
    test = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
    if signed_in:
        test.secrets["auth"] = AUTH
    return test.run()


def test_nobody_signs_in_on_ones_own_machine() -> None:
    test = app(signed_in=False)
    assert not test.exception
    assert not [button for button in test.button if button.label == "Sign in"]
    assert not test.error


def test_a_visitor_who_has_not_signed_in_sees_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gaitcheck.ui.account.identity", lambda: None)
    test = app(signed_in=True)
    assert not test.exception
    assert [button.label for button in test.button] == ["Sign in"]


def people_of(person: str, monkeypatch: pytest.MonkeyPatch, add: str = "") -> str:
    monkeypatch.setattr("gaitcheck.ui.account.identity", lambda: ("https://clinic.example", person))
    test = AppTest.from_string(OWN_PEOPLE, default_timeout=120)
    test.secrets["auth"] = AUTH
    test.query_params["add"] = add
    test.run()
    assert not test.exception
    return str(test.text[0].value)


def test_everybody_sees_only_their_own(empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert people_of("anna", monkeypatch, add="Runner of Anna") == "Runner of Anna"
    assert people_of("ben", monkeypatch, add="Runner of Ben") == "Runner of Ben"
    assert people_of("anna", monkeypatch) == "Runner of Anna"
    folders = sorted((empty_store / "users").iterdir())
    assert len(folders) == 2
    assert not any("anna" in folder.name or "ben" in folder.name for folder in folders)


def test_an_app_that_others_can_reach_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    honest = st.get_option
    monkeypatch.setattr(st, "get_option", lambda key: "0.0.0.0" if key == "server.address" else honest(key))
    test = app(signed_in=False)
    (warning,) = test.error
    assert "answers other machines" in warning.value
    assert "Nobody has to sign in" in warning.value


LAUNCH = """
import sys
from streamlit.web import cli
cli.main = lambda: print(*sys.argv)
from gaitcheck.ui.launch import launch
launch(*sys.argv[1:])
"""


def launched(*address: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, *address], cwd=PROJECT, env=dict(os.environ), capture_output=True, text=True,
        check=True, timeout=300,
    )  # fmt: skip
    return done.stdout, done.stderr


def test_the_command_listens_here_unless_told_otherwise_and_then_warns() -> None:
    shown, said = launched()
    assert "--server.address=127.0.0.1" in shown
    assert "WARNING" not in said
    shown, said = launched("0.0.0.0")
    assert "--server.address=0.0.0.0" in shown
    assert "WARNING: listening on 0.0.0.0: other machines can reach this app" in said
