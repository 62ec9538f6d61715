"""Signing in to the sample tenant as a person does it: the preview as a program, toolbar and palette."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from addin.lib.texts import load_texts
from playwright.sync_api import Browser

from .conftest import ROOT, WAIT_MS

pytestmark = pytest.mark.long_only

TEXTS = load_texts()["page"]


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[str]:
    """The address of a preview that runs, and ends cleanly."""
    with subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "DataBrowserAddin.py"),
            "--no-open",
            "--port",
            "0",
            "--service-port",
            "0",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABROWSER_HOME": str(tmp_path)},
    ) as program:
        assert program.stdout
        assert program.stderr
        try:
            said = program.stdout.readline().split()
            assert said[:1] == ["Preview:"], program.stderr.read()
            yield said[1]
            program.send_signal(signal.SIGINT)
            assert program.wait(15) == 0
            assert program.stderr.read() == ""
        finally:
            program.kill()


def test_the_first_click_in_the_toolbar_leads_to_a_session(chromium: Browser, preview: str) -> None:
    page = chromium.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(preview)
    page.get_by_role("button", name=load_texts()["buttons"]["lifecycle_sign_in"]["name"]).first.click()
    dialog = page.frame_locator("iframe").get_by_role("dialog")
    dialog.get_by_text(TEXTS["lifecycle.sample"]).wait_for()
    dialog.get_by_label(TEXTS["lifecycle.user"]).fill("designer@example.com")
    dialog.get_by_label(TEXTS["lifecycle.password"]).fill("wrong")
    page.keyboard.press("Enter")
    dialog.get_by_role("alert").get_by_text("designer@example.com").wait_for()
    dialog.get_by_label(TEXTS["lifecycle.password"]).fill("fusion")
    page.keyboard.press("Enter")
    dialog.get_by_text(TEXTS["lifecycle.done"]).wait_for()
    dialog.get_by_role("button", name=TEXTS["lifecycle.sign-out"]).click()
    dialog.get_by_text(TEXTS["lifecycle.signed-out"]).wait_for()
    page.context.close()
