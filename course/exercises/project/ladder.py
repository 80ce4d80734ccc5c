"""The project's checks: title, weight, and three hints each (where to look, what it means, nearly the answer)."""

from __future__ import annotations

from kubecourse.grading import criterion, part, say

sees = part("behaviours.py")
copies = part("copies.py")


def rung(id, look, title, *hints):
    """A criterion of weight 1; texts come as (es, en)."""
    return criterion(id, 1, say(es=title[0], en=title[1]), behaves=look, hints=[say(es=es, en=en) for es, en in hints])


CHECKS = [
    rung(
        "storage", sees.storage, ("Quien pide un volumen lo tiene", "Whoever asks for a volume has it"),
        ("`kubectl get storageclass` y `kubectl describe pvc`: ¿de qué clase es la petición, y quién la atiende?",
         "`kubectl get storageclass` and `kubectl describe pvc`: of which class is the claim, and who serves it?"),
        ("El provisionador ya está en marcha, pero sólo atiende a las clases que lo nombran; y una petición sin clase sólo recibe la que es por omisión.",
         "The provisioner is running, but it serves the classes that name it only; and a claim without a class is given the default one, if there is one."),
        ("Una StorageClass con `provisioner: k8s-sigs.io/nfs-subdir-external-provisioner` y la anotación `storageclass.kubernetes.io/is-default-class: \"true\"`.",
         "A StorageClass with `provisioner: k8s-sigs.io/nfs-subdir-external-provisioner` and the annotation `storageclass.kubernetes.io/is-default-class: \"true\"`."),
    ),
    rung(
        "site", sees.reachable, ("Menchu entra por el nombre, y WordPress escribe en su base de datos", "Menchu comes in by the name, and WordPress writes to its database"),
        ("`print(cluster.request(\"http://{host}/\"))`: ¿hasta qué salto llega?", "`print(cluster.request(\"http://{host}/\"))`: which hop does it get to?"),
        ("Los saltos son DNS de la empresa → balanceador → proxy → regla → Service → WordPress → base de datos. Arregla el primero que falle; los demás vienen detrás.",
         "The hops are the company's DNS → balancer → proxy → rule → Service → WordPress → database. Mend the first that fails; the others come after it."),
        ("El nombre en el ConfigMap `external-dns` de `kube-system`; la regla con `ingressClassName` y `host: {host}`; y a WordPress dile `WORDPRESS_DB_HOST` (con puerto, si no es el 3306), usuario, contraseña y nombre de la base.",
         "The name in the ConfigMap `external-dns` in `kube-system`; the rule with `ingressClassName` and `host: {host}`; and tell WordPress `WORDPRESS_DB_HOST` (with the port, unless it is 3306), user, password and the database's name."),
    ),
    rung(
        "one-door", sees.one_door, ("Una sola puerta a la calle", "One door to the street"),
        ("`kubectl get services -A`, columna TYPE.", "`kubectl get services -A`, the column TYPE."),
        ("De puertas adentro basta ClusterIP. NodePort y LoadBalancer abren un puerto en todos los nodos.", "Inside, ClusterIP is enough. NodePort and LoadBalancer open a port on all nodes."),
        ("Todos ClusterIP menos el del proxy inverso, y la regla con `host: {host}`, que sin él vale para cualquier nombre.",
         "All ClusterIP but that of the reverse proxy, and the rule with `host: {host}`: without it, it serves any name."),
    ),
    rung(
        "uploads", sees.uploads, ("Lo que se sube lo ven todos, y queda", "What is uploaded is seen by all, and stays"),
        ("Escribe un fichero con `kubectl exec` en un WordPress y búscalo en otro.", "Write a file with `kubectl exec` in one WordPress and look for it in another."),
        ("Un volumen por pod no se comparte, y lo escrito fuera de un volumen muere con el contenedor.", "A volume for each pod is not shared, and what is written outside of a volume dies with the container."),
        ("Una petición `ReadWriteMany` montada en `/var/www/html/wp-content/uploads` por la plantilla del Deployment.", "A `ReadWriteMany` claim mounted at `/var/www/html/wp-content/uploads` by the Deployment's template."),
    ),
    rung(
        "own-storage", sees.own_storage, ("Tres miembros, cada uno con su disco, y los mismos datos", "Three members, each with its own disk, and the same data"),
        ("`kubectl get pvc`: ¿cuántas peticiones hay para la base de datos? Y en cada miembro, `SHOW STATUS LIKE 'wsrep_cluster_size'`.",
         "`kubectl get pvc`: how many claims are there for the database? And at each member, `SHOW STATUS LIKE 'wsrep_cluster_size'`."),
        ("Cada miembro necesita disco propio y conocer a los demás por su nombre, que no cambia.", "Each member needs a disk of its own and has to know the others by their names, which do not change."),
        ("StatefulSet con `volumeClaimTemplates`, Service sin IP (`clusterIP: None`) y `--wsrep-cluster-address=gcomm://` con los tres nombres; el primero arranca el grupo con `--wsrep-new-cluster`.",
         "A StatefulSet with `volumeClaimTemplates`, a Service without an IP (`clusterIP: None`), and `--wsrep-cluster-address=gcomm://` with the three names; the first begins the group with `--wsrep-new-cluster`."),
    ),
    rung(
        "data-survive", sees.data_survive, ("Mueren los tres y los datos siguen", "All three die and the data are still there"),
        ("Borra los tres pods, espera y mira `kubectl get pods,pvc`.", "Delete the three pods, wait, and look at `kubectl get pods,pvc`."),
        ("Lo que se guarda está en `/var/lib/mysql`, y ahí tiene que estar montado un volumen que no sea del pod.", "What is kept is in `/var/lib/mysql`, and a volume that is not the pod's must be mounted there."),
        ("Monta la petición de la plantilla en `/var/lib/mysql`. Si no vuelven a arrancar, mira qué espera cada uno: alguien tiene que poder ser el primero.",
         "Mount the template's claim at `/var/lib/mysql`. If they do not start again, see what each one waits for: somebody must be able to be the first."),
    ),
    rung(
        "member-lost", sees.member_lost, ("Se pierde un miembro y nadie lo nota", "A member is lost and nobody notices"),
        ("¿Por qué nombre llama WordPress a su base de datos, y cuántos pods hay detrás?", "By which name does WordPress call its database, and how many pods are behind it?"),
        ("Un Service reparte entre los que están listos. Sin sonda de readiness, «listo» es «ha arrancado», y MariaDB tarda unos segundos en escuchar.",
         "A Service spreads over those that are ready. Without a readiness probe, \"ready\" means \"has started\", and MariaDB needs some seconds until it listens."),
        ("Un Service con IP delante de los tres miembros y `readinessProbe` con `healthcheck.sh --connect`.", "A Service with an IP in front of the three members, and a `readinessProbe` with `healthcheck.sh --connect`."),
    ),
    rung(
        "member-back", sees.member_back, ("El que vuelve se pone al día", "Whoever comes back catches up"),
        ("Borra el último miembro, escribe algo por WordPress y pregunta al miembro cuando vuelva. `kubectl logs` dice si encontró a los demás.",
         "Delete the last member, write something through WordPress, and ask the member when it is back. `kubectl logs` says whether it found the others."),
        ("Al arrancar busca a los demás en la lista de `gcomm://`, por el puerto 4567.", "As it starts it looks for the others in the list of `gcomm://`, on port 4567."),
        ("Los tres nombres en `gcomm://`, `publishNotReadyAddresses: true` en el Service sin IP, y si hay NetworkPolicy, que los miembros se hablen entre sí.",
         "The three names in `gcomm://`, `publishNotReadyAddresses: true` in the Service without an IP, and if there is a NetworkPolicy, let the members talk to each other."),
    ),
    rung(
        "db-closed", sees.db_closed, ("Sólo quien debe habla con la base de datos", "Only those who must talk to the database"),
        ("`print(cluster.request(\"tcp://SERVICIO:PUERTO\", source=\"otro-pod\"))`.", "`print(cluster.request(\"tcp://SERVICE:PORT\", source=\"another-pod\"))`."),
        ("Sin NetworkPolicy que seleccione los pods de la base de datos, todos hablan con ellos.", "With no NetworkPolicy that selects the pods of the database, everybody can talk to them."),
        ("Una NetworkPolicy de entrada que seleccione a los miembros y deje pasar a WordPress, a la copia y a los propios miembros, por etiquetas.",
         "A NetworkPolicy for ingress that selects the members and lets in WordPress, the copy and the members themselves, by labels."),
    ),
    rung(
        "proxy-lost", sees.proxy_lost, ("Muere un proxy y no falla ninguna petición", "A proxy dies and no request fails"),
        ("¿Cuántos pods tiene el proxy?", "How many pods does the proxy have?"),
        ("Con uno solo, entre que muere y que el siguiente escucha no hay nadie.", "With one only, nobody is there between its death and the next one's listening."),
        ("Al menos dos réplicas, y una `readinessProbe` que pregunte a su puerto.", "Two replicas at least, and a `readinessProbe` that asks its port."),
    ),
    rung(
        "node-dies", sees.node_dies, ("Muere un trabajador: al minuto se atiende a todos", "A worker dies: a minute later everybody is served"),
        ("`kubectl get pods -A -o wide`: ¿hay algo tuyo que esté entero en un solo nodo?", "`kubectl get pods -A -o wide`: is anything of yours on one node only?"),
        ("Al minuto el nodo está NotReady y sus pods ya no reciben tráfico; los de repuesto tardan cinco minutos más. Tiene que bastar con los que quedan.",
         "After a minute the node is NotReady and its pods get no more traffic; those that replace them take five minutes more. The ones that are left must be enough."),
        ("Al menos dos réplicas de WordPress y del proxy, repartidas con `topologySpreadConstraints` o `podAntiAffinity` sobre `kubernetes.io/hostname`.",
         "Two replicas at least of WordPress and of the proxy, spread with `topologySpreadConstraints` or `podAntiAffinity` over `kubernetes.io/hostname`."),
    ),
    rung(
        "drain", sees.drained, ("Se vacía un trabajador y nadie lo nota", "A worker is emptied and nobody notices"),
        ("`kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data`, y mientras tanto `cluster.load(…)` o peticiones sueltas.",
         "`kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data`, and meanwhile `cluster.load(…)` or single requests."),
        ("Un drenaje desaloja de uno en uno sólo si un PodDisruptionBudget lo pide; y si el presupuesto es cero, no acaba nunca.",
         "A drain evicts one after the other only if a PodDisruptionBudget asks for it; and if the budget is zero it never ends."),
        ("Un PodDisruptionBudget por programa con `maxUnavailable: 1` o `minAvailable: 1`, y sondas de readiness para que el siguiente espere.",
         "A PodDisruptionBudget for each program with `maxUnavailable: 1` or `minAvailable: 1`, and readiness probes so that the next one waits."),
    ),
    rung(
        "update", sees.updated, ("Se cambia de versión sin perder una petición", "The version changes without losing a request"),
        ("`kubectl set image` y una petición cada medio segundo.", "`kubectl set image`, and a request every half second."),
        ("Un pod nuevo recibe tráfico desde que está listo. ¿Quién lo decide?", "A new pod gets traffic from when it is ready. Who decides that?"),
        ("`readinessProbe` con `httpGet` a `/` en el puerto 80 y `maxUnavailable: 0`.", "A `readinessProbe` with `httpGet` to `/` on port 80, and `maxUnavailable: 0`."),
    ),
    rung(
        "nightly", copies.nightly, ("Llega el jueves: cuatro noches, cuatro copias", "Thursday comes: four nights, four copies"),
        ("Avanza hasta el viernes y mira `kubectl get cronjob,jobs` y el contenido de `copias`.", "Advance to Friday and look at `kubectl get cronjob,jobs` and at what is in `copias`."),
        ("La hora de un CronJob es la del plano de control (UTC) si no dices otra; y un fichero que se llama siempre igual se pisa.",
         "The time of a CronJob is that of the control plane (UTC) unless you say another; and a file that is always called the same overwrites itself."),
        ("`schedule: \"0 {hour} * * *\"`, `timeZone: Europe/Madrid`, y `$(date +%Y-%m-%d).sql` en la petición `copias`.", "`schedule: \"0 {hour} * * *\"`, `timeZone: Europe/Madrid`, and `$(date +%Y-%m-%d).sql` in the claim `copias`."),
    ),
    rung(
        "restorable", copies.restorable, ("De la copia se puede restaurar", "The copy can be restored"),
        ("Mira qué hay dentro de la última copia.", "Look at what is inside the last copy."),
        ("Copiar los ficheros de un servidor en marcha no es una copia: pídeselos a él, con `mariadb-dump`.", "Copying the files of a running server is no backup: ask it for them, with `mariadb-dump`."),
        ("`mariadb-dump -h SERVICIO -P PUERTO -u root --all-databases`, con la contraseña en `MYSQL_PWD` desde el Secret.", "`mariadb-dump -h SERVICE -P PORT -u root --all-databases`, with the password in `MYSQL_PWD` from the Secret."),
    ),
    rung(
        "honest", copies.honest, ("Si no hay qué copiar, consta y no estropea nada", "With nothing to copy, it shows and spoils nothing"),
        ("Deja la base de datos a cero réplicas y lanza la copia: `kubectl create job prueba --from=cronjob/NOMBRE`.", "Scale the database to zero and start the copy: `kubectl create job try --from=cronjob/NAME`."),
        ("`>` crea el fichero antes de que la orden falle, y el código de salida de un guion es el de su última orden.", "`>` makes the file before the command fails, and the exit code of a script is that of its last command."),
        ("`sh -ec`: vuelca en `/tmp` y copia a `/copias` sólo si salió bien.", "`sh -ec`: dump to `/tmp`, and copy to `/copias` only if that went well."),
    ),
]  # fmt: skip
