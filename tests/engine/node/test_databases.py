"""Databases as probes and learners ask them; members of a Galera that find each other, or do not."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.cluster import Cluster

GALERA = """
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, publishNotReadyAddresses: true, ports: [{port: 3306}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - name: m
        image: mariadb:11.4
        env: [{name: MARIADB_ROOT_PASSWORD, value: x}]
        command:
        - sh
        - -c
        - case $HOSTNAME in *-0) N=--wsrep-new-cluster;; esac; exec mariadbd $N --wsrep-cluster-address=gcomm://db-0.db,db-1.db,db-2.db
        readinessProbe: {exec: {command: [healthcheck.sh, --connect]}, periodSeconds: 2}
"""
SIZE = ["mariadb", "-e", "SHOW STATUS LIKE 'wsrep_cluster_size'"]


def server(c: Cluster, name: str, image: str, probe: list[str], **env: str) -> dict[str, Any]:
    one: dict[str, Any] = {"name": "c", "image": image, "env": [{"name": k, "value": v} for k, v in env.items()]}
    one["readinessProbe"] = {"exec": {"command": probe}, "periodSeconds": 1}
    c.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [one]}})
    c.advance("30s")
    status: dict[str, Any] = c.get("Pod", name)["status"]["containerStatuses"][0]
    return status


def test_the_usual_probes_of_databases_work() -> None:
    c = Cluster(platform="minimal", nodes=1)
    assert server(c, "r", "redis:7", ["redis-cli", "ping"])["ready"]
    assert server(c, "p", "postgres:16", ["pg_isready", "-U", "postgres"], POSTGRES_PASSWORD="x")["ready"]
    assert server(c, "m", "mysql:8.4", ["mysqladmin", "ping", "-h", "localhost"], MYSQL_ROOT_PASSWORD="x")["ready"]


def test_a_probe_of_a_database_that_is_not_there_says_why_it_failed() -> None:
    c = Cluster(platform="minimal", nodes=1)
    assert not server(c, "w", "nginx:1.27", ["redis-cli", "ping"])["ready"]
    said = [e["message"] for e in c.events() if e["reason"] == "Unhealthy"]
    assert said[0] == "Readiness probe failed: Could not connect to Redis at 127.0.0.1:6379: Connection refused\n"


def test_a_redis_keeps_its_keys() -> None:
    c = Cluster(platform="minimal", nodes=1)
    server(c, "r", "redis:7", ["redis-cli", "ping"])
    assert c.exec("r", ["redis-cli", "set", "color", "azul"]).stdout == "OK\n"
    assert c.exec("r", ["redis-cli", "get", "color"]).stdout == "azul\n"


def test_members_of_a_galera_find_each_other_and_notice_who_is_lost() -> None:
    c = Cluster(platform="minimal", nodes=3)
    c.apply(GALERA)
    c.advance("60s")
    assert c.exec("db-0", SIZE).stdout.endswith("wsrep_cluster_size\t3\n")
    c.api.patch("StatefulSet", "db", {"spec": {"replicas": 2}}, "default", type="merge")
    c.advance("60s")
    assert c.exec("db-0", SIZE).stdout.endswith("wsrep_cluster_size\t2\n")


def test_a_member_that_reaches_no_other_ends_after_half_a_minute() -> None:
    c = Cluster(platform="minimal", nodes=1)
    env = [{"name": "MARIADB_ROOT_PASSWORD", "value": "x"}]
    one = {"name": "m", "image": "mariadb:11.4", "args": ["--wsrep-cluster-address=gcomm://nobody"], "env": env}
    spec = {"containers": [one], "restartPolicy": "Never"}
    c.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "solo"}, "spec": spec})
    c.advance("25s")
    assert c.get("Pod", "solo")["status"]["phase"] == "Running"
    c.advance("25s")
    assert c.get("Pod", "solo")["status"]["phase"] == "Failed"
    assert "failed to reach primary view" in c.logs("solo")


def test_what_one_member_of_a_galera_writes_is_read_from_the_others_also_by_one_that_was_away() -> None:
    def sql(pod: str, text: str) -> str:
        return str(c.exec(pod, ["mariadb", "-uroot", "-px", "-e", text]).stdout)

    c = Cluster(platform="minimal", nodes=3)
    c.apply(GALERA)
    c.advance("60s")
    sql("db-1", "CREATE DATABASE wp; USE wp; CREATE TABLE posts (title TEXT); INSERT INTO posts VALUES ('one')")
    assert sql("db-0", "SELECT title FROM wp.posts") == "title\none\n"
    c.delete("Pod", "db-0")
    sql("db-2", "INSERT INTO wp.posts VALUES ('two')")
    c.advance("60s")
    assert sql("db-0", "SELECT title FROM wp.posts") == "title\none\ntwo\n"
