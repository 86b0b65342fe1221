"""``python -m tools.licences``: the licence of everything that is installed; ends with 1 where one is not accepted.

Accepted are permissive licences and those that ask nothing of a program that only uses the library unchanged.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions

#: Words in a licence's name that mean it may be used here; a package needs one of them...
ACCEPTED = re.compile(
    r"apache|bsd|mit|isc|psf|python|mpl|mozilla|zlib|unlicen[sc]e|public domain|0bsd|hpnd|cc0|lgpl|lesser|blueoak|zpl",
    re.IGNORECASE,
)
#: ... and of these only what the note says: libraries used unchanged, which are replaceable by their user.
REFUSED = re.compile(r"\bA?GPL|GNU (Affero )?General", re.IGNORECASE)
#: Read by eye, in the file LICENSE that comes with the package: their metadata name none.
KNOWN = {"ezc3d": "MIT"}


def licence_of(package: Distribution) -> str:
    """The licence as the package's metadata names it; empty when they name none."""
    about = package.metadata
    named = [about.get("License-Expression") or "", *_classified(about.get_all("Classifier") or [])]
    if not any(named):
        named = [(about.get("License") or "").strip().split("\n")[0][:80]]
    return KNOWN.get(about["Name"], "; ".join(filter(None, named)))


def _classified(classifiers: list[str]) -> list[str]:
    return [text.rpartition(" :: ")[2] for text in classifiers if text.startswith("License ::")]


def accepted(licence: str) -> bool:
    """Whether a licence may be used."""
    return bool(ACCEPTED.search(licence)) and not REFUSED.search(re.sub(r"L(esser )?GPL", "", licence))


def main() -> int:
    """Print a line for each package, those not accepted last and marked."""
    found = sorted((package.metadata["Name"], package.version, licence_of(package)) for package in distributions())
    wrong = [row for row in found if row[0] != "gaitcheck" and not accepted(row[2])]
    for name, version, licence in found:
        print(f"{name} {version}: {licence or 'not named'}")
    for name, version, licence in wrong:
        print(f"NOT ACCEPTED: {name} {version}: {licence or 'not named'}")
    print(f"{len(found)} packages, {len(wrong)} not accepted.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
