"""The least time the models' arithmetic can take: their multiplications over what one core can multiply.

``python -m tools.bench.floor`` prints the core's speed in multiply-adds a second; run it with one BLAS thread.
"""

from __future__ import annotations

import time

import numpy as np

#: Multiply-adds of the convolutions of one frame with one person: the person detector and the heavy landmark model
#: without its mask (counted from the shapes in the packaged files). [1e6]
DETECTOR_MMAC, HEAVY_MMAC = 430, 1890


def core_speed() -> float:
    """Multiply-adds a second of a large single-precision matrix product, best of several. [1/s]"""
    a = np.random.default_rng(0).random((1536, 1536), dtype=np.float32)
    best_s = float("inf")
    for _ in range(12):
        started = time.thread_time()
        a @ a
        best_s = min(best_s, time.thread_time() - started)
    return 1536**3 / best_s


if __name__ == "__main__":
    print(core_speed())
