import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createServers } from '../../../api/servers.ts';
import { sshKeysQuery } from '../../../api/ssh-keys.ts';
import { mostServers, type PasteContext, parseServers } from '../../../lib/server-paste.ts';
import type { ServerRole } from '../../../lib/server.ts';
import { refusalsByLine } from '../../../shared/paste-refusals.ts';
import { PasteDialog } from '../../../shared/PasteDialog.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';
import { createServersAction } from './server-actions.ts';
import { RoleField, serverPaths, SshKeyField } from './ServerFields.tsx';

const places = { list: 'servers', fields: serverPaths } as const;

function read(text: string, context: PasteContext) {
  const rows = parseServers(text, context);
  const items = rows.flatMap(({ server }) => server ?? []);
  return { rows, items, refusals: refusalsByLine(places, rows.length) };
}

export function PasteServers({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const sshKeys = useQuery(sshKeysQuery(orgId, false)).data ?? [];
  const [role, setRole] = useState<ServerRole>('worker');
  const [user, setUser] = useState('root');
  const [keyId, setKeyId] = useState('');
  return (
    <PasteDialog
      title="Add many servers"
      description="Paste a table with a heading, or one server a line. All of them are added, or none."
      noun="server"
      label="Servers"
      hint="Name, private address, public address; role=, user= and key= where they differ from those below."
      example={'node-1 10.0.0.11\nnode-2 10.0.0.12 203.0.113.12 role=bastion'}
      most={mostServers}
      read={(text) => read(text, { role, user: user.trim(), keyId, sshKeys })}
      actionOf={(servers) => createServersAction(orgId, servers)}
      onSubmit={(servers) => createServers(queries, orgId, servers)}
      onClose={onClose}
      fields={
        <div className="grid gap-4 sm:grid-cols-3">
          <RoleField value={role} onChange={setRole} />
          <Field label="User" required>
            {(control) => <TextInput {...control} value={user} onChange={(event) => setUser(event.target.value)} />}
          </Field>
          <SshKeyField orgId={orgId} value={keyId} onChange={setKeyId} />
        </div>
      }
    >
      {({ server }) => (
        <span className="text-[13px] break-words">
          <span className="font-medium">{server?.hostname ?? 'no name'}</span>{' '}
          <span className="font-mono">{[server?.private_ip_address, server?.public_ip_address].filter(Boolean).join(', ')}</span>{' '}
          <span className="text-muted">
            {server?.role}, {server?.ssh_user}, {sshKeys.find(({ id }) => id === server?.ssh_key_id)?.name}
          </span>
        </span>
      )}
    </PasteDialog>
  );
}
