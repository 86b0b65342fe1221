"""The corpus: every file's kind, name and bytes, always the same."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.hostile.bases import COMMON, Recipe, clip, common, png, sound_only, with_times, without_packets
from tools.hostile.mutate import BOXES, MUTATIONS, box_field, box_noise, generator, with_box

#: Files of each kind of damage, for each of the honest clips.
PER_MUTATION = 7
PER_BOX = 6


@dataclass(frozen=True)
class Hostile:
    """One file.

    Parameters
    ----------
    kind
        What is wrong with it; a row of the table.
    name
        File name, hostile itself in some.
    content
        Makes the bytes.
    """

    kind: str
    name: str
    content: Callable[[], bytes]


def corpus() -> Iterator[Hostile]:
    """Every file, in a fixed order."""
    for part in (_mutated, _boxes, _disguised, _empty, _declared, _times, _streams, _pictures, _turned, _tags, _names):
        yield from part()


def _mutated() -> Iterator[Hostile]:
    for base, recipe in COMMON.items():
        for kind, mutation in MUTATIONS.items():
            for number in range(PER_MUTATION):
                name = f"{base}-{kind}-{number}.{recipe.suffix}"
                yield Hostile(kind, name, lambda b=base, m=mutation, n=name: m(common(b), generator(n)))


def _boxes() -> Iterator[Hostile]:
    for box in BOXES:
        for number in range(PER_BOX):
            name = f"box-{box.decode()}-{number}.mp4"
            yield Hostile("mp4 header field", name, lambda b=box, n=name: box_noise(common("mp4"), b, generator(n)))


def _disguised() -> Iterator[Hostile]:
    contents: dict[str, bytes] = {
        "text": b"This is no video.\n" * 40,
        "html": b"<!doctype html><script>alert(1)</script>",
        "json": b'{"a":' * 5000,
        "zip": b"PK\x03\x04" + bytes(200),
        "pdf": b"%PDF-1.7\n" + bytes(300),
        "elf": b"\x7fELF\x02\x01\x01" + bytes(300),
        "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "remote-playlist": b"#EXTM3U\n#EXTINF:1,\nhttp://192.0.2.1/a.ts\n#EXT-X-ENDLIST\n",
        "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "sdp": b"v=0\no=- 0 0 IN IP4 192.0.2.1\nc=IN IP4 192.0.2.1\nm=video 5004 RTP/AVP 96\n",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "subtitles": b"1\n00:00:00,000 --> 00:00:01,000\nhello\n",
    }
    for kind, data in contents.items():
        for suffix in ("mp4", "mov", "avi"):
            yield Hostile("another file by that name", f"{kind}.{suffix}", lambda d=data: d)
    yield Hostile("another file by that name", "still.mp4", png)
    for base, recipe in COMMON.items():
        wrong = "avi" if recipe.suffix == "mp4" else "mp4"
        yield Hostile("wrong ending", f"{base}-as.{wrong}", lambda b=base: common(b))
        yield Hostile("wrong ending", f"{base}-as.txt", lambda b=base: common(b))


def _empty() -> Iterator[Hostile]:
    for size in (0, 1, 2, 4, 7, 8, 16, 1000):
        yield Hostile("next to nothing", f"zeros-{size}.mp4", lambda s=size: bytes(s))
    for base, recipe in COMMON.items():
        for size in (4, 12, 40):
            name = f"{base}-first-{size}.{recipe.suffix}"
            yield Hostile("next to nothing", name, lambda b=base, s=size: common(b)[:s])


def _declared() -> Iterator[Hostile]:
    """Sizes, lengths and rates that are not so."""
    sizes = ((0, 0), (1, 1), (65535, 65535), (16384, 16384), (65535, 1), (1, 65535))
    for width, height in sizes:
        value = struct.pack(">HH", width, height)
        name = f"declares-{width}x{height}.mp4"
        yield Hostile("declared size", name, lambda v=value: box_field(common("mp4"), b"avc1", 24, v))
        tall = struct.pack(">II", (width << 16) & 0xFFFFFFFF, (height << 16) & 0xFFFFFFFF)
        name = f"shown-at-{width}x{height}.mp4"
        yield Hostile("declared size", name, lambda v=tall: box_field(common("mp4"), b"tkhd", 76, v))
    for size in ((2, 2), (16, 4096), (4096, 16), (8192, 2), (4096, 4096), (8190, 8190)):
        recipe = Recipe(frames=2, size=size, codec="mjpeg", pixel_format="yuvj420p", suffix="mov")
        yield Hostile("true but odd size", f"true-{size[0]}x{size[1]}.mov", lambda r=recipe: clip(r))
    for value in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
        packed = struct.pack(">I", value)
        for box, offset, what in ((b"mvhd", 12, "scale"), (b"mvhd", 16, "length"), (b"mdhd", 12, "track-scale")):
            name = f"{what}-{value}.mp4"
            yield Hostile("declared length", name, lambda b=box, o=offset, p=packed: box_field(common("mp4"), b, o, p))
        name = f"step-{value}.mp4"
        yield Hostile("frame rate", name, lambda p=packed: box_field(common("mp4"), b"stts", 12, p))
        name = f"count-{value}.mp4"
        yield Hostile("frame rate", name, lambda p=packed: box_field(common("mp4"), b"stts", 8, p))
        little = struct.pack("<I", value)
        for offset, what in ((24, "scale"), (28, "rate"), (36, "length")):
            name = f"avi-{what}-{value}.avi"
            yield Hostile("frame rate", name, lambda o=offset, p=little: box_field(common("avi-mpeg4"), b"strh", o, p))
    for rate in (1, 5, 1000, 90000):
        yield Hostile("frame rate", f"rate-{rate}.mkv", lambda r=rate: clip(Recipe(suffix="mkv", rate=r)))


def _times() -> Iterator[Hostile]:
    orders: dict[str, Callable[[int], int]] = {
        "backward": lambda n: 20 - n,
        "repeated": lambda n: n // 3,
        "all-the-same": lambda _n: 5,
        "zigzag": lambda n: n + (5 if n % 2 else 0),
        "leap": lambda n: n if n < 5 else n + 2**31,
        "far": lambda n: n + 2**40,
        "negative": lambda n: n - 1000,
    }
    for kind, order in orders.items():
        for suffix in ("mkv", "mp4", "ts", "avi"):
            yield Hostile(
                "times run back or repeat",
                f"{kind}.{suffix}",
                lambda s=suffix, o=order: with_times(Recipe(suffix=s), o),
            )


def _streams() -> Iterator[Hostile]:
    gop = Recipe(codec_options={"g": "30", "bf": "0"})
    keyless = {
        "no-keyframe": lambda _n, key: not key,
        "first-lost": lambda n, _k: n > 0,
        "every-other": lambda n, _k: n % 2,
    }
    for kind, keep in keyless.items():
        for suffix in ("mp4", "mkv", "ts"):
            recipe = Recipe(suffix=suffix, codec_options=gop.codec_options)
            yield Hostile("broken references", f"{kind}.{suffix}", lambda r=recipe, k=keep: without_packets(r, k))
    for suffix in ("mp4", "mkv", "ts"):
        only = Recipe(suffix=suffix, codec_options={"g": "1"})
        yield Hostile("keyframes only", f"keyframes.{suffix}", lambda r=only: clip(r))
        for count in (1, 2, 7):
            few = Recipe(suffix=suffix, frames=count)
            yield Hostile("a frame or two", f"frames-{count}.{suffix}", lambda r=few: clip(r))
    yield Hostile("no picture track", "sound.mp4", sound_only)
    yield Hostile("no picture track", "sound.mkv", lambda: sound_only("mkv"))
    yield Hostile("no picture track", "sound-as.mov", lambda: sound_only("ogg", "flac"))
    for suffix in ("ts", "h264"):
        other = (64, 160)
        yield Hostile(
            "size changes midway",
            f"grows.{suffix}",
            lambda s=suffix, o=other: clip(Recipe(suffix=s)) + clip(Recipe(suffix=s, size=o)),
        )
        yield Hostile(
            "size changes midway",
            f"doubles.{suffix}",
            lambda s=suffix: clip(Recipe(suffix=s)) + clip(Recipe(suffix=s, size=(256, 192))),
        )
        yield Hostile(
            "size changes midway", f"another-codec.{suffix}", lambda s=suffix: clip(Recipe(suffix=s)) + common("mpeg2")
        )


def _pictures() -> Iterator[Hostile]:
    formats = (
        ("mkv", "ffv1", "gray16le"),
        ("mkv", "ffv1", "gray"),
        ("mkv", "ffv1", "yuva444p16le"),
        ("mov", "png", "rgba"),
        ("mov", "png", "rgb48be"),
        ("mov", "png", "rgba64be"),
        ("webm", "libvpx-vp9", "yuva420p"),
        ("mp4", "libx265", "yuv420p10le"),
        ("mp4", "libx265", "yuv420p12le"),
        ("mp4", "libx264", "yuv444p"),
        ("mov", "prores_ks", "yuva444p10le"),
        ("mov", "prores_ks", "yuv422p10le"),
        ("avi", "rawvideo", "bgr24"),
        ("avi", "rawvideo", "rgb565le"),
        ("mov", "rawvideo", "gray16be"),
        ("mov", "qtrle", "argb"),
    )
    for suffix, codec, pixel_format in formats:
        options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
        recipe = Recipe(suffix=suffix, codec=codec, pixel_format=pixel_format, codec_options=options)
        yield Hostile("unusual pixels", f"{codec}-{pixel_format}.{suffix}", lambda r=recipe: clip(r))
    mpeg2 = Recipe(suffix="mpg", codec="mpeg2video", rate=25, interlaced=True)
    yield Hostile("interlaced", "interlaced.mpg", lambda: clip(mpeg2))
    yield Hostile(
        "interlaced", "interlaced.ts", lambda: clip(Recipe(suffix="ts", codec_options={"x264-params": "tff=1"}))
    )
    xmp = b"\xff\xcc\x82\x63\xf8\x55\x4a\x93\x88\x14\x58\x7a\x02\x52\x1f\xdd" + b"<rdf:SphericalVideo>" * 40
    wide = Recipe(size=(256, 128))
    yield Hostile("360 degrees", "round.mp4", lambda: with_box(clip(wide), b"uuid", xmp))
    yield Hostile("360 degrees", "round-st3d.mp4", lambda: with_box(clip(wide), b"sv3d", bytes(40)))


def _turned() -> Iterator[Hostile]:
    for degrees in (1, 30, 45, 89, 90, 135, 180, 270, 315):
        turn = math.radians(degrees)
        values = [math.cos(turn), math.sin(turn), 0, -math.sin(turn), math.cos(turn), 0, 0, 0, 0.25]
        fixed = [round(v * 65536) & 0xFFFFFFFF for v in values[:8]] + [0x40000000]
        packed = struct.pack(">9I", *fixed)
        name = f"turned-{degrees}.mp4"
        yield Hostile("odd rotation", name, lambda p=packed: box_field(common("mp4"), b"tkhd", 40, p))
    for what, word in (("zeros", 0), ("ones", 0xFFFFFFFF), ("huge", 0x7FFFFFFF)):
        name = f"turned-{what}.mp4"
        yield Hostile(
            "odd rotation", name, lambda w=word: box_field(common("mp4"), b"tkhd", 40, struct.pack(">9I", *[w] * 9))
        )


def _tags() -> Iterator[Hostile]:
    texts = {
        "long": "x" * 4_000_000,
        "terminal": "\x1b[2J\x1b]0;owned\x07" * 50,
        "formula": '=HYPERLINK("http://192.0.2.1","x")',
        "right-to-left": "\u202e4pm.exe\u2066" * 20,
        "capture-fps": "1e309",
    }
    for kind, text in texts.items():
        for suffix in ("mp4", "mkv", "avi"):
            tags = {"title": text, "comment": text, "com.android.capture.fps": text}
            recipe = Recipe(
                suffix=suffix, tags=tags, options={"movflags": "use_metadata_tags"} if suffix == "mp4" else {}
            )
            yield Hostile("hostile tags", f"tag-{kind}.{suffix}", lambda r=recipe: clip(r))
    many = {f"tag{i}": "y" * 50 for i in range(3000)}
    yield Hostile("hostile tags", "many.mkv", lambda: clip(Recipe(suffix="mkv", tags=many)))
    nested = b"".join(struct.pack(">I", 8 * (3000 - i)) + b"moov" for i in range(3000))
    yield Hostile("hostile tags", "nested-boxes.mp4", lambda: common("mp4")[:32] + nested)


#: File names that end commands, logs and tables wrongly; no file system allows a slash or a zero in them.
NAMES = (
    "new\nline.mp4",
    "carriage\rreturn.mp4",
    "tab\there.mp4",
    "\u202egpj.4pm",
    "\u2066isolate.mp4",
    "..mp4",
    "..\\..\\windows.mp4",
    "-rf.mp4",
    "--out.mp4",
    "$(touch owned).mp4",
    "`touch owned`.mp4",
    "; touch owned;.mp4",
    "%s%n%d.mp4",
    "{0.__class__}.mp4",
    "[bold red]markup[blink].mp4",
    "<script>alert(1)<script>.mp4",
    "=cmd|' C'!A1.mp4",
    "concat:a.mp4|b.mp4",
    "http:example.mp4",
    "pipe:0",
    "a" * 251 + ".mp4",
    "\U0001f3c3 r\u00fcn \u0634.mp4",
    "\x1b[31mred.mp4",
    "zero\u200bwidth.mp4",
    " leading and trailing .mp4 ",
    "'quote\".mp4",
    "#set page(width: 1pt).mp4",
    "NUL.mp4",
    "no-ending",
    ".hidden.mp4",
)


def _names() -> Iterator[Hostile]:
    for name in NAMES:
        yield Hostile("hostile name", name, lambda: common("mp4"))
        yield Hostile("hostile name, damaged", name, lambda: common("mp4")[:900])
