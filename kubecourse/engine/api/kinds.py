"""One row a kind: group, version, plural, scope, short names, subresources.

The rows are in the order of `kubectl api-resources`. Custom kinds are added to a cluster's own
`Registry`; the built-in rows never change. Next: `storage.py`, which keeps their objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["BUILTIN", "SPOKES", "Kind", "Registry", "rows", "version_order"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What the API server knows of a kind before it sees any object."""

    name: str
    group: str
    version: str
    plural: str
    namespaced: bool
    short: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()
    #: False for kinds that are questions, not objects (a SubjectAccessReview is answered, not kept)
    stored: bool = True
    #: the name in the tables of storage: `Pod`, or `Kind.group` where a bare name would be ambiguous
    key: str = ""
    #: for a second version of a kind: the key of the kind in whose form its objects are stored
    hub: str = ""
    #: of a kind that was taught: its own columns, as (name, type, path, priority)
    columns: tuple[tuple[str, str, str, int], ...] = ()
    #: of a kind that was taught: where its scale keeps the number wanted, the number there is, and the selector
    scale: tuple[str, str, str] = ("", "", "")
    #: has it other versions beside, that were taught with it? They are one table, and each is shown in its own form
    many: bool = False
    #: of a kind that was taught: the fields it can be chosen by, beside its name and namespace
    selectable: tuple[str, ...] = ()
    #: what a client is told that still uses this version
    deprecation: str = ""

    @property
    def api_version(self) -> str:
        """`apps/v1`, or `v1` for the core group."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def resource(self) -> str:
        """`deployments.apps`, or `pods` for the core group: as error texts name it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def singular(self) -> str:
        """The lower-case name that kubectl accepts and prints."""
        return self.name.lower()


def _k(name: str, group: str, version: str, plural: str, namespaced: bool, short: str = "", categories: str = "",
       subresources: str = "", stored: bool = True) -> Kind:  # fmt: skip
    def words(text: str) -> tuple[str, ...]:
        return tuple(text.split(",")) if text else ()

    key = f"{name}.{group}" if group == "events.k8s.io" else name
    # the events of both groups are the same objects
    hub = name if key != name else ""
    return Kind(
        name, group, version, plural, namespaced, words(short), words(categories), words(subresources), stored, key, hub
    )


