"""Policies are as good as the plug-in: who refuses names the rule, who ignores them says so."""

from __future__ import annotations

import pytest

from kubecourse import Cluster

STACK = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: "nginx:1.27", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: box, labels: {app: box}}
spec: {containers: [{name: box, image: "busybox:1.36", command: [sleep, "999999"]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: guard}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: friend}}}]
  - from: [{podSelector: {matchLabels: {app: box}}}]
    ports: [{port: 8080}]
"""


def made(**how: str) -> Cluster:
    cluster = Cluster(**how)  # type: ignore[arg-type]
    cluster.apply(STACK)
    cluster.settle()
    return cluster


def test_a_refusal_names_policy_and_rules() -> None:
    cluster = made()
    journey = cluster.request("http://web/", "box")
    assert journey.verdict == "policy-ingress"
    assert "(rule 1 of default/guard is for others; rule 2 of default/guard is for other ports)" in "".join(
        journey.lines("en")
    )
    assert "la regla 2 de default/guard es para otros puertos" in "".join(journey.lines("es"))


@pytest.mark.parametrize("how", [{"network": "flannel"}, {"platform": "minimal"}])
def test_a_plugin_that_knows_no_policies_lets_all_pass_and_why_says_so(how: dict[str, str]) -> None:
    cluster = made(**how)
    journey = cluster.request("http://web/", "box")
    assert journey
    assert [hop.did for hop in journey.hops][-2:] == ["policy-ignored", "answers"]
    told = cluster.why("NetworkPolicy", "guard", lang="es")
    assert told.first.key == "pol.ignored"
    assert (how.get("network") or "bridge") in str(told)


def test_a_plugin_is_exchanged_by_installing_another() -> None:
    cluster = made(network="flannel")
    assert cluster.request("http://web/", "box")
    from kubecourse.engine.network.plugin import manifests

    for manifest in manifests("cilium"):
        cluster.apply(manifest)
    assert cluster.request("http://web/", "box").verdict == "policy-ingress"


def test_why_tells_a_policy_rule_by_rule() -> None:
    cluster = made()
    keys = [each.key for each in cluster.why("NetworkPolicy", "guard")]
    assert keys == ["pol.selects", "pol.no-peer", "pol.rule"]
    assert "svc.policy" in [each.key for each in cluster.why("Service", "web")]
    cluster.kubectl(
        'patch networkpolicy guard --type=merge -p \'{"spec":{"podSelector":{"matchLabels":{"app":"wbe"}}}}\''
    )
    assert cluster.why("NetworkPolicy", "guard").first.key == "pol.typo"
    cluster.apply({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "shut"},
                   "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}})  # fmt: skip
    assert [each.key for each in cluster.why("NetworkPolicy", "shut")] == [
        "pol.all",
        "pol.closed",
        "pol.closed",
        "pol.no-dns",
    ]


def test_of_two_ingresses_with_the_same_rule_why_names_the_older() -> None:
    cluster = Cluster(platform="minimal")
    rule = "{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: %s, port: {number: 80}}}}]}}"
    for name in ("first", "second"):
        cluster.apply(f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}}}\n"
                      f"spec: {{ingressClassName: proxy, rules: [{rule % name}]}}\n")  # fmt: skip
        cluster.advance("5s")
    assert "ing.same" not in [each.key for each in cluster.why("Ingress", "first")]
    told = [each for each in cluster.why("Ingress", "second", lang="en") if each.key == "ing.same"]
    assert "default/first" in told[0].en


def test_a_plugin_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="calico, cilium, flannel"):
        Cluster(network="fannel")
