"""The player by what it does: the video is real, it plays, and curves, keys and buttons lead it."""

from __future__ import annotations

from typing import Any


class Watched:
    """The first player of a page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.video = page.locator("video").first
        self.canvas = page.locator("canvas[role=img]").first
        self.video.scroll_into_view_if_needed()
        self.until("video.readyState >= 3 && video.videoWidth > 0 && !video.seeking")

    def until(self, condition: str, value: Any = None) -> None:
        """Wait for something about the video; ``value`` is what the condition calls ``value``."""
        self.page.wait_for_function(
            f"([video, value]) => {condition}", arg=[self.video.element_handle(), value], timeout=180_000
        )

    @property
    def now_s(self) -> float:
        return float(self.video.evaluate("video => video.currentTime"))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def click_curve(self, share: float, y_px: float = 40) -> None:
        self.canvas.scroll_into_view_if_needed()
        box = self.canvas.bounding_box()
        self.canvas.click(position={"x": box["width"] * share, "y": y_px})


def plays(watched: Watched) -> None:
    """Slowly: at full speed the clip may be over, and paused by itself, before a busy machine presses Pause."""
    set_speed(watched, "0.1")
    watched.press("Play")
    watched.until("video.currentTime > 0.3")
    watched.press("Pause")
    watched.until("video.paused")


def set_speed(watched: Watched, speed: str) -> None:
    watched.page.get_by_label("Speed", exact=True).select_option(speed)
    watched.until("video.playbackRate === value", float(speed))


def curve_leads(watched: Watched) -> None:
    before = watched.now_s
    watched.click_curve(0.85)
    watched.until("Math.abs(video.currentTime - value) > 0.2 && !video.seeking", before)


def keys_step(watched: Watched, frame_s: float) -> None:
    """The arrow keys move by one frame, there and back."""
    start = watched.now_s
    watched.page.keyboard.press("ArrowRight")
    watched.until("video.currentTime > value && !video.seeking", start)
    assert 0.0 < watched.now_s - start <= 1.8 * frame_s
    on = watched.now_s
    watched.page.keyboard.press("ArrowLeft")
    watched.until("video.currentTime < value && !video.seeking", on)
    assert abs(on - watched.now_s - frame_s) < 0.2 * frame_s


def speed_obeys(watched: Watched) -> None:
    for speed in ("0.25", "1"):
        set_speed(watched, speed)


def stride_repeats(watched: Watched) -> None:
    """Looping jumps back to the stride's begin and never leaves the stride for long."""
    watched.click_curve(0.4)
    watched.until("!video.seeking")
    watched.press("Loop stride")
    # A pass through the stride, then a jump back: time runs backwards once.
    watched.page.evaluate(
        """video => { let last = video.currentTime; window.gcJumped = false;
        const look = () => { if (video.currentTime < last - 0.2) window.gcJumped = true; last = video.currentTime;
        if (!window.gcJumped) requestAnimationFrame(look); }; look(); }""",
        watched.video.element_handle(),
    )
    watched.page.wait_for_function("window.gcJumped === true")
    # Paused within the loop: without it the clip might end by itself first.
    watched.press("Pause")
    watched.press("Loop stride")