# fmt: off
BUILTIN: tuple[Kind, ...] = (
    _k("Binding", "", "v1", "bindings", True, stored=False),
    _k("ComponentStatus", "", "v1", "componentstatuses", False, short="cs", stored=False),
    _k("ConfigMap", "", "v1", "configmaps", True, short="cm"),
    _k("Endpoints", "", "v1", "endpoints", True, short="ep"),
    _k("Event", "", "v1", "events", True, short="ev"),
    _k("LimitRange", "", "v1", "limitranges", True, short="limits"),
    _k("Namespace", "", "v1", "namespaces", False, short="ns", subresources="status,finalize"),
    _k("Node", "", "v1", "nodes", False, short="no", subresources="status"),
    _k("PersistentVolumeClaim", "", "v1", "persistentvolumeclaims", True, short="pvc", subresources="status"),
    _k("PersistentVolume", "", "v1", "persistentvolumes", False, short="pv", subresources="status"),
    _k("Pod", "", "v1", "pods", True, short="po", categories="all", subresources="status,eviction,binding,ephemeralcontainers,resize,log,exec"),
    _k("PodTemplate", "", "v1", "podtemplates", True),
    _k("ReplicationController", "", "v1", "replicationcontrollers", True, short="rc", categories="all", subresources="status,scale"),
    _k("ResourceQuota", "", "v1", "resourcequotas", True, short="quota", subresources="status"),
    _k("Secret", "", "v1", "secrets", True),
    _k("ServiceAccount", "", "v1", "serviceaccounts", True, short="sa"),
    _k("Service", "", "v1", "services", True, short="svc", categories="all", subresources="status"),
    _k("MutatingAdmissionPolicy", "admissionregistration.k8s.io", "v1", "mutatingadmissionpolicies", False),
    _k("MutatingAdmissionPolicyBinding", "admissionregistration.k8s.io", "v1", "mutatingadmissionpolicybindings", False),
    _k("MutatingWebhookConfiguration", "admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", False),
    _k("ValidatingAdmissionPolicy", "admissionregistration.k8s.io", "v1", "validatingadmissionpolicies", False, subresources="status"),
    _k("ValidatingAdmissionPolicyBinding", "admissionregistration.k8s.io", "v1", "validatingadmissionpolicybindings", False),
    _k("ValidatingWebhookConfiguration", "admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", False),
    _k("CustomResourceDefinition", "apiextensions.k8s.io", "v1", "customresourcedefinitions", False, short="crd,crds", subresources="status"),
    _k("APIService", "apiregistration.k8s.io", "v1", "apiservices", False, subresources="status"),
    _k("ControllerRevision", "apps", "v1", "controllerrevisions", True),
    _k("DaemonSet", "apps", "v1", "daemonsets", True, short="ds", categories="all", subresources="status"),
    _k("Deployment", "apps", "v1", "deployments", True, short="deploy", categories="all", subresources="status,scale"),
    _k("ReplicaSet", "apps", "v1", "replicasets", True, short="rs", categories="all", subresources="status,scale"),
    _k("StatefulSet", "apps", "v1", "statefulsets", True, short="sts", categories="all", subresources="status,scale"),
    _k("SelfSubjectReview", "authentication.k8s.io", "v1", "selfsubjectreviews", False, stored=False),
    _k("TokenReview", "authentication.k8s.io", "v1", "tokenreviews", False, stored=False),
    _k("LocalSubjectAccessReview", "authorization.k8s.io", "v1", "localsubjectaccessreviews", True, stored=False),
    _k("SelfSubjectAccessReview", "authorization.k8s.io", "v1", "selfsubjectaccessreviews", False, stored=False),
    _k("SelfSubjectRulesReview", "authorization.k8s.io", "v1", "selfsubjectrulesreviews", False, stored=False),
    _k("SubjectAccessReview", "authorization.k8s.io", "v1", "subjectaccessreviews", False, stored=False),
    _k("HorizontalPodAutoscaler", "autoscaling", "v2", "horizontalpodautoscalers", True, short="hpa", categories="all", subresources="status"),
    _k("CronJob", "batch", "v1", "cronjobs", True, short="cj", categories="all", subresources="status"),
    _k("Job", "batch", "v1", "jobs", True, categories="all", subresources="status"),
    _k("CertificateSigningRequest", "certificates.k8s.io", "v1", "certificatesigningrequests", False, short="csr", subresources="status,approval"),
    _k("Lease", "coordination.k8s.io", "v1", "leases", True),
    _k("EndpointSlice", "discovery.k8s.io", "v1", "endpointslices", True),
    _k("Event", "events.k8s.io", "v1", "events", True, short="ev"),
    _k("FlowSchema", "flowcontrol.apiserver.k8s.io", "v1", "flowschemas", False, subresources="status"),
    _k("PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations", False, subresources="status"),
    _k("IngressClass", "networking.k8s.io", "v1", "ingressclasses", False),
    _k("Ingress", "networking.k8s.io", "v1", "ingresses", True, short="ing", subresources="status"),
    _k("IPAddress", "networking.k8s.io", "v1", "ipaddresses", False, short="ip"),
    _k("NetworkPolicy", "networking.k8s.io", "v1", "networkpolicies", True, short="netpol"),
    _k("ServiceCIDR", "networking.k8s.io", "v1", "servicecidrs", False, subresources="status"),
    _k("RuntimeClass", "node.k8s.io", "v1", "runtimeclasses", False),
    _k("PodDisruptionBudget", "policy", "v1", "poddisruptionbudgets", True, short="pdb", subresources="status"),
    _k("ClusterRoleBinding", "rbac.authorization.k8s.io", "v1", "clusterrolebindings", False),
    _k("ClusterRole", "rbac.authorization.k8s.io", "v1", "clusterroles", False),
    _k("RoleBinding", "rbac.authorization.k8s.io", "v1", "rolebindings", True),
    _k("Role", "rbac.authorization.k8s.io", "v1", "roles", True),
    _k("DeviceClass", "resource.k8s.io", "v1", "deviceclasses", False),
    _k("ResourceClaim", "resource.k8s.io", "v1", "resourceclaims", True, subresources="status"),
    _k("ResourceClaimTemplate", "resource.k8s.io", "v1", "resourceclaimtemplates", True),
    _k("ResourceSlice", "resource.k8s.io", "v1", "resourceslices", False),
    _k("PriorityClass", "scheduling.k8s.io", "v1", "priorityclasses", False, short="pc"),
    _k("CSIDriver", "storage.k8s.io", "v1", "csidrivers", False),
    _k("CSINode", "storage.k8s.io", "v1", "csinodes", False),
    _k("CSIStorageCapacity", "storage.k8s.io", "v1", "csistoragecapacities", True),
    _k("StorageClass", "storage.k8s.io", "v1", "storageclasses", False, short="sc"),
    _k("VolumeAttachment", "storage.k8s.io", "v1", "volumeattachments", False, subresources="status"),
    _k("VolumeAttributesClass", "storage.k8s.io", "v1", "volumeattributesclasses", False, short="vac"),
)
# fmt: on


