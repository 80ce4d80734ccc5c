"""What kubectl means when a command is written in a way it does not take: arguments, flags, formats. Form: `rule.py`."""

from __future__ import annotations

from .rule import Rule

__all__ = ["RULES"]

# fmt: off
RULES: tuple[Rule, ...] = (
    # -- any command ---------------------------------------------------------------------------------------------
    Rule("", r"flag needs an argument: (?P<flag>.*)", "La opción {flag} lleva un valor detrás: --opción=valor.", "The option {flag} takes a value: --option=value."),
    Rule("", r"invalid argument (?P<given>\"[^\"]*\") for \"(?P<flag>[^\"]*)\"", "{flag} no admite {given}: mira qué espera con --help (un número, true o false, una duración como 30s…).", "{flag} does not take {given}: see what it expects with --help (a number, true or false, a duration such as 30s…)."),
    Rule("", r"bad flag syntax", "Las opciones llevan dos guiones y un nombre: --replicas=3 (o uno y una letra: -n dev).", "Options have two hyphens and a name: --replicas=3 (or one and a letter: -n dev)."),
    Rule("", r"[Uu]nexpected args", "Sobran palabras en la orden: quizá falta un guion delante de una opción, o comillas alrededor de un texto con espacios.", "There are words too many: perhaps an option lacks its hyphens, or a text with blanks its quotes."),
    Rule("", r"[Ii]nvalid dry-run value", "--dry-run puede ser client (no se envía nada), server (el servidor lo comprueba y no lo guarda) o none.", "--dry-run can be client (nothing is sent), server (the server checks it and does not keep it) or none."),
    Rule("", r"unable to match a printer|--output .* is not available|--output must be", "Ese formato no existe: hay wide, yaml, json, name, jsonpath=…, custom-columns=… y go-template=….", "There is no such format: there are wide, yaml, json, name, jsonpath=…, custom-columns=… and go-template=…."),
    Rule("", r"custom-columns", "custom-columns lleva título y ruta: -o custom-columns=NOMBRE:.metadata.name,NODO:.spec.nodeName.", "custom-columns has title and path: -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName."),
    Rule("", r"template format specified but no template", "Falta la plantilla: -o jsonpath='{{.metadata.name}}'.", "The template is missing: -o jsonpath='{{.metadata.name}}'."),
    Rule("", r"error executing jsonpath|[Ee]rror executing template", "La ruta no casa con lo que hay: mira el objeto con -o yaml y compárala campo a campo.", "The path does not fit what is there: look at the object with -o yaml and compare it field by field."),
    Rule("", r"sort-by|couldn't find any field with path", "--sort-by lleva la ruta de un campo que exista, como .metadata.creationTimestamp o .spec.replicas.", "--sort-by takes the path of a field that exists, such as .metadata.creationTimestamp or .spec.replicas."),
    Rule("", r"cannot be retrieved by name across all namespaces", "Con -A se buscan todos, no uno por su nombre: usa -n NAMESPACE con el nombre, o -A con -l o --field-selector metadata.name=….", "-A looks for all, not for one by name: use -n NAMESPACE with the name, or -A with -l or --field-selector metadata.name=…."),
    Rule("", r"resource/name form must have a single resource and name", "Elige una forma: tipo y nombres (pods a b) o TIPO/NOMBRE (pod/a svc/b), sin mezclarlas.", "Choose one form: type and names (pods a b) or TYPE/NAME (pod/a svc/b), not both."),
    Rule("", r"name cannot be provided when a selector|only a selector|both a node name and a --selector|only one of NAME or --selector", "O un nombre o un selector (-l), no los dos.", "Either a name or a selector (-l), not both."),
    Rule("", r"there is no shell here", "Aquí no hay un shell: solo órdenes de kubectl, una por línea, y detrás de «|» unas pocas (grep, head, tail, wc, sort).", "There is no shell here: only kubectl commands, one a line, and a few after “|” (grep, head, tail, wc, sort)."),
    Rule("", r"the server does not allow this method", "Eso no se puede hacer con este tipo de objeto: kubectl api-resources -o wide dice qué verbos admite cada uno.", "That cannot be done with this kind of object: kubectl api-resources -o wide tells which verbs each takes."),
    # -- create, run, expose ----------------------------------------------------------------------------------------
    Rule("", r"exactly one (?P<what>\w+) is required, got (?P<got>\d+)", "Hace falta un nombre, y solo uno (aquí hay {got}): kubectl create TIPO NOMBRE.", "It takes one name and only one (here {got}): kubectl create TYPE NAME."),
    Rule("", r"NAME is required", "Falta el nombre: kubectl run web --image=nginx:1.27.", "The name is missing: kubectl run web --image=nginx:1.27."),
    Rule("", r"either --image or --from must be specified|from must be an existing cronjob", "Un Job se hace de una imagen (--image=…) o de un CronJob que exista (--from=cronjob/copia).", "A Job is made from an image (--image=…) or from a CronJob that exists (--from=cronjob/backup)."),
    Rule("", r"cannot specify multiple --image options and command", "Con varias --image no se puede dar además una orden: usa un manifiesto.", "With several --image no command can be given as well: use a manifest."),
    Rule("", r"invalid literal source|expected key=value", "Los valores van como clave=valor: --from-literal=color=azul.", "Values are written key=value: --from-literal=colour=blue."),
    Rule("", r"another key by that name already exists", "La misma clave está dos veces: dale otro nombre a una.", "One key is there twice: give one another name."),
    Rule("", r"at least one verb must be specified|at least one resource must be specified", "Un rol dice qué se puede hacer y sobre qué: --verb=get,list --resource=pods.", "A role says what may be done and to what: --verb=get,list --resource=pods."),
    Rule("", r"exactly one of clusterrole or role must be specified", "Un binding da un solo rol: --role=… o --clusterrole=….", "A binding gives a single role: --role=… or --clusterrole=…."),
    Rule("", r"serviceaccount must be <namespace>:<name>", "La cuenta se escribe namespace:nombre: --serviceaccount=dev:robot.", "The account is written namespace:name: --serviceaccount=dev:robot."),
    Rule("", r"one of min-available or max-unavailable|min-available and max-unavailable cannot", "Un PDB lleva una de las dos: --min-available o --max-unavailable.", "A PDB has one of the two: --min-available or --max-unavailable."),
    Rule("", r"a selector must be specified", "Falta a qué pods se aplica: --selector=app=web.", "Which pods it applies to is missing: --selector=app=web."),
    Rule("", r"at least one tcp port", "Falta el puerto: --tcp=80 (o --tcp=80:8080, el del Service y el del pod).", "The port is missing: --tcp=80 (or --tcp=80:8080, the Service's and the pod's)."),
    Rule("", r"should be in format host/path=svcname:svcport|every ingress has to either", "La regla se escribe --rule=\"web.empresa.com/*=web:80\": anfitrión/ruta=Service:puerto.", "The rule is written --rule=\"web.example.com/*=web:80\": host/path=Service:port."),
    Rule("", r"cannot expose a", "Solo se expone lo que tiene pods detrás: pod, service, deployment, replicaset o replicationcontroller.", "Only what has pods behind it can be exposed: pod, service, deployment, replicaset or replicationcontroller."),
    Rule("", r"could not find scale subresource|cannot autoscale", "Eso no se escala: solo Deployments, ReplicaSets y StatefulSets.", "That cannot be scaled: only Deployments, ReplicaSets and StatefulSets can."),
    Rule("", r"--max=MAXPODS is required", "Falta el máximo: --max=5, desde 1.", "The most is missing: --max=5, from 1."),
    # -- set, label, rollout ------------------------------------------------------------------------------------------
    Rule("", r"Invalid argument syntax|at least one image update is required|invalid image name", "Se escribe contenedor=imagen: kubectl set image deployment/web web=nginx:1.28.", "It is written container=image: kubectl set image deployment/web web=nginx:1.28."),
    Rule("", r"at least one environment variable must be provided|invalid env", "Las variables van como CLAVE=valor; CLAVE- la quita.", "Variables are written KEY=value; KEY- removes one."),
    Rule("", r"does not have a pod template", "Ese objeto no tiene plantilla de pods: prueba con un Deployment, StatefulSet, DaemonSet o CronJob.", "That object has no pod template: try a Deployment, StatefulSet, DaemonSet or CronJob."),
    Rule("", r"update to requests or limits", "Falta el cambio: --requests=cpu=100m --limits=memory=256Mi.", "The change is missing: --requests=cpu=100m --limits=memory=256Mi."),
    Rule("", r"resources must be specified as|required resource not specified", "Falta sobre qué actuar: TIPO/NOMBRE, como deployment/web.", "What to act on is missing: TYPE/NAME, such as deployment/web."),
    Rule("", r"setting a selector is only supported", "El selector de un controlador no se cambia: hay que borrarlo y crearlo de nuevo.", "A controller's selector does not change: delete it and create it anew."),
    Rule("", r"no (history viewer|rollbacker|status viewer) has been implemented|restarting is not supported", "`rollout` es para Deployments, StatefulSets y DaemonSets: los demás no guardan versiones.", "`rollout` is for Deployments, StatefulSets and DaemonSets: others keep no versions."),
    Rule("", r"only available for RollingUpdate", "Con OnDelete no hay nada que seguir: los pods cambian cuando tú los borras.", "With OnDelete there is nothing to follow: pods change when you delete them."),
    Rule("", r"revision (must be a positive|number cannot be negative)", "La versión es un número desde 1: kubectl rollout history dice cuáles hay.", "A revision is a number from 1: kubectl rollout history tells which there are."),
    Rule("", r"both modify and remove", "La misma clave no se puede poner y quitar en una orden: deja una de las dos cosas.", "One key cannot be set and removed in one command: keep one of the two."),
    Rule("", r"invalid label spec|unknown label spec|invalid annotation format", "Se escribe clave=valor para poner y clave- para quitar.", "It is written key=value to set and key- to remove."),
    # -- delete, patch, apply ------------------------------------------------------------------------------------------
    Rule("", r"invalid cascade value", "--cascade puede ser background (lo suyo se borra después), foreground (antes) u orphan (se queda).", "--cascade can be background (its own go after), foreground (before) or orphan (they stay)."),
    Rule("", r"--force and --grace-period|--now and --grace-period", "Esas dos opciones se contradicen: deja una.", "Those two options contradict each other: keep one."),
    Rule("", r"must specify --patch", "Falta el cambio: -p '{{\"spec\":{{\"replicas\":3}}}}'.", "The change is missing: -p '{{\"spec\":{{\"replicas\":3}}}}'."),
    Rule("", r"--type must be one of|unable to parse .*(yaml|json|invalid)", "El parche es JSON o YAML bien escrito, y --type es strategic, merge o json (este, una lista de operaciones).", "The patch is well-written JSON or YAML, and --type is strategic, merge or json (this one a list of operations)."),
    Rule("", r"must specify --filename|--raw can only|must specify .*-f", "Falta el fichero: -f fichero.yaml, o «-f -» y el texto debajo.", "The file is missing: -f file.yaml, or “-f -” and the text below."),
    Rule("", r"dry-run=client doesn't work with --server-side", "Con --server-side la prueba la hace el servidor: --dry-run=server.", "With --server-side the server makes the trial: --dry-run=server."),
    # -- logs, exec, cp, nodes ----------------------------------------------------------------------------------------------
    Rule("", r"exec \[POD\] \[COMMAND\] is not supported|at least one command for the container", "La orden va detrás de «--»: kubectl exec web -- ls /.", "The command follows “--”: kubectl exec web -- ls /."),
    Rule("", r"pod, type/name or --filename must be specified|expected POD", "Falta el pod: kubectl logs web, kubectl exec web -- sh.", "The pod is missing: kubectl logs web, kubectl exec web -- sh."),
    Rule("", r"only one of -c or an inline|all-containers=true should not", "Di el contenedor una sola vez: kubectl logs web -c app (o --all-containers para todos).", "Name the container once: kubectl logs web -c app (or --all-containers for all)."),
    Rule("", r"--tail must be|--limit-bytes must be|sinceTime.*sinceSeconds", "--tail lleva cuántas líneas (-1, todas); para el tiempo, --since=10m o --since-time, uno de los dos.", "--tail takes how many lines (-1 for all); for time, --since=10m or --since-time, one of the two."),
    Rule("", r"is not running|pod is not running|completed pod", "El contenedor no está en marcha, así que no hay dónde entrar. Mira cómo está con kubectl describe pod; sus últimas palabras, con kubectl logs --previous.", "The container is not running, so there is nowhere to enter. See how it is with kubectl describe pod; its last words with kubectl logs --previous."),
    Rule("", r"dial tcp \S+:10250", "El nodo no responde (su kubelet está callado): sin él no hay logs ni exec. Mira kubectl get nodes.", "The node does not answer (its kubelet is silent): without it there are no logs and no exec. See kubectl get nodes."),
    Rule("", r"does not have a host assigned", "El pod aún no tiene nodo, así que no hay nada que leer ni dónde entrar: mira por qué espera con kubectl describe pod.", "The pod has no node yet, so there is nothing to read and nowhere to enter: see why it waits with kubectl describe pod."),
    Rule("", r"USAGE: \w+ NODE|only node\(s\) is supported", "Esta orden es para nodos: kubectl cordon worker-1.", "This command is for nodes: kubectl cordon worker-1."),
    Rule("", r"is already assigned to node", "El pod ya tiene nodo y no se muda: bórralo y su controlador hará otro.", "The pod has its node and does not move: delete it and its controller makes another."),
    Rule("", r"filespec must match|one of src or dest|source and destination are required", "Una parte es de aquí y la otra del pod: kubectl cp web:/etc/hosts ./hosts.", "One side is here and the other in the pod: kubectl cp web:/etc/hosts ./hosts."),
    # -- the server, rarely -----------------------------------------------------------------------------------------------------
    Rule("", r"range is full", "No quedan números libres: hay tantos Services como caben. Borra alguno.", "No free numbers are left: there are as many Services as fit. Delete some."),
    Rule("", r"too old resource version|The provided continue parameter is too old|Expired", "Ha pasado demasiado desde aquella lectura y el servidor ya no la recuerda: empieza la lista de nuevo.", "Too much has happened since that reading and the server no longer remembers it: begin the list anew."),
    Rule("", r"does not match the name on the URL|does not match the expected API version", "El objeto que mandas no es el que dice la orden: el nombre y la apiVersion tienen que ser los mismos.", "The object you send is not the one the command names: name and apiVersion must be the same."),
    Rule("", r"no context exists with the name|context \S+ not found|cannot (delete|rename) the? ?context", "No hay ningún contexto así: kubectl config get-contexts los enumera.", "There is no such context: kubectl config get-contexts lists them."),
)
# fmt: on
