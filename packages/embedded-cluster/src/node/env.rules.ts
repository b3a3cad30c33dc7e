/** A container's environment, computed from its spec and the objects that it names. */
import type { Container, EnvFrom, EnvVar, KeySelector, Pod } from './pod-spec.ts';
import { namespaceOf } from './pod-spec.ts';
import { divideQuantity, parseQuantity } from './quantity.rules.ts';

/** Text values of a config map or secret, or undefined when the object does not exist. */
export type ReadConfig = (kind: 'configmap' | 'secret', name: string) => Readonly<Record<string, string>> | undefined;

export interface ServiceAddress {
  readonly name: string;
  readonly ip: string;
  readonly ports: readonly { readonly name?: string; readonly port: number }[];
}

export interface EnvInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly podIp: string;
  readonly hostIp: string;
  readonly nodeName: string;
  /** The node's own capacity, shown where a container has no limit. */
  readonly capacity: { readonly cpu: number; readonly memoryBytes: number };
  readonly services: readonly ServiceAddress[];
  readonly read: ReadConfig;
}

export type EnvResult =
  | { readonly kind: 'ok'; readonly env: ReadonlyMap<string, string> }
  | { readonly kind: 'missing'; readonly message: string };

class MissingConfig extends Error {}

/** Replaces `$(NAME)` by the value of an already known variable; `$$` is a dollar, an unknown name stays as it is. */
export function expandReferences(text: string, env: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\$|\$\(([^()]*)\)/g, (whole, name: string | undefined) => {
    if (whole === '$$') return '$';
    return (name === undefined ? undefined : env.get(name)) ?? whole;
  });
}

/** `REDIS_MASTER_SERVICE_HOST` and friends for every service of the namespace. */
export function serviceVariables(services: readonly ServiceAddress[]): [string, string][] {
  return services.flatMap((service) => {
    const prefix = service.name.toUpperCase().replaceAll('-', '_');
    const first = service.ports[0];
    if (first === undefined) return [];
    const named = service.ports.flatMap((port): [string, string][] =>
      port.name === undefined
        ? []
        : [[`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`, String(port.port)]],
    );
    return [[`${prefix}_SERVICE_HOST`, service.ip], [`${prefix}_SERVICE_PORT`, String(first.port)], ...named];
  });
}

function bracketKey(path: string, prefix: string): string | undefined {
  const match = /^\['([^']*)'\]$/.exec(path.slice(prefix.length));
  return match?.[1];
}

function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}

/** A field as the downward API gives it; undefined for a path that it does not know. */
export function readField(path: string, input: Pick<EnvInput, 'pod' | 'podIp' | 'hostIp' | 'nodeName'>): string | undefined {
  const { metadata, spec } = input.pod;
  const simple: Readonly<Record<string, string>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': namespaceOf(input.pod),
    'metadata.uid': metadata.uid ?? '',
    'metadata.labels': formatMap(metadata.labels),
    'metadata.annotations': formatMap(metadata.annotations),
    'spec.nodeName': input.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName ?? 'default',
    'status.podIP': input.podIp,
    'status.podIPs': input.podIp,
    'status.hostIP': input.hostIp,
    'status.hostIPs': input.hostIp,
  };
  if (path in simple) return simple[path];
  if (path.startsWith('metadata.labels[')) return metadata.labels?.[bracketKey(path, 'metadata.labels') ?? ''] ?? '';
  if (path.startsWith('metadata.annotations['))
    return metadata.annotations?.[bracketKey(path, 'metadata.annotations') ?? ''] ?? '';
  return undefined;
}

/** `limits.memory` and the like; a missing limit is the capacity of the node, a missing request is 0. */
export function readResource(container: Container, resource: string, capacity: EnvInput['capacity'], divisor?: string): string {
  const [side, name] = resource.split('.');
  const { limits, requests } = container.resources ?? {};
  const own = side === 'limits' ? limits?.[name ?? ''] : (requests?.[name ?? ''] ?? limits?.[name ?? '']);
  const fallback = side === 'limits' ? (name === 'cpu' ? capacity.cpu : name === 'memory' ? capacity.memoryBytes : 0) : 0;
  return divideQuantity(parseQuantity(own) ?? fallback, divisor);
}

function readKey(kind: 'configmap' | 'secret', ref: KeySelector, input: EnvInput): string | undefined {
  const name = ref.name ?? '';
  const values = input.read(kind, name);
  const value = values?.[ref.key];
  if (value !== undefined || ref.optional === true) return value;
  throw new MissingConfig(
    values === undefined
      ? `${kind} "${name}" not found`
      : `couldn't find key ${ref.key} in ${kind === 'secret' ? 'Secret' : 'ConfigMap'} ${namespaceOf(input.pod)}/${name}`,
  );
}

function valueOf(entry: EnvVar, input: EnvInput, known: ReadonlyMap<string, string>): string | undefined {
  const from = entry.valueFrom;
  if (from === undefined) return expandReferences(entry.value ?? '', known);
  if (from.configMapKeyRef !== undefined) return readKey('configmap', from.configMapKeyRef, input);
  if (from.secretKeyRef !== undefined) return readKey('secret', from.secretKeyRef, input);
  if (from.fieldRef !== undefined) {
    const field = readField(from.fieldRef.fieldPath, input);
    if (field === undefined) throw new MissingConfig(`unsupported fieldPath: ${from.fieldRef.fieldPath}`);
    return field;
  }
  if (from.resourceFieldRef !== undefined) {
    return readResource(input.container, from.resourceFieldRef.resource, input.capacity, from.resourceFieldRef.divisor);
  }
  return '';
}

function allOf(source: EnvFrom, input: EnvInput): [string, string][] {
  const kind = source.configMapRef === undefined ? 'secret' : 'configmap';
  const ref = source.configMapRef ?? source.secretRef;
  if (ref === undefined) return [];
  const values = input.read(kind, ref.name ?? '');
  if (values === undefined) {
    if (ref.optional === true) return [];
    throw new MissingConfig(`${kind} "${ref.name ?? ''}" not found`);
  }
  return Object.entries(values)
    .filter(([key]) => isVariableName(key))
    .map(([key, value]) => [`${source.prefix ?? ''}${key}`, value]);
}

function isVariableName(key: string): boolean {
  return /^[A-Za-z_.-][A-Za-z0-9_.-]*$/.test(key);
}

/** The container's own environment in the order in which Kubernetes builds it: services, envFrom, env. */
export function planEnvironment(input: EnvInput): EnvResult {
  const env = new Map<string, string>(input.pod.spec.enableServiceLinks === false ? [] : serviceVariables(input.services));
  try {
    for (const source of input.container.envFrom ?? []) {
      for (const [name, value] of allOf(source, input)) env.set(name, value);
    }
    for (const entry of input.container.env ?? []) {
      const value = valueOf(entry, input, env);
      if (value !== undefined) env.set(entry.name, value);
    }
  } catch (error) {
    if (error instanceof MissingConfig) return { kind: 'missing', message: error.message };
    throw error;
  }
  return { kind: 'ok', env };
}
