"""The public names, and the statistics on top of the tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaitcheck
from gaitcheck import api
from gaitcheck.errors import UsageError


def test_all_names_are_public_sorted_and_there() -> None:
    assert list(gaitcheck.__all__) == sorted(gaitcheck.__all__)
    assert set(gaitcheck.__all__) == {*api.__all__, "__version__"}
    assert set(dir(gaitcheck)) == set(gaitcheck.__all__)
    for name in api.__all__:
        assert getattr(gaitcheck, name) is getattr(api, name)
    with pytest.raises(AttributeError):
        _ = gaitcheck.nothing


def test_every_public_name_is_documented() -> None:
    assert all(getattr(api, name).__doc__ for name in api.__all__)


def test_strides_carry_values_and_curves(tmp_path: Path) -> None:
    from clip_tools import write_pictures
    from stick_people import Stick, people_of, times

    from gaitcheck.pose.backend import Detection
    from gaitcheck.pose.recorded import RecordedBackend, save_detection

    time_s = times(6.0, 30.0)
    clip = write_pictures(tmp_path / "clip.mp4", [np.zeros((48, 64, 3), np.uint8)] * time_s.size)
    detection = Detection(people=people_of([Stick()], time_s), signatures=np.empty((time_s.size, 0)))
    save_detection(detection, tmp_path / "poses.npz")
    analysis = gaitcheck.analyze(clip, backend=RecordedBackend(tmp_path / "poses.npz"))
    strides = list(gaitcheck.iter_strides(analysis, "right"))
    assert [stride.side for stride in strides] == ["right"] * len(strides)
    assert len(strides) > 3
    curve = strides[1].curve("knee_flexion_deg")
    assert curve.shape == (101,)
    assert curve.max() >= strides[1].values["knee_flexion_swing_peak_deg"] - 0.5
    with pytest.raises(KeyError):
        strides[0].curve("nothing_deg")


def test_icc_of_the_published_example() -> None:
    """Six subjects, four ratings: Shrout & Fleiss 1979, table 2; their ICC(1,1) is 0.17."""
    pd = pytest.importorskip("pandas")
    pytest.importorskip("statsmodels")
    from gaitcheck.statistics import repeatability

    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    table = pd.DataFrame([{"subject": f"S{i}", "m": v} for i, row in enumerate(ratings) for v in row])
    found = repeatability(table, "m")
    assert found.icc == pytest.approx(0.17, abs=0.005)
    assert (found.icc_low, found.icc_high) == pytest.approx((-0.13, 0.72), abs=0.005)
    assert found.sem == pytest.approx(np.sqrt(6.264), abs=0.001)
    assert found.mdc95 == pytest.approx(1.96 * np.sqrt(2) * found.sem, rel=1e-4)


def test_a_contrast_is_within_subjects() -> None:
    pd = pytest.importorskip("pandas")
    from gaitcheck.statistics import within_subject_contrast

    rows = [(s, c, base + (shift if c == "fast" else 0.0))
            for s, base, shift in (("A", 40.0, -2.0), ("B", 45.0, -3.0), ("C", 50.0, -4.0))
            for c in ("usual", "fast")]  # fmt: skip
    table = pd.DataFrame([*rows, ("D", "usual", 43.0)], columns=["subject", "condition", "knee"])
    found = within_subject_contrast(table, "knee", ("usual", "fast"))
    assert (found.n_subjects, found.n_left_out) == (3, 1)
    assert found.mean_difference == pytest.approx(-3.0)
    assert found.dz == pytest.approx(-3.0)
    # By hand: the standard error is 1 / sqrt(3), and t(0.975, 2) is 4.3027.
    assert (found.low, found.high) == pytest.approx((-3 - 4.3027 / 3**0.5, -3 + 4.3027 / 3**0.5), abs=1e-3)
    with pytest.raises(UsageError, match="two are needed"):
        within_subject_contrast(table, "knee", ("usual", "slow"))
    with pytest.raises(UsageError, match="no column other"):
        within_subject_contrast(table, "other", ("usual", "fast"))
