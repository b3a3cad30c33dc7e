import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { sshKeysQuery } from '../../../api/ssh-keys.ts';
import { can } from '../../../lib/can.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { CheckInput } from '../../../ui/Field.tsx';
import { createSshKeyAction } from '../api-actions.ts';
import { CreateSshKey } from './CreateSshKey.tsx';
import { ImportSshKey } from './ImportSshKey.tsx';
import { SshKeyDialogs } from './SshKeyDialogs.tsx';
import { type SshKeyMove, SshKeyTable } from './SshKeyTable.tsx';

export function SshKeysTab(): ReactElement {
  const me = useMe();
  const { orgId = '' } = useCurrentTeam();
  const { unattached = false } = useSearch({ from: '/shell/organization/ssh-keys' });
  const navigate = useNavigate();
  const query = useQuery(sshKeysQuery(orgId, unattached));
  const [opened, setOpened] = useState<'create' | 'import'>();
  const [move, setMove] = useState<SshKeyMove>();
  const close = () => setOpened(undefined);
  const filter = (isOn: boolean) =>
    void navigate({ to: '/organization/ssh-keys', search: isOn ? { unattached: true } : {}, replace: true });
  const buttons = (
    <>
      <Button onClick={() => setOpened('import')}>Import…</Button>
      <Button tone="primary" onClick={() => setOpened('create')}>
        Generate a key
      </Button>
    </>
  );
  return (
    <div className="space-y-8">
      <Section
        title="SSH keys"
        note="By which servers are reached. The private half is kept encrypted."
        actions={can(me, 'ssh_key:create') ? buttons : undefined}
      >
        <CheckInput
          label="Only keys that no server uses"
          checked={unattached}
          onChange={(event) => filter(event.target.checked)}
        />
        <Loaded query={query} what="The SSH keys">
          {(sshKeys) =>
            sshKeys.length === 0 ? <NoKeys unattached={unattached} /> : <SshKeyTable sshKeys={sshKeys} onMove={setMove} />
          }
        </Loaded>
      </Section>
      <ApiPanel title="Generate one by API" action={createSshKeyAction()} />
      {opened === 'create' ? <CreateSshKey orgId={orgId} onClose={close} /> : null}
      {opened === 'import' ? <ImportSshKey orgId={orgId} onClose={close} /> : null}
      <SshKeyDialogs orgId={orgId} move={move} onClose={() => setMove(undefined)} />
    </div>
  );
}

function NoKeys({ unattached }: { readonly unattached: boolean }) {
  return unattached ? (
    <EmptyState title="Every key is in use">There is none that no server uses.</EmptyState>
  ) : (
    <EmptyState title="No SSH keys yet">Generate one, and put its public half where it is to open a door.</EmptyState>
  );
}
