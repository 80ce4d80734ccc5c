"""What the fields of Services, Ingresses, NetworkPolicies, Endpoints and EndpointSlices mean."""

from __future__ import annotations

__all__ = ["WORDS"]

# fmt: off
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "ServiceSpec": {
        "allocateLoadBalancerNodePorts": ("Si un LoadBalancer abre además puertos de nodo; por omisión, true.", "Whether a LoadBalancer also opens node ports; true unless said otherwise."),
        "clusterIP": ("La dirección fija del Service dentro del clúster; la asigna él. None lo hace headless: el DNS da los pods.", "The Service's lasting address in the cluster, which assigns it. None makes it headless: DNS gives the pods."),
        "clusterIPs": ("Sus direcciones, una por familia; la primera es clusterIP.", "Its addresses, one for each family; the first is clusterIP."),
        "externalIPs": ("Direcciones de fuera que llevan a este Service en cualquier nodo.", "Outside addresses that lead to this Service on any node."),
        "externalName": ("Con type: ExternalName, el nombre DNS al que apunta.", "With type: ExternalName, the DNS name it points to."),
        "externalTrafficPolicy": ("Lo que entra de fuera: Cluster (a cualquier pod) o Local (solo a los del nodo; conserva la dirección del cliente).", "What comes from outside: Cluster (to any pod) or Local (only to those on the node; keeps the client's address)."),
        "healthCheckNodePort": ("Puerto por el que el balanceador pregunta si el nodo tiene pods, con Local.", "Port on which the balancer asks whether the node has pods, with Local."),
        "internalTrafficPolicy": ("Lo que viene de dentro: Cluster (a cualquier pod) o Local (solo a los del mismo nodo).", "What comes from inside: Cluster (to any pod) or Local (only to those on the same node)."),
        "ipFamilies": ("IPv4, IPv6 o las dos.", "IPv4, IPv6 or both."), "ipFamilyPolicy": ("SingleStack, PreferDualStack o RequireDualStack.", "SingleStack, PreferDualStack or RequireDualStack."),
        "loadBalancerClass": ("Qué balanceador lo atiende, si no es el del clúster.", "Which load balancer serves it, if not the cluster's own."), "loadBalancerIP": ("En desuso: la dirección que se pide al balanceador.", "Deprecated: the address asked of the balancer."),
        "loadBalancerSourceRanges": ("Redes que pueden entrar por el balanceador.", "Networks that may come in by the balancer."), "ports": ("Los puertos que ofrece y a cuál de los pods lleva cada uno.", "The ports it offers, and to which port of the pods each leads."),
        "publishNotReadyAddresses": ("true: también los pods que no están listos; para que se encuentren al arrancar.", "true: pods that are not ready too; so that they find each other while starting."),
        "selector": ("Etiquetas de los pods que lo atienden: todas las parejas deben coincidir. Sin él, los destinos se ponen a mano.", "Labels of the pods that serve it: all pairs must match. Without it the targets are set by hand."),
        "sessionAffinity": ("ClientIP: un cliente va siempre al mismo pod. None (por omisión): a cualquiera.", "ClientIP: a client always gets the same pod. None (the default): any."), "sessionAffinityConfig": ("Cuánto se recuerda al cliente.", "How long the client is remembered."),
        "trafficDistribution": ("Preferencia por pods cercanos: PreferSameZone (antes PreferClose) o PreferSameNode.", "Preference for pods nearby: PreferSameZone (once PreferClose) or PreferSameNode."),
        "type": ("ClusterIP (dentro del clúster; por omisión), NodePort (un puerto en cada nodo), LoadBalancer (además una dirección de fuera) o ExternalName (un alias de DNS).", "ClusterIP (inside the cluster; the default), NodePort (a port on every node), LoadBalancer (an outside address too) or ExternalName (a DNS alias)."),
    },
    "ServicePort": {
        "appProtocol": ("Protocolo de aplicación, como aviso: kubernetes.io/h2c….", "The application's protocol, as a note: kubernetes.io/h2c…."), "name": ("Su nombre; obligatorio si hay varios.", "Its name; required if there are several."),
        "nodePort": ("El puerto en cada nodo, de 30000 a 32767; si falta, el clúster elige uno.", "The port on every node, 30000 to 32767; the cluster chooses one if missing."), "port": ("El puerto del Service, al que llaman los clientes.", "The port of the Service, which clients call."),
        "protocol": ("TCP (por omisión), UDP o SCTP.", "TCP (the default), UDP or SCTP."), "targetPort": ("El puerto del pod, por número o por el nombre que tiene en el contenedor; si falta, el mismo que port.", "The pod's port, by number or by its name in the container; the same as port if missing."),
    },
    "SessionAffinityConfig": {"clientIP": ("Ajustes de ClientIP.", "Settings of ClientIP.")},
    "ClientIPConfig": {"timeoutSeconds": ("Segundos que se recuerda al cliente; por omisión, 10800 (3 horas).", "Seconds the client is remembered; 10800 (3 hours) unless said otherwise.")},
    "ServiceStatus": {"conditions": ("Cómo está.", "How it is."), "loadBalancer": ("La dirección que dio el balanceador.", "The address the balancer gave.")},
    "LoadBalancerStatus": {"ingress": ("Por dónde se entra.", "Where one comes in.")},
    "LoadBalancerIngress": {"hostname": ("El nombre.", "The name."), "ip": ("La dirección.", "The address."), "ipMode": ("VIP o Proxy.", "VIP or Proxy."), "ports": ("El estado de cada puerto.", "The state of each port.")},
    "PortStatus": {"error": ("Qué falló.", "What failed."), "port": ("El puerto.", "The port."), "protocol": ("El protocolo.", "The protocol.")},
    "IngressSpec": {
        "defaultBackend": ("A dónde va lo que no cumple ninguna regla.", "Where goes what fits no rule."), "ingressClassName": ("La IngressClass, es decir, qué controlador lo atiende; si falta, la que sea por omisión.", "The IngressClass, that is, which controller serves it; the default one if missing."),
        "rules": ("A qué Service va cada anfitrión y ruta.", "To which Service each host and path goes."), "tls": ("Certificados para https.", "Certificates for https."),
    },
    "IngressRule": {"host": ("El nombre que pide el navegador; *.dominio admite cualquier primera parte. Si falta, cualquiera.", "The name that the browser asks for; *.domain takes any first part. Any if missing."), "http": ("Las rutas de este anfitrión.", "The paths of this host.")},
    "HTTPIngressRuleValue": {"paths": ("Las rutas; gana la más larga que encaje.", "The paths; the longest that fits wins.")},
    "HTTPIngressPath": {
        "backend": ("A dónde va.", "Where it goes."), "path": ("La ruta, que empieza por «/».", "The path, beginning with “/”."),
        "pathType": ("Prefix (por trozos entre «/»: /a vale para /a/b, no para /ab), Exact (idéntica) o ImplementationSpecific.", "Prefix (piece by piece between “/”: /a fits /a/b, not /ab), Exact (identical) or ImplementationSpecific."),
    },
    "IngressBackend": {"resource": ("Otro objeto, en vez de un Service.", "Another object instead of a Service."), "service": ("El Service y su puerto.", "The Service and its port.")},
    "IngressServiceBackend": {"name": ("El Service, del mismo namespace.", "The Service, of the same namespace."), "port": ("Su puerto.", "Its port.")},
    "ServiceBackendPort": {"name": ("Por nombre.", "By name."), "number": ("Por número.", "By number.")},
    "IngressTLS": {"hosts": ("Los anfitriones del certificado.", "The certificate's hosts."), "secretName": ("El Secret de tipo kubernetes.io/tls.", "The Secret of type kubernetes.io/tls.")},
    "IngressStatus": {"loadBalancer": ("Por dónde se entra.", "Where one comes in.")},
    "IngressLoadBalancerStatus": {"ingress": ("Por dónde se entra.", "Where one comes in.")},
    "IngressLoadBalancerIngress": {"hostname": ("El nombre.", "The name."), "ip": ("La dirección.", "The address."), "ports": ("El estado de cada puerto.", "The state of each port.")},
    "IngressPortStatus": {"error": ("Qué falló.", "What failed."), "port": ("El puerto.", "The port."), "protocol": ("El protocolo.", "The protocol.")},
    "IngressClassSpec": {"controller": ("El controlador que atiende esta clase; no se cambia.", "The controller that serves this class; it never changes."), "parameters": ("Un objeto con sus ajustes.", "An object with its settings.")},
    "IngressClassParametersReference": {
        "apiGroup": ("Su grupo.", "Its group."), "kind": ("Su tipo.", "Its kind."), "name": ("Su nombre.", "Its name."), "namespace": ("Su namespace, si tiene.", "Its namespace, if it has one."), "scope": ("Cluster o Namespace.", "Cluster or Namespace."),
    },
    "NetworkPolicySpec": {
        "egress": ("A dónde pueden ir los pods elegidos. Lista vacía: a ninguna parte.", "Where the chosen pods may go. Empty list: nowhere."), "ingress": ("Quién puede llegar a los pods elegidos. Lista vacía: nadie.", "Who may reach the chosen pods. Empty list: nobody."),
        "podSelector": ("A qué pods se aplica; {} es a todos los del namespace.", "Which pods it applies to; {} means all of the namespace."),
        "policyTypes": ("De qué trata: Ingress (lo que entra), Egress (lo que sale) o los dos. Lo que se nombra queda cerrado salvo lo permitido.", "What it is about: Ingress (incoming), Egress (outgoing) or both. What is named is shut but for what is allowed."),
    },
    "NetworkPolicyIngressRule": {"from": ("Desde dónde; basta con uno. Si falta, desde cualquier sitio.", "From where; one is enough. From anywhere if missing."), "ports": ("A qué puertos; si falta, a todos.", "To which ports; all if missing.")},
    "NetworkPolicyEgressRule": {"ports": ("A qué puertos; si falta, a todos. No olvides el 53 (DNS).", "To which ports; all if missing. Do not forget 53 (DNS)."), "to": ("Hacia dónde; basta con uno. Si falta, a cualquier sitio.", "To where; one is enough. To anywhere if missing.")},
    "NetworkPolicyPort": {"endPort": ("El último de un tramo de puertos que empieza en port.", "The last of a range of ports that begins at port."), "port": ("El puerto del pod, por número o nombre.", "The pod's port, by number or name."), "protocol": ("TCP, UDP o SCTP.", "TCP, UDP or SCTP.")},
    "NetworkPolicyPeer": {
        "ipBlock": ("Direcciones de fuera del clúster.", "Addresses outside the cluster."), "namespaceSelector": ("Namespaces, por sus etiquetas; junto a podSelector, esos pods de esos namespaces.", "Namespaces, by labels; with podSelector, those pods of those namespaces."),
        "podSelector": ("Pods, por sus etiquetas; sin namespaceSelector, los del mismo namespace.", "Pods, by labels; without namespaceSelector, those of the same namespace."),
    },
    "IPBlock": {"cidr": ("La red: 192.168.0.0/24.", "The network: 192.168.0.0/24."), "except": ("Trozos de esa red que no se permiten.", "Pieces of that network that are not allowed.")},
    "EndpointSlice": {
        "addressType": ("IPv4, IPv6 o FQDN; no se cambia.", "IPv4, IPv6 or FQDN; it never changes."), "endpoints": ("Los destinos: un pod, una entrada.", "The targets: one entry for each pod."), "ports": ("Los puertos de todos ellos.", "The ports of all of them."),
    },
    "Endpoint": {
        "addresses": ("Sus direcciones IP; cuenta la primera.", "Its IP addresses; the first one counts."), "conditions": ("Si está listo, si atiende y si se está parando.", "Whether it is ready, serves, and is ending."), "deprecatedTopology": ("En desuso.", "Deprecated."),
        "hints": ("Para quién conviene, según la zona o el nodo.", "For whom it suits, by zone or node."), "hostname": ("Su nombre de máquina, para el DNS.", "Its host name, for DNS."), "nodeName": ("El nodo donde está.", "The node it is on."),
        "targetRef": ("El pod del que es.", "The pod it belongs to."), "zone": ("La zona donde está.", "The zone it is in."),
    },
    "EndpointConditions": {"ready": ("true: recibe tráfico.", "true: it gets traffic."), "serving": ("true: responde, aunque se esté parando.", "true: it answers, even while it ends."), "terminating": ("true: se está parando.", "true: it is ending.")},
    "EndpointHints": {"forNodes": ("Nodos para los que conviene.", "Nodes it suits."), "forZones": ("Zonas para las que conviene.", "Zones it suits.")},
    "ForNode": {"name": ("El nodo.", "The node.")}, "ForZone": {"name": ("La zona.", "The zone.")},
    "EndpointPort": {"appProtocol": ("Protocolo de aplicación.", "The application's protocol."), "name": ("El nombre, el mismo que en el Service.", "The name, the same as in the Service."), "port": ("El número.", "The number."), "protocol": ("TCP, UDP o SCTP.", "TCP, UDP or SCTP.")},
    "Endpoints": {"subsets": ("Direcciones y puertos. Es la forma antigua: hoy se usan los EndpointSlice.", "Addresses and ports. The old form: EndpointSlices are used today.")},
    "EndpointSubset": {"addresses": ("Las que están listas.", "Those that are ready."), "notReadyAddresses": ("Las que no.", "Those that are not."), "ports": ("Sus puertos.", "Their ports.")},
    "EndpointAddress": {"hostname": ("Su nombre.", "Its name."), "ip": ("La dirección.", "The address."), "nodeName": ("El nodo.", "The node."), "targetRef": ("El pod.", "The pod.")},
}
# fmt: on