#: second versions, served but not listed among the kinds
SPOKES: dict[str, Kind] = {
    "HorizontalPodAutoscaler.v1": Kind(
        "HorizontalPodAutoscaler", "autoscaling", "v1", "horizontalpodautoscalers", True,
        subresources=("status",), key="HorizontalPodAutoscaler.v1", hub="HorizontalPodAutoscaler",
    ),
}  # fmt: skip


class Registry:
    """The kinds of one cluster: the built-in ones and those it was taught."""

    def __init__(self) -> None:
        self._by_key: dict[str, Kind] = {}
        self._by_gvk: dict[tuple[str, str], Kind] = {}
        self._by_word: dict[str, Kind] = {}
        #: the CustomResourceDefinitions that the server keeps, by name
        self.definitions: Callable[[], dict[str, Any]] = dict
        #: the tables of the storage, by their names
        self.tables: Callable[[], Container[str]] = tuple
        self._taught: dict[Kind, Kind] = {}
        #: (the definitions that were read last, the kinds in them)
        self._read: tuple[list[Any], list[Kind]] = [], []
        for kind in BUILTIN:
            self.add(kind)
        for kind in SPOKES.values():
            self._by_gvk[(kind.api_version, kind.name)] = kind
            for word in (
                kind.key,
                *(f"{name}.{kind.version}.{kind.group}" for name in (kind.plural, kind.singular, "hpa")),
            ):
                self._by_word[word] = kind

    def add(self, kind: Kind) -> None:
        """Teach one kind. Words that are taken keep their first meaning."""
        self._by_key[kind.key] = kind
        self._by_gvk[(kind.api_version, kind.name)] = kind
        short_group = kind.group.split(".")[0]
        for word in (kind.key, kind.plural, kind.singular, kind.name, *kind.short, kind.resource,
                     f"{kind.singular}.{kind.group}", f"{kind.plural}.{kind.version}.{kind.group}",
                     f"{kind.plural}.{short_group}"):  # fmt: skip
            self._by_word.setdefault(word, kind)

    def remove(self, kind: Kind) -> None:
        """Forget a custom kind."""
        self._by_key.pop(kind.key, None)
        self._by_gvk.pop((kind.api_version, kind.name), None)
        self._by_word = {word: k for word, k in self._by_word.items() if k is not kind}

    def key(self, name: str) -> Kind | None:
        """The kind whose table is called `name`."""
        return self._by_key.get(name)

    def gvk(self, api_version: str, name: str) -> Kind | None:
        """The kind of a manifest; what is written there may be anything."""
        if not isinstance(api_version, str) or not isinstance(name, str):
            return None
        found = self._by_gvk.get((api_version, name))
        return found or next((k for k in self.taught() if (k.api_version, k.name) == (api_version, name)), None)

    def find(self, word: str) -> Kind | None:
        """What a person or kubectl means by `po`, `pods`, `Pod`, `deployments.apps`; case is forgiven."""
        found = self._by_word.get(word) or self._by_word.get(word.lower())
        if found is not None:
            return found
        word = word.lower()
        plural, dot, group = word.partition(".")
        kinds = self.taught()
        return next((kind for kind in kinds if word in _words(kind)), None) or next(
            (kind for kind in kinds if dot and plural in (kind.plural, kind.singular) and kind.group.startswith(group)),
            None,
        )

    def taught(self) -> list[Kind]:
        """The kinds of the CustomResourceDefinitions: of each the served versions, the preferred one first."""
        definitions = self.definitions()
        if not definitions:
            return []
        known, kinds = self._read
        if len(known) != len(definitions) or any(a is not b for a, b in zip(known, definitions.values(), strict=True)):
            known = list(definitions.values())
            # the same row each time: the server compares kinds by identity
            kinds = [
                self._taught.setdefault(kind, kind)
                for definition in known
                for kind in rows(definition["spec"], self.table_of(definition))
                if (kind.api_version, kind.name) not in self._by_gvk
            ]
            self._read = known, kinds
        return kinds

    def is_taught(self, kind: Kind) -> bool:
        """Is it a kind of a CustomResourceDefinition?"""
        return kind.key not in self._by_key and kind.key not in SPOKES

    def table_of(self, definition: dict[str, Any]) -> str:
        """The name of the table of a definition's objects: its kind, with the group where another kind is called so."""
        name = str(definition["spec"]["names"]["kind"])
        whole = f"{name}.{definition['spec']['group']}"
        return whole if name in self._by_key or whole in self.tables() else name

    def collides(self, definition: dict[str, Any]) -> bool:
        """Is it a new definition, of a kind that is called as another one that was taught?"""
        others = self.definitions()
        name = definition["spec"]["names"]["kind"]
        return definition["metadata"]["name"] not in others and any(
            one["spec"]["names"]["kind"] == name for one in others.values()
        )

    def versions_of(self, name: str) -> list[Kind]:
        """All kinds called `name`, whatever their group."""
        return [kind for kind in (*self._by_key.values(), *self.taught()) if kind.name == name]

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._by_key.values())


