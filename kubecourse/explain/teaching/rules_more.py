"""What rarer refusals of fields mean: what excludes what, what may only stand beside something else, special formats.

`RULES` are asked after the tables of single kinds and before `rules_values.py`, `LAST` after that. The form is in `rule.py`.
"""

from __future__ import annotations

from .rule import Rule

__all__ = ["LAST", "RULES"]

# fmt: off
RULES: tuple[Rule, ...] = (
    # -- addresses ----------------------------------------------------------------------------------------------
    Rule(r"", r"may not be in the (?P<range>loopback|link-local multicast|link-local) range",
         "{value} es una dirección que solo vale dentro de una máquina o de un tramo de red ({range}): aquí hace falta una alcanzable desde los nodos.",
         "{value} is an address that only holds within a machine or a stretch of network ({range}): one that the nodes can reach belongs here."),
    Rule(r"", r"may not be unspecified",
         "{value} significa «cualquier dirección», y aquí hace falta una concreta.", "{value} means “any address”, and a certain one belongs here."),
    Rule(r"", r"must be an IPv4 address|must be an IPv6 address|expected an IPv[46] value",
         "La dirección es de la otra familia: mira si addressType (o ipFamilies) pide IPv4 o IPv6.", "The address is of the other family: see whether addressType (or ipFamilies) asks for IPv4 or IPv6."),
    Rule(r"", r"should be a domain with at least two segments",
         "Con addressType: FQDN va un nombre con dos partes al menos: bd.empresa.com.", "With addressType: FQDN it is a name of two parts at least: db.example.com."),
    Rule(r"nameservers$|searches$", r"must not have more than (?P<most>\d+)",
         "Aquí caben {most} como máximo: es lo que admite el resolvedor.", "{most} at most fit here: that is what the resolver takes."),
    # -- Services -----------------------------------------------------------------------------------------------
    Rule(r"", r"may only be used when `(spec\.)?type` is 'LoadBalancer'",
         "`{last}` solo sirve en Services de type: LoadBalancer: quítalo o cambia el tipo.", "`{last}` is only for Services of type: LoadBalancer: drop it or change the type."),
    Rule(r"", r"may not be set for ExternalName services",
         "Un Service ExternalName es solo un alias de DNS: no lleva `{last}`.", "An ExternalName Service is just a DNS alias: it has no `{last}`."),
    Rule(r"", r"must not be set when session affinity is None",
         "sessionAffinityConfig acompaña a sessionAffinity: ClientIP: añádelo, o quita la configuración.", "sessionAffinityConfig goes with sessionAffinity: ClientIP: add that, or drop the settings."),
    Rule(r"clusterIPs", r"first value must match `clusterIP`|must be empty when `clusterIP` is not specified|'None' must be the first and only value|primary clusterIP can not be unset|may only hold up to 2|no more than one IP for each",
         "clusterIPs repite clusterIP en su primer puesto, con una dirección por familia como mucho. Lo más sencillo: no escribas ninguno de los dos.",
         "clusterIPs repeats clusterIP in its first place, with one address for each family at most. Simplest: write neither of them."),
    # -- Ingress and policies -----------------------------------------------------------------------------------
    Rule(r"", r"cannot set both resource and service backends",
         "Un backend va a un Service o a otro recurso, no a los dos: deja uno.", "A backend leads to a Service or to another resource, not both: keep one."),
    Rule(r"", r"resource or service backend is required",
         "La ruta no dice a dónde va: backend: {{service: {{name: web, port: {{number: 80}}}}}}.", "The path does not say where it leads: backend: {{service: {{name: web, port: {{number: 80}}}}}}."),
    Rule(r"path$", r"cannot end with", "La ruta no puede acabar así (en «/..» o «/.»): escríbela limpia.", "The path cannot end like that (in “/..” or “/.”): write it clean."),
    Rule(r"", r"must be a domain-prefixed path",
         "Se escribe con un dominio delante, como k8s.io/ingress-nginx.", "It is written with a domain before it, such as k8s.io/ingress-nginx."),
    Rule(r"namespace$", r"`parameters\.scope` is set to 'Cluster'", "Con scope: Cluster el objeto no tiene namespace: quítalo, o pon scope: Namespace.", "With scope: Cluster the object has no namespace: drop it, or write scope: Namespace."),
    Rule(r"policyTypes$", r"may not specify more than two", "Solo hay dos tipos, Ingress y Egress: cada uno una vez.", "There are only two types, Ingress and Egress: each once."),
    Rule(r"endPort$", r"may not be specified when `port`",
         "endPort cierra un tramo que empieza en `port`, que tiene que estar y ser un número.", "endPort closes a range that begins at `port`, which must be there and be a number."),
    # -- volumes --------------------------------------------------------------------------------------------------
    Rule(r"[mM]ode$", r"between 0 and 0777",
         "Los permisos van en octal, de 0 a 0777 (0644 lo habitual). Sin el cero delante es un número decimal: 644 no es 0644.",
         "Permissions are octal, 0 to 0777 (0644 is usual). Without the leading zero it is a decimal number: 644 is not 0644."),
    Rule(r"", r"must not start with '\.\.'", "La ruta no puede empezar por «..»: debe quedar dentro del volumen.", "The path cannot begin with “..”: it must stay inside the volume."),
    Rule(r"", r"conflicting duplicate paths", "Dos fuentes escriben el mismo fichero: cambia el `path` de una.", "Two sources write the same file: change the `path` of one."),
    Rule(r"expirationSeconds$", r"may not specify a duration",
         "La credencial dura de 600 segundos (10 minutos) a 2^32.", "The token lasts from 600 seconds (10 minutes) to 2^32."),
    Rule(r"", r"must not already exist", "El mismo volumen o ruta no puede estar a la vez en volumeMounts (ficheros) y en volumeDevices (bloques): elige uno.", "One volume or path cannot be in volumeMounts (files) and volumeDevices (blocks) at once: choose one."),
    Rule(r"", r"can not contain backsteps", "La ruta no puede subir con «..».", "The path cannot climb with “..”."),
    Rule(r"recursiveReadOnly$", r"readOnly is true", "recursiveReadOnly va junto a readOnly: true.", "recursiveReadOnly goes with readOnly: true."),
    Rule(r"storage$", r"can not be less than (status\.capacity|previous value)",
         "Un volumen crece pero no encoge. Para uno menor, crea otro PVC y copia los datos.", "A volume grows but does not shrink. For a smaller one create another PVC and copy the data."),
    Rule(r"volumeAttributesClassName$", r"Forbidden", "Una vez puesta, la VolumeAttributesClass se cambia por otra, pero no se quita.", "Once set, the VolumeAttributesClass can be exchanged but not taken away."),
    Rule(r"dataSource", r"must match dataSourceRef", "dataSource y dataSourceRef deben decir lo mismo: deja solo uno.", "dataSource and dataSourceRef must say the same: keep only one."),
    Rule(r"^data\[", r"duplicate of key present in binaryData", "La misma clave está en data y en binaryData: deja una.", "The same key is in data and binaryData: keep one."),
    Rule(r"iqn$", r"must be valid format", "El nombre iSCSI empieza por iqn., eui. o naa.", "An iSCSI name begins with iqn., eui. or naa."),
    # -- pods -----------------------------------------------------------------------------------------------------
    Rule(r"", r"pod updates may not add or remove containers", "Los contenedores de un pod no se añaden ni se quitan: cambia la plantilla de su controlador, o crea otro pod.", "Containers of a pod are neither added nor taken away: change the template of its controller, or make another pod."),
    Rule(r"nodeName$", r"schedulingGates", "Mientras haya schedulingGates nadie puede darle nodo: quítalas antes.", "As long as there are schedulingGates nobody can give it a node: remove them first."),
    Rule(r"", r"only cpu and memory resources are mutable", "De un pod en marcha solo se cambian cpu y memory (con --subresource resize).", "Of a running pod only cpu and memory can change (with --subresource resize)."),
    Rule(r"tolerationSeconds$|effect$", r"effect must be 'NoExecute' when `tolerationSeconds`", "tolerationSeconds cuenta el tiempo hasta que lo echan, y solo NoExecute echa: pon effect: NoExecute o quítalo.", "tolerationSeconds counts until it is evicted, and only NoExecute evicts: write effect: NoExecute or drop it."),
    Rule(r"", r"exists in both matchLabelKeys and labelSelector", "La misma clave está en labelSelector y en matchLabelKeys: deja una.", "The same key is in labelSelector and matchLabelKeys: keep one."),
    Rule(r"abelKeys", r"must not be specified when labelSelector is not set", "`{last}` afina un labelSelector, y aquí no lo hay: añádelo.", "`{last}` refines a labelSelector, and there is none: add one."),
    Rule(r"", r"not a valid field selector key", "En matchFields solo cabe metadata.name (el nombre del nodo).", "matchFields takes only metadata.name (the node's name)."),
    Rule(r"requests$", r"must be equal to (?P<what>\S+) limit of (?P<limit>\S+)", "De {what} se reserva y se permite lo mismo: requests y limits tienen que ser iguales ({limit}).", "Of {what} as much is reserved as is allowed: requests and limits must be equal ({limit})."),
    Rule(r"", r"HugePages require cpu or memory", "Con hugepages hay que pedir también cpu o memory.", "With hugepages you must also ask for cpu or memory."),
    Rule(r"", r"must be an integer", "`{last}` se cuenta por unidades enteras, y {value} no lo es.", "`{last}` is counted in whole units, which {value} is not."),
    Rule(r"", r"can only be set when (?P<what>seccomp|AppArmor) type is Localhost", "localhostProfile nombra un fichero del nodo: va con type: Localhost.", "localhostProfile names a file of the node: it goes with type: Localhost."),
    Rule(r"", r"(allowPrivilegeEscalation|`privileged` to true|CAP_SYS_ADMIN)", "No se puede negar y dar lo mismo: privileged o CAP_SYS_ADMIN ya permiten ganar permisos, así que allowPrivilegeEscalation no puede ser false.", "One thing cannot be denied and given: privileged or CAP_SYS_ADMIN allow gaining rights, so allowPrivilegeEscalation cannot be false."),
    Rule(r"", r"must not be set for (readinessProbes|liveness|startup)", "Una readinessProbe no para nada, así que no lleva terminationGracePeriodSeconds: quítalo.", "A readinessProbe stops nothing, so it has no terminationGracePeriodSeconds: drop it."),
    Rule(r"", r"valid HTTP header", "El nombre de una cabecera lleva letras, cifras y «-», sin espacios ni «:».", "A header's name has letters, digits and “-”, no blanks and no “:”."),
    Rule(r"", r"leading or trailing whitespace|padded with whitespace", "Sobran espacios al principio o al final: quítalos.", "There are blanks at the beginning or end: take them out."),
    Rule(r"", r"cannot be set for an Ephemeral Container|not allowed for ephemeral", "Un contenedor efímero, de depuración, no lleva `{last}`.", "An ephemeral container, for debugging, has no `{last}`."),
    # -- controllers and batch -------------------------------------------------------------------------------------
    Rule(r"rollingUpdate$", r"only allowed for updateStrategy 'RollingUpdate'", "rollingUpdate marca el ritmo de type: RollingUpdate: con OnDelete sobra.", "rollingUpdate sets the pace of type: RollingUpdate: with OnDelete it is one too many."),
    Rule(r"maxUnavailable$", r"cannot be 0", "Si no puede faltar ningún pod, no se podría cambiar ninguno: pon al menos 1.", "If no pod may be missing none could be changed: write 1 at least."),
    Rule(r"completions$", r"in tandem with spec\.parallelism", "En un Job Indexed completions se cambia solo a la vez que parallelism y con el mismo número.", "In an Indexed Job completions changes only together with parallelism, to the same number."),
    Rule(r"maxFailedIndexes$", r"less than or equal to", "No pueden fallar más índices de los que hay (completions).", "No more indexes can fail than there are (completions)."),
    Rule(r"timeZone$", r"nil or non-empty", "timeZone está vacío: quítalo, o escribe una zona como Europe/Madrid.", "timeZone is empty: drop it, or write a zone such as Europe/Madrid."),
    Rule(r"onExitCodes\.values$", r"at least one value is required|must be ordered", "La lista de códigos va ordenada de menor a mayor y con uno al menos.", "The list of codes is in rising order, with one at least."),
    Rule(r"action$", r"requires the backoffLimitPerIndex", "FailIndex necesita backoffLimitPerIndex (y completionMode: Indexed).", "FailIndex needs backoffLimitPerIndex (and completionMode: Indexed)."),
    Rule(r"", r"must be either Utilization, Value, or AverageValue", "El tipo del objetivo es Utilization (porcentaje de lo reservado), AverageValue (por pod) o Value.", "The target's type is Utilization (percentage of what is reserved), AverageValue (for each pod) or Value."),
    Rule(r"", r"must populate (the|information for the) (given metric source|\w+)", "El bloque no es el del `type` de la métrica: con type: Resource va resource:; con Pods, pods:; con Object, object:; con External, external:.", "The block is not that of the metric's `type`: type: Resource goes with resource:; Pods with pods:; Object with object:; External with external:."),
    Rule(r"", r"must be positive", "`{last}` tiene que ser mayor que cero.", "`{last}` must be above zero."),
    # -- quotas, roles, metadata -------------------------------------------------------------------------------------
    Rule(r"", r"unsupported scope applied to resource|conflicting scopes|unsupported scope", "Ese ámbito no existe o no casa con lo que la cuota cuenta: BestEffort y NotBestEffort se excluyen, y Terminating solo cuenta pods y sus recursos.", "That scope does not exist or does not fit what the quota counts: BestEffort and NotBestEffort exclude each other, and Terminating counts only pods and their resources."),
    Rule(r"", r"ratio \S+ is (less than 1|greater than max/min)", "maxLimitRequestRatio es cuántas veces el limit puede superar al request: 1 o más, y no más que max/min.", "maxLimitRequestRatio is how many times the request the limit may be: 1 or more, and no more than max/min."),
    Rule(r"", r"may not be specified when `type` is 'Pod'", "Para el pod entero no hay valores por omisión: `{last}` va con type: Container.", "There are no defaults for the whole pod: `{last}` goes with type: Container."),
    Rule(r"nonResourceURLs$", r"namespaced rules cannot", "Las rutas como /healthz no son de ningún namespace: van en un ClusterRole.", "Paths such as /healthz belong to no namespace: they go into a ClusterRole."),
    Rule(r"^value$", r"maximum allowed value of a user defined priority is (?P<most>\d+)", "La prioridad llega hasta {most}: las mayores son del sistema.", "Priority goes up to {most}: higher ones are the system's."),
    Rule(r"namespace$", r"not allowed on this type", "Este tipo es de todo el clúster y no tiene namespace: quita metadata.namespace.", "This kind belongs to the whole cluster and has no namespace: drop metadata.namespace."),
    Rule(r"inalizers", r"neither a standard finalizer", "Un finalizer lleva un dominio delante, como empresa.com/limpieza.", "A finalizer has a domain before it, such as example.com/cleanup."),
    Rule(r"", r"disallowed from being an owner", "Los Event no pueden ser dueños de nada.", "Events cannot own anything."),
)

