"""What the fields of controllers mean: Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob, scaling, budgets."""

from __future__ import annotations

__all__ = ["WORDS"]

_REPLICAS = (
    "Cuántos pods iguales debe haber; por omisión, 1.",
    "How many equal pods there must be; 1 unless said otherwise.",
)
_SELECTOR = (
    "Qué pods son suyos, por sus etiquetas. Debe elegir los de la plantilla y no se cambia después.",
    "Which pods are its own, by labels. It must choose those of the template and never changes.",
)
_TEMPLATE = (
    "El molde de los pods. Cambiarlo pone en marcha una actualización.",
    "The mould of the pods. Changing it starts an update.",
)
_READY = (
    "Segundos que un pod debe llevar listo para contar como disponible; por omisión, 0.",
    "Seconds a pod must have been ready to count as available; 0 unless said otherwise.",
)
_HISTORY = (
    "Cuántas versiones anteriores se guardan para poder volver atrás; por omisión, 10.",
    "How many earlier versions are kept to go back to; 10 unless said otherwise.",
)
_SURGE = (
    "Cuántos pods de más puede haber mientras se actualiza, número o porcentaje; por omisión, 25% (en DaemonSets, 0).",
    "How many pods too many there may be during an update, number or percentage; 25% unless said otherwise (0 in DaemonSets).",
)
_UNAVAILABLE = (
    "Cuántos pods pueden faltar mientras se actualiza, número o porcentaje.",
    "How many pods may be missing during an update, number or percentage.",
)
_OBSERVED = (
    "La última versión del spec que el controlador ha mirado; si es menor que metadata.generation, el estado está atrasado.",
    "The last version of the spec that the controller has seen; if below metadata.generation, the status lags behind.",
)
_CONDITIONS = ("Cómo va, condición a condición.", "How it is going, condition by condition.")
_COLLISION = ("Veces que un nombre calculado ya estaba cogido.", "How often a computed name was taken.")
_AVAILABLE = ("Pods listos desde hace al menos minReadySeconds.", "Pods ready for at least minReadySeconds.")
_LISTOS = ("Pods listos para atender.", "Pods ready to serve.")
_COUNT = ("Pods que existen ahora.", "Pods that exist now.")
_METRIC = ("Qué métrica: nombre y, si hace falta, selector.", "Which metric: its name and, if needed, a selector.")
_TARGET = ("El valor que se quiere mantener.", "The value to be kept.")
_CURRENT = ("El valor de ahora.", "The value now.")

