"""Recordings that are known to differ, each with its reason: strict expected failures, and the README's table."""

from __future__ import annotations

KNOWN: dict[str, str] = {
    "kube-proxy/*": "kube-proxy's rules are not written as iptables text yet",
}
