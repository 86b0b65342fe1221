"""The architecture: imports point down, one seam for each foreign library, a light ``import gaitcheck``."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "gaitcheck"

#: From the ground up; a module may import its own layer and those before it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("_version", "errors", "config", "skeleton", "arrays", "delimited"),
    ("isolation",),
    ("video",),
    ("pose",),
    ("spline", "signals", "curve"),
    ("kinematics",),
    ("events",),
    ("corrections",),
    ("metrics",),
    ("guidance", "assessment"),
    ("analysis",),
    ("report", "overlay", "export", "store", "compare", "metronome", "output_folder", "statistics", "symmetry"),
    ("validation",),
    ("results",),
    ("jobs",),
    ("review",),
    ("cli", "app", "batch", "ui", "api", "__init__", "__main__"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
#: The simulator stands apart: it speaks the language of landmarks and knows nothing of what is measured.
SYNTHETIC_MAY_USE = {"synthetic", "skeleton", "pose", "arrays"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def _part(path: Path) -> str:
    """The layer's name: the first folder or the module."""
    inside = path.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def _imports(path: Path) -> Iterator[str]:
    """Dotted names that a file imports anywhere, also within functions."""
    package = ("gaitcheck", *path.relative_to(PACKAGE).parent.parts) if path.is_relative_to(PACKAGE) else ()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _gaitcheck_parts(path: Path) -> set[str]:
    names = [name.split(".") for name in _imports(path)]
    parts = {name[1] if len(name) > 1 else "__init__" for name in names if name[0] == "gaitcheck"}
    return {part if (PACKAGE / part).exists() or (PACKAGE / f"{part}.py").exists() else "__init__" for part in parts}


def _users_of(library: str) -> set[str]:
    files = [*MODULES, PROJECT / "app.py"]
    return {
        path.relative_to(PROJECT).as_posix()
        for path in files
        if any(name.split(".")[0] == library for name in _imports(path))
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_down(path: Path) -> None:
    part, used = _part(path), _gaitcheck_parts(path)
    if part == "synthetic":
        assert used <= SYNTHETIC_MAY_USE
        return
    assert part in RANK, f"{part} has no layer yet: give it one"
    assert "synthetic" not in used
    upward = {name for name in used if RANK.get(name, len(LAYERS)) > RANK[part]}
    assert not upward, f"{part} must not import {sorted(upward)}"


def test_signals_know_nothing_but_arrays() -> None:
    assert _gaitcheck_parts(PACKAGE / "signals.py") <= {"arrays", "spline"}
    assert _gaitcheck_parts(PACKAGE / "spline.py") <= {"arrays"}


def test_mediapipe_has_one_seam() -> None:
    assert _users_of("mediapipe") == {"gaitcheck/pose/mediapipe_poser.py", "gaitcheck/pose/mediapipe_model.py"}


def test_pyav_is_used_by_the_reader_and_the_overlays_encoder_only() -> None:
    outside = {name for name in _users_of("av") if not name.startswith("gaitcheck/video/")}
    assert all(name.startswith("gaitcheck/overlay") for name in outside)
    assert len(outside) <= 1


def test_opencv_only_draws() -> None:
    assert {name for name in _users_of("cv2") if not name.startswith("gaitcheck/overlay/")} == set()


def test_streamlit_is_the_apps_alone() -> None:
    assert all(name == "app.py" or name.startswith("gaitcheck/ui/") for name in _users_of("streamlit"))


def _loaded(imported: str, heavy: tuple[str, ...]) -> str:
    """Which of these modules an import loads, as a fresh interpreter prints them."""
    code = f"import sys, {imported}; print([m for m in {heavy!r} if m in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=120
    )
    assert shown.stderr == ""
    return shown.stdout.strip()


def test_importing_gaitcheck_loads_nothing_heavy() -> None:
    heavy = ("mediapipe", "cv2", "streamlit", "dask", "pandas", "av", "scipy", "matplotlib", "pyarrow", "altair")
    assert _loaded("gaitcheck", heavy) == "[]"


def test_measuring_loads_nothing_that_only_child_processes_and_reports_need() -> None:
    measuring = "gaitcheck.cli.analyze, gaitcheck.analysis.pipeline, gaitcheck.results, gaitcheck.cli.table"
    assert _loaded(measuring, ("mediapipe", "av", "cv2", "pandas", "matplotlib", "streamlit")) == "[]"


def test_a_checksum_needs_no_decoder() -> None:
    checksum = "gaitcheck.video as v, pathlib; v.sha256_of(pathlib.Path('sample_videos/runner_side_left.mp4'))"
    assert _loaded(checksum, ("av",)) == "[]"
