import type { V1NodePool } from '@moorage/sdk/types';
import { EllipsisVertical, Pencil, Trash2 } from 'lucide-react';
import { can } from '../../../lib/can.ts';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import type { PoolMove } from './PoolDialogs.tsx';

interface PoolMenuProps {
  readonly pool: V1NodePool;
  readonly onMove: (move: PoolMove) => void;
}

export function PoolMenu({ pool, onMove }: PoolMenuProps) {
  const me = useMe();
  const [mayUpdate, mayDelete] = [can(me, 'node_pool:update'), can(me, 'node_pool:delete')];
  if (!mayUpdate && !mayDelete) return null;
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${pool.name}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {mayUpdate ? (
        <MenuItem icon={<Pencil className="size-4" />} onClick={() => onMove({ kind: 'edit', pool })}>
          Edit…
        </MenuItem>
      ) : null}
      {mayDelete ? (
        <MenuItem icon={<Trash2 className="size-4" />} danger onClick={() => onMove({ kind: 'delete', pool })}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
