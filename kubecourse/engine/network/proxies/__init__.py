"""Ingress controllers' own words: the same Ingresses as the configuration of five reverse proxies.

    Ingresses of a class -> hosts with their routes (`model.py`) -> text (`nginx.py`, `haproxy.py`, `apache.py`, `traefik.py`, `envoy.py`)

Pure functions; `configuration` is the door. Debian's nginx, haproxy and apache2 check what comes out, in the tests.
"""

from __future__ import annotations

from typing import Any

from .model import Site, site

__all__ = ["KINDS", "Site", "configuration", "site"]

#: kind -> what its controller is called in an IngressClass
KINDS = {
    "nginx": "k8s.io/ingress-nginx",
    "haproxy": "haproxy.org/ingress-controller",
    "apache": "httpd.apache.org/ingress-controller",
    "traefik": "traefik.io/ingress-controller",
    "envoy": "projectcontour.io/ingress-controller",
}


def configuration(api: Any, kind: str, controller: str | None = None) -> str:
    """The configuration that a controller of this kind writes. `controller`: take the Ingresses of another one's class."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a reverse proxy known here: {', '.join(KINDS)}")
    made = site(api, controller or KINDS[kind])
    return render(kind, made)


def render(kind: str, made: Site, listen: int = 80) -> str:
    """The text for a site, in the language of one proxy."""
    from importlib import import_module

    text: str = import_module(f".{kind}", __name__).render(made, listen)
    return text
