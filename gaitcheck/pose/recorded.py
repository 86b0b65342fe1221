"""Recorded poses: a saved track replayed, or keypoints that another tool wrote.

Understood are
- our own ``.npz`` (see `save_people`),
- OpenPose: a folder of one JSON file a frame (``people[].pose_keypoints_2d``),
- RTMPose / MMPose: one JSON file with ``instance_info[].instances[].keypoints``.

Keypoint files carry no time; the frame times come from the video they belong to.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from gaitcheck.arrays import FloatArray
from gaitcheck.config import WHOLE, Trim
from gaitcheck.errors import UsageError
from gaitcheck.pose.backend import CancelCheck, Detection, Progress, of_part
from gaitcheck.pose.layouts import BY_COUNT
from gaitcheck.pose.track import PeopleTrack, PoseSource
from gaitcheck.skeleton import BLAZEPOSE_33
from gaitcheck.video import DecodeTally, packet_times

_FORMAT = "gaitcheck.people/1"
#: A frame number beyond this is damage, not a video (nine hours at 60 frames a second).
_MOST_FRAMES = 2_000_000
#: Saved times agree with the video's own to this. [s]
_SAME_TIME_S = 1e-3


def save_detection(detection: Detection, path: Path) -> None:
    """Write a detection as ``.npz``; raises ``OSError``."""
    people = detection.people
    source = people.source
    header = {
        "format": _FORMAT,
        "names": list(people.names),
        "backend": source.backend,
        "version": source.version,
        "model": source.model,
        "model_sha256": source.model_sha256,
        "options": dict(source.options),
        "tally": asdict(detection.tally),
    }
    with path.open("wb") as stream:
        np.savez_compressed(
            stream,
            header=np.array(json.dumps(header)),
            time_s=people.time_s,
            # A thousandth of a pixel is far below what any pose model resolves.
            xy_px=people.xy_px.astype(np.float32),
            depth_px=people.depth_px.astype(np.float32),
            visibility=people.visibility.astype(np.float32),
            signatures=detection.signatures.astype(np.float32),
            frame_time_s=detection.frame_time_s,
            blur_px=detection.blur_px.astype(np.float32),
        )


def load_detection(path: Path) -> Detection:
    """Read what `save_detection` wrote.

    Raises
    ------
    UsageError
        The file is not such a recording.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            header = json.loads(str(stored["header"]))
            arrays = {name: stored[name] for name in stored.files if name != "header"}
        return _detection(header, arrays)
    except Exception as error:  # damaged bytes surface as almost anything: zlib, tokenize, struct, memory errors
        raise UsageError(f"{path.name} is not a pose recording that this version of gaitcheck can read.") from error


def _detection(header: dict[str, Any], arrays: dict[str, FloatArray]) -> Detection:
    if header["format"] != _FORMAT:
        raise ValueError(f"expected {_FORMAT}, got {header['format']}")
    people = PeopleTrack(
        time_s=arrays["time_s"],
        xy_px=arrays["xy_px"],
        depth_px=arrays["depth_px"],
        visibility=arrays["visibility"],
        names=tuple(header["names"]),
        source=PoseSource(**{key: header[key] for key in ("backend", "version", "model", "model_sha256", "options")}),
    )
    return Detection(
        people=people,
        signatures=arrays["signatures"],
        tally=DecodeTally(**header["tally"]),
        # Older recordings have neither.
        frame_time_s=arrays.get("frame_time_s", np.empty(0)),
        blur_px=arrays.get("blur_px", np.empty(0)),
    )


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path.name} is not a readable JSON file.") from error


def _openpose_frames(folder: Path) -> list[list[FloatArray]]:
    """People per frame, each (K, 3) with x, y, score."""
    frames = []
    for path in sorted(folder.glob("*.json")):
        people = _read_json(path)["people"]
        frames.append([np.asarray(person["pose_keypoints_2d"], dtype=np.float64).reshape(-1, 3) for person in people])
    return frames


