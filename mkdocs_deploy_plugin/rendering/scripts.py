"""ES modules to one classic script, which works from a disk and under any Content-Security-Policy.

The modules are put in a row, each behind those that it imports, in one function. That is the same
program only if no two of them share a name at their top, if nothing there hides a global of the
browser, and if they import and export in plain ways. All of that is checked, and whatever cannot be
told for sure is refused. The errors are for who writes the modules, not for who builds a site.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from mkdocs_deploy_plugin.rendering.javascript import ScriptError, Token, compact, line_of, tokens

_GLOBALS = """
    addEventListener alert atob blur btoa caches cancelAnimationFrame clearInterval clearTimeout close closed
    confirm console crypto customElements dispatchEvent document document$ event external fetch find focus
    frames getComputedStyle getSelection globalThis history indexedDB isSecureContext length localStorage
    location matchMedia moveBy moveTo name navigation navigator open opener origin parent performance
    postMessage print prompt queueMicrotask removeEventListener reportError requestAnimationFrame
    requestIdleCallback resizeBy resizeTo screen scroll scrollBy scrollTo self sessionStorage setInterval
    setTimeout status stop structuredClone top undefined visualViewport window
    Array BigInt Blob Boolean Comment CustomEvent DOMParser Date Document Element Error Event EventTarget File
    FileReader FormData HTMLElement Image Intl JSON KeyboardEvent Map Math MutationObserver Node Number Object
    Option Promise Proxy Range RangeError Reflect RegExp ResizeObserver Selection Set Storage StorageEvent
    String Symbol SyntaxError Text TextDecoder TextEncoder TypeError URL URLSearchParams WeakMap WeakSet
    """
GLOBALS = frozenset(_GLOBALS.split())
"""Names that can stand at the top of no module: in another one they mean the browser's own."""

_DECLARES = frozenset({"const", "let", "class", "function"})


class Import(NamedTuple):
    """What a module imports: names, and the module that they are from."""

    names: tuple[str, ...]
    module: str


@dataclass(slots=True)
class _Module:
    """A module taken apart."""

    name: str
    source: str
    pieces: list[Token]
    imports: list[Import] = field(default_factory=list)
    exports: set[str] = field(default_factory=set)
    names: dict[str, int] = field(default_factory=dict)

    def error(self, token: Token, message: str) -> ScriptError:
        return ScriptError(f"{self.name}:{line_of(self.source, token.start)}: {message}")


def bundle(modules: Mapping[str, str], entry: str) -> str:
    """Put a module and all that it imports into one script.

    Args:
        modules: The modules by their paths, with forward slashes.
        entry: The path of the one to begin with.

    Raises:
        ScriptError: They cannot be put into one script as they are.
    """
    parts: list[str] = []
    owners: dict[str, str] = {}
    for module in _ordered(modules, entry):
        for name in module.names:
            if name in owners:
                raise ScriptError(f"{module.name}: {name} is a name of {owners[name]}, too")
            owners[name] = module.name
        code = compact(module.pieces)
        parts.append(code if code.endswith(";") else f"{code};")
    return "\n".join(["(function () {", '"use strict";', *parts, "})();", ""])


def _ordered(modules: Mapping[str, str], entry: str) -> Sequence[_Module]:
    """Give the modules so that each stands behind those that it imports."""
    done: dict[str, _Module] = {}

    def visit(name: str, path: tuple[str, ...]) -> _Module:
        if name in path:
            raise ScriptError(f"modules import each other: {' > '.join([*path[path.index(name) :], name])}")
        if name in done:
            return done[name]
        if name not in modules:
            raise ScriptError(f"{path[-1] if path else 'entry'}: there is no module {name}")
        module = _read(name, modules[name])
        for one in module.imports:
            exports = visit(one.module, (*path, name)).exports
            missing = [wanted for wanted in one.names if wanted not in exports]
            if missing:
                raise ScriptError(f"{name}: {one.module} does not export {', '.join(missing)}")
        done[name] = module
        return module

    visit(entry, ())
    return list(done.values())


def _read(name: str, source: str) -> _Module:
    """Take a module apart; its pieces are those that stay."""
    try:
        pieces = tokens(source)
    except ScriptError as error:
        raise ScriptError(f"{name}: {error}") from None
    module = _Module(name, source, pieces)
    code = [number for number, piece in enumerate(pieces) if piece.counts]
    dropped: set[int] = set()
    end = Token("sign", "", len(source), 0)
    following = {number: pieces[after] for number, after in pairwise(code)}
    before = end
    is_async = False
    for place, number in enumerate(code):
        token = pieces[number]
        behind = following.get(number, end)
        is_word = token.kind == "word" and before.text not in (".", "?.")
        if is_word and token.text == "import":
            dropped.update(_take_import(module, code[place:]))
        elif is_word and token.text == "export":
            if token.depth or (behind.text not in _DECLARES and behind.text != "async"):
                raise module.error(token, "only const, let, class and function can be exported, by name")
            dropped.add(number)
        elif is_word and token.text == "var":
            raise module.error(token, "write const or let")
        elif is_word and token.text == "await" and not is_async:
            raise module.error(token, "a script cannot wait outside of async functions")
        elif token.depth == 0 and token.text == "," and number not in dropped:
            raise module.error(token, "declare one name at a time")
        elif token.depth == 0 and is_word and token.text in _DECLARES:
            _declare(module, token, [pieces[one] for one in code[place + 1 : place + 3]], before)
        is_async = (is_async or token.text == "async") and not (token.depth == 0 and token.text in (";", "}"))
        before = token
    module.pieces = [piece for number, piece in enumerate(pieces) if number not in dropped]
    return module


def _take_import(module: _Module, code: Sequence[int]) -> Sequence[int]:
    """Note what is imported. Gives the numbers of the pieces of the import."""
    first = module.pieces[code[0]]
    taken: list[int] = []
    for number in code:
        taken.append(number)
        if module.pieces[number].text == ";":
            break
    words = [module.pieces[number].text for number in taken]
    target = words[-2] if len(words) > 2 else ""
    names = words[2:-4] if len(words) > 3 else []
    is_plain = words in (
        ["import", target, ";"],
        ["import", "{", *names, "}", "from", target, ";"],
    )
    named = [name for name in names if name != ","]
    is_list = ",".join(named) == "".join(names).removesuffix(",")
    if first.depth or not is_plain or not is_list or target[:3] not in ('"./', '"..'):
        raise module.error(first, 'import as in import { a, b } from "./module.js";')
    path = posixpath.normpath(posixpath.join(posixpath.dirname(module.name), target[1:-1]))
    module.imports.append(Import(tuple(named), path))
    return taken


def _declare(module: _Module, token: Token, behind: Sequence[Token], before: Token) -> None:
    """Note a name at the top of a module."""
    while behind and behind[0].text == "*":
        behind = behind[1:]
    if not behind or behind[0].kind != "word":
        if token.text in ("class", "function") and before.kind != "word":
            return  # An expression without a name.
        raise module.error(token, "declare one name at a time")
    name = behind[0].text
    if name in GLOBALS:
        raise module.error(token, f"{name} is a name of the browser")
    if name in module.names:
        raise module.error(token, f"{name} stands twice")
    module.names[name] = token.start
    if before.text == "export" or (before.text == "async" and _is_exported(module, before)):
        module.exports.add(name)


def _is_exported(module: _Module, token: Token) -> bool:
    """Tell whether `export` stands directly before a token."""
    return module.source[: token.start].rstrip().endswith("export")
