"""Which ref types can be offered between a design and another version, and in which direction.

The schema service defines a type's `fromAllowedTypes` and `toAllowedTypes`; where it does not answer, the
ends that are known without it hold. The service has the last word when the ref is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from ..aps.schemas import Schema
from ..aps.versions import Version
from ..errors import RefError
from .schemas import SchemaCache

_DESIGN = "versions:autodesk.fusion360:Design"
_DRAWING = "versions:autodesk.fusion360:Drawing"
_FILE = "versions:autodesk.core:File"
_ANY = "*"
_FUSIONS = "versions:autodesk.fusion360:"
# What a list of allowed types must hold to be understood: whole types, or their beginning with a star.
_UNDERSTOOD = re.compile(r"(folders|items|versions):([\w.]+:(\w+|\*)|\*)|\*")


@dataclass(frozen=True)
class RefKind:
    """A ref type and the extension types of its ends; a star at the end of one stands for any rest."""

    extension_type: str
    from_allowed: tuple[str, ...]
    to_allowed: tuple[str, ...]
    version: str = "1.0"

    def fits(self, from_version: Version, to_version: Version) -> bool:
        """Tell whether a ref of this kind may go from one version to another."""
        return _is_among(from_version, self.from_allowed) and _is_among(to_version, self.to_allowed)


# The commonest first.
KNOWN_KINDS = (
    RefKind(DRAWING_TO_DESIGN, (_DRAWING,), (_DESIGN,)),
    RefKind(ATTACHMENT, (_ANY,), (_ANY,)),
    RefKind(XREF, (_FILE,), (_FILE,)),
)


@dataclass(frozen=True)
class Offer:
    """One way to relate a design to a target: `direction` is the end at which the design sits."""

    extension_type: str
    direction: Literal["from", "to"]


def list_kinds(schemas: SchemaCache) -> tuple[RefKind, ...]:
    """Return the kinds with the ends that the schema service gives them, as far as it does."""
    found = schemas.find((kind.extension_type, kind.version) for kind in KNOWN_KINDS)
    return tuple(_with_schema(kind, found.get(kind.extension_type)) for kind in KNOWN_KINDS)


def list_abilities(extension_type: str, schemas: SchemaCache) -> tuple[Offer, ...]:
    """Return the refs that a version of this type may have, and at which end it may sit.

    Only what the schema service says: nothing where it does not answer, or says nothing of the ends.
    """
    found = schemas.find((kind.extension_type, kind.version) for kind in KNOWN_KINDS)
    told = [_with_schema(kind, found.get(kind.extension_type)) for kind in KNOWN_KINDS]
    ends: tuple[Literal["from", "to"], ...] = ("from", "to")
    return tuple(
        Offer(kind.extension_type, end)
        for kind, known in zip(told, KNOWN_KINDS, strict=True)
        if kind is not known
        for end in ends
        if _is_one_of(extension_type, kind.from_allowed if end == "from" else kind.to_allowed)
    )


def list_offers(
    own: Version, target: Version, *, kinds: Sequence[RefKind] = KNOWN_KINDS
) -> tuple[Offer, ...]:
    """Return the ref types that fit between the open version and a target, each with its direction.

    Raises `RefError` when the two are the same version or no type fits. An attachment goes from the design
    to what is attached, never the other way round.
    """
    if own.id == target.id:
        raise RefError("refs.to-itself", name=own.name)
    offers: list[Offer] = []
    for kind in kinds:
        if kind.extension_type == XREF and _is_fusions_own(own, target):
            continue
        if kind.fits(own, target):
            offers.append(Offer(kind.extension_type, "from"))
        elif kind.fits(target, own):
            offers.append(Offer(kind.extension_type, "to"))
    if not offers:
        raise RefError("refs.type-not-allowed", name=target.name, own=own.name)
    return tuple(offers)


def ends_of(offer: Offer, own: Version, target: Version) -> tuple[Version, Version]:
    """Return the from end and the to end of an offered ref."""
    return (own, target) if offer.direction == "from" else (target, own)


def _is_fusions_own(*versions: Version) -> bool:
    """Tell whether Fusion itself says what refers to what: external references of designs are its own."""
    return any(version.extension_type.startswith(_FUSIONS) for version in versions)


def _is_among(version: Version, allowed: Sequence[str]) -> bool:
    return _is_one_of(version.extension_type, allowed)


def _is_one_of(extension_type: str, allowed: Sequence[str]) -> bool:
    return any(
        extension_type.startswith(one[:-1]) if one.endswith(_ANY) else extension_type == one
        for one in allowed
    )


def _with_schema(kind: RefKind, schema: Schema | None) -> RefKind:
    if schema is None or not all(map(_UNDERSTOOD.fullmatch, schema.from_allowed + schema.to_allowed)):
        return kind
    return replace(kind, from_allowed=schema.from_allowed, to_allowed=schema.to_allowed)
