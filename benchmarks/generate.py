"""Write a site with any number of valid procedures, the same ones every time.

Each body is the built-in template, filled in: comments become text, TODOs become commands,
placeholders become values. Run it with `python -m benchmarks.generate --count 1000 OUT`.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import words
from benchmarks.plain import plain
from mkdocs_deploy_plugin.template import builtin_template

_CONFIG = """\
site_name: Deployment procedures
site_url: https://procedures.example/

theme:
  name: material
  font: false
  features: [navigation.indexes, navigation.top, content.code.copy]

plugins:
  - search
{plugins}
markdown_extensions:
  - admonition
  - attr_list
  - tables
  - toc:
      permalink: true
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.tabbed:
      alternate_style: true
{extensions}
nav:
  - Home: index.md
  - Procedures: procedures/index.md
{not_in_nav}"""

_WITH_PLUGIN = {
    "plugins": (
        "  - procedures:\n"
        "      nav_limit: 0\n"
        "      review_days: 0\n"
        "      spec_links:\n"
        "        'PRD-(\\d+)': https://specs.example/prd/{1}\n"
    ),
    "extensions": "",
    "not_in_nav": "",
}

_WITHOUT_PLUGIN = {
    "plugins": "",
    "extensions": "  - pymdownx.tasklist:\n      custom_checkbox: true\n",
    "not_in_nav": "not_in_nav: /procedures/deploy-*.md\n",
}

_INDEX = """\
# Deployment procedures

