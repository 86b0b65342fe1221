"""Driving the app's pages without a browser."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

PROJECT = Path(__file__).resolve().parents[2]


def app(**about: str) -> AppTest:
    """The whole app at an address."""
    test = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
    for name, value in about.items():
        test.query_params[name] = value
    return test.run()


def alone(name: str, **about: str) -> AppTest:
    """One page without the navigation around it, so nothing to link to."""
    script = (
        f"import streamlit as st\nst.page_link = lambda *a, **k: None\nfrom gaitcheck.ui import {name}\n{name}.page()"
    )
    test = AppTest.from_string(script, default_timeout=120)
    for key, value in about.items():
        test.query_params[key] = value
    return test.run()


def words(test: AppTest) -> str:
    """Everything a visitor reads, roughly."""
    shown = [element.value for kind in ("title", "header", "subheader", "markdown") for element in test.get(kind)]
    return " ".join([*map(str, shown), *(element.proto.body for element in test.get("html"))])


def press(test: AppTest, label: str) -> AppTest:
    """Click the button with this label."""
    return next(button for button in test.button if button.label == label).click().run()
