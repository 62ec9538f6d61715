"""The bytes of the hub's files: made when first asked for, the same in every run, of exactly the size told.

    png, jpg          a picture of one pixel; chunks that viewers pass over fill it up
    pdf               a page with one line; a comment fills it up
    xlsx, zip, f3d…   an archive; an entry that is not compressed fills it up
    csv, txt          lines of text

Others, and whatever is too small to be of its kind, are bytes by chance.
"""

from __future__ import annotations

import io
import itertools
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..backend import Backend
from ..data.resources import mime_type
from .objects import find_object, put_object
from .shapes import object_id

_BLOCK = 64 * 1024
_JPG_SEGMENT = 65_533
_ROW = "{0:08d},{1:010.4f},{2:010.4f}\n"
_LINE = "Line {0:08d} of this file measured {1:010.4f} mm at {2:010.4f} s.\n"
_DATE = (2026, 1, 1, 0, 0, 0)

Chunks = Iterator[bytes]


def make_object(backend: Backend, bucket: str, key: str, *, size: int) -> None:
    """Make the object of a file that the hub has, unless somebody else has made it meanwhile."""
    kind = key.rpartition(".")[2]
    content = backend.contents.new_id()
    backend.contents.add_part(content, 1, chunks=make_bytes(kind, size, seed=object_id(bucket, key)))
    headers = {"content-type": mime_type(kind)}
    with backend.database.transaction():
        if find_object(backend, bucket, key) is None:
            put_object(backend, bucket, key, content=content, policy="persistent", headers=headers)
    backend.contents.drop(content)


def make_bytes(kind: str, size: int, *, seed: str) -> Chunks:
    """Yield exactly `size` bytes of a file of this kind, such as xlsx; `seed` makes it differ from others."""
    maker = _MAKERS.get(kind, _make_filler)
    return maker(size, seed)


def _make_filler(size: int, seed: str) -> Chunks:
    source = random.Random(seed)
    for start in range(0, size, _BLOCK):
        yield source.randbytes(min(_BLOCK, size - start))


def _make_lines(template: str) -> Callable[[int, str], Chunks]:
    def make(size: int, seed: str) -> Chunks:
        source = random.Random(seed)
        numbers, left = itertools.count(1), size
        while left > 0:
            block = "".join(
                template.format(number, source.uniform(0, 99999), source.uniform(0, 99999))
                for number in itertools.islice(numbers, 500)
            ).encode()[:left]
            # The last line ends, too.
            yield block if len(block) < left else block[:-1] + b"\n"
            left -= len(block)

    return make


def _make_png(size: int, seed: str) -> Chunks:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    end = chunk(b"IDAT", zlib.compress(b"\0\x80\x90\xa0")) + chunk(b"IEND", b"")
    spare = size - len(head) - len(end) - len(chunk(b"fiLl", b""))
    if spare < 0:
        yield from _make_filler(size, seed)
        return
    yield head
    yield struct.pack(">I", spare) + b"fiLl"
    crc = zlib.crc32(b"fiLl")
    for block in _make_filler(spare, seed):
        crc = zlib.crc32(block, crc)
        yield block
    yield struct.pack(">I", crc) + end


def _make_jpg(size: int, seed: str) -> Chunks:
    spare = size - len(_JPG)
    if spare < 0 or 0 < spare < 4:
        yield from _make_filler(size, seed)
        return
    yield _JPG[:2]
    source = random.Random(seed)
    while spare:
        length = min(spare, _JPG_SEGMENT + 4)
        if 0 < spare - length < 4:
            length -= 4
        yield b"\xff\xef" + struct.pack(">H", length - 2) + source.randbytes(length - 4)
        spare -= length
    yield _JPG[2:]


def _make_pdf(size: int, seed: str) -> Chunks:
    text = b"BT /F1 24 Tf 72 720 Td (Sample) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)

    def tail(start: int) -> bytes:
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        count = len(offsets) + 1
        return (
            b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, table, count, start)
        )

    # The table's place is written into the tail in digits, as many as the size of the whole has at most.
    spare = size - len(body) - len(tail(size))
    if spare < 2:
        yield from _make_filler(size, seed)
        return
    spare += len(tail(size)) - len(tail(size - len(tail(size))))
    start = len(body) + spare
    yield body + b"%"
    yield from (block.replace(b"\n", b" ").replace(b"\r", b" ") for block in _make_filler(spare - 2, seed))
    yield b"\n" + tail(start)


class _Pipe(io.RawIOBase):
    """Takes what is written until somebody fetches it."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def write(self, data: Any) -> int:
        self._blocks.append(bytes(data))
        return len(data)

    def writable(self) -> bool:
        return True

    def fetch(self) -> bytes:
        data = b"".join(self._blocks)
        self._blocks.clear()
        return data


def _make_archive(entries: Mapping[str, str]) -> Callable[[int, str], Chunks]:
    def write(spare: int, seed: str) -> Chunks:
        pipe = _Pipe()
        with zipfile.ZipFile(pipe, "w") as archive:
            for name, text in entries.items():
                archive.writestr(zipfile.ZipInfo(name, _DATE), text)
            with archive.open(zipfile.ZipInfo("filler.bin", _DATE), "w") as filler:
                for block in _make_filler(spare, seed):
                    filler.write(block)
                    yield pipe.fetch()
        yield pipe.fetch()

    def make(size: int, seed: str) -> Chunks:
        spare = size - sum(len(block) for block in write(0, seed))
        return _make_filler(size, seed) if spare < 0 else write(spare, seed)

    return make


_XLSX = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/octet-stream"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Sample</t></is></c></row></sheetData></worksheet>',
}

# One grey pixel: every table holds a single code, so that the whole scan is two bits.
_JPG = b"".join(
    [
        b"\xff\xd8\xff\xdb\x00\x43\x00" + b"\x01" * 64,
        b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00",
        b"\xff\xc4\x00\x14\x00\x01" + b"\x00" * 16,
        b"\xff\xc4\x00\x14\x10\x01" + b"\x00" * 16,
        b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f\xff\xd9",
    ]
)
_MAKERS: Mapping[str, Callable[[int, str], Chunks]] = {
    "csv": _make_lines(_ROW),
    "f2d": _make_archive({}),
    "f3d": _make_archive({}),
    "jpg": _make_jpg,
    "pdf": _make_pdf,
    "png": _make_png,
    "txt": _make_lines(_LINE),
    "xlsx": _make_archive(_XLSX),
    "zip": _make_archive({}),
}
