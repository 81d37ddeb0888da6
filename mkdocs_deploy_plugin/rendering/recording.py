"""What a conversion has asked about everything beside its text, so that it can be asked again.

A conversion asks a `PageContext` and nothing else about other procedures, the day and the site. If the same
questions have the same answers, the same text has the same page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from mkdocs_deploy_plugin.model import Arguments, Outline, ReferenceKind
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.references import Found, ReferenceSyntax
from mkdocs_deploy_plugin.rendering.links import Target
from mkdocs_deploy_plugin.rendering.operations import Insertions, Normalised
from mkdocs_deploy_plugin.rendering.page import ProcedurePage
from mkdocs_deploy_plugin.store.folder import text_digest


class Question(NamedTuple):
    """A question to a page context.

    Attributes:
        method: The method of the context that was called.
        words: Its arguments that are texts.
        values: The values of the arguments of a directive.
    """

    method: str
    words: tuple[str, ...]
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class RecordedPage:
    """The context of a procedure that remembers what it was asked.

    Attributes:
        page: The context.
        answers: Its answers, as texts.
        links: The addresses of the links and images of the page.
    """

    page: ProcedurePage
    answers: dict[Question, str] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)

    @property
    def syntax(self) -> ReferenceSyntax:
        """That of the page."""
        return self.page.syntax

    @property
    def normalises(self) -> bool:
        """As the page."""
        return self.page.normalises

    @property
    def own_anchors(self) -> bool:
        """As the page."""
        return self.page.own_anchors

    @property
    def keeps_ticks(self) -> bool:
        """As the page."""
        return self.page.keeps_ticks

    @property
    def parameters(self) -> frozenset[str]:
        """Those of the page."""
        return self.page.parameters

    @property
    def safe(self) -> bool:
        """As the page."""
        return self.page.safe

    def checked(self, text: str) -> Normalised | None:
        """Return that of the page, which its file, the settings and the template decide."""
        return self.page.checked(text)

    def outline(self, tree: Tree) -> Outline:
        """Return that of the page, which its text and the template decide."""
        return self.page.outline(tree)

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Return those of the page, which its text, its id and the template decide."""
        return self.page.insertions(tree, outline)

    def generate(self, name: str, arguments: Arguments) -> Sequence[Element]:
        """Return the answer of the page, and remember it."""
        elements = self.page.generate(name, arguments)
        question = Question("generate", (name, arguments.problem), tuple(arguments.values.items()))
        self.answers[question] = _of_elements(elements)
        return elements

    def resolve(self, found: Found) -> Target | None:
        """Return the answer of the page, and remember it."""
        target = self.page.resolve(found)
        self.answers[Question("resolve", (found.kind, found.target, found.anchor))] = _of_target(target)
        return target

    def address(self, written: str) -> str:
        """Return the answer of the page, and remember it."""
        address = self.page.address(written)
        self.answers[Question("address", (written,))] = address
        return address


def digest_of(answers: Iterable[str]) -> bytes:
    """Return the digest of all answers of a page, in the order of its questions."""
    return text_digest("".join(f"{len(answer)}:{answer}" for answer in answers))


def answers(page: ProcedurePage, questions: Iterable[Question]) -> Iterator[str]:
    """Yield what a page answers now."""
    for question in questions:
        match question.method, question.words:
            case "generate", (name, problem):
                yield _of_elements(page.generate(name, Arguments(dict(question.values), problem)))
            case "resolve", (kind, target, anchor):
                yield _of_target(page.resolve(Found(ReferenceKind(kind), target, anchor, 0, 0)))
            case "address", (written,):
                yield page.address(written)


def _of_elements(elements: Iterable[Element]) -> str:
    return "\n".join(tostring(element, encoding="unicode") for element in elements)


def _of_target(target: Target | None) -> str:
    return f"{len(target.href)}:{target.href}{target.title}" if target is not None else ""
