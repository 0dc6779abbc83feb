"""A screenshot → a PNG of few colours, a third of its size: text on paper needs no more."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from playwright.sync_api import Page

PIXELS = """async (told) => {
  const image = new Image(); image.src = `data:image/png;base64,${told}`; await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  let out = ""; for (let at = 0; at < data.length; at += 8190) out += String.fromCharCode(...data.subarray(at, at + 8190));
  return [image.width, image.height, btoa(out)];
}"""
COLOURS, MOST = 128, 48


def smaller(page: Page, png: bytes) -> bytes:
    """`page` is an empty one, whose canvas decodes the picture."""
    width, height, told = page.evaluate(PIXELS, base64.b64encode(png).decode())
    pixels = np.frombuffer(base64.b64decode(told), np.uint8).reshape(-1, 4)[:, :3]
    packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    seen, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([seen >> 16, seen >> 8 & 255, seen & 255], axis=1).astype(np.int32)
    palette = few(colours, counts)
    nearest = np.array([np.argmin(((palette - colour) ** 2).sum(axis=1)) for colour in colours], np.uint8)
    rows = nearest[places].reshape(height, width)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in parts)


def few(colours: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The colours that stand for all: those of which there is most, and of the rare ones those unlike any taken before."""
    order = np.argsort(-counts, kind="stable")
    taken = [colours[at] for at in order[:MOST]]
    for apart in (900, 300, 64, 0):
        for at in order:
            if len(taken) == COLOURS:
                break
            if ((np.array(taken) - colours[at]) ** 2).sum(axis=1).min() > apart:
                taken.append(colours[at])
    return np.array(taken)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
