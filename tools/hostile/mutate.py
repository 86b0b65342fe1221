"""Damage, drawn from a random generator that is seeded by the file's own name."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

#: Sizes and counts that parsers get wrong.
EXTREMES_32 = (0, 1, 7, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def generator(name: str) -> random.Random:
    """The same draws for the same name, on every machine."""
    return random.Random(zlib.crc32(name.encode()))


def truncated(data: bytes, draw: random.Random) -> bytes:
    """Cut off anywhere."""
    return data[: draw.randrange(1, len(data))]


def flipped(data: bytes, draw: random.Random) -> bytes:
    """One to sixty-four bits the other way round."""
    damaged = bytearray(data)
    for _ in range(2 ** draw.randrange(7)):
        damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
    return bytes(damaged)


def flipped_head(data: bytes, draw: random.Random) -> bytes:
    """Bits the other way round among the first few hundred bytes, where headers are."""
    head = min(len(data), 600)
    return flipped(data[:head], draw) + data[head:]


def noisy(data: bytes, draw: random.Random) -> bytes:
    """A stretch replaced by noise."""
    start = draw.randrange(len(data))
    length = draw.randrange(1, 400)
    return data[:start] + draw.randbytes(length) + data[start + length :]


def zeroed(data: bytes, draw: random.Random) -> bytes:
    """A stretch of zeros, as a card that failed leaves it."""
    start = draw.randrange(len(data))
    length = draw.randrange(1, 800)
    return data[:start] + bytes(min(length, len(data) - start)) + data[start + length :]


def repeated(data: bytes, draw: random.Random) -> bytes:
    """A stretch written twice."""
    start = draw.randrange(len(data))
    end = min(len(data), start + draw.randrange(1, 600))
    return data[:end] + data[start:end] + data[end:]


def missing(data: bytes, draw: random.Random) -> bytes:
    """A stretch left out."""
    start = draw.randrange(len(data))
    return data[:start] + data[start + draw.randrange(1, 400) :]


def swapped(data: bytes, draw: random.Random) -> bytes:
    """Two halves of a stretch exchanged."""
    start = draw.randrange(max(1, len(data) - 400))
    middle = start + draw.randrange(1, 200)
    end = middle + draw.randrange(1, 200)
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


def lengths(data: bytes, draw: random.Random) -> bytes:
    """One to three 32-bit fields set to sizes that parsers get wrong."""
    damaged = bytearray(data)
    for _ in range(draw.randrange(1, 4)):
        place = draw.randrange(max(1, len(damaged) - 4))
        damaged[place : place + 4] = draw.choice(EXTREMES_32).to_bytes(4, draw.choice(("big", "little")))
    return bytes(damaged[: len(data)])


MUTATIONS: dict[str, Mutation] = {
    "truncated": truncated,
    "flipped": flipped,
    "flipped-head": flipped_head,
    "noise": noisy,
    "zeros": zeroed,
    "repeated": repeated,
    "missing": missing,
    "swapped": swapped,
    "lengths": lengths,
}

#: Boxes of MP4 whose content is a header that says something about the clip.
BOXES = (b"mvhd", b"tkhd", b"mdhd", b"stts", b"stsz", b"stsc", b"stco", b"ctts", b"elst", b"stss", b"avc1", b"avcC")


def box_field(data: bytes, box: bytes, offset: int, value: bytes) -> bytes:
    """MP4 with some bytes of a box replaced, counted from after its name; unchanged without that box."""
    # The brand in the file's first box is written like a codec.
    place = data.find(box, max(0, data.find(b"stsd")) if box.startswith(b"avc") else 0)
    if place < 0:
        return data
    start = place + len(box) + offset
    return data[:start] + value + data[start + len(value) :]


def box_noise(data: bytes, box: bytes, draw: random.Random) -> bytes:
    """MP4 with one field of a box set to an extreme value."""
    value = struct.pack(">I", draw.choice(EXTREMES_32))
    return box_field(data, box, 4 * draw.randrange(12), value)


def with_box(data: bytes, name: bytes, content: bytes) -> bytes:
    """MP4 with one more box at its end."""
    return data + struct.pack(">I", 8 + len(content)) + name + content
