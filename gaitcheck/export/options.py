"""Analysis options as plain JSON values and back: one form for results and for jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple
from typing import Any

from gaitcheck.config import AnalysisOptions, PersonAt, PersonChoice, PoseOptions, RunnerInfo, Trim

#: Decimals kept in files: finer than any measurement here, coarse enough to stay readable.
DECIMALS = 6


def options_to_json(options: AnalysisOptions) -> dict[str, Any]:
    """Plain values; a place in the picture is ``[x_px, y_px, clip_s]``."""
    return asdict(options) | {"person": _person_to_json(options.person)}


def _person_to_json(person: PersonChoice) -> int | list[float | None] | None:
    """Rounded as all numbers of a result are, so that a choice read back from either place is the same."""
    if not isinstance(person, PersonAt):
        return person
    return [None if value is None else round(value, DECIMALS) for value in astuple(person)]


def options_from_json(values: Mapping[str, Any]) -> AnalysisOptions:
    """The options back; raises ``KeyError``, ``TypeError`` or `UsageError` when they are none."""
    nested = {
        "runner": RunnerInfo(**values["runner"]),
        "pose": PoseOptions(**values["pose"]),
        "person": _person(values["person"]),
        "trim": Trim(**values.get("trim", {})),  # results from before parts could be measured have none
    }
    return AnalysisOptions(**{**values, **nested})


def _person(value: Any) -> PersonChoice:
    if not isinstance(value, list):
        return None if value is None else int(value)
    return PersonAt(**dict(zip(("x_px", "y_px", "clip_s"), value, strict=False)))
