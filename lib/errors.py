"""Every error the add-in raises on purpose: an object with a reference, a context and two sentences.

    DataBrowserError
     ├── UsageError             an argument, a setting or a file given to us is wrong
     ├── NotAllowed             administrators forbid it, and no request was sent
     ├── Cancelled              the user, or the end of the program, stopped the work
     ├── NetworkError           no usable answer came back
     │    └── AnswerLost        a write was sent and its answer lost: it may have happened
     ├── MalformedAnswer        the answer came, but is not what the service promises
     ├── SignInError            signing in, or staying signed in, did not work
     ├── StoreError             a place of ours on this machine is locked, busy, or refuses
     ├── TransferError          a file could not be sent or fetched whole: nothing half-done was left
     ├── RefError               this ref cannot be made, and no request was sent
     ├── AttachError            a file of the disk cannot be attached, or not in this way
     ├── EditError              a copy of a file cannot be opened here, or not sent back now
     ├── DownloadError          the service did not convert a version to another format
     ├── HostError              the program around us shows no dialog
     └── ServiceError           the service answered with an error status
          ├── BadInput          400, 415, 422: it refused what we sent
          ├── NotSignedIn       401: the token is missing, wrong or expired
          ├── Forbidden         403: this user or this app may not
          ├── NotFound          404, 410
          ├── Conflict          409, 412, 423: it exists already, changed, or is locked
          ├── TooManyRequests   429: the quota is used up
          └── ServiceDown       408, 5xx: the service itself has a problem

The sentences live in resources/texts under the reference; `str(error)` is both of them, in English as the log
is. For a user they are put into words where they leave: the error itself knows no language.
"""

from __future__ import annotations

from typing import Any

from .texts import error_wordings


class DataBrowserError(Exception):
    """An error a user can read: `reference` is stable, `context` fills the sentences.

    `context` holds plain values only (what, status, code, error_id, ...), never a secret.
    """

    def __init__(self, reference: str, /, **context: Any) -> None:
        super().__init__(reference)
        self.reference = reference
        self.context = context

    @property
    def message(self) -> str:
        """What happened, in one sentence."""
        return str(error_wordings(self.reference, self.context)[0])

    @property
    def next_step(self) -> str:
        """What the user can do about it, in one sentence."""
        return str(error_wordings(self.reference, self.context)[1])

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}"

    def as_dict(self) -> dict[str, Any]:
        """The one JSON shape of an error, {reference, message, next, context}, not put into words yet."""
        message, following = error_wordings(self.reference, self.context)
        return {**self.as_record(), "message": message, "next": following}

    def as_record(self) -> dict[str, Any]:
        """What a file keeps of an error, which may be read in another language: {reference, context}."""
        return {"reference": self.reference, "context": dict(self.context)}


class UsageError(DataBrowserError):
    """An argument, a setting or a file given to us is wrong."""


class NotAllowed(DataBrowserError):
    """Administrators forbid it, and no request was sent."""


class Cancelled(DataBrowserError):
    """The user, or the end of the program, stopped the work."""


class NetworkError(DataBrowserError):
    """No usable answer came back."""


class AnswerLost(NetworkError):
    """A write was sent and its answer lost: look whether it happened before trying again."""


class MalformedAnswer(DataBrowserError):
    """The answer came, but is not what the service promises."""


class SignInError(DataBrowserError):
    """Signing in, or staying signed in, did not work."""


class StoreError(DataBrowserError):
    """A place of ours on this machine is locked, busy, or refuses."""


class TransferError(DataBrowserError):
    """A file could not be sent or fetched whole; nothing half-done was left."""


class RefError(DataBrowserError):
    """This ref cannot be made, and no request was sent."""


class AttachError(DataBrowserError):
    """A file of the disk cannot be attached, or not in this way."""


class EditError(DataBrowserError):
    """A copy of a file of the hub cannot be opened here, or not sent back now."""


class DownloadError(DataBrowserError):
    """The service did not convert a version to another format, or not in time."""


class HostError(DataBrowserError):
    """The program around us, such as Fusion, shows no dialog."""


class ServiceError(DataBrowserError):
    """The service answered with an error status; the context has status, code and error_id."""

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return int(self.context.get("status", 0))

    @property
    def code(self) -> str:
        """The service's own error code, such as FOLDER_NOT_FOUND; empty when it sent none."""
        return str(self.context.get("code", ""))


class BadInput(ServiceError):
    """400, 415, 422: the service refused what we sent."""


class NotSignedIn(ServiceError):
    """401: the token is missing, wrong or expired."""


class Forbidden(ServiceError):
    """403: this user or this app may not."""


class NotFound(ServiceError):
    """404, 410: there is nothing under this id, or nothing this user may see."""


class Conflict(ServiceError):
    """409, 412, 423: it exists already, changed meanwhile, or is locked."""


class TooManyRequests(ServiceError):
    """429: the quota of this app is used up; the context has retry_after in seconds."""


class ServiceDown(ServiceError):
    """408, 5xx: the service itself has a problem."""
