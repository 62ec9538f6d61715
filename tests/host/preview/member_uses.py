"""Reads from source code which members of Fusion's objects it uses, as far as their types can be told.

A type is told by an annotation (`ui: adsk.core.UserInterface`), by a name that stands for one thing in all of
the add-in (`application`, `ui`), by what a member of a typed object returns, and, for a handler's arguments,
by the handler's class beside the callback, as in `add(event, adsk.core.XEventHandler, callback)` or
`add(owner, "event", "XEventHandler", callback)`. What is asked for by its name in that way, or with
`hasattr`, `getattr(owner, "name", default)`, `read_member`, `write_member` or `call_member`, is
feature-tested: it may be missing, and so may what a condition has asked for, in all that hangs on it.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .test_definitions import DEFINITIONS, MODULES, NEWER, official_members

_TESTED = {"hasattr", "read_member", "write_member", "call_member"}
_READ = {"getattr", "read_member", "call_member"}
_ROOTS = {"application": "core.Application", "ui": "core.UserInterface"}
_CLASS = re.compile(r"adsk\.(core|fusion|drawing|cam)\.(\w+)")


@dataclass(frozen=True)
class Use:
    """A member that a line uses, of a class such as core.Palettes; "" is the class itself."""

    line: int
    owner: str
    name: str
    is_tested: bool


def find_uses(source: str) -> list[Use]:
    """Return the uses of Fusion's members in a source file, in their order."""
    reader = _Reader()
    tree = ast.parse(source)
    reader.note_callbacks(tree)
    for _ in range(2):  # what a method stores is known to the others only after all were read
        reader.uses.clear()
        reader.visit(tree)
    return sorted(reader.uses, key=lambda use: (use.line, use.owner, use.name))


def find_problems(uses: list[Use]) -> Iterator[str]:
    """Yield each use of what no Fusion has, or not the older one while nothing asks for it first."""
    for use in uses:
        if use.owner not in DEFINITIONS and use.owner not in NEWER:
            yield f"line {use.line}: there is no adsk.{use.owner}"
            continue
        is_newer = use.owner not in DEFINITIONS or use.name in NEWER.get(use.owner, {})
        known = official_members(use.owner)
        if use.name and use.name not in known and not use.is_tested:
            yield f"line {use.line}: adsk.{use.owner} has no {use.name}"
        elif is_newer and not use.is_tested:
            yield f"line {use.line}: Fusion of 2024 has no adsk.{use.owner}.{use.name}".rstrip(".")


