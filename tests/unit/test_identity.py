"""Tests of `reading.identity`: what stays the same while a procedure is edited, and what does not."""

from __future__ import annotations

import hashlib

import pytest

from mkdocs_deploy_plugin.model import Label, Section, TaskItem
from mkdocs_deploy_plugin.reading import identity
from tests.rows import each_row
from tests.unit.samples import GOOD, outline_of, read, replaced


@each_row(
    ("heading", "expected"),
    [
        ("Step 2.1: Migrate", Label("Step", "2.1", "Migrate")),
        ("Step R.12", Label("Step", "R.12", "")),
        ("Phase 2 : A: b", Label("Phase", "2", "A: b")),
        ("Step 1.2.3.4:", Label("Step", "1.2.3.4", "")),
        ("Appendix A: Names", Label("Appendix", "A", "Names")),
        ("Step 2.1 Migrate", None),
        ("step 2.1: Migrate", None),
        ("Step 2.1.: Migrate", None),
        ("Step 12345: Migrate", None),
        ("Step", None),
        ("The Step 2.1: Migrate", None),
        ("Step AB: x", None),
    ],
)
def test_label(heading: str, expected: Label | None) -> None:
    assert identity.label(heading) == expected


@each_row(
    ("text", "expected"),
    [
        ("Health checks passing", "health-checks-passing"),
        ("  Pods/instances -- healthy! ", "pods-instances-healthy"),
        ("Error rate < 1%", "error-rate-1"),
        ("snake_case and _edge_", "snake_case-and-_edge"),
        ("日本語 テスト", "日本語-テスト"),
        ("Cafe\u0301 ÅNGSTRÖM", "café-ångström"),
        ("😀", ""),
        ("!?", ""),
        ("a - b", "a-b"),
        ("v1.2.0", "v1-2-0"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert identity.slug(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {#b}", ("a", "b")),
        ("a {: #b.c }", ("a", "b.c")),
        ("a{#b}", ("a", "b")),
        ("a {#b} c", ("a {#b} c", "")),
        ("a {#1}", ("a {#1}", "")),
        ("a {{ b }}", ("a {{ b }}", "")),
        ("a {.b}", ("a {.b}", "")),
        ("{#b}", ("", "b")),
    ],
)
def test_explicit_id(text: str, expected: tuple[str, str]) -> None:
    assert identity.explicit_id(text) == expected


def test_unique_names() -> None:
    unique = identity.Unique()
    assert [unique(name) for name in ("a", "b", "a", "a", "a~2", "b~2", "b")] == [
        "a", "b", "a~2", "a~3", "a~2~2", "b~2", "b~2~2",
    ]  # fmt: skip
    assert "a~3" in unique
    assert "c" not in unique


def test_item_id_is_made_of_the_first_six_words() -> None:
    assert (
        identity.item_id("step-1.1", "One two three four five six seven")
        == "step-1.1/one-two-three-four-five-six"
    )
    assert identity.item_id("", "One") == "one"
    assert identity.item_id("a", "😀") == "a/item"


def items(body: str) -> dict[str, TaskItem]:
    """Return the task items of a body by their ids, which are all different."""
    found = [item for section in outline_of(body).root.walk() for item in section.items]
    assert len({item.id for item in found}) == len(found)
    return {item.id: item for item in found}


BODY = """### Phase 1: A

#### Step 1.1: B
```sh
ls
```
- [ ] First check done
- [ ] Same text
- [ ] Same text

#### Step 1.2: C
```sh
cat a
```
- [ ] Named {#my-check}
- [ ] Same text
"""

IDS = [
    "step-1.1/first-check-done",
    "step-1.1/same-text",
    "step-1.1/same-text~2",
    "my-check",
    "step-1.2/same-text",
]


def test_ids() -> None:
    assert list(items(BODY)) == IDS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- [ ] First check", "- [ ] A new check\n- [ ] First check"),
        ("#### Step 1.2: C", "### Notes\n- [ ] Same text\n\n#### Step 1.2: C"),
        ("#### Step 1.2: C", "#### Step 1.2: Another title"),
        ("### Phase 1: A", "### Phase 1: A\n- [ ] Before all"),
        ("### Phase 1: A", "### Phase 0: N\n\n#### Step 0.1: N\n- [ ] Same text\n\n### Phase 1: A"),
        ("```sh\nls", "Some words\n\n```sh\nls -l"),
        ("- [ ] First check done", "> - [x] First *check* `done`"),
        ("- [ ] First check done", "1. [ ] ~~First check done~~ n/a: why"),
    ],
)
def test_an_edit_elsewhere_changes_no_id(old: str, new: str) -> None:
    assert set(IDS) <= set(items(replaced(BODY, old, new)))


def test_an_inserted_step_keeps_the_ids_of_checks_of_other_phases() -> None:
    step = "#### Step 1.1: New\n- [ ] New\n\n"
    edited = GOOD.replace("#### Step 1.2", "#### Step 1.3").replace("#### Step 1.1", "#### Step 1.2")
    edited = replaced(edited, "#### Step 1.2", step + "#### Step 1.2")

    def ids(text: str) -> set[str]:
        outline = read(text).outline
        assert outline is not None
        return {item.id for section in outline.sections() for item in section.items}

    moved = {one for one in ids(GOOD) if one.startswith(("step-1.1/", "step-1.2/"))}
    assert len(moved) == 2
    assert ids(GOOD) - moved <= ids(edited)


def test_a_tick_changes_neither_id_nor_revision() -> None:
    before, after = items(BODY), items(BODY.replace("[ ]", "[x]"))
    assert {one.id: one.rev for one in before.values()} == {one.id: one.rev for one in after.values()}


def changed(old: str, new: str) -> tuple[set[str], set[str]]:
    """Return the ids whose text digest, and those whose command digest changes with an edit."""
    before, after = items(BODY), items(replaced(BODY, old, new))
    assert list(after) == IDS

    def differ(half: int) -> set[str]:
        return {one for one in IDS if before[one].rev.split(".")[half] != after[one].rev.split(".")[half]}

    return differ(0), differ(1)


@each_row(
    ("old", "new", "texts", "commands"),
    [
        ("ls\n", "ls -l\n", set(), set(IDS[:3])),
        ("cat a\n", "cat  a\n", set(), set(IDS[3:])),
        ("cat a\n", "cat a\n```\n\n```\nls\n", set(), set(IDS[3:])),
        ("cat a\n", "cat a  \t\n", set(), set()),
        ("```sh\nls\n", "```bash\nls\n", set(), set()),
        ("First check done", "First check done!", {IDS[0]}, set()),
        ("First check done", "First check done\n\n  More\n", {IDS[0]}, set()),
        ("First check done", "First check done\n  - nested", {IDS[0]}, set()),
        ("First check done", "First check `done`", {IDS[0]}, set()),
        ("First check done", "First   check\n  done", set(), set()),
        ("First check done", "First **check** done", set(), set()),
        ("First check done", "First check done\n  ```\n  x\n  ```", {IDS[0]}, set(IDS[:3])),
        ("Named {#my-check}", "Renamed {#my-check}", {IDS[3]}, set()),
        ("#### Step 1.2: C", "#### Step 1.2: D", set(), set()),
    ],
)
def test_revisions(old: str, new: str, texts: set[str], commands: set[str]) -> None:
    assert changed(old, new) == (texts, commands)


def test_a_nested_task_changes_no_revision_of_the_one_around_it() -> None:
    before = items("- [ ] a\n")["a"]
    after = items("- [ ] a\n  - [ ] b\n")
    assert list(after) == ["a", "b"]
    assert after["a"].rev == before.rev


def test_what_a_revision_is() -> None:
    def short(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    text, commands, title, prose, above = items(BODY)["step-1.1/first-check-done"].rev.split(".")
    assert (text, commands, title) == (short("First check done"), short("ls"), short("B"))
    assert (prose, above) == (short("B"), short("A B"))
    assert items("## A\nb\n\n- [ ] c `d`\n")["a/c-d"].rev == ".".join(
        map(short, ("c `d`", "", "A", "A b", "A"))
    )


@each_row(
    ("old", "new", "differ"),
    [
        ("Phase 1: A", "Phase 2: A", ""),
        ("Step 1.1: B", "Step 3.4: B", ""),
        ("Phase 1: A", "Phase 1: Z", "above"),
        ("Step 1.1: B", "Step 1.1: Z", "title prose above"),
        ("B\n```", "B\nDo not go on.\n\n```", "prose"),
        ("B\n```", "B\n<!-- a comment -->\n\n```", ""),
        ("```\n- [ ] First", "```\n- [ ] Zeroth\n- [ ] First", ""),
        ("First check done", "First check done\n- plain", "prose"),
        ("First check done", "First check done {#first}", ""),
        ("- [ ] First check done", "- [ ] ~~First check done~~", "text"),
        ("\n#### Step 1.2: C", "\n##### More\nwords\n\n#### Step 1.2: C", "prose"),
    ],
)
def test_what_a_fingerprint_depends_on(old: str, new: str, differ: str) -> None:
    before = outline_of(BODY).root
    after = outline_of(replaced(BODY, old, new)).root

    def first(root: Section) -> list[str]:
        found = [item for section in root.walk() for item in section.items]
        return next(item for item in found if item.text == "First check done").rev.split(".")

    names = ["text", "commands", "title", "prose", "above"]
    changed = [name for name, one, two in zip(names, first(before), first(after), strict=True) if one != two]
    assert changed == differ.split()


def test_a_reference_to_a_step_is_the_same_when_the_steps_are_renumbered() -> None:
    body = "#### Step 1.1: A\nThen go to Step 1.2.\n\n- [ ] a\n\n#### Step 1.2: B\n"
    after = body.replace("1.2", "1.3").replace("1.1", "1.2")
    assert items(body)["step-1.1/a"].rev == items(after)["step-1.2/a"].rev
    assert items(body)["step-1.1/a"].rev != items(body.replace("Step 1.2.", "Step 1.1."))["step-1.1/a"].rev


def test_a_step_without_a_check_gets_a_fingerprint_for_one() -> None:
    def unchecked(body: str) -> list[str]:
        return [section.heading for section in outline_of(body).root.walk() if section.unchecked]

    assert unchecked("#### Step R.1: A\n```\nls\n```\n\n#### Step R.2: B\nwords\n") == [
        "Step R.1: A",
        "Step R.2: B",
    ]
    assert unchecked("#### Step R.1: A\n\n#### Step R.2: B\n<!-- later -->\n") == []
    assert unchecked("#### Step R.1: A\n```\nls\n```\n\n##### Check\n- [ ] a\n") == []
    assert unchecked("### Notes\n```\nls\n```\n") == []


def test_commands_of_headings_within_a_step_belong_to_the_step() -> None:
    body = "#### Step 1.1: A\n\n##### Run\n```\nls\n```\n\n##### Check\n- [ ] a\n"
    first, second = items(body), items(body.replace("ls", "ls -l"))
    assert first["check/a"].rev != second["check/a"].rev


def test_commands_of_steps_do_not_belong_to_their_phase() -> None:
    body = "### Phase 1: A\n- [ ] a\n\n#### Step 1.1: B\n```\nls\n```\n"
    first, second = items(body), items(body.replace("ls", "ls -l"))
    assert first["phase-1/a"].rev == second["phase-1/a"].rev


@pytest.mark.parametrize(
    ("commands", "equal"),
    [(["a\nb"], True), (["a \nb\t"], True), (["a", "b"], True), (["a\n", "b\n"], True), ([" a\nb"], False),
     (["b\na"], False), (["a\n\nb"], False), ([], False)],
)  # fmt: skip
def test_commands_digest(commands: list[str], equal: bool) -> None:
    assert (identity.commands_digest(commands) == identity.commands_digest(["a\nb\n"])) is equal
