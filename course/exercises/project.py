"""The final project: WordPress for the company, from a bare cluster to a site that survives pods, nodes, updates and Thursdays.

One manifest, sixteen behaviours, any design that shows them. Parts: `project/*.yaml` the solution, `project/looks.py`,
`project/behaviours.py` and `project/copies.py` the checks, `project/ladder.py` the hints, `project/slips.py` the wrong designs.
"""

from __future__ import annotations

from kubecourse.grading import exercise, part, say, text

CHECKS = part("ladder.py").CHECKS
slips = part("slips.py")

STARTER = say(
    es=text("vendors.yaml").replace(
        "apiVersion", "# Lo que publican los fabricantes, tal cual: el provisionador de NFS y MetalLB.\napiVersion", 1
    )
    + """---
# Ahora tú. Pega cada parte debajo de la anterior, separada por ---, y comprueba cuantas veces quieras:
# 1. La clase de almacenamiento por omisión y las peticiones de volumen
# 2. La base de datos: una Galera de tres, su Service, y quién puede hablar con ella
# 3. La aplicación: WordPress, sus subidas compartidas y su Service
# 4. El proxy inverso, su clase y la regla
# 5. La puerta: el reparto de direcciones, el Service y el nombre en el DNS de la empresa
# 6. La copia de cada noche
""",
    en=text("vendors.yaml").replace(
        "apiVersion", "# What the vendors publish, as it is: the NFS provisioner and MetalLB.\napiVersion", 1
    )
    + """---
# Now you. Paste each part below the last, with --- between them, and check as often as you like:
# 1. The default storage class and the claims
# 2. The database: a Galera of three, its Service, and who may talk to it
# 3. The application: WordPress, its shared uploads and its Service
# 4. The reverse proxy, its class and the rule
# 5. The door: the pool of addresses, the Service, and the name in the company's DNS
# 6. The copy of each night
""",
)

exercise(
    "project.wordpress",
    16,
    hat=say(es="Las dos gorras: aquí desarrollo y administración sois tú", en="Both hats: here you are developers and administrators"),
    title=say(es="WordPress para la empresa", en="WordPress for the company"),
    prompt=say(
        es="""
Un clúster vacío en máquinas propias: tres maestros, dos trabajadores, una cabina NFS en `192.168.0.60` y nada más instalado. Al acabar, Menchu entra en
**`http://{host}/`** desde su PC y le da igual lo que se rompa. Se puntúan **comportamientos**; nombres, espacios de nombres y diseño son tuyos, salvo lo que va en negrita.

- **Almacenamiento.** Quien pida un volumen sin nombrar clase lo tiene en dos minutos, también compartido entre nodos.
- **Base de datos.** Tres miembros de MariaDB en Galera con la imagen **`mariadb:11.4`**, cada uno con su volumen. Se pierde cualquiera y nadie lo nota; se pierden los tres y los datos siguen. Sólo
  quien deba puede hablar con ella.
- **Aplicación.** **`wordpress:6.8`**, varias réplicas. Lo que se sube a **`/var/www/html/wp-content/uploads`** lo ven todas y sobrevive. Se cambia de versión sin perder una petición.
- **La puerta.** Una sola: un proxy inverso con su regla. Direcciones libres de la empresa: `192.168.0.240` y `.241`. También vale el balanceador del departamento de redes, `192.168.0.50:80`, que reparte al puerto 30080
  de los nodos. El DNS de la empresa lee los nombres del ConfigMap **`external-dns`** de **`kube-system`** (`nombre: dirección`).
- **Máquinas.** Muere un trabajador: al minuto se atiende a todos. Se vacía uno por mantenimiento: nadie lo nota.
- **Copias.** Cada noche a las **{hour}:00 de Madrid**, un fichero `.sql` nuevo en la petición de volumen **`copias`**, de la que se pueda restaurar. Si no hay nada que copiar, el trabajo consta como fallido y lo anterior no se toca.
""",
        en="""
An empty cluster on machines of your own: three masters, two workers, an NFS server at `192.168.0.60`, and nothing else installed. In the end Menchu opens
**`http://{host}/`** on her PC and does not care what breaks. **Behaviour** is graded; names, namespaces and design are yours, but for what is in bold.

- **Storage.** Whoever asks for a volume without naming a class has it within two minutes, also one shared between nodes.
- **Database.** Three members of MariaDB in a Galera, with the image **`mariadb:11.4`**, each with its own volume. Any of them is lost and nobody notices; all three are lost and the data are still there. Only
  those who must can talk to it.
- **Application.** **`wordpress:6.8`**, several replicas. What is uploaded to **`/var/www/html/wp-content/uploads`** is seen by all of them and survives. The version is changed without losing a request.
- **The door.** One only: a reverse proxy with its rule. Free addresses of the company: `192.168.0.240` and `.241`. The balancer of the network department will do as well, `192.168.0.50:80`, which spreads to port 30080
  of the nodes. The company's DNS reads its names from the ConfigMap **`external-dns`** in **`kube-system`** (`name: address`).
- **Machines.** A worker dies: a minute later everybody is served. One is emptied for maintenance: nobody notices.
- **Copies.** Every night at **{hour}:00 in Madrid** a new `.sql` file in the claim **`copias`** (copies), one that can be restored. With nothing to copy, the work shows as failed and what was there is not touched.
""",
    ),
    varies=lambda chance: {
        "host": ("www", "blog", "portal")[chance.below(3, "host")] + ".miempresa.com",
        "hour": "23",
    },
    starter=STARTER,
    cluster={"platform": "bare-metal"},
    solution=slips.RIGHT,
    also_right=slips.ALSO,
    wrong=slips.WRONG,
    checks=CHECKS,
    debrief=say(
        es="""
Vuelve al primer dibujo del curso y compáralo con `cluster.diagram("company")`: es el mismo. Cada pieza está donde está por **cómo trabaja su programa**: los WordPress comparten ficheros y no se distinguen, así que
Deployment y un volumen común; los miembros de Galera tienen nombre, orden y disco propio, así que StatefulSet; la copia acaba, así que CronJob. Nadie ha creado un pod.

Y nada de esto evita los fallos: los hace aburridos. La sonda de readiness decide a quién se le pregunta, el presupuesto de interrupciones (PDB) cuántos se pueden quitar a la vez, el reparto entre nodos qué se lleva por delante
una máquina. Lo que sigue siendo cosa tuya: las copias están en la misma cabina que los datos, y un disco que se quema se las lleva con él.
""",
        en="""
Go back to the first drawing of the course and compare it with `cluster.diagram("company")`: it is the same one. Each piece is where it is because of **how its program works**: WordPress's replicas share files and are all alike, so a
Deployment and a common volume; the members of the Galera have a name, an order and a disk of their own, so a StatefulSet; the copy ends, so a CronJob. Nobody made a pod.

And none of it prevents failures: it makes them boring. The readiness probe decides who is asked, the disruption budget (PDB) how many may be taken away at once, the spreading over nodes what a machine takes along
when it goes. What is still up to you: the copies are on the same NFS server as the data, and a disk that burns takes them with it.
""",
    ),
)  # fmt: skip
