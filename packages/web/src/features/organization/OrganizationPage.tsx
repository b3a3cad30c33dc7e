import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { orgQuery } from '../../api/org-queries.ts';
import { Page } from '../../shared/Page.tsx';
import { TabBar, TabLink } from '../../shared/Tabs.tsx';
import { useCurrentTeam } from '../../shared/use-session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function OrganizationPage(): ReactElement {
  const { orgId, orgName } = useCurrentTeam();
  const org = useQuery({ ...orgQuery(orgId ?? ''), enabled: orgId !== undefined });
  if (orgId === undefined) {
    return (
      <Page title="Organization">
        <EmptyState title="You belong to no organization">Ask an admin to add you to one.</EmptyState>
      </Page>
    );
  }
  const note = org.data === undefined ? undefined : `${org.data.slug} · plan ${org.data.plan}`;
  return (
    <Page title={orgName} note={note}>
      <TabBar label="Organization">
        <TabLink to="/organization" activeOptions={{ exact: true, includeSearch: false }}>
          Members
        </TabLink>
        <TabLink to="/organization/invitations">Invitations</TabLink>
        <TabLink to="/organization/teams">Teams</TabLink>
        <TabLink to="/organization/roles">Roles</TabLink>
        <TabLink to="/organization/keys">Keys</TabLink>
        <TabLink to="/organization/secrets">Secrets</TabLink>
        <TabLink to="/organization/credentials">Credentials</TabLink>
        <TabLink to="/organization/ssh-keys" activeOptions={{ includeSearch: false }}>
          SSH keys
        </TabLink>
        <TabLink to="/organization/audit">Audit log</TabLink>
        <TabLink to="/organization/settings">Settings</TabLink>
      </TabBar>
      <Outlet />
    </Page>
  );
}
