import type { V1Server } from '@moorage/sdk/types';
import { EllipsisVertical, KeyRound, Pencil, Trash2 } from 'lucide-react';
import { can } from '../../../lib/can.ts';
import { nameOfServer } from '../../../lib/server.ts';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import type { ServerMove } from './ServerDialogs.tsx';

interface ServerMenuProps {
  readonly server: V1Server;
  readonly onMove: (move: ServerMove) => void;
}

export function ServerMenu({ server, onMove }: ServerMenuProps) {
  const me = useMe();
  const [mayUpdate, mayDelete] = [can(me, 'server:update'), can(me, 'server:delete')];
  if (!mayUpdate && !mayDelete) return null;
  const choose = (kind: ServerMove['kind']) => () => onMove({ kind, server });
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${nameOfServer(server)}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {mayUpdate ? (
        <>
          <MenuItem icon={<Pencil className="size-4" />} onClick={choose('edit')}>
            Edit…
          </MenuItem>
          <MenuItem icon={<KeyRound className="size-4" />} onClick={choose('reset')}>
            Reset the host key…
          </MenuItem>
        </>
      ) : null}
      {mayDelete ? (
        <MenuItem icon={<Trash2 className="size-4" />} danger onClick={choose('delete')}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
