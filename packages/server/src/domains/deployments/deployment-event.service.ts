/** The stream of what changes in a team and in what is shared with the caller: outbox events, each answered with the object as it is now. */
import type { OutboxEvent } from '../../platform/events/events.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { EventStream } from '../../platform/http/event-stream.ts';
import { type DeploymentServiceDeps, listedFor, viewFor } from './deployment.service.ts';
import { findDeployment } from './deployment.store.ts';

/** A stream ends after this long, and its client comes back: so rights that were taken away do not outlive a quarter of an hour. */
const longestMs = 15 * 60_000;

export interface DeploymentEventService {
  stream(ctx: RequestCtx, teamId: string | undefined, stream: EventStream): Promise<void>;
}

async function forward(deps: DeploymentServiceDeps, ctx: RequestCtx, stream: EventStream, event: OutboxEvent): Promise<void> {
  if (event.kind === 'deployment.removed') {
    const { name } = event.data;
    if (typeof name === 'string') stream.send('deploymentDeleted', { name }, event.id);
    return;
  }
  const row = await deps.db.tenant([event.orgId], (tx) => findDeployment(tx, event.ref));
  // Gone since: the event that says so follows.
  if (row !== undefined) stream.send('deployment', viewFor(deps, ctx, row), event.id);
  await stream.drained();
}

async function streamEvents(
  deps: DeploymentServiceDeps,
  ctx: RequestCtx,
  wanted: string | undefined,
  stream: EventStream,
): Promise<void> {
  const { teamId, orgIds, sharedIds } = listedFor(ctx, { team_id: wanted, withShared: true });
  // What is shared is in teams of others: their events are read too, and all but those few are dropped here.
  const teams = sharedIds.length > 0 || teamId === undefined ? {} : { teamIds: [teamId] };
  const filter = { orgIds, ...teams, kinds: ['deployment.changed', 'deployment.removed'] };
  const after = stream.lastEventId === undefined ? {} : { afterId: stream.lastEventId };
  const isMeant = (event: OutboxEvent) => event.teamId === teamId || sharedIds.includes(event.ref);
  const stop = await deps.events.subscribe({ ...filter, ...after }, async (event) => {
    if (isMeant(event)) await forward(deps, ctx, stream, event);
  });
  try {
    stream.send('hello', { teamId: teamId ?? null });
    await deps.clock.sleep(longestMs, stream.signal);
  } finally {
    stop();
  }
}

export function createDeploymentEventService(deps: DeploymentServiceDeps): DeploymentEventService {
  return { stream: (ctx, teamId, stream) => streamEvents(deps, ctx, teamId, stream) };
}
