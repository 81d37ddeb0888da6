import assert from "node:assert/strict";
import { test } from "node:test";

import { commandsOf, DRAWN, withoutAnnotations } from "../../mkdocs_deploy_plugin/assets/run/sessions.js";

for (const [language, text, commands] of [
  ["console", "$ relayctl queue --depth\n0\n$ relayctl switch \\\n>   --tag v4\nswitched", "relayctl queue --depth\nrelayctl switch \\\n  --tag v4"],
  ["console", "# Not a command: a comment\n(venv) $ make all\ndana@web-01:~$ ls -l\ntotal 0\n[root@db-1 ~]# date", "make all\nls -l\ndate"],
  ["console", "# systemctl stop relay\n# date\nTue", "systemctl stop relay\ndate"],
  ["console", "$ cat <<'END' > a.txt\n> one  \n> two\n> END\n$ ls\na.txt", "cat <<'END' > a.txt\none  \ntwo\nEND\nls"],
  ["pycon", ">>> for a in b:\n...     print(a)\n... \n1\n>>> c", "for a in b:\n    print(a)\n\nc"],
  ["doscon", "C:\\ops>dir\n Volume in drive C\nC:\\ops>del a", "dir\ndel a"],
  ["ps1con", "PS C:\\> Get-Item a\n\n    Directory: C:\\\nPS C:\\> exit", "Get-Item a\nexit"],
  ["console", "no prompt\nat all", "no prompt\nat all"],
  ["bash", "$ not a session", "$ not a session"],
  ["", "# a comment\nls  ", "# a comment\nls  "],
]) {
  test(`the commands of ${language || "no language"}: ${commands.split("\n")[0]}`, () => assert.equal(commandsOf(text, language), commands));
}

test("marks of annotations go, and everything else stays", () => {
  const text = `kubectl apply -f a.yaml # (1)!\nls -l   # (2)\nmake # build all (3)\nhelm ls // (1)!\necho "(1)!"\nf(1)\nls # (9)!\necho # ${DRAWN}\nls <!-- (1)! -->  `;
  assert.equal(withoutAnnotations(text, 3), 'kubectl apply -f a.yaml\nls -l\nmake # build all\nhelm ls\necho "(1)!"\nf(1)\nls # (9)!\necho\nls');
  assert.equal(withoutAnnotations(text.replace(DRAWN, "x"), 0), text.replace(DRAWN, "x"));
});
