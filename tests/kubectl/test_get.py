"""`kubectl get`: tables and formats."""

from time import perf_counter

from tests.kubectl.conftest import WEB


def cells(text):
    return [line.split() for line in text.splitlines()]


def test_several_kinds_get_a_table_each_with_the_kind_before_the_name(cluster):
    out = cluster.kubectl("get deploy,svc")
    assert out.split("\n\n")[0].splitlines()[1].split()[:2] == ["deployment.apps/web", "2/2"]
    assert "\n\nNAME                 TYPE" in out


def test_nothing_found_is_said_on_standard_error_and_is_no_failure(cluster):
    result = cluster.kubectl("get sts")
    assert (result, result.stderr, result.code) == ("", "No resources found in default namespace.\n", 0)
    assert cluster.kubectl("get sts -A").stderr == "No resources found\n"


def test_one_object_is_printed_alone_and_several_as_a_list(cluster):
    assert cluster.kubectl("get deploy web -o jsonpath={.kind}") == "Deployment"
    assert cluster.kubectl("get deploy -o jsonpath={.kind}") == "List"
    assert cluster.kubectl("get deploy -o yaml").endswith('kind: List\nmetadata:\n  resourceVersion: ""\n')


def test_custom_columns_show_none_for_what_is_missing(cluster):
    assert cells(cluster.kubectl("get deploy -o custom-columns=N:.metadata.name,I:..image,X:.spec.x")) == [
        ["N", "I", "X"], ["web", "nginx:1.27", "<none>"]]  # fmt: skip


def test_labels_select_and_are_shown(cluster):
    assert len(cells(cluster.kubectl("get pods -l app=web --no-headers"))) == 2
    assert cluster.kubectl("get pods -l app!=web").stderr == "No resources found in default namespace.\n"
    assert cells(cluster.kubectl("get pods -L app"))[1][-1] == "web"
    assert cells(cluster.kubectl("get deploy --show-labels"))[1][-1] == "<none>"


def test_an_unknown_field_selector_is_refused(cluster):
    assert cluster.kubectl("get pods --field-selector spec.color=red").stderr.endswith(
        "field label not supported: spec.color\n"
    )


def test_a_watch_prints_each_change_until_the_cluster_has_settled(cluster):
    cluster.kubectl("scale deploy web --replicas=3")
    lines = cluster.kubectl("get deploy web -w").splitlines()
    assert lines[0].startswith("NAME")
    assert lines[-1].split()[:2] == ["web", "3/3"]


def test_events_can_be_asked_of_one_object(cluster):
    rows = cells(cluster.kubectl("events --for deploy/web"))
    assert rows[1][1:4] == ["Normal", "ScalingReplicaSet", "Deployment/web"]


def test_a_hundred_pods_are_printed_in_a_blink(cluster):
    cluster.apply(WEB.replace("replicas: 2", "replicas: 100"))
    cluster.settle()
    cluster.kubectl("get pods")
    begun = perf_counter()
    assert len(cluster.kubectl("get pods").splitlines()) == 101
    assert perf_counter() - begun < 0.2  # 3 ms where it was written; the budget of 20 ms is held by tests/benchmarks
