import type { V1Server } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { updateServer } from '../../../api/servers.ts';
import { changeOfServer, draftOfServer, nameOfServer, type ServerStatus, serverStatuses } from '../../../lib/server.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';
import { ServerFields, serverPaths } from './ServerFields.tsx';

export function EditServer({ server, onClose }: { readonly server: V1Server; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { id, organization_id: orgId } = server;
  const [draft, setDraft] = useState(draftOfServer(server));
  const [status, setStatus] = useState<ServerStatus>();
  const change = { ...changeOfServer(server, draft), ...(status === undefined ? {} : { status }) };
  return (
    <FormDialog
      title={`Edit ${nameOfServer(server)}`}
      action="Save"
      attempt="The server could not be changed"
      canSubmit={Object.keys(change).length > 0 && draft.privateIp.trim() !== '' && draft.user.trim() !== ''}
      paths={serverPaths}
      onSubmit={() => updateServer(queries, { orgId, id }, change)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <ServerFields
            orgId={orgId}
            draft={draft}
            problemAt={problemAt}
            onChange={(next) => setDraft((old) => ({ ...old, ...next }))}
          />
          <Field
            label="Status"
            hint="Set it where somebody else sets the server up. “pending” asks for a bastion to be set up again."
          >
            {(control) => (
              <SelectInput
                {...control}
                value={status ?? ''}
                onChange={(event) => setStatus(serverStatuses.find((one) => one === event.target.value))}
              >
                <option value="">Leave it: {server.status}</option>
                {serverStatuses
                  .filter((one) => one !== server.status)
                  .map((one) => (
                    <option key={one}>{one}</option>
                  ))}
              </SelectInput>
            )}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
