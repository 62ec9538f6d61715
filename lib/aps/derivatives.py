"""The Model Derivative service: thumbnails."""

from __future__ import annotations

from ..errors import NotFound
from ..http import HttpClient, build_path
from ..http.answers import check_answer


def get_thumbnail(client: HttpClient, urn: str, *, size: int = 200) -> bytes | None:
    """Return a version's thumbnail as PNG, or None while there is none.

    `urn` is the version's `derivative_urn`; `size` is 100, 200 or 400 pixels.
    """
    path = build_path(
        "modelderivative",
        "v2",
        "designdata",
        urn,
        "thumbnail",
        query={"width": str(size), "height": str(size)},
    )
    response = client.request("GET", path, headers={"Accept": "image/png"})
    try:
        check_answer(response, "thumbnail")
    except NotFound:
        return None
    return response.data
