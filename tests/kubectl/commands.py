"""Every command of our kubectl: how far it goes, and command lines that prove it. The README's table is built from this.

`PROVED` is command -> (how far, lines). A line is the words after `kubectl`, ` => ` and a pattern of what is printed (both outputs
together); `!` before it means that the exit code is 1. Lines of a command run one after another on a fork of one cluster.
Next: `test_every_command.py` runs them; `tests/conformance/table.py` writes the table.
"""

from __future__ import annotations

__all__ = ["FILES", "LESS", "PROVED"]

#: how far, where it is not the whole command
LESS = {
    "attach": "what was written so far; `-i` says what to use instead",
    "cp": "one text file, not a directory",
    "edit": "shows the object and says what to use instead",
    "exec": "one command; `-it` with a bare shell says what to use instead",
    "kustomize": "says what to use instead",
    "logs": "a line has no time of its own: `--timestamps` shows when the container began; `-f` follows 10 virtual minutes",
    "port-forward": "says what to use instead",
    "proxy": "says what to use instead",
    "top node": "needs a simulated load; without one, no metrics API",
    "top pod": "needs a simulated load; without one, no metrics API",
    "config set": "current-context and the fields of a context",
    "config unset": "the fields of a context",
    "debug": "profiles without their finer rights",
    "run": "`-it` shows what was written when the container has ended",
    "explain": "fields, types, and the course's own words for them in both languages",
}
FILES = {
    "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n",
    "b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: w}\n",
    "role.yaml": "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\n"
    "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]\n",
    "raw.json": '{"metadata": {"name": "rawed"}}',
    "evict.json": '{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "p"}}',
    "bad.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}\n",
    "tls.crt": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "csr.yaml": "apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: ana}\n"
    "spec: {request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K, signerName: example.com/x, usages: [client auth]}\n",
}

