"""Commands that change the cluster say what they did, and do no more."""


def test_apply_creates_changes_and_leaves_alone(cluster):
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '1', b: '2'}\n"
    assert cluster.kubectl("apply -f -", text) == "configmap/c created\n"
    assert cluster.kubectl("apply -f -", text) == "configmap/c unchanged\n"
    cluster.kubectl("label cm c by=hand")
    assert cluster.kubectl("apply -f -", text.replace(", b: '2'", "")) == "configmap/c configured\n"
    assert cluster.kubectl("get cm c -o jsonpath='{.data} {.metadata.labels}'") == '{"a":"1"} {"by":"hand"}'


def test_one_bad_document_does_not_stop_the_others(cluster):
    good = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"
    text = (
        good % "a" + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}\n---\n" + good % "b"
    )
    result = cluster.kubectl("apply -f -", text)
    assert result == "configmap/a created\nconfigmap/b created\n"
    assert result.stderr == 'The Pod "p" is invalid: spec.containers: Required value\n'


def test_documents_before_a_syntax_error_are_applied(cluster):
    result = cluster.kubectl("apply -f -", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\na: b\n c: d\n")
    assert result == "configmap/a created\n"
    assert result.stderr.startswith("error: error parsing STDIN: error converting YAML to JSON: yaml: line ")


def test_a_dry_run_changes_nothing(cluster):
    for line in ("create cm c --dry-run=server", "scale deploy web --replicas=9 --dry-run=server", "delete deploy web --dry-run=client",
                 "label deploy web a=b --dry-run=client", "set image deploy/web web=x --dry-run=server"):  # fmt: skip
        before = cluster.api.server.storage.revision
        assert "dry run)" in cluster.kubectl(line)
        assert cluster.api.server.storage.revision == before


def test_delete_waits_until_it_is_gone(cluster):
    name = cluster.list("Pod", "default")[0]["metadata"]["name"]
    assert cluster.kubectl(f"delete pod {name}") == f'pod "{name}" deleted from default namespace\n'
    assert name not in [pod["metadata"]["name"] for pod in cluster.list("Pod", "default")]


def test_a_rollout_is_followed_undone_and_remembered(cluster):
    assert cluster.kubectl("set image deploy/web web=nginx:1.28") == "deployment.apps/web image updated\n"
    assert cluster.kubectl("rollout status deploy/web").endswith('deployment "web" successfully rolled out\n')
    assert cluster.kubectl("rollout undo deploy/web") == "deployment.apps/web rolled back\n"
    cluster.settle()
    assert cluster.kubectl("get deploy web -o jsonpath={..image}") == "nginx:1.27"
    assert [line.split()[0] for line in cluster.kubectl("rollout history deploy/web").splitlines()[2:-1]] == ["2", "3"]


def test_wait_lets_virtual_time_pass(cluster):
    cluster.kubectl("create job j --image=busybox:1.37 -- sh -c 'sleep 20'")
    assert cluster.kubectl("wait --for=condition=complete job/j --timeout=60s") == "job.batch/j condition met\n"
    late = cluster.kubectl("wait --for=condition=failed job/j --timeout=1s")
    assert (late.stderr, late.code) == ("error: timed out waiting for the condition on jobs/j\n", 1)


def test_drain_evicts_what_it_may_and_waits(cluster):
    out = cluster.kubectl("drain worker-1 --ignore-daemonsets")
    assert out.startswith("node/worker-1 cordoned\nevicting pod default/web-")
    assert out.endswith("node/worker-1 drained\n")
    assert cluster.kubectl("get nodes --no-headers").split()[1] == "Ready,SchedulingDisabled"


def test_a_namespace_of_the_context_is_used_when_none_is_given(cluster):
    cluster.kubectl("create ns dev")
    cluster.kubectl("config set-context --current --namespace=dev")
    assert cluster.kubectl("get pods").stderr == "No resources found in dev namespace.\n"


def test_patch_says_when_nothing_changed(cluster):
    assert (
        cluster.kubectl("""patch deploy web -p '{"spec":{"replicas":2}}'""")
        == "deployment.apps/web patched (no change)\n"
    )
    assert cluster.kubectl("""patch deploy web -p '{"spec":{"replicas":3}}'""") == "deployment.apps/web patched\n"
