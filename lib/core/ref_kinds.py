"""Which ref types can be offered between a design and another version, and in which direction.

The schema service defines a type's `fromAllowedTypes` and `toAllowedTypes`; these are the ends of the types
that are known without it. The service has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from ..aps.versions import Version
from ..errors import RefError

_DESIGN = "versions:autodesk.fusion360:Design"
_DRAWING = "versions:autodesk.fusion360:Drawing"
_FILE = "versions:autodesk.core:File"
_ANY = ""


@dataclass(frozen=True)
class RefKind:
    """A ref type and the extension types its ends begin with; "" stands for any."""

    extension_type: str
    from_prefix: str
    to_prefix: str

    def fits(self, from_version: Version, to_version: Version) -> bool:
        """Tell whether a ref of this kind may go from one version to another."""
        return from_version.extension_type.startswith(
            self.from_prefix
        ) and to_version.extension_type.startswith(self.to_prefix)


# The commonest first. External references between Fusion designs are Fusion's own to make.
KNOWN_KINDS = (
    RefKind(DRAWING_TO_DESIGN, _DRAWING, _DESIGN),
    RefKind(ATTACHMENT, _ANY, _ANY),
    RefKind(XREF, _FILE, _FILE),
)


@dataclass(frozen=True)
class Offer:
    """One way to relate a design to a target: `direction` is the end at which the design sits."""

    extension_type: str
    direction: Literal["from", "to"]


def list_offers(own: Version, target: Version) -> tuple[Offer, ...]:
    """Return the ref types that fit between the open version and a target, each with its direction.

    Raises `RefError` when the two are the same version or no type fits. An attachment goes from the design
    to what is attached, never the other way round.
    """
    if own.id == target.id:
        raise RefError("refs.to-itself", name=own.name)
    offers: list[Offer] = []
    for kind in KNOWN_KINDS:
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
