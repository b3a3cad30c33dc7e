import type { V1Server } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { deleteServer, resetHostKey } from '../../../api/servers.ts';
import { nameOfServer } from '../../../lib/server.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { EditServer } from './EditServer.tsx';

export interface ServerMove {
  readonly kind: 'edit' | 'reset' | 'delete';
  readonly server: V1Server;
}

interface ServerDialogsProps {
  readonly move: ServerMove | undefined;
  readonly onClose: () => void;
  /** After it is gone, where the page shows only this one. */
  readonly onDeleted?: () => void;
}

/** The dialog that belongs to what was chosen of a server. */
export function ServerDialogs({ move, onClose, onDeleted }: ServerDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { kind, server } = move;
  const place = { orgId: server.organization_id, id: server.id };
  if (kind === 'edit') return <EditServer server={server} onClose={onClose} />;
  const close = (open: boolean) => (open ? undefined : onClose());
  if (kind === 'reset') {
    return (
      <ConfirmDialog
        open
        onOpenChange={close}
        title={`Reset the host key of ${nameOfServer(server)}`}
        action="Reset"
        onConfirm={() => resetHostKey(queries, place)}
      >
        <p>
          The server is recognized by its host key. After a reinstallation it has a new one, which is taken at the next sign-in.
        </p>
        <p className="text-muted">
          Do it only where you know why the key is another: somebody else’s machine has another one, too.
        </p>
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={`Delete ${nameOfServer(server)}`}
      action="Delete"
      danger
      onConfirm={async () => {
        await deleteServer(queries, place);
        onDeleted?.();
      }}
    >
      <p>It is forgotten here, with its log. The machine itself stays as it is.</p>
      <p className="text-muted">Where a node pool or a cluster uses it, nothing is deleted, and you are told which.</p>
    </ConfirmDialog>
  );
}
