"""The service's own search below a folder: it knows what the catalogue does not yet, and is slow.

It looks at every item below the folder, page by page, and filters each page only then: pages may be empty,
and the end is only known once it is there. So it stops after some pages and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..aps.folders import search_folder
from ..aps.items import Item
from ..aps.versions import Version
from ..http import HttpClient

MOST_PAGES = 10


@dataclass(frozen=True)
class FoundBelow:
    """What has been found so far: items with their latest versions.

    `pages_read` of about `pages` were read, None where the service does not tell how many there are.
    `is_whole` tells that all were, `is_cut` that it stopped at the most that it was to read.
    """

    items: tuple[tuple[Item, Version], ...]
    pages_read: int
    pages: int | None
    is_whole: bool
    is_cut: bool = False


def search_service(
    client: HttpClient, project_id: str, *, folder_id: str, text: str, most_pages: int = MOST_PAGES
) -> Iterator[FoundBelow]:
    """Yield what is found below a folder, by a part of its name, after each page, which is a request.

    The service heeds upper and lower case. Raises `DataBrowserError`.
    """
    found: list[tuple[Item, Version]] = []
    read, pages = 0, None
    filters = {"filter[name]-contains": text}
    for page in search_folder(client, project_id, folder_id=folder_id, filters=filters):
        read += 1
        pages = page.pages if page.pages is None else max(page.pages, read)
        tips = [(page.items.get(tip.item_id), tip) for tip in page.versions]
        found += [(item, tip) for item, tip in tips if item]
        yield FoundBelow(tuple(found), read, pages, is_whole=False)
        if read == most_pages and pages != read:
            yield FoundBelow(tuple(found), read, pages, is_whole=False, is_cut=True)
            return
    yield FoundBelow(tuple(found), read, read, is_whole=True)
