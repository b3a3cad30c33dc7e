/**
 * From a Docker Compose file to the draft of a template.
 *
 * Services, ports, variables, volumes, configs with their content, start order, commands, health checks, users, resources and
 * replicas are taken over. What has no counterpart is named in a warning with its path; nothing is dropped in silence but what
 * Compose itself ignores (`version`, `name`, `x-…`). The first port that each service publishes becomes an address on the web,
 * unless it is one that is known not to speak HTTP.
 */
import type { BlueprintService, Issue } from './blueprint.rules.ts';
import { baseDefinition, planEnvironment, type Sibling, type Variable, type Warn } from './compose-environment.rules.ts';
import { isWebPort, mapService, plainText, portsOf, type ServiceScope, variablesOf } from './compose-service.rules.ts';
import { type ComposePort, interpolate, isRecord, toLabel } from './compose-value.rules.ts';
import type { ParameterDefinition } from './parameter.rules.ts';

export interface ComposeDraft {
  readonly name: string;
  readonly definitions: readonly ParameterDefinition[];
  readonly spec: { readonly services: readonly DraftService[]; readonly ingresses: readonly DraftIngress[] };
  readonly image: string;
  readonly containerPort: number | undefined;
}

export type DraftService = Partial<BlueprintService> & { readonly name: string; readonly image: string };

export interface DraftIngress {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly port: number;
}

export type ComposeResult =
  | { readonly kind: 'ok'; readonly draft: ComposeDraft; readonly warnings: readonly Issue[] }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

interface Source {
  /** Name in the file. */
  readonly name: string;
  readonly label: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly ports: readonly ComposePort[];
}

const ignored = new Set(['version', 'name', 'services', 'configs', 'volumes']);
const topReasons: Readonly<Record<string, string>> = {
  networks: 'the services of one deployment reach one another without',
  secrets: 'make each secret a secret parameter',
  include: 'merge the other files into this one first',
};

function warnOfRest(file: Readonly<Record<string, unknown>>, warn: Warn): void {
  for (const key of Object.keys(file)) {
    if (ignored.has(key) || key.startsWith('x-')) continue;
    const reason = Object.hasOwn(topReasons, key) ? topReasons[key] : undefined;
    warn(key, reason === undefined ? 'has no counterpart here and was left out' : `was left out: ${reason}`);
  }
  const volumes = isRecord(file['volumes']) ? file['volumes'] : {};
  for (const [name, options] of Object.entries(volumes)) {
    if (isRecord(options) && Object.keys(options).length > 0) warn(`volumes.${name}`, 'options of volumes were left out');
  }
}

function sourcesOf(services: Readonly<Record<string, unknown>>, warn: Warn): Source[] {
  const taken = new Set<string>();
  return Object.entries(services).flatMap(([name, raw], index) => {
    const path = `services.${name}`;
    if (!isRecord(raw)) {
      warn(path, 'is not a service; it was left out');
      return [];
    }
    const wanted = toLabel(name, 32);
    const label = taken.has(wanted) ? `${wanted.slice(0, 28)}-${index + 1}` : wanted;
    taken.add(label);
    if (label !== name) warn(path, `is called ${label} here`);
    return [{ name, label, raw, path, ports: portsOf(raw, path, warn) }];
  });
}

/** A volume that several services mount is one each here. */
function warnOfShared(services: readonly DraftService[], warn: Warn): void {
  const users = new Map<string, string[]>();
  for (const one of services) {
    for (const { name } of one.volumes ?? []) users.set(name, [...(users.get(name) ?? []), one.name]);
  }
  for (const [name, names] of users) {
    if (names.length > 1 && !/^data-\d+$/.test(name)) {
      warn(`volumes.${name}`, `is not shared here: ${names.join(' and ')} each get one of their own`);
    }
  }
}

function configsOf(file: Readonly<Record<string, unknown>>, warn: Warn): Map<string, string> {
  const configs = isRecord(file['configs']) ? file['configs'] : {};
  return new Map(
    Object.entries(configs).flatMap(([name, value]): [string, string][] => {
      const content = isRecord(value) ? value['content'] : undefined;
      return typeof content === 'string' ? [[name, plainText(content, { path: `configs.${name}.content`, warn })]] : [];
    }),
  );
}

