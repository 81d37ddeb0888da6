"""Names in angle brackets: which stand for a value, and which are something else."""

from __future__ import annotations

import pytest

from mkdocs_deploy_plugin.checking.angle_names import angle_names, check_angle_names
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.template import builtin_template
from tests.rows import each_row
from tests.unit.samples import GOOD, read, replaced

NAMES = {
    "a <namespace> b": ["<namespace>"],
    "# a <pod-name>": ["<pod-name>"],
    "- [ ] Pod <pod-name> is gone": ["<pod-name>"],
    "| a |\n|-|\n| <CLUSTER> |": ["<CLUSTER>"],
    "<namespace>": ["<namespace>"],
    "**<pod>** [<pod>](x)": ["<pod>", "<pod>"],
    "<your cluster name>, <b>x</b>": ["<your cluster name>"],
    "a <pod_name> b \\<pod> c": ["<pod_name>", "<pod>"],
    "a &lt;pod&gt; b": ["<pod>"],
    "Run `kubectl -n <namespace> get pod`.": ["<namespace>"],
    "`docker pull <image>`": ["<image>"],
    "v<version>": ["<version>"],
    "```bash\nkubectl -n <namespace> delete pod <NAME>\n```": ["<namespace>", "<NAME>"],
    "```console\n$ ssh <user>@<host>:/x/<path>\n```": ["<user>", "<host>", "<path>"],
    "```\nkubectl get <pod>\n```": ["<pod>"],
    "    kubectl get <pod>": ["<pod>"],
    "<details>\n<summary>Pod <pod></summary>\n</details>": ["<pod>"],
    "!!! note\n    a <pod>": ["<pod>"],
}


def test_names_that_stand_for_a_value(subtests: pytest.Subtests) -> None:
    for text, names in NAMES.items():
        with subtests.test(text):
            assert [name.text for name in angle_names(parse(text))] == names


@each_row(
    "text",
    ["<b>x</b> <br> <br/> <kbd>x</kbd>", "<my-element>x</my-element>", "<details open>\n</details>",
     "</namespace>",
     "<div markdown>\n</div>", "<svg><path d='x'/></svg>", "<!-- <namespace> -->",
     "<script>\n'<pod>'\n</script>",
     "<https://x.example> <a@b.example>", "[a](<b c>) ![a](<b>)", "&lt;br&gt; a &lt; b",
     "a < b and c > d", "x<y and z>w", "1 <2> 3", "List<String> `Map<string>`", "`<none>` <pending> `<nil>`",
     "press <Ctrl-C> <Enter> <F5>", "```xml\n<name>\n```", "```yaml\na: <pod>\n```",
     "```java\nMap<string> <foo>\n```",
     "```\n<project>\n  <name>\n```", "```bash\ngrep '<title>x</title>' y\n```",
     "```bash\ncat <<EOF >x\nsort <in >out\nsort <in>out\ndiff <(a) <(b)\n[[ a<b && c>d ]]\n```"],
)  # fmt: skip
def test_other_angle_brackets(text: str) -> None:
    assert list(angle_names(parse(text))) == []


def test_each_name_is_found_in_a_procedure_past_the_first_status(subtests: pytest.Subtests) -> None:
    """The quick search that decides whether to look closer misses none."""
    template = builtin_template()
    for text, names in NAMES.items():
        with subtests.test(text):
            body = replaced(GOOD, "### Notes\n", f"### Notes\n\n{text}\n")
            assert len(list(check_angle_names(read(body), template))) == len(names)
            draft = read(replaced(body, "status: Approved", "status: Draft"))
            assert list(check_angle_names(draft, template)) == []
