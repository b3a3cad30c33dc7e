import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createServer } from '../../../api/servers.ts';
import { emptyServer, serverOfDraft } from '../../../lib/server.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { createServerAction } from './server-actions.ts';
import { ServerFields, serverPaths } from './ServerFields.tsx';

export function CreateServer({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(emptyServer);
  const body = serverOfDraft(draft);
  return (
    <FormDialog
      title="Add a server"
      description="It is described here; nothing is done to the machine."
      action="Add"
      attempt="The server could not be added"
      canSubmit={body.private_ip_address !== '' && body.ssh_user !== '' && body.ssh_key_id !== ''}
      paths={serverPaths}
      onSubmit={() => createServer(queries, orgId, body)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <ServerFields
            orgId={orgId}
            draft={draft}
            problemAt={problemAt}
            onChange={(change) => setDraft((old) => ({ ...old, ...change }))}
          />
          <ShowAs action={createServerAction(orgId, body)} />
        </>
      )}
    </FormDialog>
  );
}
