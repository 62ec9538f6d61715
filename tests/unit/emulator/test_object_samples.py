"""The bytes of the sample hub's files: of their kind, of any size, the same in every run."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from addin.lib.emulator.oss.samples import make_bytes

MEGABYTE = 1024 * 1024
KINDS = ["f3d", "xlsx", "pdf", "png", "jpg", "csv", "txt", "zip", "step"]


@pytest.mark.parametrize("kind", KINDS)
def test_made_bytes_have_any_size_and_are_the_same_in_every_run(kind: str) -> None:
    for size in (0, 1, 10, 100, 1000, 1733, 4096, 70_001, 300_000):
        data = b"".join(make_bytes(kind, size, seed="a"))
        assert len(data) == size
        assert data == b"".join(make_bytes(kind, size, seed="a"))
        if size > 100:
            assert data != b"".join(make_bytes(kind, size, seed="b"))
        # Below that, not every kind has room for what makes it one.
        if size > 4096:
            check_kind(kind, data)


@pytest.mark.parametrize("more", range(9))
def test_made_pictures_and_pages_fill_every_gap(more: int) -> None:
    for kind in ("jpg", "png", "pdf"):
        for size in (65_537, 131_074, 9_990, 99_995):
            data = b"".join(make_bytes(kind, size + more, seed="a"))
            assert len(data) == size + more
            check_kind(kind, data)


def test_made_bytes_never_come_all_at_once() -> None:
    for kind in KINDS:
        assert max(len(block) for block in make_bytes(kind, 5 * MEGABYTE, seed="a")) <= MEGABYTE


def check_kind(kind: str, data: bytes) -> None:
    """Assert that bytes are what their ending says; of a step file it says nothing."""
    check = {"pdf": check_pdf, "png": check_png, "jpg": check_jpg, "csv": check_lines, "txt": check_lines}
    if kind in ("f3d", "xlsx", "zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            assert kind != "xlsx" or "xl/workbook.xml" in archive.namelist()
    elif kind in check:
        check[kind](data)


def check_pdf(data: bytes) -> None:
    place = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert data[place : place + 5] == b"xref\n"
    for number, line in enumerate(data[place:].split(b"\n")[3:7], start=1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj" % number)


def check_png(data: bytes) -> None:
    names, place = [], 8
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        chunk = data[place + 4 : place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length : place + 12 + length])[0] == zlib.crc32(chunk)
        names.append(chunk[:4])
        place += 12 + length
    assert names == [b"IHDR", b"fiLl", b"IDAT", b"IEND"]
    assert place == len(data)


def check_jpg(data: bytes) -> None:
    place = 2
    while data[place : place + 2] != b"\xff\xda":
        assert data[place] == 0xFF
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    # The scan: its head, one byte, and the end of the picture.
    assert data[place:].endswith(b"\x3f\xff\xd9")
    assert len(data) - place == 13


def check_lines(data: bytes) -> None:
    assert data.endswith(b"\n")
    assert len(data.decode("ascii").splitlines()) > 10
