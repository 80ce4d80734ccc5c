"""Who may do what: rules, bindings, default roles, and the words of a refusal."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kubecourse import ApiError, Cluster
from kubecourse.engine.api.authorization import Ask, User, decide, user_of
from kubecourse.engine.api.authorization.rbac import rule_allows

RBAC = "rbac.authorization.k8s.io"


@pytest.fixture(scope="module")
def start() -> Cluster:
    return Cluster(platform="minimal")


@pytest.fixture
def cluster(start: Cluster) -> Cluster:
    return start.fork()


def refused(work: Any) -> str:
    with pytest.raises(ApiError) as caught:
        work()
    assert caught.value.code == 403
    return caught.value.message


def role(cluster: Cluster, name: str, *rules: dict[str, Any], namespace: str = "default", user: str = "ana") -> None:
    """A Role and its binding to a user."""
    meta = {"name": name, "namespace": namespace}
    cluster.api.create({"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": meta, "rules": list(rules)})
    subject = {"kind": "User", "name": user, "apiGroup": RBAC}
    ref = {"kind": "Role", "name": name, "apiGroup": RBAC}
    binding = {
        "apiVersion": f"{RBAC}/v1",
        "kind": "RoleBinding",
        "metadata": meta,
        "roleRef": ref,
        "subjects": [subject],
    }
    cluster.api.create(binding)


def rule(verbs: str, resources: str, group: str = "", **more: Any) -> dict[str, Any]:
    return {"apiGroups": [group], "resources": resources.split(), "verbs": verbs.split(), **more}


# -- one rule ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "ask", "allowed"),
    [
        (rule("get", "pods"), Ask("get", "", "pods"), True),
        (rule("get", "pods"), Ask("list", "", "pods"), False),
        (rule("*", "pods"), Ask("list", "", "pods"), True),
        (rule("get", "pods"), Ask("get", "apps", "pods"), False),
        (rule("get", "pods", "*"), Ask("get", "apps", "pods"), True),
        (rule("get", "pods"), Ask("get", "", "pods", "log"), False),
        (rule("get", "pods/log"), Ask("get", "", "pods", "log"), True),
        (rule("get", "pods/log"), Ask("get", "", "pods"), False),
        (rule("get", "*/scale", "*"), Ask("get", "apps", "deployments", "scale"), True),
        (rule("get", "*/scale", "*"), Ask("get", "apps", "deployments"), False),
        (rule("get", "*"), Ask("get", "", "pods", "log"), True),
        (rule("get", "pods", resourceNames=["a"]), Ask("get", "", "pods", name="a"), True),
        (rule("get", "pods", resourceNames=["a"]), Ask("get", "", "pods", name="b"), False),
        (rule("list", "pods", resourceNames=["a"]), Ask("list", "", "pods"), False),
        ({"nonResourceURLs": ["/healthz"], "verbs": ["get"]}, Ask("get", path="/healthz"), True),
        ({"nonResourceURLs": ["/api/*"], "verbs": ["get"]}, Ask("get", path="/api/v1"), True),
        ({"nonResourceURLs": ["/api/*"], "verbs": ["get"]}, Ask("get", path="/apis"), False),
        ({"nonResourceURLs": ["*"], "verbs": ["get"]}, Ask("get", path="/x"), True),
        (rule("*", "*", "*"), Ask("get", path="/x"), False),
    ],
)
def test_a_rule_allows_what_it_names_and_no_more(given: dict[str, Any], ask: Ask, allowed: bool) -> None:
    assert rule_allows(given, ask) is allowed


# -- people --------------------------------------------------------------------------------------------------------


def test_a_stranger_is_refused_in_the_words_of_the_server(cluster: Cluster) -> None:
    ana = cluster.api.acting_as("ana")
    assert refused(lambda: ana.list("Pod", "default")) == (
        'pods is forbidden: User "ana" cannot list resource "pods" in API group "" in the namespace "default"'
    )
    assert refused(lambda: ana.get("Deployment", "web", "dev")) == (
        'deployments.apps "web" is forbidden: User "ana" cannot get resource "deployments" in API group "apps" in the namespace "dev"'
    )
    assert refused(lambda: ana.list("Node")) == (
        'nodes is forbidden: User "ana" cannot list resource "nodes" in API group "" at the cluster scope'
    )
    assert refused(lambda: ana.patch("Deployment", "web", {}, subresource="scale")) == (
        'deployments.apps "web" is forbidden: User "ana" cannot patch resource "deployments/scale" in API group "apps" '
        'in the namespace "default"'
    )


def test_each_verb_is_asked_for_by_its_name(cluster: Cluster) -> None:
    ana = cluster.api.acting_as("ana")
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}
    for verb, work in {
        "create": lambda: ana.create(pod),
        "update": lambda: ana.replace(pod),
        "patch": lambda: ana.patch("Pod", "p", {}),
        "delete": lambda: ana.delete("Pod", "p"),
        "watch": lambda: ana.watch("Pod", "default"),
    }.items():
        assert f'User "ana" cannot {verb} resource "pods"' in refused(work)
    assert 'cannot create resource "pods/eviction"' in refused(lambda: ana.evict("p"))
    assert 'cannot create resource "pods/binding"' in refused(lambda: ana.bind("default", "p", "worker-1"))
    assert 'cannot create resource "serviceaccounts/token"' in refused(lambda: ana.token("default"))


def test_a_role_allows_in_its_namespace_only(cluster: Cluster) -> None:
    role(cluster, "reader", rule("get list", "pods"))
    ana = cluster.api.acting_as("ana")
    assert ana.list("Pod", "default") == []
    assert 'in the namespace "kube-system"' in refused(lambda: ana.list("Pod", "kube-system"))
    assert "at the cluster scope" in refused(lambda: ana.list("Pod"))


def test_a_cluster_role_bound_in_a_namespace_holds_there_only(cluster: Cluster) -> None:
    cluster.kubectl("create rolebinding b --clusterrole=view --group=devs")
    eva = cluster.api.acting_as("eva", ["devs"])
    assert eva.list("Deployment", "default") == []
    refused(lambda: eva.list("Deployment", "kube-system"))
    refused(lambda: eva.list("Secret", "default"))


def test_a_cluster_role_binding_holds_everywhere(cluster: Cluster) -> None:
    cluster.kubectl("create clusterrolebinding b --clusterrole=view --user=ana")
    assert len(cluster.api.acting_as("ana").list("Namespace")) == 4
    assert cluster.api.acting_as("ana").list("Pod") == cluster.api.list("Pod")


def test_a_service_account_has_its_groups(cluster: Cluster) -> None:
    assert user_of("system:serviceaccount:dev:ci").groups == (
        "system:serviceaccounts", "system:serviceaccounts:dev", "system:authenticated",
    )  # fmt: skip
    cluster.kubectl("create rolebinding b --clusterrole=edit --serviceaccount=default:ci")
    ci = cluster.api.acting_as("system:serviceaccount:default:ci")
    ci.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}})
    assert cluster.changes[-1].who == "system:serviceaccount:default:ci"


def test_a_binding_to_a_role_that_is_not_there_says_so(cluster: Cluster) -> None:
    cluster.kubectl("create rolebinding lost --role=nope --user=bob")
    said = refused(lambda: cluster.api.acting_as("bob").list("Pod", "default"))
    assert said.endswith(': RBAC: role.rbac.authorization.k8s.io "nope" not found')


def test_masters_are_asked_nothing(cluster: Cluster) -> None:
    root = cluster.api.acting_as("root", ["system:masters"])
    assert root.list("Secret") == []


def test_what_a_person_may_write_is_stored_whole_and_defaulted_as_for_anybody(cluster: Cluster) -> None:
    cluster.kubectl("create rolebinding b --clusterrole=edit --user=ana")
    ana = cluster.api.acting_as("ana")
    spec = {"containers": [{"name": "c", "image": "nginx:1.27"}]}
    pod = ana.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec})
    assert pod["spec"]["serviceAccountName"] == "default"
    with pytest.raises(ApiError) as caught:
        ana.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "q"}, "spec": {"containers": []}})
    assert caught.value.code == 422
    ana.delete("Pod", "p", grace=0)
    assert cluster.api.find("Pod", "p", "default") is None


def test_what_a_person_did_is_done_again_after_a_rewind(cluster: Cluster) -> None:
    cluster.kubectl("create rolebinding b --clusterrole=edit --user=ana")
    cluster.api.acting_as("ana").create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}})
    cluster.advance("1m")
    cluster.rewind("-10s")
    assert cluster.get("ConfigMap", "a")["metadata"]["name"] == "a"
    assert next(change.who for change in reversed(cluster.changes) if change.key == "default/a") == "ana"


# -- giving rights away --------------------------------------------------------------------------------------------


def test_nobody_grants_what_they_do_not_hold(cluster: Cluster) -> None:
    cluster.kubectl("create rolebinding b --clusterrole=admin --user=eva")
    said = cluster.kubectl("create role big --verb=get,list --resource=nodes --as eva").stderr
    assert said == (
        'error: failed to create role: roles.rbac.authorization.k8s.io "big" is forbidden: user "eva" '
        '(groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n'
        '{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}\n'
    )
    assert cluster.kubectl("create role small --verb=get --resource=pods --as eva").code == 0
    assert (
        "not currently held"
        in cluster.kubectl("create rolebinding x --clusterrole=cluster-admin --user=eva --as eva").stderr
    )
    assert cluster.kubectl("create rolebinding x --clusterrole=view --user=luis --as eva").code == 0


def test_a_patch_and_a_replace_are_looked_at_as_well(cluster: Cluster) -> None:
    cluster.kubectl("create rolebinding b --clusterrole=admin --user=eva")
    cluster.kubectl("create role r --verb=get --resource=pods")
    eva = cluster.api.acting_as("eva")
    more = {"rules": [rule("*", "*", "*")]}
    assert "not currently held" in refused(lambda: eva.patch("Role", "r", more, "default", type="merge"))
    held = {**cluster.get("Role", "r"), **more}
    assert "not currently held" in refused(lambda: eva.replace(held))
    eva.patch("Role", "r", {"metadata": {"labels": {"a": "b"}}}, "default", type="merge")


def test_escalate_and_bind_are_verbs_that_lift_the_check(cluster: Cluster) -> None:
    role(cluster, "maker", rule("create", "roles rolebindings", RBAC), user="eva")
    line = "create role big --verb=get --resource=secrets --as eva"
    assert "not currently held" in cluster.kubectl(line).stderr
    role(cluster, "escalator", rule("escalate", "roles", RBAC), user="eva")
    assert cluster.kubectl(line).code == 0
    assert "not currently held" in cluster.kubectl("create rolebinding x --role=big --user=eva --as eva").stderr
    role(cluster, "binder", rule("bind", "roles", RBAC, resourceNames=["big"]), user="eva")
    assert cluster.kubectl("create rolebinding x --role=big --user=eva --as eva").code == 0


# -- default roles -------------------------------------------------------------------------------------------------


def test_the_default_roles_are_there_from_the_beginning(cluster: Cluster) -> None:
    names = [one["metadata"]["name"] for one in cluster.list("ClusterRole")]
    assert {"admin", "cluster-admin", "edit", "view", "system:basic-user", "system:discovery", "system:node"} <= {
        *names
    }
    assert "system:controller:deployment-controller" in names
    assert cluster.get("ClusterRole", "view")["metadata"]["labels"] == {
        "kubernetes.io/bootstrapping": "rbac-defaults",
        "rbac.authorization.k8s.io/aggregate-to-edit": "true",
    }


def test_admin_may_all_that_edit_may_and_edit_all_that_view_may(cluster: Cluster) -> None:
    rules = {name: cluster.get("ClusterRole", name)["rules"] for name in ("view", "edit", "admin")}
    assert all(one in rules["edit"] for one in rules["view"])
    assert all(one in rules["admin"] for one in rules["edit"])


@pytest.mark.parametrize(
    ("name", "verb", "resource", "allowed"),
    [
        ("view", "get", "pods", True), ("view", "get", "secrets", False), ("view", "delete", "pods", False),
        ("edit", "create", "pods", True), ("edit", "get", "secrets", True), ("edit", "create", "pods/exec", True),
        ("edit", "update", "resourcequotas", False), ("edit", "create", "endpoints", False),
        ("admin", "create", "roles.rbac.authorization.k8s.io", True), ("edit", "create", "roles.rbac.authorization.k8s.io", False),
    ],
)  # fmt: skip
def test_the_roles_of_people_allow_what_they_are_known_for(
    cluster: Cluster, name: str, verb: str, resource: str, allowed: bool
) -> None:
    cluster.kubectl(f"create rolebinding b --clusterrole={name} --user=ana")
    full, _, group = resource.partition(".")
    plural, _, sub = full.partition("/")
    ask = Ask(verb, group, plural, sub, "default")
    assert decide(cluster._storage, user_of("ana"), ask)[0] is allowed


def test_the_reason_names_the_binding(cluster: Cluster) -> None:
    admin = User("kubernetes-admin", ("kubeadm:cluster-admins", "system:authenticated"))
    assert decide(cluster._storage, admin, Ask("delete", "", "nodes")) == (
        True,
        'RBAC: allowed by ClusterRoleBinding "kubeadm:cluster-admins" of ClusterRole "cluster-admin" to Group "kubeadm:cluster-admins"',
    )


def test_the_default_roles_are_no_part_of_the_log_and_cost_little(cluster: Cluster) -> None:
    assert not [change for change in cluster.changes if change.kind.endswith(("Role", "Binding"))]
    begun = time.process_time()
    Cluster(platform="minimal", nodes=0)
    assert time.process_time() - begun < 0.25


def test_a_saved_cluster_keeps_its_roles(cluster: Cluster, tmp_path: Any) -> None:
    cluster.kubectl("delete clusterrole view")
    cluster.kubectl("label clusterrole edit a=b")
    cluster.save(str(tmp_path / "c.kube"))
    again = Cluster.open(str(tmp_path / "c.kube"))
    assert again.list("ClusterRole") == cluster.list("ClusterRole")
    assert again.list("ClusterRoleBinding") == cluster.list("ClusterRoleBinding")


# -- aggregation ---------------------------------------------------------------------------------------------------


def test_a_labelled_role_is_collected_by_those_that_select_it(cluster: Cluster) -> None:
    cluster.kubectl("create clusterrole mine --verb=get --resource=nodes")
    cluster.kubectl("label clusterrole mine rbac.authorization.k8s.io/aggregate-to-view=true")
    cluster.settle()
    for name in ("view", "edit", "admin"):
        assert rule("get", "nodes") in cluster.get("ClusterRole", name)["rules"]
    cluster.kubectl("delete clusterrole mine")
    cluster.settle()
    assert rule("get", "nodes") not in cluster.get("ClusterRole", "admin")["rules"]
