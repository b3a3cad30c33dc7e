import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';
import { isFailure } from '../../api/errors.ts';
import { deploymentQuery } from '../../api/queries.ts';
import { LinkButton } from '../../shared/LinkButton.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Page } from '../../shared/Page.tsx';
import { TabBar, TabLink } from '../../shared/Tabs.tsx';
import { useCurrentTeam, useMe } from '../../shared/use-session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { DeploymentActions } from './DeploymentActions.tsx';
import { DeploymentHeading } from './DeploymentHeading.tsx';

const tabs = [
  { to: '/deployments/$name/logs', label: 'Logs' },
  { to: '/deployments/$name/terminal', label: 'Terminal' },
  { to: '/deployments/$name/metrics', label: 'Metrics' },
  { to: '/deployments/$name/config', label: 'Config' },
  { to: '/deployments/$name/secrets', label: 'Secrets' },
  { to: '/deployments/$name/domains', label: 'Domains' },
  { to: '/deployments/$name/access', label: 'Access' },
  { to: '/deployments/$name/releases', label: 'Releases' },
  { to: '/deployments/$name/events', label: 'Events' },
  { to: '/deployments/$name/activity', label: 'Activity' },
  { to: '/deployments/$name/yaml', label: 'YAML' },
  { to: '/deployments/$name/api', label: 'API' },
  { to: '/deployments/$name/danger', label: 'Danger zone' },
] as const;

export function DeploymentPage(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const query = useQuery(deploymentQuery(name));
  useTeamOf(query.data?.teamId);
  if (isFailure(query.error, 'not_found')) return <Gone name={name} wasSeen={query.data !== undefined} />;
  const deployment = query.data;
  return (
    <Page
      title={deployment?.displayName ?? name}
      heading={deployment === undefined ? undefined : <DeploymentHeading deployment={deployment} />}
      actions={deployment === undefined ? undefined : <DeploymentActions deployment={deployment} />}
      wide
    >
      <Loaded query={query} what={`The deployment ${name}`} skeletonRows={8}>
        {(data) => (
          <>
            <TabBar label={`Parts of ${data.displayName}`}>
              <TabLink to="/deployments/$name" params={{ name }} activeOptions={{ exact: true, includeSearch: false }}>
                Overview
              </TabLink>
              {tabs.map((tab) => (
                <TabLink key={tab.to} to={tab.to} params={{ name }} activeOptions={{ includeSearch: false }}>
                  {tab.label}
                </TabLink>
              ))}
            </TabBar>
            <Outlet />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** A link without a team leads to a deployment of another one: the console follows, so that its changes arrive here too. */
function useTeamOf(teamId: string | undefined): void {
  const navigate = useNavigate();
  const { teams } = useMe();
  const current = useCurrentTeam().teamId;
  const isElsewhere = teamId !== undefined && teamId !== current && teams.some((team) => team.id === teamId);
  useEffect(() => {
    if (isElsewhere) void navigate({ to: '.', search: (previous) => ({ ...previous, team: teamId }), replace: true });
  }, [navigate, isElsewhere, teamId]);
}

/** A deployment that is not there, or was deleted while its page was open. */
function Gone({ name, wasSeen }: { readonly name: string; readonly wasSeen: boolean }) {
  return (
    <Page title={name}>
      <EmptyState
        title={wasSeen ? `${name} is deleted or no longer yours to see` : `There is no deployment ${name}`}
        actions={
          <>
            <LinkButton tone="primary" to="/deployments">
              All deployments
            </LinkButton>
            <LinkButton to="/deploy">Deploy an app</LinkButton>
          </>
        }
      >
        {wasSeen
          ? 'A deployment that is deleted takes its services, addresses and volumes with it; what was done to it stays in the audit log. If it should be there, ask an admin of its team.'
          : 'It was deleted, its name is mistyped, or it belongs to a team that you are not in and is not shared with you.'}
      </EmptyState>
    </Page>
  );
}
