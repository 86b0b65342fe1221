"""``python -m tools.supply audit|sbom``: known weaknesses of what we depend on; a bill of materials.

Both tools are fetched for the occasion by ``uv tool run``; where that or the advisories cannot be reached, one line
says so and nothing is claimed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AUDIT, SBOM = "pip-audit>=2.7,<3", "cyclonedx-bom>=5,<8"
TIMEOUT_S = 600


def _uv(package: str, *command: str) -> subprocess.CompletedProcess[str]:
    uv = Path(sys.executable).with_name("uv")
    return subprocess.run(
        [str(uv), "tool", "run", "--from", package, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )


def _dependencies(said: str) -> list[dict[str, Any]] | None:
    """What the audit found for each package; ``None`` when it found nothing out."""
    try:
        found: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    return found


def audit() -> int:
    """Ask the advisories about every pinned package; 1 when one has a known weakness."""
    done = _uv(AUDIT, "pip-audit", "--disable-pip", "--require-hashes", "-f", "json", "-r", "requirements.lock")
    found = _dependencies(done.stdout)
    asked = [] if found is None else [package for package in found if "skip_reason" not in package]
    if not asked:
        print("audit: skipped, the advisories cannot be reached from this machine; nothing is known either way.")
        return 0
    weak = [package for package in asked if package["vulns"]]
    for package in weak:
        for flaw in package["vulns"]:
            print(
                f"{package['name']} {package['version']}: {flaw['id']}, fixed in {flaw['fix_versions'] or 'none yet'}"
            )
    print(f"audit: {len(asked)} of {len(found or [])} packages asked about, {len(weak)} with known weaknesses.")
    return 1 if weak else 0


def sbom(out: Path) -> int:
    """Write a CycloneDX bill of materials of this environment; 1 when it could not be made."""
    done = _uv(SBOM, "cyclonedx-py", "environment", "--output-format", "JSON", "-o", str(out), sys.executable)
    if done.returncode != 0:
        print("sbom: not written, cyclonedx-py cannot be fetched from this machine.")
        return 1
    print(f"sbom: {len(json.loads(out.read_text(encoding='utf-8'))['components'])} components in {out.name}.")
    return 0


def main() -> int:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.supply", description=__doc__)
    parser.add_argument("what", choices=("audit", "sbom"))
    parser.add_argument("--out", type=Path, default=Path("sbom.json"))
    options = parser.parse_args()
    return audit() if options.what == "audit" else sbom(options.out.absolute())


if __name__ == "__main__":
    sys.exit(main())
