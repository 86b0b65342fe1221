"""Who is using the app: nobody in particular on one's own machine, a signed-in person where sign-in is set up.

Sign-in is Streamlit's own (OpenID Connect, an ``[auth]`` section in ``.streamlit/secrets.toml``); see docs/privacy.md.
"""

from __future__ import annotations

import hashlib

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from gaitcheck.ui import html

#: Addresses that other machines cannot reach.
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_OWNER_LENGTH = 32


def sign_in_wanted() -> bool:
    """Whether this app is set up for sign-in."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def identity() -> tuple[str, str] | None:
    """Issuer and subject of the signed-in person, which together never change; ``None`` when nobody is signed in."""
    if not st.user.is_logged_in:
        return None
    return str(st.user["iss"]), str(st.user["sub"])


def owner() -> str:
    """Whose data this visit may see: a name for folders, empty where there is no sign-in."""
    if not sign_in_wanted():
        return ""
    known = identity()
    if known is None:
        st.stop()
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:_OWNER_LENGTH]


def require_sign_in() -> None:
    """Show the sign-in page and nothing else to visitors who have to sign in and have not."""
    if not sign_in_wanted():
        return
    if identity() is None:
        st.title("gaitcheck")
        html.lead("Sign in to see your own runners and clips.")
        st.button("Sign in", on_click=st.login, type="primary")
        st.stop()
    st.sidebar.button("Sign out", on_click=st.logout)


def warn_when_exposed() -> None:
    """Say loudly on every page that other machines can reach this app, when it was told to let them."""
    address = st.get_option("server.address")
    if address in LOOPBACK:
        return
    without = "" if sign_in_wanted() else " Nobody has to sign in."
    st.error(
        f"This app answers other machines on the network (address {address or 'of every interface'}).{without} "
        "Videos and results travel over that network; start it without an address to keep it on this machine."
    )
