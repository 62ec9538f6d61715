"""Every function of the client that sends a request, with what it is asked on each bad day.

A case is called after its function, `family.function`; a comma leads a second way to call it.
"""

from __future__ import annotations

from collections.abc import Mapping

from .bench import Case
from .cases_auth import AUTH_CASES
from .cases_data import DATA_CASES
from .cases_files import FILE_CASES
from .cases_services import SERVICE_CASES
from .cases_storage import STORAGE_CASES

CASES: Mapping[str, Case] = {**AUTH_CASES, **DATA_CASES, **FILE_CASES, **SERVICE_CASES, **STORAGE_CASES}
