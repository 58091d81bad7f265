"""The Python that a reader carries away from an exhibit, with the imports that it needs."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Iterable
from functools import cache

#: What is called by the same short name everywhere.
_SHORT = {"np": "numpy", "sl": "scalinglaws"}


def with_imports(code: str, example: str, options: Iterable[str], module: str) -> str:
    """`code` below the imports of the names that it takes from elsewhere.

    code : what a reader sees, with fields for the settings.
    example : the same with settings in it, which is Python.
    options : what else may stand in it.
    module : that of the exhibit, whose source says where a name is from: imported there, or defined.
    """
    wanted = _free(ast.parse("\n".join([example, *(f"_({option})" for option in options)])))
    short, sources = sorted(wanted & set(_SHORT), key=_SHORT.__getitem__), _sources(module)
    by_module: dict[str, list[str]] = {}
    for name in sorted(wanted & set(sources) - set(short), key=_as_sorted):
        by_module.setdefault(sources[name], []).append(name)
    others = [f"from {source} import {', '.join(names)}" for source, names in sorted(by_module.items())]
    ours = [line for line in others if line.startswith("from scalinglaws.")]
    lines = [line for line in others if line not in ours]
    lines += [f"import {_SHORT[name]} as {name}" for name in short] + ours
    if lines and not code.startswith(("import ", "from ")):
        lines.append("")
    return "\n".join([*lines, code])


def _free(tree: ast.AST) -> set[str]:
    """The names that a program uses and does not bind itself."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)} | set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return {node.id for node in names} - bound


@cache
def _sources(module: str) -> dict[str, str]:
    """Where the public names of a module are from: name → module; empty for what has no source, such as a notebook.

    What it imports under another name, because it has that name itself, is known by its own.
    """
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError):
        return {}
    imported: dict[str, str] = {}
    defined: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            imported |= {alias.name: node.module for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            defined |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return {name: module for name in defined if not name.startswith("_")} | imported


def _as_sorted(name: str) -> tuple[int, str]:
    """Constants first, then classes, then functions, as import lines are sorted."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name
