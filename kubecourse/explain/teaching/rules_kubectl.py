"""What kubectl's own errors mean, where no manifest is at fault: flags, rollouts, taints, logs. The form is in `rule.py`."""

from __future__ import annotations

from .rule import Rule

__all__ = ["RULES"]

# fmt: off
RULES: tuple[Rule, ...] = (
    Rule("", r"required flag\(s\) \"(?P<flag>[^\"]*)\" not set", "A la orden le falta una opción obligatoria: --{flag}=….", "The command lacks an option that it needs: --{flag}=…."),
    Rule("", r"required flag\(s\) (?P<flags>.*) not set", "A la orden le faltan opciones obligatorias: {flags} (cada una, --nombre=valor).", "The command lacks options that it needs: {flags} (each as --name=value)."),
    Rule("", r"--max=MAXPODS must be larger or equal to --min=MINPODS, max: (?P<max>-?\d+), min: (?P<min>-?\d+)", "El mínimo ({min}) no puede pasar del máximo ({max}).", "The least ({min}) cannot exceed the most ({max})."),
    Rule("", r"failed to create autoscaling/v2 HPA", "El autoescalado que pides no es válido: --max es obligatorio y desde 1, y --min no puede superarlo.", "The autoscaling you ask for is not valid: --max is needed, from 1, and --min cannot exceed it."),
    Rule("", r"key and cert must be specified", "Un Secret TLS se hace con los dos ficheros: --cert=tls.crt y --key=tls.key.", "A TLS Secret takes both files: --cert=tls.crt and --key=tls.key."),
    Rule("", r"field \"(?P<word>[^\"]+)\" does not exist", "No hay ningún campo «{word}» en ese sitio. Quítalo del final y kubectl explain enumera los que hay.", "There is no field “{word}” at that place. Take it off the end, and kubectl explain lists those there are."),
    Rule("", r"error parsing jsonpath|unclosed action", "El jsonpath no se entiende: va entre llaves y comillas, -o jsonpath='{{.spec.replicas}}'; para listas, {{.items[*].metadata.name}}.", "The jsonpath cannot be read: it goes in braces and quotes, -o jsonpath='{{.spec.replicas}}'; for lists, {{.items[*].metadata.name}}."),
    Rule("", r"already has a value \((?P<value>[^)]*)\)", "Ya tiene un valor, «{value}», y no se pisa sin permiso: añade --overwrite.", "It has a value already, “{value}”, which is not overwritten unasked: add --overwrite."),
    Rule("", r"exceeded its progress deadline", "El Deployment lleva demasiado tiempo sin avanzar. Mira sus pods (kubectl get pods, describe) y, si la versión es mala, vuelve atrás: kubectl rollout undo.", "The Deployment has made no progress for too long. Look at its pods (kubectl get pods, describe) and, if the version is bad, go back: kubectl rollout undo."),
    Rule("", r"pausing is not supported|resuming is not supported", "Solo los Deployments se pausan y se reanudan.", "Only Deployments can be paused and resumed."),
    Rule("", r"unable to find specified revision (?P<revision>\d+) in history", "La versión {revision} no está en la historia: kubectl rollout history dice cuáles quedan (revisionHistoryLimit).", "Revision {revision} is not in the history: kubectl rollout history tells which are left (revisionHistoryLimit)."),
    Rule("", r"no rollout history found|no last revision to roll back to", "No hay ninguna versión anterior a la que volver.", "There is no earlier version to go back to."),
    Rule("", r"can't restart paused deployment|cannot rollback a paused deployment", "Está en pausa: primero kubectl rollout resume.", "It is paused: first kubectl rollout resume."),
    Rule("", r"is already paused", "Ya estaba en pausa: los cambios esperan a kubectl rollout resume.", "It was paused already: changes wait for kubectl rollout resume."),
    Rule("", r"is not paused", "No estaba en pausa: no hay nada que reanudar.", "It was not paused: there is nothing to resume."),
    Rule("", r"body of the request was in an unknown format", "El parche no va en un formato que este objeto admita: prueba --type=merge o --type=json.", "The patch is in no format that this object takes: try --type=merge or --type=json."),
    Rule("", r"unable to find container named \"(?P<name>[^\"]+)\"", "Ningún contenedor de la plantilla se llama «{name}»: kubectl set image usa el nombre del contenedor, no el de la imagen (kubectl get … -o wide los enseña).", "No container of the template is called “{name}”: kubectl set image takes the container's name, not the image's (kubectl get … -o wide shows them)."),
    Rule("", r"invalid taint effect: (?P<given>[^,]*)", "«{given}» no es un efecto: hay NoSchedule, PreferNoSchedule y NoExecute. La forma es clave=valor:Efecto.", "“{given}” is no effect: there are NoSchedule, PreferNoSchedule and NoExecute. The form is key=value:Effect."),
    Rule("", r"invalid taint spec|taint \"[^\"]*\" not found|invalid taint", "Un taint se escribe clave=valor:Efecto; para quitarlo, lo mismo con un guion al final: clave:NoSchedule-.", "A taint is written key=value:Effect; to remove it, the same with a hyphen at the end: key:NoSchedule-."),
    Rule("", r"already has (?P<key>\S+) taint\(s\) with same effect", "El nodo ya tiene el taint «{key}» con ese efecto: añade --overwrite para cambiar su valor.", "The node has the taint “{key}” with that effect already: add --overwrite to change its value."),
    Rule("", r"Metrics API not available|metrics not available yet", "Nadie mide aún: `kubectl top` necesita metrics-server y un poco de tiempo para medir.", "Nobody measures yet: `kubectl top` needs metrics-server, and some time to measure."),
    Rule("", r"container (?P<name>\S+) is not valid for pod (?P<pod>\S+) out of: (?P<names>.*)", "El pod {pod} no tiene ningún contenedor «{name}»: tiene {names}.", "Pod {pod} has no container “{name}”: it has {names}."),
    Rule("", r"unrecognized condition", "La condición se escribe --for=condition=Ready, --for=delete o --for=jsonpath='{{.status.phase}}'=Running.", "The condition is written --for=condition=Ready, --for=delete or --for=jsonpath='{{.status.phase}}'=Running."),
    Rule("", r"cannot exec (in|into)|unable to upgrade connection|container not found", "No se puede entrar en un contenedor que no corre: mira cómo está con kubectl describe pod.", "A container that does not run cannot be entered: see how it is with kubectl describe pod."),
    Rule("", r"executable file not found|no such file or directory", "Esa orden no existe dentro de la imagen: muchas llevan sh pero no bash.", "There is no such command inside the image: many have sh but no bash."),
    Rule("", r"--replicas|invalid argument .* for .*--replicas", "--replicas lleva un número desde 0: --replicas=3.", "--replicas takes a number from 0: --replicas=3."),
    Rule("", r"label .* not found|couldn't find port via --port|couldn't retrieve selectors", "No se puede deducir qué exponer: dilo con --port=80 (y --selector si el objeto no lo tiene).", "What to expose cannot be guessed: say it with --port=80 (and --selector if the object has none)."),
    Rule("", r"no selectors? (has been )?specified|at least one label update is required|at least one annotation update is required", "Falta el cambio: clave=valor para poner y clave- para quitar.", "The change is missing: key=value to set and key- to remove."),
)
# fmt: on
