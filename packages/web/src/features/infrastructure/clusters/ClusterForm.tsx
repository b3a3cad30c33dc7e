import type { V1Cluster } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createCluster, updateCluster } from '../../../api/clusters.ts';
import { type ClusterDraft, clusterOfDraft, draftOfCluster } from '../../../lib/cluster.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';
import { createClusterAction } from './cluster-actions.ts';

interface ClusterFormProps {
  readonly orgId: string;
  /** The one to change; a new one without. */
  readonly cluster?: V1Cluster;
  readonly onClose: () => void;
}

const fields: readonly {
  readonly name: keyof ClusterDraft;
  readonly path: string;
  readonly label: string;
  readonly hint: string;
}[] = [
  { name: 'name', path: 'name', label: 'Name', hint: 'Letters, digits, “-” and “.”.' },
  { name: 'provider', path: 'cluster_provider', label: 'Provider', hint: 'Where its machines are.' },
  { name: 'region', path: 'region', label: 'Region', hint: 'As the provider calls it.' },
  { name: 'image', path: 'docker_image', label: 'Image', hint: 'What runs its actions, without a tag.' },
  { name: 'tag', path: 'docker_tag', label: 'Tag', hint: 'Of that image.' },
];

export function ClusterForm({ orgId, cluster, onClose }: ClusterFormProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOfCluster(cluster));
  const body = clusterOfDraft(draft);
  return (
    <FormDialog
      title={cluster === undefined ? 'New cluster' : `Edit ${cluster.name}`}
      description={cluster === undefined ? 'It is described here; nothing is started.' : undefined}
      action={cluster === undefined ? 'Add' : 'Save'}
      attempt="The cluster could not be saved"
      canSubmit={body.name !== ''}
      paths={fields.map(({ path }) => path)}
      onSubmit={() =>
        cluster === undefined ? createCluster(queries, orgId, body) : updateCluster(queries, { orgId, id: cluster.id }, body)
      }
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          {fields.map(({ name, path, label, hint }, at) => (
            <Field key={name} label={label} required={name === 'name'} hint={hint} error={problemAt(path)}>
              {(control) => (
                <TextInput
                  {...control}
                  autoFocus={at === 0}
                  value={draft[name]}
                  onChange={(event) => setDraft((old) => ({ ...old, [name]: event.target.value }))}
                />
              )}
            </Field>
          ))}
          {cluster === undefined ? <ShowAs action={createClusterAction(orgId, body)} /> : null}
        </>
      )}
    </FormDialog>
  );
}
