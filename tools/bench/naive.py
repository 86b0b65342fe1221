"""The loop that people write by hand: OpenCV reads, MediaPipe's heavy model poses, one process, nothing else.

``python -m tools.bench.naive CLIP`` prints the number of frames.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("GLOG_minloglevel", "2")


def main(clip: str) -> int:
    """Pose every frame of a clip, one person, and forget the landmarks."""
    import cv2
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    from gaitcheck.pose.weights import verified_weights

    settings = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=verified_weights("heavy")),
        running_mode=vision.RunningMode.VIDEO,
        num_poses=1,
    )
    video = cv2.VideoCapture(clip)
    fps, count = video.get(cv2.CAP_PROP_FPS), 0
    with vision.PoseLandmarker.create_from_options(settings) as landmarker:
        while True:
            read, picture = video.read()
            if not read:
                return count
            image = mp.Image(image_format=mp.ImageFormat.SRGB, data=cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            landmarker.detect_for_video(image, int(1000 * count / fps))
            count += 1


if __name__ == "__main__":
    print(main(sys.argv[1]))
