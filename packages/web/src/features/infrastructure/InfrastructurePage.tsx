import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Page } from '../../shared/Page.tsx';
import { TabBar, TabLink } from '../../shared/Tabs.tsx';
import { useCurrentTeam } from '../../shared/use-session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function InfrastructurePage(): ReactElement {
  const { orgId, orgName } = useCurrentTeam();
  if (orgId === undefined) {
    return (
      <Page title="Infrastructure">
        <EmptyState title="You belong to no organization">Ask an admin to add you to one.</EmptyState>
      </Page>
    );
  }
  return (
    <Page title="Infrastructure" note={`What clusters of ${orgName} are made of.`} wide>
      <TabBar label="Infrastructure">
        <TabLink to="/infrastructure" activeOptions={{ exact: true, includeSearch: false }}>
          Servers
        </TabLink>
        <TabLink to="/infrastructure/pools" activeOptions={{ includeSearch: false }}>
          Node pools
        </TabLink>
        <TabLink to="/infrastructure/labels" activeOptions={{ includeSearch: false }}>
          Labels and taints
        </TabLink>
        <TabLink to="/infrastructure/load-balancers" activeOptions={{ includeSearch: false }}>
          Load balancers
        </TabLink>
        <TabLink to="/infrastructure/dns" activeOptions={{ includeSearch: false }}>
          DNS
        </TabLink>
        <TabLink to="/infrastructure/clusters" activeOptions={{ includeSearch: false }}>
          Clusters
        </TabLink>
        <TabLink to="/infrastructure/actions">Actions</TabLink>
      </TabBar>
      <Outlet />
    </Page>
  );
}
