"""A container as its processes see it: the `Host` of the shell, over the volumes and the layers of one container.

Made for one look at the container and thrown away: everything it changes goes to the kubelet's memory (files,
logs) or is noted for the worker (`opened`, `memory_wanted`, `signals`). Next: `processes.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object
from . import backing, modes, proctable, volumes
from .env import hostname
from .images import Image

__all__ = ["FILE_LIMIT", "LOG_LIMIT", "Container"]

#: characters of log that are kept for each container
LOG_LIMIT = 200_000
#: and of a file
FILE_LIMIT = 1_000_000
_SYSTEM = ("bin", "dev", "etc", "home", "lib", "proc", "root", "run", "sys", "tmp", "usr", "var")


#: whom a pod asks: CoreDNS, or whom its node asks
CLUSTER_DNS, COMPANY_DNS = "10.10.30.10", "192.168.0.2"


def _dns_policy(spec: Object) -> str:
    """On the network of its node a pod asks whom the node asks, unless it says otherwise."""
    policy = str(spec.get("dnsPolicy") or "ClusterFirst")
    return "Default" if policy == "ClusterFirst" and spec.get("hostNetwork") else policy


class Container:
    """The `Host` of one container of a pod; `record` is the worker's record of the pod."""

    def __init__(self, api: Any, world: Any, pod: Object, spec: Object, image: Image, ip: str, host_ip: str) -> None:
        self.api, self.world, self.pod, self.spec, self.image = api, world, pod, spec, image
        self.ip, self.host_ip = ip, host_ip
        self.effects = 0
        self.closed = image.closed
        self.born = str(pod["metadata"].get("creationTimestamp") or "1970-01-01T00:00:00Z")
        #: ports that a command has begun to serve -> folder of the files, or ""
        self.opened: dict[int, str] = {}
        #: was a file written or removed?
        self.touched = False
        self.memory_wanted: tuple[int, int] | None = None
        #: bytes written, by emptyDir; the empty name is the container's layer
        self.grown: dict[str, int] = {}
        self.signals: list[tuple[str, int]] = []
        meta, podspec = pod["metadata"], pod["spec"]
        self.uid, self.name = meta["uid"], spec["name"]
        self.hostname = hostname(pod)
        domain = podspec.get("subdomain")
        suffix = f".{domain}.{meta['namespace']}.svc.cluster.local" if domain else ""
        self.fqdn = self.hostname + suffix
        dns = podspec.get("dnsConfig") or {}
        own = {"None": (dns.get("nameservers") or [""])[0], "Default": COMPANY_DNS}
        self.nameserver = own.get(_dns_policy(podspec), CLUSTER_DNS)
        security = {**(podspec.get("securityContext") or {}), **(spec.get("securityContext") or {})}
        self.user = int(security.get("runAsUser") or 0) if image.root else int(security.get("runAsUser") or 101)
        self.group = int(security.get("runAsGroup") or 0)
        extra = [security["fsGroup"]] if "fsGroup" in security else []
        self.groups: tuple[int, ...] = tuple(map(int, [*extra, *(security.get("supplementalGroups") or ())]))
        self.read_only = bool(security.get("readOnlyRootFilesystem"))
        self._mounts = sorted(spec.get("volumeMounts") or (), key=lambda m: -len(m["mountPath"]))
        self._volumes = {volume["name"]: volume for volume in podspec.get("volumes") or ()}
        self._lines: list[str] = []
        self.command: list[str] = []
        self.forks = 0
        self.beside: list[str] = []

    # -- files -----------------------------------------------------------------------------------

    def _where(self, path: str) -> tuple[Object | None, Object | None, str]:
        """(mount, volume, path inside the volume) of an absolute path; no mount: the container's own layer."""
        for mount in self._mounts:
            at = mount["mountPath"].rstrip("/")
            if path == at or path.startswith(f"{at}/"):
                inner = path[len(at) :].strip("/")
                sub = (mount.get("subPath") or "").strip("/")
                volume = self._volumes.get(mount["name"])
                volume = backing.resolved(self.api, self.pod, volume) if volume else None
                return mount, volume, "/".join(filter(None, (sub, inner)))
        return None, None, path.strip("/")

    def _layer(self) -> volumes.Files:
        found: volumes.Files = self.api.memory.get(f"fs/{self.uid}/{self.name}", {})
        return found

    def _given(self, path: str) -> str | None:
        """Files that the kubelet or the image put there."""
        if path == "/etc/hostname":
            return f"{self.hostname}\n"
        if path == "/etc/hosts":
            return self._hosts()
        if path == "/etc/resolv.conf":
            return self._resolv()
        if path == (self.spec.get("terminationMessagePath") or "/dev/termination-log"):
            return ""
        if path in ("/dev/null", "/dev/zero"):
            return ""
        return next((text for name, text in self.image.files if name == path), None)

    def read(self, path: str) -> str | None:
        """A file of a mount, of the layer, or of the image."""
        self.effects += 1
        mount, volume, inner = self._where(path)
        if mount is None or volume is None:
            layer = self._layer()
            return layer[inner] if inner in layer else None if f"-{inner}" in layer else self._given(path)
        if volumes.persistent(volume):
            found: str | None = self.world.read(self.api, self.pod, volume, inner)
            return found
        if mount.get("subPath") and not any(kind in volume for kind in ("emptyDir", "hostPath")):
            # a file mounted by subPath is that of the start: it does not follow the object
            kept = self.api.memory.get(f"sub/{self.uid}/{self.name}/{mount['mountPath']}")
            return kept if inner.count("/") == mount["subPath"].strip("/").count("/") else None
        return volumes.contents(self.api, self.pod, volume, (self.ip, self.host_ip)).get(inner)

    def listdir(self, path: str) -> list[str] | None:
        """Names in a directory: of the mount or the layer, and the mount points below it."""
        self.effects += 1
        mount, volume, inner = self._where(path)
        names: list[str] | None
        if mount is None or volume is None:
            names = volumes.listing(self._layer(), inner)
            given = {name.strip("/"): "" for name, _ in self.image.files}
            below = volumes.listing(given, inner)
            names = [*(names or ()), *(below or ())] if names is not None or below is not None else None
            if not inner:
                names = [*(names or ()), *_SYSTEM]
            elif names is None and (inner in _SYSTEM or path in ("/usr/bin", "/usr/local", "/var/log", "/var/run")):
                names = []
        elif volumes.persistent(volume):
            names = self.world.listdir(self.api, self.pod, volume, inner)
            names = [] if names is None and not inner else names
        else:
            names = volumes.listing(volumes.contents(self.api, self.pod, volume, (self.ip, self.host_ip)), inner)
            if names is None and mount.get("subPath") and inner == mount["subPath"].strip("/"):
                # what is mounted by a subPath that does not exist is made as a directory
                kept = self.api.memory.get(f"sub/{self.uid}/{self.name}/{mount['mountPath']}")
                names = None if kept is not None or self.read(path) is not None else []
        prefix = path.rstrip("/") + "/"
        points = [
            m["mountPath"][len(prefix) :].partition("/")[0] for m in self._mounts if m["mountPath"].startswith(prefix)
        ]
        if names is None and not points:
            return None
        return [name for name in dict.fromkeys([*(names or ()), *points]) if name and not name.startswith("-")]

    def describe(self, path: str) -> tuple[str, int, str]:
        """(mode as `ls -l` shows it, links, target of a symbolic link or "")."""
        return modes.describe(self, path, *self._where(path))

    def executable(self, path: str) -> bool:
        """May what is there be run as a program?"""
        _, volume, inner = self._where(path)
        return modes.executable(volume, inner)

    def chmod(self, path: str, bits: int) -> None:
        """Give what is there a mode."""
        mount, _, inner = self._where(path)
        modes.change(self, path, bits, mount, inner)

    def owner(self, path: str) -> tuple[int, int]:
        """User and group of what is there."""
        mount, volume, _ = self._where(path)
        return modes.owner(self, mount, volume)

    def write(self, path: str, text: str, append: bool) -> str | None:
        """Write or add; None, or why not."""
        self.effects += 1
        mount, volume, inner = self._where(path)
        if (mount is None and self.read_only and not path.startswith(("/dev/", "/proc/"))) or self._sealed(mount):
            return "Read-only file system"
        if self.listdir(path) is not None:
            return "Is a directory"
        if self.listdir(path.rpartition("/")[0] or "/") is None and not path.startswith("/dev/"):
            return "nonexistent directory"
        body = ((self.read(path) if append else None) or "") + text
        if len(body) > FILE_LIMIT or not self._fits(mount, volume, path, len(body.encode("utf-8", "surrogateescape"))):
            return "No space left on device"
        return self._put(mount, volume, inner, body)

    def _sealed(self, mount: Object | None) -> bool:
        """Is what is mounted there only to be read?"""
        if mount is None or mount.get("readOnly"):
            return mount is not None
        volume = self._volumes.get(mount["name"])
        return volume is not None and volumes.persistent(volume) and backing.read_only(self.api, self.pod, volume)

    def room(self, path: str) -> tuple[int, int] | None:
        """(bytes of the disk mounted there, bytes in use); None for what is no disk of its own."""
        mount, volume, _ = self._where(path)
        claim = self._volumes.get(mount["name"]) if mount is not None else None
        size = backing.limit(self.api, self.pod, claim) if claim is not None else None
        return None if size is None or volume is None else (size, self.world.weight(self.api, self.pod, volume))

    def _fits(self, mount: Object | None, volume: Object | None, path: str, size: int) -> bool:
        """Is there room for a file of so many bytes in the place of what is there?"""
        room = self.room(path) if mount is not None and volume is not None and volumes.persistent(volume) else None
        if room is None:
            return True
        before = self.read(path)
        return room[1] - len((before or "").encode("utf-8", "surrogateescape")) + size <= room[0]

    def _put(self, mount: Object | None, volume: Object | None, inner: str, text: str | None) -> str | None:
        self.touched = True
        if mount is None or volume is None:
            layer = self._layer()
            if text is None:
                kept = {n: b for n, b in layer.items() if n.rstrip("/") != inner and not n.startswith(f"{inner}/")}
                self.api.memory[f"fs/{self.uid}/{self.name}"] = {**kept, f"-{inner}": ""}
            else:
                kept = layer if f"-{inner}" not in layer else {n: b for n, b in layer.items() if n != f"-{inner}"}
                self.api.memory[f"fs/{self.uid}/{self.name}"] = {**kept, inner: text}
            return None
        if volumes.persistent(volume):
            problem: str | None = self.world.write(self.api, self.pod, volume, inner, text)
            return problem
        return volumes.change(self.api, self.pod, volume, inner, text)

    def remove(self, path: str) -> str | None:
        """Remove a file, or a directory and all in it."""
        self.effects += 1
        mount, volume, inner = self._where(path)
        if self.read(path) is None and self.listdir(path) is None:
            return "No such file or directory"
        if self._sealed(mount):
            return "Read-only file system"
        return self._put(mount, volume, inner, None)

    def mkdir(self, path: str, parents: bool) -> str | None:
        """Make a directory; with `parents` also those above it."""
        self.effects += 1
        if self.listdir(path) is not None:
            return None if parents else "File exists"
        if not parents and self.listdir(path.rpartition("/")[0] or "/") is None:
            return "No such file or directory"
        mount, volume, inner = self._where(path)
        if (mount is None and self.read_only) or self._sealed(mount):
            return "Read-only file system"
        return self._put(mount, volume, f"{inner}/", "")

    def _hosts(self) -> str:
        names = self.fqdn if self.fqdn == self.hostname else f"{self.fqdn}\t{self.hostname}"
        head = "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        more = "fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n"
        text = f"{head}{more}{self.ip}\t{names}\n"
        aliases = self.pod["spec"].get("hostAliases") or ()
        if aliases:
            rows = "".join(f"{alias['ip']}\t{chr(9).join(alias.get('hostnames') or ())}\n" for alias in aliases)
            text += f"\n# Entries added by HostAliases.\n{rows}"
        return text

    def _resolv(self) -> str:
        spec = self.pod["spec"]
        dns = spec.get("dnsConfig") or {}
        namespace = self.pod["metadata"]["namespace"]
        policy = _dns_policy(spec)
        inside = policy not in ("None", "Default")
        searches = [f"{namespace}.svc.cluster.local", "svc.cluster.local", "cluster.local"] if inside else []
        searches += dns.get("searches") or []
        options = ["ndots:5"] if inside else []
        options += [f"{o['name']}:{o['value']}" if o.get("value") else o["name"] for o in dns.get("options") or ()]
        servers = {"None": [], "Default": [COMPANY_DNS]}.get(policy, [CLUSTER_DNS])
        servers += [server for server in dns.get("nameservers") or () if server not in servers]
        rows = [f"search {' '.join(searches)}\n"] if searches else []
        rows += [f"nameserver {server}\n" for server in servers]
        return "".join([*rows, f"options {' '.join(options)}\n"] if options else rows)

    # -- output ----------------------------------------------------------------------------------

    def output(self, text: str, time: int, error: bool) -> None:
        """What a process prints goes to the container's log."""
        self.effects += 1
        self._lines.append(text)

    def flush(self) -> str:
        """What was printed since the last time."""
        text, self._lines = "".join(self._lines), []
        return text

    def keep_log(self) -> None:
        """Add what was printed to the log in memory."""
        text = self.flush()
        if text:
            key = f"log/{self.uid}/{self.name}"
            now, before = self.api.memory.get(key, ("", ""))
            self.api.memory[key] = ((now + text)[-LOG_LIMIT:], before)

    # -- network and processes -------------------------------------------------------------------

    def resolve(self, name: str) -> str | None:
        """Names of /etc/hosts first, then DNS."""
        self.effects += 1
        if name in (self.hostname, self.fqdn):
            return self.ip
        for alias in self.pod["spec"].get("hostAliases") or ():
            if name in (alias.get("hostnames") or ()):
                return str(alias["ip"])
        found: str | None = self.world.resolve(self.api, self.pod, name)
        return found

    def query(self, name: str, kind: str, search: bool) -> Any:
        """A question to DNS alone, past /etc/hosts."""
        self.effects += 1
        return self.world.query(self.api, self.pod, name, kind, search)

    def connect(self, host: str, port: int, path: str) -> tuple[int, str] | str:
        """A request from this pod."""
        self.effects += 1
        answer: tuple[int, str] | str = self.world.connect(self.api, self.pod, host, port, path)
        return answer

    def signal(self, name: str, pid: int) -> None:
        """Noted for the worker, who tells process 1."""
        self.effects += 1
        self.signals.append((name, pid))

    def service(self, argv: list[str]) -> bool:
        """A server in the foreground: of the image, or a web server of the shell's own."""
        name = argv[0].rpartition("/")[2]
        own = {word.rpartition("/")[2] for word in self.image.command} | {"mariadbd", "mysqld"} & set(
            self.image.command
        )
        if (self.image.closed and name not in own and name not in ("httpd", "nc", "ncat")) or (
            name == "nginx" and "nginx" not in own
        ):
            return False
        self.effects += 1
        if any("gcomm://" in word for word in argv):
            self.opened[4567] = ""
        self.opened.update(_ports(argv) or dict.fromkeys(self.image.ports, ""))
        return True

    def processes(self, now: int) -> list[proctable.Row]:
        """Process 1 and what it waits for; those of the other containers where the pod shares them."""
        meta = self.pod["metadata"]
        record = self.api.memory.get(f"pod/{meta['namespace']}/{meta['name']}") or {"cs": {}}
        shared = bool(self.pod["spec"].get("shareProcessNamespace"))
        rows = proctable.of_pod(record, {self.name: self.user}, self.name, shared, now)
        return rows or [(1, self.user, " ".join(self.command))]

    def mounts(self) -> list[tuple[str, str, bool]]:
        """What is mounted where."""
        kinds = {name: modes.filesystem(volume) for name, volume in self._volumes.items()}
        return [(m["mountPath"], kinds.get(m["name"], "ext4"), bool(m.get("readOnly"))) for m in reversed(self._mounts)]

    def allocate(self, amount: int, time: int) -> None:
        """Noted for the worker: memory beyond the limit ends the container."""
        self.effects += 1
        self.memory_wanted = (amount, time)

    def grow(self, path: str, amount: int) -> None:
        """Noted for the worker: what is written counts against the limits of local storage."""
        self.effects += 1
        mount, volume, inner = self._where(path)
        if mount is not None and volume is not None and volumes.persistent(volume):
            self.world.grow(self.api, self.pod, volume, inner, amount)
        name = volume["name"] if mount is not None and volume is not None and "emptyDir" in volume else ""
        if mount is None or name:
            self.grown[name] = self.grown.get(name, 0) + amount


def _ports(argv: list[str]) -> dict[int, str]:
    """The port and folder in the options of a small web server."""
    port, folder = None, ""
    for index, word in enumerate(argv[:-1]):
        following = argv[index + 1]
        if word in ("-p", "--port", "-lp", "-lkp") and following.rpartition(":")[2].isdigit():
            port = int(following.rpartition(":")[2])
        if word in ("-h", "--directory"):
            folder = following
    if port is None and argv[-1].isdigit():
        port = int(argv[-1])
    return {port: folder} if port is not None else {}
