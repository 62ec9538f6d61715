"""What the Schema service says, kept for a while: it is asked rarely, and nobody waits for it for long."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping

from ..aps.schemas import Schema, get_schema
from ..clock import Clock
from ..errors import NetworkError, ServiceError
from ..http import HttpClient, RetryPolicy

_log = logging.getLogger("databrowser.core")

TIMEOUTS = (2.0, 2.0)
"""Connect and read, in seconds: the time-outs of a client for the Schema service alone."""
RETRY = RetryPolicy(attempts=1)
KEPT_SECONDS = 24 * 3600.0
ABSENT_SECONDS = 600.0
_PATIENCE = 2.0  # seconds for all schemas that one offer wants


class SchemaCache:
    """Schemas by type and version, in memory; what is not there is remembered as well, for less time.

    `client` has the time-outs and the single attempt of this module.
    """

    def __init__(self, client: HttpClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[Schema | None, float]] = {}
        self._silent_until = 0.0

    def find(self, wanted: Iterable[tuple[str, str]]) -> Mapping[str, Schema]:
        """Return the schemas of (type, version) pairs by type, as far as the service gives them in time.

        A fault is no error here: the service is then left alone for a while, and what it did not say lacks.
        """
        deadline = self._clock.now() + _PATIENCE
        found: dict[str, Schema] = {}
        for extension_type, version in wanted:
            schema = self._find_one(extension_type, version, deadline=deadline)
            if schema:
                found[extension_type] = schema
        return found

    def _find_one(self, extension_type: str, version: str, *, deadline: float) -> Schema | None:
        now = self._clock.now()
        with self._lock:
            schema, until = self._kept.get((extension_type, version), (None, 0.0))
            if now < until:
                return schema
            if now < self._silent_until or now > deadline:
                return None
        try:
            schema = get_schema(self._client, extension_type, version=version)
        except (NetworkError, ServiceError) as error:
            _log.info("no schema service: %s", error.reference)
            with self._lock:
                self._silent_until = self._clock.now() + ABSENT_SECONDS
            return None
        kept_for = KEPT_SECONDS if schema else ABSENT_SECONDS
        with self._lock:
            self._kept[extension_type, version] = schema, self._clock.now() + kept_for
        return schema
