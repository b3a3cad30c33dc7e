import { useQuery } from '@tanstack/react-query';
import { sshKeysQuery } from '../../../api/ssh-keys.ts';
import { type ServerDraft, serverRoles } from '../../../lib/server.ts';
import type { ProblemAt } from '../../../shared/FormDialog.tsx';
import { textLinkStyle } from '../../../shared/LinkButton.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { Link } from '@tanstack/react-router';

/** Which fields of a request these tell the problems of. */
export const serverPaths = ['hostname', 'private_ip_address', 'public_ip_address', 'ssh_user', 'ssh_key_id', 'role'] as const;

interface ServerFieldsProps {
  readonly orgId: string;
  readonly draft: ServerDraft;
  readonly onChange: (change: Partial<ServerDraft>) => void;
  readonly problemAt: ProblemAt;
}

export function ServerFields({ orgId, draft, onChange, problemAt }: ServerFieldsProps) {
  const { hostname, privateIp, publicIp, user, keyId, role } = draft;
  return (
    <>
      <Field label="Host name" error={problemAt('hostname')} hint="Empty for one that is known by its addresses only.">
        {(control) => (
          <TextInput {...control} autoFocus value={hostname} onChange={(event) => onChange({ hostname: event.target.value })} />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Private address" required error={problemAt('private_ip_address')} hint="In its own network.">
          {(control) => (
            <TextInput
              {...control}
              className="font-mono"
              value={privateIp}
              onChange={(event) => onChange({ privateIp: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Public address"
          required={role === 'bastion'}
          error={problemAt('public_ip_address')}
          hint={role === 'bastion' ? 'A bastion is reached from outside.' : 'Where it has one.'}
        >
          {(control) => (
            <TextInput
              {...control}
              className="font-mono"
              value={publicIp}
              onChange={(event) => onChange({ publicIp: event.target.value })}
            />
          )}
        </Field>
        <RoleField value={role} error={problemAt('role')} onChange={(next) => onChange({ role: next })} />
        <Field label="User" required error={problemAt('ssh_user')} hint="Who signs in over SSH.">
          {(control) => <TextInput {...control} value={user} onChange={(event) => onChange({ user: event.target.value })} />}
        </Field>
      </div>
      <SshKeyField orgId={orgId} value={keyId} error={problemAt('ssh_key_id')} onChange={(next) => onChange({ keyId: next })} />
    </>
  );
}

interface ChoiceProps<T> {
  readonly value: T;
  readonly error?: string | undefined;
  readonly onChange: (value: T) => void;
}

export function RoleField({ value, error, onChange }: ChoiceProps<ServerDraft['role']>) {
  return (
    <Field label="Role" required error={error}>
      {(control) => (
        <SelectInput
          {...control}
          value={value}
          onChange={(event) => onChange(serverRoles.find((role) => role === event.target.value) ?? value)}
        >
          {serverRoles.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
}

export function SshKeyField({ orgId, value, error, onChange }: ChoiceProps<string> & { readonly orgId: string }) {
  const sshKeys = useQuery(sshKeysQuery(orgId, false)).data;
  const makeOne = (
    <>
      There is none yet.{' '}
      <Link to="/organization/ssh-keys" className={textLinkStyle}>
        Generate or import one
      </Link>{' '}
      first.
    </>
  );
  return (
    <Field label="SSH key" required error={error} hint={sshKeys?.length === 0 ? makeOne : 'By which it is reached.'}>
      {(control) => (
        <SelectInput {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose a key</option>
          {sshKeys?.map(({ id, name, fingerprint }) => (
            <option key={id} value={id}>
              {name} ({fingerprint.slice(0, 19)}…)
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
}
