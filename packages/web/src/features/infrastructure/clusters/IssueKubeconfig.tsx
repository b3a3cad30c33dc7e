import { useMutation } from '@tanstack/react-query';
import type { V1IssuedKubeconfig, V1KubeconfigIssue } from '@moorage/sdk/types';
import { useState } from 'react';
import { issueKubeconfig } from '../../../api/cluster-access.ts';
import type { ClusterPlace } from '../../../api/clusters.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { saveFile } from '../../../shared/save-file.ts';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Button } from '../../../ui/Button.tsx';
import { CodeBlock } from '../../../ui/Code.tsx';
import { Dialog, DialogActions } from '../../../ui/Dialog.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { issueKubeconfigAction } from './cluster-actions.ts';

const roles = [
  { role: 'view', text: 'view: see almost everything, no secrets' },
  { role: 'edit', text: 'edit: change workloads' },
  { role: 'admin', text: 'admin: change everything of namespaces' },
] as const;
const times = [
  { seconds: 600, text: '10 minutes' },
  { seconds: 3_600, text: 'an hour' },
  { seconds: 14_400, text: '4 hours' },
  { seconds: 28_800, text: '8 hours' },
] as const;

interface IssueKubeconfigProps {
  readonly place: ClusterPlace;
  readonly name: string;
  readonly onClose: () => void;
}

/** A kubeconfig for who asks; the dialog forgets it when it closes. */
export function IssueKubeconfig({ place, name, onClose }: IssueKubeconfigProps) {
  const issue = useMutation({ mutationFn: (body: V1KubeconfigIssue) => issueKubeconfig(place, body), gcTime: 0 });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`A kubeconfig for ${name}`}
      description="The cluster makes a token for you alone. That you got one is written to the audit log."
      size={issue.data === undefined ? 'small' : 'large'}
    >
      {issue.data === undefined ? (
        <IssueForm
          place={place}
          name={name}
          isBusy={issue.isPending}
          error={issue.error}
          onSubmit={(body) => issue.mutate(body)}
          onClose={onClose}
        />
      ) : (
        <Issued issued={issue.data} name={name} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface IssueFormProps extends IssueKubeconfigProps {
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onSubmit: (body: V1KubeconfigIssue) => void;
}

function IssueForm({ place, name, isBusy, error, onSubmit, onClose }: IssueFormProps) {
  const [role, setRole] = useState<(typeof roles)[number]['role']>('view');
  const [namespace, setNamespace] = useState('');
  const [seconds, setSeconds] = useState<number>(3_600);
  const only = namespace.trim();
  const body = { role, ttl_seconds: seconds, ...(only === '' ? {} : { namespace: only }) };
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(body);
      }}
    >
      <Field label="Role" hint="A role that every cluster has.">
        {(control) => (
          <SelectInput
            {...control}
            value={role}
            onChange={(event) => setRole(roles.find((one) => one.role === event.target.value)?.role ?? role)}
          >
            {roles.map((one) => (
              <option key={one.role} value={one.role}>
                {one.text}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <Field label="Namespace" hint="Only there; in all of them when empty.">
        {(control) => (
          <TextInput {...control} maxLength={63} value={namespace} onChange={(event) => setNamespace(event.target.value)} />
        )}
      </Field>
      <Field label="For">
        {(control) => (
          <SelectInput {...control} value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
            {times.map((time) => (
              <option key={time.seconds} value={time.seconds}>
                {time.text}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <ShowAs action={issueKubeconfigAction(place, name, body)} />
      {error === null ? null : <ErrorView error={error} attempt="The cluster gave none" />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" busy={isBusy}>
          Get it
        </Button>
      </DialogActions>
    </form>
  );
}

interface IssuedProps {
  readonly issued: V1IssuedKubeconfig;
  readonly name: string;
  readonly onClose: () => void;
}

function Issued({ issued, name, onClose }: IssuedProps) {
  const { kubeconfig, expires_at: end, role, namespace = 'all of them', service_account: account } = issued;
  return (
    <div className="space-y-4">
      <Facts
        facts={[
          { term: 'Ends', value: formatDateTime(end) },
          { term: 'Role', value: role },
          { term: 'Namespace', value: namespace },
          { term: 'Service account', value: <span className="font-mono text-[13px] break-all">{account}</span> },
        ]}
      />
      <CodeBlock code={kubeconfig} what="the kubeconfig" />
      <p className="text-muted">It is shown this once. Deleting the service account in the cluster ends it before its time.</p>
      <DialogActions>
        <Button onClick={onClose}>Done</Button>
        <Button tone="primary" onClick={() => saveFile(`${name}.kubeconfig`, kubeconfig, 'application/yaml')}>
          Download
        </Button>
      </DialogActions>
    </div>
  );
}
