/** Puts parameter values in their places: `{{NAME}}` in the fields that allow it, environment variables everywhere. */
import type { Blueprint, BlueprintService, Issue } from './blueprint.rules.ts';
import { isImageReference } from './image.rules.ts';

/** A service with nothing left open; a UserDeployment's service has the same shape. */
export type PlacedService = Omit<BlueprintService, 'ports' | 'volumes' | 'env' | 'resources'> & {
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
  readonly ports?: readonly PlacedPort[];
  readonly volumes?: readonly { readonly name: string; readonly mountPath: string; readonly size: string }[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
};

type Quantities = Readonly<Record<string, string>>;

export interface PlacedPort {
  readonly name: string;
  readonly containerPort: number;
  readonly protocol?: 'TCP' | 'UDP';
}

export type PlacedIngress = Omit<Blueprint['ingresses'][number], 'port'> & { readonly port: number };

export interface Placed {
  readonly services: readonly PlacedService[];
  readonly ingresses: readonly PlacedIngress[];
}

export type PlacementResult =
  | { readonly kind: 'ok'; readonly placed: Placed }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

type Values = Readonly<Record<string, string>>;

const placeholder = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;

/** Names of parameters that the blueprint has placeholders for. */
export function placeholdersOf(blueprint: Blueprint): string[] {
  const texts = [
    ...blueprint.services.flatMap((one) => [
      one.image,
      one.healthCheckPath ?? '',
      ...(one.ports ?? []).map((port) => String(port.containerPort)),
      ...(one.volumes ?? []).map((volume) => volume.size),
    ]),
    ...blueprint.ingresses.map((one) => String(one.port)),
  ];
  const names = texts.flatMap((text) => [...text.matchAll(placeholder)].map((match) => match[1] ?? ''));
  return [...new Set(names)];
}

function fill(text: string, values: Values): string {
  return text.replaceAll(placeholder, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));
}

function fillPort(port: number | string, values: Values): number {
  return typeof port === 'number' ? port : Number(fill(port, values));
}

function quantities(list: { cpu?: string; memory?: string } | undefined): Quantities {
  const { cpu, memory } = list ?? {};
  return { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
}

/**
 * Kubernetes reads `$(NAME)` and `$$` in the value of a variable as references. What a user gave is data: his password stays as
 * he typed it.
 */
function literal(value: string): string {
  return /\$[$(]/.test(value) ? value.replaceAll('$', '$$$$') : value;
}

function placeService(one: BlueprintService, values: Values): PlacedService {
  const { ports, volumes, env, resources, ...rest } = one;
  const own = new Set((env ?? []).map((entry) => entry.name));
  const parameters = Object.entries(values).filter(([name]) => !own.has(name));
  return {
    ...rest,
    resources: { requests: quantities(resources?.requests), limits: quantities(resources?.limits) },
    image: fill(one.image, values),
    ...(one.healthCheckPath === undefined ? {} : { healthCheckPath: fill(one.healthCheckPath, values) }),
    ...(ports === undefined
      ? {}
      : { ports: ports.map((port) => ({ ...port, containerPort: fillPort(port.containerPort, values) })) }),
    ...(volumes === undefined ? {} : { volumes: volumes.map((volume) => ({ ...volume, size: fill(volume.size, values) })) }),
    env: [...(env ?? []), ...parameters.map(([name, value]) => ({ name, value: literal(value) }))],
  };
}

/** The parameter that a field's text comes from, so that a problem is shown where the user can mend it. */
function sourceOf(text: string, path: string): string {
  const [, name] = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/.exec(text) ?? [];
  return name === undefined ? path : `envVars.${name}`;
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65_535;
}

function* placedIssues(blueprint: Blueprint, placed: Placed): Generator<Issue> {
  for (const [index, one] of blueprint.services.entries()) {
    const result = placed.services[index];
    if (result === undefined) continue;
    if (!isImageReference(result.image)) {
      yield { path: sourceOf(one.image, `services[${index}].image`), message: 'is not an image reference such as nginx:1.29' };
    }
    if (result.healthCheckPath !== undefined && !/^\/[!-~]*$/.test(result.healthCheckPath)) {
      yield {
        path: sourceOf(one.healthCheckPath ?? '', `services[${index}].healthCheckPath`),
        message: 'must be a path beginning with a slash, without spaces',
      };
    }
    for (const [at, port] of (result.ports ?? []).entries()) {
      const text = String(one.ports?.[at]?.containerPort ?? '');
      if (!isPort(port.containerPort))
        yield { path: sourceOf(text, `services[${index}].ports[${at}]`), message: 'must be a port' };
    }
    for (const [at, volume] of (result.volumes ?? []).entries()) {
      const text = one.volumes?.[at]?.size ?? '';
      const isQuantity = /^\d+(?:\.\d+)?(?:[kMGTPE]i?)?$/.test(volume.size);
      if (!isQuantity)
        yield { path: sourceOf(text, `services[${index}].volumes[${at}].size`), message: 'must be a size such as 1Gi' };
    }
  }
}

export function placeValues(blueprint: Blueprint, values: Values): PlacementResult {
  const placed: Placed = {
    services: blueprint.services.map((one) => placeService(one, values)),
    ingresses: blueprint.ingresses.map((one) => ({ ...one, port: fillPort(one.port, values) })),
  };
  const issues = [...placedIssues(blueprint, placed)];
  return issues.length > 0 ? { kind: 'invalid', issues } : { kind: 'ok', placed };
}
