"""Pictures of pages with 256 colours: half as large as with all, and nobody sees which are missing."""

import struct
import zlib
from base64 import b64decode, b64encode
from typing import Any

# Colours are gathered by the upper five bits of red, green and blue; the most frequent groups become the palette, each
# as the mean of its colours, and every other group takes the nearest of them.
_QUANTISE = """async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (each) => each.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const { width, height } = image;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const group = (at) => ((data[at] >> 3) << 10) | ((data[at + 1] >> 3) << 5) | (data[at + 2] >> 3);
    const sums = new Map();
    for (let at = 0; at < data.length; at += 4) {
        const key = group(at);
        const sum = sums.get(key) ?? [0, 0, 0, 0];
        sums.set(key, sum.map((each, part) => each + (part < 3 ? data[at + part] : 1)));
    }
    const means = [...sums].sort(([, one], [, other]) => other[3] - one[3]).map(([key, sum]) =>
        [key, sum.slice(0, 3).map((each) => Math.round(each / sum[3]))]);
    const palette = means.slice(0, 256).map(([, colour]) => colour);
    const far = (one, other) => one.reduce((sum, each, part) => sum + (each - other[part]) ** 2, 0);
    const nearest = new Map(means.map(([key, colour], place) => {
        const ways = palette.map((each) => far(each, colour));
        return [key, place < 256 ? place : ways.indexOf(Math.min(...ways))];
    }));
    let text = "";
    for (let at = 0; at < data.length; at += 4) {
        text += String.fromCharCode(nearest.get(group(at)));
    }
    return { width, height, palette: palette.flat(), pixels: btoa(text) };
}"""


def quantised(page: Any, picture: bytes) -> bytes:
    """A PNG with at most 256 colours; `page` is any page whose scripts may run."""
    found = page.evaluate(_QUANTISE, b64encode(picture).decode())
    width, height, pixels = found["width"], found["height"], b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[width * row : width * (row + 1)] for row in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(found["palette"])),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
