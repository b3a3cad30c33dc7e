import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { AdminAuditEvent } from '@moorage/sdk/types';
import { RefreshCw } from 'lucide-react';
import { type ReactElement, useCallback, useMemo } from 'react';
import { adminAuditQuery, followAnyAudit } from '../../../api/admin.ts';
import { placeText, platformTrail } from '../../../lib/audit.ts';
import { adminExportPath, auditFilterOf } from '../../../lib/audit-filter.ts';
import { can } from '../../../lib/can.ts';
import type { AdminAuditSearch } from '../../../lib/search.ts';
import { ActivityList } from '../../../shared/ActivityList.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { AuditDetails } from '../../../shared/audit/AuditDetails.tsx';
import { AuditExport } from '../../../shared/audit/AuditExport.tsx';
import { AuditFilters } from '../../../shared/audit/AuditFilters.tsx';
import { type Follow, FollowButton, Following, useFollowing } from '../../../shared/audit/AuditFollow.tsx';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';
import { adminAuditAction } from './admin-audit-action.ts';

export function AdminAuditTab(): ReactElement {
  if (can(useMe(), 'platform:audit')) return <AllTrails />;
  return <EmptyState title="Your role does not read the audit of the platform" />;
}

function AllTrails() {
  const search = useSearch({ from: '/shell/admin/audit' });
  const navigate = useNavigate();
  const { org, event, actor, q, request, from, to, entry, follow = false } = search;
  const filter = useMemo(() => auditFilterOf({ event, actor, q, request, from, to }), [event, actor, q, request, from, to]);
  const query = useInfiniteQuery(adminAuditQuery(org, filter));
  const queries = useQueryClient();
  const start = useCallback<Follow>(
    (onState) => followAnyAudit(queries, { orgId: org, filter }, onState),
    [queries, org, filter],
  );
  const following = useFollowing(follow && query.isSuccess && !query.isPlaceholderData ? start : undefined);
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  const open = events.find(({ id }) => id === entry);
  const change = (next: AdminAuditSearch) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  const isFiltered = [org, ...Object.values(filter)].some((value) => value !== undefined);
  return (
    <Section
      title="Audit"
      note="What was done in all organizations and by the platform itself. That you read it is recorded."
      actions={
        <>
          <Button busy={query.isRefetching} onClick={() => void query.refetch()}>
            <RefreshCw aria-hidden="true" className="size-4" />
            Refresh
          </Button>
          <FollowButton isOn={follow} onChange={(isOn) => change({ follow: isOn })} />
          <AuditExport pathOf={(format) => adminExportPath(org, filter, format)} />
        </>
      }
    >
      <PlaceChoice org={org} events={events} onChange={(next) => change({ org: next })} />
      <AuditFilters
        value={{ event, actor, q, request, from, to }}
        onChange={({ entry: _entry, follow: _follow, ...next }) => change(next)}
      />
      <Following state={following} />
      <PagedRows
        query={query}
        what="The audit"
        empty={
          <EmptyState title={isFiltered ? 'No entry matches' : 'Nothing happened yet'}>
            {isFiltered ? 'Entries are kept as long as each organization says; older ones are gone.' : null}
          </EmptyState>
        }
      >
        {(items) => (
          <ActivityList
            events={items}
            label="Audit"
            showTarget
            onOpen={({ id }) => change({ entry: id })}
            place={{ textOf: placeText, onChoose: ({ orgId }) => change({ org: orgId }) }}
          />
        )}
      </PagedRows>
      <ApiPanel title="Read it by API" action={adminAuditAction(org, filter)} />
      {open === undefined ? null : (
        <AuditDetails event={open} place={placeText(open)} onClose={() => change({ entry: undefined })} />
      )}
    </Section>
  );
}

interface PlaceChoiceProps {
  readonly org: string | undefined;
  readonly events: readonly AdminAuditEvent[];
  readonly onChange: (org: string | undefined) => void;
}

/** One organization is chosen in the list here or in the list of organizations: there may be thousands. */
function PlaceChoice({ org, events, onChange }: PlaceChoiceProps) {
  const chosen = events.find(({ orgId }) => orgId === org);
  return (
    <div className="w-64 max-sm:w-full">
      <Field label="Where">
        {(control) => (
          <SelectInput
            {...control}
            value={org ?? ''}
            onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
          >
            <option value="">Everywhere</option>
            <option value={platformTrail}>The platform itself</option>
            {org === undefined || org === platformTrail ? null : (
              <option value={org}>{chosen === undefined ? `Organization ${org}` : placeText(chosen)}</option>
            )}
          </SelectInput>
        )}
      </Field>
    </div>
  );
}
