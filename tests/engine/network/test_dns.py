"""Names inside and outside: which records there are, how a short name is searched for, and what ends without an address."""

from __future__ import annotations

import pytest

from kubecourse import Cluster

NAMES = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 8080, targetPort: 80}, {name: admin, port: 8081, protocol: UDP, targetPort: 81}]
---
apiVersion: v1
kind: Service
metadata: {name: members}
spec:
  clusterIP: None
  selector: {app: members}
  ports: [{name: sql, port: 3306}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: members
  replicas: 2
  selector: {matchLabels: {app: members}}
  template:
    metadata: {labels: {app: members}}
    spec: {containers: [{name: db, image: "mariadb:11.4", env: [{name: MARIADB_ROOT_PASSWORD, value: x}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: away}
spec: {type: ExternalName, externalName: app.miempresa.com}
---
apiVersion: v1
kind: Service
metadata: {name: again}
spec: {type: ExternalName, externalName: away.default.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: round}
spec: {type: ExternalName, externalName: trip.default.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: trip}
spec: {type: ExternalName, externalName: round.default.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: itself}
spec: {type: ExternalName, externalName: itself.default.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: empty}
spec: {clusterIP: None, selector: {app: nobody}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: box}
spec: {containers: [{name: box, image: "busybox:1.36", command: [sleep, "999999"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: company}
spec: {dnsPolicy: Default, containers: [{name: box, image: "busybox:1.36", command: [sleep, "999999"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: two-dots}
spec:
  dnsConfig: {options: [{name: ndots, value: "1"}]}
  hostAliases: [{ip: 10.10.30.1, hostnames: [written]}]
  containers: [{name: box, image: "busybox:1.36", command: [sleep, "999999"]}]
"""
HERE = "default.svc.cluster.local"


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made = Cluster()
    made.apply(NAMES)
    made.settle()
    return made


def say(cluster: Cluster, command: str, pod: str = "box") -> str:
    return str(cluster.exec(pod, command).stdout)


def test_the_zone_lists_services_ports_members_and_aliases(cluster: Cluster) -> None:
    zone = str(cluster.zone())
    address = cluster.get("Service", "web")["spec"]["clusterIP"]
    member = cluster.get("Pod", "db-0")["status"]["podIP"]
    back = ".".join(reversed(member.split(".")))
    for line in (
        f"web.{HERE}. 30 IN A {address}",
        f"_http._tcp.web.{HERE}. 30 IN SRV 0 100 8080 web.{HERE}.",
        f"_admin._udp.web.{HERE}. 30 IN SRV 0 100 8081 web.{HERE}.",
        f"members.{HERE}. 30 IN A {member}",
        f"db-0.members.{HERE}. 30 IN A {member}",
        f"_sql._tcp.members.{HERE}. 30 IN SRV 0 50 3306 db-1.members.{HERE}.",
        f"{back}.in-addr.arpa. 30 IN PTR db-0.members.{HERE}.",
        f"away.{HERE}. 30 IN CNAME app.miempresa.com.",
    ):
        assert line + "\n" in zone
    assert f"empty.{HERE}" not in zone
    assert str(cluster.zone("external")) == "app.miempresa.com. 300 IN A 192.168.0.50\n"


def test_a_short_name_is_searched_for_domain_by_domain(cluster: Cluster) -> None:
    def tried(name: str, pod: str = "box") -> list[str]:
        return [f"{one.name} {one.status}" for one in cluster.lookup(name, pod).tried]

    assert tried("web") == [f"web.{HERE} NOERROR"]
    assert tried("kube-dns.kube-system") == [
        f"kube-dns.kube-system.{HERE} NXDOMAIN", "kube-dns.kube-system.svc.cluster.local NOERROR",
    ]  # fmt: skip
    outside = tried("app.miempresa.com")
    assert len(outside) == 4, "ndots:5 costs three questions for a name of the company"
    assert outside[-1] == "app.miempresa.com NOERROR"
    assert tried("app.miempresa.com.") == ["app.miempresa.com NOERROR"]
    assert tried("app.miempresa.com", "two-dots") == ["app.miempresa.com NOERROR"]
    assert tried("web", "company") == ["web NXDOMAIN"]


def test_a_pod_finds_the_name_written_in_its_hosts_file(cluster: Cluster) -> None:
    hops = [hop.did for hop in cluster.request("https://written/", "two-dots").hops]
    assert hops[0] == "hosts-file"


def test_a_pod_with_the_dns_of_its_node_knows_no_services(cluster: Cluster) -> None:
    assert cluster.request("http://web:8080/", "company").verdict == "nxdomain-company"
    assert say(cluster, "cat /etc/resolv.conf", "company") == "nameserver 192.168.0.2\n"


def test_aliases_of_aliases_are_followed(cluster: Cluster) -> None:
    answer = cluster.lookup("again", "box").answer
    assert [record.type for record in answer.records] == ["CNAME", "CNAME", "A"]
    assert answer.addresses == ["192.168.0.50"]


@pytest.mark.parametrize("name", ["round", "itself"])
def test_a_circle_of_aliases_ends_without_an_address(cluster: Cluster, name: str) -> None:
    journey = cluster.request(f"http://{name}/", "box")
    assert journey.verdict == "dns-circle"
    assert f"{name}.{HERE}" in journey.why
    assert cluster.exec("box", f"wget -qO- http://{name}/").stderr == f"wget: bad address '{name}'\n"


def test_an_empty_headless_service_is_no_name(cluster: Cluster) -> None:
    assert cluster.lookup("empty", "box").answer.status == "NXDOMAIN"


def test_a_pod_has_a_name_made_of_its_address(cluster: Cluster) -> None:
    assert cluster.lookup("10-10-20-101.default.pod.cluster.local", "box").answer.addresses == ["10.10.20.101"]
    assert cluster.lookup("10-10-20-300.default.pod.cluster.local", "box").answer.status == "NXDOMAIN"


def test_nslookup_and_dig_print_what_the_real_ones_do(cluster: Cluster) -> None:
    members = [cluster.get("Pod", f"db-{n}")["status"]["podIP"] for n in (0, 1)]
    head = "Server:\t\t10.10.30.10\nAddress:\t10.10.30.10:53\n\n"
    rows = "".join(f"Name:\tmembers.{HERE}\nAddress: {address}\n" for address in members)
    assert say(cluster, "nslookup members") == f"{head}{rows}\n"
    assert f"_sql._tcp.members.{HERE}\tservice = 0 50 3306 db-0.members.{HERE}\n" in say(
        cluster, "nslookup -type=srv _sql._tcp.members"
    )
    assert f"away.{HERE}\tcanonical name = app.miempresa.com\n" in say(cluster, "nslookup away")
    assert "** server can't find nobody: NXDOMAIN" in say(cluster, "nslookup nobody")
    assert say(cluster, "dig +short members +search") == "".join(f"{address}\n" for address in members)
    assert "status: NXDOMAIN" in say(cluster, "dig members"), "dig does not search"
    whole = say(cluster, f"dig _http._tcp.web.{HERE} SRV")
    assert "status: NOERROR" in whole and f"_http._tcp.web.{HERE}.\t\t30\tIN\tSRV\t0 100 8080 web.{HERE}.\n" in whole
    assert say(cluster, f"dig -x {members[0]} +short") == f"db-0.members.{HERE}.\n"


def test_without_coredns_no_name_is_found_and_nothing_hangs(cluster: Cluster) -> None:
    dark = cluster.fork()
    dark.kubectl("scale deployment coredns -n kube-system --replicas=0")
    dark.advance("2m")
    assert dark.request("http://web:8080/", "box").verdict == "dns-down"
    assert "no servers could be reached" in say(dark, "nslookup web")
    address = dark.get("Service", "web")["spec"]["clusterIP"]
    assert dark.request(f"http://{address}:8080/", "box").verdict == "no-endpoints", "addresses go on working"


def test_a_zone_that_is_none_is_refused(cluster: Cluster) -> None:
    with pytest.raises(ValueError, match="external"):
        cluster.zone("example.com")