_TEXT = r"""
create
  create -f a.yaml => ^configmap/a created$
  ! create -f a.yaml => Error from server \(AlreadyExists\): error when creating "a.yaml": configmaps "a" already exists
  create --raw /api/v1/namespaces/default/configmaps -f raw.json => "name":"rawed"
  create --raw /api/v1/namespaces/default/pods/p/eviction -f evict.json => "status":"Success","code":201
create deployment
  create deploy d --image=nginx:1.27 --replicas=2 --port=80 => deployment.apps/d created
  create deployment e --image=nginx:1.27 --dry-run=client -o yaml => strategy: \{\}\n  template:
  ! create deployment e => error: required flag\(s\) "image" not set
create job
  create job j --image=busybox:1.37 -- date => job.batch/j created
  create job k --from=cronjob/tick --dry-run=client -o yaml => cronjob.kubernetes.io/instantiate: manual
create cronjob
  create cronjob c --image=busybox:1.37 --schedule="*/5 * * * *" -- date => cronjob.batch/c created
create service
  create service => Available Commands:
create service clusterip
  create svc clusterip s --tcp=80:8080 => service/s created
  create service clusterip t --clusterip=None --tcp=80 --dry-run=client -o yaml => clusterIP: None
create service nodeport
  create service nodeport s --tcp=80 --node-port=30080 => service/s created
create service loadbalancer
  create service loadbalancer s --tcp=80 => service/s created
create service externalname
  create service externalname s --external-name=x.com => service/s created
create ingress
  create ingress i --class=nginx --rule="a.com/x*=web:80,tls=t" => ingress.networking.k8s.io/i created
create configmap
  create cm c --from-literal=a=b --from-file=a.yaml => configmap/c created
  ! create cm c --from-literal=a => error: invalid literal source a, expected key=value
create secret
  create secret => Available Commands:
create secret generic
  create secret generic s --from-literal=a=b => secret/s created
create secret tls
  create secret tls t --cert=tls.crt --key=tls.crt --dry-run=client -o name => secret/t
create secret docker-registry
  create secret docker-registry r --docker-server=x.com --docker-username=u --docker-password=p => secret/r created
create namespace
  create ns dev => namespace/dev created
create serviceaccount
  create sa robot => serviceaccount/robot created
create quota
  create quota q --hard=pods=5,cpu=2 => resourcequota/q created
create poddisruptionbudget
  create pdb b --selector=app=web --min-available=50% => poddisruptionbudget.policy/b created
create priorityclass
  create pc high --value=1000 --description=x => priorityclass.scheduling.k8s.io/high created
create role
  create role r --verb=get,list --resource=pods,deployments.apps => role.rbac.authorization.k8s.io/r created
create clusterrole
  create clusterrole r --verb=get --non-resource-url=/healthz => clusterrole.rbac.authorization.k8s.io/r created
create rolebinding
  create rolebinding b --clusterrole=view --user=ana --serviceaccount=default:default -o jsonpath={.subjects[0].name} => ^ana$
create clusterrolebinding
  create clusterrolebinding b --clusterrole=view --group=devs -o jsonpath={.subjects[0].name} => ^devs$
create token
  create token default => .+
apply
  apply -f a.yaml => ^configmap/a created$
  apply -f a.yaml => ^configmap/a unchanged$
  apply -f b.yaml --dry-run=server => ^configmap/a configured \(server dry run\)$
  apply -f b.yaml => ^configmap/a configured$
  ! apply -f bad.yaml => The Pod "x" is invalid: spec.containers: Required value
replace
  create -f a.yaml => created
  replace -f b.yaml => ^configmap/a replaced$
  replace --force -f b.yaml => configmap "a" deleted.*\nconfigmap/a replaced
patch
  patch deploy web -p '{"spec":{"replicas":3}}' => ^deployment.apps/web patched$
  patch deploy web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":1}]' => patched$
  patch deploy web --subresource=scale --type=merge -p '{"spec":{"replicas":2}}' => patched
  ! patch deploy web => must specify --patch or --patch-file
delete
  delete pod p --force --grace-period=0 => Warning: Immediate deletion does not wait .*\npod "p" force deleted from default namespace|force deleted.*\nWarning: Immediate
  delete deploy web --cascade=orphan => deployment.apps "web" deleted from default namespace
  ! delete pod nope => Error from server \(NotFound\): pods "nope" not found
  delete pod nope --ignore-not-found => ^$
get
  get pods -o wide => NAME +READY +STATUS +RESTARTS +AGE +IP +NODE
  get deploy web -o custom-columns=N:.metadata.name,R:.spec.replicas => N +R\nweb +2
  get pods -A --sort-by=.metadata.name --show-labels -l app=web => NAMESPACE .*LABELS
  get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}' => ^p\nweb-
  get pods -o go-template='{{len .items}}' => ^3$
  get deploy/web -w => ^NAME
  get --raw /apis/apps/v1/namespaces/default/deployments/web => "kind":"Deployment"
  ! get pods -o jsonpath={.items[ => error parsing jsonpath \{.items\[, unterminated array
  ! get nonsense => error: the server doesn't have a resource type "nonsense"
describe
  describe deploy web => Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable
  describe nodes => Allocated resources:
  describe pod p => Status: +Running
edit
  ! edit deploy web => kind: Deployment[\s\S]*kubectl patch deployments/web
explain
  explain pods.spec.containers => FIELD: containers <\[\]Container>
  explain deploy --recursive => replicas
  ! explain pods.nope => error: field "nope" does not exist
expose
  expose deploy web --port=80 --target-port=8080 --type=NodePort => ^service/web exposed$
  ! expose deploy web => couldn't find port via --port flag or introspection
run
  run q --image=nginx:1.27 --port=80 --env=A=b --labels=x=y => ^pod/q created$
  run r --image=busybox:1.37 --restart=Never --rm -i -- echo hola => hola\npod "r" deleted
  run s --image=nginx --dry-run=client -o yaml => dnsPolicy: ClusterFirst
set
  set => Available Commands:
set image
  set image deploy/web web=nginx:1.28 => ^deployment.apps/web image updated$
  ! set image deploy/web nope=x => error: unable to find container named "nope"
set env
  set env deploy/web A=b => ^deployment.apps/web env updated$
  set env deploy/web --list => # Deployment web, container web\nA=b
  set env deploy/web A- => env updated
set resources
  set resources deploy/web --requests=cpu=50m,memory=64Mi --limits=memory=128Mi => resource requirements updated
set serviceaccount
  set sa deploy/web robot => serviceaccount updated
set selector
  set selector svc kubernetes a=b => selector updated
set subject
  create rolebinding b --clusterrole=view --user=ana => created
  set subject rolebinding b --user=luis => subjects updated
scale
  scale deploy web --replicas=3 => ^deployment.apps/web scaled$
  ! scale deploy web --replicas=-1 => COUNT must be greater than or equal to 0
autoscale
  autoscale deploy web --min=1 --max=5 --cpu=80% => horizontalpodautoscaler.autoscaling/web autoscaled
rollout
  rollout => Available Commands:
rollout status
  set image deploy/web web=nginx:1.28 => updated
  rollout status deploy/web => deployment "web" successfully rolled out$
rollout history
  rollout history deploy/web => REVISION +CHANGE-CAUSE\n1 +<none>
  rollout history deploy/web --revision=1 => with revision #1\nPod Template:
rollout undo
  ! rollout undo deploy/web => error: no rollout history found for deployment "web"
  set image deploy/web web=nginx:1.28 => updated
  rollout status deploy/web => rolled out
  rollout undo deploy/web --to-revision=1 => rolled back
rollout restart
  rollout restart deploy/web => restarted
rollout pause
  rollout pause deploy/web => paused
rollout resume
  rollout pause deploy/web => paused
  rollout resume deploy/web => resumed
certificate
  certificate => Available Commands:
certificate approve
  create -f csr.yaml => created
  certificate approve ana => certificatesigningrequest.certificates.k8s.io/ana approved
certificate deny
  create -f csr.yaml => created
  certificate deny ana => certificatesigningrequest.certificates.k8s.io/ana denied
cluster-info
  cluster-info => Kubernetes control plane is running at https://
cluster-info dump
  cluster-info dump => "kind": "NodeList"
top
  top => Available Commands:
top pod
  ! top pods => error: Metrics API not available
top node
  ! top nodes => error: Metrics API not available
cordon
  cordon worker-1 => ^node/worker-1 cordoned$
uncordon
  uncordon worker-1 => ^node/worker-1 already uncordoned$
drain
  ! drain worker-1 => cannot delete .*use --force
  drain worker-1 --force --ignore-daemonsets => ^node/worker-1 already cordoned\nevicting pod default/p\n[\s\S]*\nnode/worker-1 drained\n
taint
  taint node worker-1 a=b:NoSchedule => ^node/worker-1 tainted$
  ! taint node worker-1 a=c:NoSchedule => already has a taint\(s\) with same effect\(s\) and --overwrite is false
  taint node worker-1 a- => ^node/worker-1 untainted$
label
  label deploy web tier=front => ^deployment.apps/web labeled$
  ! label deploy web tier=back => 'tier' already has a value \(front\), and --overwrite is false
  label deploy web tier- --list => tier|unlabeled
annotate
  annotate deploy web a=b => ^deployment.apps/web annotated$
  annotate deploy web --list => a=b
logs
  logs p => Defaulted|hola
  logs -l app=web --prefix --tail=1 => ^\[pod/web-\S+/web\]
  ! logs nope => error from server \(NotFound\): pods "nope" not found in namespace "default"
attach
  attach p => hola
  ! attach -it p => kubectl exec p --
exec
  exec p -- echo hola => ^hola$
  ! exec p -- nosuch => ^error: Internal error occurred: .*executable file not found in \$PATH
  ! exec -it p -- sh => kubectl exec p -- sh -c
port-forward
  ! port-forward pod/p 8080:80 => cluster.request\("http://
proxy
  ! proxy => kubectl get --raw
cp
  cp a.yaml p:/tmp/a.yaml => ^$
  exec p -- cat /tmp/a.yaml => kind: ConfigMap
  ! cp p:/tmp/a.yaml out.yaml => kubectl exec p -- cat /tmp/a.yaml
debug
  debug p -it --image=busybox:1.37 --target=p -- echo mira => ^Targeting container "p"\. .*\nDefaulting debug container name to debugger-[a-z0-9]{5}\.\nmira
  debug p --image=busybox:1.37 --copy-to=q -c lupa => ^$
  debug node/worker-1 --image=busybox:1.37 => ^Creating debugging pod node-debugger-worker-1-[a-z0-9]{5} with container debugger on node worker-1\.
auth
  auth => Available Commands:
auth can-i
  auth can-i create pods => ^yes$
  ! auth can-i create pods --as ana => ^no$
  ! auth can-i list pods --as ana -n kube-system => ^no$
  auth can-i --list --as ana => selfsubjectreviews\.authentication\.k8s\.io .* \[create\]
  ! get pods --as ana => Error from server \(Forbidden\): pods is forbidden: User "ana" cannot list resource "pods"
auth whoami
  auth whoami => Username +kubernetes-admin\nGroups +\[kubeadm:cluster-admins system:authenticated\]
  auth whoami --as ana --as-group devs => Groups +\[devs system:authenticated\]
auth reconcile
  auth reconcile -f role.yaml => reconciled\n.*reconciliation required create
  auth reconcile -f role.yaml => ^role\.rbac\.authorization\.k8s\.io/r reconciled$
events
  events --for deploy/web => ScalingReplicaSet
  events --types=Warning => No events found in default namespace.
diff
  create -f a.yaml => created
  ! diff -f b.yaml => -  k: v\n\+  k: w
wait
  wait --for=condition=Available deploy/web => ^deployment.apps/web condition met$
  wait --for=jsonpath='{.status.phase}'=Running pod/p => ^pod/p condition met$
  ! wait --for=delete pod/p --timeout=1s => error: timed out waiting for the condition on pods/p
api-resources
  api-resources --namespaced=false --api-group=storage.k8s.io -o name => ^csidrivers.storage.k8s.io
api-versions
  api-versions => apps/v1\n
config
  config => Available Commands:
config view
  config view --minify -o jsonpath='{.contexts[0].name}' => ^kubernetes-admin@kubernetes$
config current-context
  config current-context => ^kubernetes-admin@kubernetes$
config get-contexts
  config get-contexts => CURRENT +NAME +CLUSTER +AUTHINFO +NAMESPACE\n\* +kubernetes-admin@kubernetes
config get-clusters
  config get-clusters => ^NAME\nkubernetes$
config get-users
  config get-users => ^NAME\nkubernetes-admin$
config set-context
  config set-context --current --namespace=dev => ^Context "kubernetes-admin@kubernetes" modified.$
  get pods => No resources found in dev namespace.
config use-context
  config set-context dev --namespace=dev => ^Context "dev" created.$
  config use-context dev => ^Switched to context "dev".$
  ! config use-context nope => error: no context exists with the name: "nope"
config rename-context
  config rename-context kubernetes-admin@kubernetes k => renamed to "k"
config delete-context
  ! config delete-context nope => error: cannot delete context nope
config set
  config set contexts.kubernetes-admin@kubernetes.namespace dev => ^Property .* set.$
config unset
  config unset contexts.kubernetes-admin@kubernetes.namespace => ^Property .* unset.$
version
  version => ^Client Version: v1\.\d+\.\d+\nKustomize Version: v\S+\nServer Version: v1\.36\.\d+$
kustomize
  ! kustomize . => kubectl apply -f -
options
  options => The following options can be passed to any command
help
  help get => Display one or many resources
"""


def _read(text: str) -> dict[str, list[tuple[str, str, int]]]:
    found: dict[str, list[tuple[str, str, int]]] = {}
    command = ""
    for line in filter(None, text.split("\n")):
        if not line.startswith(" "):
            command = line
            found[command] = []
            continue
        words, _, pattern = line.strip().partition(" => ")
        found[command].append((words.removeprefix("! "), pattern, int(words.startswith("! "))))
    return found


PROVED = _read(_TEXT)