_VERSION = re.compile(r"v(\d+)(?:(alpha|beta)(\d+))?")


def version_order(version: str) -> tuple[int, int, int, str]:
    """To sort versions by: v2 before v1 before v1beta2 before v1alpha1 before what is no such version."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return 3, 0, 0, version
    major, stage, minor = match.groups()
    return {None: 0, "beta": 1, "alpha": 2}[stage], -int(major), -int(minor or 0), version


def rows(spec: dict[str, Any], table: str) -> Iterator[Kind]:
    """A kind for each served version of a definition's spec, the preferred version first."""
    names, group = spec["names"], spec["group"]
    served = [version for version in spec.get("versions") or () if version.get("served")]
    for number, version in enumerate(sorted(served, key=lambda one: version_order(one["name"]))):
        parts = version.get("subresources") or {}
        scale = parts.get("scale") or {}
        wanted, there, chosen = (
            str(scale.get(path) or "") for path in ("specReplicasPath", "statusReplicasPath", "labelSelectorPath")
        )
        columns = (
            (one["name"], one["type"], one["jsonPath"], one.get("priority", 0))
            for one in version.get("additionalPrinterColumns") or ()
        )
        warning = version.get("deprecationWarning") or f"{group}/{version['name']} {names['kind']} is deprecated"
        yield Kind(
            names["kind"], group, version["name"], names["plural"], spec.get("scope") == "Namespaced",
            tuple(names.get("shortNames") or ()), tuple(names.get("categories") or ()), tuple(sorted(parts, reverse=True)),
            key=f"{names['kind']}.{version['name']}.{group}" if number else table, hub=table if number else "",
            columns=tuple(columns), scale=(wanted, there, chosen), many=len(spec["versions"]) > 1,
            deprecation=warning if version.get("deprecated") else "",
            selectable=tuple(one["jsonPath"].lstrip(".") for one in version.get("selectableFields") or ()),
        )  # fmt: skip


def _words(kind: Kind) -> tuple[str, ...]:
    whole = f"{kind.version}.{kind.group}"
    return (kind.singular, kind.plural, *kind.short, kind.resource, f"{kind.singular}.{kind.group}",
            f"{kind.plural}.{whole}", f"{kind.singular}.{whole}")  # fmt: skip