# fmt: off
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "DeploymentSpec": {
        "minReadySeconds": _READY, "paused": ("true: los cambios de la plantilla esperan hasta que se reanude.", "true: changes of the template wait until it is resumed."),
        "progressDeadlineSeconds": ("Segundos sin avanzar para dar la actualización por atascada; por omisión, 600. Solo avisa, no deshace.", "Seconds without progress before the update counts as stuck; 600 unless said otherwise. It only tells, it undoes nothing."),
        "replicas": _REPLICAS, "revisionHistoryLimit": _HISTORY, "selector": _SELECTOR,
        "strategy": ("Cómo se pasa de los pods viejos a los nuevos.", "How old pods give way to new ones."), "template": _TEMPLATE,
    },
    "DeploymentStrategy": {
        "rollingUpdate": ("El ritmo, con type: RollingUpdate.", "The pace, with type: RollingUpdate."),
        "type": ("RollingUpdate (poco a poco, sin corte; lo habitual) o Recreate (se paran todos y luego se crean).", "RollingUpdate (bit by bit, no break; the usual) or Recreate (all stop, then new ones start)."),
    },
    "RollingUpdateDeployment": {"maxSurge": _SURGE, "maxUnavailable": _UNAVAILABLE},
    "DeploymentStatus": {
        "availableReplicas": _AVAILABLE, "collisionCount": _COLLISION, "conditions": _CONDITIONS, "observedGeneration": _OBSERVED, "readyReplicas": _LISTOS,
        "replicas": _COUNT, "terminatingReplicas": ("Pods que se están parando.", "Pods that are ending."), "unavailableReplicas": ("Pods que faltan para llegar a los pedidos.", "Pods missing from the number asked for."), "updatedReplicas": ("Pods de la plantilla actual.", "Pods of the present template."),
    },
    "ReplicaSetSpec": {"minReadySeconds": _READY, "replicas": _REPLICAS, "selector": _SELECTOR, "template": ("El molde de los pods. Cambiarlo solo afecta a los que se creen después.", "The mould of the pods. A change only touches those made later.")},
    "ReplicaSetStatus": {
        "availableReplicas": _AVAILABLE, "conditions": _CONDITIONS, "fullyLabeledReplicas": ("Pods con todas las etiquetas de la plantilla.", "Pods with all labels of the template."), "observedGeneration": _OBSERVED,
        "readyReplicas": _LISTOS, "replicas": _COUNT, "terminatingReplicas": ("Pods que se están parando.", "Pods that are ending."),
    },
    "StatefulSetSpec": {
        "minReadySeconds": _READY, "ordinals": ("Por qué número empiezan los pods.", "At which number the pods begin."),
        "persistentVolumeClaimRetentionPolicy": ("Qué pasa con los PVC al borrar el StatefulSet o quitar réplicas.", "What becomes of the PVCs when the StatefulSet is deleted or loses replicas."),
        "podManagementPolicy": ("OrderedReady (uno tras otro; por omisión) o Parallel (todos a la vez).", "OrderedReady (one after the other; the default) or Parallel (all at once)."),
        "replicas": _REPLICAS, "revisionHistoryLimit": _HISTORY, "selector": _SELECTOR,
        "serviceName": ("El Service headless que da nombre DNS a cada pod: web-0.serviceName.", "The headless Service that gives each pod its DNS name: web-0.serviceName."),
        "template": ("El molde de los pods; cada uno tiene nombre fijo: web-0, web-1….", "The mould of the pods; each has a lasting name: web-0, web-1…."),
        "updateStrategy": ("Cómo se actualizan los pods.", "How the pods are updated."),
        "volumeClaimTemplates": ("Los PVC que tendrá cada pod, propios y duraderos: datos-web-0….", "The PVCs each pod will have, its own and lasting: data-web-0…."),
    },
    "StatefulSetOrdinals": {"start": ("El número del primer pod; por omisión, 0.", "The number of the first pod; 0 unless said otherwise.")},
    "StatefulSetPersistentVolumeClaimRetentionPolicy": {
        "whenDeleted": ("Al borrar el StatefulSet: Retain (los PVC se quedan; por omisión) o Delete.", "When the StatefulSet is deleted: Retain (the PVCs stay; the default) or Delete."),
        "whenScaled": ("Al quitar réplicas: Retain (por omisión) o Delete.", "When replicas are taken away: Retain (the default) or Delete."),
    },
    "StatefulSetUpdateStrategy": {"rollingUpdate": ("El ritmo, con type: RollingUpdate.", "The pace, with type: RollingUpdate."), "type": ("RollingUpdate (del último al primero; por omisión) u OnDelete (cuando borres cada pod).", "RollingUpdate (last to first; the default) or OnDelete (when you delete each pod).")},
    "RollingUpdateStatefulSetStrategy": {
        "maxUnavailable": ("Cuántos pueden faltar a la vez; por omisión, 1.", "How many may be missing at a time; 1 unless said otherwise."),
        "partition": ("Solo se actualizan los pods con este número o mayor: sirve para probar con unos pocos.", "Only pods of this number or above are updated: good for a trial on a few."),
    },
    "StatefulSetStatus": {
        "availableReplicas": _AVAILABLE, "collisionCount": _COLLISION, "conditions": _CONDITIONS, "currentReplicas": ("Pods de la versión actual.", "Pods of the current version."), "currentRevision": ("La versión de la que se viene.", "The version it comes from."),
        "observedGeneration": _OBSERVED, "readyReplicas": _LISTOS, "replicas": _COUNT, "updateRevision": ("La versión a la que se va.", "The version it goes to."), "updatedReplicas": ("Pods de la versión nueva.", "Pods of the new version."),
    },
    "DaemonSetSpec": {
        "minReadySeconds": _READY, "revisionHistoryLimit": _HISTORY, "selector": _SELECTOR,
        "template": ("El molde del pod que habrá en cada nodo; con nodeSelector o tolerations se decide en cuáles.", "The mould of the pod on each node; nodeSelector or tolerations decide on which."), "updateStrategy": ("Cómo se actualizan los pods.", "How the pods are updated."),
    },
    "DaemonSetUpdateStrategy": {"rollingUpdate": ("El ritmo, con type: RollingUpdate.", "The pace, with type: RollingUpdate."), "type": ("RollingUpdate (nodo a nodo; por omisión) u OnDelete (cuando borres cada pod).", "RollingUpdate (node by node; the default) or OnDelete (when you delete each pod).")},
    "RollingUpdateDaemonSet": {"maxSurge": _SURGE, "maxUnavailable": _UNAVAILABLE},
    "DaemonSetStatus": {
        "collisionCount": _COLLISION, "conditions": _CONDITIONS, "currentNumberScheduled": ("Nodos que tienen su pod.", "Nodes that have their pod."), "desiredNumberScheduled": ("Nodos que deberían tenerlo.", "Nodes that should have it."),
        "numberAvailable": ("Nodos con el pod disponible.", "Nodes with the pod available."), "numberMisscheduled": ("Nodos que lo tienen y no deberían.", "Nodes that have it and should not."), "numberReady": ("Nodos con el pod listo.", "Nodes with the pod ready."),
        "numberUnavailable": ("Nodos a los que les falta.", "Nodes that lack it."), "observedGeneration": _OBSERVED, "updatedNumberScheduled": ("Nodos con el pod de la plantilla actual.", "Nodes with the pod of the present template."),
    },
    "JobSpec": {
        "activeDeadlineSeconds": ("Segundos que el Job puede durar en total; después se paran sus pods y falla.", "Seconds the Job may last in all; then its pods are stopped and it fails."),
        "backoffLimit": ("Cuántos fallos se aguantan antes de darlo por fallido; por omisión, 6. La espera entre intentos se dobla.", "How many failures are borne before it counts as failed; 6 unless said otherwise. The wait between tries doubles."),
        "backoffLimitPerIndex": ("Fallos que se aguantan por índice, con completionMode: Indexed.", "Failures borne for each index, with completionMode: Indexed."),
        "completionMode": ("NonIndexed (da igual qué pod; por omisión) o Indexed (cada pod lleva su número en JOB_COMPLETION_INDEX).", "NonIndexed (any pod will do; the default) or Indexed (each pod has its number in JOB_COMPLETION_INDEX)."),
        "completions": ("Cuántos pods deben acabar bien; por omisión, 1.", "How many pods must end well; 1 unless said otherwise."), "managedBy": ("Qué controlador lleva este Job, si no es el del clúster.", "Which controller runs this Job, if not the cluster's own."),
        "manualSelector": ("true: el selector lo escribes tú. Casi nunca conviene.", "true: you write the selector. Hardly ever wise."), "maxFailedIndexes": ("Índices que pueden fallar antes de que falle el Job.", "Indexes that may fail before the Job does."),
        "parallelism": ("Cuántos pods pueden correr a la vez; por omisión, 1.", "How many pods may run at a time; 1 unless said otherwise."), "podFailurePolicy": ("Qué hacer con cada fallo según su código de salida o sus condiciones.", "What to do with each failure, by exit code or conditions."),
        "podReplacementPolicy": ("Cuándo se hace el pod de repuesto: TerminatingOrFailed o Failed (cuando el otro ha acabado del todo).", "When the replacement is made: TerminatingOrFailed or Failed (once the other has ended for good)."),
        "selector": ("Qué pods son suyos. Lo pone el clúster: no lo escribas.", "Which pods are its own. The cluster sets it: leave it out."), "successPolicy": ("Cuándo darlo por bueno sin esperar a todos los índices.", "When it counts as done without waiting for all indexes."),
        "suspend": ("true: no corre; si corría, se paran sus pods.", "true: it does not run; if it did, its pods are stopped."), "template": ("El molde de los pods; restartPolicy debe ser Never u OnFailure.", "The mould of the pods; restartPolicy must be Never or OnFailure."),
        "ttlSecondsAfterFinished": ("Segundos tras acabar para que se borre solo, con sus pods; si falta, se queda.", "Seconds after its end until it deletes itself with its pods; it stays if missing."),
    },
    "PodFailurePolicy": {"rules": ("Las reglas; vale la primera que se cumpla.", "The rules; the first that fits counts.")},
    "PodFailurePolicyRule": {
        "action": ("FailJob (el Job falla ya), Ignore (no cuenta), Count (cuenta como siempre) o FailIndex.", "FailJob (the Job fails at once), Ignore (does not count), Count (counts as usual) or FailIndex."),
        "onExitCodes": ("Según el código de salida.", "By exit code."), "onPodConditions": ("Según las condiciones del pod, como DisruptionTarget.", "By the pod's conditions, such as DisruptionTarget."),
    },
    "PodFailurePolicyOnExitCodesRequirement": {"containerName": ("De qué contenedor; si falta, de cualquiera.", "Of which container; any if missing."), "operator": ("In o NotIn.", "In or NotIn."), "values": ("Los códigos.", "The codes.")},
    "PodFailurePolicyOnPodConditionsPattern": {"status": ("El estado de la condición; por omisión, True.", "The condition's status; True unless said otherwise."), "type": ("El tipo de condición.", "The type of condition.")},
    "SuccessPolicy": {"rules": ("Las reglas; basta con que se cumpla una.", "The rules; one is enough.")},
    "SuccessPolicyRule": {"succeededCount": ("Cuántos índices deben acabar bien.", "How many indexes must end well."), "succeededIndexes": ("Cuáles: 0-2,5.", "Which ones: 0-2,5.")},
    "JobStatus": {
        "active": ("Pods que corren o esperan.", "Pods that run or wait."), "completedIndexes": ("Índices que acabaron bien.", "Indexes that ended well."), "completionTime": ("Cuándo acabó bien.", "When it ended well."), "conditions": ("Complete, Failed, Suspended….", "Complete, Failed, Suspended…."),
        "failed": ("Pods que fallaron.", "Pods that failed."), "failedIndexes": ("Índices que fallaron.", "Indexes that failed."), "ready": ("Pods listos.", "Pods ready."), "startTime": ("Cuándo empezó.", "When it began."), "succeeded": ("Pods que acabaron bien.", "Pods that ended well."),
        "terminating": ("Pods que se están parando.", "Pods that are ending."), "uncountedTerminatedPods": ("Pods acabados que aún no se han contado.", "Ended pods not counted yet."),
    },
    "CronJobSpec": {
        "concurrencyPolicy": ("Si toca y el anterior aún corre: Allow (los dos; por omisión), Forbid (se salta) o Replace (se para el anterior).", "If it is time and the last one still runs: Allow (both; the default), Forbid (skip) or Replace (stop the last)."),
        "failedJobsHistoryLimit": ("Cuántos Jobs fallidos se guardan; por omisión, 1.", "How many failed Jobs are kept; 1 unless said otherwise."), "jobTemplate": ("El molde de los Jobs.", "The mould of the Jobs."),
        "schedule": ("Cuándo: minuto, hora, día, mes y día de la semana. «0 3 * * *» es cada día a las 3:00; «*/10 * * * *», cada 10 minutos.", "When: minute, hour, day, month and weekday. “0 3 * * *” is every day at 3:00; “*/10 * * * *” every 10 minutes."),
        "startingDeadlineSeconds": ("Con cuánto retraso, en segundos, puede aún empezar; después se da por perdida esa vez.", "How late, in seconds, it may still start; after that this time is lost."),
        "successfulJobsHistoryLimit": ("Cuántos Jobs acabados se guardan; por omisión, 3.", "How many finished Jobs are kept; 3 unless said otherwise."), "suspend": ("true: no se lanza ninguno más.", "true: no more are started."),
        "timeZone": ("Zona horaria del horario, como Europe/Madrid; si falta, la del plano de control (UTC casi siempre).", "Time zone of the schedule, such as Europe/Madrid; the control plane's if missing (nearly always UTC)."),
    },
    "JobTemplateSpec": {"metadata": ("Etiquetas y anotaciones de los Jobs.", "Labels and annotations of the Jobs."), "spec": ("Lo mismo que el `spec` de un Job.", "The same as the `spec` of a Job.")},
    "CronJobStatus": {"active": ("Los Jobs que corren.", "The Jobs that run."), "lastScheduleTime": ("La última vez que tocó.", "The last time it was due."), "lastSuccessfulTime": ("La última vez que uno acabó bien.", "The last time one ended well.")},
    "HorizontalPodAutoscalerSpec": {
        "behavior": ("Con qué ritmo sube y baja.", "At which pace it goes up and down."), "maxReplicas": ("El máximo de réplicas.", "The most replicas."),
        "metrics": ("Qué se mide y qué valor se quiere mantener; si hay varias, gana la que pide más réplicas.", "What is measured and which value is kept; with several, the one that asks for most replicas wins."),
        "minReplicas": ("El mínimo de réplicas; por omisión, 1.", "The fewest replicas; 1 unless said otherwise."), "scaleTargetRef": ("Qué se escala.", "What is scaled."),
        "targetCPUUtilizationPercentage": ("En autoscaling/v1: porcentaje de la CPU reservada que se quiere mantener.", "In autoscaling/v1: percentage of the reserved CPU to be kept."),
    },
    "CrossVersionObjectReference": {"apiVersion": ("Su apiVersion, por ejemplo apps/v1.", "Its apiVersion, for instance apps/v1."), "kind": ("Su tipo, por ejemplo Deployment.", "Its kind, for instance Deployment."), "name": ("Su nombre.", "Its name.")},
    "HorizontalPodAutoscalerBehavior": {"scaleDown": ("Cómo baja; por omisión espera 5 minutos para no ir y venir.", "How it goes down; waits 5 minutes unless said otherwise, to avoid to and fro."), "scaleUp": ("Cómo sube; por omisión, sin esperar.", "How it goes up; without a wait unless said otherwise.")},
    "HPAScalingRules": {
        "policies": ("Cuánto puede cambiar en cada periodo.", "How much may change in each period."), "selectPolicy": ("Cuál vale: Max, Min o Disabled (no cambia en este sentido).", "Which counts: Max, Min or Disabled (no change this way)."),
        "stabilizationWindowSeconds": ("Segundos hacia atrás que se miran para no reaccionar a un pico.", "Seconds looked back so as not to follow a spike."), "tolerance": ("Cuánto puede desviarse la métrica sin hacer nada; 0.1 es un 10 %.", "How far the metric may stray before anything is done; 0.1 is 10 %."),
    },
    "HPAScalingPolicy": {"periodSeconds": ("El periodo, en segundos.", "The period, in seconds."), "type": ("Pods (un número) o Percent.", "Pods (a number) or Percent."), "value": ("Cuánto.", "How much.")},
    "MetricSpec": {
        "containerResource": ("CPU o memoria de un contenedor de los pods.", "CPU or memory of one container of the pods."), "external": ("Una métrica de fuera del clúster.", "A metric from outside the cluster."), "object": ("Una métrica de otro objeto.", "A metric of another object."),
        "pods": ("Una métrica propia de los pods, en promedio.", "A metric of the pods' own, on average."), "resource": ("CPU o memoria de los pods.", "CPU or memory of the pods."), "type": ("Cuál de ellas: Resource, ContainerResource, Pods, Object o External.", "Which of them: Resource, ContainerResource, Pods, Object or External."),
    },
    "ResourceMetricSource": {"name": ("cpu o memory.", "cpu or memory."), "target": _TARGET},
    "ContainerResourceMetricSource": {"container": ("El contenedor.", "The container."), "name": ("cpu o memory.", "cpu or memory."), "target": _TARGET},
    "PodsMetricSource": {"metric": _METRIC, "target": _TARGET},
    "ObjectMetricSource": {"describedObject": ("El objeto del que se mide.", "The object it is measured on."), "metric": _METRIC, "target": _TARGET},
    "ExternalMetricSource": {"metric": _METRIC, "target": _TARGET},
    "MetricIdentifier": {"name": ("El nombre de la métrica.", "The metric's name."), "selector": ("Cuáles de sus series.", "Which of its series.")},
    "MetricTarget": {
        "averageUtilization": ("Porcentaje de lo reservado (requests) en promedio: 50 es la mitad. Los pods deben tener requests.", "Percentage of what is reserved (requests), on average: 50 is half. Pods must have requests."), "averageValue": ("Valor medio por pod.", "Average value for each pod."),
        "type": ("Utilization, AverageValue o Value.", "Utilization, AverageValue or Value."), "value": ("El valor, tal cual.", "The value as it is."),
    },
    "HorizontalPodAutoscalerStatus": {
        "conditions": ("Si puede medir y escalar, y si un límite lo frena.", "Whether it can measure and scale, and whether a limit holds it."), "currentMetrics": ("Lo medido la última vez.", "What was measured last."), "currentReplicas": ("Réplicas de ahora.", "Replicas now."),
        "desiredReplicas": ("Réplicas que quiere.", "Replicas it wants."), "lastScaleTime": ("Cuándo escaló por última vez.", "When it last scaled."), "observedGeneration": _OBSERVED,
    },
    "MetricStatus": {"containerResource": _CURRENT, "external": _CURRENT, "object": _CURRENT, "pods": _CURRENT, "resource": _CURRENT, "current": _CURRENT, "type": ("De qué clase es.", "Of which sort it is.")},
    "MetricValueStatus": {"averageUtilization": ("Porcentaje de lo reservado, en promedio.", "Percentage of what is reserved, on average."), "averageValue": ("Valor medio por pod.", "Average value for each pod."), "value": ("El valor.", "The value.")},
    "PodDisruptionBudgetSpec": {
        "maxUnavailable": ("Cuántos pods pueden faltar por una interrupción voluntaria (drain), número o porcentaje.", "How many pods may be missing through a voluntary disruption (drain), number or percentage."),
        "minAvailable": ("Cuántos pods deben quedar, número o porcentaje. O este o maxUnavailable.", "How many pods must stay, number or percentage. Either this or maxUnavailable."), "selector": ("De qué pods trata; {} son todos los del namespace.", "Which pods it is about; {} means all of the namespace."),
        "unhealthyPodEvictionPolicy": ("Si se puede echar a un pod que no está listo: IfHealthyBudget o AlwaysAllow.", "Whether a pod that is not ready may be evicted: IfHealthyBudget or AlwaysAllow."),
    },
    "PodDisruptionBudgetStatus": {
        "conditions": _CONDITIONS, "currentHealthy": ("Pods sanos ahora.", "Healthy pods now."), "desiredHealthy": ("Pods sanos que debe haber.", "Healthy pods there must be."), "disruptedPods": ("Pods que se están desalojando.", "Pods being evicted."),
        "disruptionsAllowed": ("A cuántos se puede desalojar ahora mismo.", "How many may be evicted right now."), "expectedPods": ("Pods a los que alcanza.", "Pods it covers."), "observedGeneration": _OBSERVED,
    },
}
# fmt: on
