import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DeploymentSummary } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { apiKeysQuery, deploymentsQuery, templatesQuery } from '../../api/queries.ts';
import { orgMembersQuery } from '../../api/org-queries.ts';
import { can } from '../../lib/can.ts';
import { Age } from '../../shared/Age.tsx';
import { BackupAlert } from '../../shared/BackupAlert.tsx';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { LinkButton, linkStyle } from '../../shared/LinkButton.tsx';
import { Page } from '../../shared/Page.tsx';
import { StatusBadge } from '../../shared/StatusBadge.tsx';
import { useConfig, useCurrentTeam, useMe } from '../../shared/use-session.ts';
import { Card, Section } from '../../ui/Card.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Checklist } from './Checklist.tsx';
import { planChecklist } from './checklist.ts';
import { QuickLinks } from './QuickLinks.tsx';

const noDeployments: readonly DeploymentSummary[] = [];
/** The system template that shows a person something without asking for anything. */
const sampleName = 'hello';

export function DashboardPage(): ReactElement {
  const me = useMe();
  const config = useConfig();
  const team = useCurrentTeam();
  const deployments = useInfiniteQuery(deploymentsQuery({ teamId: team.teamId }));
  const apiKeys = useQuery(apiKeysQuery);
  const templates = useQuery(templatesQuery);
  const items = deployments.data?.pages[0]?.items ?? noDeployments;
  const members = useQuery({ ...orgMembersQuery(team.orgId ?? ''), enabled: team.orgId !== undefined });
  const steps = planChecklist({
    deployments: items,
    apiKeys: apiKeys.data ?? [],
    config,
    memberCount: members.data?.length,
    mayDeploy: can(me, 'deployment:create'),
    mayInvite: can(me, 'org:members'),
  });
  const isSettled = deployments.data !== undefined && apiKeys.data !== undefined;
  const readyUrl = items.find((item) => item.status === 'Ready' && item.url !== null)?.url ?? undefined;
  return (
    <Page
      title="Dashboard"
      note={`${team.orgName} / ${team.teamName}`}
      actions={
        can(me, 'deployment:create') ? (
          <LinkButton tone="primary" to="/deploy">
            Deploy an app
          </LinkButton>
        ) : undefined
      }
    >
      {deployments.error === null ? null : (
        <ErrorView
          error={deployments.error}
          attempt="The deployments could not be loaded"
          onRetry={() => void deployments.refetch()}
        />
      )}
      <BackupAlert />
      <div className="grid gap-6 *:min-w-0 lg:grid-cols-2">
        {!isSettled && deployments.error === null ? <SkeletonRows rows={6} what="Loading the first steps" /> : null}
        {isSettled && steps.some((step) => !step.isDone) ? (
          <Checklist
            steps={steps}
            sampleTemplate={templates.data?.find((template) => template.isSystem && template.name === sampleName)?.name}
            readyUrl={readyUrl}
            config={config}
          />
        ) : null}
        <div className="space-y-6">
          <RecentDeployments items={items} isLoading={deployments.isPending} />
          <QuickLinks />
        </div>
      </div>
    </Page>
  );
}

function RecentDeployments({ items, isLoading }: { readonly items: readonly DeploymentSummary[]; readonly isLoading: boolean }) {
  const recent = items.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)).slice(0, 6);
  return (
    <Section
      title="Recent deployments"
      actions={
        <Link to="/deployments" className={linkStyle}>
          All deployments
        </Link>
      }
    >
      <Card>
        {isLoading ? (
          <div className="px-4">
            <SkeletonRows rows={3} what="Loading the deployments" />
          </div>
        ) : null}
        {!isLoading && recent.length === 0 ? <p className="px-4 py-5 text-muted">Nothing runs here yet.</p> : null}
        <ul>
          {recent.map((item) => (
            <li key={item.name} className="flex min-h-12 items-center gap-3 border-b border-border px-4 py-2 last:border-b-0">
              <div className="min-w-0 flex-1">
                <Link to="/deployments/$name" params={{ name: item.name }} className="font-medium hover:underline">
                  {item.displayName}
                </Link>
                <p className="truncate text-[13px] text-muted">{item.lastError ?? item.url ?? item.template}</p>
              </div>
              <span className="text-[13px] text-muted">
                <Age at={item.updatedAt} />
              </span>
              <StatusBadge status={item.status} />
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}
