"""``python -m tools.check_movement``: does the ``movement`` package accept our netCDF files?

Its current releases need a newer Python than gaitcheck does and bring many libraries, so it gets an environment of
its own. A bundled clip is measured and exported, movement's validator reads the file there and computes velocities,
and the positions it saw are compared with ours. Exit code 0: the same; 1: not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import gaitcheck
from gaitcheck.export.movement import write_movement

SAMPLE = Path(__file__).parents[1] / "sample_videos" / "runner_side_right.mp4"
POINT = "left_knee"
#: Runs inside the other environment; prints what movement saw.
_READER = """
import importlib.metadata, json, sys
import numpy as np, xarray as xr
from movement.kinematics import compute_velocity
from movement.validators.datasets import ValidPosesInputs
dataset = xr.load_dataset(sys.argv[1])
ValidPosesInputs.validate(dataset)
keypoint = "keypoint" if "keypoint" in dataset.dims else "keypoints"
knee = dataset.position.sel({keypoint: sys.argv[2]}).squeeze().transpose("time", "space")
velocity = compute_velocity(dataset.position).sel({keypoint: sys.argv[2]}).squeeze().transpose("time", "space")
print(json.dumps({
    "version": importlib.metadata.version("movement"), "dims": list(dataset.position.dims),
    "time_s": dataset.time.values.tolist(), "xy_px": np.nan_to_num(knee.values, nan=-1).tolist(),
    "speed_px_per_s": float(np.nanmean(np.hypot(*velocity.values.T))),
}))
"""
_LEGACY = "from movement.validators.datasets import ValidPosesInputs as v; print('keypoints' in v.DIM_NAMES)"


def environment(folder: Path, python: str) -> Path:
    """The interpreter of an environment with movement, made if missing; raises ``CalledProcessError``."""
    interpreter = folder / "bin" / "python"
    if not interpreter.is_file():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
    install = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "movement"]
    subprocess.run(install, check=True)
    return interpreter


def _output(interpreter: Path, *arguments: str) -> str:
    done = subprocess.run([str(interpreter), "-c", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1]


def _same(seen: dict[str, Any], analysis: gaitcheck.Analysis) -> bool:
    ours = np.nan_to_num(analysis.pose.point(POINT), nan=-1)
    return np.array_equal(seen["time_s"], analysis.kinematics.time_s) and np.array_equal(seen["xy_px"], ours)


def main() -> int:
    """Make the environment, measure, export, read, compare."""
    parser = argparse.ArgumentParser(prog="python -m tools.check_movement", description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="interpreter for movement (3.12 for its newest)")
    parser.add_argument("--env", type=Path, help="keep the environment here (default: made anew, removed after)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gaitcheck-movement-") as temporary:
        interpreter = environment(arguments.env or Path(temporary) / "env", arguments.python)
        options = gaitcheck.AnalysisOptions(pose=gaitcheck.PoseOptions(model="full"))
        analysis = gaitcheck.analyze(SAMPLE, options)
        file = Path(temporary) / "run.nc"
        write_movement(analysis, file, legacy=_output(interpreter, _LEGACY) == "True")
        seen = json.loads(_output(interpreter, _READER, str(file), POINT))
    same = _same(seen, analysis)
    print(f"movement {seen['version']} reads {' x '.join(seen['dims'])}, mean speed of the {POINT.replace('_', ' ')} "
          f"{seen['speed_px_per_s']:.0f} px/s; {'the same numbers' if same else 'OTHER numbers'}")  # fmt: skip
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
