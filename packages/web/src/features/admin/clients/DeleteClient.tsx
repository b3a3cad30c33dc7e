import { useQueryClient } from '@tanstack/react-query';
import type { Client } from '@moorage/sdk/types';
import { deleteClient } from '../../../api/client-actions.ts';
import { plural } from '../../../lib/format.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { Callout } from '../../../ui/Callout.tsx';

export function DeleteClient({ client, onClose }: { readonly client: Client; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { id, name, slug, domain, orgCount } = client;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${name}`}
      action="Delete"
      typed={slug}
      danger
      onConfirm={() => deleteClient(queries, id)}
    >
      <p>{domain} is answered no more, and whoever is signed in there is signed out.</p>
      {orgCount === 0 ? null : (
        <Callout
          tone="warn"
          title={`It has ${plural(orgCount, 'organization')}: give them to another client, or delete them, first.`}
        />
      )}
    </ConfirmDialog>
  );
}
