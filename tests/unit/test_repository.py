"""Tests of addresses of a repository."""

from __future__ import annotations

from mkdocs_deploy_plugin.repository import issue_address
from tests.rows import each_row

HUB = "/issues/new?title={title}&body={body}"
LAB = "/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}"


@each_row(
    ("repository", "address"),
    [
        ("https://github.com/shop/ops", f"https://github.com/shop/ops{HUB}"),
        ("https://github.com/shop/ops/", f"https://github.com/shop/ops{HUB}"),
        ("https://GitHub.com/shop/ops.git", f"https://github.com/shop/ops{HUB}"),
        ("https://github.com/shop/ops/tree/main?x=1#y", f"https://github.com/shop/ops{HUB}"),
        ("http://github.shop.example:8443/shop/ops", f"http://github.shop.example:8443/shop/ops{HUB}"),
        ("https://gitlab.com/shop/team/ops", f"https://gitlab.com/shop/team/ops{LAB}"),
        ("https://git.gitlab.example/a/b/-/tree/main", f"https://git.gitlab.example/a/b{LAB}"),
        ("https://codeberg.org/shop/ops", f"https://codeberg.org/shop/ops{HUB}"),
        ("https://sam:pass@gitlab.com/shop/ops", f"https://gitlab.com/shop/ops{LAB}"),
        ("https://github.com/shop/{title}%20<b>", f"https://github.com/shop/%7Btitle%7D%20%3Cb%3E{HUB}"),
        ("https://bitbucket.org/shop/ops", ""),
        ("https://github.com/shop", ""),
        ("https://github.com", ""),
        ("https://example.org/github/ops", ""),
        ("javascript://github.com/shop/ops", ""),
        ("git@github.com:shop/ops.git", ""),
        ("https://github.com:port/shop/ops", ""),
        ("https://[github.com/shop/ops", ""),
        ("../ops", ""),
        ("", ""),
    ],
)
def test_where_a_repository_takes_issues(repository: str, address: str) -> None:
    assert issue_address(repository) == address
