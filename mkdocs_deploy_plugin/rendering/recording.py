"""What a conversion has asked about everything beside its text, so that it can be asked again.

A conversion asks a `PageContext` and nothing else about other procedures, the day and the site. If the same
questions have the same answers, the same text has the same page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from mkdocs_deploy_plugin.model import Arguments, ReferenceKind
from mkdocs_deploy_plugin.reading.references import Found
from mkdocs_deploy_plugin.rendering.links import Target
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
class RecordedPage(ProcedurePage):
    """The context of a procedure that remembers what it was asked about everything beside its text.

    Attributes:
        answers: Its answers, as texts.
        links: The addresses of the links and images of the page.
    """

    answers: dict[Question, str] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)

    def generate(self, name: str, arguments: Arguments) -> Sequence[Element]:
        """Return generated content, and remember it."""
        elements = super().generate(name, arguments)
        question = Question("generate", (name, arguments.problem), tuple(arguments.values.items()))
        self.answers[question] = _of_elements(elements)
        return elements

    def resolve(self, found: Found) -> Target | None:
        """Return where a reference leads, and remember it."""
        target = super().resolve(found)
        self.answers[Question("resolve", (found.kind, found.target, found.anchor))] = _of_target(target)
        return target

    def address(self, written: str) -> str:
        """Return the address of a link, and remember it."""
        address = super().address(written)
        self.answers[Question("address", (written,))] = address
        return address

    def asked_again(self, questions: Iterable[Question]) -> bytes:
        """Return the digest of what the page answers to some questions now; it remembers none of them."""
        page = replace(self, answers={}, links=set())
        for question in questions:
            match question.method, question.words:
                case "generate", (name, problem):
                    page.generate(name, Arguments(dict(question.values), problem))
                case "resolve", (kind, target, anchor):
                    page.resolve(Found(ReferenceKind(kind), target, anchor, 0, 0))
                case "address", (written,):
                    page.address(written)
        return page.digest

    @property
    def digest(self) -> bytes:
        """The digest of all answers, in the order of the questions."""
        # With their lengths: no answer can take the place of two.
        return text_digest("".join(f"{len(answer)}:{answer}" for answer in self.answers.values()))


def _of_elements(elements: Iterable[Element]) -> str:
    return "\n".join(tostring(element, encoding="unicode") for element in elements)


def _of_target(target: Target | None) -> str:
    return f"{len(target.href)}:{target.href}{target.title}" if target is not None else ""
