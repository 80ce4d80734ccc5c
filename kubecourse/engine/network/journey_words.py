"""The sentences of a journey, in English and Spanish, one for each thing that can happen at a hop."""

from __future__ import annotations

from typing import Any

__all__ = ["WORDS", "sentence"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "bad-url": "{url!r} is not an address: write http://host[:port]/path.",
        "resolves-outside": "{source} asks the company's DNS for {name}: {address}.",
        "nxdomain-outside": "{source} asks the company's DNS for {name}: no such name. Kubernetes does not configure this DNS.",
        "resolves-inside": "{pod} asks the cluster's DNS for {name}: {full} is {address}.",
        "nxdomain-inside": "{pod} asks the cluster's DNS for {name}: no such name. Is there a Service called so in namespace {namespace}?",
        "nxdomain-alias": "{pod} asks the cluster's DNS for {name}: it is another name for {alias}, and nobody knows that one.",
        "nxdomain-company": "{pod} asks the company's DNS for {name} (its dnsPolicy is Default or None): no such name. That DNS knows no Services.",
        "resolves-company": "{pod} asks the company's DNS for {name} (its dnsPolicy says so): {address}.",
        "hosts-file": "{pod} finds {name} in its own /etc/hosts (hostAliases): {address}. No DNS is asked.",
        "dns-circle": "{pod} asks the cluster's DNS for {name}: the ExternalNames lead in a circle, {names}. There is no address at the end.",
        "dns-down": "{pod} asks the cluster's DNS for {name}: no CoreDNS pod is ready, so nobody answers and the name stays unknown.",
        "balancer-service": "The balancer {address}:{port} was configured for the Service {service}.",
        "balancer-announced": "{node} announces {address} (MetalLB), so the packet for port {port} comes to it: it is the address of the Service {service}.",
        "not-announced": "{address} is the address of the Service {service}, but no node announces it: is there an L2Advertisement for its pool, and a speaker?",
        "balancer-by-hand": "The company's balancer {address}:{port} sends it to port {node_port} of the node {node}.",
        "node-port": "On {node}, netfilter sends port {port} to the Service {service}, port {to}.",
        "node-down": "The node {node} is down: nobody answers.",
        "balances": "Rule of kube-proxy: {service} ({address}:{port}) -> {endpoints}. This time {to}.",
        "service-port": "The Service {service} has no port {port} (it has {have}): nobody answers.",
        "no-endpoints": "The Service {service} ({address}:{port}) has no ready pod behind it: connection refused.",
        "no-local-endpoints": "The Service {service} keeps traffic on the node where it arrives, and {node} has no ready pod of it: the packet is dropped.",
        "dns-denied": "{pod} may not reach the cluster's DNS, so {name} stays unknown: the NetworkPolicies {policies} allow it no way out to port 53.",
        "policy-ingress": "The packet is dropped: {policies} guard what comes in to {pod}, and no rule lets {sender} in on port {port}.",
        "policy-egress": "The packet is dropped: {policies} guard what goes out of {pod}, and no rule lets it out to port {port}.",
        "policy-ignored": "{policies} would not let this into {pod}, but the network plug-in, {plugin}, knows no NetworkPolicies: it passes.",
        "refused": "{address} has nothing on port {port}: connection refused.",
        "timeout": "Nobody is at {address}:{port}: no answer until the time is over.",
        "not-routed": "{address} is an address inside the cluster: from the company's network there is no way to it.",
        "loop": "The request goes round in circles at {address}.",
        "answers": "The pod {pod} (on {node}) answers on port {port}: {code}.",
        "asks-database": "To answer, {pod} asks its database at {host}.",
        "proxy-rule": "The reverse proxy {pod} applies the Ingress {ingress}: {host}{path} -> {service}:{port}.",
        "route-rule": "The router {pod} applies the Route {route}: {host}{path} -> {service}.",
        "router-503": "The router {pod} has no admitted Route for {host}{path} with this protocol: it answers 503 itself.",
        "gateway-rule": "The reverse proxy {pod} applies the HTTPRoute {route} of the Gateway {gateway}: {host}{path} -> {service}:{port}.",
        "proxy-500": "The backend that the HTTPRoute names leads nowhere (no such Service or port, or not permitted): {pod} answers 500 itself.",
        "proxy-404": "The reverse proxy {pod} has no rule for {host}{path}: it answers 404 itself.",
        "proxy-503": "The reverse proxy {pod} finds no ready pod behind {service}:{port}: it answers 503 itself.",
    },
    "es": {
        "bad-url": "{url!r} no es una dirección: escribe http://host[:puerto]/ruta.",
        "resolves-outside": "{source} pregunta al DNS de la empresa por {name}: {address}.",
        "nxdomain-outside": "{source} pregunta al DNS de la empresa por {name}: no existe. Kubernetes no configura ese DNS.",
        "resolves-inside": "{pod} pregunta al DNS del clúster por {name}: {full} es {address}.",
        "nxdomain-inside": "{pod} pregunta al DNS del clúster por {name}: no existe. ¿Hay un Service con ese nombre en el namespace {namespace}?",
        "nxdomain-alias": "{pod} pregunta al DNS del clúster por {name}: es otro nombre de {alias}, y ese no lo conoce nadie.",
        "nxdomain-company": "{pod} pregunta al DNS de la empresa por {name} (su dnsPolicy es Default o None): no existe. Ese DNS no sabe de Services.",
        "resolves-company": "{pod} pregunta al DNS de la empresa por {name} (lo manda su dnsPolicy): {address}.",
        "hosts-file": "{pod} encuentra {name} en su propio /etc/hosts (hostAliases): {address}. No se pregunta a ningún DNS.",
        "dns-circle": "{pod} pregunta al DNS del clúster por {name}: los ExternalName se muerden la cola, {names}. Al final no hay ninguna dirección.",
        "dns-down": "{pod} pregunta al DNS del clúster por {name}: no hay ningún pod de CoreDNS listo, así que nadie contesta y el nombre se queda sin resolver.",
        "balancer-service": "El balanceador {address}:{port} está configurado para el Service {service}.",
        "balancer-announced": "{node} anuncia {address} (MetalLB), así que el paquete para el puerto {port} le llega a él: es la dirección del Service {service}.",
        "not-announced": "{address} es la dirección del Service {service}, pero no la anuncia ningún nodo: ¿hay un L2Advertisement para su pool, y un speaker?",
        "balancer-by-hand": "El balanceador de la empresa {address}:{port} la manda al puerto {node_port} del nodo {node}.",
        "node-port": "En {node}, netfilter manda el puerto {port} al Service {service}, puerto {to}.",
        "node-down": "El nodo {node} está caído: no contesta nadie.",
        "balances": "Regla de kube-proxy: {service} ({address}:{port}) -> {endpoints}. Esta vez {to}.",
        "service-port": "El Service {service} no tiene el puerto {port} (tiene {have}): no contesta nadie.",
        "no-endpoints": "El Service {service} ({address}:{port}) no tiene detrás ningún pod listo: conexión rechazada.",
        "no-local-endpoints": "El Service {service} deja el tráfico en el nodo al que llega, y en {node} no hay ningún pod suyo listo: el paquete se descarta.",
        "dns-denied": "{pod} no puede llegar al DNS del clúster y no sabe qué es {name}: las NetworkPolicies {policies} no le dejan salir al puerto 53.",
        "policy-ingress": "El paquete se descarta: {policies} vigilan lo que entra en {pod}, y ninguna regla deja pasar a {sender} por el puerto {port}.",
        "policy-egress": "El paquete se descarta: {policies} vigilan lo que sale de {pod}, y ninguna regla le deja salir al puerto {port}.",
        "policy-ignored": "{policies} no dejarían entrar esto en {pod}, pero el plug-in de red, {plugin}, no sabe de NetworkPolicies: pasa.",
        "refused": "{address} no tiene nada en el puerto {port}: conexión rechazada.",
        "timeout": "No hay nadie en {address}:{port}: no llega respuesta hasta que se acaba el tiempo.",
        "not-routed": "{address} es una dirección interna del clúster: desde la red de la empresa no hay camino hasta ella.",
        "loop": "La petición da vueltas en {address}.",
        "answers": "El pod {pod} (en {node}) contesta en el puerto {port}: {code}.",
        "asks-database": "Para contestar, {pod} pregunta a su base de datos en {host}.",
        "proxy-rule": "El proxy inverso {pod} aplica el Ingress {ingress}: {host}{path} -> {service}:{port}.",
        "route-rule": "El router {pod} aplica la Route {route}: {host}{path} -> {service}.",
        "router-503": "El router {pod} no tiene ninguna Route admitida para {host}{path} con este protocolo: contesta él mismo 503.",
        "gateway-rule": "El proxy inverso {pod} aplica la HTTPRoute {route} del Gateway {gateway}: {host}{path} -> {service}:{port}.",
        "proxy-500": "El backend que nombra la HTTPRoute no lleva a ninguna parte (no existe el Service o el puerto, o no está permitido): {pod} contesta él mismo 500.",
        "proxy-404": "El proxy inverso {pod} no tiene regla para {host}{path}: contesta él mismo 404.",
        "proxy-503": "El proxy inverso {pod} no encuentra ningún pod listo detrás de {service}:{port}: contesta él mismo 503.",
    },
}


#: why a rule of a policy did not let a request through
_MISSED = {
    "en": {
        "none": "{0} has no rules",
        "peer": "rule {1} of {0} is for others",
        "port": "rule {1} of {0} is for other ports",
    },
    "es": {
        "none": "{0} no tiene reglas",
        "peer": "la regla {1} de {0} es para otros",
        "port": "la regla {1} de {0} es para otros puertos",
    },
}


def sentence(did: str, facts: dict[str, Any], lang: str = "en") -> str:
    """What happened at a hop, in the language asked for."""
    spoken = lang if lang in WORDS else "en"
    text = WORDS[spoken][did].format(**facts)
    missed = [_MISSED[spoken][what].format(policy, number) for policy, number, what in facts.get("missed") or ()]
    return f"{text[:-1]} ({'; '.join(missed)})." if missed else text
