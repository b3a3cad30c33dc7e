/** `deployments releases|rollback|deploy-image|scale|plan|events`. */
import type { Command } from 'commander';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { clusterEventListView, describeChanges, releaseListView } from '../../render/release.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { type ChangeFlags, changeOf, parseServiceValue, parseWholeNumber } from './flags.ts';
import { finish, type WaitFlags } from './write.ts';

type ReasonFlags = WaitFlags & { readonly reason?: string };

function reasonOf({ reason }: ReasonFlags): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

function parseRange(text: string): { from: number; to: number } {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw usageFailure(`--diff ${text} is not two releases.`, 'For instance --diff 1..3');
  return { from: Number(from), to: Number(to) };
}

/** `deployments releases <name>`. */
export async function releases(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<{ diff?: string; limit: string }>();
  if (flags.diff !== undefined) {
    const query = { name, ...parseRange(flags.diff) };
    const diff = dataOf(await session.client.deployments.releaseDiff({ query }));
    io.out(renderOne(diff, { name: () => `${diff.from}..${diff.to}`, describe: describeChanges }, session.output));
    return;
  }
  const query = { name, limit: parseWholeNumber('--limit', flags.limit) };
  const rows = dataOf(await session.client.deployments.releases({ query }));
  io.out(renderList(rows, releaseListView(io.now()), session.output));
}

/** `deployments rollback <name> <release>`. */
export async function rollback(io: CliIo, target: { name: string; release: string }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<ReasonFlags>();
  const body = { name: target.name, release: parseWholeNumber('release', target.release), ...reasonOf(flags) };
  await finish(session, dataOf(await session.client.deployments.rollback({ body })), 'ready', flags);
}

/** `deployments deploy-image <name> <service=image>`. */
export async function deployImage(io: CliIo, target: { name: string; pair: string }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<ReasonFlags>();
  const { service, value: image } = parseServiceValue(target.pair, 'web=nginx:1.29');
  const body = { name: target.name, service, image, ...reasonOf(flags) };
  await finish(session, dataOf(await session.client.deployments.deployImage({ body })), 'ready', flags);
}

/** `deployments scale <name> <service=replicas>`. */
export async function scale(io: CliIo, target: { name: string; pair: string }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<ReasonFlags>();
  const { service, value } = parseServiceValue(target.pair, 'web=3');
  const body = { name: target.name, service, replicas: parseWholeNumber(service, value), ...reasonOf(flags) };
  await finish(session, dataOf(await session.client.deployments.scale({ body })), 'ready', flags);
}

/** `deployments plan <name>`: values not named stay as they are. */
export async function plan(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<ChangeFlags>();
  const before = dataOf(await session.client.deployments.getConfig({ query: { name } }));
  const body = changeOf(name, before, flags);
  const result = dataOf(await session.client.deployments.plan({ body }));
  io.out(renderOne(result, { name: (row) => row.name, describe: describeChanges }, session.output));
}

/** `deployments events <name>`. */
export async function events(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { limit } = command.opts<{ limit: string }>();
  const query = { name, limit: parseWholeNumber('--limit', limit) };
  const rows = dataOf(await session.client.deployments.clusterEvents({ query }));
  io.out(renderList(rows, clusterEventListView(io.now()), session.output));
}
