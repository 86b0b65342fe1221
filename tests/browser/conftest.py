"""The real app behind a real browser; skipped where Chromium or Playwright is missing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.browser import chromium, serving  # noqa: E402 - found in the checkout

#: For one step of a visitor on a busy machine. [ms]
_STEP_TIMEOUT_MS = 180_000


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
