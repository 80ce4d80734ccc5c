"""What cannot be had in a cell, and what to use instead, in the student's language.

Promises for `edit`, `attach -i`, `exec -it`, `run -it`, `port-forward` and `proxy` one sentence that can be copied
and run. Next: `cmd_exec.py`, `cmd_change.py`.
"""

from __future__ import annotations

from ..explain.language import language
from .session import Session

__all__ = ["SENTENCES", "instead"]

#: key -> language -> sentence
SENTENCES = {
    "edit": {
        "en": "kubectl edit opens an editor, and a notebook cell has none. Copy the text above into a cell that begins with "
        "%%kubectl apply -f -  and change it there, or use  kubectl patch {target} -p '…',  kubectl set  or  kubectl scale.",
        "es": "kubectl edit abre un editor, y una celda del cuaderno no tiene ninguno. Copia el texto de arriba en una celda que "
        "empiece por  %%kubectl apply -f -  y cámbialo ahí, o usa  kubectl patch {target} -p '…',  kubectl set  o  kubectl scale.",
    },
    "exec": {
        "en": "a notebook cell has no terminal to type into. Run one command at a time:  "
        "kubectl exec {target} -- sh -c '…'",
        "es": "una celda del cuaderno no tiene terminal en el que escribir. Ejecuta las órdenes de una en una:  "
        "kubectl exec {target} -- sh -c '…'",
    },
    "attach": {
        "en": "a notebook cell has no keyboard to attach. What the container has written is  kubectl logs {target};  "
        "to run something in it:  kubectl exec {target} -- COMMAND",
        "es": "una celda del cuaderno no tiene teclado que conectar. Lo que ha escrito el contenedor lo da  "
        "kubectl logs {target};  para ejecutar algo dentro:  kubectl exec {target} -- ORDEN",
    },
    "port-forward": {
        "en": "the simulated pods have no port that this computer could reach. Ask from inside the cluster with  "
        'cluster.request("http://{target}:{port}")  or  kubectl exec POD -- wget -qO- http://{target}:{port}',
        "es": "los pods simulados no tienen ningún puerto al que este ordenador pueda llegar. Pregunta desde dentro del clúster con  "
        'cluster.request("http://{target}:{port}")  o  kubectl exec POD -- wget -qO- http://{target}:{port}',
    },
    "proxy": {
        "en": "there is no port on which a proxy could listen here. Ask the API server directly:  kubectl get --raw /api/v1/nodes",
        "es": "aquí no hay ningún puerto en el que pueda escuchar un proxy. Pregunta directamente al servidor de la API:  "
        "kubectl get --raw /api/v1/nodes",
    },
    "cp": {
        "en": "there is no folder here into which a file could be copied. See what is in it with  kubectl exec {target} -- cat {path}",
        "es": "aquí no hay ninguna carpeta en la que copiar un fichero. Mira lo que contiene con  kubectl exec {target} -- cat {path}",
    },
    "kustomize": {
        "en": "Kustomize is not simulated: write the manifests that it would make into a cell that begins with  %%kubectl apply -f -",
        "es": "Kustomize no está simulado: escribe los manifiestos que generaría en una celda que empiece por  %%kubectl apply -f -",
    },
}


def instead(session: Session, key: str, **blanks: object) -> None:
    """Say on standard error, in the student's language, what to use here."""
    session.note("error: " + SENTENCES[key][language()].format(**blanks))
