#!/usr/bin/env python3
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
"""Draws the icon of the driver's devices: three little bones in a chain, and the sound behind them.

    icon.py OUT.icns

An .icns file is a list of images, each with a four-character type that says its size; a PNG may
stand for each."""

import math
import struct
import sys
import zlib

# Apple's types for PNG images of these widths (the "Icon Composer" family of types).
SIZES = [(b"icp4", 16), (b"icp5", 32), (b"icp6", 64), (b"ic07", 128), (b"ic08", 256)]

BACKGROUND = [(38, 44, 84), (92, 60, 140)]  # from the top to the bottom
BONE = (250, 244, 228)
WAVE = (255, 255, 255)

# In units of the icon's width: the bones' knobs, each two joined by a shaft.
KNOBS = [(0.30, 0.27, 0.105), (0.37, 0.53, 0.075), (0.60, 0.60, 0.065), (0.76, 0.745, 0.045)]
SHAFT = 0.036


def rounded_square(x, y):
    """How far a point lies outside of the background, a square with round corners."""
    half, radius = 0.46, 0.2
    dx, dy = abs(x - 0.5) - half + radius, abs(y - 0.5) - half + radius
    return math.hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius


def shaft(x, y, a, b):
    """How far a point lies outside of the line from one knob to the next."""
    ax, ay, _ = a
    bx, by, _ = b
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    along = min(max(along, 0), 1)
    return math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)) - SHAFT


def bones(x, y):
    knobs = min(math.hypot(x - kx, y - ky) - radius for kx, ky, radius in KNOBS)
    return min([knobs] + [shaft(x, y, a, b) for a, b in zip(KNOBS, KNOBS[1:])])


def waves(x, y):
    """Three arcs around the last bone, towards the corner where the sound goes in."""
    radius = math.hypot(x - 0.76, y - 0.745)
    if x < 0.76 or y > 0.745:
        return 1
    return min(abs(radius - r) for r in (0.13, 0.22, 0.31)) - 0.014


def covered(distance, width):
    """The share of a pixel that a shape covers, by the distance of its middle from the edge."""
    return min(max(0.5 - distance * width, 0), 1)


def mix(below, above, share):
    return tuple(b + (a - b) * share for b, a in zip(below, above))


def pixel(column, row, width):
    x, y = (column + 0.5) / width, (row + 0.5) / width
    color = mix(BACKGROUND[0], BACKGROUND[1], y)
    color = mix(color, WAVE, 0.55 * covered(waves(x, y), width))
    color = mix(color, BONE, covered(bones(x, y), width))
    alpha = covered(rounded_square(x, y), width)
    return bytes(round(part) for part in color) + bytes([round(255 * alpha)])


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data +
            struct.pack(">I", zlib.crc32(kind + data)))


def png(width):
    rows = b"".join(b"\0" + b"".join(pixel(column, row, width) for column in range(width))
                    for row in range(width))
    header = struct.pack(">IIBBBBB", width, width, 8, 6, 0, 0, 0)  # 8 bits, color with alpha
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) +
            chunk(b"IEND", b""))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: icon.py OUT.icns")
    images = b"".join(kind + struct.pack(">I", 8 + len(image)) + image
                      for kind, image in ((kind, png(width)) for kind, width in SIZES))
    with open(sys.argv[1], "wb") as file:
        file.write(b"icns" + struct.pack(">I", 8 + len(images)) + images)


main()
