/** The first steps, each judged by what is really there. */
import type { ApiKey, DeploymentSummary, PublicConfig } from '@moorage/sdk/types';

export type StepId = 'sign-in' | 'deploy' | 'ready' | 'api-key' | 'use-key' | 'cluster';

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
}

export function planChecklist({ deployments, apiKeys, config }: Facts): readonly Step[] {
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
      id: 'cluster',
      title: 'Connect a real cluster',
      hint: 'The embedded one runs processes without isolation.',
      isDone: config !== undefined && config.embeddedCluster === null,
    },
  ];
}
