/** What the parts of the node share. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi } from '../api.ts';
import type { ServiceAddress } from './env.rules.ts';
import { configEntries, type Pod } from './pod-spec.ts';
import type { ProbeRunner } from './probe-runner.ts';
import type { Launcher } from './process.ts';
import type { BackoffSettings } from './restart.rules.ts';

export interface NodeEvent {
  readonly component: 'kubelet' | 'default-scheduler';
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly container?: string;
}
/** `container` names the part of the pod to which it happened. */
export type RecordEvent = (pod: Pod, event: NodeEvent) => void;

export interface NodeCapacity {
  readonly cpu: number;
  readonly memoryBytes: number;
}

export interface NodeDeps {
  readonly api: ClusterApi;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly launcher: Launcher;
  readonly probes: ProbeRunner;
  readonly recordEvent: RecordEvent;
  /** `<dataDir>/node`. */
  readonly nodeDir: string;
  readonly nodeName: string;
  readonly hostIp: string;
  readonly capacity: NodeCapacity;
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly backoff: BackoffSettings;
  readonly drainMs: number;
  /** True while a proxy has requests under way to this pod address. */
  readonly isBusy: (ip: string) => boolean;
  /** See `port-floor.ts`. */
  readonly portFloor: number;
  readonly services: (namespace: string) => readonly ServiceAddress[];
}

export const persistentVolume: Resource = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  namespaced: false,
};

/** Bytes of every key of a config map or secret; undefined when it does not exist. */
export function readConfigBytes(
  api: ClusterApi,
  kind: 'configmap' | 'secret',
  key: { readonly namespace: string; readonly name: string },
): Map<string, Buffer> | undefined {
  const object = api.get(kind === 'secret' ? resources.secret : resources.configMap, key);
  if (object === undefined) return undefined;
  const { data, binaryData } = configEntries(object);
  const encoding = kind === 'secret' ? 'base64' : 'utf8';
  return new Map([
    ...Object.entries(data).map(([name, value]): [string, Buffer] => [name, Buffer.from(value, encoding)]),
    ...Object.entries(binaryData).map(([name, value]): [string, Buffer] => [name, Buffer.from(value, 'base64')]),
  ]);
}
