import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Page } from '../../shared/Page.tsx';
import { TabBar, TabLink } from '../../shared/Tabs.tsx';
import { useMe } from '../../shared/use-session.ts';

export function SettingsPage(): ReactElement {
  const me = useMe();
  return (
    <Page title="Settings" note={`Of your account, ${me.email}`}>
      <TabBar label="Settings">
        <TabLink to="/settings/api-keys">API keys</TabLink>
        <TabLink to="/settings/secrets">Secrets</TabLink>
        <TabLink to="/settings/sessions">Sessions</TabLink>
        <TabLink to="/settings/sign-ins">Sign-ins</TabLink>
      </TabBar>
      <Outlet />
    </Page>
  );
}
