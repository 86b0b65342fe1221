"""The real app behind a real browser; skipped where Chromium or Playwright is missing."""

from __future__ import annotations

import shutil
import sys
import tempfile
import traceback
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.browser import chromium, serving  # noqa: E402 - found in the checkout

#: For one step of a visitor on a busy machine. [ms]
_STEP_TIMEOUT_MS = 180_000
_PICTURE_TIMEOUT_MS = 60_000
_LOG_LINES = 15


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a visitor was when a test failed: the steps that led there, the page, a picture of it, the app's log."""
    report = yield
    if call.excinfo is not None and report.failed:
        shown = [("Steps", _steps(call.excinfo))]
        page, app = item.funcargs.get("page"), item.funcargs.get("served")
        if page is not None:
            shown.append(("Page", _shown(page)))
        if app is not None:
            lines = (app.folder / "server.log").read_text(errors="replace").splitlines()
            shown.append(("End of the app's log", "\n".join(lines[-_LOG_LINES:])))
        report.sections.extend(shown)
    return report


def _steps(error: pytest.ExceptionInfo[BaseException]) -> str:
    """The lines of the tests and of what a visitor does that were under way, outermost first."""
    frames = traceback.extract_tb(error.tb)
    return "\n".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}: {frame.line}"
        for frame in frames
        if Path(frame.filename).parent.name == "browser" and ROOT in Path(frame.filename).parents
    )


def _shown(page: Any) -> str:
    """Its address and a picture; the folder is the test's own, of which pytest keeps the last runs'."""
    target = Path(tempfile.mkdtemp(prefix="page-")) / "failed.png"
    try:
        page.screenshot(path=target, timeout=_PICTURE_TIMEOUT_MS)
    except Exception as error:
        return f"{page.url}\nno picture: {error}"
    return f"{page.url}\npicture: {target}"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, kept_poses: Path) -> Iterator[serving.Served]:
    """The app on an empty store."""
    if chromium.CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    pytest.importorskip("playwright.sync_api")
    folder = tmp_path_factory.mktemp("app")
    if kept_poses.is_dir():
        # A copy: the app deletes poses, and the kept ones belong to all tests.
        shutil.copytree(kept_poses, folder / "poses")
    with serving.served(folder) as running:
        yield running


@pytest.fixture
def page(served: serving.Served) -> Iterator[Any]:
    """A fresh visitor."""
    with chromium.browser() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        context.set_default_timeout(_STEP_TIMEOUT_MS)
        yield context.new_page()
        context.close()


@pytest.fixture(scope="session")
def sample(project: Path) -> Path:
    """The folder of the bundled clips."""
    folder = project / "sample_videos"
    if not (folder / "before_overstriding.mp4").is_file():
        pytest.skip("the sample clips are not here")
    return folder
