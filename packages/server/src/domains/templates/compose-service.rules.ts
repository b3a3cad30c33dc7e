/** One service of a Compose file: each key that has a counterpart, and what to say of those that have none. */
import type { BlueprintService } from './blueprint.rules.ts';
import { asLiteral, type Variable, type Warn } from './compose-environment.rules.ts';
import {
  type ComposePort,
  type ComposeVolume,
  durationSeconds,
  interpolate,
  isRecord,
  memoryQuantity,
  parseShortPort,
  parseShortVolume,
  splitCommand,
  textOf,
  toLabel,
} from './compose-value.rules.ts';

export interface ServiceScope {
  readonly warn: Warn;
  /** Name in the file → name here. */
  readonly labels: ReadonlyMap<string, string>;
  /** Content of the file's configs that have it inline. */
  readonly configs: ReadonlyMap<string, string>;
}

/** What a service becomes; the parameters are decided for all services together. */
export type ServiceParts = Omit<Partial<BlueprintService>, 'name' | 'env' | 'image'>;

/** No size is ever said in a Compose file. */
const volumeSize = '1Gi';

interface Place extends ServiceScope {
  readonly path: string;
}

/** The text with the file's own defaults; what has none is told. */
export function plainText(value: unknown, { path, warn }: Pick<Place, 'path' | 'warn'>): string {
  const { text, references } = interpolate(textOf(value));
  const open = references.filter((one) => one.fallback === undefined).map((one) => one.name);
  if (open.length > 0) warn(path, `${[...new Set(open)].join(', ')} has no default and was taken as empty`);
  return text;
}

function words(value: unknown, place: Place): string[] | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((word) => asLiteral(plainText(word, place)));
  const split = splitCommand(plainText(value, place));
  if (split === undefined) place.warn(place.path, 'has a quote that is not closed; it was left out');
  return split?.map(asLiteral);
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined ? [] : [value];
}

function longPort(value: Readonly<Record<string, unknown>>, place: Place): ComposePort[] | undefined {
  const protocol = value['protocol'] === undefined ? 'tcp' : plainText(value['protocol'], place);
  const parsed = parseShortPort(`${plainText(value['target'], place)}/${protocol}`);
  const hostIp = value['host_ip'] === undefined ? '' : `${plainText(value['host_ip'], place)}:`;
  const published = parseShortPort(`${hostIp}1:1`)?.[0]?.published ?? 'everywhere';
  const name = typeof value['name'] === 'string' ? value['name'] : undefined;
  const isPublished = value['published'] !== undefined;
  return parsed?.map((one) => ({
    ...one,
    published: isPublished ? published : 'no',
    ...(name === undefined ? {} : { name }),
  }));
}

/** Ports of a service, those offered to others first. */
export function portsOf(raw: Readonly<Record<string, unknown>>, path: string, warn: Warn): ComposePort[] {
  const read = (key: 'ports' | 'expose'): ComposePort[] =>
    asList(raw[key]).flatMap((entry, index) => {
      const place = { path: `${path}.${key}[${index}]`, warn, labels: new Map(), configs: new Map() };
      const parsed = isRecord(entry) ? longPort(entry, place) : parseShortPort(plainText(entry, place));
      if (parsed === undefined) warn(place.path, 'is not a port that could be read; it was left out');
      const isExposed = key === 'expose';
      return (parsed ?? []).map((one) => (isExposed ? { ...one, published: 'no' as const } : one));
    });
  const all = [...read('ports'), ...read('expose')];
  const key = (one: ComposePort): string => `${one.target}/${one.protocol}`;
  return [...new Map(all.toReversed().map((one) => [key(one), one])).values()].toReversed();
}

/** Mail, databases, queues and shells: published, but not for browsers. */
const notWeb = new Set([
  21, 22, 23, 25, 53, 110, 143, 389, 465, 587, 636, 993, 995, 1433, 1521, 1883, 2181, 2379, 3306, 4222, 5432, 5433, 5671, 5672,
  6379, 6432, 7000, 7687, 8883, 9042, 9092, 9300, 11211, 26257, 27017,
]);

export function isWebPort(port: ComposePort): boolean {
  return port.protocol === 'TCP' && !notWeb.has(port.target);
}

