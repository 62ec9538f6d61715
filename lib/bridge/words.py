"""Sentences about refs, made from the texts: the page shows them as they are."""

from __future__ import annotations

from ..core.design import DesignRelation
from ..texts import in_words, load_texts


def kind_name(extension_type: str) -> str:
    """Return what a ref type is called."""
    return _kind(extension_type)["name"]


def direction_text(extension_type: str, direction: str, *, own: str, other: str) -> str:
    """Say a ref's direction in words; `direction` is the end at which the design sits."""
    return _kind(extension_type)[direction].format(own=in_words(own), other=in_words(other))


def stale_text(row: DesignRelation, tip: int) -> str:
    """Say why a relation is stale; empty where it is not."""
    if not row.stale:
        return ""
    version = row.relation.other_version
    return load_texts()["refs"]["stale"][row.stale].format(
        own=row.relation.own_version, tip=tip, other=version.number if version else "?"
    )


def ref_text(key: str, /, **values: object) -> str:
    """Return one of the sentences around attaching."""
    return load_texts()["refs"][key].format(**{name: in_words(value) for name, value in values.items()})


def _kind(extension_type: str) -> dict[str, str]:
    kinds = load_texts()["refs"]["kinds"]
    return kinds.get(extension_type) or kinds["fusion" if extension_type == "" else ""]
