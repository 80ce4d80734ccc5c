"""The other commands, one row each. Next: `commands.py`."""

from __future__ import annotations

from .command import CREATE, DRY, FILES, PICK, PRINT, WRITE, Command

__all__ = ["ROWS"]

ROWS = (
    Command(
        "expose",
        "create_services:expose",
        f"{WRITE} {PICK} port target-port name type protocol labels,l cluster-ip external-ip load-balancer-ip session-affinity overrides",
        "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
    ),
    Command(
        "run",
        "create_workloads:run",
        f"{CREATE} image env+ port labels,l restart command? stdin,i? tty,t? rm? attach? quiet,q? image-pull-policy annotations+ overrides override-type expose? privileged? pod-running-timeout@ grace-period# force? cascade=background now? wait? timeout@",
        "Run a particular image on the cluster",
    ),
    Command("set image", "cmd_set:image", f"{WRITE} {PICK} local?", "Update the image of a pod template"),
    Command(
        "set env",
        "cmd_set:env",
        f"{WRITE} {PICK} env,e+ from prefix keys* list? resolve? containers,c overwrite? local?",
        "Update environment variables on a pod template",
    ),
    Command(
        "set resources",
        "cmd_set:resources",
        f"{WRITE} {PICK} containers,c limits requests local?",
        "Update resource requests/limits on objects with pod templates",
    ),
    Command(
        "set serviceaccount",
        "cmd_set:service_account",
        f"{WRITE} {PICK} local?",
        "Update the service account of a resource",
    ),
    Command(
        "set selector",
        "cmd_set_more:selector",
        f"{WRITE} all? local? resource-version",
        "Set the selector on a resource",
    ),
    Command(
        "set subject",
        "cmd_set_more:subject",
        f"{WRITE} {PICK} local? serviceaccount+ user+ group+",
        "Update the user, group, or service account in a role binding or cluster role binding",
    ),
    Command("explain", "cmd_discover:explain", "recursive? api-version output,o", "Get documentation for a resource"),
    Command(
        "get",
        "cmd_get:get",
        f"{FILES} {PRINT} {PICK} show-labels? show-kind? label-columns,L* no-headers? sort-by watch,w? watch-only? "
        "output-watch-events? ignore-not-found? chunk-size# subresource raw server-print?",
        "Display one or many resources",
    ),
    Command(
        "edit",
        "cmd_change:edit",
        f"{WRITE} {PICK} save-config? validate=true output-patch? subresource windows-line-endings?",
        "Edit a resource on the server",
    ),
    Command(
        "delete",
        "cmd_delete:delete",
        f"{FILES} {PICK} output,o {DRY} cascade=background force? now? grace-period# timeout@ wait? ignore-not-found? raw interactive,i?",
        "Delete resources by file names, stdin, resources and names, or by resources and label selector",
    ),
    Command("rollout", "cmd_create:group", "", "Manage the rollout of a resource"),
    Command(
        "rollout status",
        "cmd_rollout:status",
        f"{FILES} selector,l watch,w? revision# timeout@",
        "Show the status of the rollout",
    ),
    Command("rollout history", "cmd_rollout:history", f"{FILES} {PRINT} selector,l revision#", "View rollout history"),
    Command("rollout undo", "cmd_rollout:undo", f"{WRITE} selector,l to-revision#", "Undo a previous rollout"),
    Command("rollout restart", "cmd_rollout:restart", f"{WRITE} selector,l", "Restart a resource"),
    Command("rollout pause", "cmd_rollout:pause", f"{WRITE} selector,l", "Mark the provided resource as paused"),
    Command("rollout resume", "cmd_rollout:resume", f"{WRITE} selector,l", "Resume a paused resource"),
    Command(
        "scale",
        "cmd_change:scale",
        f"{WRITE} {PICK} replicas# current-replicas# resource-version timeout@",
        "Set a new size for a deployment, replica set, or replication controller",
    ),
    Command(
        "autoscale",
        "create_policies:autoscale",
        f"{WRITE} min# max# cpu-percent# cpu memory name",
        "Auto-scale a deployment, replica set, stateful set, or replication controller",
    ),
    Command("certificate", "cmd_create:group", "", "Modify certificate resources"),
    Command(
        "certificate approve",
        "cmd_certificate:approve",
        f"{FILES} {PRINT} force?",
        "Approve a certificate signing request",
    ),
    Command(
        "certificate deny", "cmd_certificate:deny", f"{FILES} {PRINT} force?", "Deny a certificate signing request"
    ),
    Command("cluster-info", "cmd_discover:cluster_info", "", "Display cluster information"),
    Command(
        "cluster-info dump",
        "cmd_dump:dump",
        f"{PRINT} all-namespaces,A? namespaces* output-directory pod-running-timeout@",
        "Dump relevant information for debugging and diagnosis",
    ),
    Command("top", "cmd_create:group", "", "Display resource (CPU/memory) usage"),
    Command(
        "top pod",
        "cmd_top:pods",
        f"{PICK} containers? no-headers? sort-by sum? use-protocol-buffers?",
        "Display resource (CPU/memory) usage of pods",
    ),
    Command(
        "top node",
        "cmd_top:nodes",
        "selector,l no-headers? sort-by show-capacity? use-protocol-buffers?",
        "Display resource (CPU/memory) usage of nodes",
    ),
    Command("cordon", "cmd_nodes:cordon", f"selector,l {DRY}", "Mark node as unschedulable"),
    Command("uncordon", "cmd_nodes:uncordon", f"selector,l {DRY}", "Mark node as schedulable"),
    Command(
        "drain",
        "cmd_drain:drain",
        f"selector,l {DRY} ignore-daemonsets? force? delete-emptydir-data? delete-local-data? grace-period# timeout@ pod-selector "
        "disable-eviction? skip-wait-for-delete-timeout# chunk-size#",
        "Drain node in preparation for maintenance",
    ),
    Command(
        "taint",
        "cmd_nodes:taint",
        f"{PRINT} {DRY} selector,l all? overwrite? field-manager validate=true",
        "Update the taints on one or more nodes",
    ),
    Command(
        "describe",
        "cmd_describe:describe",
        f"{FILES} {PICK} show-events? chunk-size#",
        "Show details of a specific resource or group of resources",
    ),
    Command(
        "logs",
        "cmd_logs:logs",
        "selector,l container,c all-containers? all-pods? follow,f? previous,p? tail# prefix? since@ since-time timestamps? ignore-errors? "
        "limit-bytes# max-log-requests# pod-running-timeout@ insecure-skip-tls-verify-backend?",
        "Print the logs for a container in a pod",
    ),
    Command(
        "attach",
        "cmd_exec:attach",
        "container,c stdin,i? tty,t? quiet,q? pod-running-timeout@",
        "Attach to a running container",
    ),
    Command(
        "exec",
        "cmd_exec:execute",
        "filename,f* container,c stdin,i? tty,t? quiet,q? pod-running-timeout@",
        "Execute a command in a container",
    ),
    Command(
        "port-forward",
        "cmd_exec:port_forward",
        "address* pod-running-timeout@",
        "Forward one or more local ports to a pod",
    ),
    Command(
        "proxy",
        "cmd_exec:proxy",
        "port,p# address www,w www-prefix,P api-prefix accept-hosts",
        "Run a proxy to the Kubernetes API server",
    ),
    Command(
        "cp",
        "cmd_cp:copy",
        "container,c no-preserve? retries#",
        "Copy files and directories to and from containers",
    ),
    Command(
        "debug",
        "cmd_debug:debug",
        f"{FILES} arguments-only? attach? container,c copy-to custom env+ image image-pull-policy keep-annotations? keep-init-containers? "
        "keep-labels? keep-liveness? keep-readiness? keep-startup? profile quiet,q? replace? same-node? set-image* share-processes? "
        "stdin,i? target tty,t?",
        "Create debugging sessions for troubleshooting workloads and nodes",
    ),
    Command("auth", "cmd_create:group", "", "Inspect authorization"),
    Command(
        "auth can-i",
        "cmd_auth:can_i",
        "all-namespaces,A? list? quiet,q? subresource no-headers?",
        "Check whether an action is allowed",
    ),
    Command("auth whoami", "cmd_auth:whoami", PRINT, "Experimental: Check self subject attributes"),
    Command(
        "auth reconcile",
        "cmd_reconcile:reconcile",
        f"{FILES} {PRINT} {DRY} remove-extra-permissions? remove-extra-subjects?",
        "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects",
    ),
    Command(
        "events",
        "cmd_events:events",
        f"{PRINT} all-namespaces,A? for types* watch,w? no-headers? chunk-size#",
        "List events",
    ),
    Command(
        "diff",
        "cmd_diff:diff",
        f"{FILES} selector,l server-side? field-manager force-conflicts? prune? show-managed-fields? concurrency#",
        "Diff the live version against a would-be applied version",
    ),
    Command(
        "apply",
        "cmd_apply:apply",
        f"{WRITE} {PICK} server-side? force-conflicts? overwrite? prune? force? grace-period# wait? timeout@ cascade=background "
        "validate=true openapi-patch? prune-allowlist+ subresource",
        "Apply a configuration to a resource by file name or stdin",
    ),
    Command(
        "patch",
        "cmd_change:patch",
        f"{WRITE} patch,p patch-file type subresource local?",
        "Update fields of a resource",
    ),
    Command(
        "replace",
        "cmd_change:replace",
        f"{CREATE} force? cascade=background grace-period# timeout@ wait? raw subresource",
        "Replace a resource by file name or stdin",
    ),
    Command(
        "wait",
        "cmd_wait:wait",
        f"{FILES} {PRINT} {PICK} for+ timeout@ local?",
        "Experimental: Wait for a specific condition on one or many resources",
    ),
    Command(
        "label",
        "cmd_label:label",
        f"{WRITE} {PICK} overwrite? list? local? resource-version",
        "Update the labels on a resource",
    ),
    Command(
        "annotate",
        "cmd_label:annotate",
        f"{WRITE} {PICK} overwrite? list? local? resource-version",
        "Update the annotations on a resource",
    ),
    Command(
        "api-resources",
        "cmd_discover:api_resources",
        "namespaced? api-group verbs* output,o no-headers? sort-by cached? categories*",
        "Print the supported API resources on the server",
    ),
    Command(
        "api-versions",
        "cmd_discover:api_versions",
        "",
        'Print the supported API versions on the server, in the form of "group/version"',
    ),
    Command("config", "cmd_create:group", "", "Modify kubeconfig files"),
    Command(
        "config view",
        "cmd_config:view",
        f"{PRINT} minify? flatten? raw? merge?",
        "Display merged kubeconfig settings or a specified kubeconfig file",
    ),
    Command("config current-context", "cmd_config:current", "", "Display the current-context"),
    Command("config get-contexts", "cmd_config:contexts", "output,o no-headers?", "Describe one or many contexts"),
    Command("config get-clusters", "cmd_config:clusters", "", "Display clusters defined in the kubeconfig"),
    Command("config get-users", "cmd_config:users", "", "Display users defined in the kubeconfig"),
    Command("config set-context", "cmd_config:set_context", "current?", "Set a context entry in kubeconfig"),
    Command("config rename-context", "cmd_config:rename_context", "", "Rename a context from the kubeconfig file"),
    Command(
        "config delete-context", "cmd_config:delete_context", "", "Delete the specified context from the kubeconfig"
    ),
    Command("config set", "cmd_config:assign", "set-raw-bytes?", "Set an individual value in a kubeconfig file"),
    Command("config unset", "cmd_config:unset", "", "Unset an individual value in a kubeconfig file"),
    Command("config use-context", "cmd_config:use_context", "", "Set the current-context in a kubeconfig file"),
    Command(
        "version", "cmd_discover:version", "output,o client? short?", "Print the client and server version information"
    ),
    Command("kustomize", "cmd_change:kustomize", "output,o", "Build a kustomization target from a directory or URL"),
    Command("options", "cmd_discover:options", "", "Print the list of flags inherited by all commands"),
    Command("help", "cmd_discover:help_text", "", "Help about any command"),
)
