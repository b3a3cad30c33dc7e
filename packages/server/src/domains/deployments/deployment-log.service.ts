/**
 * Logs of a deployment: the lines of all its pods in one stream.
 *
 * Without `follow`, what there is comes in the order of its time, and the stream ends. With it, each pod is read as it writes;
 * pods that come (a roll-out, a restart, a scale-up) are joined and said so, pods that go are said so, and a container that
 * ended and starts again in the same pod is read on from the last line. The id of an event is the time of its line, so a
 * client that reconnects goes on where it was.
 */
import type { Clock } from '@moorage/core/clock';
import { toAppError } from '@moorage/core/errors';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { EventStream } from '../../platform/http/event-stream.ts';
import { isNews, mergeLines, timeOfEventId } from './deployment-log.rules.ts';
import { findDeployment } from './deployment.store.ts';
import type { DeploymentCluster, DeploymentKey, PodInfo, PodLogLine, PodLogQuery } from './deployment.ports.ts';
import { type DeploymentServiceDeps, getFor, invalidDeployment, requireCluster } from './deployment.service.ts';

export interface DeploymentLogDeps extends DeploymentServiceDeps {
  readonly cluster: Pick<DeploymentCluster, 'listPods' | 'readLog'>;
}

export interface LogInput {
  readonly name: string;
  readonly service?: string | undefined;
  readonly tail: number;
  readonly since?: string | undefined;
  readonly follow: boolean;
  readonly previous: boolean;
}

export interface DeploymentLogService {
  stream(ctx: RequestCtx, input: LogInput, stream: EventStream): Promise<void>;
}

/** How often it is looked whether pods came or went. */
const podPollMs = 1_000;

interface Reading {
  readonly cluster: DeploymentLogDeps['cluster'];
  readonly clock: Clock;
  readonly stream: EventStream;
  readonly input: LogInput;
  /** Everything up to here was sent before. */
  readonly seen: string | undefined;
}

function sinceOf(reading: Reading): Date | undefined {
  const since = reading.seen ?? reading.input.since;
  return since === undefined ? undefined : new Date(since);
}

function queryOf(reading: Reading, signal: AbortSignal): PodLogQuery {
  const { follow, previous, tail } = reading.input;
  return { follow, previous, tail: reading.seen === undefined ? tail : undefined, since: sinceOf(reading), signal };
}

async function sendLine(reading: Reading, pod: PodInfo, line: PodLogLine): Promise<void> {
  const data = { service: pod.service, pod: pod.name, container: pod.container, at: line.at, line: line.line };
  reading.stream.send('line', data, line.at ?? undefined);
  await reading.stream.drained();
}

function notice(reading: Reading, message: string): void {
  reading.stream.send('notice', { message });
}

/** What there is, in order. */
async function sendPresent(reading: Reading, pods: readonly PodInfo[]): Promise<void> {
  const perPod = await Promise.all(
    pods.map(async (pod) => {
      const lines: (PodLogLine & { readonly pod: PodInfo })[] = [];
      for await (const line of reading.cluster.readLog(pod, queryOf(reading, reading.stream.signal))) {
        if (isNews(line, reading.seen)) lines.push({ ...line, pod });
      }
      return lines;
    }),
  );
  for (const line of mergeLines(perPod)) await sendLine(reading, line.pod, line);
}

/** How far the log of one pod was read. */
interface Position {
  last: string | undefined;
}

/** Sends what the log has now, or writes until it ends. */
async function sendLog(reading: Reading, pod: PodInfo, query: PodLogQuery, position: Position): Promise<void> {
  for await (const line of reading.cluster.readLog(pod, query)) {
    if (!isNews(line, position.last)) continue;
    position.last = line.at ?? position.last;
    await sendLine(reading, pod, line);
  }
}

/**
 * Reads a pod until its signal aborts. When its log ends, the container may start again; when the cluster fails it, the reader
 * is told so once and it is read on from the last line.
 */
async function followPod(reading: Reading, pod: PodInfo, signal: AbortSignal, isNew: boolean): Promise<void> {
  const position: Position = { last: reading.seen };
  let query: PodLogQuery = isNew ? { ...queryOf(reading, signal), tail: undefined } : queryOf(reading, signal);
  let isBroken = false;
  while (!signal.aborted) {
    try {
      await sendLog(reading, pod, query, position);
      isBroken = false;
      query = { ...query, tail: undefined };
    } catch (error) {
      if (!isBroken)
        notice(reading, `The log of pod ${pod.name} cannot be read now (${toAppError(error).message}); trying again.`);
      isBroken = true;
    }
    await reading.clock.sleep(podPollMs, signal);
    if (position.last !== undefined) query = { ...query, tail: undefined, since: new Date(position.last) };
  }
}

interface Followed {
  readonly pod: PodInfo;
  readonly aborter: AbortController;
  readonly ended: Promise<void>;
}

async function followAll(reading: Reading, key: DeploymentKey, isThere: () => Promise<boolean>): Promise<void> {
  const { signal } = reading.stream;
  const followed = new Map<string, Followed>();
  for (let round = 0; !signal.aborted; round += 1) {
    const pods = await reading.cluster.listPods(key, reading.input.service);
    const present = new Set(pods.map((pod) => pod.uid));
    for (const [uid, one] of followed) {
      if (present.has(uid)) continue;
      one.aborter.abort();
      followed.delete(uid);
      notice(reading, `Pod ${one.pod.name} of ${one.pod.service} ended.`);
    }
    if (pods.length === 0 && round === 0) notice(reading, 'No pod has started yet; waiting for one.');
    // Pods are found by name, and a name may have got another owner since.
    const hasJoined = round > 0 && pods.some((pod) => !followed.has(pod.uid));
    if ((pods.length === 0 || hasJoined) && !(await isThere())) {
      reading.stream.send('end', { reason: 'deleted' });
      return;
    }
    for (const pod of pods) {
      if (followed.has(pod.uid)) continue;
      if (round > 0) notice(reading, `Pod ${pod.name} of ${pod.service} started.`);
      const aborter = new AbortController();
      const ended = followPod(reading, pod, AbortSignal.any([signal, aborter.signal]), round > 0);
      followed.set(pod.uid, { pod, aborter, ended });
    }
    await reading.clock.sleep(podPollMs, signal);
  }
  await Promise.allSettled([...followed.values()].map((one) => one.ended));
}

async function streamLogs(deps: DeploymentLogDeps, ctx: RequestCtx, input: LogInput, stream: EventStream): Promise<void> {
  const row = await getFor(deps, ctx, 'deployment:logs', input.name);
  requireCluster(deps);
  if (input.service !== undefined && !row.services.includes(input.service)) {
    throw invalidDeployment([{ path: 'service', message: `there is no such service; there is ${row.services.join(', ')}` }]);
  }
  const key = { namespace: row.namespace, name: row.name };
  const reading: Reading = { ...deps, stream, input, seen: timeOfEventId(stream.lastEventId) };
  if (input.follow) {
    stream.open();
    const isThere = async (): Promise<boolean> =>
      (await deps.db.tenant([row.orgId], (tx) => findDeployment(tx, row.id))) !== undefined;
    await followAll(reading, key, isThere);
    return;
  }
  const pods = await deps.cluster.listPods(key, input.service);
  stream.open();
  if (pods.length === 0) notice(reading, 'No pod has started yet.');
  await sendPresent(reading, pods);
  stream.send('end', { reason: 'complete' });
}

export function createDeploymentLogService(deps: DeploymentLogDeps): DeploymentLogService {
  return { stream: (ctx, input, stream) => streamLogs(deps, ctx, input, stream) };
}