How we deploy to production. See [all procedures](procedures/index.md).
"""

_STATUSES = ("Approved", "Approved", "Approved", "In Review", "Draft", "Retired")
_FIXED_STEPS = ("Step 1.1", "Step 2.1", "Step 2.2", "Step 3.1", "Step 3.2", "Step R.1", "Step R.2")
"""Steps that every generated procedure has; the others are optional."""

PLACES = ("title", "service", "command", "factor", "text", "check")
"""The places where each procedure has a unique word; see `Plan.own`."""

_OPTIONAL = re.compile(r"\s*\((?:if applicable|if needed)\)$")
_PLACEHOLDER = re.compile(r"\[[A-Za-z][^\[\]\n]+\]")
_STEP = re.compile(r"#### Step ([1-9R])\.[0-9]+: (.*)")


@dataclass(frozen=True)
class Plan:
    """The facts about a procedure, known before any is written, so that others can refer to it."""

    number: int
    project: str
    feature: tuple[str, str]
    status: str

    @property
    def id(self) -> str:
        """The id: projects take turns, and each numbers its procedures from 1."""
        running = self.number // len(words.PROJECTS) + 1
        return f"deploy-{self.project}-{running:03}-{'-'.join(self.feature)}"

    @property
    def title(self) -> str:
        """The title: the words of the id, and a unique one."""
        return f"{self.feature[0].capitalize()} {self.feature[1]} of {self.project} for {self.own('title')}"

    @property
    def spec(self) -> str:
        """The key of the specification, unique to the procedure."""
        return f"PRD-{1000 + self.number}"

    @property
    def host(self) -> str:
        """The name of the service in production, unique to the procedure."""
        return f"{self.own('service')}.{self.project}.example"

    def own(self, place: str) -> str:
        """Return the word that only this procedure has, only in the given place of `PLACES`."""
        number = (self.number * len(PLACES) + PLACES.index(place)) * 7919 % len(words.SYLLABLES) ** 3
        first, rest = divmod(number, len(words.SYLLABLES) ** 2)
        return "".join(words.SYLLABLES[n] for n in (first, *divmod(rest, len(words.SYLLABLES))))


def plans(count: int) -> list[Plan]:
    """Return the plans of the given number of procedures."""
    return [
        Plan(
            number,
            words.PROJECTS[number % len(words.PROJECTS)],
            (
                words.OBJECTS[number * 7 % len(words.OBJECTS)],
                words.CHANGES[(number + number // 11) % len(words.CHANGES)],
            ),
            _STATUSES[number * 5 // 3 % len(_STATUSES)],
        )
        for number in range(count)
    ]


def procedure(plan: Plan, everything: Sequence[Plan]) -> str:
    """Return the complete file of a procedure."""
    return _Writer(plan, everything).file()


def generate(out: Path, count: int, with_plugin: bool = True) -> None:
    """Write a site with the given number of procedures.

    Args:
        out: The folder to write to.
        count: The number of procedures.
        with_plugin: Whether the site uses the plugin, with the procedures beside `docs/`. Otherwise they
            are in `docs/procedures/`, in the form needed without it: see `benchmarks.plain`.
    """
    folder = out / "procedures" if with_plugin else out / "docs" / "procedures"
    folder.mkdir(parents=True, exist_ok=True)
    (out / "docs").mkdir(exist_ok=True)
    everything = plans(count)
    for plan in everything:
        text = procedure(plan, everything)
        _write(folder / f"{plan.id}.md", text if with_plugin else plain(text))
    _write(out / "docs" / "index.md", _INDEX)
    config = _CONFIG
    for name, text in (_WITH_PLUGIN if with_plugin else _WITHOUT_PLUGIN).items():
        config = config.replace(f"{{{name}}}", text)
    _write(out / "mkdocs.yml", config)
    if not with_plugin:
        _write(folder / "index.md", _catalog(everything))


def _catalog(everything: Sequence[Plan]) -> str:
    rows = (f"| [`{p.id}`]({p.id}.md) | [{p.title}]({p.id}.md) | {p.status} |\n" for p in everything)
    return f"# Procedures\n\n| Document ID | Title | Status |\n|---|---|---|\n{''.join(rows)}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


class _Writer:
    """Fills in the template for one procedure."""

    def __init__(self, plan: Plan, everything: Sequence[Plan]) -> None:
        self.plan = plan
        # Not for secrets: the same procedure must come out every time.
        self.random = random.Random(plan.id)
        near = everything[max(0, plan.number - 60) : plan.number]
        self.before = [other for other in near if other.status == "Approved"]
        self.others = [other for other in everything if other is not plan] or [plan]
        self.component = self.random.choice(words.COMPONENTS)
        self.heading = ""
        self.verified = False

    def file(self) -> str:
        """Return the front matter and the body."""
        lines = builtin_template().text.split("---\n", 2)[2].splitlines()
        body = re.sub(r"\n{3,}", "\n\n", "\n".join(self._body(lines)))
        body = re.sub(r"(?m)^(#{2,4} .*\n)\n", r"\1", body)
        return f"---\n{self._front_matter()}---\n{body}\n"

    def _fill(self, text: str) -> str:
        """Replace the names in braces by words and numbers of this procedure."""
        return text.format(
            project=self.plan.project,
            object=self.plan.feature[0],
            component=self.component,
            upper=self.component.upper(),
            person=self.random.choice(words.PEOPLE),
            number=self.random.randint(12, 980),
            percent=self.random.randint(2, 60),
            minutes=self.random.choice((5, 10, 15, 20, 30)),
            digit=self.random.randint(2, 9),
            step=self.random.choice(_FIXED_STEPS),
            later=self.random.choice(_FIXED_STEPS[3:]),
            other=self.random.choice(self.others).id,
        )

    def _pick(self, texts: Sequence[str]) -> str:
        return self._fill(self.random.choice(texts))

    def _some(self, texts: Sequence[str], count: int) -> list[str]:
        return [self._fill(text) for text in self.random.sample(texts, count)]

    def _front_matter(self) -> str:
        plan, pick = self.plan, self.random.choice
        author, approver, technical, operations = self.random.sample(words.PEOPLE, 4)
        release = f"v{self.random.randint(1, 9)}.{self.random.randint(0, 30)}.{self.random.randint(0, 9)}"
        depends_on = self.random.sample(self.before, min(len(self.before), self.random.randint(0, 2)))
        revision = self.random.randint(9, 400)
        lines = [
            f"id: {plan.id}",
            f"title: {plan.title}",
            f"description: {plan.title}, with {self.component} and everything that belongs to it.",
            f"status: {plan.status}",
            f"version: {self.random.randint(1, 3)}.{self.random.randint(0, 9)}.{self.random.randint(0, 5)}",
            f"author: {author}",
            f"approver: {approver}",
            "related_specs:",
            f"  - {plan.spec}",
            f"  - {{title: {plan.feature[0]} design, url: https://specs.example/{plan.project}/{plan.number}}}",
            f"depends_on: [{', '.join(sorted(other.id for other in depends_on))}]",
            f"reviewed: 2026-{self.random.randint(1, 10):02}-{self.random.randint(1, 28):02}",
            "risk:",
            f"  level: {pick(('Low', 'Medium', 'High'))}",
            "  factors:",
            f"    - There is no second {plan.own('factor')} if this one fails",
            *(f"    - {text}" for text in self._some(words.RISKS, 2)),
            "parameters:",
            f"  release: {{description: Tag of the image, example: {release}, pattern: 'v[0-9.]+'}}",
            f"  revision: {{description: Helm revision that runs now, example: '{revision}'}}",
            "environments:",
            f"  - {{name: Production, url: https://{plan.host}, version: {release}}}",
            f"  - {{name: Staging, url: https://staging.{plan.project}.example}}",
            "contacts:",
            f"  - {{role: Deployment Lead, name: {approver}, contact: '#{plan.project}-deploys'}}",
            f"  - {{role: On-Call Engineer, name: Rota, contact: oncall@{plan.project}.example}}",
            f"  - {{role: Technical Lead, name: {technical}, contact: '#{plan.project}'}}",
            f"  - {{role: DevOps Lead, name: {operations}, contact: '#platform'}}",
            f"  - {{role: Operations, name: {operations}, contact: '#platform'}}",
            "sign_off:",
            f"  - {{role: Deployment Lead, name: {approver}}}",
            f"  - {{role: Technical Lead, name: {technical}}}",
            f"  - {{role: Operations, name: {operations}}}",
            f"tags: [{plan.project}, {plan.feature[1]}]",
        ]
        return "".join(f"{line}\n" for line in lines)

    def _body(self, lines: Sequence[str]) -> Iterator[str]:
        steps: dict[str, int] = {}
        skipping = False
        in_code = False
        for line in lines:
            is_heading = line.startswith("#") and not in_code
            in_code ^= line.startswith("```")
            if is_heading:
                optional = _OPTIONAL.search(line) is not None
                skipping = optional and self.random.random() < 0.4
            if skipping or line == "-":
                continue
            if is_heading:
                yield from self._heading(_OPTIONAL.sub("", line), steps)
            elif in_code:
                yield from self._code(line)
            elif line.startswith("<!--") and "procedures:" not in line:
                yield from self._text()
            elif line.startswith("- [ ]"):
                yield from self._item(line)
            elif line != "---":
                yield self._placeholders(line)

    def _heading(self, line: str, steps: dict[str, int]) -> Iterator[str]:
        match = _STEP.match(line)
        if match is None:
            self.heading = line.lstrip("# ")
            yield self._placeholders(line.replace("[Feature Name]", self.plan.title))
            return
        self.heading = "Step"
        self.verified = False
        steps[match[1]] = steps.get(match[1], 0) + 1
        yield f"#### Step {match[1]}.{steps[match[1]]}: {match[2]}"
        if match[2] in words.ROLLS_BACK:
            yield f"{words.ROLLS_BACK[match[2]]}\n"
        if self.random.random() < 0.7:
            yield f"{self._pick(words.PARAGRAPHS)} {self._pick(words.STEP_REFERENCES)}\n"
        if self.random.random() < 0.3:
            yield f"{self._pick(words.CALLOUTS)}\n"

    def _text(self) -> Iterator[str]:
        """Yield the text that replaces a comment."""
        match self.heading:
            case "Purpose":
                yield from self._some(words.PURPOSES, 2)
                yield f"The teams know it by the name {self.plan.own('text')}."
            case "Scope":
                yield f"{self._pick(words.SCOPES)}\n"
                yield "| Part | Change | Minutes |\n|---|---|---|"
                for component in self.random.sample(words.COMPONENTS, 3):
                    yield f"| `{component}` | {self._pick(words.DETAILS)} | {self.random.randint(1, 90)} |"
            case "Dependencies":
                yield from (f"- {text}" for text in self._some(words.DEPENDENCIES, 2))
                yield from (f"- {text}" for text in self._some(words.REFERENCES, 3))
            case heading if heading.startswith("Phase"):
                pass  # its steps have the text
            case _:
                yield f"{self._pick(words.PARAGRAPHS)} See also {self._fill('{other}')}."

    def _item(self, line: str) -> Iterator[str]:
        text = _OPTIONAL.sub("", line.removeprefix("- [ ] "))
        name = text.split(":")[0]
        verified, self.verified = self.verified, True
        if name == "Release notes prepared":
            yield f"- [ ] {text}: page {self.plan.own('check')} of the handbook"
            return
        if name.startswith("**Test Case"):
            yield f"- [ ] {name}:** {self._pick(words.TESTS)}"
            return
        if name in words.METRICS:
            yield f"- [ ] {name}: {self._fill(words.METRICS[name])}"
        elif _PLACEHOLDER.search(text):
            yield self._placeholders(line)
        elif self.random.random() < 0.04 and (verified or self.heading != "Step"):
            yield f"- [ ] ~~{text}~~ n/a: {self._pick(words.REASONS)}"
        elif self.random.random() < 0.6:
            yield f"- [ ] {text}: {self._pick(words.DETAILS)}"
        else:
            yield f"- [ ] {text}"
        if self.heading == "Step" and self.random.random() < 0.1:
            yield f"- [ ] {self._pick(words.EXTRA_ITEMS)}"

    def _code(self, line: str) -> Iterator[str]:
        if "TODO" not in line:
            yield line
            return
        name, commands = next((word, texts) for word, texts in words.COMMANDS.items() if word in line)
        if name == "halt":
            yield f"{self.plan.own('command')} stop --queue {self.plan.project}"
        yield from (self._fill(command) for command in commands)

    def _placeholders(self, line: str) -> str:
        line = line.replace("[result]", self._pick(words.RESULTS))
        return _PLACEHOLDER.sub(lambda match: self._fill(words.PLACEHOLDERS[match[0]]), line)


def main() -> None:
    """Write the site that the command line describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="number of procedures (default: %(default)s)")
    parser.add_argument("out", type=Path, help="output folder")
    options = parser.parse_args()
    generate(options.out, options.count)


if __name__ == "__main__":
    main()
