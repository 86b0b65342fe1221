"""What is known of a clip before its pictures are decoded, in memory and as a file."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.arrays import FloatArray, read_only
from gaitcheck.errors import UsageError
from gaitcheck.video.reader import REMEMBERED, FileStamp, VideoProbe, file_stamp

#: Raise the number when `reader.probe` or `reader.packet_times` find other facts in the same file.
_FORMAT = "gaitcheck.clip-facts/1"
_DECODER = "av"


@dataclass(frozen=True)
class ClipFacts:
    """Header, first picture's geometry and packet times of a clip; see `probe` and `packet_times`."""

    probe: VideoProbe
    packet_times: FloatArray


class KnownClips:
    """Facts of the clips asked about last; a file that has changed is not known."""

    def __init__(self) -> None:
        self._facts: OrderedDict[tuple[Path, FileStamp], ClipFacts] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: Path) -> ClipFacts | None:
        """The facts, when the file is as it was."""
        key = (path, file_stamp(path))
        with self._lock:
            if key in self._facts:
                self._facts.move_to_end(key)
            return self._facts.get(key)

    def put(self, path: Path, stamp: FileStamp, facts: ClipFacts) -> None:
        """Remember what was found in the file of this stamp."""
        with self._lock:
            self._facts[path, stamp] = facts
            while len(self._facts) > REMEMBERED:
                self._facts.popitem(last=False)


def save_facts(facts: ClipFacts, file: Path) -> None:
    """Write facts as ``.npz``, without the clip's place; raises ``OSError``."""
    header = {"format": _FORMAT, "decoder": version(_DECODER), "probe": asdict(facts.probe) | {"path": ""}}
    with file.open("wb") as stream:
        np.savez_compressed(stream, header=np.array(json.dumps(header)), packet_times=facts.packet_times)


def load_facts(file: Path, clip: Path) -> ClipFacts:
    """Read what `save_facts` wrote with the same decoder, for the clip in its place now.

    Raises `UsageError` for any other file.
    """
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            header = json.loads(str(stored["header"]))
            times = read_only(np.asarray(stored["packet_times"], dtype=np.float64))
        known = {(_FORMAT, version(_DECODER)): header["probe"]}[header["format"], header["decoder"]]
        return ClipFacts(probe_from(known, clip), times)
    except Exception as error:  # numpy and zipfile raise a dozen kinds for a damaged file
        raise UsageError(f"{file.name} does not hold a clip's facts.") from error


def probe_from(values: Mapping[str, Any], clip: Path) -> VideoProbe:
    """A `VideoProbe` from its fields as JSON carries them."""
    return VideoProbe(**{**values, "path": clip, "notes": tuple(values["notes"])})
