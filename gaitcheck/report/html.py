"""The report as one self-contained page: no script, no outside address, everything escaped."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from gaitcheck.errors import OutputError
from gaitcheck.report.content import ReportContent

_SPACE = "\N{NO-BREAK SPACE}"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(%|spm|km/h|m/s|ms|cm|m)(\W|$))")


def render_html(content: ReportContent) -> str:
    """The page as text."""
    environment = Environment(
        loader=PackageLoader("gaitcheck.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_glued,
    )
    return environment.get_template("report.html.j2").render(report=content)


def write_html(content: ReportContent, path: Path) -> Path:
    """Write the page and return its path; raises `OutputError` when it cannot be written."""
    try:
        path.write_text(render_html(content), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"The report could not be written to {path}: {error.strerror}.") from error
    return path


def _glued(value: object) -> object:
    """Plain texts with a number kept on one line with its error and unit."""
    if type(value) is not str:
        return value
    return _BEFORE_UNIT.sub(_SPACE, value.replace(" ± ", f"{_SPACE}±{_SPACE}"))
