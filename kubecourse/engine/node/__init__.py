"""The nodes: one component that does what the kubelet of every node does.

Start with `kubelet.py` (the component) and `sync.py` (what one look at a pod comes to). Round them:
images, processes and their little shell, files, environment, probes, status. What lies outside a node
(addresses, persistent volumes, other pods) is asked of a `World` (`world.py`).
"""
