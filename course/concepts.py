"""The map of concepts: what each is called, what it builds on, and the exercises that teach it.

Exercises that are named nowhere belong to the first concept of their module. Incidents name their concept themselves.
"""

from __future__ import annotations

from kubecourse.grading import say
from kubecourse.study.concept_records import Concept

CONCEPTS = (
    Concept("claims", "volumes", say(es="Peticiones y volúmenes", en="Claims and volumes"), (), ("volumes.match", "volumes.which-wins")),
    Concept("storage-class", "volumes", say(es="Clases de almacenamiento", en="Storage classes"), ("claims",), ("volumes.which-class", "volumes.four-waits")),
    Concept("provisioner", "volumes", say(es="Provisionadores", en="Provisioners"), ("storage-class",), ("volumes.provisioner", "volumes.first-consumer", "volumes.grow")),
    Concept("lasting", "volumes", say(es="Datos que quedan", en="Data that last"), ("claims",), ("volumes.survives", "volumes.released", "volumes.explain-retain")),
    Concept("sharing", "volumes", say(es="Un volumen para varios", en="A volume for several"), ("claims", "deployment"), ("volumes.two-nodes",)),
    Concept("deployment", "workloads", say(es="Plantillas y réplicas", en="Templates and replicas"), (), ("workloads.heal", "workloads.who-dies", "workloads.label")),
    Concept("rollout", "workloads", say(es="Cambiar de versión", en="A new version"), ("deployment", "probes"), ("workloads.rolling", "workloads.way-back")),
    Concept("probes", "workloads", say(es="Sondas", en="Probes"), ("deployment",), ("workloads.ready",)),
    Concept("scheduling", "workloads", say(es="Dónde cabe un pod", en="Where a pod fits"), ("deployment",), ("workloads.fits-nowhere", "workloads.spread")),
    Concept("nodes", "workloads", say(es="Nodos que caen", en="Nodes that fall"), ("scheduling",), ("workloads.node-dies",)),
    Concept("autoscaling", "workloads", say(es="Réplicas según la carga", en="Replicas by load"), ("scheduling",), ("workloads.by-load",)),
    Concept("quota", "workloads", say(es="Cuotas", en="Quotas"), ("deployment",), ("workloads.quota",)),
    Concept("daemonset", "workloads", say(es="Uno en cada nodo", en="One on each node"), ("deployment",), ("workloads.agent", "workloads.which-controller", "workloads.explain-controller")),
    Concept("statefulset", "volumes", say(es="Nombre y disco propios", en="A name and disk of one's own"), ("claims", "deployment"),
            ("volumes.statefulset", "workloads.galera", "workloads.one-first", "workloads.galera-speed")),
    Concept("service", "networking", say(es="Service: un nombre que no cambia", en="Service: a name that stays"), ("deployment",),
            ("networking.no-endpoints", "networking.not-ready", "networking.ports", "networking.pod-ip", "networking.headless")),
    Concept("config", "networking", say(es="Configuración", en="Configuration"), ("deployment",), ("networking.config",)),
    Concept("dns", "networking", say(es="Nombres", en="Names"), ("service",), ()),
    Concept("load-balancer", "networking", say(es="Balanceadores", en="Balancers"), ("service",), ("networking.metallb", "networking.one-door", "networking.hops")),
    Concept("ingress", "networking", say(es="Ingress y su proxy", en="Ingress and its proxy"), ("service",), ("networking.publish", "networking.ingress", "networking.change-proxy")),
    Concept("policy", "networking", say(es="Quién habla con quién", en="Who may talk to whom"), ("service",), ("networking.policy",)),
    Concept("job", "batch", say(es="Trabajos que acaban", en="Work that ends"), ("deployment",), ("batch.exit-zero", "batch.backup-once", "batch.explain-backup", "batch.give-up", "batch.indexed", "batch.ttl")),
    Concept("init", "batch", say(es="Antes de empezar", en="Before it begins"), ("deployment",), ("batch.certificates", "batch.init-order", "batch.sidecar")),
    Concept("cronjob", "batch", say(es="Horarios", en="Schedules"), ("job",), ("batch.thursday", "batch.overlap", "batch.history", "batch.holidays")),
    Concept("project", "project", say(es="Proyecto: WordPress", en="Project: WordPress"),
            ("ingress", "statefulset", "provisioner", "sharing", "cronjob", "rollout", "policy", "nodes", "load-balancer"), ("project.wordpress",)),
)  # fmt: skip
