"""Recordings of a real Kubernetes 1.36 cluster, replayed: `python -m tests.conformance DIR`."""