class _Reader(ast.NodeVisitor):
    def __init__(self) -> None:
        self.uses: set[Use] = set()
        self._names: dict[str, str] = {}
        self._fields: dict[str, str] = {}
        self._callbacks: dict[str, str] = {}
        self._asked: set[tuple[str, str]] = set()

    def note_callbacks(self, tree: ast.AST) -> None:
        """Remember which functions are given an event's arguments."""
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and len(call.args) >= 2):
                continue
            for base, callback in zip(call.args, call.args[1:], strict=False):
                handler = _handler(base)
                if handler:
                    owner = f"{handler.removesuffix('Handler')}Args"
                    name = callback.attr if isinstance(callback, ast.Attribute) else ast.unparse(callback)
                    self._callbacks[name] = owner

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Read a function with the types of its arguments."""
        outer = dict(self._names)
        arguments = [*node.args.args, *node.args.kwonlyargs]
        for argument in arguments:
            self._names.pop(argument.arg, None)
            self._set(argument.arg, _named(argument.annotation) or _ROOTS.get(argument.arg, ""))
        if node.name in self._callbacks:
            first = next((each.arg for each in arguments if each.arg != "self"), "")
            self._set(first, self._callbacks[node.name])
        self.generic_visit(node)
        self._names = outer

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Read a function without a name."""
        outer = dict(self._names)
        if ast.unparse(node) in self._callbacks and node.args.args:
            self._set(node.args.args[0].arg, self._callbacks[ast.unparse(node)])
        self.generic_visit(node)
        self._names = outer

    def visit_Assign(self, node: ast.Assign) -> None:
        """Give what is assigned its type."""
        self.generic_visit(node)
        for target in node.targets:
            self._store(target, self._infer(node.value))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Give what is annotated its type; Any is as good as none."""
        self.generic_visit(node)
        self._store(node.target, _named(node.annotation) or (self._infer(node.value) if node.value else ""))

    def visit_For(self, node: ast.For) -> None:
        """Give the variable of a loop the type of the items."""
        self._store(node.target, _returned(self._infer(node.iter), "item"))
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        """Take what the condition asks for as tested below it."""
        before, self._asked = self._asked, {*self._asked, *self._find_asked(node.test)}
        self.visit(node.test)
        for each in node.body:
            self.visit(each)
        self._asked = before
        for each in node.orelse:
            self.visit(each)

    def _find_asked(self, test: ast.expr) -> Iterator[tuple[str, str]]:
        for call in ast.walk(test):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in _TESTED and len(call.args) >= 2:
                name = call.args[1]
                if isinstance(name, ast.Constant):
                    yield self._infer(call.args[0]), str(name.value)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note the use of a member, or of a class."""
        self.generic_visit(node)
        match = _CLASS.fullmatch(ast.unparse(node))
        if match:
            self._note(node.lineno, f"{match[1]}.{match[2]}", "")
        else:
            self._note(node.lineno, self._infer(node.value), node.attr)

    def visit_Call(self, node: ast.Call) -> None:
        """Note the members that are asked for by their name."""
        self.generic_visit(node)
        function = ast.unparse(node.func)
        if len(node.args) >= 2 and isinstance(node.args[1], ast.Constant):
            is_default = function == "getattr" and len(node.args) == 3
            if is_default or function in _TESTED:
                self._note(node.lineno, self._infer(node.args[0]), str(node.args[1].value), is_tested=True)
            elif function == "getattr":
                self._note(node.lineno, self._infer(node.args[0]), str(node.args[1].value))
            elif len(node.args) >= 3 and _handler(node.args[2]):
                self._note(node.lineno, self._infer(node.args[0]), str(node.args[1].value), is_tested=True)
                self._note(node.lineno, _handler(node.args[2]), "", is_tested=True)

    def _note(self, line: int, owner: str, name: str, *, is_tested: bool = False) -> None:
        if owner:
            self.uses.add(Use(line, owner, name, is_tested or (owner, name) in self._asked))

    def _set(self, name: str, kind: str) -> None:
        if kind:
            self._names[name] = kind

    def _store(self, target: ast.expr, kind: str) -> None:
        if isinstance(target, ast.Name):
            self._names.pop(target.id, None)
            self._set(target.id, kind)
        elif isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self" and kind:
            self._fields[target.attr] = kind

    def _infer(self, node: ast.expr) -> str:
        """Return the class of an expression, "" where it cannot be told."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id, "")
        if isinstance(node, ast.Call):
            return self._infer_call(node)
        if isinstance(node, ast.Attribute):
            if ast.unparse(node.value) == "self":
                return self._fields.get(node.attr, "")
            match = _CLASS.fullmatch(ast.unparse(node))
            return f"{match[1]}.{match[2]}" if match else _returned(self._infer(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            return _returned(self._infer(node.value), "item")
        if isinstance(node, ast.IfExp):
            return self._infer(node.body) or self._infer(node.orelse)
        return ""

    def _infer_call(self, node: ast.Call) -> str:
        function = node.func
        if isinstance(function, ast.Name) and function.id in _READ and len(node.args) >= 2:
            name = node.args[1]
            known = isinstance(name, ast.Constant)
            return _returned(self._infer(node.args[0]), str(name.value)) if known else ""
        if isinstance(function, ast.Attribute):
            return _returned(self._infer(function.value), function.attr)
        return ""


def _handler(node: ast.expr) -> str:
    """Return the handler's class that an argument names, itself or as a text; "" where it names none."""
    match = _CLASS.fullmatch(ast.unparse(node))
    if match and match[2].endswith("EventHandler"):
        return f"{match[1]}.{match[2]}"
    name = node.value if isinstance(node, ast.Constant) else ""
    return f"core.{name}" if isinstance(name, str) and re.fullmatch(r"\w+EventHandler", name) else ""


def _named(annotation: ast.expr | None) -> str:
    match = _CLASS.search(ast.unparse(annotation)) if annotation else None
    return f"{match[1]}.{match[2]}" if match else ""


def _returned(owner: str, name: str) -> str:
    """Return the class that a member of ours gives, "" where it gives none."""
    module, _, cls = owner.partition(".")
    entry = getattr(MODULES.get(module), cls, None)
    if name == "item" and getattr(entry, "_item_type", None):
        return f"{module}.{getattr(entry, '_item_type').__name__}"  # noqa: B009
    member = inspect.getattr_static(entry, "_wrap" if name == "item" else name, None)
    function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
    text = str(getattr(function, "__annotations__", {}).get("return", ""))
    for word in re.findall(r"\w+", text):
        for known, ours in MODULES.items():
            if word in ours.__all__:
                return f"{known}.{word}"
    return ""
