"""The preview begins anew when it is asked to, whatever the last one left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from ...sources import ROOT


def test_a_reset_takes_the_hub_and_the_bytes_of_its_objects(tmp_path: Path) -> None:
    hub, objects = tmp_path / "sample-hub.sqlite", tmp_path / "sample-hub.sqlite-objects"
    hub.write_text("no database, so that it could not be opened " * 100, encoding="utf-8")
    objects.mkdir()
    (objects / "old").write_bytes(b"data")
    command = [sys.executable, str(ROOT / "DataBrowserAddin.py"), "--reset", "--no-open"]
    environment = {**os.environ, "DATABROWSER_HOME": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as preview:
        assert preview.stdout is not None
        assert preview.stdout.readline().startswith("Preview: ")
        preview.send_signal(signal.SIGINT)
        preview.stdout.read()
        assert preview.wait(20) == 0
    assert hub.read_bytes().startswith(b"SQLite format 3")
    assert not objects.exists()
