"""What a state of the page was built from: its problems, waits, empty places and dialogs, by source line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .conftest import INDEX

PARTS = (
    "problemBlock",
    "emptyBlock",
    "skeleton",
    "waitBlock",
    "busyLine",
    "createDialog",
    "openMenu",
    "menuButton",
)
# Every script gets the namespace from this: each part made is noted with the line that asked for it.
SPY = """(() => {
  const parts = PARTS;
  const built = (window.builtParts = []);
  let space = null;
  const watch = (name, make) => function (...given) {
    for (const line of new Error().stack.split("\\n").slice(2, 4)) {
      const place = /js\\/(\\w+\\.js):(\\d+):/.exec(line);
      if (place) built.push(`${place[1]}:${place[2]}:${name}`);
    }
    return make.apply(this, given);
  };
  const proxy = (target) => new Proxy(target, {
    set(object, name, value) {
      object[name] = parts.includes(name) ? watch(name, value) : value;
      return true;
    },
  });
  Object.defineProperty(window, "DataBrowser", {
    get: () => space,
    set: (value) => { space = proxy(value); },
  });
})();""".replace("PARTS", str(list(PARTS)))
_CALL = re.compile(rf"(?<!function )\b({'|'.join(PARTS)})\(")


def list_places() -> dict[str, str]:
    """Return where the sources make such a part, `file:line:part`, with the line itself."""
    places = {}
    for script in sorted((INDEX.parent / "js").glob("*.js")):
        for number, line in enumerate(script.read_text(encoding="utf-8").splitlines(), 1):
            if not line.lstrip().startswith(("*", "/**", "//")):
                for found in _CALL.findall(line):
                    places[f"{script.name}:{number}:{found}"] = line.strip()
    return places


def find_unseen(built: Iterable[str], excused: Iterable[str]) -> list[str]:
    """Return the places of the sources that nothing was built from, but for those excused by a part."""
    seen = set(built)
    return [
        f"{place} {line}"
        for place, line in list_places().items()
        if place not in seen and not any(excuse in f"{place} {line}" for excuse in excused)
    ]
