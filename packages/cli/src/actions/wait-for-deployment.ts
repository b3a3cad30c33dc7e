/**
 * Waits until a deployment is what was asked for, by the event stream: no polling, and every change of state is told once.
 */
import type { Client } from '@moorage/sdk/client';
import type { Deployment } from '@moorage/sdk/types';
import { CliFailure, dataOf } from '../failure.ts';
import { describeEvidence } from '../render/deployment.ts';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

export type Goal = 'ready' | 'deleted';

/** sysexits(3) EX_TEMPFAIL: it may still succeed later. */
const timeoutExitCode = 75;
/** The deployment itself failed: the command worked, what it asked for did not. */
export const failedExitCode = 1;

/** Whether the goal is reached by what is known; `Error` counts only once it speaks of the newest generation. */
export function verdictOf(deployment: Deployment, goal: Goal): 'reached' | 'failed' | 'waiting' {
  if (goal === 'deleted') return 'waiting';
  const isCurrent = deployment.observedGeneration >= deployment.generation;
  if (!isCurrent) return 'waiting';
  if (deployment.status === 'Ready') return 'reached';
  return deployment.status === 'Error' ? 'failed' : 'waiting';
}

function failureOf(deployment: Deployment): CliFailure {
  const evidence = deployment.evidence ?? deployment.services.find((service) => service.evidence !== null)?.evidence ?? null;
  const details = evidence === null ? '' : `\n${describeEvidence(evidence)}`;
  return new CliFailure(
    `${deployment.name} is in Error: ${deployment.lastError ?? deployment.message ?? 'no reason given'}${details}`,
    {
      exitCode: failedExitCode,
      nextStep: `See its logs with \`moorage deployments logs ${deployment.name}\`.`,
    },
  );
}

/** One line about where a deployment stands. What the cluster last said of one that goes away is of no interest any more. */
export function progressOf({ status, message, servicesReady, servicesTotal }: Deployment): string {
  if (status === 'Deleting') return 'Deleting: its processes are stopped and its objects removed.';
  return `${status}: ${message ?? `${servicesReady}/${servicesTotal} services ready`}`;
}

/** Tells each change of state once; a state that speaks of an older generation is not news. */
function createTeller(note: (text: string) => void): (deployment: Deployment) => void {
  let last = '';
  return (deployment) => {
    if (deployment.observedGeneration < deployment.generation) return;
    const text = progressOf(deployment);
    if (text !== last) note(text);
    last = text;
  };
}

/** Resolves with the last known state; throws a {@link CliFailure} on error or timeout. */
export async function waitForDeployment(
  client: Client,
  target: { readonly deployment: Deployment; readonly goal: Goal },
  options: WaitOptions,
): Promise<Deployment> {
  const { name, teamId } = target.deployment;
  const stop = new AbortController();
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([stop.signal, timeout, options.signal]);
  const tell = createTeller(options.note);
  let latest = target.deployment;
  let isDeleted = false;
  const consider = (deployment: Deployment): void => {
    latest = deployment;
    tell(deployment);
    if (verdictOf(deployment, target.goal) !== 'waiting') stop.abort();
  };
  const refresh = async (): Promise<void> => {
    const result = await client.deployments.status({ query: { name } }, { signal });
    if (result.kind === 'ok') consider(result.data);
    else if (result.kind === 'api-error' && result.status === 404 && target.goal === 'deleted') {
      isDeleted = true;
      stop.abort();
    }
  };
  const end = await client.events.stream(
    { query: { team_id: teamId } },
    {
      signal,
      onOpen: () => void refresh(),
      onEvent: (event) => {
        if (event.event === 'deployment' && event.data.name === name) consider(event.data);
        if (event.event === 'deploymentDeleted' && event.data.name === name) {
          isDeleted = true;
          stop.abort();
        }
      },
    },
  );
  if (end.kind === 'refused') dataOf(end.result);
  if (isDeleted || verdictOf(latest, target.goal) === 'reached') return latest;
  if (verdictOf(latest, target.goal) === 'failed') throw failureOf(latest);
  throw new CliFailure(`${name} is still ${latest.status} after ${Math.round(options.timeoutMs / 1000)} s.`, {
    exitCode: timeoutExitCode,
    nextStep: `Look again with \`moorage deployments get ${name}\`.`,
  });
}
