"""The validation as one self-contained page: no script, no outside address, everything escaped."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from gaitcheck._version import __version__
from gaitcheck.validation.charts import pictures
from gaitcheck.validation.document import DOCUMENT, PAIRS, Validation, write_document, write_pairs
from gaitcheck.validation.words import AIM, HOW_TO_READ, headline, sentences, tables

PAGE = "validation.html"


def render_page(validation: Validation) -> str:
    """The page as text."""
    environment = Environment(
        loader=PackageLoader("gaitcheck.validation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("validation.html.j2").render(
        headline=headline(validation),
        version=__version__,
        how_to_read=HOW_TO_READ if validation.pooled is None else f"{HOW_TO_READ} {AIM}",
        tables=list(tables(validation)),
        sentences=list(sentences(validation)),
        pictures=list(pictures(validation)),
    )


def write_validation(validation: Validation, folder: Path) -> None:
    """Write ``validation.json``, ``validation.csv`` and ``validation.html``; raises ``OSError``."""
    write_document(validation, folder / DOCUMENT)
    write_pairs(validation, folder / PAIRS)
    (folder / PAGE).write_text(render_page(validation), encoding="utf-8")
