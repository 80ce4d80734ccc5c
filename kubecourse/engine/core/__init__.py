"""What knows nothing of Kubernetes' kinds: time, chance, the log and its history, fields, quantities, patches.

Start with `work.py`, the shape of every component, and `runner.py`, which runs them.
"""
