import type { V1RecordSet } from '@moorage/sdk/types';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Code, EllipsisVertical, Pencil, RotateCw, Trash2 } from 'lucide-react';
import { toast } from 'sonner';
import { updateRecord } from '../../../api/dns.ts';
import { toFailure } from '../../../api/errors.ts';
import { can } from '../../../lib/can.ts';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import type { RecordMove } from './RecordDialogs.tsx';

interface RecordMenuProps {
  readonly orgId: string;
  readonly record: V1RecordSet;
  readonly onMove: (move: RecordMove) => void;
}

export function RecordMenu({ orgId, record, onMove }: RecordMenuProps) {
  const me = useMe();
  const queries = useQueryClient();
  const { id, name, type, status, owner } = record;
  const retry = useMutation({
    mutationFn: () => updateRecord(queries, { orgId, id }, { status: 'pending' }),
    onError: (error) => toast.error(`${type} ${name} was not tried again`, { description: toFailure(error).message }),
  });
  const mayUpdate = can(me, 'dns_record:update');
  const choose = (kind: RecordMove['kind']) => () => onMove({ kind, record });
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${type} ${name}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {mayUpdate && status !== 'ready' ? (
        <MenuItem icon={<RotateCw className="size-4" />} onClick={() => retry.mutate()}>
          Try again
        </MenuItem>
      ) : null}
      {/* What is in the way is not ours; the server refuses other changes until it is gone. */}
      {mayUpdate && owner === 'autoglue' ? (
        <MenuItem icon={<Pencil className="size-4" />} onClick={choose('edit')}>
          Edit…
        </MenuItem>
      ) : null}
      <MenuItem icon={<Code className="size-4" />} onClick={choose('show')}>
        Show as Terraform, CLI…
      </MenuItem>
      {can(me, 'dns_record:delete') ? (
        <MenuItem icon={<Trash2 className="size-4" />} danger onClick={choose('delete')}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
