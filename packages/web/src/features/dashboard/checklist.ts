/** The first steps, each judged by what is really there. */
import type { ApiKey, DeploymentSummary, PublicConfig } from '@moorage/sdk/types';

export type StepId = 'sign-in' | 'deploy' | 'ready' | 'api-key' | 'use-key' | 'invite' | 'cluster';

export interface Step {
  readonly id: StepId;
  readonly title: string;
  readonly hint: string;
  readonly isDone: boolean;
}

interface Facts {
  readonly deployments: readonly DeploymentSummary[];
  readonly apiKeys: readonly ApiKey[];
  readonly config: PublicConfig | undefined;
  /** Of the organization; undefined where it is not known yet. */
  readonly memberCount: number | undefined;
  /** What the role in this team allows: nobody is told to do what would be refused. */
  readonly mayDeploy: boolean;
  readonly mayInvite: boolean;
}

export function planChecklist(facts: Facts): readonly Step[] {
  const { mayDeploy, mayInvite } = facts;
  return planAll(facts).filter(({ id, isDone }) => isDone || ((id !== 'deploy' || mayDeploy) && (id !== 'invite' || mayInvite)));
}

function planAll({ deployments, apiKeys, config, memberCount }: Facts): readonly Step[] {
  const ready = deployments.find((deployment) => deployment.status === 'Ready' && deployment.url !== null);
  return [
    { id: 'sign-in', title: 'Sign in', hint: 'That is you.', isDone: true },
    {
      id: 'deploy',
      title: 'Deploy the sample app',
      hint: 'A small web server; takes a few seconds.',
      isDone: deployments.length > 0,
    },
    {
      id: 'ready',
      title: 'Open it',
      hint:
        ready === undefined
          ? 'Its address appears here as soon as it is ready.'
          : `${ready.displayName} answers at its own address.`,
      isDone: ready !== undefined,
    },
    { id: 'api-key', title: 'Create an API key', hint: 'For curl, scripts and the SDK.', isDone: apiKeys.length > 0 },
    {
      id: 'use-key',
      title: 'Use it from a terminal',
      hint: 'Done as soon as a key was used once.',
      isDone: apiKeys.some((key) => key.lastUsedAt !== null),
    },
    {
      id: 'invite',
      title: 'Invite a colleague',
      hint: 'By e-mail or by a link; you choose the role.',
      isDone: memberCount !== undefined && memberCount > 1,
    },
    {
      id: 'cluster',
      title: 'Connect a real cluster',
      hint: 'The embedded one runs processes without isolation.',
      isDone: config !== undefined && config.embeddedCluster === null,
    },
  ];
}
