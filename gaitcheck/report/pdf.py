"""The report as a PDF: the same content, laid out by typst. Texts travel as data, never as markup."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from gaitcheck.errors import OutputError
from gaitcheck.report.content import ReportContent, Still
from gaitcheck.report.pictures import Picture

_TEMPLATE = "report.typ"


def render_pdf(content: ReportContent) -> bytes:
    """The PDF as bytes."""
    with tempfile.TemporaryDirectory(prefix="gaitcheck-report-") as folder:
        root = Path(folder)
        template = files("gaitcheck.report").joinpath("templates", _TEMPLATE)
        (root / _TEMPLATE).write_bytes(template.read_bytes())
        data = _with_files(content, root)
        (root / "content.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        pdf, _ = typst.compile_with_warnings(str(root / _TEMPLATE), root=str(root), format="pdf")
    return bytes(pdf)


def write_pdf(content: ReportContent, path: Path) -> Path:
    """Write the PDF and return its path; raises `OutputError` when it cannot be written."""
    try:
        path.write_bytes(render_pdf(content))
    except OSError as error:
        raise OutputError(f"The report could not be written to {path}: {error.strerror}.") from error
    return path


def _with_files(content: ReportContent, root: Path) -> dict[str, Any]:
    """The content as plain data, every picture replaced by the name of a file in ``root``."""
    counter = iter(range(10_000))

    def stored(value: Any) -> Any:
        if isinstance(value, Picture):
            return _store(root, f"chart{next(counter)}.pdf", value.pdf, value.alt_text)
        if isinstance(value, Still):
            name = f"still{next(counter)}.{value.extension}"
            return _store(root, name, value.image, value.alt_text) | {"caption": value.caption}
        if isinstance(value, tuple | list):
            return [stored(item) for item in value]
        if hasattr(value, "__dataclass_fields__"):
            return {key: stored(getattr(value, key)) for key in value.__dataclass_fields__}
        return value

    return {key: stored(getattr(content, key)) for key in content.__dataclass_fields__}


def _store(root: Path, name: str, data: bytes, alt_text: str) -> dict[str, str]:
    (root / name).write_bytes(data)
    return {"file": name, "alt": alt_text}
