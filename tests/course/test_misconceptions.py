"""Each thing that people wrongly believe is met somewhere: as a wrong answer or a distractor with words of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.grading import exercises

ALL = exercises(Path(__file__).resolve().parents[2] / "course")

#: what is believed -> where it is met: the exercise, and the wrong answer by its English name
MET = {
    "a claim and its volume reference each other": ("volumes.which-wins", "claim and volume reference each other"),
    "a smaller volume will do": ("volumes.match", "a smaller volume will do"),
    "no class named means none": ("volumes.four-waits", "leaving out the class means none"),
    "ReadWriteOnce means one pod": ("volumes.two-nodes", "RWO means one pod at a time"),
    "a Deployment gives each replica a claim": ("workloads.galera", "a Deployment gives each replica its own claim"),
    "a StatefulSet must have a claim template": (
        "workloads.which-controller", "a StatefulSet must have a claim template"),
    "deleting a StatefulSet deletes its data": ("volumes.statefulset", "deleting the StatefulSet deletes the data"),
    "three members are three times as fast": ("workloads.galera-speed", "three members, triple speed"),
    "a DaemonSet has replicas": ("workloads.agent", "a DaemonSet has replicas"),
    "a restart moves the pod to another node": ("batch.exit-zero", "restarting moves it to another node"),
    "one replica is never away": ("workloads.heal", "one replica has no outage"),
    "a Service needs a running pod to exist": ("networking.not-ready", "a Service needs a running pod to exist"),
    "targetPort is the port of the clients": ("networking.publish", "targetPort is the port that clients use"),
    "nodePort is a port of the pod": ("networking.ports", "nodePort is a port of the pod"),
    "LoadBalancer works anywhere": ("project.wordpress", "a LoadBalancer and nobody who gives addresses"),
    "Ingress works without a proxy": ("networking.one-door", "the Ingress opens the street by itself"),
    "Ingress forwards TCP of any kind": ("networking.one-door", "an Ingress serves TCP of any kind"),
    "a Deployment's labels are its pods'": ("networking.no-endpoints", "the Deployment's labels are its pods' labels"),
    "readiness restarts": ("networking.not-ready", "readiness restarts the container"),
    "liveness keeps traffic away": ("networking.not-ready", "liveness keeps traffic away"),
    "what ends with 0 is not restarted": ("batch.exit-zero", "with 0 it is not restarted"),
    "the whole pod is restarted": ("batch.exit-zero", "the whole pod is restarted"),
    "a failed init container is skipped": ("batch.certificates", "a failed init container is skipped"),
    "a Job that fails is retried for ever": ("batch.exit-zero", "a Job insists for ever"),
    "a Job that does not end is restarted": ("batch.give-up", "a Job that hangs is restarted"),
    "a CronJob goes by one's own clock": ("batch.thursday", "the hour is mine"),
    "Forbid queues the run": ("batch.holidays", "Forbid keeps a queue"),
}  # fmt: skip


def test_all_that_the_plan_names_are_here() -> None:
    assert len(MET) == 27


@pytest.mark.parametrize("believed", MET)
def test_what_is_wrongly_believed_is_met_by_a_wrong_answer_with_words_of_its_own(believed: str) -> None:
    id, name = MET[believed]
    found = [wrong for wrong in ALL[id].wrongs if wrong.name.en == name]
    assert len(found) == 1, f"{id} has no wrong answer {name!r}"
    # that the exercise catches it with these words is proved in test_exercises
    assert str(found[0].says).strip() and found[0].name.es != found[0].name.en
