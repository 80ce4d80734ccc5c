"""The simulated cluster: the standard library and PyYAML are all it needs. Start with `cluster.py`, then `core/`."""
