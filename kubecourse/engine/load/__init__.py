"""Load over virtual time: clients that send requests to the cluster, what becomes of them, and what it costs the pods.

    profiles (how many a second) -> paths (every way a request can go) -> usage (the CPU it costs, what is measured of it)
        -> clients (the component) -> results (numbers), metrics (the metrics API)

For a lesson, "no request failed during the update":

    cluster = Cluster("cloud")
    cluster.kubectl("create deployment web --image=nginx:1.27 --replicas=3")
    cluster.kubectl("expose deployment web --port=80 --type=NodePort")
    cluster.settle()
    port = cluster.get("Service", "web")["spec"]["ports"][0]["nodePort"]
    load = cluster.load(f"http://192.168.0.101:{port}/", rate=50, duration="5m")
    cluster.advance("1m")
    cluster.kubectl("set image deployment/web nginx=nginx:1.28")
    cluster.advance("4m")
    load.summary          # 15000 requests, no request failed
    load.failed, load.away, load.summary.pods, load.plot()
"""

from .clients import Clients
from .metrics import Metrics
from .profiles import BadLoad, planned
from .results import Load, Outage, Summary, Tick

__all__ = ["BadLoad", "Clients", "Load", "Metrics", "Outage", "Summary", "Tick", "planned"]
