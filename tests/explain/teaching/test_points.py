"""What a learner's usual mistakes are answered with: the line, the word that was meant, what to write today."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubecourse import ApiError
from kubecourse.explain.mistakes import Mistake, mistake
from kubecourse.explain.teaching import teach
from kubecourse.face import Cluster


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made = Cluster(platform="minimal")
    made.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: dev}")
    made.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: dev}")
    return made


def refused(cluster: Cluster, text: str, lang: str = "en") -> Mistake:
    with pytest.raises(ApiError) as error:
        cluster.apply(text)
    return mistake(error.value, lang, text=text, cluster=cluster)


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports:
        - containerPort: 80
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("replicas: 2", "replica: 2", 6, "write `replicas`"),
        ("containerPort: 80", "containerport: 80", 19, "write `containerPort`"),
        ("replicas: 2", 'replicas: "2"', 6, "drop the quotes, 2"),
        ("replicas: 2", "replicas: two", 6, "“two”"),
        ("        app: web\n    spec", "        app: wev\n    spec", 12, "asks for app=web and the template has app=wev"),
        ("name: web\n        image", "name: Web_1\n        image", 16, "For example: web-1"),
        ("name: web\nspec", "name: My_Web\nspec", 4, "For example: my-web"),
        ("app: web\n    spec", "app: 3\n    spec", 13, 'write "3"'),
        ("      - name: web\n", "      - name: web\n        restartPolicy: Nunca\n", 17, "Did you mean Never?"),
        ("kind: Deployment", "kind: deployment", 2, "kind: Deployment"),
        ("kind: Deployment", "kind: Deployments", 2, "singular"),
        ("apps/v1", "extensions/v1beta1", 1, "apiVersion: apps/v1"),
        ("apps/v1", "v1", 1, "write apiVersion: apps/v1"),
        ("        ports:", "        resources: {requests: {memory: 1GB}}\n        ports:", 18, "Write 1G (1Gi"),
        ("        ports:", "        resources: {limits: {cpu: 500 m}}\n        ports:", 18, "Write 500m"),
        ("        ports:", "        env:\n        - {name: DEBUG, value: yes}\n        ports:", 19, 'write "true"'),
        ("        - containerPort: 80", "        - {containerPort: 80, name: this-is-too-long-for-it}", 19, "15 characters"),
        ("  replicas: 2\n", "  replicas: 2\n  replicas: 3\n", 7, "stands twice"),
        ("  replicas: 2\n", "  containers: []\n", 6, "elsewhere: spec.template.spec.containers"),
        ("      containers:", "      replicas: 3\n      containers:", 15, "spec.replicas"),
        ("        image: nginx:1.27", "        imag: nginx:1.27", 17, "write `image`"),
        ("        ports:\n        - containerPort: 80\n", "        command: nginx\n", 18, "is a list"),
    ],
)  # fmt: skip
def test_the_line_and_what_was_meant(cluster: Cluster, old: str, new: str, line: int, says: str) -> None:
    assert old in DEPLOYMENT
    found = refused(cluster, DEPLOYMENT.replace(old, new, 1))
    assert says in found.hint and found.line == line, (found.line, found.hint)


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - {name: a, image: b}\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("apiversion: v1\nkind: Pod\nmetadata: {name: x}", 1, "spelt `apiVersion`, not “apiversion”. A Pod has apiVersion: v1"),
        ("apiVersion: v1\nKind: Pod\nmetadata: {name: x}", 2, "spelt `kind`, not “Kind”"),
        ("apiVersion: app/v1\nkind: Deployment\nmetadata: {name: x}", 1, "write apiVersion: apps/v1"),
        ("apiVersion: v1\nkind: Pot\nmetadata: {name: x}", 2, "kind: Pod"),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  spec: {}", 5, "belongs to the first level"),
        (POD.replace("  containers", "containers"), 5, "spec.containers"),
        (POD + "  ports:\n  - containerPort: 80", 7, "spec.containers[].ports"),
        (POD.replace("- {", "  {"), 5, "is a list"),
        (POD.replace("image: b", "image: b, resources: {request: {cpu: 1}}"), 6, "write `requests`"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n  selector:\n    matchLabels: {a: b}\n  ports: [{port: 80}]", 6, "plain map"),
        (POD.replace("image: b", "image: b, resources: {cpu: 1}"), 6, "requests (what is reserved) and limits"),
        (POD.replace("image: b", "image: b, env: [{DEBUG: x}]"), 6, "“- name: KEY”"),
        (POD.replace("image: b", "image: b, env: {DEBUG: x}"), 6, "“- name: KEY”"),
        (POD.replace("image: b", "image: b, ports: [80]"), 6, "“- containerPort: …”"),
        (POD.replace("image: b", "image: b, livenessProbe: {path: /}"), 6, "httpGet: {path: /, port: 80}"),
        (POD.replace("{name: x}", "{name: x, labels: app=web}"), 3, "{app: web}"),
        ("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: x}\nspec:\n  storage: 1Gi", 5, "{requests: {storage: 1Gi}}"),
        ("apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: x}\nspec:\n  template: {}", 5, "spec.jobTemplate.spec.template"),
        ("apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  password: s3cret!", 5, "stringData"),
    ],
)  # fmt: skip
def test_what_beginners_write_is_set_right(cluster: Cluster, text: str, line: int, says: str) -> None:
    found = refused(cluster, text)
    assert says in found.hint and found.line == line, (found.line, found.hint)


def test_the_same_slip_further_down_is_told_at_once(cluster: Cluster) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  debug: yes\n  name: web\n  trace: off"
    found = refused(cluster, text)
    assert [(point.line, point.says[-7:]) for point in found.points] == [(5, '"true".'), (7, 'false".')]


def test_rights_and_security_are_explained_from_the_live_cluster() -> None:
    fresh = Cluster(platform="minimal")
    labels = "{pod-security.kubernetes.io/enforce: restricted}"
    fresh.apply(f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: safe, labels: {labels}}}")
    text = POD.replace("name: x", "name: x, namespace: safe")
    assert "not there yet" in refused(fresh, text).hint, "a controller makes its ServiceAccount a moment later"
    fresh.settle()
    assert "security level restricted" in refused(fresh, text).hint
    told = mistake(fresh.kubectl("get pods --as ana").stderr, "en", cluster=fresh).hint
    assert "“ana” has no right to list pods" in told and "can-i list pods --as ana" in told


@pytest.mark.parametrize(
    ("kind", "version", "today"),
    [
        ("Ingress", "extensions/v1beta1", "networking.k8s.io/v1"),
        ("PodDisruptionBudget", "policy/v1beta1", "policy/v1"),
        ("CronJob", "batch/v1beta1", "batch/v1"),
        ("HorizontalPodAutoscaler", "autoscaling/v2beta2", "autoscaling/v2"),
        ("ClusterRole", "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1"),
        ("PodSecurityPolicy", "policy/v1beta1", "pod-security.kubernetes.io/enforce"),
    ],
)
@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_version_of_yesterday_is_told_todays(
    cluster: Cluster, kind: str, version: str, today: str, lang: str
) -> None:
    found = refused(cluster, f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{}}", lang)
    assert today in found.hint and "1.2" in found.hint


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("kind: Pod\nmetadata:\n\tname: x", 3, "tabs"),
        ("kind: Pod\nmetadata:\n  name x\n  labels:\n    a: b", 3, "“name: x”"),
        ("kind: Pod\nspec:\n  containers:\n  -name: x\n   image: y", 4, "“- name: x”"),
        ("kind: Pod\nmetadata:\n  name: 'x\nspec: {}", 3, "not closed"),
        ("kind: Pod\nspec:\n  args: [a, b\n  name: x", 3, "no partner"),
        ("kind: Pod\nmetadata:\n  name: x\n   labels: {}", 4, "column of its siblings (2 spaces)"),
        ("kind: Pod\nmetadata:\n    name: x\n  labels: {}", 4, "fits no level"),
        ("kind: Pod\nspec:\n  note: see: this", 3, '"see: this"'),
        ("kind: Pod\nspec:\n  note: @here", 3, '"@here"'),
        ("kind: Pod\nspec:\n  schedule: */5 * * * *", 3, "alias"),
        ("kind: Pod\nmetadata: name: x", 2, "metadata: {name: x}"),
        ("kind: Pod\nmetadata:\n  name: 'it's'", 3, 'name: "it\'s"'),
        ("kind: Pod\nspec:\n  args: [a, [b]]]", 3, "“]” too many"),
        ("kind: Pod\nmetadata:\n  name: {{ .Values.name }}", 3, "Helm"),
        ("kind: Pod\nspec:\n  containers:\n    - name: a\n   image: b", 5, "fits no level"),
    ],
)
def test_a_text_that_is_no_yaml_is_read_as_a_person_would(cluster: Cluster, text: str, line: int, says: str) -> None:
    found = refused(cluster, f"apiVersion: v1\n{text}")
    assert says in found.hint and found.line == line + 1, (found.line, found.hint)


def test_names_that_exist_elsewhere_or_nearly_are_told(cluster: Cluster) -> None:
    def said(command: str) -> str:
        result = cluster.kubectl(command)
        assert result.code
        return mistake(result.stderr, "en", cluster=cluster).hint

    assert "There is one in the namespace dev: add -n dev" in said("get cm settings")
    assert "Did you mean settings?" in said("get cm setings -n dev")
    assert "Did you mean dev?" in said("create cm x -n devv")
    assert "Did you mean deployments?" in said("get deploymens")


def test_kubectls_words_about_a_file_are_explained_as_the_servers() -> None:
    fresh = Cluster(platform="minimal")
    text = DEPLOYMENT.replace("replicas: 2", "replicas: -1").replace("app: web\n  template", "app: api\n  template")
    result = fresh.kubectl("apply -f -", text)
    found = mistake(result.stderr, "en", text=text)
    assert [(point.field, point.line) for point in found.points] == [
        ("spec.replicas", 6),
        ("spec.template.metadata.labels", 12),
    ]


def test_every_line_that_is_wrong_is_marked_with_a_gap_between(cluster: Cluster) -> None:
    text = DEPLOYMENT.replace("replicas: 2", "replicas: -2").replace("containerPort: 80", "containerPort: 99999")
    found = refused(cluster, text)
    assert found.lines == (6, 19)
    assert [(number, wrong) for number, _, wrong in found.excerpt(text)] == [
        (5, False), (6, True), (7, False), (0, False), (18, False), (19, True), (20, False),
    ]  # fmt: skip
    shown = found.marked(text)
    assert ">   6 |   replicas: -2" in shown and ">  19 |         - containerPort: 99999" in shown and "⋮" in shown


def test_of_several_documents_the_right_one_is_marked(cluster: Cluster) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n---\n{DEPLOYMENT.replace('replicas: 2', 'replicas: -2')}"
    found = refused(cluster, text)
    assert (found.line, found.document) == (10, 2)


def test_a_missing_field_is_told_with_what_it_is_for() -> None:
    message = (
        'The StatefulSet "db" is invalid: spec.template.spec.containers[0].livenessProbe.httpGet.port: Required value'
    )
    assert "by number or by its name in ports" in teach(message, "", "en")[0].says
    assert "por el nombre que tiene en ports" in teach(message, "", "es")[0].says


def test_kubectl_goes_on_after_the_first_error_and_so_does_the_explanation() -> None:
    text = "\n---\n".join(
        [
            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports: [{port: 99999}]",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: fine}\nspec:\n  containers: [{name: a, image: b}]",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  container: []",
            DEPLOYMENT.replace("replicas: 2", "replicas: -1"),
        ]
    )
    fresh = Cluster(platform="minimal")
    fresh.settle()
    found = mistake(fresh.kubectl("apply -f -", text).stderr, "en", text=text)
    assert [(point.document, point.line, point.field) for point in found.points] == [
        (1, 5, "spec.ports[0].port"), (3, 17, "spec.container"), (4, 24, "spec.replicas"),
    ]  # fmt: skip
    broken = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\nkind: Pod\n metadata: {}"
    told = mistake(fresh.kubectl("apply -f -", broken).stderr, "en", text=broken)
    assert told.line == 6 and "column of its siblings" in told.hint


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["spec", "metadata", "selector", "template", "matchLabels", "labels", "volumes", "name", "data", "kind"]), inner, max_size=4), max_leaves=12),
    st.sampled_from([
        "spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`",
        'spec.containers[0].volumeMounts[0].name: Not found: "x"', "spec.x: Required value", "[", ": : [a, b: Invalid value: {",
    ]),
)  # fmt: skip
def test_no_text_and_no_message_is_too_odd(value: object, words: str) -> None:
    import json

    for message in (f'The Deployment "w" is invalid: {words}', f'Deployment.apps "w" is invalid: [{words}, {words}]',
                    'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4',
                    'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression',
                    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field A.b.c of type string',
                    words):  # fmt: skip
        for lang in ("es", "en"):
            teach(message, json.dumps(value), lang)