interface Image {
  readonly image: string;
  readonly definitions: readonly ParameterDefinition[];
}

/** References become placeholders, so that a tag can be chosen; where their names are variables already, their defaults are taken. */
function imageOf(source: Source, variables: ReadonlySet<string>, warn: Warn): Image {
  const path = `${source.path}.image`;
  const given = source.raw['image'];
  if (typeof given !== 'string' || given === '') {
    const name = `${source.label.toUpperCase().replaceAll('-', '_')}_IMAGE`;
    warn(path, `the file names no image; it became the parameter ${name}`);
    return { image: `{{${name}}}`, definitions: [{ ...baseDefinition(name), required: true }] };
  }
  const { template, references } = interpolate(given);
  if (references.some((one) => variables.has(one.name) || one.alternative)) {
    return { image: plainText(given, { path, warn }), definitions: [] };
  }
  const definitions = references.map(({ name, fallback }) => ({
    ...baseDefinition(name),
    required: true,
    ...(fallback === undefined ? {} : { default: fallback }),
  }));
  return { image: template, definitions };
}

function ingressOf(source: Source, warn: Warn): DraftIngress[] {
  const published = source.ports.filter((one) => one.published !== 'no');
  const web = published.find((one) => one.published === 'everywhere' && isWebPort(one));
  for (const port of published.filter((one) => one !== web)) {
    warn(`${source.path}.ports`, `${port.target} is reached by the other services only`);
  }
  return web === undefined ? [] : [{ id: source.label, name: source.label, service: source.label, port: web.target }];
}

function siblingOf({ name, label, ports }: Source): Sibling {
  const variable = `${label.toUpperCase().replaceAll('-', '_')}_HOST`;
  return { name, hostVariable: ports.length === 0 ? undefined : variable };
}

function draftOf(file: Readonly<Record<string, unknown>>, sources: readonly Source[], warn: Warn): Omit<ComposeDraft, 'name'> {
  const labels = new Map(sources.map((one) => [one.name, one.label]));
  const scope: ServiceScope = { warn, labels, configs: configsOf(file, warn) };
  const variables: Variable[] = sources.flatMap((one) => variablesOf(one.name, one.raw, one.path));
  const environment = planEnvironment(variables, sources.map(siblingOf), warn);
  const names = new Set(variables.map((one) => one.name));
  const images = sources.map((one) => imageOf(one, names, warn));
  const services = sources.map((source, index): DraftService => {
    const env = environment.envOf(source.name);
    const parts = mapService(source.raw, source.ports, { ...scope, path: source.path });
    return { name: source.label, image: images[index]?.image ?? '', ...parts, ...(env.length === 0 ? {} : { env }) };
  });
  const ingresses = sources.flatMap((one) => ingressOf(one, warn));
  warnOfShared(services, warn);
  const definitions = [...environment.definitions, ...images.flatMap((one) => one.definitions)];
  const first = services.find((one) => one.name === ingresses[0]?.service) ?? services[0];
  return {
    definitions: [...new Map(definitions.map((one) => [one.name, one])).values()],
    spec: { services, ingresses },
    image: first?.image ?? '',
    containerPort: ingresses[0]?.port ?? sources.flatMap((one) => one.ports)[0]?.target,
  };
}

/** Makes the draft; the issues of one that cannot be made name what is wrong with the file. */
export function importCompose(value: unknown, name?: string): ComposeResult {
  const services = isRecord(value) ? value['services'] : undefined;
  if (!isRecord(value) || !isRecord(services) || Object.keys(services).length === 0) {
    const path = isRecord(value) ? 'services' : '';
    return { kind: 'invalid', issues: [{ path, message: 'must have services, as a Compose file does' }] };
  }
  const warnings: Issue[] = [];
  const warn: Warn = (path, message) => void warnings.push({ path, message });
  warnOfRest(value, warn);
  const sources = sourcesOf(services, warn);
  const draft = draftOf(value, sources, warn);
  const own = typeof value['name'] === 'string' ? interpolate(value['name']).text : undefined;
  return { kind: 'ok', draft: { name: name ?? toLabel(own ?? sources[0]?.label ?? '', 63), ...draft }, warnings };
}
