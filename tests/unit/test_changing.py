"""Tests of what is read as a command, and of which commands change something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.checking.changing import changes
from mkdocs_deploy_plugin.checking.shell import simple_commands
from tests.rows import each_row

CHANGING = [
    "kubectl -n shop rollout restart deployment/x",
    "kubectl --context prod -n shop drain node-1 --ignore-daemonsets",
    "kubectl get x -o json |\n  kubectl apply -f -",
    "kubectl get nodes -o name | xargs -n1 kubectl cordon",
    "kubectl exec -it deploy/web -- bin/rails db:migrate",
    "docker exec -it web python manage.py migrate",
    "docker compose -f prod.yml up -d",
    "docker run -d --name web web:2",
    "/usr/local/bin/helm rollback checkout 3",
    'FOO=1 BAR="a b" helm upgrade --install x \\\n  chart',
    "sudo -n -u root systemctl restart nginx",
    "ssh -n edge-1 sudo systemctl stop nginx",
    "ssh $NODE 'sudo systemctl restart kafka && sleep 20'",
    "ssh edge-1 <<'EOF'\nsudo systemctl reload nginx\nEOF",
    "bash -c 'kubectl apply -f x'",
    "timeout 5m kubectl apply -f x",
    "if ! systemctl restart x; then echo no; fi",
    'for n in $(kubectl get nodes -o name); do kubectl drain "$n"; done',
    "NAME=$(kubectl delete pod x)",
    'echo "before `kubectl delete pod x` after"',
    'echo "$(kubectl delete pod x)"',
    "$ kubectl get pods\nweb-1 Running\nops@bastion:~$ kubectl delete pod web-1\n",
    "true && git -C config push origin main",
    'psql -c "ALTER TABLE orders ADD note text"',
    "psql shop -Atqc 'begin; delete from orders'",
    "psql --command='UPDATE x SET y = 1'",
    "psql <<SQL\nBEGIN;\n-- two rows\nDELETE FROM orders;\nSQL",
    "psql <<< 'DROP TABLE x'",
    "psql -Xqf sql/V91__routing.sql",
    "cat sql/V91.sql | psql shop",
    "echo 'TRUNCATE orders' | mysql shop",
    "mysql shop < V2.sql",
    "pg_dump a | psql b",
    "mongosh --eval 'db.orders.updateMany({}, {})'",
    "redis-cli -h cache FLUSHALL",
    "flyway -configFiles=x.toml -target=8 migrate",
    "python3 -m alembic upgrade head",
    "bundle exec rails db:migrate",
    "npx prisma migrate deploy",
    "terraform -chdir=prod apply",
    "ansible-playbook site.yml --limit web",
    "ansible web -m shell -a 'systemctl restart web'",
    "curl -sSXPOST https://x.example",
    "curl -X PUT https://x.example",
    "curl --request=DELETE https://x.example",
    "curl -d '{}' https://x.example",
    "curl -s --json '{}' https://x.example",
    "aws --region eu-west-1 ecs update-service --cluster x",
    "aws s3 sync build s3://bucket",
    "gcloud run services update x",
    "az webapp deployment slot swap -n x",
    "sed -i 's/a/b/' app.conf",
    "sed -ri.bak s/a/b/ app.conf",
    "rm -rf /srv/old",
    "mv a b",
    "kafka-topics.sh --bootstrap-server $BS --create --topic x",
    "nginx -t && nginx -s reload",
    "echo x | sudo tee /etc/motd",
    "cat <<A <<B; systemctl stop x\nkubectl\nA\nB",
]
LOOKING = [
    "kubectl get pods",
    "kubectl rollout status deployment/x",
    "kubectl apply --dry-run=server -f x",
    "kubectl exec web -- ls",
    "kubectl run probe --rm -it --image=curl -- curl https://x.example",
    "docker run --rm postgres pg_isready",
    "docker ps",
    "helm upgrade --dry-run x chart",
    "helm diff upgrade x chart",
    "terraform plan -out x",
    "ansible-playbook site.yml --check --diff",
    "ansible web -a 'systemctl is-active web'",
    "ssh web 'systemctl is-active web'",
    "systemctl status web",
    'psql -Atc "SELECT 1"',
    "psql -c \"SELECT 'DROP TABLE x'\"",
    "psql -c 'EXPLAIN DELETE FROM x'",
    "psql -c 'CREATE TEMP TABLE x ()'",
    "psql -f checks/row_counts.sql",
    "psql <<SQL\n-- ; DROP TABLE x\n/* ; DROP TABLE x */\nSELECT 1;\nSQL",
    "curl -fsS https://x.example/health",
    "curl -G -d q=1 https://x.example",
    "curl -X GET -d '{}' https://x.example",
    "curl -s -o /dev/null -w '%{http_code}' -H 'X-Method: POST' https://x.example",
    "curl -X POST https://search.example/orders/_search -d '{}'",
    "aws s3 cp s3://bucket/x .",
    "aws ecs describe-services",
    "aws rds create-db-snapshot --db-instance-identifier x",
    "aws logs start-query --log-group-name x",
    "git log origin/main..",
    "sed -n 1p x",
    "grep -i 'update' x",
    "rm -f /tmp/x",
    "rsync -a web:/srv/x .",
    "make deploy",
    "# kubectl apply -f x",
    "ls # ; kubectl apply -f x",
    'echo "kubectl apply -f x"',
    "echo it is done; echo 'systemctl restart x",
    "cat > x <<EOF\nkubectl apply -f x\nEOF",
    "cat <<-EOF\n\tkubectl apply -f x\n\tEOF\nls",
    "$ cat notes\nkubectl apply -f x",
]


@each_row("text", CHANGING)
def test_commands_that_change_something(text: str) -> None:
    assert changes("bash", text)
    assert changes("", f"ls\n{text}\n")
    assert not changes("yaml", text)


@each_row("text", LOOKING)
def test_commands_that_look(text: str) -> None:
    assert not changes("bash", text)


@pytest.mark.parametrize(
    ("text", "changing"),
    [
        ("UPDATE x SET y = 1;", True),
        ("-- first\nSELECT 1; insert into x values (1)", True),
        ("\\set x 1\nCREATE OR REPLACE VIEW x AS SELECT 1", True),
        ("SELECT * FROM x FOR UPDATE", False),
        ("-- DROP TABLE x", False),
        ("/* open DROP TABLE x;", False),
    ],
)
def test_blocks_of_sql(text: str, changing: bool) -> None:
    assert changes("SQL", text) is changing


@each_row(
    ("text", "words"),
    [
        ("a 'b c' \"d $x\" e\\ f", [["a", "b c", "d $x", "e f"]]),
        ("a 2>/dev/null >b <c &>d e", [["a", "e"]]),
        ("a;b&&c||d|e&f\n(g)", [[name] for name in "abcdefg"]),
        ("a \\\n b", [["a", "b"]]),
        ('a "b\\\nc"', [["a", "bc"]]),
        ("a $(b (c) ')') d", [["a", "$(b (c) ')')", "d"], ["b"], ["c"], [")"]]),
        ("a ''", [["a", ""]]),
        ("a 'b", [["a", "b"]]),
        ("a $(b", [["a", "$(b)"], ["b"]]),
        ("a b#c #d", [["a", "b#c"]]),
    ],
)
def test_words(text: str, words: list[list[str]]) -> None:
    assert [command.words for command in simple_commands(text)] == words


@given(
    st.lists(
        st.sampled_from(
            ["$(", ")", "`", "'", '"', "\\", "\n", " ", "|", "||", "&", ";", "<<E", "<<-'E'", "<<<", "<", ">",
             "2>", "E", "#", "$ ", "sudo", "-c", "bash", "ssh", "psql", "curl", "-X", "kubectl exec", "--"]
        )
    ).map("".join)
    | st.text()
)  # fmt: skip
def test_nothing_raises(text: str) -> None:
    assert changes("bash", text) in (True, False)
    assert changes("sql", text) in (True, False)


@pytest.mark.parametrize(
    "piece", ["$(", "`", "((", "A=1 ", "sudo ", ";/*", "\n", "<<E\n", '"$(', "|", ">", "bash -c "]
)
def test_hostile_texts_take_no_time_to_speak_of(piece: str) -> None:
    # Half a million letters: what grows with the square of that does not come to an end.
    assert not changes("bash", piece * (500_000 // len(piece)))
    assert not changes("sql", piece * (500_000 // len(piece)))
