"""One download from object storage: ranges of bytes side by side into a file."""

from __future__ import annotations

import hashlib
import threading
from contextlib import closing
from pathlib import Path

from ..aps.signed_downloads import Chunk, SignedDownload, sign_download
from ..errors import MalformedAnswer, TransferError
from ..http import FileSlot, Response
from ..http.answers import check_answer
from .parts import Carrier, Gauge, Parts, Progress

RANGE_SIZE = 16 * 1024 * 1024
_BLOCK = 4 * 1024 * 1024  # of a file at a time: with smaller ones, the threads that fetch wait for this one
_RENEWALS = 3


class Download:
    """An object on its way into `file`, which has its size already; `name` is how errors call it."""

    def __init__(
        self,
        carrier: Carrier,
        signed: SignedDownload,
        *,
        bucket: str,
        object_key: str,
        file: Path,
        name: str,
        progress: Progress | None,
        cancelled: threading.Event | None,
    ) -> None:
        self._carrier = carrier
        self._signed = signed
        self._bucket = bucket
        self._object_key = object_key
        self._file = file
        self._name = name
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._etags: dict[tuple[int, int], str] = {}
        self._ranges = [
            (start, min(start + RANGE_SIZE, chunk.end))
            for chunk in signed.chunks
            # An empty object is fetched too: that it can be read is part of the answer.
            for start in range(chunk.start, max(chunk.end, chunk.start + 1), RANGE_SIZE)
        ]
        self._gauge = Gauge(signed.size, progress)

    def run(self) -> str:
        """Fetch all ranges and return the SHA-1 of what came, empty where there is none to compare it with.

        Raises `TransferError` (`transfers.wrong-checksum`) when they differ.
        """
        parts = Parts(self._carrier, self._gauge, self._cancelled)
        digest = hashlib.sha1(usedforsecurity=False)
        buffer = memoryview(bytearray(_BLOCK))
        wanted = self._signed.sha1
        numbers = range(len(self._ranges))
        with (
            self._file.open("rb", buffering=0) as file,
            closing(parts.run(numbers, lambda number: self._fetch(parts, number))) as run,
        ):
            for number in run:
                start, end = self._ranges[number]
                left = end - start if wanted else 0
                # While the other threads fetch what comes behind; the system still has this part in memory.
                while left and (count := file.readinto(buffer[:left])):
                    digest.update(buffer[:count])
                    left -= count
        if wanted and digest.hexdigest() != wanted:
            raise self._error("transfers.wrong-checksum")
        return wanted

    def _fetch(self, parts: Parts, number: int) -> None:
        start, end = self._ranges[number]
        chunk = self._chunk(start, end)
        response = self._get(parts, number, chunk)
        for _ in range(_RENEWALS):
            if response.status in (403, 404):
                # Its time was over, or the object is another one now.
                chunk = self._chunk(start, end, rejected=chunk)
                response = self._get(parts, number, chunk)
        if response.status == 416:
            raise self._error("transfers.object-changed")
        check_answer(response, "download")
        etag = response.headers.get("ETag", "")
        with self._lock:
            # All ranges of one chunk are to be of the same state of the object.
            if self._etags.setdefault((chunk.start, chunk.end), etag) != etag:
                raise self._error("transfers.object-changed")

    def _get(self, parts: Parts, number: int, chunk: Chunk) -> Response:
        """Fetch one range; a 2xx answer was just that range, and whole."""
        start, end = self._ranges[number]
        is_whole = (start, end) == (chunk.start, chunk.end)
        place = None if is_whole else (start - chunk.start, end - chunk.start)
        report = parts.report(number)
        with FileSlot(self._file, start=start, size=end - start, name=self._name, report=report) as slot:
            response = self._carrier.signed.get(chunk.url, slot, place=place)
        if 200 <= response.status < 300:
            came = response.headers.get("Content-Range", "")
            if place and not came.startswith(f"bytes {place[0]}-{place[1] - 1}/"):
                raise MalformedAnswer("service.missing-field", what="download", field="Content-Range", id="?")
            if slot.filled != end - start:
                raise self._error("transfers.wrong-size", expected=end - start, got=slot.filled)
        return response

    def _chunk(self, start: int, end: int, *, rejected: Chunk | None = None) -> Chunk:
        """Return the chunk that a range lies in, with another address than the `rejected` one."""
        with self._lock:
            chunk = self._find_chunk(start, end)
            if chunk == rejected:
                signed = sign_download(self._carrier.storage, self._bucket, object_key=self._object_key)
                known = {self._signed.sha1, signed.sha1} - {""}
                if signed.size != self._signed.size or len(known) > 1:
                    raise self._error("transfers.object-changed")
                self._signed = signed
                chunk = self._find_chunk(start, end)
            return chunk

    def _find_chunk(self, start: int, end: int) -> Chunk:
        for chunk in self._signed.chunks:
            if chunk.start <= start and end <= chunk.end:
                return chunk
        raise self._error("transfers.object-changed")

    def _error(self, reference: str, **context: object) -> TransferError:
        return TransferError(reference, name=self._name, **context)
