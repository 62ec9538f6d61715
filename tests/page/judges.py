"""Two judges that come from npm: TypeScript for the types of scripts, axe-core for who can use a page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page

from ..packages import find_program

COMPILER = {
    "strict": True,
    "allowJs": True,
    "checkJs": True,
    "noEmit": True,
    "target": "es2019",
    "lib": ["es2019", "dom", "dom.iterable"],
    "types": [],
}
# The page's policy lets axe load nothing, so it must not try to; frames are judged as pages of their own.
AXE = """async ({without, only}) => {
    const rules = Object.fromEntries(without.map(rule => [rule, {enabled: false}]))
    const options = {resultTypes: ['violations'], selectors: false, preload: false, iframes: false}
    Object.assign(options, only.length ? {runOnly: only} : {rules})
    const found = await axe.run(document, options)
    const describe = node => `${node.html} ${node.failureSummary}`
    return found.violations.map(one => `${one.id}: ${one.nodes.map(describe).join(' | ')}`)
}"""


def find_type_faults(node_modules: Path, files: Iterable[Path], folder: Path) -> str:
    """Return what TypeScript says against scripts and their declarations; `folder` takes its settings."""
    settings = {"compilerOptions": COMPILER, "files": [str(file) for file in files]}
    (folder / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    run = subprocess.run(
        [find_program("node"), str(node_modules / "typescript" / "bin" / "tsc"), "-p", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout + run.stderr


def bring_axe(page: Page, node_modules: Path) -> None:
    """Put axe-core into a page; not as a script tag, which the page's policy forbids."""
    page.evaluate((node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))


def find_barriers(page: Page, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> list[str]:
    """Return a line for each rule that axe-core, brought before, finds broken: of all but some, or some."""
    return page.evaluate(AXE, {"without": list(without), "only": list(only)})