/** `http` where it looks like it, so that people recognize it. */
export function portName(port: ComposePort, index: number): string {
  if (port.name !== undefined) return toLabel(port.name, 15);
  if (index === 0 && isWebPort(port)) return 'http';
  return `${port.protocol.toLowerCase()}-${port.target}`;
}

function longVolume(value: Readonly<Record<string, unknown>>): ComposeVolume {
  const type = value['type'];
  const source = typeof value['source'] === 'string' ? value['source'] : undefined;
  const known = type === 'volume' || type === 'bind' || type === 'tmpfs' ? type : 'other';
  return { type: known, source, target: textOf(value['target']), readOnly: value['read_only'] === true };
}

function mapVolumes(value: unknown, place: Place): ServiceParts {
  const { warn } = place;
  const names = new Set<string>();
  const volumes = asList(value).flatMap((entry, index) => {
    const path = `${place.path}[${index}]`;
    const volume = isRecord(entry) ? longVolume(entry) : parseShortVolume(plainText(entry, { path, warn }));
    if (volume === undefined || !volume.target.startsWith('/')) {
      warn(path, 'is not a volume that could be read; it was left out');
      return [];
    }
    if (volume.type !== 'volume') {
      const why =
        volume.type === 'bind' ? 'mounts a path of the host, which does not exist here' : 'is not a volume that is kept';
      warn(path, `${why}; it was left out`);
      return [];
    }
    if (volume.readOnly) warn(path, 'is writable here');
    const base = toLabel(volume.source ?? `data-${index + 1}`, 32);
    const name = names.has(base) ? `${base.slice(0, 28)}-${index + 1}` : base;
    names.add(name);
    warn(path, `got ${volumeSize}, because the file says no size`);
    return [{ name, mountPath: volume.target, size: volumeSize }];
  });
  return volumes.length === 0 ? {} : { volumes };
}

function mapConfigs(value: unknown, place: Place): ServiceParts {
  const files = asList(value).flatMap((entry, index): [string, string][] => {
    const path = `${place.path}[${index}]`;
    const source = isRecord(entry) ? textOf(entry['source']) : textOf(entry);
    const target = isRecord(entry) && typeof entry['target'] === 'string' ? entry['target'] : `/${source}`;
    const content = place.configs.get(source);
    if (content !== undefined) return [[target, content]];
    place.warn(path, `the content of ${source} is not in the file; it was left out`);
    return [];
  });
  return files.length === 0 ? {} : { files: Object.fromEntries(files) };
}

function mapDependsOn(value: unknown, place: Place): ServiceParts {
  const entries: [string, unknown][] = isRecord(value) ? Object.entries(value) : asList(value).map((name) => [textOf(name), {}]);
  const dependsOn = entries.flatMap(([name, how]) => {
    const path = isRecord(value) ? `${place.path}.${name}` : place.path;
    const label = place.labels.get(name);
    if (label === undefined) {
      place.warn(path, `there is no service ${name}; it was left out`);
      return [];
    }
    const condition = isRecord(how) ? how['condition'] : undefined;
    if (condition !== 'service_completed_successfully') return [label];
    place.warn(path, 'waits for the end of a service, and services here do not end; it was left out');
    return [];
  });
  return dependsOn.length === 0 ? {} : { dependsOn };
}

