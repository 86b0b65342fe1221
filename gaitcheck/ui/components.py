"""Our own parts of a page (player, pictures to click), mounted through Streamlit's components v2."""

from typing import Any

import streamlit as st


def component_key(key: str) -> str:
    """The key under which a part is mounted and its answers are kept.

    Streamlit joins keys and event names by underscores and refuses a key that could be mistaken for such a pair.
    """
    return key.replace("_", "--")


def mount_component(name: str, key: str, data: Any, css: str, js: str, **on_change: Any) -> None:
    """Show one part of the page.

    Parameters
    ----------
    name
        What the part is called; one name, one look and behaviour.
    key
        From `component_key`; ``st.session_state[key]`` holds what the browser sent.
    data
        What the part draws, as JSON can carry it.
    css, js
        Its style and behaviour.
    on_change
        ``on_<event>_change``: a function called without arguments when the browser sends that event.
    """
    mount = st.components.v2.component(name, html='<div class="root"></div>', css=css, js=js)
    mount(key=key, data=data, **on_change)
