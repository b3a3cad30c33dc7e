/** A node on an in-memory cluster and a directory of its own, for integration tests with real processes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi } from '../api.ts';
import { claimSlice } from './loopback-slice.ts';
import type { LoopbackSlice } from './loopback-slice.rules.ts';
import { createMemoryApi } from './memory-api.fake.ts';
import { createNode, type EmbeddedNode } from './node.ts';
import { podOf, type Container, type Pod, type PodSpec, type PodStatus } from './pod-spec.ts';

export interface RecordedEvent {
  readonly pod: string;
  readonly reason: string;
  readonly message: string;
}

export interface NodeHarness {
  readonly api: ClusterApi;
  readonly node: EmbeddedNode;
  readonly events: RecordedEvent[];
  readonly dataDir: string;
  readonly slice: LoopbackSlice;
  /** Another node on the same objects and directory, as after a restart of the platform. */
  nextNode(): EmbeddedNode;
  createPod(name: string, spec: Partial<PodSpec> & { containers: readonly Container[] }, labels?: Record<string, string>): Pod;
  pod(name: string): Pod | undefined;
  status(name: string): PodStatus;
  logs(name: string, options?: { previous?: boolean; tailLines?: number }): Promise<string>;
  close(): Promise<void>;
}

/** Resolves when the condition holds; fails with the last value's description after the time is up. */
export async function waitUntil<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = systemClock.monotonicMs() + timeoutMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (systemClock.monotonicMs() > deadline) throw new Error(`timed out waiting for ${what}`);
    await systemClock.sleep(20);
  }
}

/** Node source as a container command. */
export function nodeScript(source: string): string[] {
  return ['node', '-e', source];
}

export async function startNodeHarness(
  settings: { readonly portFloor?: number; readonly isBusy?: (ip: string) => boolean } = {},
): Promise<NodeHarness> {
  const api = createMemoryApi();
  const dataDir = await mkdtemp(join(tmpdir(), 'moorage-node-'));
  const slice = await claimSlice(dataDir);
  const events: RecordedEvent[] = [];
  const nextNode = (): EmbeddedNode =>
    createNode({
      api,
      log: silentLog,
      clock: systemClock,
      ids: createIds(systemClock),
      dataDir,
      recordEvent: (pod, { reason, message }) => void events.push({ pod: pod.metadata.name, reason, message }),
      ...settings,
      services: () => [],
      podRange: slice.pods,
      backoffScale: 0.02,
      drainMs: 50,
    });
  const node = nextNode();
  await node.start();
  const key = (name: string) => ({ namespace: 'default', name });
  const pod = (name: string): Pod | undefined => {
    const found = api.get(resources.pod, key(name));
    return found === undefined ? undefined : podOf(found);
  };
  return {
    api,
    node,
    events,
    dataDir,
    slice,
    nextNode,
    pod,
    createPod(name, spec, labels = {}) {
      const object: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels }, spec };
      return podOf(api.create(resources.pod, object));
    },
    status: (name) => pod(name)?.status ?? {},
    async logs(name, options = {}) {
      const stream = await node.streams.logs({ namespace: 'default', pod: name }, options, new AbortController().signal);
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
    async close() {
      await node.stop();
      await slice.release();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
