/** What a command becomes that is pasted into the search. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { queryOf } from "../../mkdocs_deploy_plugin/assets/search/query.js";

test("a pasted command keeps its words, without operators", () => {
  for (const [text, query] of [
    ["pg_upgrade --link", "pg_upgrade link"],
    ["gh-ost --alter='ADD COLUMN x'", "gh-ost alter= ADD COLUMN x "],
    ["curl -sS http://a.example:80/x", "curl sS http //a.example 80/x"],
    ["git reset HEAD~1 -- +x *.md", "git reset HEAD 1 x .md"],
    ["SELECT f('a');\nSELECT it's", "SELECT f a SELECT it's"],
    ["Lucía systemctl stop postgresql@14-main", "Lucía systemctl stop postgresql@14-main"],
  ]) assert.equal(queryOf(text), query);
});
