/** `deployments create|update|restart|delete`. */
import type { Deployment } from '@moorage/sdk/types';
import type { Command } from 'commander';
import { type Goal, waitForDeployment } from '../../actions/wait-for-deployment.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import { describeDeployment } from '../../render/deployment.ts';
import { isForPeople, renderOne } from '../../render/output.ts';
import { type CommandSession, openSession } from '../../session.ts';
import type { CliIo } from '../../io.ts';
import { type ChangeFlags, changeOf, parseDurationMs } from './flags.ts';

export interface WaitFlags {
  readonly wait?: boolean;
  readonly timeout: string;
}

/** Shows the deployment, after waiting for it where that was wanted. */
export async function finish(session: CommandSession, deployment: Deployment, goal: Goal, flags: WaitFlags): Promise<void> {
  let latest = deployment;
  if (flags.wait === true) {
    latest = await waitForDeployment(
      session.client,
      { deployment, goal },
      {
        timeoutMs: parseDurationMs(flags.timeout),
        signal: session.io.signal,
        note: session.note,
      },
    );
  }
  if (goal === 'deleted' && isForPeople(session.output)) {
    session.io.out(`${deployment.name} ${flags.wait === true ? 'is deleted' : 'is being deleted'}.\n`);
    return;
  }
  session.io.out(renderOne(latest, { name: (row) => row.name, describe: describeDeployment }, session.output));
}

export interface CreateFlags extends WaitFlags {
  readonly name?: string;
  readonly displayName?: string;
  readonly env: Record<string, string>;
  readonly internal?: boolean;
  readonly team?: string;
}

/** `deployments create <template>`. */
export async function create(io: CliIo, template: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<CreateFlags>();
  const body = {
    template,
    envVars: flags.env,
    visibility: flags.internal === true ? ('internal' as const) : ('public' as const),
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.displayName === undefined ? {} : { displayName: flags.displayName }),
    ...(flags.team === undefined ? {} : { teamId: flags.team }),
  };
  await finish(session, dataOf(await session.client.deployments.create({ body })), 'ready', flags);
}

export interface UpdateFlags extends WaitFlags, ChangeFlags {
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly autoRollback?: 'on' | 'off';
  readonly readyDeadline?: string;
  readonly reason?: string;
}

/** How releases of it are made. */
function releaseSettings({ autoRollback, readyDeadline, reason }: UpdateFlags) {
  return {
    ...(autoRollback === undefined ? {} : { autoRollback: autoRollback === 'on' }),
    ...(readyDeadline === undefined ? {} : { readyDeadlineSeconds: Math.ceil(parseDurationMs(readyDeadline) / 1000) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** `deployments update <name>`: values not named stay as they are. */
export async function update(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<UpdateFlags>();
  const before = dataOf(await session.client.deployments.getConfig({ query: { name } }));
  const paused = flags.pause === true ? true : flags.resume === true ? false : undefined;
  const body = {
    ...changeOf(name, before, flags),
    ...(paused === undefined ? {} : { paused }),
    ...releaseSettings(flags),
  };
  dataOf(await session.client.deployments.updateConfig({ body }, { ifMatch: before.generation }));
  await finish(session, dataOf(await session.client.deployments.status({ query: { name } })), 'ready', flags);
}

/** `deployments restart <name>`. */
export async function restart(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<WaitFlags & { service?: string }>();
  const body = flags.service === undefined ? { name } : { name, service: flags.service };
  await finish(session, dataOf(await session.client.deployments.restart({ body })), 'ready', flags);
}

/** `deployments delete <name>`: asks a person, needs `--yes` from a program. */
export async function remove(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<WaitFlags & { yes?: boolean }>();
  if (flags.yes !== true) {
    const answer = io.isTty ? await io.ask(`Delete ${name} with its pods, volumes and address? Type its name: `) : undefined;
    if (answer?.trim() !== name) throw usageFailure('Nothing was deleted.', `Repeat with --yes, or type ${name} when asked.`);
  }
  await finish(session, dataOf(await session.client.deployments.delete({ body: { name } })), 'deleted', flags);
}
