"""What a page carries for runs: the attributes of `docs/markup.md`, as the real MkDocs writes them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.site.sites import EXTENSIONS, GOOD_ID, Built, build_site, changed, procedure
from tests.site.test_pages import HOSTILE, Attributes, numbered

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Elements(HTMLParser):
    """Collects the elements of a page that carry something for scripts, with their texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[dict[str, str], int]] = []
        self.found: list[dict[str, str]] = []
        self.texts: list[str] = []
        self.feed(html)
        while self.open:
            self.close_last()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = {"tag": tag, "text": "", **{name: value or "" for name, value in attrs}}
        self.found.append(element)
        if tag not in VOID:
            self.open.append((element, len(self.texts)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.close_last() != tag:
            pass

    def close_last(self) -> str:
        element, first = self.open.pop()
        element["text"] = "".join(self.texts[first:])
        return element["tag"]

    def having(self, name: str) -> list[dict[str, str]]:
        return [element for element in self.found if name in element]


def elements(built: Built) -> Elements:
    return Elements(built.page())


def run_of(built: Built) -> dict[str, Any]:
    (article,) = elements(built).having("data-run")
    found: dict[str, Any] = json.loads(article["data-run"])
    return found


def test_the_article_says_what_is_run(tmp_path: Path) -> None:
    built = build_site(
        tmp_path, procedure(), repo_url="https://github.com/shop/ops", edit_uri="edit/main/docs/"
    )
    (article,) = elements(built).having("data-procedure")
    assert article["data-procedure"] == GOOD_ID
    assert article["data-procedure-title"] == "Checkout redesign"
    assert article["data-procedure-version"] == "1.2.0"
    assert len(article["data-procedure-digest"]) == 12
    assert article["data-base"] == "../.."
    run = json.loads(article["data-run"])
    metadata = {name: text for name, _, text in run.pop("metadata")}
    assert metadata["title"] == "Checkout redesign"
    assert json.loads(metadata["risk"])["level"] == "Medium"
    assert run == {
        "status": "Approved",
        "in_force": True,
        "environments": [{"name": "Production", "url": "https://shop.example"}],
        "parameters": [
            {
                "name": "release",
                "description": "Tag to deploy",
                "example": "v4.2.0",
                "pattern": r"v\d+\.\d+\.\d+",
                "signs": "",
            }
        ],
        "sign_off": [
            {"role": "Deployment Lead", "name": "Sam Lee"},
            {"role": "Technical Lead", "name": ""},
            {"role": "Operations", "name": ""},
        ],
        "edit": f"https://github.com/shop/ops/edit/main/procedures/{GOOD_ID}.md",
        "issue": "https://github.com/shop/ops/issues/new?title={title}&body={body}",
        "runs": "../runs/",
    }


def test_rows_that_are_left_out_are_those_of_the_template(tmp_path: Path) -> None:
    text = re.sub(r"^(?:environments|sign_off):\n(?:  .*\n)+", "", changed(), flags=re.M)
    text = re.sub(r"^parameters:\n(?:  .*\n)+", "", text, flags=re.M).replace("Approved", "Draft")
    run = run_of(build_site(tmp_path, procedure(text)))
    assert [row["name"] for row in run["environments"]] == ["Production", "Staging"]
    assert [row["role"] for row in run["sign_off"]] == ["Deployment Lead", "Technical Lead", "Operations"]
    assert (run["status"], run["in_force"], run["parameters"]) == ("Draft", False, [])
    assert (run["edit"], run["issue"]) == ("", "")


IN_ATTRIBUTES = [*HOSTILE, "'\"&<>\u2028\x00\x1f\x7f\u202e\U0001f680", "\ud800"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A procedure for each hostile value."""
    files: dict[str, str] = {}
    for number, value in enumerate(IN_ATTRIBUTES):
        quoted = json.dumps(value)
        text = changed(
            ("title: Checkout redesign", f"title: {quoted}"),
            ("description: Tag to deploy, example: v4.2.0", f"description: {quoted}, example: {quoted}"),
            ("name: Production, url", f"name: {quoted}, url"),
            ("- {role: Deployment Lead, name: Sam Lee}", f"- {{role: {quoted}, name: {quoted}}}"),
        )
        files |= procedure(text, numbered(number))
    return build_site(tmp_path_factory.mktemp("hostile"), files, {"fail_on": "never"})


@pytest.mark.parametrize("number", range(len(IN_ATTRIBUTES)))
def test_values_are_data_in_attributes_too(hostile: Built, number: int) -> None:
    value, html = IN_ATTRIBUTES[number], hostile.page(numbered(number))
    assert Attributes(html).active == []
    (article,) = Elements(html).having("data-run")
    if "\x00" not in value and "\ud800" not in value:
        # HTML cannot contain control characters.
        assert article["data-procedure-title"] == re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\ufffd", value)
    run = json.loads(article["data-run"])
    if run["parameters"]:  # otherwise the front matter could not be read
        assert run["parameters"][0]["description"] == run["environments"][0]["name"] == value
        assert run["sign_off"][0] == {"role": value, "name": value}


def test_what_is_too_much_is_cut(tmp_path: Path) -> None:
    many = "".join(f"  p{number}: {{description: d}}\n" for number in range(2000))
    first = f"  aa: {{description: {'d' * 300_000}, example: {'e' * 201}, pattern: '{'x' * 301}'}}\n"
    text = changed(
        ("title: Checkout redesign", f"title: {'t' * 300_000}"),
        ("parameters:\n", f"parameters:\n{first}  Bad-Name: {{description: d}}\n{many}"),
        (
            "name: Production, url: https://shop.example",
            f"name: Production, url: 'https://shop.example/{'u' * 600}'",
        ),
    )
    built = build_site(tmp_path, procedure(text), {"fail_on": "never"})
    (article,) = elements(built).having("data-run")
    assert article["data-procedure-title"] == "t" * 199 + "…"
    run = json.loads(article["data-run"])
    assert run["parameters"][0] == {
        "name": "aa",
        "description": "d" * 199 + "…",
        "example": "e" * 199 + "…",
        "pattern": None,
        "signs": "",
    }
    assert [one["name"] for one in run["parameters"][1:]] == [f"p{number}" for number in range(99)]
    assert run["environments"] == [{"name": "Production", "url": ""}]
    assert len(article["data-run"]) < 20_000


def test_an_address_of_another_scheme_is_left_out(tmp_path: Path) -> None:
    text = changed(("url: https://shop.example", "url: 'javascript:alert(1)'"))
    built = build_site(
        tmp_path,
        procedure(text),
        {"fail_on": "never"},
        edit_uri_template="javascript:alert(1)//{path}",
    )
    run = run_of(built)
    assert (run["environments"], run["edit"]) == ([{"name": "Production", "url": ""}], "")


def test_headings_say_what_is_a_step_and_what_rolls_it_back(tmp_path: Path) -> None:
    text = changed(
        ("Step R.1 rolls it back.", "It is quick."),
        (
            "#### Step R.1: Go back\n",
            "#### Step R.1: Go back\nRolls back Step 2.1 and Phase 1, not Step R.1.\n",
        ),
    )
    found = elements(build_site(tmp_path, procedure(text)))
    marks = {
        element["id"]: own
        for element in found.found
        if re.fullmatch("h[1-6]", element["tag"])
        and (own := {k: v for k, v in element.items() if k.startswith("data-") and "pagefind" not in k})
    }
    digests = [own.pop("data-digest") for own in marks.values()]
    assert all(re.fullmatch("[0-9a-f]{12}", digest) for digest in digests)
    # Steps without checks get one.
    unchecked = {
        anchor: own.pop("data-unchecked") for anchor, own in marks.items() if "data-unchecked" in own
    }
    assert list(unchecked) == ["step-R.1", "step-R.2"]
    assert all(re.fullmatch(r"[0-9a-f]{12}(\.[0-9a-f]{12}){4}", rev) for rev in unchecked.values())
    marks = {anchor: own for anchor, own in marks.items() if own}
    assert marks == {
        "phase-1": {"data-phase": "Phase 1"},
        "step-1.1": {"data-step": "Step 1.1"},
        "step-1.2": {"data-step": "Step 1.2"},
        "phase-2": {"data-phase": "Phase 2"},
        "step-2.1": {"data-step": "Step 2.1"},
        "rollback-decision-criteria": {"data-decision-criteria": ""},
        "rollback-procedure": {"data-rollback": ""},
        "step-R.1": {"data-step": "Step R.1", "data-rolls-back": "phase-1 step-2.1"},
        "step-R.2": {"data-step": "Step R.2"},
        "post-rollback-actions": {"data-rollback": ""},
    }


GATES = """#### Step 2.1: Deploy (by: Technical Lead)
Step R.1 rolls it back. Step 2.2 follows.
- [ ] Agreed **(Hold: `Deployment Lead`)**. {#agreed}
- [ ] Caches are warm, see Step 2.2 (wait 1 hour 30 minutes)
  (by: Operations)
- [ ] Log says `(wait 30 s)`
- [ ] ~~Paid (hold: Operations)~~ n/a: free
- [ ] Odd (hold: Ops & <b>R"&amp;D</b>)

#### Step 2.2: Look (if needed)
- [ ] Seen (wait 30) (wait until four)
"""
PHASE, STEP = "### Phase 2: Deployment\n", "#### Step 2.1: Deploy\nStep R.1 rolls it back.\n"


@pytest.mark.parametrize("html", ["allow", "safe"])
def test_items_say_what_holds_the_run_and_headings_who_carries_a_step_out(html: str, tmp_path: Path) -> None:
    text = changed((PHASE, "### Phase 2: Deployment (by: Operations)\n"), (STEP, GATES))
    found = elements(build_site(tmp_path, procedure(text), {"html": html, "fail_on": "never"}))
    gates = [
        (
            element["id"],
            {key[5:]: element[key] for key in ("data-hold", "data-wait", "data-by") if key in element},
        )
        for element in found.found
        if element["id" if "id" in element else "tag"].startswith(("step-2", "phase-2", "agreed"))
    ]
    assert [(anchor, gate) for anchor, gate in gates if gate] == [
        ("phase-2", {"by": "Operations"}),
        ("step-2.1", {"by": "Technical Lead"}),
        ("agreed", {"hold": "Deployment Lead"}),
        ("step-2.1/caches-are-warm-see-step-2", {"wait": "5400", "by": "Operations"}),
        ("step-2.1/odd-hold-ops-r-d", {"hold": 'Ops & R"&D'}),
        ("step-2.2", {"by": "Operations"}),
    ]
    texts = {element["id"]: element["text"] for element in found.having("id")}
    assert texts["step-2.1"].startswith("Step 2.1: Deploy (by: Technical Lead)")
    assert "Agreed (Hold: Deployment Lead)." in texts["agreed"]
    links = [link["text"] for link in found.having("href") if link["href"].endswith("#step-2.2")]
    assert links.count("Step 2.2") == 2


def test_a_step_that_names_a_rollback_step_is_rolled_back_there(good: Built) -> None:
    found = elements(good)
    assert [(one["id"], one["data-rolls-back"]) for one in found.having("data-rolls-back")] == [
        ("step-R.1", "step-2.1")
    ]


CODE = """#### Step 2.1: Deploy
```bash
helm upgrade shop --set image={{ release }}
```

1. First
   ```
   plain
   ```
   ??? note "Inner"

       ```yaml
       a: 1
       ```

##### Below

=== "One"

    ```python title="x.py"
    print(1)
    ```

"""


@pytest.mark.parametrize("extensions", [EXTENSIONS, ["fenced_code", "tables"]], ids=["material", "plain"])
def test_code_blocks_have_names(tmp_path: Path, extensions: list[Any]) -> None:
    text = changed(("#### Step 2.1: Deploy\n", CODE), ("Paid orders a minute.\n", "```\nwatch\n```\n"))
    text = text.replace("### Phase 1", "```\nbefore\n```\n\n### Phase 1")
    built = build_site(tmp_path, procedure(text), markdown_extensions=extensions)
    found = {one["data-command"]: one["text"].strip() for one in elements(built).having("data-command")}
    assert list(found)[:1] == ["deployment-steps:1"]
    assert found["deployment-steps:1"] == "before"
    assert found["step-2.1:1"] == "helm upgrade shop --set image={{ release }}"
    assert found["step-2.1:2"] == "plain"
    assert found["post-deployment-monitoring-focus:1"] == "watch"
    if extensions is EXTENSIONS:
        assert found["step-2.1:3"] == "a: 1"
        assert found["step-2.1:4"].endswith("print(1)")
    blocks = [one for one in elements(built).found if one["tag"] == "pre"]
    assert len(blocks) == len(found)


def test_parameters_are_marked_in_text_and_left_alone_in_code(tmp_path: Path) -> None:
    text = changed(
        (
            "Paid orders a minute.\n",
            "Runs **{{ release }}** and {{release}}, not {{ other }} nor `{{ release }}`. [{{ release }}](https://"
            "x.example/{{release}}) <b title='{{ release }}'>x</b>\n\n| A |\n|---|\n| {{- release -}} |\n\n"
            "- [ ] Deployed {{ release }}\n",
        ),
        ("#### Step 2.1: Deploy", "#### Step 2.1: Deploy {{ release }}"),
    )
    built = build_site(tmp_path, procedure(text))
    found = [(one["data-parameter"], one["text"]) for one in elements(built).having("data-parameter")]
    assert sorted(found) == sorted(
        [("release", "{{ release }}")] * 4 + [("release", "{{release}}"), ("release", "{{- release -}}")]
    )
    article = built.article()
    assert "<code>{{ release }}</code>" in article
    assert "{{ other }}" in article
    assert 'href="https://x.example/{{release}}"' in article
    assert "<b title='{{ release }}'>x</b>" in article
    assert '<strong><var data-parameter="release">{{ release }}</var></strong>' in article


def test_other_pages_have_none_of_it(tmp_path: Path) -> None:
    page = "# P\n\n## Step 1.1: x\n\n{{ release }}\n\n- [ ] x\n\n```\ny\n```\n"
    built = build_site(tmp_path, {**procedure(), "docs/p.md": page}, {"checklists": "all"})
    found = Elements(built.read("p/index.html"))
    for name in ("data-run", "data-command", "data-parameter", "data-step", "data-procedure"):
        assert found.having(name) == []
    assert len(found.having("data-checklist")) == 1
