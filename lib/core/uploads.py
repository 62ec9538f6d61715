"""One upload to object storage: which parts it has, which of them are there, and how it is completed."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ..aps.objects import StoredObject, object_id
from ..aps.signed_downloads import sign_download
from ..aps.signed_uploads import (
    MOST_PARTS,
    MOST_URLS,
    Finished,
    WrongParts,
    complete_upload,
    sign_parts,
)
from ..errors import (
    AnswerLost,
    BadInput,
    MalformedAnswer,
    NetworkError,
    NotFound,
    ServiceDown,
    ServiceError,
    TransferError,
    UsageError,
)
from ..http import FilePart, Response
from ..http.answers import check_answer
from ..http.files import unreadable
from .parts import Carrier, Gauge, Parts, Progress

PART_SIZE = 16 * 1024 * 1024
_STEP = 1024 * 1024
_TRIES = 2
_RENEWALS = 3


@dataclass(frozen=True)
class UploadState:
    """An upload under way, as JSON can hold it: hand it back in to go on where it stopped.

    `size` in bytes and `modified` in nanoseconds tell whether the file is still the same; `etags` has a text
    for each part, empty where it was not sent yet. `upload_key` may lie in a file of the user's own: without
    a token that may write there it opens nothing, and it is over after a day.
    """

    bucket: str
    object_key: str
    upload_key: str = field(repr=False)
    part_size: int
    size: int
    modified: int
    etags: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {**asdict(self), "etags": list(self.etags)}

    @classmethod
    def parse(cls, value: object) -> UploadState:
        """Read what `as_dict` returned. Raises `UsageError` (`transfers.bad-state`) for anything else."""
        kinds = {
            "bucket": str,
            "object_key": str,
            "upload_key": str,
            "part_size": int,
            "size": int,
            "modified": int,
        }
        if not isinstance(value, dict) or value.keys() != {*kinds, "etags"}:
            raise UsageError("transfers.bad-state")
        etags = value["etags"]
        fits = all(type(value[name]) is kind for name, kind in kinds.items())
        if not (fits and isinstance(etags, list) and all(isinstance(etag, str) for etag in etags)):
            raise UsageError("transfers.bad-state")
        state = cls(**{**value, "etags": tuple(etags)})
        if state.part_size < 1 or state.size < 0 or len(etags) != count_parts(state.size, state.part_size):
            raise UsageError("transfers.bad-state")
        return state


def choose_part_size(size: int) -> int:
    """Return how large the parts of a file are: whole megabytes, so that it has no more than MOST_PARTS."""
    least = -(-size // MOST_PARTS)
    return PART_SIZE if least <= PART_SIZE else -(-least // _STEP) * _STEP


def count_parts(size: int, part_size: int) -> int:
    """Return how many parts a file has; an empty one has one."""
    return max(1, -(-size // part_size))


def read_stamp(file: Path) -> tuple[int, int]:
    """Return size and time of a file; raises `TransferError` (`transfers.unreadable`).

    What is no file is refused: a pipe would be waited for without end, and a device tells no size.
    """
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            code = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL
            raise OSError(code, os.strerror(code))
    except (OSError, ValueError) as error:  # a ValueError: a path that no file can have
        raise unreadable(file, error) from error
    return status.st_size, status.st_mtime_ns


class Upload:
    """A file on its way; `on_state` is told the state after each part, one call at a time."""

    def __init__(
        self,
        carrier: Carrier,
        file: Path,
        *,
        state: UploadState,
        urls: Sequence[str] = (),
        headers: Mapping[str, str],
        progress: Progress | None,
        cancelled: threading.Event | None,
        on_state: Callable[[UploadState], None] | None,
    ) -> None:
        self._carrier = carrier
        self._file = file
        self._state = state
        self._headers = headers
        self._progress = progress
        self._cancelled = cancelled
        self._on_state = on_state
        self._lock = threading.Lock()
        self._signing = threading.Lock()
        self._etags = list(state.etags)
        self._urls = dict(enumerate(urls, start=1))

    def run(self) -> StoredObject:
        """Send what is missing, complete, and return the object."""
        self._check_file()
        self._send_missing()
        made = self._complete()
        known = range(1, len(self._etags) + 1)
        if isinstance(made, WrongParts) and made.parts and all(number in known for number in made.parts):
            for number in made.parts:
                self._etags[number - 1] = ""
            self._send_missing()
            made = self._complete()
        if isinstance(made, StoredObject):
            if made.size not in (None, self._state.size):
                raise self._error("transfers.wrong-size", expected=self._state.size, got=made.size)
            return made
        if not made.parts:
            raise self._error("transfers.wrong-size", expected=self._state.size, got=made.detected or 0)
        parts = ", ".join(f"{number} ({status})" for number, status in sorted(made.parts.items()))
        raise self._error("transfers.parts-refused", parts=parts)

    def _send_missing(self) -> None:
        gauge = Gauge(self._state.size, self._progress)
        for number, etag in enumerate(self._etags, start=1):
            if etag:
                gauge.advance(number, self._place(number)[1])
        missing = [number for number, etag in enumerate(self._etags, start=1) if not etag]
        if missing:
            parts = Parts(self._carrier, gauge, self._cancelled)
            with closing(parts.run(missing, lambda number: self._send(parts, number))) as run:
                for _ in run:
                    pass

    def _send(self, parts: Parts, number: int) -> None:
        url = self._url(number)
        response = self._put(parts, number, url)
        for _ in range(_RENEWALS):
            if response.status == 403:
                # Its time was over, or was said to be.
                url = self._url(number, rejected=url)
                response = self._put(parts, number, url)
        if response.status == 404:
            raise self._error("transfers.upload-expired")
        check_answer(response, "part")
        etag = response.headers.get("ETag", "")
        if not etag:
            raise MalformedAnswer("service.missing-field", what="part", field="ETag", id=str(number))
        with self._lock:
            self._etags[number - 1] = etag
            if self._on_state is not None:
                self._on_state(replace(self._state, etags=tuple(self._etags)))

    def _put(self, parts: Parts, number: int, url: str) -> Response:
        start, size = self._place(number)
        with FilePart(self._file, start=start, size=size, report=parts.report(number)) as part:
            return self._carrier.signed.put(url, part)

    def _place(self, number: int) -> tuple[int, int]:
        """Return start and size of a part."""
        start = (number - 1) * self._state.part_size
        return start, min(self._state.part_size, self._state.size - start)

    def _url(self, number: int, *, rejected: str = "") -> str:
        """Return the address of a part, another one than `rejected`; those of the parts behind it come
        along."""
        with self._signing:
            known = self._urls.get(number, "")
            if not known or known == rejected:
                count = min(MOST_URLS, len(self._etags) - number + 1)
                try:
                    signed = sign_parts(
                        self._carrier.storage,
                        self._state.bucket,
                        object_key=self._state.object_key,
                        upload_key=self._state.upload_key,
                        first=number,
                        count=count,
                    )
                except (BadInput, NotFound) as error:
                    raise self._error("transfers.upload-expired") from error
                self._urls.update(enumerate(signed.urls[:count], start=number))
            return self._urls[number]

    def _complete(self) -> StoredObject | WrongParts:
        """Complete the upload; where the answer is lost, look for the object before asking again."""
        self._check_file()
        finished = Finished(
            self._state.object_key, self._state.upload_key, self._state.size, self._etags, self._headers
        )
        doubt: Exception | None = None
        for _ in range(_TRIES):
            try:
                return complete_upload(self._carrier.storage, self._state.bucket, finished=finished)
            except (AnswerLost, MalformedAnswer, ServiceDown, BadInput, NotFound) as error:
                # What is refused may have been completed before, by a request whose answer never came or
                # could not be read.
                if found := self._find():
                    return found
                if isinstance(error, (BadInput, NotFound)):
                    raise self._error("transfers.upload-expired") from error
                doubt = error
        raise self._error("transfers.unconfirmed") from doubt

    def _find(self) -> StoredObject | None:
        """Return the object if it is there, and is this file."""
        state = self._state
        try:
            found = sign_download(self._carrier.storage, state.bucket, object_key=state.object_key)
        except NotFound:
            return None
        except (NetworkError, ServiceError, MalformedAnswer) as error:
            raise self._error("transfers.unconfirmed") from error
        if found.size != state.size or (found.sha1 and found.sha1 != self._sha1()):
            return None
        urn = object_id(state.bucket, state.object_key)
        return StoredObject(urn, state.bucket, state.object_key, found.size, found.sha1, "")

    def _check_file(self) -> None:
        """Raise `TransferError` (`transfers.file-changed`) unless the file is what it was."""
        try:
            stamp = read_stamp(self._file)
        except TransferError as error:
            raise self._error("transfers.file-changed") from error
        if stamp != (self._state.size, self._state.modified):
            raise self._error("transfers.file-changed")

    def _sha1(self) -> str:
        digest = hashlib.sha1(usedforsecurity=False)
        try:
            with self._file.open("rb") as file:
                while block := file.read(_STEP):
                    digest.update(block)
        except OSError as error:
            raise unreadable(self._file, error) from error
        return digest.hexdigest()

    def _error(self, reference: str, **context: object) -> TransferError:
        return TransferError(reference, name=self._file.name, **context)
