"""What is a procedure's own, word for word: the template's wording, words, pages for a search."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import pytest

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.hosts.searching import hide, is_searched, restore
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.rendering.insertions import checked_page
from mkdocs_deploy_plugin.rendering.search_exclusion import leave_labels_out, leave_out
from mkdocs_deploy_plugin.rendering.search_pages import (
    common_page,
    id_beginning,
    search_page,
    search_sections,
    search_tags,
)
from mkdocs_deploy_plugin.rendering.search_words import new_words, plain_forms
from mkdocs_deploy_plugin.rendering.searchable import (
    LONGEST,
    MANY,
    Searchable,
    SearchablePart,
    common_words,
    without_ids,
)
from mkdocs_deploy_plugin.template import Template, builtin_template, load_template
from tests.rows import each_row

BUILTIN = builtin_template()
TEAM = load_template(
    "team.md",
    b"""---
id: run-[nnn]-[name]
status: "[Draft/Done]" # (choice)
team: The Night Watch
owner: "[Owner]"
---

# [Name] runbook

## Look first
Ask in the channel before anything else.

- Doors are closed
- Keys are with [person]

| Part | State |
|---|---|
| Gate | **shut** |

```bash
# Look around
watchctl status
```

### Step 1: Light the lamps (if needed)
- [ ] Lamps are lit (all of them)
""",
)


def searchable_of(
    body: str, template: Template = TEAM, front_matter: str = ""
) -> tuple[Searchable, Procedure]:
    """Return what a procedure is looked up by, and the procedure."""

    text = f"---\nid: run-001-gate\n{front_matter}---\n{body}"
    document = read_document("run-001-gate.md", text.encode(), template.syntax)
    assert document.diagnostics == ()
    page = checked_page(document, template)
    assert page is not None
    assert page.search is not None
    return page.search, Procedure(document, Collection("", template))


def own_words(body: str, template: Template = TEAM) -> list[str]:
    return " ".join(part.words for part in searchable_of(body, template)[0].parts).split()


@each_row(
    ("text", "own"),
    [
        ("Ask in the channel before anything else.", ""),
        ("Ask in the channel before anything else. Twice.", " Twice."),
        ("Ask in the channel", "Ask in the channel"),
        ("Doors are closed", ""),
        ("Doors are closedness", "Doors are closedness"),
        ("Doors are closed: with tape", ": with tape"),
        ("Doors are not closed", "Doors are not closed"),
        ("Keys are with Ann", "Ann"),
        ("Keys are without", "Keys are without"),
        ("Lamps are lit (all of them)", ""),
        ("Lamps are lit", ""),
        ("Lamps are lit: 12 of 12", ": 12 of 12"),
        ("shut", ""),
        ("Gate", ""),
        ("", ""),
    ],
)
def test_what_a_text_says_beyond_the_template(text: str, own: str) -> None:
    assert TEAM.wording.own(text).strip() == own.strip()


@pytest.mark.parametrize(
    ("heading", "own"),
    [
        ("Look first", ""),
        ("Step 1: Light the lamps", ""),
        ("Step 7: Light the lamps", ""),
        ("Step 7: Light the lamps (if needed)", ""),
        ("Step 1: Ring the bell", "Ring the bell"),
        ("Harbour runbook", "Harbour"),
        ("Look twice", "Look twice"),
    ],
)
def test_what_a_heading_says_beyond_the_template(heading: str, own: str) -> None:
    assert TEAM.wording.own_heading(heading) == own


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Error rate exceeds 38% for more than 30 minutes", "38 30"),
        ("Database access n/a: no database", "n/a: no database"),
        ("Communication channels (Slack, PagerDuty, etc.)", ""),
        ("Communication channels: #shop", ": #shop"),
        ("Test Case 1: Pay", "Pay"),
        ("Response time: p95 below 24 ms", "p95 below 24 ms"),
    ],
)
def test_placeholders_are_filled_with_what_is_own(text: str, own: str) -> None:
    assert BUILTIN.wording.own(text).strip() == own


def test_the_template_itself_has_nothing_of_its_own() -> None:
    body = BUILTIN.text.split("---\n", 2)[2]
    found, _ = searchable_of(body, BUILTIN)
    said = " ".join(part.words for part in found.parts)
    # What its placeholders stand for is left.
    for word in ("Verify", "Prerequisites", "Deployment", "credentials", "Verification", "Initiate"):
        assert word not in said.split()
    assert len(said.split()) < 60
    assert found.labels.split() == [] or "[" in found.labels


def test_a_line_of_code_that_the_template_has_is_left_out() -> None:
    body = "# Harbour runbook\n\n```bash\n# Look around\nwatchctl status\n  watchctl status --all\n```\n"
    assert own_words(body) == ["Harbour", "watchctl", "status", "all"]


def test_all_kinds_of_text_are_read() -> None:
    body = """# Harbour runbook

> [!NOTE]
> quoted

!!! warning "titled"
    inner

| a1 | b2 |
|---|---|
| *c*3 | `d4` |

