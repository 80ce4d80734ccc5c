"""kubectl explain of kinds that the cluster was taught."""

from __future__ import annotations

import pytest

from kubecourse.face import Cluster

DEFINITION = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: backups, singular: backup, kind: Backup, listKind: BackupList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        description: A copy of something.
        properties:
          spec:
            type: object
            required: [what]
            description: What to copy.
            properties:
              what: {type: string, description: The thing.}
              tags: {type: object, additionalProperties: {type: string}}
              steps: {type: array, items: {type: object, properties: {run: {type: string}}}}
"""


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made = Cluster(platform="minimal")
    made.apply(DEFINITION)
    made.settle()
    return made


def test_its_fields_and_words_come_from_its_definition(cluster: Cluster) -> None:
    told = str(cluster.kubectl("explain backup.spec"))
    assert told.startswith("GROUP:      example.com\nKIND:       Backup\nVERSION:    v1\n\nFIELD: spec <Object>\n")
    assert "DESCRIPTION:\n    What to copy.\n" in told
    for row in (
        "  steps\t<[]Object>\n",
        "  tags\t<map[string]string>\n",
        "  what\t<string> -required-\n    The thing.\n",
    ):
        assert row in told


def test_lists_metadata_and_the_whole_are_followed(cluster: Cluster) -> None:
    assert "  run\t<string>" in str(cluster.kubectl("explain backups.spec.steps"))
    assert "  labels\t<map[string]string>" in str(cluster.kubectl("explain backup.metadata"))
    whole = str(cluster.kubectl("explain backup --recursive"))
    assert "A copy of something." in whole and "      run\t<string>\n" in whole
    refused = cluster.kubectl("explain backup.spec.nothing")
    assert refused.code == 1 and refused.stderr == 'error: field "nothing" does not exist\n'
