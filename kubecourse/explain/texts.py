"""Every sentence of `why` and `timeline`, in English and in Spanish.

Equal keys and equal blanks in both languages (a test holds it). Kubernetes' own words (kinds, fields, reasons,
messages) stay as they are. Next: `reasons.py`, which fills the blanks.
"""

from __future__ import annotations

from kubecourse.explain.texts_network import NETWORK

__all__ = ["TEXTS", "say"]

_EN = {
    "missing": "There is no {kind} {name}: nothing to explain.",
    "unknown-kind": "{kind} is not a kind of this cluster.",
    "fine": "Nothing is wrong: it exists, and nothing is expected of it that has not happened.",
    "deleting": "It is being deleted and waits for its finalizers: {finalizers}.",
    # pods
    "pod.ready": "It runs on {node} and is ready: {ready} of {total} containers answer.",
    "pod.running": "It runs on {node}; nobody has said yet whether it is ready.",
    "pod.succeeded": "All its containers ended with exit code 0: its work is done, it will not be started again.",
    "pod.failed": "It failed ({reason}) and a failed pod is not started again.",
    "pod.failed-exit": (
        "Container {container} ended with exit code {code} and restartPolicy {policy} does not start it again."
    ),
    "pod.creating": "It has its node, {node}, which is preparing it: {status}.",
    "pod.init": "Init container {container} has not come to its end; the next container starts only then.",
    "pod.terminating": "It is being deleted: its containers have {seconds} s to end by themselves.",
    "pod.terminating-node": (
        "It is being deleted, but node {node} is silent and cannot confirm that its containers ended."
    ),
    "pod.gated": "Scheduling gates hold it back: {gates}. The scheduler looks at it when they are removed.",
    "pod.other-scheduler": "It asks for the scheduler {scheduler}, and nobody of that name has taken it.",
    "pod.not-looked": "The scheduler has not looked at it yet: let time pass.",
    "pod.nodes": "What each of the {count} nodes says to it:",
    "pod.node-scores": "could take it, {total} points",
    "pod.unscheduled": "It has no node: none of the {nodes} nodes can take it.",
    "pod.claim-missing": "It mounts the claim {claim}, which does not exist in its namespace.",
    "pod.claim-unbound": "It mounts a claim that has no volume yet; the scheduler waits for it.",
    "pod.unknown": "Its node {node} no longer says how it is.",
    # scheduling, one sentence a refusal
    "sched.insufficient": "{count} node(s) have too little {resource} left: the pod requests {asked}.",
    "sched.pods": "{count} node(s) already run as many pods as they may.",
    "sched.cordoned": "{count} node(s) are cordoned (unschedulable): {nodes}.",
    "sched.taint": "{count} node(s) have a taint that the pod does not tolerate: {taints}.",
    "sched.affinity": "{count} node(s) do not have the labels that nodeSelector or nodeAffinity asks for: {asked}.",
    "sched.name": "{count} node(s) are not the one that nodeName or matchFields asks for.",
    "sched.ports": "{count} node(s) already give the hostPort the pod asks for to another pod.",
    "sched.pod-affinity": "{count} node(s) run none of the pods it wants beside it (podAffinity).",
    "sched.pod-anti": "{count} node(s) run a pod it does not want beside it (podAntiAffinity).",
    "sched.pod-anti-them": "{count} node(s) run a pod that does not want it there (its podAntiAffinity).",
    "sched.spread": "{count} node(s) would make the spread of its pods too uneven (topologySpreadConstraints).",
    "sched.spread-label": "{count} node(s) lack the label its topologySpreadConstraints count by.",
    "sched.volume-none": "{count} node(s) find no volume to bind its claim to.",
    "sched.volume-node": "{count} node(s) cannot reach its volume, which is tied to other nodes.",
    "sched.volume-rwop": "Another pod already uses its claim, which allows a single pod (ReadWriteOncePod).",
    "sched.volume": "{count} node(s) cannot give it its volume.",
    "sched.other": "{count} node(s) refuse it for a reason of their own.",
    # containers
    "image.pull": "The image {image} cannot be pulled: a wrong name or tag, or a registry that does not answer.",
    "image.never": "The image {image} is not on the node and imagePullPolicy Never forbids to fetch it.",
    "image.name": "{image} is not a valid image name.",
    "config.missing": "Container {container} cannot be made: something it refers to does not exist.",
    "container.create": "Container {container} cannot be started: its command or its setup is wrong.",
    "mount.failed": "A volume of the pod cannot be mounted on the node.",
    "mount.elsewhere": "Its disk is attached to another node, and it is for one node at a time: the pod waits until that one lets go.",
    "crash.oom": "Container {container} used more memory than its limit ({limit}) and was killed (OOMKilled).",
    "crash.exit": (
        "The process of container {container} ended with exit code {code}. `kubectl logs --previous` shows its words."
    ),
    "crash.command": "Container {container} has a command that does not exist or cannot be run (exit code {code}).",
    "crash.killed": (
        "Container {container} was killed (exit code {code}), for instance by a probe or because it ignored the end."
    ),
    "crash.probe": "Its liveness or startup probe failed, so the kubelet restarts container {container}.",
    "crash.zero": (
        "The process of container {container} ended well (exit code 0), but restartPolicy Always starts it again."
    ),
    "crash.backoff": (
        "The kubelet waits longer before each new start (10 s, 20 s, … 5 min): {restarts} restarts so far."
    ),
    "notready.probe": "The readiness probe of container {container} fails: it runs but gets no traffic.",
    "notready.wait": "Container {container} runs but has not been found ready yet.",
    "notready.startup": "Container {container} has not passed its startup probe yet.",
    "notready.gate": "The readiness gate {gate} is not fulfilled.",
    "notready.node": "Node {node} is not Ready, so its pods count as not ready.",
    # workloads
    "work.zero": "replicas is 0: it wants no pods.",
    "work.fine": "All {wanted} pods are there and available.",
    "work.short": "{ready} of {wanted} pods are available.",
    "work.create": "A pod could not be created: the API server refused it.",
    "work.quota": "A pod could not be created: the quota of the namespace is used up.",
    "work.pod": "Pod {pod} is {status}.",
    "work.not-yet": "Its controller has not acted on it yet: let time pass.",
    "deploy.rolling": "A rollout is under way: {updated} of {wanted} pods have the new template.",
    "deploy.deadline": "The rollout made no progress for {seconds} s: it is given up waiting for, but not rolled back.",
    "deploy.paused": "It is paused: changes of the template wait until it is resumed.",
    "sts.waits": "Pods are made in order: those after {pod} wait until it is running and ready.",
    "sts.old-pod": "{pod} still has the old template and is not ready; OrderedReady waits for it: delete it by hand.",
    "ds.none": "No node may run it: no node has the labels it asks for, or taints keep it away.",
    "ds.fine": "It runs on each of the {wanted} nodes that may have it.",
    "ds.short": "It is available on {ready} of {wanted} nodes.",
    "job.complete": "Its work is done: {succeeded} pod(s) ended with exit code 0.",
    "job.running": "It works: {active} pod(s) active, {succeeded} of {wanted} done, {failed} failed.",
    "job.backoff": "Its pods failed more often than backoffLimit ({limit}) allows, so it gave up.",
    "job.deadline": "It took longer than activeDeadlineSeconds ({seconds} s) allows and was ended.",
    "job.policy": "A rule of podFailurePolicy ended it.",
    "job.failed": "It failed: {reason}.",
    "job.suspended": "It is suspended: it makes no pods until suspend is false.",
    "cron.suspended": "It is suspended: no Job is made until suspend is false.",
    "cron.waits": "It waits for its next time: {schedule} ({zone}){next}.",
    "cron.last": "The last Job was made at {time}.",
    "cron.active": "{count} of its Jobs are at work.",
    "cron.forbid": "A time was let pass because the Job before was still at work (concurrencyPolicy Forbid).",
    "cron.trouble": "A time could not be kept.",
    "cron.job": "Its Job {job} failed.",
    # network
    "svc.fine": "It sends requests to {ready} ready pod(s).",
    "svc.typo": "Its selector asks for {key}={wanted}, but the nearest pod, {pod}, has {key}={have}: a typo?",
    "svc.label-missing": "Its selector asks for {key}={wanted}, and the nearest pod, {pod}, has no label {key}.",
    "svc.no-pods": "No pod of its namespace has any of the labels its selector asks for ({selector}).",
    "svc.other-space": "Pods with these labels are in the namespace {other}; a Service chooses only in its own.",
    "svc.none": "It has no endpoints: requests to it are refused.",
    "svc.not-ready": "{count} pod(s) match its selector but none is ready.",
    "svc.port-name": "targetPort {port} is the name of a port that no container of pod {pod} has.",
    "svc.port-number": (
        "targetPort is {port}, but the containers of pod {pod} declare {have}: does anybody listen there?"
    ),
    "svc.no-selector": "It has no selector: somebody must write its EndpointSlices by hand.",
    "svc.external": "It is a name only: DNS answers with {host}.",
    "svc.balancer": (
        "EXTERNAL-IP stays pending: nothing in this cluster provides load balancers (a cloud does; on premises "
        "MetalLB)."
    ),
    "ing.no-class": "It names no ingressClassName and there is no default IngressClass: no controller feels concerned.",
    "ing.class-missing": "Its ingressClassName {cls} does not exist.",
    "ing.no-controller": "No ingress controller has answered: without one an Ingress is only a text with rules.",
    "ing.no-service": "Its rule for {where} names the Service {service}, which does not exist.",
    "ing.no-port": "Its rule for {where} names the port {port}, which Service {service} does not have.",
    "ing.fine": "A controller serves it at {address}.",
    # storage
    "pvc.bound": "It is bound to the volume {volume}.",
    "pvc.lost": "Its volume {volume} is gone: the claim is lost, and so may be the data.",
    "pvc.consumer": "Its class {cls} waits for the first pod that uses it, to choose a volume near the pod.",
    "pvc.class-missing": "It asks for the StorageClass {cls}, which does not exist{near}.",
    "pvc.near": " (there is {names}: a typo?)",
    "pvc.class-empty": (
        'storageClassName "" asks for a volume without class, made by hand; nothing is made on demand.'
    ),
    "pvc.no-class": (
        "It names no class and the cluster has no default StorageClass: only a volume made by hand can serve it."
    ),
    "pvc.by-hand": "Class {cls} has no provisioner: somebody must create a volume by hand.",
    "pvc.provisioner": (
        "It waits for the provisioner {provisioner} of class {cls} to create a volume: is it installed and running?"
    ),
    "pvc.driver-down": "No pod of the provisioner {provisioner} of class {cls} is Ready: nobody makes volumes until one is.",
    "pvc.making": "The provisioner {provisioner} is making its volume.",
    "pvc.failed": "The provisioner could not create a volume.",
    "pvc.none": "There is no PersistentVolume at all.",
    "pvc.table": "None of the {count} PersistentVolumes fits it.",
    "pvc.fits": "A volume fits: the binder will bind it soon.",
    "pvc.name-missing": "It asks for the volume {volume} by name, which does not exist.",
    "pvc.name-unfit": "It asks for the volume {volume} by name, which does not fit: {why}.",
    "pv.taken": "belongs to the claim {claim}",
    "pv.small": "too small: {have} for a request of {asked}",
    "pv.volume-mode": "volumeMode {have}, the claim asks for {asked}",
    "pv.deleting": "is being deleted",
    "pv.released": "Released: its claim {claim} is gone and the data are kept; a person must free it",
    "pv.phase": "is {phase}, not Available",
    "pv.labels": "does not have the labels of the claim's selector",
    "pv.class": "class {have}, the claim asks for class {asked}",
    "pv.modes": "access modes {have}, the claim asks for {asked}",
    "pv.node": "cannot be reached from the node {node}",
    "pv.nowhere": "its nodeAffinity fits no node of the cluster",
    "pv.fits": "fits",
    "pv.no-class-word": "(none)",
    "pv.available": "It is free: no claim has taken it.",
    "pv.bound": "It is bound to the claim {claim}.",
    "pv.is-released": (
        "Its claim {claim} was deleted. Policy {policy} keeps the data, so no other claim gets it until a person "
        "clears claimRef."
    ),
    "pv.failed": "It could not be reclaimed.",
    # nodes
    "node.fine": "It is Ready and runs {pods} pods.",
    "node.silent": "Its kubelet has stopped to report: the machine, its kubelet or the network is down.",
    "node.not-ready": "Its kubelet reports that it is not ready.",
    "node.pressure": "It has {what}: the kubelet evicts pods and takes no new ones.",
    "node.cordoned": "It is cordoned: its pods go on, no new ones come.",
    # timeline
    "event": "{time} {about}: {reason}. {message}{times}",
    "event.times": " ({count} times)",
    # the page
    "head": "{about}",
    "says": "Kubernetes says",
    "next": ", next at {time}",
    "nothing": "nothing",
}