1. numbered
   - nested

    indented

<div>raw <b>html</b><!-- remark --></div>

Text[^1] with ![picture](x.png) and [link](https://hidden.example).

[^1]: footnote

- [ ] task `code`
  more
"""
    found = own_words(body)
    for word in ("quoted", "titled", "inner", "a1", "b2", "c3", "d4", "numbered", "nested", "indented", "raw",
                 "html", "picture", "link", "footnote", "task", "code", "more"):  # fmt: skip
        assert word in found, word
    assert {"remark", "hidden.example"}.isdisjoint(found)


def test_words_of_labels_are_named_where_they_stand_nowhere_else() -> None:
    body = "# Harbour runbook\n\nAbout lanterns\n\n- [ ] Lamps are lit: lanterns and torches\n  - embers\n"
    found, _ = searchable_of(body)
    # As a search has them that takes words apart by itself: with what stands around them.
    assert found.labels.split() == [":", "and", "torches"]


@each_row(
    ("text", "words"),
    [
        ("one two One", ["one", "two"]),
        ("(gh-ost) \"gh-ost\", 'gh-ost'!", ["gh-ost"]),
        ("https://a.example/x/", ["https", "//a.example/x", "a.example"]),
        ("/etc/app.conf", ["/etc/app.conf", "app.conf"]),
        ("file=/etc/app.conf", ["file=/etc/app.conf", "/etc/app.conf", "app.conf"]),
        ("curl -sS -X PUT --data", ["curl", "sS=", "PUT", "data"]),
        ("apply -auto-approve", ["apply", "auto=", "approve"]),
        ("Lucía Łódź Straße", ["Lucía", "lucia", "Łódź", "lodz", "Straße", "strasse"]),
        ("Müller Mu\u0308ller", ["Müller", "muller", "mueller", "Mu\u0308ller"]),
        ("LIMIT=400 x=yes", ["LIMIT=400", "x=yes", "yes"]),
        ("registry.example/app:v4.2", ["registry.example/app", "app", "v4.2"]),
        ("ann@a.example", ["ann@a.example", "a.example"]),
        ("it's a b 5 !! — ü", ["it's", "ü"]),
        ("検索する", ["検索する"]),
        ("x" * 3000, ["x" * 3000]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert list(new_words(text, set())) == words


def test_words_are_said_once() -> None:
    seen: set[str] = set()
    assert list(new_words("a/b alpha/beta", seen)) == ["a/b", "alpha/beta", "beta"]
    assert list(new_words("Beta alpha ALPHA/beta", seen)) == ["alpha"]


def test_ids_are_taken_out() -> None:
    syntax = BUILTIN.syntax
    assert without_ids("before deploy-shop-001-cart#step-1.1, after", syntax).split() == [
        "before",
        ",",
        "after",
    ]
    assert without_ids("deploy it", syntax) == "deploy it"


def page_of(body: str, front_matter: str, template: Template = BUILTIN) -> tuple[str, list[str]]:
    found, procedure = searchable_of(body, template, front_matter)
    sections = search_sections(procedure, template, found)
    return search_page(sections), search_tags(procedure, template)


def test_a_page_for_a_search() -> None:
    page, tags = page_of(
        '# Cart & basket Deployment Procedure\n\n### Scope\nAll "carts" < 5.\n\n'
        "#### Step 1.1: Wrap it\n```bash\nwrapctl --all\n```\n",
        "title: Cart & (basket)\ndescription: What it does, in short.\nstatus: Approved\n"
        "related_specs: [PRD-7, deploy-shop-009-x, {title: The plan, url: https://plan.example}]\n"
        "contacts: [{role: Deployment Lead, name: Ann}, {role: Baker, name: Ann}]\n"
        "parameters: {release: {description: Tag, example: v1}}\nother: unseen\n",
    )
    assert tags == ["run-001-gate", "PRD-7"]
    title, description, own, *steps = page.split("\n")
    assert title == '<h1 id="_">Cart &amp; (basket)</h1>'
    assert description == "<p>What it does, in short.</p>"
    assert own.startswith("<p>basket short run-001-gate PRD-7 ")
    assert own.endswith(" carts Wrap</p>")
    assert steps == ['<h2 id="step-1.1">Wrap it</h2>', "<p>wrapctl</p>"]
    words = page.split()
    assert sum("Ann" in word for word in words) == 1
    for word in ("Baker", "release", "Tag", "v1", "plan"):
        assert word in page
    for word in ("Approved", "Deployment Lead", "unseen", "deploy-shop-009-x"):
        assert word not in page


def test_words_of_nearly_all_procedures_are_left_out_where_they_are_many() -> None:
    texts = ["same Often rare" if number == 7 else "Same often" for number in range(MANY - 10)]
    texts += ["same"] * 9
    procedures = [Searchable((SearchablePart("", "", text),), "") for text in texts]
    assert common_words(procedures) == frozenset()
    procedures.append(Searchable((SearchablePart("", "", "other"), SearchablePart("", "", "same")), ""))
    assert common_words(procedures) == {"same", "often"}
    _, procedure = searchable_of("text\n", BUILTIN, "title: Same thing\n")
    page = search_page(search_sections(procedure, BUILTIN, procedures[7], frozenset({"same", "often"})))
    assert page.split("\n") == ['<h1 id="_">Same thing</h1>', "<p>run-001-gate rare</p>"]
    assert common_page(frozenset({"b", "a&c"})) == "<p>a&amp;c b</p>"


@each_row(
    ("body", "sentence"),
    [
        ("The pools wait. Nothing fails.", "The pools wait. Nothing fails."),
        ("Ask in the channel before anything else.\n\nThis one is ours.", "This one is ours."),
        ("```bash\n# Look around\n# The primary stops last.\nstopctl -x now\n```", "The primary stops last."),
        ("- [ ] Three slots are active", "Three slots are active"),
        # A query with the option would exclude the entry.
        ("Run `stopctl -x` and wait.\n\nOr plan B of us.\n\nThen look again.", "Then look again."),
        ("After run-002-quay is done.\n\nThen look again.", "Then look again."),
        ("Too short", ""),
        ("word " * 60, "word " * (LONGEST // 5 - 1) + "word…"),
    ],
)
def test_results_show_the_first_sentence_of_a_section(body: str, sentence: str) -> None:
    found, procedure = searchable_of(f"# Harbour runbook\n\n## Ring <the> bell\n{body}\n")
    sections = search_sections(procedure, TEAM, found)
    assert [(one.anchor, one.sentence) for one in sections[1:]] == [("ring-bell", sentence)]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Straße", ("strasse",)),
        ("Ørsted", ("orsted", "oersted")),
        ("ELİF", ("elif",)),
        ("Đặng", ("dang",)),
        ("検索する", ()),
        ("हिन्दी", ()),
        ("ガイド", ()),
    ],
)
def test_forms_without_accents(text: str, forms: tuple[str, ...]) -> None:
    assert plain_forms(text) == forms


@pytest.mark.parametrize(
    ("id_", "beginning"), [("deploy-shop-007-cart", "deploy shop"), ("gate", ""), ("007-gate", "")]
)
def test_the_beginning_of_an_id(id_: str, beginning: str) -> None:
    assert id_beginning(id_) == beginning


@pytest.mark.parametrize(
    "front_matter",
    ["", "title: 5\n", "related_specs: PRD-7\n", "contacts: {a: [b]}\n", "parameters: [a]\n", "risk: []\n"],
)
def test_any_front_matter_gives_a_page(front_matter: str) -> None:
    page, tags = page_of("text\n", front_matter)
    assert page.startswith('<h1 id="_">')
    assert tags[0] == "run-001-gate"


def test_an_element_is_left_out() -> None:
    table = Element("table")
    heading = SubElement(SubElement(table, "caption"), "h3")
    assert leave_out(table) is table
    for element in (table, heading):
        assert element.attrib == {"data-search-exclude": "1", "data-pagefind-ignore": ""}
    box = Element("div")
    SubElement(SubElement(box, "p"), "div")
    with pytest.raises(ValueError, match="a div that contains a div"):
        leave_out(box)


def test_labels_are_left_out_of_pagefind() -> None:
    table = Element("table")
    head = SubElement(table, "thead")
    row = SubElement(SubElement(table, "tbody"), "tr")
    name, value = SubElement(row, "th", {"scope": "row"}), SubElement(row, "td")
    leave_labels_out(table)
    marked = {"data-pagefind-ignore"}
    assert [marked <= set(one.attrib) for one in (table, head, name, value)] == [False, True, True, False]


SHOWN = (
    "",
    "<p>text</p>",
    "<!-- a -->--><!-- b --!>--!>",
    "--->---!>",
    "<script>a--></script>",
    "\nprocedures: end -->",
    "a \x02> sign",
    "<!-- procedures: shown\n",
)


@pytest.mark.parametrize("shown", SHOWN)
def test_a_hidden_page_is_restored(shown: str) -> None:
    read = "<h1>Read</h1>"
    hidden = hide(shown, read)
    assert restore(hidden, read) == shown
    assert restore(f"<i>before</i>{hidden}<i>after</i>", read) in (
        f"<i>before</i>{shown}<i>after</i>",
        f"<i>before</i>{hidden}<i>after</i>",
    )


@pytest.mark.parametrize("shown", SHOWN)
def test_a_page_is_hidden_whole(shown: str) -> None:
    hidden = hide(shown, "<h1>Read</h1>")
    if hidden != shown:
        comment = hidden.removeprefix("<h1>Read</h1>\n<!--").removesuffix("-->")
        assert "-->" not in comment
        assert "--!>" not in comment


def test_what_somebody_else_put_there_stays() -> None:
    assert restore("<p>another</p>", "<h1>Read</h1>") == "<p>another</p>"


def test_which_plugins_search() -> None:
    assert is_searched(["material/search", "procedures"])
    assert is_searched(["search"])
    assert not is_searched(["procedures", "research", "search/other"])
