"""The app's frame: settings of the page, navigation, style."""

from __future__ import annotations

import streamlit as st

from gaitcheck.jobs.queue import clean_up
from gaitcheck.store.places import jobs_folder
from gaitcheck.ui import account, html
from gaitcheck.ui.routes import pages


def main() -> None:
    """Run the page the visitor is on."""
    st.set_page_config(page_title="gaitcheck", page_icon=html.asset("icon.svg"), layout="wide")
    html.style()
    st.logo(html.asset("logo.svg"), size="large")
    account.warn_when_exposed()
    account.require_sign_in()
    _tidy()
    page = st.navigation(list(pages().values()), position="top")
    page.run()
    _foot()


@st.cache_resource(ttl=3600, show_spinner=False)
def _tidy() -> int:
    """Throw away what nobody saved for a week, at most once an hour."""
    return clean_up(jobs_folder())


def _foot() -> None:
    from gaitcheck.guidance.table import wording

    st.html(
        f'<div class="gc-foot"><p class="gc-small">{html.text(wording().disclaimer)}</p>'
        '<p class="gc-small">Videos are measured on this machine and are not sent anywhere.</p></div>'
    )
