"""A MariaDB has data: they are asked over the network, stay with the volume, and come back from a dump."""

from __future__ import annotations

import pytest

from kubecourse import Cluster

SHOP = """
apiVersion: v1
kind: ConfigMap
metadata: {name: shop}
data:
  shop.sql: |
    CREATE TABLE `orders` (
      `id` int(11) NOT NULL AUTO_INCREMENT,
      `what` varchar(40) NOT NULL COMMENT 'a; b',
      `made` datetime DEFAULT current_timestamp(),
      PRIMARY KEY (`id`), KEY `w` (`what`)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    INSERT INTO orders (what) VALUES ('pears'), ('it''s \\'quoted\\'');
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {selector: {app: db}, ports: [{port: 3307, targetPort: 3306}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, labels: {app: db}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: m
    image: mariadb:11.4
    env: [{name: MARIADB_ROOT_PASSWORD, value: secret}, {name: MARIADB_DATABASE, value: shop}]
    volumeMounts: [{name: data, mountPath: /var/lib/mysql}, {name: init, mountPath: /docker-entrypoint-initdb.d}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}, {name: init, configMap: {name: shop}}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: c, image: "mariadb:11.4", command: [sleep, 1d]}]}
"""
ASK = "mariadb -h db -P 3307 -psecret shop"


@pytest.fixture(scope="module")
def shop() -> Cluster:
    c = Cluster(platform="vsphere")
    c.apply(SHOP)
    c.settle()
    return c


def sql(c: Cluster, statement: str, pod: str = "client") -> str:
    result = c.exec(pod, ["sh", "-c", f'{ASK} -N -e "{statement}"'])
    return str(result.stdout + result.stderr)


def test_the_scripts_of_the_image_fill_it_and_clients_ask_over_the_network(shop: Cluster) -> None:
    c = shop.fork()
    assert sql(c, "select id, what from orders order by id") == "1\tpears\n2\tit's 'quoted'\n"
    sql(c, "insert into orders (what) values ('figs'); update orders set what = concat('two ', what) where id = 1")
    assert sql(c, "select count(*), max(id) from orders") == "3\t3\n"
    assert sql(c, "select what from shop.orders where id = 1") == "two pears\n"
    assert sql(c, "show tables") == "orders\n"
    assert sql(c, "select made from orders where id = 3").startswith("2026-01-05 09:0")


def test_data_stay_with_the_volume_and_go_with_it(shop: Cluster) -> None:
    c = shop.fork()
    sql(c, "insert into orders (what) values ('figs')")
    pod = dict(c.get("Pod", "db"))
    again = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "db", "labels": {"app": "db"}},
        "spec": dict(pod["spec"]),
    }
    again["spec"].pop("nodeName")
    c.delete("Pod", "db")
    c.settle()
    assert "ERROR 2002 (HY000): Can't connect to server on 'db'" in sql(c, "select 1")
    c.apply(again)
    c.settle()
    assert sql(c, "select count(*) from orders") == "3\n"


def test_a_dump_brings_back_what_was_lost(shop: Cluster) -> None:
    c = shop.fork()
    before = sql(c, "select * from orders")
    done = c.exec("client", "mariadb-dump -h db -P 3307 -psecret shop > /tmp/shop.sql && grep -c INSERT /tmp/shop.sql")
    assert done.stdout == "1\n"
    sql(c, "drop table orders")
    assert sql(c, "select * from orders") == "ERROR 1146 (42S02) at line 1: Table 'shop.orders' doesn't exist\n"
    assert c.exec("client", f"{ASK} < /tmp/shop.sql").code == 0
    assert sql(c, "select * from orders") == before
    sql(c, "insert into orders (what) values ('new')")
    assert sql(c, "select max(id) from orders") == "3\n"


def test_a_dump_that_cannot_log_in_ends_badly(shop: Cluster) -> None:
    result = shop.fork().exec("client", "mysqldump -h db -P 3307 -pwrong shop")
    assert result.code == 2
    assert result.stderr.startswith("mysqldump: Got error: 1045: \"Access denied for user 'root'@'10.10.20.")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("select x from orders", "ERROR 1054 (42S22) at line 1: Unknown column 'x' in 'SELECT'"),
        ("insert into orders (id, what) values (1, 'a')", "ERROR 1062 (23000) at line 1: Duplicate entry"),
        ("create table orders (a int)", "ERROR 1050 (42S01) at line 1: Table 'orders' already exists"),
        ("selec 1", "ERROR 1064 (42000) at line 1: You have an error in your SQL syntax"),
        ("use nowhere", "ERROR 1049 (42000) at line 1: Unknown database 'nowhere'"),
    ],
)
def test_mistakes_have_the_numbers_of_mysql(shop: Cluster, statement: str, said: str) -> None:
    assert sql(shop.fork(), statement).startswith(said)


def test_two_machines_go_through_the_same_life_with_the_same_data() -> None:
    def life() -> str:
        c = Cluster(platform="vsphere")
        c.apply(SHOP)
        c.settle()
        return sql(c, "select *, now() from orders")

    assert life() == life()
