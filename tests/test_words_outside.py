"""No word that a user reads stands anywhere but in resources/texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from .sources import ROOT, list_sources

# Their readers are at a command line, or develop: they are spoken to in English.
_FOR_DEVELOPERS = ("lib/cli.py", "lib/tour.py", "lib/terminal.py", "lib/scripting.py", "lib/package.py")
# What an exception of ours says, or another program's, on its way to the log.
_FOR_THE_LOG = {
    "DataBrowserAddin.py": ["not a Python file: "],
    "lib/core/pictures.py": ["more than ", "no PNG, JPEG, GIF or WebP"],
    "lib/http/faults.py": ["timed out"],
    "lib/store/secrets.py": ["local machine"],  # what Windows calls it
}
_OTHER_FOLDERS = ("lib/emulator/", "lib/preview/", "lib/vendor/", "tests/")
# What takes words that no user reads: the log, patterns, statements for a database, and faults of our own.
_UNREAD = re.compile(
    r"_log\.\w+|logging\..*|re\.\w+|.*\.execute\w*|ProtocolError|\w*(Runtime|Value|Type|Assertion|OS|Key)Error"
    r"|.*\.(startswith|endswith|replace|split|sub)|getattr|NoPicture|_NoPicture"
)
# A statement for a database, or a part of one: no sentence has such words in capitals.
_STATEMENT = re.compile(
    r".*\b(SELECT|DELETE|INSERT|REPLACE|UPDATE|PRAGMA|CREATE|WITH|FROM|JOIN|WHERE|AND|EXISTS|EXCEPT|ORDER BY"
    r"|CASE|ELSE|UNION)\b",
    re.DOTALL,
)
_PROSE = re.compile(r"[A-Za-z]{2,}[,:]? [a-z]{2,}")
_ADDRESSED = {"Button": (1, 2), "choose_files": (0,), "choose_target": (0,)}
# Of a function of the page: from which argument on words are shown, or which arguments alone.
_SHOWN: dict[str, tuple[int, int]] = {
    "h": (2, 99),
    "replace": (1, 99),
    "button": (0, 1),
    "iconButton": (1, 2),
    "menuButton": (1, 2),
    "note": (1, 99),
    "emptyBlock": (1, 3),
    "busyLine": (0, 1),
    "waitBlock": (0, 1),
    "copyField": (0, 1),
    "submitButton": (0, 1),
    "createDialog": (1, 2),
    "say": (0, 1),
}
_CALL = re.compile(rf"(?<![\w$])(?:DataBrowser\.)?({'|'.join(_SHOWN)})\(")
_ATTRIBUTE = re.compile(
    r"(?:\b(?:title|placeholder|alt|label)|\"aria-(?:label|description|roledescription|valuetext)\")\s*:"
    r"|\.(?:textContent|title|placeholder|innerText)\s*=(?!=)"
    r"|setAttribute\(\s*\"(?:title|aria-label|placeholder|alt)\"\s*,"
)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")


def find_words_in_python(source: str) -> list[str]:
    """Return what reads like words for a user in the code of a module."""
    tree = ast.parse(source)
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))  # a docstring
        if isinstance(node, ast.Call) and _UNREAD.fullmatch(ast.unparse(node.func)):
            skipped |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Assign) and all(
            re.fullmatch(r"_?[A-Z_]+", ast.unparse(one)) for one in node.targets
        ):
            skipped |= {id(part) for part in ast.walk(node.value)}  # a table that others look up in
    found = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
        and _PROSE.search(node.value)
        and not _STATEMENT.match(node.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            parts = [node.args[at] for at in _ADDRESSED.get(name, ()) if at < len(node.args)]
            found |= {
                one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return sorted(found)


def find_words_in_script(source: str) -> list[str]:
    """Return the literals that a script shows, or gives to who listens."""
    source = re.sub(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", "", source, flags=re.DOTALL)
    found: list[str] = []
    for match in _CALL.finditer(source):
        first, end = _SHOWN[match[1]]
        for part in list_arguments(source, match.end())[first:end]:
            found += list_literals(part)
    for match in _ATTRIBUTE.finditer(source):
        found += list_literals(list_arguments(source, match.end(), ends=",;})\n")[0])
    return found


def list_arguments(source: str, start: int, *, ends: str = ")") -> list[str]:
    """Return the arguments of a call whose list begins at `start`, or what stands up to one of `ends`."""
    parts, depth, at, begin = [], 0, start, start
    while at < len(source):
        if literal := _STRING.match(source, at):
            at = literal.end()
            continue
        letter = source[at]
        if depth == 0 and (letter in ends or letter in ")]}"):
            break
        if letter == "," and depth == 0:
            parts.append(source[begin:at])
            begin = at + 1
        depth += (letter in "([{") - (letter in ")]}")
        at += 1
    return [*parts, source[begin:at]]


def list_literals(part: str) -> Iterator[str]:
    """Yield the words that an expression itself has: not those that it hands to other functions."""
    depth = at = 0
    before = ""
    while at < len(part):
        literal = _STRING.match(part, at)
        if literal:
            words = re.sub(r"\$\{[^}]*\}", "", literal[0])
            is_compared = re.search(r"[=!]==?\s*$", before) or re.match(
                r"\s*(?:[=!]==?|in\b)", part[literal.end() :]
            )
            if depth == 0 and _WORD.search(words) and not is_compared:
                yield literal[0]
            at = literal.end()
            continue
        depth += (part[at] in "([{") - (part[at] in ")]}")
        before = part[: at + 1]
        at += 1


def test_python_has_no_words_for_users() -> None:
    sources = (
        (path, source)
        for path, source in list_sources()
        if not str(path).startswith(_OTHER_FOLDERS) and str(path) not in _FOR_DEVELOPERS
    )
    found = {str(path): words for path, source in sources if (words := find_words_in_python(source))}
    assert found == _FOR_THE_LOG


def test_scripts_have_no_words_for_users() -> None:
    scripts = sorted((ROOT / "resources" / "palette" / "js").glob("*.js"))
    assert scripts
    found = {
        path.name: words
        for path in scripts
        if (words := find_words_in_script(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        'Button(ID, "Open", tooltip)',
        'Button(ID, name, "Opens it")',
        'services.host.choose_files("Attach", multiple=True)',
        'problem = UsageError("a.b", why="it is no readable file")',
        'return {"note": "Nothing was found"}',
        'title = f"{count} files were attached"',
    ],
)
def test_words_in_python_are_found(source: str) -> None:
    assert len(find_words_in_python(source)) == 1


def test_what_no_user_reads_may_stand_in_python() -> None:
    source = '"""Some words."""\n_log.warning("no answer from %s", host)\nname = texts["buttons"]["open"]\n'
    assert find_words_in_python(source) == []


@pytest.mark.parametrize(
    "source",
    [
        'h("p", null, "Hello")',
        'h("p", { class: "big" }, isOpen ? "Open" : t("closed"))',
        "h('p', null, h('b', null), `${count} files`)",
        'button("Save", save, { icon: "check" })',
        'DataBrowser.iconButton("close", "Close", close)',
        'emptyBlock("hub", t("none"), "Nothing here")',
        'h("input", { type: "text", placeholder: "Search" })',
        'h("div", { "aria-label": `Files of ${name}` })',
        'element.title = "More";',
        'place.textContent = "Loading";',
        'node.setAttribute("aria-label", "Row");',
        'DataBrowser.say("Done")',
        'replace(body, "No versions")',
    ],
)
def test_words_in_a_script_are_found(source: str) -> None:
    assert len(find_words_in_script(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'h("p", { class: "block problem", role: "alert" }, t("page.title"))',
        'replace(body, state === "done" ? t("done") : t("fault"))',
        'h("span", null, `v${number}`, ": ", "…")',
        'button(t("save"), save, { icon: "check" }); // "Save"',
        'text.replace("open door", other)',
    ],
)
def test_what_is_no_word_passes(source: str) -> None:
    assert [words for words in find_words_in_script(source) if "door" not in words] == []


def test_the_page_without_a_host_speaks_in_each_language() -> None:
    index = (ROOT / "resources" / "palette" / "index.html").read_text(encoding="utf-8")
    for part in ("title", "text"):
        assert f"data-missing-{part}=" in index
        assert f"data-missing-{part}-de=" in index
