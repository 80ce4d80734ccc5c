"""`why`: the first cause comes first, in both languages, with Kubernetes' own words beside it."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.explain import Why, why
from kubecourse.explain.scheduling import parse
from tests.diagrams import fake

Object = dict[str, Any]


def keys(answer: Why) -> list[str]:
    return [reason.key for reason in answer.reasons]


def event(about: Object, reason: str, message: str, count: int = 1) -> Object:
    kind, name = about["kind"], about["metadata"]["name"]
    space = about["metadata"].get("namespace", "default")
    return {
        "kind": "Event", "metadata": fake.meta(f"{name}.{reason}", space), "reason": reason, "message": message,
        "involvedObject": {"kind": kind, "name": name, "namespace": space, "uid": about["metadata"]["uid"]},
        "count": count, "type": "Warning", "lastTimestamp": fake.START,
    }  # fmt: skip


def pending(message: str, **more: Any) -> Object:
    pod = fake.pod("p", **more)
    pod["status"]["conditions"] = [{"type": "PodScheduled", "status": "False", "message": message}]
    return pod


def storage_class(name: str, provisioner: str = "example.com/nfs", mode: str = "Immediate") -> Object:
    return {"kind": "StorageClass", "metadata": fake.meta(name), "provisioner": provisioner, "volumeBindingMode": mode}


MIXED = (
    "0/5 nodes are available: 1 Insufficient cpu, 3 node(s) had untolerated taint(s), 1 node(s) were unschedulable. "
    "no new claims to deallocate, preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling."
)


def test_the_scheduler_s_words_are_taken_apart_most_frequent_first() -> None:
    found = parse(MIXED)
    assert found is not None and found.nodes == 5
    assert found.each[0] == (3, "node(s) had untolerated taint(s)")
    assert (1, "Insufficient cpu") in found.each and len(found.each) == 3


def test_a_reason_found_before_any_node_has_no_count() -> None:
    found = parse("0/5 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found")
    assert found is not None and found.before_filters == "pod has unbound immediate PersistentVolumeClaims"


def test_a_pod_that_fits_nowhere_says_why_node_by_node() -> None:
    pod = pending(MIXED)
    pod["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "1500m"}}
    pod["spec"]["initContainers"] = [{"name": "i", "resources": {"requests": {"cpu": "2"}}}]
    nodes = [fake.node("m", "1", control=True), fake.node("w", "2", cordoned=True)]
    answer = why(fake.cluster(pod, *nodes), "pod", "p", lang="en")
    assert keys(answer) == ["sched.taint", "sched.insufficient", "sched.cordoned", "pod.unscheduled"]
    assert "node-role.kubernetes.io/control-plane:NoSchedule" in answer.first.en
    assert "requests 2." in answer.reasons[1].en
    assert answer.reasons[2].en.endswith(": w.")
    assert MIXED in str(answer)


def test_an_unbound_claim_is_explained_before_the_pod_that_waits_for_it() -> None:
    pod = pending("0/5 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found", claim="data")
    claim = fake.claim("data", "5Gi", storageClassName="gols")
    world = fake.cluster(pod, claim, storage_class("gold"), fake.volume("v", "1Gi"))
    answer = why(world, "Pod", "p", lang="es")
    assert keys(answer) == ["pvc.class-missing", "pvc.table", "pod.claim-unbound", "pod.unscheduled"]
    assert answer.first.about == "PersistentVolumeClaim default/data"
    assert "gold" in answer.first.es


def test_a_claim_that_does_not_exist_is_named() -> None:
    pod = pending('0/5 nodes are available: persistentvolumeclaim "data" not found. not found', claim="data")
    assert why(fake.cluster(pod), "Pod", "p").first.key == "pod.claim-missing"


def test_each_volume_is_told_with_the_first_reason_it_is_refused_for() -> None:
    claim = fake.claim("data", "5Gi", storageClassName="")
    wrong_mode = fake.volume("modes", "10Gi")
    wrong_mode["spec"]["accessModes"] = ["ReadOnlyMany"]
    released = fake.volume("released", "10Gi", "old")
    released["status"]["phase"] = "Released"
    world = fake.cluster(
        claim, fake.volume("small", "4Gi"), fake.volume("taken", "10Gi", "other"), wrong_mode, released,
        fake.volume("classy", "10Gi", storageClassName="gold"), fake.volume("block", "10Gi", volumeMode="Block"),
    )  # fmt: skip
    answer = why(world, "pvc", "data", lang="en")
    assert keys(answer) == ["pvc.class-empty", "pvc.table"]
    rows = dict(answer.reasons[1].table["en"])
    assert rows["small"].startswith("too small: 4Gi") and "default/other" in rows["taken"]
    assert rows["modes"].startswith("access modes") and rows["released"].startswith("Released")
    assert rows["classy"].startswith("class gold") and rows["block"].startswith("volumeMode Block")


@pytest.mark.parametrize(("objects", "key"), [
    ([fake.claim("c")], "pvc.no-class"),
    ([fake.claim("c", storageClassName="late"), storage_class("late", mode="WaitForFirstConsumer")], "pvc.consumer"),
    ([fake.claim("c", storageClassName="nfs"), storage_class("nfs")], "pvc.provisioner"),
    ([fake.claim("c", storageClassName="x"), storage_class("x", "kubernetes.io/no-provisioner")], "pvc.by-hand"),
    ([fake.claim("c", volume="v")], "pvc.bound"),
    ([fake.claim("c", "5Gi"), fake.volume("v", "9Gi")], "pvc.fits"),
])  # fmt: skip
def test_a_claim_says_what_it_waits_for(objects: list[Object], key: str) -> None:
    assert why(fake.cluster(*objects), "pvc", "c").first.key == key


def test_an_image_that_cannot_be_pulled_quotes_the_registry() -> None:
    pod = fake.pod("p", node="n", waiting="ImagePullBackOff", image="nginx:1.99", phase="Pending")
    words = 'Failed to pull image "nginx:1.99": not found'
    answer = why(fake.cluster(pod, fake.node("n", "1"), event(pod, "Failed", words)), "po", "p", lang="en")
    assert keys(answer) == ["image.pull"] and "nginx:1.99" in answer.first.en
    assert answer.first.evidence == words


def crashed(code: int, why_ended: str = "Error", probe: str = "") -> Any:
    pod = fake.pod("p", node="n", waiting="CrashLoopBackOff", restarts=5)
    status = pod["status"]["containerStatuses"][0]
    status["lastState"] = {"terminated": {"exitCode": code, "reason": why_ended}}
    pod["spec"]["containers"][0]["resources"] = {"limits": {"memory": "64Mi"}}
    said = [event(pod, "Killing", "Container c failed liveness probe, will be restarted")] if probe else []
    said += [event(pod, "Unhealthy", probe)] if probe else []
    return fake.cluster(pod, fake.node("n", "1"), *said)


@pytest.mark.parametrize(("code", "ended", "probe", "key"), [
    (1, "Error", "", "crash.exit"), (0, "Completed", "", "crash.zero"), (137, "OOMKilled", "", "crash.oom"),
    (127, "Error", "", "crash.command"), (128, "StartError", "", "crash.command"), (137, "Error", "", "crash.killed"),
    (137, "Error", "Liveness probe failed: HTTP probe failed with statuscode: 500", "crash.probe"),
])  # fmt: skip
def test_a_container_that_falls_again_and_again_says_how_it_ended(code: int, ended: str, probe: str, key: str) -> None:
    answer = why(crashed(code, ended, probe), "Pod", "p", lang="en")
    assert keys(answer) == [key, "crash.backoff"]
    assert "5 restarts" in answer.reasons[1].en
    if key == "crash.oom":
        assert "64Mi" in answer.first.en
    if probe:
        assert answer.first.evidence == probe


def test_a_pod_that_runs_but_is_not_ready_quotes_its_probe() -> None:
    pod = fake.pod("p", node="n", ready=False)
    pod["spec"]["containers"][0]["readinessProbe"] = {"httpGet": {"port": 80}}
    said = event(pod, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404")
    answer = why(fake.cluster(pod, fake.node("n", "1"), said), "Pod", "p")
    assert keys(answer) == ["notready.probe"] and "404" in answer.first.evidence


def test_the_pods_of_a_silent_node_blame_the_node() -> None:
    pod = fake.pod("p", node="n", ready=False)
    answer = why(fake.cluster(pod, fake.node("n", "1", ready=False)), "Pod", "p")
    assert keys(answer) == ["node.silent", "notready.node"] and answer.first.about == "Node n"


def test_nothing_wrong_is_an_answer_too() -> None:
    answer = why(fake.wordpress(), "Pod", "mariadb-7f9b6c4d58-t6wlc", lang="en")
    assert not answer.wrong and "worker-1" in str(answer)


def test_a_deployment_goes_down_to_the_container_that_falls() -> None:
    answer = why(fake.wordpress(trouble=True), "deploy", "wordpress", lang="en")
    assert answer.first.about == "Pod default/wordpress-6b7c9d5f4d-8hqzt"
    assert answer.first.key == "crash.backoff"
    assert answer.reasons[-1].key == "work.short" and "2 of 3" in answer.reasons[-1].en


def test_a_used_up_quota_is_named() -> None:
    replicaset = fake.replicaset("web-1", "web", 3, 2)
    words = 'pods "web-1-x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2'
    replicaset["status"] |= {"conditions": [{"type": "ReplicaFailure", "status": "True", "message": words}]}
    deployment = fake.deployment("web", 3, 2, updatedReplicas=2)
    answer = why(fake.cluster(deployment, replicaset), "Deployment", "web")
    assert answer.first.key == "work.quota" and answer.first.evidence == words


def test_a_rollout_past_its_deadline_says_so() -> None:
    late = {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "late"}
    deployment = fake.deployment("web", 2, 2, updatedReplicas=1, conditions=[late])
    pod = fake.pod("web-2-x", node="n", waiting="ErrImagePull", owned_by=fake.owner("ReplicaSet", "web-2"))
    sets = fake.replicaset("web-1", "web", 2, 2, 1), fake.replicaset("web-2", "web", 1, 0, 2)
    assert keys(why(fake.cluster(deployment, *sets, pod), "Deployment", "web")) == ["image.pull", "deploy.deadline"]


def test_a_statefulset_names_the_ordinal_the_others_wait_for() -> None:
    galera = {"kind": "StatefulSet", "metadata": fake.meta("galera", "default"), "spec": {"replicas": 3},
              "status": {"readyReplicas": 1}}  # fmt: skip
    mine = fake.owner("StatefulSet", "galera")
    pods = [fake.pod("galera-0", node="n", owned_by=mine), fake.pod("galera-1", node="n", ready=False, owned_by=mine)]
    answer = why(fake.cluster(galera, *pods, fake.node("n", "1")), "sts", "galera", lang="es")
    assert keys(answer)[-2:] == ["sts.waits", "work.short"] and "galera-1" in answer.reasons[-2].es


def job(**status: Any) -> Object:
    return {"kind": "Job", "metadata": fake.meta("j", "default"), "spec": {"backoffLimit": 3}, "status": status}


def test_a_job_that_gave_up_says_how_its_pod_ended() -> None:
    pod = fake.pod("j-x", node="n", phase="Failed", owned_by=fake.owner("Job", "j"))
    pod["spec"]["restartPolicy"] = "Never"
    pod["status"]["containerStatuses"][0]["state"] = {"terminated": {"exitCode": 3, "reason": "Error"}}
    failed = {"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "limit"}
    answer = why(fake.cluster(job(conditions=[failed]), pod), "job", "j", lang="en")
    assert keys(answer) == ["pod.failed-exit", "job.backoff"]
    assert "exit code 3" in answer.first.en and "(3)" in answer.reasons[1].en


def test_a_job_that_is_done_is_well() -> None:
    done = {"type": "Complete", "status": "True"}
    assert not why(fake.cluster(job(conditions=[done], succeeded=1)), "Job", "j").wrong


def test_a_suspended_cronjob_says_so_and_one_at_work_tells_its_next_time() -> None:
    cron: Object = {"kind": "CronJob", "metadata": fake.meta("c", "default"),
                    "spec": {"schedule": "0 23 * * 4", "timeZone": "Europe/Madrid"}, "status": {}}  # fmt: skip
    answer = why(fake.cluster(cron), "cj", "c", lang="en")
    assert not answer.wrong and "2026-01-08T22:00:00Z" in answer.first.en
    asleep = {**cron, "spec": {**cron["spec"], "suspend": True}}
    assert why(fake.cluster(asleep), "cj", "c").first.key == "cron.suspended"


def test_a_service_without_endpoints_finds_the_typo() -> None:
    answer = why(fake.wordpress(trouble=True), "svc", "informe", lang="en")
    assert keys(answer) == ["svc.typo", "svc.none"]
    assert "app=informes" in answer.first.en and "app=informe:" in answer.first.en and "informe-1" in answer.first.en


@pytest.mark.parametrize(("selector", "key"), [
    ({"ap": "web"}, "svc.label-missing"), ({"team": "x"}, "svc.no-pods"), ({"app": "there"}, "svc.other-space"),
])  # fmt: skip
def test_a_service_tells_a_wrong_key_from_absent_pods(selector: Object, key: str) -> None:
    pods = [fake.pod("web-1", node="n", labels={"app": "web"} if "app" not in selector else {}),
            fake.pod("far", "else", node="n", labels={"app": "there"})]  # fmt: skip
    assert why(fake.cluster(*pods, fake.service("s", selector, 80, 80)), "svc", "s").first.key == key


def test_a_wrong_target_port_is_seen() -> None:
    pod = fake.pod("web-1", node="n", labels={"app": "web"}, port=8080)
    by_number = why(fake.cluster(pod, fake.service("s", {"app": "web"}, 80, 80)), "svc", "s", lang="en")
    assert by_number.first.key == "svc.port-number" and "8080" in by_number.first.en
    by_name = why(fake.cluster(pod, fake.service("s", {"app": "web"}, 80, "http")), "svc", "s")
    assert keys(by_name) == ["svc.port-name"]


def test_a_load_balancer_without_a_provider_stays_pending() -> None:
    pod = fake.pod("web-1", node="n", labels={"app": "web"})
    answer = why(fake.cluster(pod, fake.service("s", {"app": "web"}, 80, 80, "LoadBalancer")), "svc", "s")
    assert answer.first.key == "svc.balancer"
    named = fake.service("s", {"app": "web"}, 80, 80, "LoadBalancer")
    named["spec"]["loadBalancerClass"] = "example.com/other"
    answer = why(fake.cluster(pod, named), "svc", "s", lang="en")
    assert answer.first.key == "svc.balancer-class" and "example.com/other" in answer.first.en


def ingress_world(*more: Object, **spec: Any) -> Why:
    rule = fake.ingress("i", "app.miempresa.com", "web", 87)
    rule["spec"] |= spec
    return why(fake.cluster(rule, *more), "ingress", "i")


def test_an_ingress_names_what_is_missing() -> None:
    nginx = {"kind": "IngressClass", "metadata": fake.meta("nginx")}
    web = fake.service("web", {}, 80, 80)
    assert keys(ingress_world()) == ["ing.class-missing", "ing.no-service"]
    assert keys(ingress_world(nginx)) == ["ing.no-controller", "ing.no-service"]
    assert keys(ingress_world(nginx, web)) == ["ing.no-controller", "ing.no-port"]
    assert keys(ingress_world(web, ingressClassName=None))[0] == "ing.no-class"


def test_what_does_not_exist_is_said_in_the_learner_s_language() -> None:
    answer = why(fake.cluster(), "pod", "x", lang="es")
    assert str(answer).endswith("No existe Pod default/x: no hay nada que explicar.")
    assert why(fake.cluster(), "unicorn", "x").first.key == "unknown-kind"


def test_a_notebook_shows_it_escaped() -> None:
    pod = fake.pod("p", node="n", waiting="ErrImagePull", image="<b>")
    html = why(fake.cluster(pod), "Pod", "p")._repr_html_()
    assert "<li>" in html and "<b>&lt;" not in html and "&lt;b&gt;" in html
