/**
 * Clues about a suspect pod: its last log lines, the event that tells most, the answer to its probe.
 *
 * Asked only for pods that look wrong, one a service, with a short deadline: a clue that cannot be had must not hold up the
 * status. The same clue is not fetched twice within a few seconds.
 */
import type { Clock } from '@moorage/core/clock';
import type { KubeClient } from '@moorage/kube/client/types';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { PodClues } from './checks/pod-failure.plan.ts';
import type { ContainerStatus, Pod } from './pod.ts';

const maxLines = 20;
const maxLineLength = 500;
const freshMs = 5_000;
const maxRemembered = 2_000;
const deadlineMs = 3_000;

export interface ClueReader {
  read(pod: Pod, signal: AbortSignal): Promise<PodClues>;
}

interface PodEvent extends KubeObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
  readonly involvedObject?: { readonly uid?: string };
}

/** The container that the failure is most likely about. */
function suspectContainer(pod: Pod): ContainerStatus | undefined {
  const statuses = pod.status?.containerStatuses ?? [];
  return statuses.find((status) => !status.ready) ?? statuses[0];
}

function lastLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trimEnd().slice(0, maxLineLength));
  while (lines.at(-1) === '') lines.pop();
  return lines.slice(-maxLines);
}

async function readLog(
  client: KubeClient,
  pod: Pod,
  options: { container: string; previous: boolean; signal: AbortSignal },
): Promise<string[]> {
  try {
    const stream = await client.podLogs(pod.metadata, { ...options, tailLines: maxLines, limitBytes: 64 * 1024 });
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    return lastLines(Buffer.concat(chunks).toString('utf8'));
  } catch {
    // No log is a normal answer: the container never ran, or its log is gone.
    return [];
  }
}

/** The log of the run that failed: of the one before, if a new one has begun since. */
async function readFailedLog(client: KubeClient, pod: Pod, status: ContainerStatus, signal: AbortSignal): Promise<string[]> {
  const hasRun = status.restartCount > 0 || status.state?.terminated !== undefined || status.state?.running !== undefined;
  if (!hasRun) return [];
  const isNewRun = status.restartCount > 0 && status.state?.running !== undefined && !status.ready;
  const first = await readLog(client, pod, { container: status.name, previous: isNewRun, signal });
  return first.length > 0 || status.restartCount === 0
    ? first
    : readLog(client, pod, { container: status.name, previous: !isNewRun, signal });
}

function timeOf(event: PodEvent): string {
  return event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
}

/** "BackOff" only repeats that something failed; whatever else warns, tells more. */
function tellingEvent(events: readonly PodEvent[]): PodEvent | undefined {
  const warnings = events.filter((event) => event.type === 'Warning').sort((a, b) => timeOf(b).localeCompare(timeOf(a)));
  return warnings.find((event) => event.reason !== 'BackOff') ?? warnings[0];
}

async function readEvents(client: KubeClient, pod: Pod, signal: AbortSignal): Promise<Pick<PodClues, 'event' | 'probe'>> {
  const { name, namespace = 'default', uid } = pod.metadata;
  try {
    const list = await client.list<PodEvent>(resources.event, {
      namespace,
      fieldSelector: `involvedObject.name=${name}`,
      signal,
    });
    const events = list.items.filter((event) => event.involvedObject?.uid === uid);
    const telling = tellingEvent(events);
    const probe = tellingEvent(events.filter((event) => event.reason === 'Unhealthy'));
    return {
      ...(telling === undefined ? {} : { event: `${telling.reason ?? ''}: ${telling.message ?? ''}`.slice(0, maxLineLength) }),
      ...(probe?.message === undefined ? {} : { probe: probe.message.slice(0, maxLineLength) }),
    };
  } catch {
    return {};
  }
}

function signatureOf(status: ContainerStatus | undefined): string {
  return JSON.stringify([status?.restartCount, status?.state, status?.ready]);
}

/** Makes the reader; it remembers recent clues by pod. */
export function createClueReader(client: KubeClient, clock: Clock): ClueReader {
  const remembered = new Map<string, { readonly signature: string; readonly atMs: number; readonly clues: PodClues }>();
  return {
    async read(pod, parent) {
      const status = suspectContainer(pod);
      const uid = pod.metadata.uid ?? '';
      const signature = signatureOf(status);
      const known = remembered.get(uid);
      if (known?.signature === signature && clock.monotonicMs() - known.atMs < freshMs) return known.clues;
      const aborter = new AbortController();
      const cancel = clock.after(deadlineMs, () => aborter.abort());
      const signal = AbortSignal.any([parent, aborter.signal]);
      const [logLines, events] = await Promise.all([
        status === undefined ? [] : readFailedLog(client, pod, status, signal),
        readEvents(client, pod, signal),
      ]).finally(cancel);
      const clues = { ...(logLines.length === 0 ? {} : { logLines }), ...events };
      remembered.delete(uid);
      remembered.set(uid, { signature, atMs: clock.monotonicMs(), clues });
      const oldest = remembered.size > maxRemembered ? remembered.keys().next().value : undefined;
      if (oldest !== undefined) remembered.delete(oldest);
      return clues;
    },
  };
}
