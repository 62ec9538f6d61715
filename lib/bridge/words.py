"""Sentences about refs, to be put into words where they leave for the page."""

from __future__ import annotations

from ..core.design import DesignRelation
from ..texts import Wording, load_texts


def kind_name(extension_type: str) -> Wording:
    """Return what a ref type is called."""
    return Wording((*_kind(extension_type), "name"), {})


def direction_text(extension_type: str, direction: str, *, own: str, other: str) -> Wording:
    """Say a ref's direction in words; `direction` is the end at which the design sits."""
    return Wording((*_kind(extension_type), direction), {"own": own, "other": other})


def stale_text(row: DesignRelation, tip: int) -> Wording | str:
    """Say why a relation is stale; empty where it is not."""
    if not row.stale:
        return ""
    version = row.relation.other_version
    other = version.number if version else "?"
    return Wording(
        ("refs", "stale", row.stale), {"own": row.relation.own_version, "tip": tip, "other": other}
    )


def ref_text(key: str, /, **values: object) -> Wording:
    """Return one of the sentences around attaching."""
    return Wording(("refs", key), values)


def _kind(extension_type: str) -> tuple[str, ...]:
    kinds = load_texts()["refs"]["kinds"]  # every language has the same
    known = extension_type in kinds and extension_type != ""
    return ("refs", "kinds", extension_type if known else "fusion" if extension_type == "" else "")
