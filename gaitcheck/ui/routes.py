"""The pages and the way between them."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

RUNNER, SESSION, BEFORE, AFTER = "runner", "session", "before", "after"


def pages() -> dict[str, st.Page]:
    """Every page by its address."""
    from gaitcheck.ui import analyse, compare, learn, methods, review, runners

    return {
        "analyse": st.Page(analyse.page, title="Analyse", url_path="analyse", default=True),
        "runners": st.Page(runners.page, title="Runners", url_path="runners"),
        "review": st.Page(review.page, title="Review", url_path="review"),
        "compare": st.Page(compare.page, title="Compare", url_path="compare"),
        "learn": st.Page(learn.page, title="Learn", url_path="learn"),
        "methods": st.Page(methods.page, title="Methods", url_path="methods"),
    }


def go(page: str, **about: str) -> NoReturn:
    """Turn to a page, with what it is about in the address."""
    st.switch_page(pages()[page], query_params=about)


def link(page: str, label: str, **about: str) -> None:
    """A link to a page."""
    st.page_link(pages()[page], label=label, query_params=about)
