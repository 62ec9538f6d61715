"""What folders are called: each is asked for once, and what the tree has listed is known already."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from ..aps.folders import get_folder
from ..errors import Forbidden, NotFound
from ..http import HttpClient

_MOST_KNOWN = 5000


class FolderNames:
    """The names of one account's folders by id, for as long as it is signed in; used on any thread.

    One that the user may not see has an empty name.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[str, str] = {}

    def learn(self, names: Mapping[str, str]) -> None:
        """Take note of names that were told."""
        with self._lock:
            self._names.update(names)
            while len(self._names) > _MOST_KNOWN:
                del self._names[next(iter(self._names))]

    def find(self, client: HttpClient, project_id: str, *, folder_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of folders by id: a request for each that is not known yet."""
        found: dict[str, str] = {}
        for folder_id in dict.fromkeys(folder_ids):
            with self._lock:
                known = self._names.get(folder_id)
            if known is None:
                known = _ask(client, project_id, folder_id)
                self.learn({folder_id: known})
            found[folder_id] = known
        return found


def _ask(client: HttpClient, project_id: str, folder_id: str) -> str:
    try:
        return get_folder(client, project_id, folder_id=folder_id).name
    except (Forbidden, NotFound):
        return ""
