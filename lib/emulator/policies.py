"""What nobody has confirmed about the real services, as named switches.

authorize-refusal               an app or a redirect address that the sign-in page does not know: page (400),
                                json (400, as the gateway says no), redirect (302, to a page of the service)
closed-project                  what lies in a project or a hub that the user may not open: forbidden (403),
                                not-found (404)
created-version-includes-item   the answer to a new version: no (the whole version, as in the tutorial), yes
                                (its item included and no relationships, as in the OpenAPI file)
cross-project-ref               a POST of a ref to another project: bad-input (400), forbid (403), not-found
                                (404)
download-job                    a job: described (as the OpenAPI schema has it: in a list, of the type
                                downloads), example (as its example has it: one, of the type jobs)
download-outcome                how a job ends: finished, failed
drawing-to-design               a POST of a DrawingToDesign ref: accept, bad-input (400), forbid (403)
duplicate-ref                   a second POST of the same ref: again (204, stored once), conflict (409),
                                doubled
error-id                        the id in an error of Project and Data, for the support: present, absent
gateway-body                    what the gateway itself says no with: json, html (a page), plain (a line of
                                text)
hub-warnings                    regions that refuse the app, told beside the hubs: none, one, seven
late-assembly                   seconds during which an object of several parts is downloaded part by part
late-write                      seconds until a new ref can be read
lifecycle-login                 the session login of a Fusion Lifecycle tenant: offered, or switched off: not-
                                found (404), forbidden (403), redirect (302)
modified-rollup                 a folder's lastModifiedTimeRollup: present, lagging (by ROLLUP_LAG_SECONDS),
                                absent, misses-moves (a folder does not change by what leaves it)
ref-delete                      a DELETE of a ref, which no file describes: 405, 404
ref-inheritance                 refs that a new version has from the one before it: none, outgoing, all
refresh-reuse                   a refresh token used twice: fail, revoke-grant (everything it led to dies),
                                grace (works again for GRACE_SECONDS)
retry-after                     the header of a 429 that says how long to wait: present, absent
root-folder                     the folder above a project's top folders, when a user asks for it: show,
                                forbid (403), hide (404)
same-name                       a new folder or item whose name is taken in its folder: conflict (409), allow
schema-service                  the schema service: answers, absent (404 whatever is asked), other-shape (a
                                document that says nothing about the ends of a ref)
second-completion               an upload completed twice: again (the same answer), refuse (400)
storage-details                 /details of an object in Autodesk's own buckets: serve, forbid (403)
storage-reuse                   a second item or version on one storage: accept, conflict (409)
thumbnail-delay                 a thumbnail is ready with its version, or late: 404 until a translation has
                                made one
token-errors                    the JSON of the token endpoints' refusals: oauth (RFC 6749), gateway
                                (developerMessage)
translation                     how a translation ends: success, failed, timeout
unknown-upload                  an upload that is unknown or expired: bad-input (400), not-found (404)
user-picture                    the picture of a person in their profile: present, absent
wrong-parts                     the status of MissingOrInvalidParts: ok (200), bad-input (400)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..errors import UsageError

GRACE_SECONDS = 60.0
ROLLUP_LAG_SECONDS = 30.0

# The first value of each is the default.
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "authorize-refusal": ("page", "json", "redirect"),
    "closed-project": ("forbidden", "not-found"),
    "created-version-includes-item": ("no", "yes"),
    "cross-project-ref": ("bad-input", "forbid", "not-found"),
    "download-job": ("described", "example"),
    "download-outcome": ("finished", "failed"),
    "drawing-to-design": ("accept", "bad-input", "forbid"),
    "duplicate-ref": ("again", "conflict", "doubled"),
    "error-id": ("present", "absent"),
    "gateway-body": ("json", "html", "plain"),
    "hub-warnings": ("none", "one", "seven"),
    "late-assembly": ("0", "60"),
    "late-write": ("0", "2", "10"),
    "lifecycle-login": ("offered", "not-found", "forbidden", "redirect"),
    "modified-rollup": ("present", "lagging", "absent", "misses-moves"),
    "ref-delete": ("405", "404"),
    "ref-inheritance": ("none", "outgoing", "all"),
    "refresh-reuse": ("fail", "revoke-grant", "grace"),
    "retry-after": ("present", "absent"),
    "root-folder": ("show", "forbid", "hide"),
    "same-name": ("conflict", "allow"),
    "schema-service": ("answers", "absent", "other-shape"),
    "second-completion": ("again", "refuse"),
    "storage-details": ("serve", "forbid"),
    "storage-reuse": ("accept", "conflict"),
    "thumbnail-delay": ("ready", "late"),
    "token-errors": ("oauth", "gateway"),
    "translation": ("success", "failed", "timeout"),
    "unknown-upload": ("bad-input", "not-found"),
    "user-picture": ("present", "absent"),
    "wrong-parts": ("ok", "bad-input"),
}


class Policies(Mapping[str, str]):
    """The value of every policy; `chosen` differs from the defaults.

    Raises `UsageError` (`emulator.unknown-policy`) for a name or a value that is not in the table.
    """

    def __init__(self, chosen: Mapping[str, str]) -> None:
        for name, value in chosen.items():
            _check(name, value)
        self._chosen = dict(chosen)
        self._values: dict[str, str] = {}
        self.reset()

    def reset(self) -> None:
        """Go back to what was chosen at first."""
        self._values.update({name: self._chosen.get(name, values[0]) for name, values in ALLOWED.items()})

    def change(self, name: str, value: str) -> None:
        """Settle one policy in another way from now on. Raises as above."""
        _check(name, value)
        self._values[name] = value

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def explain_policy(name: str) -> str:
    """Return what a policy is about, as the top of this module says it."""
    entry = re.search(rf"^{name}  +(.+(?:\n +.+)*)", __doc__ or "", re.MULTILINE)
    return " ".join(entry[1].split()) if entry else ""


def _check(name: str, value: str) -> None:
    if value not in ALLOWED.get(name, ()):
        allowed = "; ".join(f"{known}={'|'.join(values)}" for known, values in ALLOWED.items())
        raise UsageError("emulator.unknown-policy", policy=f"{name}={value}", allowed=allowed)
