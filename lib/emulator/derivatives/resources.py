"""The files that a translation leaves: their names in manifests, and their bytes.

Thumbnails are real pictures. Whatever else a translation would write is a line of text in its place: there is
no geometry here to translate.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from . import thumbnails
from .sources import Source

_PREFIX = "urn:adsk.viewing:fs.file:"
VIEWABLES = ("svf", "svf2")
_STAND_INS = {"f2d": "drawing:1", "dwg": "drawing:1", "dxf": "drawing:1", "pdf": "pdf"}


@dataclass(frozen=True)
class File:
    """One file of a derivative; `size` is a picture's width, 0 for what is none."""

    urn: str
    role: str
    media_type: str
    size: int
    read: Callable[[], bytes]

    @property
    def guid(self) -> str:
        """The id of the file in manifests."""
        return make_guid(self.urn)


def list_files(source: Source, output: str) -> tuple[File, ...]:
    """Return the files of one output, whether they are there yet or not."""
    if output == "thumbnail":
        return _list_pictures(source, "preview")
    if output in VIEWABLES:
        return _list_pictures(source, f"{output}/preview")
    urn = f"{_PREFIX}{source.encoded}/output/{source.stem}.{output}"
    text = f"This stands for {source.name} as {output.upper()}: the sample service translates no geometry.\n"
    return (File(urn, output, "application/octet-stream", 0, text.encode),)


def make_guid(*parts: str) -> str:
    """Return the same id for the same thing, in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)))


def draw(source: Source, size: int) -> bytes:
    """Return the picture of a source; one that brings none is drawn as what it is."""
    return thumbnails.render(source.picture or _STAND_INS.get(source.file_type, "bracket"), size)


def _list_pictures(source: Source, path: str) -> tuple[File, ...]:
    def reader(size: int) -> Callable[[], bytes]:
        return lambda: draw(source, size)

    return tuple(
        File(
            f"{_PREFIX}{source.encoded}/output/{path}{size // 100}.png",
            "thumbnail",
            "image/png",
            size,
            reader(size),
        )
        for size in thumbnails.SIZES
    )
