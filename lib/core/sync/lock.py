"""Of all programs with a catalogue, one at a time fills it; the others read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from ...errors import StoreError
from ...store.catalogue import Catalogue
from ...store.catalogue.opening import sync_lock_of
from ...store.locks import file_lock


@contextmanager
def fill_alone(catalogue: Catalogue) -> Iterator[None]:
    """Be the one that fills a catalogue, as long as it goes on.

    Raises `StoreError`: `store.sync-elsewhere` while another program is, `store.catalogue-read-only` where
    nobody can write, `store.no-lock`.
    """
    if catalogue.mode == "memory":  # nobody else has it
        yield
        return
    with ExitStack() as held:
        try:
            held.enter_context(file_lock(sync_lock_of(catalogue.file), timeout=0))
        except StoreError as error:
            if error.reference == "store.lock-busy":
                raise StoreError("store.sync-elsewhere") from None
            if catalogue.mode == "read-only":
                raise StoreError("store.catalogue-read-only", path=str(catalogue.file)) from None
            raise
        yield
