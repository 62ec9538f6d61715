"""Loads add-ins into one interpreter as Fusion does, beside a hostile one, and reports as JSON what it saw.

Usage: probe.py HOSTILE ORDER ENTRY [ENTRY ...]

HOSTILE is a folder of modules under public names; it stands first on sys.path. ORDER says whether the hostile
add-in imports them `before` or `after` the others. Each ENTRY is the entry file of an add-in. The report:

    {"addins": [{"version": ..., "requests": id, "files": [...], "cacert": ..., "status": 200, ...}, ...],
     "foreign": [...], "hostile": {name: version}, "touched": [...], "shared": [...],
     "steady": true, "filters": true, "finders": true, "types": true, "loggers": [...]}

`foreign` are modules outside the add-ins and the standard library that they brought in, `touched` the
hostile modules they changed, `shared` what they hold of hostile modules; `steady` says that nothing was
different once the hostile add-in had imported its own; `filters`, `finders` and `types` that the warning
filters, sys.meta_path and the types of ctypes.pythonapi are what they were.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import json
import logging
import sys
import threading
import urllib.parse
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

from vault import Vault  # pyright: ignore[reportMissingImports]  the folder of the running program


class Handler(BaseHTTPRequestHandler):
    """Answers every GET with text whose charset only a detector can find."""

    def do_GET(self) -> None:
        body = "Ωμέγα, άλφα και βήτα: τα γράμματα του ελληνικού αλφαβήτου.".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


def load_as_fusion(entry: Path) -> str:
    """Load an entry file under a name made from its path; return the name."""
    name = "__main__" + urllib.parse.quote(str(entry), safe="").replace(".", "_")
    spec = importlib.util.spec_from_file_location(name, entry, submodule_search_locations=[str(entry.parent)])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return name


def examine(name: str, url: str) -> dict[str, Any]:
    """Use the private requests of the add-in `name`, and tell what it is made of."""
    requests = importlib.import_module(f"{name}.lib.vendor.requests")
    inner = importlib.import_module(f"{name}.lib.vendor.urllib3")
    importlib.import_module(f"{name}.lib.vendor.truststore")
    importlib.import_module(f"{name}.lib.vendor.keyring.backends.macOS")
    vault = importlib.import_module(f"{name}.lib.vendor.keyring.backends.Windows").WinVaultKeyring()
    vault.set_password(name, "somebody", "Ωμέγα")
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(url, timeout=10)
        try:
            session.get("http://127.0.0.1:1/", timeout=10)
            raised = None
        except requests.exceptions.ConnectionError as error:
            raised = error
        prepared = requests.Request("GET", "http://bücher.example/").prepare()
    return {
        "version": requests.__version__,
        "requests": id(requests),
        "files": [
            str(Path(str(module.__file__)).resolve())
            for key, module in sorted(sys.modules.items())
            if key.startswith(f"{name}.lib.vendor")
        ],
        "cacert": requests.certs.where(),
        "status": answer.status_code,
        "text": answer.text,
        "host": prepared.url,
        "cause": raised is not None and isinstance(raised.args[0], inner.exceptions.MaxRetryError),
        "secret": vault.get_password(name, "somebody"),
        "lib": str(sys.modules[f"{name}.lib"].__file__),
    }


def describe_types() -> tuple[Any, Any]:
    """Return what ctypes.pythonapi holds of a function that all add-ins share."""
    function = ctypes.pythonapi.PyBytes_FromStringAndSize
    return function.argtypes, function.restype


def find_shared(hostile: dict[str, ModuleType], names: list[str]) -> list[str]:
    """Name what the add-ins hold that belongs to a hostile module."""
    ours = [module for key, module in sys.modules.items() if key.partition(".")[0] in names]
    return [
        f"{module.__name__}.{key}"
        for module in ours
        for key, value in vars(module).items()
        if any(value is foreign for foreign in hostile.values())
        or getattr(value, "__module__", None) in hostile
    ]


def main(folder: str, order: str, entries: list[str]) -> dict[str, Any]:
    """Load everything in the given order and return the report."""
    Vault().install()
    sys.path.insert(0, folder)
    public = sorted(path.stem for path in Path(folder).iterdir() if path.stem != "__pycache__")
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    hostile: dict[str, ModuleType] = {}
    if order == "before":
        hostile = {name: importlib.import_module(name) for name in public}
    known, filters = set(sys.modules), list(warnings.filters)
    finders, types = list(sys.meta_path), describe_types()
    contents = {name: dict(vars(module)) for name, module in hostile.items()}
    names = [load_as_fusion(Path(entry)) for entry in entries]
    url = f"http://127.0.0.1:{server.server_port}/"
    addins = [examine(name, url) for name in names]
    new = {key for key in set(sys.modules) - known if key.partition(".")[0] not in names}
    if order == "after":
        hostile = {name: importlib.import_module(name) for name in public}
    steady = addins == [examine(name, url) for name in names]
    server.shutdown()
    server.server_close()
    return {
        "addins": addins,
        "foreign": sorted(key for key in new if key.partition(".")[0] not in sys.stdlib_module_names),
        "hostile": {name: module.__version__ for name, module in hostile.items()},
        "touched": [name for name, before in contents.items() if dict(vars(hostile[name])) != before],
        "steady": steady,
        "shared": find_shared(hostile, names),
        "filters": list(warnings.filters) == filters,
        "finders": sys.meta_path == finders,
        "types": describe_types() == types,
        "loggers": sorted(logging.root.manager.loggerDict),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3:])))