def _mmpose_frames(content: Any) -> list[list[FloatArray]]:
    """People per frame, each (K, 3); frames without people may be absent from the file."""
    frames: dict[int, list[FloatArray]] = {}
    for i, frame in enumerate(content["instance_info"]):
        # MMPose numbers frames from 1.
        index = int(frame.get("frame_id", i + 1)) - 1
        if not 0 <= index < _MOST_FRAMES:
            raise ValueError(f"frame {index + 1}")
        frames[index] = [
            np.column_stack([np.asarray(p["keypoints"], dtype=np.float64)[:, :2], p["keypoint_scores"]])
            for p in frame["instances"]
        ]
    return [frames.get(i, []) for i in range(max(frames, default=-1) + 1)]


def read_keypoints(path: Path) -> list[list[FloatArray]]:
    """People per frame from an OpenPose folder or an RTMPose/MMPose file, each (K, 3): x, y [px], score.

    Raises
    ------
    UsageError
        Neither format, or keypoints of an unknown layout.
    """
    try:
        frames = _openpose_frames(path) if path.is_dir() else _mmpose_frames(_read_json(path))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise UsageError(f"{path.name} holds no OpenPose or RTMPose keypoints that gaitcheck can read.") from error
    if not any(frames):
        raise UsageError(f"{path.name} holds no keypoints.")
    counts = {person.shape[0] for people in frames for person in people}
    if len(counts) != 1 or not counts <= BY_COUNT.keys():
        raise UsageError(f"{path.name} has {sorted(counts)} keypoints per person; gaitcheck reads {sorted(BY_COUNT)}.")
    return frames


def _people_from_keypoints(frames: list[list[FloatArray]], time_s: FloatArray, label: str) -> PeopleTrack:
    slots = max(len(people) for people in frames)
    xy_px = np.full((len(frames), slots, len(BLAZEPOSE_33), 2), np.nan)
    visibility = np.full(xy_px.shape[:3], np.nan)
    layout = BY_COUNT[next(person.shape[0] for people in frames for person in people)]
    target = [(i, BLAZEPOSE_33.index(name)) for i, name in enumerate(layout) if name]
    for t, people in enumerate(frames):
        for slot, person in enumerate(people):
            for i, k in target:
                if person[i, 2] > 0 and np.isfinite(person[i, :2]).all():
                    xy_px[t, slot, k] = person[i, :2]
                    visibility[t, slot, k] = min(person[i, 2], 1.0)
    return PeopleTrack(
        time_s=time_s,
        xy_px=xy_px,
        depth_px=np.full(visibility.shape, np.nan),
        visibility=visibility,
        names=BLAZEPOSE_33,
        source=PoseSource(backend="recorded", version="1", model=label),
    )


class RecordedBackend:
    """Replays poses from a file or folder instead of running a model.

    Parameters
    ----------
    recording
        See the module's description.
    """

    def __init__(self, recording: Path) -> None:
        self._recording = recording

    def source_of(self, video: Path, trim: Trim = WHOLE) -> PoseSource:
        """Provenance of the landmarks."""
        return of_part(PoseSource(backend="recorded", version="1", model=self._recording.name), trim)

    def detect(
        self,
        video: Path,
        *,
        trim: Trim = WHOLE,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Detection:
        """Everybody in every frame; raises `UsageError` when recording and video do not belong together."""
        return self._whole(video).within(trim)

    def _whole(self, video: Path) -> Detection:
        time_s = packet_times(video)
        if self._recording.suffix == ".npz":
            found = load_detection(self._recording)
            recorded_s = found.people.time_s
            if recorded_s.size and recorded_s[-1] > time_s[-1] + _SAME_TIME_S:
                raise self._mismatch(recorded_s.size, video, time_s.size)
            return found
        frames = read_keypoints(self._recording)
        if len(frames) > time_s.size:
            raise self._mismatch(len(frames), video, time_s.size)
        people = _people_from_keypoints(frames, time_s[: len(frames)], self._recording.name)
        return Detection(people=people, signatures=np.empty((len(frames), 0)))

    def _mismatch(self, recorded: int, video: Path, pictures: int) -> UsageError:
        return UsageError(
            f"{self._recording.name} has {recorded} frames but {video.name} has {pictures}; "
            "they do not belong together."
        )
