import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { can } from '../../lib/can.ts';
import { BackupAlert } from '../../shared/BackupAlert.tsx';
import { Page } from '../../shared/Page.tsx';
import { TabBar, TabLink } from '../../shared/Tabs.tsx';
import { useMe } from '../../shared/use-session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function AdminPage(): ReactElement {
  const me = useMe();
  if (!can(me, 'platform:read')) {
    return (
      <Page title="Platform">
        <EmptyState title="This is for administrators of the platform">
          Somebody who runs it makes you one, under Users here or by moorage admin grant.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title="Platform" note="Everything that is beyond one organization.">
      <TabBar label="Platform">
        <TabLink to="/admin" activeOptions={{ exact: true, includeSearch: false }}>
          Figures
        </TabLink>
        <TabLink to="/admin/users">Users</TabLink>
        <TabLink to="/admin/organizations">Organizations</TabLink>
        <TabLink to="/admin/clients">Clients</TabLink>
        <TabLink to="/admin/jobs">Jobs</TabLink>
        <TabLink to="/admin/schedules">Schedules</TabLink>
        <TabLink to="/admin/audit">Audit</TabLink>
        <TabLink to="/admin/encryption">Encryption</TabLink>
        <TabLink to="/admin/backups">Backups</TabLink>
      </TabBar>
      <BackupAlert evenWhenOff />
      <Outlet />
    </Page>
  );
}
