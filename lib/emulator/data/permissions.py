"""What a user may do in a project, in the words of the command CheckPermission.

In Fusion Team `write` covers upload, updateMetaData and create, and `admin` is what Fusion calls Manage.
"""

from __future__ import annotations

from ..database import Row

_READING = ("read", "view", "download")
_WRITING = (*_READING, "collaborate", "write", "upload", "updateMetaData", "create", "delete", "share")
ACTIONS = (*_WRITING, "admin")
_ALLOWED = {"read": _READING, "write": _WRITING, "manage": ACTIONS}


def list_allowed(project: Row) -> tuple[str, ...]:
    """Return the actions that are allowed in a project which the user may read."""
    return _ALLOWED[project["access"]]
