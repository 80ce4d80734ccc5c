"""The commands that create objects, one row each. Next: `rows.py`."""

from __future__ import annotations

from .command import CREATE, PRINT, Command

__all__ = ["ROWS"]

ROWS = (
    Command(
        "create",
        "cmd_create:from_files",
        f"{CREATE} edit? raw selector,l windows-line-endings?",
        "Create a resource from a file or from stdin",
    ),
    Command(
        "create deployment",
        "create_workloads:deployment",
        f"{CREATE} image* replicas,r# port#",
        "Create a deployment with the specified name",
    ),
    Command("create job", "create_workloads:job", f"{CREATE} image from", "Create a job with the specified name"),
    Command(
        "create cronjob",
        "create_workloads:cron_job",
        f"{CREATE} image schedule restart",
        "Create a cron job with the specified name",
    ),
    Command("create service", "cmd_create:group", CREATE, "Create a service using a specified subcommand"),
    Command(
        "create service clusterip",
        "create_services:cluster_ip",
        f"{CREATE} tcp* clusterip",
        "Create a ClusterIP service",
    ),
    Command(
        "create service nodeport",
        "create_services:node_port",
        f"{CREATE} tcp* node-port#",
        "Create a NodePort service",
    ),
    Command(
        "create service loadbalancer",
        "create_services:load_balancer",
        f"{CREATE} tcp*",
        "Create a LoadBalancer service",
    ),
    Command(
        "create service externalname",
        "create_services:external_name",
        f"{CREATE} tcp* external-name",
        "Create an ExternalName service",
    ),
    Command(
        "create ingress",
        "create_services:ingress",
        f"{CREATE} rule+ class default-backend annotation+",
        "Create an ingress with the specified name",
    ),
    Command(
        "create configmap",
        "create_config:config_map",
        f"{CREATE} from-literal+ from-file+ from-env-file* append-hash?",
        "Create a config map from a local file, directory or literal value",
    ),
    Command("create secret", "cmd_create:group", CREATE, "Create a secret using a specified subcommand"),
    Command(
        "create secret generic",
        "create_config:secret_generic",
        f"{CREATE} type from-literal+ from-file+ from-env-file* append-hash?",
        "Create a secret from a local file, directory, or literal value",
    ),
    Command("create secret tls", "create_config:secret_tls", f"{CREATE} cert key append-hash?", "Create a TLS secret"),
    Command(
        "create secret docker-registry",
        "create_config:secret_registry",
        f"{CREATE} docker-server docker-username docker-password docker-email from-file+ append-hash?",
        "Create a secret for use with a Docker registry",
    ),
    Command("create namespace", "create_config:namespace", CREATE, "Create a namespace with the specified name"),
    Command(
        "create serviceaccount",
        "create_config:service_account",
        CREATE,
        "Create a service account with the specified name",
    ),
    Command("create quota", "create_policies:quota", f"{CREATE} hard scopes", "Create a quota with the specified name"),
    Command(
        "create poddisruptionbudget",
        "create_policies:budget",
        f"{CREATE} min-available max-unavailable selector",
        "Create a pod disruption budget with the specified name",
    ),
    Command(
        "create priorityclass",
        "create_policies:priority_class",
        f"{CREATE} value# global-default? description preemption-policy",
        "Create a priority class with the specified name",
    ),
    Command(
        "create role",
        "create_policies:role",
        f"{CREATE} verb* resource* resource-name+",
        "Create a role with single rule",
    ),
    Command(
        "create clusterrole",
        "create_policies:cluster_role",
        f"{CREATE} verb* resource* resource-name+ non-resource-url* aggregation-rule",
        "Create a cluster role",
    ),
    Command(
        "create rolebinding",
        "create_policies:role_binding",
        f"{CREATE} role clusterrole user+ group+ serviceaccount+",
        "Create a role binding for a particular role or cluster role",
    ),
    Command(
        "create clusterrolebinding",
        "create_policies:cluster_role_binding",
        f"{CREATE} clusterrole user+ group+ serviceaccount+",
        "Create a cluster role binding for a particular cluster role",
    ),
    Command(
        "create token",
        "create_policies:token",
        f"{PRINT} duration@ audience+ bound-object-kind bound-object-name",
        "Request a service account token",
    ),
)
