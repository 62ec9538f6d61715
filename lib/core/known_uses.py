"""Where a design is used as far as the catalogue knows: at once, without a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..aps.refs import Ref, RefList
from ..store.catalogue import Catalogue, RefRecord
from ..store.catalogue.use_rows import read_uses
from .catalogue_records import as_item, as_version
from .where_used import Use, WhereUsed, follow_uses


@dataclass(frozen=True)
class KnownUses:
    """What is known to use a design.

    The refs of `read` out of `versions` are known; the longest known of those found are of `at`, in seconds
    since 1970, None where none were found.
    """

    found: WhereUsed
    at: float | None
    read: int
    versions: int


def find_known_uses(
    catalogue: Catalogue, item_id: str, *, on_uses: Callable[[Sequence[Use]], None] | None = None
) -> KnownUses | None:
    """Return what a catalogue knows to use an item, None where it does not know the item.

    Raises `StoreError` as `Catalogue.read` does.
    """
    own = catalogue.list_versions(item_id)
    if not own:
        return None
    kept = _Kept(catalogue)
    found = follow_uses(kept, item_id, numbers={one.id: one.number for one in own}, on_uses=on_uses)
    counts = catalogue.count()
    return KnownUses(found, kept.at, counts.versions_swept, counts.versions)


class _Kept:
    """A catalogue as what tells of refs; `at` is when the oldest of them was told."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.at: float | None = None

    def ask(self, version_ids: Sequence[str]) -> Iterable[tuple[str, RefList]]:
        """Yield the refs by the project of what they come from; those of what is lost are left out."""
        rows = self._catalogue.read(lambda connection: read_uses(connection, version_ids))
        items = {one.id: as_item(one) for one in rows.items}
        users = {one.id: one for one in rows.versions if one.item_id in items}
        refs: dict[str, list[Ref]] = {}
        for ref in rows.refs:
            user = users.get(ref.from_id)
            if user:
                refs.setdefault(user.project_id, []).append(_as_ref(ref))
                if ref.seen is not None:
                    self.at = ref.seen if self.at is None else min(self.at, ref.seen)
        versions = {an_id: as_version(one) for an_id, one in users.items()}
        for project_id, of in refs.items():
            yield project_id, RefList(tuple(of), items, versions)


def _as_ref(record: RefRecord) -> Ref:
    return Ref(
        ref_type=record.ref_type,
        extension_type=record.extension_type,
        extension_version=record.extension_version,
        from_type=record.from_type,
        from_id=record.from_id,
        to_type=record.to_type,
        to_id=record.to_id,
        direction="to",
        other_type=record.from_type,
        other_id=record.from_id,
    )
