import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { type FleetItem, fleetQuery } from '../../api/fleet-search.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { useDebounced } from '../use-debounced.ts';
import { useCurrentTeam } from '../use-session.ts';
import { groupStyle, Item } from './PaletteItem.tsx';

const pauseMs = 200;
const pages = {
  server: '/infrastructure/servers/$id',
  'node pool': '/infrastructure/pools/$id',
  cluster: '/infrastructure/clusters/$id',
  domain: '/infrastructure/dns/$id',
} as const satisfies Record<FleetItem['kind'], string>;

/** Servers, node pools, clusters and domains by name, once something is typed. */
export function FleetItems({ search, onDone }: { readonly search: string; readonly onDone: () => void }) {
  const { orgId = '' } = useCurrentTeam();
  const wanted = useDebounced(search.trim(), pauseMs);
  const query = useQuery({
    ...fleetQuery(orgId, wanted),
    enabled: orgId !== '' && wanted !== '',
    placeholderData: keepPreviousData,
  });
  const navigate = useNavigate();
  const items = query.data ?? [];
  if (search.trim() === '' || items.length === 0) return null;
  return (
    <Command.Group heading="Infrastructure" className={groupStyle}>
      {items.map(({ kind, id, name, status }) => (
        <Item
          key={id}
          value={`${kind} ${name} ${id}`}
          onSelect={() => {
            onDone();
            void navigate({ to: pages[kind], params: { id } });
          }}
        >
          <span className="truncate">{name}</span>
          <span className="truncate text-muted">{kind}</span>
          {status === undefined ? null : (
            <span className="ml-auto">
              <StatusBadge status={status} />
            </span>
          )}
        </Item>
      ))}
    </Command.Group>
  );
}
