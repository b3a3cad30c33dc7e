import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createServers } from '../../../api/servers.ts';
import { sshKeysQuery } from '../../../api/ssh-keys.ts';
import { plural } from '../../../lib/format.ts';
import { mostServers, parseServers } from '../../../lib/server-paste.ts';
import type { ServerRole } from '../../../lib/server.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { refusalPaths, withRefusals } from '../../../shared/paste-refusals.ts';
import { PastePreview } from '../../../shared/PastePreview.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Field, TextArea, TextInput } from '../../../ui/Field.tsx';
import { createServersAction } from './server-actions.ts';
import { RoleField, serverPaths, SshKeyField } from './ServerFields.tsx';

const example = 'node-1 10.0.0.11\nnode-2 10.0.0.12 203.0.113.12 role=bastion';

const places = { list: 'servers', fields: serverPaths } as const;

export function PasteServers({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const sshKeys = useQuery(sshKeysQuery(orgId, false)).data ?? [];
  const [text, setText] = useState('');
  // Whose lines a refusal is about.
  const [sent, setSent] = useState<string>();
  const [role, setRole] = useState<ServerRole>('worker');
  const [user, setUser] = useState('root');
  const [keyId, setKeyId] = useState('');
  const rows = parseServers(text, { role, user: user.trim(), keyId, sshKeys });
  const servers = rows.flatMap(({ server }) => server ?? []);
  const isRight = servers.length > 0 && servers.length === rows.length;
  return (
    <FormDialog
      title="Add many servers"
      description="Paste a table with a heading, or one server a line. All of them are added, or none."
      size="large"
      action={servers.length === 0 ? 'Add' : `Add ${plural(servers.length, 'server')}`}
      attempt="The servers could not be added"
      canSubmit={isRight && servers.length <= mostServers}
      paths={refusalPaths(places, servers.length)}
      onSubmit={() => {
        setSent(text);
        return createServers(queries, orgId, servers);
      }}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <Field
            label="Servers"
            required
            hint="Name, private address, public address; role=, user= and key= where they differ from those below."
            error={servers.length > mostServers ? `At most ${mostServers} at once.` : undefined}
          >
            {(control) => (
              <TextArea
                {...control}
                autoFocus
                rows={6}
                placeholder={example}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <div className="grid gap-4 sm:grid-cols-3">
            <RoleField value={role} onChange={setRole} />
            <Field label="User" required>
              {(control) => <TextInput {...control} value={user} onChange={(event) => setUser(event.target.value)} />}
            </Field>
            <SshKeyField orgId={orgId} value={keyId} onChange={setKeyId} />
          </div>
          <PastePreview noun="server" rows={text === sent ? withRefusals(rows, places, problemAt) : rows}>
            {({ server }) => (
              <span className="text-[13px] break-words">
                <span className="font-medium">{server?.hostname ?? 'no name'}</span>{' '}
                <span className="font-mono">
                  {[server?.private_ip_address, server?.public_ip_address].filter(Boolean).join(', ')}
                </span>{' '}
                <span className="text-muted">
                  {server?.role}, {server?.ssh_user}, {sshKeys.find(({ id }) => id === server?.ssh_key_id)?.name}
                </span>
              </span>
            )}
          </PastePreview>
          {isRight ? <ShowAs action={createServersAction(orgId, servers)} /> : null}
        </>
      )}
    </FormDialog>
  );
}