const probedUrl = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?(\/[^\s"'|;)]*)?/;

function probeTiming(value: Readonly<Record<string, unknown>>, place: Place): Record<string, number> {
  const seconds = (key: string): number | undefined => {
    const given = value[key];
    if (given === undefined) return undefined;
    const read = durationSeconds(typeof given === 'number' ? given : plainText(given, place));
    if (read === undefined) place.warn(`${place.path}.${key}`, 'is not a duration such as 30s; it was left out');
    return read;
  };
  const retries = Number(value['retries'] ?? Number.NaN);
  const timing = {
    periodSeconds: seconds('interval'),
    timeoutSeconds: seconds('timeout'),
    failureThreshold: Number.isInteger(retries) ? retries : undefined,
    initialDelaySeconds: seconds('start_period'),
  };
  return Object.fromEntries(Object.entries(timing).flatMap(([key, found]) => (found === undefined ? [] : [[key, found]])));
}

/** A call of a web page becomes a probe of it; any other command cannot run here, and a connection is tried in its place. */
export function mapHealthcheck(value: unknown, ports: readonly ComposePort[], place: Place): ServiceParts {
  if (!isRecord(value) || value['disable'] === true) return {};
  const test = asList(value['test']).map((word) => plainText(word, place));
  if (test.length === 0 || test[0] === 'NONE') return {};
  const first = ports.findIndex((one) => one.protocol === 'TCP');
  if (first < 0) {
    place.warn(place.path, 'needs a TCP port of the service, and there is none; it was left out');
    return {};
  }
  for (const key of ['start_interval'].filter((name) => value[name] !== undefined)) {
    place.warn(`${place.path}.${key}`, 'has no counterpart here and was left out');
  }
  const timing = probeTiming(value, place);
  const url = probedUrl.exec(test.join(' '));
  const wanted = Number(url?.[1] ?? 80);
  const at = url === null ? first : ports.findIndex((one) => one.target === wanted);
  const port = ports[at];
  if (url !== null && port !== undefined) return { readinessProbe: { path: url[2] ?? '/', port: portName(port, at), ...timing } };
  const fallback = ports[first];
  if (fallback === undefined) return {};
  place.warn(
    `${place.path}.test`,
    `the command cannot be run here; a connection to port ${fallback.target} is tried in its place`,
  );
  return { readinessProbe: { port: portName(fallback, first), ...timing } };
}

function mapUser(value: unknown, place: Place): ServiceParts {
  const [user = '', group] = plainText(value, place).split(':');
  if (group !== undefined && group !== user) place.warn(place.path, 'the group is chosen by the platform');
  if (/^[1-9]\d{0,9}$/.test(user)) return { runAsUser: Number(user) };
  place.warn(place.path, user === '0' || user === 'root' ? 'nothing runs as root here' : 'only a number can be taken over');
  return {};
}

function quantities(cpu: unknown, memory: unknown, place: Place): { cpu?: string; memory?: string } {
  const cpuText = cpu === undefined ? undefined : plainText(cpu, place);
  const bytes = memory === undefined ? undefined : memoryQuantity(plainText(memory, place));
  if (memory !== undefined && bytes === undefined) place.warn(place.path, 'the memory could not be read; it was left out');
  return { ...(cpuText === undefined ? {} : { cpu: cpuText }), ...(bytes === undefined ? {} : { memory: bytes }) };
}

function mapResources(raw: Readonly<Record<string, unknown>>, place: Place): ServiceParts {
  const deploy = isRecord(raw['deploy']) ? raw['deploy'] : {};
  const resources = isRecord(deploy['resources']) ? deploy['resources'] : {};
  const limits = isRecord(resources['limits']) ? resources['limits'] : {};
  const reserved = isRecord(resources['reservations']) ? resources['reservations'] : {};
  const found = {
    limits: quantities(limits['cpus'] ?? raw['cpus'], limits['memory'] ?? raw['mem_limit'], place),
    requests: quantities(reserved['cpus'], reserved['memory'] ?? raw['mem_reservation'], place),
  };
  const filled = Object.entries(found).filter(([, list]) => Object.keys(list).length > 0);
  return filled.length === 0 ? {} : { resources: Object.fromEntries(filled) };
}

function mapReplicas(raw: Readonly<Record<string, unknown>>, place: Place): ServiceParts {
  const deploy = isRecord(raw['deploy']) ? raw['deploy'] : {};
  const given = raw['scale'] ?? deploy['replicas'];
  if (given === undefined) return {};
  const replicas = Number(plainText(given, place));
  if (Number.isInteger(replicas) && replicas >= 0 && replicas <= 20) return { replicas };
  place.warn(place.path, 'a number of replicas from 0 to 20 was expected; it was left out');
  return {};
}

/** What is said of keys without a counterpart; the others are told in the same words for all. */
const reasons: Readonly<Record<string, string>> = {
  build: 'images are not built here; push one and name it',
  env_file: 'files of your machine are not read; add its variables as parameters',
  secrets: 'make each secret a secret parameter',
  container_name: 'names are given by the platform',
  hostname: 'names are given by the platform',
  networks: 'the services of one deployment reach one another without',
  links: 'the services of one deployment reach one another without',
  privileged: 'nothing runs privileged here',
  tmpfs: 'there are no volumes in memory',
  extends: 'merge the other service into this one first',
  profiles: 'every service of a template runs',
};

/** Read elsewhere: together with others, or for all services at once. */
const elsewhere = new Set([
  'image',
  'ports',
  'expose',
  'environment',
  'healthcheck',
  'mem_limit',
  'mem_reservation',
  'cpus',
  'scale',
]);
const kept = new Set(['always', 'unless-stopped', 'on-failure']);

type Handler = (value: unknown, place: Place) => ServiceParts;

const handlers: Readonly<Record<string, Handler>> = {
  command: (value, place) => ({ ...optional('args', words(value, place)) }),
  entrypoint: (value, place) => ({ ...optional('command', words(value, place)) }),
  volumes: mapVolumes,
  configs: mapConfigs,
  depends_on: mapDependsOn,
  user: mapUser,
  working_dir: (value, place) => ({ workingDir: plainText(value, place) }),
  stop_grace_period(value, place) {
    const seconds = durationSeconds(plainText(value, place));
    if (seconds === undefined) place.warn(place.path, 'is not a duration such as 30s; it was left out');
    return seconds === undefined ? {} : { terminationGracePeriodSeconds: seconds };
  },
  restart(value, place) {
    if (!kept.has(textOf(value).split(':')[0] ?? '')) place.warn(place.path, 'services here are always restarted');
    return {};
  },
  deploy(value, place) {
    const rest = isRecord(value) ? Object.keys(value).filter((key) => key !== 'replicas' && key !== 'resources') : [];
    for (const key of rest) place.warn(`${place.path}.${key}`, 'has no counterpart here and was left out');
    return {};
  },
};

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const parts: Partial<Record<K, V>> = {};
  if (value !== undefined) parts[key] = value;
  return parts;
}

/** Everything of a service but its image and its variables. */
export function mapService(raw: Readonly<Record<string, unknown>>, ports: readonly ComposePort[], place: Place): ServiceParts {
  const mapped = Object.entries(raw).map(([key, value]): ServiceParts => {
    const here = { ...place, path: `${place.path}.${key}` };
    const handler = Object.hasOwn(handlers, key) ? handlers[key] : undefined;
    if (handler !== undefined) return handler(value, here);
    const isIgnored = elsewhere.has(key) || key.startsWith('x-');
    if (!isIgnored) {
      const reason = Object.hasOwn(reasons, key) ? reasons[key] : undefined;
      place.warn(here.path, reason === undefined ? 'has no counterpart here and was left out' : `was left out: ${reason}`);
    }
    return {};
  });
  const named = ports.map((port, index) => ({
    name: portName(port, index),
    containerPort: port.target,
    ...(port.protocol === 'UDP' ? { protocol: port.protocol } : {}),
  }));
  const healthcheck = mapHealthcheck(raw['healthcheck'], ports, { ...place, path: `${place.path}.healthcheck` });
  const parts = [...mapped, mapResources(raw, place), mapReplicas(raw, place), healthcheck];
  return Object.assign({}, ...(named.length === 0 ? parts : [...parts, { ports: named }]));
}

/** Variables of a service in the order of the file; a later one of the same name wins. */
export function variablesOf(service: string, raw: Readonly<Record<string, unknown>>, path: string): Variable[] {
  const value = raw['environment'];
  const pairs: [string, string | undefined, string][] = isRecord(value)
    ? Object.entries(value).map(([name, given]) => [
        name,
        given === null ? undefined : textOf(given),
        `${path}.environment.${name}`,
      ])
    : asList(value).map((entry, index) => {
        const [name = '', ...rest] = textOf(entry).split('=');
        return [name, rest.length === 0 ? undefined : rest.join('='), `${path}.environment[${index}]`];
      });
  const variables = pairs.map(([name, given, at]) => ({ service, name, value: given, path: at }));
  return [...new Map(variables.map((one) => [one.name, one])).values()];
}
