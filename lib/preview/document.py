"""The documents that a simulated Fusion is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from .state import Document, File, Reference

_EXTENSIONS = {"design": "f3d", "drawing": "f2d"}


@dataclass(frozen=True)
class PreviewDocument:
    """A document by the ids that the service knows it by; without an item id it was never saved.

    `kind` is "design", "drawing" or "other"; `latest_version_number` 0 means that this version is the tip;
    `thumbnail` is a PNG, and `uses` are the versions that it refers to.
    """

    name: str
    kind: str = "design"
    hub_id: str = ""
    project_id: str = ""
    folder_id: str = ""
    item_id: str = ""
    version_id: str = ""
    version_number: int = 0
    is_modified: bool = False
    latest_version_number: int = 0
    hub_name: str = ""
    project_name: str = ""
    folder_name: str = ""
    thumbnail: bytes = b""
    uses: tuple[PreviewDocument, ...] = ()


def make_records(documents: Iterable[PreviewDocument]) -> list[Document]:
    """Return the records of documents, none of them open yet."""
    return [
        Document(
            document.name,
            document.kind,
            creation_id=f"document-{number}",
            file=make_file(document) if document.item_id else None,
            is_modified=document.is_modified,
            thumbnail=document.thumbnail,
        )
        for number, document in enumerate(documents, start=1)
    ]


def make_file(document: PreviewDocument) -> File:
    """Return the file of a saved document."""
    return File(
        document.name,
        _EXTENSIONS.get(document.kind) or PurePath(document.name).suffix[1:].lower(),
        document.hub_id,
        document.project_id,
        document.folder_id,
        document.item_id,
        document.version_id,
        document.version_number,
        document.latest_version_number or document.version_number,
        document.hub_name,
        document.project_name,
        document.folder_name,
    )


def make_references(documents: Iterable[PreviewDocument], records: Iterable[Document]) -> list[Reference]:
    """Return what documents use, given their records."""
    return [
        Reference(record.file, make_file(used))
        for document, record in zip(documents, records, strict=True)
        if record.file
        for used in document.uses
    ]
