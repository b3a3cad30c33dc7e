/**
 * What a template's `spec` may say: the services and ingresses of a UserDeployment, with parameters in places.
 *
 * `{{NAME}}` stands for a parameter in the few fields listed as {@link placeholder} below. Everywhere else text is taken as it
 * is, because commands and files have braces and dollar signs of their own; there, parameters arrive as environment variables.
 */
import { z } from 'zod';

const label = z.string().regex(/^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 32');
const portName = z.string().regex(/^[a-z](?:[a-z0-9-]{0,13}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 15');
const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and underscore');
const quantity = z.string().regex(/^\d+(?:\.\d+)?(?:m|[kMGTPE]i?)?$/, 'a quantity such as 100m, 0.5 or 128Mi');
const absolutePath = z
  .string()
  .max(500)
  .regex(/^\/(?!(?:.*\/)?\.\.(?:\/|$))[^\p{Cc}]*$/u, 'an absolute path without .. and control characters');
/** What ingress controllers take as it is: quotes, braces and semicolons would reach into the configuration of some. */
const urlPath = z
  .string()
  .max(500)
  .regex(/^\/[A-Za-z0-9/._~!$&()*+,=:@%-]*$/, 'a path beginning with a slash, of the characters of a URL');
const healthPath = z
  .string()
  .max(500)
  .regex(/^\/[!-~]*$/, 'a path beginning with a slash, without spaces');

const placeholder = z.string().regex(/^\{\{\s*[A-Za-z_][A-Za-z0-9_]*\s*\}\}$/, 'a number or one {{PARAMETER}}');
const port = z.int().min(1).max(65_535);
const portOrParameter = z.union([port, placeholder]);

const probe = z.strictObject({
  path: healthPath.exactOptional(),
  port: portName.exactOptional(),
  periodSeconds: z.int().min(1).max(3600).exactOptional(),
  timeoutSeconds: z.int().min(1).max(600).exactOptional(),
  failureThreshold: z.int().min(1).max(100).exactOptional(),
  initialDelaySeconds: z.int().min(0).max(3600).exactOptional(),
});

const resourceList = z.strictObject({ cpu: quantity.exactOptional(), memory: quantity.exactOptional() });

const service = z.strictObject({
  name: label,
  image: z.string().min(1).max(500),
  command: z.array(z.string().max(100_000)).max(100).exactOptional(),
  args: z.array(z.string().max(100_000)).max(100).exactOptional(),
  workingDir: absolutePath.exactOptional(),
  ports: z
    .array(z.strictObject({ name: portName, containerPort: portOrParameter, protocol: z.enum(['TCP', 'UDP']).exactOptional() }))
    .max(20)
    .exactOptional(),
  replicas: z.int().min(0).max(20).exactOptional(),
  env: z
    .array(z.strictObject({ name: envName, value: z.string().max(32_768) }))
    .max(200)
    .exactOptional(),
  resources: z.strictObject({ requests: resourceList.exactOptional(), limits: resourceList.exactOptional() }).exactOptional(),
  healthCheckPath: z.union([healthPath, placeholder]).exactOptional(),
  readinessProbe: probe.exactOptional(),
  livenessProbe: probe.exactOptional(),
  volumes: z
    .array(z.strictObject({ name: label, mountPath: absolutePath, size: z.union([quantity, placeholder]) }))
    .max(10)
    .exactOptional(),
  files: z.record(absolutePath, z.string().max(100_000)).exactOptional(),
  dependsOn: z.array(label).max(20).exactOptional(),
  secrets: z.strictObject({ env: z.boolean().exactOptional(), mountPath: absolutePath.exactOptional() }).exactOptional().meta({
    description: 'How the service receives its secrets: as variables unless told otherwise, as files where a path is named.',
  }),
  runAsUser: z.int().min(1).max(2_147_483_647).exactOptional(),
  terminationGracePeriodSeconds: z.int().min(0).max(600).exactOptional(),
});

const ingress = z.strictObject({
  id: label,
  name: label,
  service: label,
  port: portOrParameter,
  path: urlPath.exactOptional(),
});

export const blueprintSchema = z.strictObject({
  services: z.array(service).min(1).max(10),
  ingresses: z.array(ingress).max(10).default([]),
});

export type Blueprint = z.output<typeof blueprintSchema>;
export type BlueprintService = Blueprint['services'][number];

export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** `services[0].ports[1].name` from the parts of a path. */
export function formatPath(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

export type BlueprintResult =
  | { readonly kind: 'ok'; readonly blueprint: Blueprint }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

function duplicates(names: readonly string[]): Set<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

function* serviceIssues(one: BlueprintService, path: string, names: ReadonlySet<string>): Generator<Issue> {
  const ports = one.ports ?? [];
  const portNames = new Set(ports.map((entry) => entry.name));
  for (const name of duplicates(ports.map((entry) => entry.name)))
    yield { path: `${path}.ports`, message: `two ports named ${name}` };
  for (const name of duplicates((one.volumes ?? []).map((entry) => entry.name))) {
    yield { path: `${path}.volumes`, message: `two volumes named ${name}` };
  }
  for (const name of one.dependsOn ?? []) {
    if (!names.has(name)) yield { path: `${path}.dependsOn`, message: `there is no service ${name}` };
  }
  for (const kind of ['readinessProbe', 'livenessProbe'] as const) {
    const wanted = one[kind];
    if (wanted === undefined) continue;
    if (wanted.port !== undefined && !portNames.has(wanted.port)) {
      yield { path: `${path}.${kind}.port`, message: `there is no port named ${wanted.port}` };
    }
    if (ports.length === 0) yield { path: `${path}.${kind}`, message: 'needs a port' };
  }
  if (one.healthCheckPath !== undefined && ports.length === 0) {
    yield { path: `${path}.healthCheckPath`, message: 'needs a port' };
  }
}

/** A service of the first circle found, or undefined. */
function findCircle(services: readonly BlueprintService[]): string | undefined {
  const needs = new Map(services.map((one) => [one.name, one.dependsOn ?? []]));
  const settled = new Set<string>();
  for (let progress = true; progress;) {
    progress = false;
    for (const [name, others] of needs) {
      if (settled.has(name) || !others.every((other) => settled.has(other) || !needs.has(other))) continue;
      settled.add(name);
      progress = true;
    }
  }
  return services.find((one) => !settled.has(one.name))?.name;
}

function* crossIssues(blueprint: Blueprint): Generator<Issue> {
  const names = new Set(blueprint.services.map((one) => one.name));
  for (const name of duplicates(blueprint.services.map((one) => one.name))) {
    yield { path: 'services', message: `two services named ${name}` };
  }
  for (const [index, one] of blueprint.services.entries()) yield* serviceIssues(one, `services[${index}]`, names);
  const circle = findCircle(blueprint.services);
  if (circle !== undefined) yield { path: 'services', message: `${circle} depends on itself in a circle` };
  for (const id of duplicates(blueprint.ingresses.map((one) => one.id))) {
    yield { path: 'ingresses', message: `two ingresses with id ${id}` };
  }
  for (const [index, one] of blueprint.ingresses.entries()) {
    const target = blueprint.services.find((candidate) => candidate.name === one.service);
    const path = `ingresses[${index}]`;
    if (target === undefined) yield { path: `${path}.service`, message: `there is no service ${one.service}` };
    else if (!(target.ports ?? []).some((entry) => entry.containerPort === one.port)) {
      yield { path: `${path}.port`, message: `${one.service} has no port ${one.port}` };
    }
  }
}

/** One issue a field that is not known, so that each can be pointed at. */
function issuesOf(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: formatPath(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ path: formatPath([...issue.path, key]), message: 'is not a known field' }));
}

/** Checks a parsed spec strictly: unknown fields are refused, and names that refer to nothing. */
export function parseBlueprint(value: unknown): BlueprintResult {
  const parsed = blueprintSchema.safeParse(value);
  if (!parsed.success) {
    return { kind: 'invalid', issues: parsed.error.issues.flatMap((issue) => issuesOf(issue)) };
  }
  const issues = [...crossIssues(parsed.data)];
  return issues.length > 0 ? { kind: 'invalid', issues } : { kind: 'ok', blueprint: parsed.data };
}

export interface ImageTemplate {
  readonly image: string;
  readonly containerPort: number;
  readonly cpuRequest: string;
  readonly cpuLimit: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
  readonly healthCheckPath: string;
}

/** The spec of a template that names an image and nothing else. */
export function blueprintFromImage(input: ImageTemplate): Record<string, unknown> {
  return {
    services: [
      {
        name: 'app',
        image: input.image,
        ports: [{ name: 'http', containerPort: input.containerPort }],
        resources: {
          requests: { cpu: input.cpuRequest, memory: input.memoryRequest },
          limits: { cpu: input.cpuLimit, memory: input.memoryLimit },
        },
        healthCheckPath: input.healthCheckPath,
      },
    ],
    ingresses: [{ id: 'app', name: 'app', service: 'app', port: input.containerPort }],
  };
}
