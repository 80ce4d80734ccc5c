"""The commands that real kubectl is driven through, scenario by scenario; the README's table of clients counts them.

A line is what follows the word kubectl. Our own kubectl runs it in a copy of the cluster and has to print the same; a line
that begins with `~` is only run with the real one, because ours cannot do it in a cell (an editor) or says another thing
for a reason that stands beside it. Files are those of `FILES`, and the course's own. Next: `test_commands.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

__all__ = ["COMMANDS", "COURSE", "FILES", "SCENARIOS", "Command"]

COURSE = Path(__file__).parents[2] / "course" / "exercises"


class Command(NamedTuple):
    """One line, with a name for tables and messages."""

    name: str
    line: str
    #: does our own kubectl print the same?
    compared: bool = True


WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.27", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""
FILES = {
    "web.yaml": WEB,
    "more.yaml": WEB.replace("replicas: 3", "replicas: 4"),
    "wrong.yaml": WEB.replace("replicas:", "replica:"),
    "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: p}}\n"
    'spec: {containers: [{name: c, image: "busybox:1.37", command: [sh, -c, "echo hola; sleep 1d"]}]}\n',
    "note.txt": "una nota\n",
    "csr.yaml": "apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: ana}\nspec:\n"
    "  signerName: kubernetes.io/kube-apiserver-client\n  usages: [client auth]\n  request: {csr}\n",
}

_TEXT = """
# manifests
apply -f web.yaml
apply -f web.yaml
diff -f more.yaml
apply -f more.yaml
apply -f more.yaml --dry-run=server
apply -f wrong.yaml
rollout status deploy/web
wait --for=condition=Available deploy/web
get pods -o wide
get deploy,rs,svc,endpointslices
get deploy web -o yaml
get deploy web -o json
get deploy web -o jsonpath={.spec.replicas}
get pods -l app=web -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName
get pods -o name --sort-by=.metadata.name
get svc web -o go-template={{.spec.clusterIP}}
get all
describe deploy web
describe service web
scale deploy/web --replicas=2
apply --server-side -f web.yaml
apply --server-side -f web.yaml --force-conflicts
set image deploy/web nginx=nginx:1.28
rollout status deploy/web
rollout history deploy/web
rollout undo deploy/web
rollout restart deploy/web
rollout pause deploy/web
rollout resume deploy/web
set env deploy/web COLOR=blue
set resources deploy/web --limits=cpu=200m,memory=128Mi
label deploy web tier=front
label pods --all seen=yes
annotate deploy web note=1
patch deploy web -p {"spec":{"minReadySeconds":1}}
patch deploy web --type=merge -p {"metadata":{"labels":{"tier":"back"}}}
patch deploy web --type=json -p [{"op":"remove","path":"/metadata/labels/tier"}]
autoscale deploy web --min=1 --max=5 --cpu=80%
get hpa
expose deploy web --name=again --port=8080 --target-port=80
~edit deploy web
replace --force -f web.yaml
delete -f web.yaml
get pods
# creating
create deployment web --image=nginx:1.27 --replicas=3
create deployment other --image=nginx:1.27 --dry-run=server
create deployment other --image=nginx:1.27 --dry-run=client -o yaml
create job once --image=busybox:1.37 -- echo hola
create job again --from=cronjob/none
create configmap settings --from-literal=a=1
create configmap settings --from-literal=a=1
create configmap fromfile --from-file=note.txt
create secret generic pass --from-literal=user=ana
create secret docker-registry pull --docker-server=r.example --docker-username=ana --docker-password=x
create serviceaccount robot
create role reader --verb=get,list --resource=pods
create rolebinding readers --role=reader --serviceaccount=default:robot
create clusterrole nodes --verb=get --resource=nodes
create clusterrolebinding nodes --clusterrole=nodes --user=ana
create namespace team
create quota small --hard=pods=10 -n team
create pdb guard --selector=app=web --min-available=1
create priorityclass high --value=1000
create ingress site --rule=a.example/*=web:80
create service clusterip plain --tcp=80:8080
create service nodeport open --tcp=80:8080
~create token robot
create -f web.yaml
run one --image=nginx:1.27
run two --image=nginx:1.27 --dry-run=server -o name
auth can-i list pods
auth can-i delete nodes --as=ana
auth can-i get pods --as=system:serviceaccount:default:robot
auth can-i --list --as=ana
auth whoami
auth whoami --as=ana
get pods --as=ana
get role,rolebinding,sa,cm,secret,pdb,ingress
describe role reader
describe rolebinding readers
describe quota small -n team
get events -n team
delete ns team
delete job once
delete pod one --now
# looking
apply -f pod.yaml
wait --for=condition=Ready pod/p
logs p
logs p --tail=1 --timestamps
exec p -- hostname
exec p -- false
exec p -- sh -c ls
cp note.txt p:/tmp/note.txt
exec p -- cat /tmp/note.txt
~cp p:/tmp/note.txt back.txt
describe pod p
events --for=pod/p
get events
get pod p -o yaml
top nodes
top pods
top pod p --containers
explain pod
explain deployment.spec --recursive
explain pod.spec.containers.image
explain nothing
explain lease.spec
explain cm
api-versions
api-resources
api-resources --namespaced=false -o name
~version -o json
~cluster-info
get --raw /version
get --raw /readyz
get nodes -o wide
get ns --show-labels
get storageclass
get priorityclass
get pods -A
get nothing
get pod nobody
~describe node worker-1
~config current-context
~debug p -it --image=busybox:1.37 --target=c
attach p --nothing
delete pod p --grace-period=0 --force
# nodes
create deployment web --image=nginx:1.27 --replicas=4
rollout status deploy/web
cordon worker-1
get nodes
uncordon worker-1
taint node worker-1 k=v:NoSchedule
taint node worker-1 k-
label node worker-1 disk=ssd
get nodes -L disk
drain worker-1
drain worker-1 --ignore-daemonsets
uncordon worker-1
create -f csr.yaml
get csr
certificate approve ana
get csr
~describe csr ana
get leases -n kube-system
get pods -n kube-system -o wide
# volumes of the course
apply -f volumes/shelf.yaml
apply -f volumes/claim.yaml
get pv,pvc
delete -f volumes/shelf.yaml -f volumes/claim.yaml --wait=false
apply -f workloads_heal/bare.yaml -f workloads_heal/service.yaml -f workloads_heal/web.yaml
~apply -f workloads_heal/
delete -f workloads_heal/bare.yaml -f workloads_heal/service.yaml -f workloads_heal/web.yaml
apply -f workloads_who_dies/web.yaml
# workloads of the course
apply -f workloads_node_dies/web.yaml
apply -f workloads_way_back/web.yaml
delete deploy,svc --all
apply -f workloads_rolling/given.yaml
apply -f workloads_rolling/starter.yaml
apply -f workloads_rolling/solution.yaml
# networking and batch of the course
apply -f networking/given.yaml
apply -f networking/services.yaml
get endpointslices,svc
apply -f batch_backup/given.yaml
apply -f batch_backup/starter.yaml
apply -f batch_backup/job.yaml
apply -f batch_certificates/given.yaml
apply -f batch_certificates/starter.yaml
apply -f batch_certificates/web.yaml
# project of the course
apply -f project/vendors.yaml
apply -f project/storage.yaml
apply -f project/database.yaml
apply -f project/application.yaml
apply -f project/door.yaml
apply -f project/proxy.yaml
apply -f project/backup.yaml
get deploy,sts,svc,pvc,cronjobs,ingress
get ipaddresspools -n metallb-system
explain ipaddresspool.spec
"""


def _scenarios() -> dict[str, list[Command]]:
    made: dict[str, list[Command]] = {}
    for block in _TEXT.strip().removeprefix("# ").split("\n# "):
        title, *lines = block.splitlines()
        made[title] = [Command(line.lstrip("~"), line.lstrip("~"), line[0] != "~") for line in lines]
    return made


SCENARIOS = _scenarios()
#: all of them, each once
COMMANDS = list({command.line: command for lines in SCENARIOS.values() for command in lines}.values())
