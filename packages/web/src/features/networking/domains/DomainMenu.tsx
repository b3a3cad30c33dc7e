import type { V1Domain } from '@moorage/sdk/types';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { EllipsisVertical, Pencil, RotateCw, Trash2 } from 'lucide-react';
import { toast } from 'sonner';
import { updateDomain } from '../../../api/dns.ts';
import { toFailure } from '../../../api/errors.ts';
import { can } from '../../../lib/can.ts';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import type { DomainMove } from './DomainDialogs.tsx';

interface DomainMenuProps {
  readonly domain: V1Domain;
  readonly onMove: (move: DomainMove) => void;
}

export function DomainMenu({ domain, onMove }: DomainMenuProps) {
  const me = useMe();
  const queries = useQueryClient();
  const { id, organization_id: orgId, domain_name: name } = domain;
  const retry = useMutation({
    mutationFn: () => updateDomain(queries, { orgId, id }, { status: 'pending' }),
    onError: (error) => toast.error(`${name} was not tried again`, { description: toFailure(error).message }),
  });
  const [mayUpdate, mayDelete] = [can(me, 'dns_domain:update'), can(me, 'dns_domain:delete')];
  if (!mayUpdate && !mayDelete) return null;
  const choose = (kind: DomainMove['kind']) => () => onMove({ kind, domain });
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${name}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {mayUpdate ? (
        <>
          <MenuItem icon={<RotateCw className="size-4" />} onClick={() => retry.mutate()}>
            Compare with the zone now
          </MenuItem>
          <MenuItem icon={<Pencil className="size-4" />} onClick={choose('edit')}>
            Edit…
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