_ES = {
    "missing": "No existe {kind} {name}: no hay nada que explicar.",
    "unknown-kind": "{kind} no es un tipo de este clúster.",
    "fine": "Todo está bien: existe, y no se espera de él nada que no haya ocurrido.",
    "deleting": "Se está borrando y espera a sus finalizers: {finalizers}.",
    "pod.ready": "Se ejecuta en {node} y está listo: {ready} de {total} contenedores responden.",
    "pod.running": "Se ejecuta en {node}; nadie ha dicho todavía si está listo.",
    "pod.succeeded": "Todos sus contenedores acabaron con código 0: su trabajo está hecho y no se arranca otra vez.",
    "pod.failed": "Ha fallado ({reason}), y un pod fallado no se arranca otra vez.",
    "pod.failed-exit": (
        "El contenedor {container} acabó con código {code} y restartPolicy {policy} no lo arranca otra vez."
    ),
    "pod.creating": "Tiene su nodo, {node}, que lo está preparando: {status}.",
    "pod.init": "El contenedor init {container} no ha llegado a su fin; el siguiente contenedor arranca solo entonces.",
    "pod.terminating": "Se está borrando: sus contenedores tienen {seconds} s para acabar por sí mismos.",
    "pod.terminating-node": (
        "Se está borrando, pero el nodo {node} calla y no puede confirmar que sus contenedores acabaron."
    ),
    "pod.gated": (
        "Lo retienen puertas de planificación (schedulingGates): {gates}. El scheduler lo mira cuando se quiten."
    ),
    "pod.other-scheduler": "Pide el scheduler {scheduler}, y nadie con ese nombre lo ha tomado.",
    "pod.not-looked": "El scheduler no lo ha mirado todavía: deja pasar el tiempo.",
    "pod.nodes": "Lo que le dice cada uno de los {count} nodos:",
    "pod.node-scores": "podría llevarlo, {total} puntos",
    "pod.unscheduled": "No tiene nodo: ninguno de los {nodes} nodos puede tomarlo.",
    "pod.claim-missing": "Monta la petición (PVC) {claim}, que no existe en su namespace.",
    "pod.claim-unbound": "Monta una petición (PVC) que aún no tiene volumen; el scheduler la espera.",
    "pod.unknown": "Su nodo {node} ya no dice cómo está.",
    "sched.insufficient": "A {count} nodo(s) les queda poco {resource}: el pod pide {asked}.",
    "sched.pods": "{count} nodo(s) ya ejecutan tantos pods como pueden.",
    "sched.cordoned": "{count} nodo(s) están acordonados (unschedulable): {nodes}.",
    "sched.taint": "{count} nodo(s) tienen un taint que el pod no tolera: {taints}.",
    "sched.affinity": "{count} nodo(s) no tienen las etiquetas que pide nodeSelector o nodeAffinity: {asked}.",
    "sched.name": "{count} nodo(s) no son el que pide nodeName o matchFields.",
    "sched.ports": "{count} nodo(s) ya dan a otro pod el hostPort que este pide.",
    "sched.pod-affinity": "{count} nodo(s) no ejecutan ninguno de los pods que quiere a su lado (podAffinity).",
    "sched.pod-anti": "{count} nodo(s) ejecutan un pod que no quiere a su lado (podAntiAffinity).",
    "sched.pod-anti-them": "{count} nodo(s) ejecutan un pod que no lo quiere allí (el podAntiAffinity de ese pod).",
    "sched.spread": "En {count} nodo(s) el reparto de sus pods sería demasiado desigual (topologySpreadConstraints).",
    "sched.spread-label": "A {count} nodo(s) les falta la etiqueta por la que cuentan sus topologySpreadConstraints.",
    "sched.volume-none": "{count} nodo(s) no encuentran un volumen con que enlazar su petición (PVC).",
    "sched.volume-node": "{count} nodo(s) no alcanzan su volumen, que está atado a otros nodos.",
    "sched.volume-rwop": "Otro pod usa ya su petición (PVC), que permite un solo pod (ReadWriteOncePod).",
    "sched.volume": "{count} nodo(s) no pueden darle su volumen.",
    "sched.other": "{count} nodo(s) lo rechazan por un motivo propio.",
    "image.pull": (
        "No se puede descargar la imagen {image}: nombre o etiqueta equivocados, o un registro que no responde."
    ),
    "image.never": "La imagen {image} no está en el nodo e imagePullPolicy Never prohíbe descargarla.",
    "image.name": "{image} no es un nombre de imagen válido.",
    "config.missing": "No se puede crear el contenedor {container}: no existe algo a lo que se refiere.",
    "container.create": "No se puede arrancar el contenedor {container}: su comando o su preparación están mal.",
    "mount.failed": "Un volumen del pod no se puede montar en el nodo.",
    "mount.elsewhere": "Su disco está enganchado a otro nodo y es para un solo nodo a la vez: el pod espera a que aquel lo suelte.",
    "crash.oom": "El contenedor {container} usó más memoria que su límite ({limit}) y lo mataron (OOMKilled).",
    "crash.exit": (
        "El proceso del contenedor {container} acabó con código {code}. `kubectl logs --previous` muestra sus palabras."
    ),
    "crash.command": "El contenedor {container} tiene un comando que no existe o no se puede ejecutar (código {code}).",
    "crash.killed": (
        "Mataron el contenedor {container} (código {code}), por ejemplo una sonda, o porque no atendió al final."
    ),
    "crash.probe": "Falla su sonda liveness o startup, y el kubelet reinicia el contenedor {container}.",
    "crash.zero": (
        "El proceso del contenedor {container} acabó bien (código 0), pero restartPolicy Always lo arranca otra vez."
    ),
    "crash.backoff": (
        "El kubelet espera cada vez más antes de arrancarlo (10 s, 20 s, … 5 min): {restarts} reinicios hasta ahora."
    ),
    "notready.probe": "Falla la sonda readiness del contenedor {container}: se ejecuta, pero no recibe tráfico.",
    "notready.wait": "El contenedor {container} se ejecuta, pero aún no se ha visto que esté listo.",
    "notready.startup": "El contenedor {container} no ha pasado todavía su sonda startup.",
    "notready.gate": "La condición readinessGate {gate} no se cumple.",
    "notready.node": "El nodo {node} no está Ready, así que sus pods cuentan como no listos.",
    "work.zero": "replicas es 0: no quiere pods.",
    "work.fine": "Están los {wanted} pods, y disponibles.",
    "work.short": "Hay {ready} de {wanted} pods disponibles.",
    "work.create": "No se pudo crear un pod: el servidor de la API lo rechazó.",
    "work.quota": "No se pudo crear un pod: la cuota del namespace está agotada.",
    "work.pod": "El pod {pod} está {status}.",
    "work.not-yet": "Su controlador no ha actuado todavía: deja pasar el tiempo.",
    "deploy.rolling": "Hay un despliegue en marcha: {updated} de {wanted} pods tienen la plantilla nueva.",
    "deploy.deadline": "El despliegue no avanzó en {seconds} s: se deja de esperar, pero no se vuelve atrás.",
    "deploy.paused": "Está en pausa: los cambios de la plantilla esperan hasta que se reanude.",
    "sts.waits": "Los pods se crean en orden: los que van tras {pod} esperan hasta que esté en marcha y listo.",
    "sts.old-pod": "{pod} tiene aún la plantilla vieja y no está listo; OrderedReady lo espera: bórralo a mano.",
    "ds.none": "Ningún nodo puede ejecutarlo: ninguno tiene las etiquetas que pide, o los taints lo alejan.",
    "ds.fine": "Se ejecuta en cada uno de los {wanted} nodos que pueden tenerlo.",
    "ds.short": "Está disponible en {ready} de {wanted} nodos.",
    "job.complete": "Su trabajo está hecho: {succeeded} pod(s) acabaron con código 0.",
    "job.running": "Trabaja: {active} pod(s) activos, {succeeded} de {wanted} hechos, {failed} fallados.",
    "job.backoff": "Sus pods fallaron más veces de las que permite backoffLimit ({limit}), y se rindió.",
    "job.deadline": "Tardó más de lo que permite activeDeadlineSeconds ({seconds} s) y se le puso fin.",
    "job.policy": "Una regla de podFailurePolicy le puso fin.",
    "job.failed": "Ha fallado: {reason}.",
    "job.suspended": "Está suspendido: no crea pods hasta que suspend sea false.",
    "cron.suspended": "Está suspendido: no se crea ningún Job hasta que suspend sea false.",
    "cron.waits": "Espera su próxima hora: {schedule} ({zone}){next}.",
    "cron.last": "El último Job se creó en {time}.",
    "cron.active": "{count} de sus Jobs están trabajando.",
    "cron.forbid": "Se dejó pasar una hora porque el Job anterior seguía trabajando (concurrencyPolicy Forbid).",
    "cron.trouble": "No se pudo cumplir una hora.",
    "cron.job": "Su Job {job} ha fallado.",
    "svc.fine": "Envía las peticiones a {ready} pod(s) listos.",
    "svc.typo": "Su selector pide {key}={wanted}, pero el pod más parecido, {pod}, tiene {key}={have}: ¿una errata?",
    "svc.label-missing": "Su selector pide {key}={wanted}, y el pod más parecido, {pod}, no tiene la etiqueta {key}.",
    "svc.no-pods": "Ningún pod de su namespace tiene alguna de las etiquetas que pide su selector ({selector}).",
    "svc.other-space": "Hay pods con esas etiquetas en el namespace {other}; un Service elige solo en el suyo.",
    "svc.none": "No tiene endpoints: las peticiones que recibe se rechazan.",
    "svc.not-ready": "{count} pod(s) coinciden con su selector, pero ninguno está listo.",
    "svc.port-name": "targetPort {port} es el nombre de un puerto que ningún contenedor del pod {pod} tiene.",
    "svc.port-number": (
        "targetPort es {port}, pero los contenedores del pod {pod} declaran {have}: ¿escucha alguien ahí?"
    ),
    "svc.no-selector": "No tiene selector: alguien debe escribir a mano sus EndpointSlices.",
    "svc.external": "Es solo un nombre: el DNS responde con {host}.",
    "svc.balancer": (
        "EXTERNAL-IP sigue pending: nada en este clúster da balanceadores (una nube sí; en casa propia, MetalLB)."
    ),
    "ing.no-class": (
        "No indica ingressClassName y no hay un IngressClass por defecto: ningún controlador se da por aludido."
    ),
    "ing.class-missing": "Su ingressClassName {cls} no existe.",
    "ing.no-controller": "Ningún ingress controller ha respondido: sin él, un Ingress es solo un texto con reglas.",
    "ing.no-service": "Su regla para {where} nombra el Service {service}, que no existe.",
    "ing.no-port": "Su regla para {where} nombra el puerto {port}, que el Service {service} no tiene.",
    "ing.fine": "Un controlador lo sirve en {address}.",
    "pvc.bound": "Está enlazada con el volumen {volume}.",
    "pvc.lost": "Su volumen {volume} ya no existe: la petición está perdida, y quizá los datos.",
    "pvc.consumer": "Su clase {cls} espera al primer pod que la use, para elegir un volumen cerca del pod.",
    "pvc.class-missing": "Pide la StorageClass {cls}, que no existe{near}.",
    "pvc.near": " (existe {names}: ¿una errata?)",
    "pvc.class-empty": 'storageClassName "" pide un volumen sin clase, creado a mano; no se crea nada bajo demanda.',
    "pvc.no-class": (
        "No nombra clase y el clúster no tiene StorageClass por defecto: solo le sirve un volumen creado a mano."
    ),
    "pvc.by-hand": "La clase {cls} no tiene provisionador: alguien debe crear un volumen a mano.",
    "pvc.provisioner": (
        "Espera a que el provisionador {provisioner} de la clase {cls} cree un volumen: ¿está instalado y en marcha?"
    ),
    "pvc.driver-down": "Ningún pod del provisionador {provisioner}, de la clase {cls}, está Ready: hasta que lo esté, nadie crea volúmenes.",
    "pvc.making": "El provisionador {provisioner} está creando su volumen.",
    "pvc.failed": "El provisionador no pudo crear un volumen.",
    "pvc.none": "No hay ningún PersistentVolume.",
    "pvc.table": "Ninguno de los {count} PersistentVolumes le vale.",
    "pvc.fits": "Hay un volumen que le vale: pronto quedará enlazado.",
    "pvc.name-missing": "Pide por su nombre el volumen {volume}, que no existe.",
    "pvc.name-unfit": "Pide por su nombre el volumen {volume}, que no le vale: {why}.",
    "pv.taken": "pertenece a la petición {claim}",
    "pv.small": "demasiado pequeño: {have} para una petición de {asked}",
    "pv.volume-mode": "volumeMode {have}, la petición pide {asked}",
    "pv.deleting": "se está borrando",
    "pv.released": "Released: su petición {claim} ya no existe y los datos se guardan; una persona debe liberarlo",
    "pv.phase": "está {phase}, no Available",
    "pv.labels": "no tiene las etiquetas del selector de la petición",
    "pv.class": "clase {have}, la petición pide la clase {asked}",
    "pv.modes": "modos de acceso {have}, la petición pide {asked}",
    "pv.node": "no se llega a él desde el nodo {node}",
    "pv.nowhere": "su nodeAffinity no encaja con ningún nodo del clúster",
    "pv.fits": "le vale",
    "pv.no-class-word": "(ninguna)",
    "pv.available": "Está libre: ninguna petición lo ha tomado.",
    "pv.bound": "Está enlazado con la petición {claim}.",
    "pv.is-released": (
        "Su petición {claim} se borró. La política {policy} guarda los datos: nadie más lo obtiene hasta que se "
        "vacíe claimRef."
    ),
    "pv.failed": "No se pudo recuperar.",
    "node.fine": "Está Ready y ejecuta {pods} pods.",
    "node.silent": "Su kubelet ha dejado de informar: han caído la máquina, su kubelet o la red.",
    "node.not-ready": "Su kubelet informa de que no está listo.",
    "node.pressure": "Tiene {what}: el kubelet desaloja pods y no toma otros.",
    "node.cordoned": "Está acordonado: sus pods siguen, no llegan otros.",
    "event": "{time} {about}: {reason}. {message}{times}",
    "event.times": " ({count} veces)",
    "head": "{about}",
    "says": "Kubernetes dice",
    "next": ", la próxima en {time}",
    "nothing": "nada",
}

TEXTS: dict[str, dict[str, str]] = {"en": _EN | NETWORK["en"], "es": _ES | NETWORK["es"]}


def say(lang: str, key: str, /, **blanks: object) -> str:
    """The sentence `key` in `lang` with its blanks filled."""
    return TEXTS[lang][key].format(**blanks)
