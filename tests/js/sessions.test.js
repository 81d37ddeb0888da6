import assert from "node:assert/strict";
import { test } from "node:test";

import { MARK, commandsOf, withoutAnnotations } from "../../mkdocs_deploy_plugin/assets/run/sessions.js";

for (const [language, text, commands] of [
  ["console", "$ relayctl queue --depth\n0\n$ relayctl switch \\\n>   --tag v4\nswitched", "relayctl queue --depth\nrelayctl switch \\\n  --tag v4"],
  ["console", "# Not a command: a comment\n(venv) $ make all\ndana@web-01:~$ ls -l\ntotal 0\n[root@db-1 ~]# date", "make all\nls -l\ndate"],
  ["console", "# systemctl stop relay\n# date\nTue", "systemctl stop relay\ndate"],
  ["console", "$ cat <<'END' > a.txt\n> one  \n> two\n> END\n$ ls\na.txt", "cat <<'END' > a.txt\none  \ntwo\nEND\nls"],
  ["pycon", ">>> for a in b:\n...     print(a)\n... \n1\n>>> c", "for a in b:\n    print(a)\n\nc"],
  ["doscon", "C:\\ops>dir\n Volume in drive C\nC:\\ops>del a", "dir\ndel a"],
  ["ps1con", "PS C:\\> Get-Item a\n\n    Directory: C:\\\nPS C:\\> exit", "Get-Item a\nexit"],
  ["console", "$ for host in web-01 web-02; do\n>   echo $host\n> done\nweb-01\nweb-02\n$ diff a b\n1c1\n> b", "for host in web-01 web-02; do\n  echo $host\ndone\ndiff a b"],
  ["console", "$ echo $((1 << 3))\n8\n$ wc -w <<<word\n1\n$ echo '<<END'\n<<END\n$ ls", "echo $((1 << 3))\nwc -w <<<word\necho '<<END'\nls"],
  ["console", "$ tee a \\\n> <<\"END\"\n> $ no prompt\n> END\n$ ls", "tee a \\\n<<\"END\"\n$ no prompt\nEND\nls"],
  ["console", "$ top -bn1\n%Cpu(s): 0.3 us\n% idle\n$5 a day\n#1\nops@shop.example has 3 % left\n$ ls\n$ ", "top -bn1\nls"],
  ["console", "dana@web-01:~/src (main)$ ls\n[root@db-1 relay]# date\ndana@mac relay % pwd\nbash-5.1$ exit\n(venv) dana@web-01:~$ make", "ls\ndate\npwd\nexit\nmake"],
  ["sh-session", "$ ls", "ls"],
  ["python-console", ">>> a\n0\n...\n5\n>>> b", "a\nb"],
  ["doscon", "C:\\ops>cd C:\\\nC:\\>dir", "cd C:\\\ndir"],
  ["ps1con", "(venv) PS C:\\> Get-Item `\n>>   a\n\n    Directory: C:\\\n[web-01]: PS C:\\> exit", "Get-Item `\n  a\nexit"],
  ["console", "no prompt\nat all", "no prompt\nat all"],
  ["bash", "$ not a session", "$ not a session"],
  ["", "# a comment\nls  ", "# a comment\nls  "],
]) {
  test(`the commands of ${language || "no language"}: ${commands.split("\n")[0]}`, () => assert.equal(commandsOf(text, language), commands));
}

test("annotations go, and everything else stays", () => {
  for (const [text, command] of [
    [`kubectl apply -f a.yaml   # ${MARK}\nls  `, "kubectl apply -f a.yaml\nls  "],
    [`make # build all ${MARK}`, "make # build all"],
    [`make # ${MARK} all`, "make # all"],
    [`make # build ${MARK} all`, "make # build all"],
    [`select 1; -- ${MARK}`, "select 1;"],
    [`helm ls${MARK}`, "helm ls"],
    [`a: 1 /* ${MARK} */\n<a/> <!-- ${MARK} -->`, "a: 1\n<a/>"],
    [`/* both ${MARK} */`, "/* both */"],
    ['echo "(1)!" # (1)', 'echo "(1)!" # (1)'],
  ]) {
    assert.equal(withoutAnnotations(text), command);
  }
});
