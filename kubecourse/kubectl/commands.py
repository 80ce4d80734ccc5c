"""The commands: one row each, with its flags and the function that does it.

A row's function is named as text (`cmd_get:get`) and imported when it is called, so that the first
`%kubectl` of a notebook loads what it needs and no more. Next: `run.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from .flags import COMMON, Flag, flag_rows
from .session import Session

__all__ = ["COMMANDS", "Command", "group"]

_FILES = "filename,f* recursive,R? kustomize,k"
_PRINT = "output,o template show-managed-fields? allow-missing-template-keys?"
_DRY = "dry-run=client"
_PICK = "selector,l all? field-selector all-namespaces,A?"
_WRITE = f"{_FILES} {_PRINT} {_DRY} field-manager"
_CREATE = f"{_WRITE} save-config? validate=true"


class Command(NamedTuple):
    """`path` is `create deployment`; `does` is `module:function`."""

    path: str
    does: str
    flags: str = ""
    about: str = ""

    @property
    def rows(self) -> list[Flag]:
        """Its own flags and those of every command."""
        return flag_rows(f"{self.flags} {COMMON}")

    @property
    def function(self) -> Callable[[Session], None]:
        """What does it."""
        module, _, name = self.does.partition(":")
        found: Callable[[Session], None] = getattr(import_module(f".{module}", __package__), name)
        return found


_ALL = (
    Command("create", "cmd_create:from_files", f"{_CREATE} edit? raw selector,l windows-line-endings?",
            "Create a resource from a file or from stdin"),
    Command("create deployment", "create_workloads:deployment", f"{_CREATE} image* replicas,r# port#", "Create a deployment with the specified name"),
    Command("create job", "create_workloads:job", f"{_CREATE} image from", "Create a job with the specified name"),
    Command("create cronjob", "create_workloads:cron_job", f"{_CREATE} image schedule restart", "Create a cron job with the specified name"),
    Command("create service", "cmd_create:group", _CREATE, "Create a service using a specified subcommand"),
    Command("create service clusterip", "create_services:cluster_ip", f"{_CREATE} tcp* clusterip", "Create a ClusterIP service"),
    Command("create service nodeport", "create_services:node_port", f"{_CREATE} tcp* node-port#", "Create a NodePort service"),
    Command("create service loadbalancer", "create_services:load_balancer", f"{_CREATE} tcp*", "Create a LoadBalancer service"),
    Command("create service externalname", "create_services:external_name", f"{_CREATE} tcp* external-name", "Create an ExternalName service"),
    Command("create ingress", "create_services:ingress", f"{_CREATE} rule+ class default-backend annotation+", "Create an ingress with the specified name"),
    Command("create configmap", "create_config:config_map", f"{_CREATE} from-literal+ from-file+ from-env-file* append-hash?",
            "Create a config map from a local file, directory or literal value"),
    Command("create secret", "cmd_create:group", _CREATE, "Create a secret using a specified subcommand"),
    Command("create secret generic", "create_config:secret_generic", f"{_CREATE} type from-literal+ from-file+ from-env-file* append-hash?",
            "Create a secret from a local file, directory, or literal value"),
    Command("create secret tls", "create_config:secret_tls", f"{_CREATE} cert key append-hash?", "Create a TLS secret"),
    Command("create secret docker-registry", "create_config:secret_registry",
            f"{_CREATE} docker-server docker-username docker-password docker-email from-file+ append-hash?", "Create a secret for use with a Docker registry"),
    Command("create namespace", "create_config:namespace", _CREATE, "Create a namespace with the specified name"),
    Command("create serviceaccount", "create_config:service_account", _CREATE, "Create a service account with the specified name"),
    Command("create quota", "create_policies:quota", f"{_CREATE} hard scopes", "Create a quota with the specified name"),
    Command("create poddisruptionbudget", "create_policies:budget", f"{_CREATE} min-available max-unavailable selector",
            "Create a pod disruption budget with the specified name"),
    Command("create priorityclass", "create_policies:priority_class", f"{_CREATE} value# global-default? description preemption-policy",
            "Create a priority class with the specified name"),
    Command("create role", "create_policies:role", f"{_CREATE} verb* resource* resource-name+", "Create a role with single rule"),
    Command("create clusterrole", "create_policies:cluster_role", f"{_CREATE} verb* resource* resource-name+ non-resource-url* aggregation-rule",
            "Create a cluster role"),
    Command("create rolebinding", "create_policies:role_binding", f"{_CREATE} role clusterrole user+ group+ serviceaccount+",
            "Create a role binding for a particular role or cluster role"),
    Command("create clusterrolebinding", "create_policies:cluster_role_binding", f"{_CREATE} clusterrole user+ group+ serviceaccount+",
            "Create a cluster role binding for a particular cluster role"),
    Command("create token", "create_policies:token", f"{_PRINT} duration@ audience+ bound-object-kind bound-object-name", "Request a service account token"),
    Command("expose", "create_services:expose", f"{_WRITE} {_PICK} port target-port name type protocol labels,l cluster-ip external-ip load-balancer-ip session-affinity overrides",
            "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service"),
    Command("run", "create_workloads:run", f"{_CREATE} image env+ port labels,l restart command? stdin,i? tty,t? rm? attach? quiet,q? image-pull-policy annotations+ overrides override-type expose? privileged? pod-running-timeout@ grace-period# force? cascade=background now? wait? timeout@",
            "Run a particular image on the cluster"),
    Command("set image", "cmd_set:image", f"{_WRITE} {_PICK} local?", "Update the image of a pod template"),
    Command("set env", "cmd_set:env", f"{_WRITE} {_PICK} env,e+ from prefix keys* list? resolve? containers,c overwrite? local?",
            "Update environment variables on a pod template"),
    Command("set resources", "cmd_set:resources", f"{_WRITE} {_PICK} containers,c limits requests local?", "Update resource requests/limits on objects with pod templates"),
    Command("set serviceaccount", "cmd_set:service_account", f"{_WRITE} {_PICK} local?", "Update the service account of a resource"),
    Command("explain", "cmd_discover:explain", "recursive? api-version output,o", "Get documentation for a resource"),
    Command("get", "cmd_get:get", f"{_FILES} {_PRINT} {_PICK} show-labels? show-kind? label-columns,L* no-headers? sort-by watch,w? watch-only? "
            "output-watch-events? ignore-not-found? chunk-size# subresource raw server-print?", "Display one or many resources"),
    Command("edit", "cmd_change:edit", f"{_WRITE} {_PICK} save-config? validate=true output-patch? subresource windows-line-endings?", "Edit a resource on the server"),
    Command("delete", "cmd_delete:delete", f"{_FILES} {_PICK} output,o {_DRY} cascade=background force? now? grace-period# timeout@ wait? ignore-not-found? raw interactive,i?",
            "Delete resources by file names, stdin, resources and names, or by resources and label selector"),
    Command("rollout", "cmd_create:group", "", "Manage the rollout of a resource"),
    Command("rollout status", "cmd_rollout:status", f"{_FILES} selector,l watch,w? revision# timeout@", "Show the status of the rollout"),
    Command("rollout history", "cmd_rollout:history", f"{_FILES} {_PRINT} selector,l revision#", "View rollout history"),
    Command("rollout undo", "cmd_rollout:undo", f"{_WRITE} selector,l to-revision#", "Undo a previous rollout"),
    Command("rollout restart", "cmd_rollout:restart", f"{_WRITE} selector,l", "Restart a resource"),
    Command("rollout pause", "cmd_rollout:pause", f"{_WRITE} selector,l", "Mark the provided resource as paused"),
    Command("rollout resume", "cmd_rollout:resume", f"{_WRITE} selector,l", "Resume a paused resource"),
    Command("scale", "cmd_change:scale", f"{_WRITE} {_PICK} replicas# current-replicas# resource-version timeout@",
            "Set a new size for a deployment, replica set, or replication controller"),
    Command("autoscale", "create_policies:autoscale", f"{_WRITE} min# max# cpu-percent# cpu memory name", "Auto-scale a deployment, replica set, stateful set, or replication controller"),
    Command("certificate", "cmd_create:group", "", "Modify certificate resources"),
    Command("cluster-info", "cmd_discover:cluster_info", "", "Display cluster information"),
    Command("top", "cmd_create:group", "", "Display resource (CPU/memory) usage"),
    Command("top pod", "cmd_run:top", f"{_PICK} containers? no-headers? sort-by sum? use-protocol-buffers?", "Display resource (CPU/memory) usage of pods"),
    Command("top node", "cmd_run:top", "selector,l no-headers? sort-by show-capacity? use-protocol-buffers?", "Display resource (CPU/memory) usage of nodes"),
    Command("cordon", "cmd_nodes:cordon", f"selector,l {_DRY}", "Mark node as unschedulable"),
    Command("uncordon", "cmd_nodes:uncordon", f"selector,l {_DRY}", "Mark node as schedulable"),
    Command("drain", "cmd_drain:drain", f"selector,l {_DRY} ignore-daemonsets? force? delete-emptydir-data? delete-local-data? grace-period# timeout@ pod-selector "
            "disable-eviction? skip-wait-for-delete-timeout# chunk-size#", "Drain node in preparation for maintenance"),
    Command("taint", "cmd_nodes:taint", f"{_PRINT} {_DRY} selector,l all? overwrite? field-manager validate=true", "Update the taints on one or more nodes"),
    Command("describe", "cmd_describe:describe", f"{_FILES} {_PICK} show-events? chunk-size#", "Show details of a specific resource or group of resources"),
    Command("logs", "cmd_run:logs", "selector,l container,c all-containers? all-pods? follow,f? previous,p? tail# prefix? since@ since-time timestamps? ignore-errors? "
            "limit-bytes# max-log-requests# pod-running-timeout@ insecure-skip-tls-verify-backend?", "Print the logs for a container in a pod"),
    Command("attach", "cmd_run:attach", "container,c stdin,i? tty,t? quiet,q? pod-running-timeout@", "Attach to a running container"),
    Command("exec", "cmd_run:execute", "filename,f* container,c stdin,i? tty,t? quiet,q? pod-running-timeout@", "Execute a command in a container"),
    Command("port-forward", "cmd_run:port_forward", "address* pod-running-timeout@", "Forward one or more local ports to a pod"),
    Command("auth", "cmd_create:group", "", "Inspect authorization"),
    Command("auth can-i", "cmd_auth:can_i", "all-namespaces,A? list? quiet,q? subresource no-headers?", "Check whether an action is allowed"),
    Command("auth whoami", "cmd_auth:whoami", _PRINT, "Experimental: Check self subject attributes"),
    Command("events", "cmd_events:events", f"{_PRINT} all-namespaces,A? for types* watch,w? no-headers? chunk-size#", "List events"),
    Command("diff", "cmd_diff:diff", f"{_FILES} selector,l server-side? field-manager force-conflicts? prune? show-managed-fields? concurrency#", "Diff the live version against a would-be applied version"),
    Command("apply", "cmd_apply:apply", f"{_WRITE} {_PICK} server-side? force-conflicts? overwrite? prune? force? grace-period# wait? timeout@ cascade=background "
            "validate=true openapi-patch? prune-allowlist+ subresource", "Apply a configuration to a resource by file name or stdin"),
    Command("patch", "cmd_change:patch", f"{_WRITE} patch,p patch-file type subresource local?", "Update fields of a resource"),
    Command("replace", "cmd_change:replace", f"{_CREATE} force? cascade=background grace-period# timeout@ wait? raw subresource", "Replace a resource by file name or stdin"),
    Command("wait", "cmd_wait:wait", f"{_FILES} {_PRINT} {_PICK} for+ timeout@ local?", "Experimental: Wait for a specific condition on one or many resources"),
    Command("label", "cmd_label:label", f"{_WRITE} {_PICK} overwrite? list? local? resource-version", "Update the labels on a resource"),
    Command("annotate", "cmd_label:annotate", f"{_WRITE} {_PICK} overwrite? list? local? resource-version", "Update the annotations on a resource"),
    Command("api-resources", "cmd_discover:api_resources", "namespaced? api-group verbs* output,o no-headers? sort-by cached? categories*", "Print the supported API resources on the server"),
    Command("api-versions", "cmd_discover:api_versions", "", 'Print the supported API versions on the server, in the form of "group/version"'),
    Command("config", "cmd_create:group", "", "Modify kubeconfig files"),
    Command("config view", "cmd_config:view", f"{_PRINT} minify? flatten? raw? merge?", "Display merged kubeconfig settings or a specified kubeconfig file"),
    Command("config current-context", "cmd_config:current", "", "Display the current-context"),
    Command("config get-contexts", "cmd_config:contexts", "output,o no-headers?", "Describe one or many contexts"),
    Command("config set-context", "cmd_config:set_context", "current?", "Set a context entry in kubeconfig"),
    Command("config use-context", "cmd_config:use_context", "", "Set the current-context in a kubeconfig file"),
    Command("version", "cmd_discover:version", "output,o client? short?", "Print the client and server version information"),
    Command("options", "cmd_discover:options", "", "Print the list of flags inherited by all commands"),
    Command("help", "cmd_discover:help_text", "", "Help about any command"),
)  # fmt: skip

#: other names of the last word
_ALIASES = {
    "create deploy": "create deployment", "create svc": "create service", "create cm": "create configmap", "create ns": "create namespace",
    "create sa": "create serviceaccount", "create resourcequota": "create quota", "create pdb": "create poddisruptionbudget",
    "create pc": "create priorityclass", "create ing": "create ingress", "create cj": "create cronjob", "top pods": "top pod", "top po": "top pod",
    "top nodes": "top node", "top no": "top node", "set sa": "set serviceaccount",
}  # fmt: skip
COMMANDS = {command.path: command for command in _ALL}
COMMANDS.update({alias: COMMANDS[path] for alias, path in _ALIASES.items()})


def group(path: str) -> list[Command]:
    """The commands directly under `path` (nothing: the top), each once."""
    depth = len(path.split()) + 1
    prefix = f"{path} " if path else ""
    tops = [command for command in _ALL if command.path.startswith(prefix) and len(command.path.split()) == depth]
    if not path:
        tops.insert(1, Command("set", "cmd_create:group", "", "Set specific features on objects"))
        tops.sort(key=lambda command: command.path)
    return tops
