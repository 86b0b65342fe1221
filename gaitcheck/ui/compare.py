"""The page Compare: two sessions of one runner."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from gaitcheck.assessment.wording import metric_text, title
from gaitcheck.compare import Change, Comparison, compare, delta_text
from gaitcheck.errors import GaitcheckError
from gaitcheck.results import VIDEO
from gaitcheck.skeleton import SIDES, Side
from gaitcheck.store.records import Person, Session
from gaitcheck.ui import html
from gaitcheck.ui.compare_view import curves, pair_player
from gaitcheck.ui.loaded import Loaded, load
from gaitcheck.ui.routes import AFTER, BEFORE, RUNNER, link
from gaitcheck.ui.stores import store
from gaitcheck.ui.words import day

_VERDICTS = {
    "real_change": "changed",
    "no_detectable_change": "no detectable change",
    "cannot_tell": "cannot tell",
    "not_comparable": "not comparable",
}
_ORDER = tuple(_VERDICTS)


def page() -> None:
    """Choose a runner and two sessions; then what changed."""
    st.title("Compare two sessions")
    try:
        people = [person for person in store().people() if person.sessions > 1]
        if not people:
            html.state(
                "Two sessions are needed",
                "Save two clips of one runner, filmed from the same place at the same belt speed.",
            )
            link("analyse", "Measure a clip")
            return
        chosen = _choose(people)
        if chosen is not None:
            _compared(*chosen)
    except GaitcheckError as error:
        html.state("These sessions cannot be compared", str(error))


def _choose(people: Sequence[Person]) -> tuple[Session, Session] | None:
    ids, asked = [person.id for person in people], st.query_params.get(RUNNER)
    who, first, second = st.columns([2, 3, 3])
    person = who.selectbox(
        "Runner", people, index=ids.index(asked) if asked in ids else 0, format_func=lambda p: p.name, key="compare-who"
    )
    sessions = store().sessions(person.id)
    places = {session.id: place for place, session in enumerate(sessions)}
    before = first.selectbox(
        "Before", sessions, places.get(st.query_params.get(BEFORE, ""), 0), format_func=_name, key=f"before-{person.id}"
    )
    after = second.selectbox(
        "After",
        sessions,
        places.get(st.query_params.get(AFTER, ""), len(sessions) - 1),
        format_func=_name,
        key=f"after-{person.id}",
    )
    if before.id == after.id:
        html.small("Choose two different sessions.")
        return None
    return before, after


def _name(session: Session) -> str:
    details = session.details
    return f"{details.title}, {day(details.day)}" if details.title else f"{day(details.day)}, {session.clip_name}"


def _compared(before: Session, after: Session) -> None:
    old, new = (load(session.folder, store().answers(session.id)) for session in (before, after))
    comparison = compare(old.analysis, new.analysis)
    _headline(comparison)
    for obstacle in comparison.obstacles:
        html.checks([("note", obstacle.message)])
    _table(comparison)
    _curves(old, new)
    if (old.folder / VIDEO).exists() and (new.folder / VIDEO).exists():
        st.subheader("Side by side, at the same point of the stride")
        pair_player(old, new, f"{before.id}-{after.id}")


def _headline(comparison: Comparison) -> None:
    found = [change for change in comparison.changes if change.verdict == "real_change"]
    if found:
        st.header("What changed")
        html.lead("By more than chance and set-up explain:")
        html.facts((title(change.metric, change.side), delta_text(change)) for change in found)
    elif comparison.comparable:
        st.header("No detectable change")
        html.lead("Nothing differs by more than chance and set-up explain.")
    else:
        st.header("These clips cannot be compared")


def _table(comparison: Comparison) -> None:
    shown = [change for change in comparison.changes if change.before.assessed or change.after.assessed]
    rows = [_row(change) for change in sorted(shown, key=lambda change: _ORDER.index(change.verdict))]
    tips = ("", "", "", "After minus before, with its 95 % interval", "Smallest change that such clips can show", "")
    html.table(("Measure", "Before", "After", "Change", "Detectable", ""), rows, tips)


def _row(change: Change) -> tuple[str, ...]:
    least = "–" if change.smallest is None else f"{change.smallest.value:g}"
    words = (title(change.metric, change.side), metric_text(change.before), metric_text(change.after))
    return (*words, delta_text(change), least, _VERDICTS[change.verdict])


def _curves(old: Loaded, new: Loaded) -> None:
    view = new.analysis.kinematics.view
    if not view.view.startswith("side") or old.analysis.kinematics.view.view != view.view:
        return
    st.subheader("Knee bend over the stride")
    sides: tuple[Side, ...] = SIDES if view.near_side is None else (view.near_side,)
    for side in sides:
        curves(old.analysis, new.analysis, side)
