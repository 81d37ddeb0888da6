"""Find names in angle brackets, such as `<namespace>`, that stand for a value that nobody filled in.

In prose they are elements of HTML that no browser knows, so they vanish from the page; in a command, a
shell takes the brackets for redirections. A parameter does what they are meant to do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.checking.front_matter import because
from mkdocs_deploy_plugin.checking.parameters import secret_in
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Json
from mkdocs_deploy_plugin.reading.block_tree import Block
from mkdocs_deploy_plugin.reading.blocks import Tree, find_comments
from mkdocs_deploy_plugin.reading.references import locate
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.meanings import PARAMETERS, STATUS
from mkdocs_deploy_plugin.text import quoted

_HINT = re.compile(r"<[A-Za-z][\w -]*>")
_TAG = re.compile(r"<(?P<name>[A-Za-z][\w-]{0,60}(?: [\w-]{1,60}){0,6})>")
_END = re.compile(r"</([a-z][\w-]{0,60})\s*>")
# In text and code, one word in lower or upper case; not `List<String>`, `<<EOF>`, `sort <in>out` or `</b>`.
_WORD = re.compile(
    r"(?:(?<![\w<&])|(?<=\bv))<(?P<name>[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*|[A-Z][A-Z0-9]+(?:[_-][A-Z0-9]+)*)>"
    r"(?![A-Za-z0-9])"
)
_IN_SHELLS = """
    bash sh shell zsh fish ksh dash console shell-session shellsession sh-session bash-session terminal
    powershell pwsh ps1 bat batch cmd
    """
_OF_HTML = """
    a abbr acronym address area article aside audio b base basefont bdi bdo big blink blockquote body br
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl
    dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header
    hgroup hr html i iframe img input ins kbd keygen label legend li link main map mark marquee menu
    menuitem meta meter nav nobr noframes noscript object ol optgroup option output p param picture
    plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select slot small
    source span strike strong style sub summary sup table tbody td template textarea tfoot th thead time
    title tr track tt u ul var video wbr xmp animate animatemotion animatetransform circle clippath defs
    desc ellipse feblend fecolormatrix fecomposite feflood fegaussianblur femerge femergenode feoffset
    filter foreignobject g image line lineargradient marker mask metadata mpath path pattern polygon
    polyline radialgradient rect set stop svg switch symbol text textpath tspan use view math mfrac mi mn
    mo mover mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    annotation semantics
    """
_OFTEN_VALUES = """
    address command data filter image label link map object path pattern source switch text time title view
    """
_SHELLS, _HTML, _LIKELY_NAMES = map(frozenset, map(str.split, (_IN_SHELLS, _OF_HTML, _OFTEN_VALUES)))
"""Languages of commands, elements, and elements whose names more likely stand for values in commands."""

_TYPE_OR_COMPARISON = re.compile(rb"\w<(?:[A-Z][a-z]|[^>]*>\w)")
# What programs print, and keys.
_NO_NAMES = re.compile(
    r"none|no value|nil|null|pending|unknown|unset|not set|undefined|empty|missing|invalid|defunct|error|all"
    r"|anonymous|std(?:in|out|err)|eof|cr|lf|crlf|default|omitted|redacted|binary|module|lambda"
    r"|enter|return|esc|escape|tab|space|backspace|del|delete|up|down|left|right|home|end|f[0-9]{1,2}"
    r"|(?:c|ctrl|control|alt|shift|cmd|meta|m|s)(?:[-+ ][\w-]+)?",
    re.I,
)


class Name(NamedTuple):
    """A name in angle brackets: its text, its range in the text of the tree, and where it is."""

    text: str
    start: int
    end: int
    reason: str


_VANISHES = "it is read as an element of HTML, so it is not on the page"
_REDIRECTS = "it is copied as it is, and a shell reads < and > as redirections"
_STAYS = "nothing fills it in"


def check_angle_names(document: Document, template: Template) -> Iterator[Diagnostic]:
    """Yield a finding for each name in angle brackets that stands for a value."""
    status, body = document.string(STATUS), document.body
    # One pattern for both would look at each character.
    if _HINT.search(body) is None and "&lt;" not in body:
        return
    if not template.is_finished(status):
        return
    if not template.statuses and template.field(PARAMETERS) is None:
        return  # What is always in use names what only the reader knows, and cannot declare it.
    tree = tree_of(document)
    for name in angle_names(tree):
        yield diagnostic(
            "angle-placeholder",
            document.source.path,
            tree.span(name.start, name.end),
            f"{quoted(name.text)} stands for a value that is not filled in",
            _help(name.text, document.value(PARAMETERS), template),
            reason=": ".join(filter(None, (because("not allowed", document, template), name.reason))),
        )


def _help(text: str, parameters: Json, template: Template) -> str:
    """Return the advice to use a parameter."""
    if template.field(PARAMETERS) is None:
        return "Write the value."
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).removeprefix("_").removeprefix("your_")[:40].rstrip("_")
    if secret_in(name):
        return "Write a variable of the shell, or where to find it. Parameters are shown and stored."
    use = f"{{{{ {name} }}}}"
    if isinstance(parameters, dict) and name in parameters:
        return f"Write {use}, which is a parameter already."
    return f"Write the value, or declare {name} under {template.key_of(PARAMETERS)}: and write {use}."


def angle_names(tree: Tree) -> Iterator[Name]:
    """Yield the names in angle brackets of a parsed text that stand for a value, in order."""
    ends = frozenset(_END.findall(tree.text.decode().lower()))
    for block in tree.root.walk():
        if block.kind == "html":
            yield from _in_html(tree, block, ends)
        elif block.kind == "code":
            yield from _in_code(tree, block)
        else:
            yield from _in_prose(tree, block, ends)


def _in_prose(tree: Tree, block: Block, ends: frozenset[str]) -> Iterator[Name]:
    for run in block.runs:
        if run.kind == "html":
            match = _TAG.fullmatch(run.text)
            around = tree.text[max(run.start - 1, 0) : run.end + 1]
            if match is not None and not _TYPE_OR_COMPARISON.match(around) and _is_name(match["name"], ends):
                yield Name(run.text, run.start, run.end, _VANISHES)
        elif run.kind in ("text", "code") and "<" in run.text:
            for match in _WORD.finditer(run.text):
                if _is_name(match["name"], ends, in_code=run.kind == "code"):
                    # The text of a code span is shorter than its source, and may have other white space.
                    place = (
                        (run.start, run.end) if run.kind == "code" else locate(tree.text, run, *match.span())
                    )
                    yield Name(match[0], *_within(tree, place, match[0]), _STAYS)


def _in_html(tree: Tree, block: Block, ends: frozenset[str]) -> Iterator[Name]:
    if re.match(r"\s*<(?:script|style|pre|textarea|svg|math)\b", block.text, re.I):
        return
    place, comments = block.start, list(find_comments(block.text))
    starts = [start for start, _ in comments]
    for match in _TAG.finditer(block.text):
        before = bisect_right(starts, match.start())
        if _is_name(match["name"], ends) and not (before and match.start() < comments[before - 1][1]):
            start, place = _within(tree, (place, block.end), match[0])
            yield Name(match[0], start, place, _VANISHES)


def _in_code(tree: Tree, block: Block) -> Iterator[Name]:
    language = block.language
    if language not in _SHELLS and language:
        return
    place, ends = block.start, frozenset(_END.findall(block.text.lower()))
    for line in block.text.split("\n"):
        if not language and line.lstrip().startswith("<"):
            continue  # XML, HTML or the like.
        for match in _WORD.finditer(line):
            if _is_name(match["name"], ends, in_code=True):
                start, place = _within(tree, (place, block.end), match[0])
                yield Name(match[0], start, place, _REDIRECTS)


def _is_name(name: str, ends: frozenset[str], in_code: bool = False) -> bool:
    """Return whether a name is not that of an element, and not what a program prints."""
    word = name.split(" ", 1)[0].lower()
    is_element = word in ends or (word in _HTML and not (in_code and word in _LIKELY_NAMES))
    return not is_element and _NO_NAMES.fullmatch(name) is None


def _within(tree: Tree, place: tuple[int, int], text: str) -> tuple[int, int]:
    """Return the place of a text in a range, or else the range."""
    start = tree.text.find(text.encode(), *place)
    return (start, start + len(text.encode())) if start >= 0 else place
