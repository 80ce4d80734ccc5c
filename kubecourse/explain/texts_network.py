"""What is said of the network: NetworkPolicies, plug-ins, balancers, Ingresses and routes. Joined to `texts.py`."""

from __future__ import annotations

__all__ = ["NETWORK"]

NETWORK: dict[str, dict[str, str]] = {
    "en": {
        "pol.ignored": "The network plug-in of this cluster ({plugin}) knows no NetworkPolicies: the object is kept, and all traffic passes.",
        "pol.all": "It selects all pods of its namespace ({count}).",
        "pol.selects": "It selects {count} pod(s): {pods}.",
        "pol.nobody": "It selects no pod ({selector}): it changes nothing.",
        "pol.typo": "Its podSelector asks for {key}={wanted}, but the nearest pod, {pod}, has {key}={have}: a typo?",
        "pol.closed": "{direction}: it has no rules, so nothing passes unless another policy lets it.",
        "pol.open": "{direction}: rule {number} names nobody, so everybody passes.",
        "pol.rule": "{direction}: rule {number} lets through {peers}, ports {ports}.",
        "pol.no-peer": "{direction}: rule {number} names {peers}, and no pod is that: nobody passes by it.",
        "pol.no-dns": "It closes the way out without leaving port 53 open: its pods cannot even ask for names.",
        "svc.policy": "Pod {pod} takes only what these NetworkPolicies allow: {policies}.",
        "svc.balancer-class": "It asks for a balancer of the class {named}, and nobody here answers to that name; balancers of other classes leave it alone.",
        "svc.pool-empty": "The balancer has no address for it.",
        "ing.same": "The Ingress {other} has the same host and path ({where}) and is older: its rule counts, not this one.",
    },
    "es": {
        "pol.ignored": "El plug-in de red de este clúster ({plugin}) no sabe de NetworkPolicies: el objeto se guarda y pasa todo el tráfico.",
        "pol.all": "Elige todos los pods de su namespace ({count}).",
        "pol.selects": "Elige {count} pod(s): {pods}.",
        "pol.nobody": "No elige ningún pod ({selector}): no cambia nada.",
        "pol.typo": "Su podSelector pide {key}={wanted}, pero el pod más parecido, {pod}, tiene {key}={have}: ¿una errata?",
        "pol.closed": "{direction}: no tiene reglas, así que no pasa nada si no lo permite otra política.",
        "pol.open": "{direction}: la regla {number} no nombra a nadie, así que pasa todo el mundo.",
        "pol.rule": "{direction}: la regla {number} deja pasar a {peers}, puertos {ports}.",
        "pol.no-peer": "{direction}: la regla {number} nombra a {peers}, y ningún pod lo es: por ella no pasa nadie.",
        "pol.no-dns": "Cierra la salida sin dejar abierto el puerto 53: sus pods no pueden ni preguntar nombres.",
        "svc.policy": "El pod {pod} solo recibe lo que permiten estas NetworkPolicies: {policies}.",
        "svc.balancer-class": "Pide un balanceador de la clase {named}, y aquí nadie responde a ese nombre; los de otras clases no lo tocan.",
        "svc.pool-empty": "El balanceador no tiene ninguna dirección para él.",
        "ing.same": "El Ingress {other} tiene el mismo host y la misma ruta ({where}) y es más antiguo: cuenta su regla, no esta.",
    },
}