#: what is said where no other row fits: what excludes what
LAST: tuple[Rule, ...] = (
    Rule(r"", r"(?P<a>\w+) and (?P<b>\w+) can ?not be (specified|set) simultaneously|may not have more than one field specified",
         "Son alternativas: escribe solo una de ellas.", "They are alternatives: write only one of them."),
    Rule(r"", r"(may not|must not|cannot) be (specified|set|used) when (?P<what>.*?)[.\s]*$",
         "`{last}` no puede estar cuando {what}: quita uno de los dos.", "`{last}` cannot be there when {what}: drop one of the two."),
    Rule(r"", r"(may only|can only) be (specified|set|used) when (?P<what>.*?)[.\s]*$",
         "`{last}` solo puede estar cuando {what}: quítalo o cambia lo otro.", "`{last}` can only be there when {what}: drop it or change the other."),
    Rule(r"", r"must be less than or equal to (?P<most>\S+)$", "`{last}` no puede pasar de {most}, y aquí hay {value}.", "`{last}` cannot exceed {most}, and here it is {value}."),
    Rule(r"", r"must not be empty|can ?not be empty", "`{last}` está vacío: escribe algo o quítalo.{about}", "`{last}` is empty: write something or drop it.{about}"),
    Rule(r"", r"must be unique", "«{value}» está repetido: cada uno tiene que ser distinto.", "“{value}” is there twice: each must be different."),
)
# fmt: on
