"""ValidatingAdmissionPolicies refuse or warn, for what their bindings are about."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import ApiError, Cluster

POLICY = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: few}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
  variables:
  - {name: wanted, expression: "object.spec.replicas"}
  validations:
  - {expression: "variables.wanted <= 5", messageExpression: "'at most 5, not ' + string(variables.wanted)"}
"""
BINDING = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: everywhere}
spec: {policyName: few, validationActions: [%s]%s}
"""


def web(replicas: int) -> dict[str, Any]:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "nginx:1.27"}]}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
            "spec": {"replicas": replicas, "selector": {"matchLabels": {"a": "b"}}, "template": template}}  # fmt: skip


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster(nodes=1)
    cluster.apply(POLICY)
    return cluster


def test_a_policy_without_a_binding_does_nothing(cluster: Cluster) -> None:
    assert cluster.api.create(web(9))["spec"]["replicas"] == 9


def test_a_bound_policy_refuses_in_the_servers_words(cluster: Cluster) -> None:
    cluster.apply(BINDING % ("Deny", ""))
    with pytest.raises(ApiError) as caught:
        cluster.api.create(web(9))
    text = "ValidatingAdmissionPolicy 'few' with binding 'everywhere' denied request: at most 5, not 9"
    assert caught.value.message == f'deployments.apps "web" is forbidden: {text}'
    assert (caught.value.reason, caught.value.code, caught.value.causes[0].message) == ("Invalid", 422, text)
    assert cluster.api.create(web(5))["spec"]["replicas"] == 5
    with pytest.raises(ApiError, match="at most 5, not 6"):
        cluster.api.patch("Deployment", "web", {"spec": {"replicas": 6}})


def test_a_policy_can_warn_instead(cluster: Cluster) -> None:
    cluster.apply(BINDING % ("Warn", ""))
    cluster.api.create(web(9))
    said = "Validation failed for ValidatingAdmissionPolicy 'few' with binding 'everywhere': at most 5, not 9"
    assert cluster.api.warnings == [said]


def test_a_binding_may_be_for_some_namespaces_only(cluster: Cluster) -> None:
    cluster.apply(BINDING % ("Deny", ", matchResources: {namespaceSelector: {matchLabels: {strict: 'yes'}}}"))
    cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: prod, labels: {strict: 'yes'}}}")
    cluster.api.create(web(9))
    with pytest.raises(ApiError, match="denied request"):
        cluster.api.create(web(9), "prod")


def test_an_expression_that_fails_is_a_refusal_or_is_ignored(cluster: Cluster) -> None:
    broken = POLICY.replace("variables.wanted <= 5", "object.spec.nothing <= 5")
    cluster.apply(broken)
    cluster.apply(BINDING % ("Deny", ""))
    with pytest.raises(ApiError, match="resulted in error"):
        cluster.api.create(web(1))
    cluster.apply(broken.replace("failurePolicy: Fail", "failurePolicy: Ignore"))
    assert cluster.api.create(web(1))["kind"] == "Deployment"


def test_parameters_come_from_another_object(cluster: Cluster) -> None:
    policy = POLICY.replace("spec:\n", "spec:\n  paramKind: {apiVersion: v1, kind: ConfigMap}\n", 1)
    cluster.apply(policy.replace("variables.wanted <= 5", "variables.wanted <= int(params.data.most)"))
    cluster.apply(BINDING % ("Deny", ", paramRef: {name: limits, namespace: default, parameterNotFoundAction: Deny}"))
    with pytest.raises(ApiError, match="no params found"):
        cluster.api.create(web(1))
    cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: limits}, data: {most: '2'}}")
    assert cluster.api.create(web(2))["kind"] == "Deployment"
    with pytest.raises(ApiError, match="at most 5, not 3"):
        cluster.api.patch("Deployment", "web", {"spec": {"replicas": 3}})


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("variables.wanted <= 5", "varables.wanted <= 5", "spec.validations[0].expression: Invalid value: \"varables.wanted <= 5\": "
         "compilation failed: ERROR: <input>:1:1: undeclared reference to 'varables' (in container '')"),
        ("failurePolicy: Fail", "failurePolicy: Never", 'spec.failurePolicy: Unsupported value: "Never": supported values: "Fail", "Ignore"'),
        ("name: wanted", 'name: "1"', 'spec.variables[0].name: Invalid value: "1": name is not a valid CEL identifier'),
        ("operations: [CREATE, UPDATE]", "operations: [MAKE]", 'spec.matchConstraints.resourceRules[0].operations[0]: Unsupported value: "MAKE"'),
        ("apiGroups: [apps]", 'apiGroups: ["*", apps]', "if '*' is present, must not specify other API groups"),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_work_is_refused(cluster: Cluster, old: str, new: str, wanted: str) -> None:
    with pytest.raises(ApiError) as caught:
        cluster.apply(POLICY.replace(old, new))
    assert caught.value.reason == "Invalid" and wanted in str(caught.value)


@pytest.mark.parametrize(
    ("actions", "wanted"),
    [("Deny, Warn", "must not contain both Deny and Warn"), ("", "spec.validationActions: Required value"),
     ("Shout", 'spec.validationActions[0]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"')],
)  # fmt: skip
def test_a_binding_says_what_happens(cluster: Cluster, actions: str, wanted: str) -> None:
    with pytest.raises(ApiError) as caught:
        cluster.apply(BINDING % (actions, ""))
    assert wanted in str(caught.value)


def test_a_variable_nobody_asks_for_is_not_worked_out(cluster: Cluster) -> None:
    more = '  variables:\n  - {name: broken, expression: "object.spec.nothing"}\n  - {name: twice, expression: "variables.wanted * 2"}\n'
    policy = POLICY.replace("  variables:\n", more).replace("variables.wanted <= 5", "variables.twice <= 10")
    cluster.apply(policy.replace("- {name: twice", "- {name: wanted, expression: \"object.spec.replicas\"}\n  - {name: twice").replace(
        "  - {name: wanted, expression: \"object.spec.replicas\"}\n  validations", "  validations"))  # fmt: skip
    cluster.apply(BINDING % ("Deny", ""))
    assert cluster.api.create(web(5))["spec"]["replicas"] == 5
    with pytest.raises(ApiError, match="at most 5, not 6"):
        cluster.api.patch("Deployment", "web", {"spec": {"replicas": 6}})


def test_webhooks_are_kept_and_nobody_is_called(cluster: Cluster) -> None:
    hook = ("{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: w}, webhooks: "
            "[{name: a.example.com, sideEffects: %s, admissionReviewVersions: [v1], clientConfig: {url: 'https://x.y/z'}, "
            "rules: [{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*']}]}]}")  # fmt: skip
    with pytest.raises(ApiError, match=r"webhooks\[0\].sideEffects: Unsupported value"):
        cluster.apply(hook % "Some")
    cluster.apply(hook % "None")
    assert cluster.api.create(web(1))["kind"] == "Deployment"
