/** What a model is told about templates, and what its answer becomes. */
import { z } from 'zod';
import type { Issue } from './blueprint.rules.ts';
import { envVarDefinition, templateName } from './template.contract.ts';

const parameterTypes = ['string', 'text', 'integer', 'number', 'boolean', 'enum'] as const;
const text = { type: 'string' } as const;
const textOrNothing = { type: ['string', 'null'] } as const;

/** Every field is required and nothing else allowed: that is what providers can hold a model to. */
export const answerSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'displayName', 'description', 'category', 'envVars', 'spec'],
  properties: {
    name: { ...text, description: 'lower-case letters, digits and hyphens' },
    displayName: text,
    description: text,
    category: { type: 'string', enum: ['web', 'database', 'ai', 'tool'] },
    envVars: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'label', 'description', 'type', 'default', 'required', 'secret', 'options'],
        properties: {
          name: text,
          label: text,
          description: text,
          type: { type: 'string', enum: parameterTypes },
          default: textOrNothing,
          required: { type: 'boolean' },
          secret: { type: 'boolean' },
          options: { type: ['array', 'null'], items: text },
        },
      },
    },
    spec: { ...text, description: 'YAML' },
  },
} as const;

export const instructions = `You write templates for a platform that deploys containers. Answer with one template.

"spec" is YAML with two lists, and nothing else:
services (1 to 10): name (lower-case label), image (with a fixed tag, never latest), command, args (lists of strings), workingDir,
  ports [{name, containerPort}], replicas (0 to 20), env [{name, value}], resources {requests: {cpu, memory}, limits: {cpu, memory}},
  healthCheckPath, readinessProbe {path, port (a port's name), periodSeconds, failureThreshold}, volumes [{name, mountPath, size}],
  files {absolute path: content}, dependsOn [names of services], runAsUser (never 0), terminationGracePeriodSeconds.
ingresses: id, name, service, port (a containerPort of that service), path. One for each service that browsers reach, none for others.

"envVars" are the parameters that whoever deploys fills in. Each reaches every service as an environment variable of its name, so none
of them appears in env. Passwords, keys and tokens are parameters with secret true, required true and default null.
{{NAME}} of a parameter may stand in image, containerPort, healthCheckPath and a volume's size, and nowhere else.
Every service finds another one, for instance db, by the environment variables DB_HOST and DB_PORT; in env values $(DB_HOST) may be used.
Containers never run as root and cannot mount paths of a host. YAML anchors and aliases are refused. Use no field that is not named here.`;

export interface PromptParts {
  readonly prompt: string;
  /** What the organization says about itself. */
  readonly aiContext: string;
  /** The first answer was not valid: what it was and why. */
  readonly rejected?: { readonly answer: string; readonly issues: readonly Issue[] };
}

export function writePrompt({ prompt, aiContext, rejected }: PromptParts): string {
  const context = aiContext.trim() === '' ? [] : [`About the organization:\n${aiContext.trim()}`];
  const again =
    rejected === undefined
      ? []
      : [
          `Your last answer was:\n${rejected.answer}`,
          `It is not valid. Answer again with these problems solved:\n${rejected.issues.map((one) => `${one.path}: ${one.message}`).join('\n')}`,
        ];
  return [...context, `Wanted:\n${prompt}`, ...again].join('\n\n');
}

const nothing = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined);

/** Forgiving in what can be left out, strict in what it means. */
export const modelAnswer = z.object({
  name: templateName.catch('draft'),
  displayName: z.string().trim().min(1).max(100).catch('Draft'),
  description: z.string().max(2000).catch(''),
  category: z.string().max(50).catch('web'),
  envVars: z
    .array(
      z
        .object({
          ...envVarDefinition.shape,
          default: nothing(z.string().max(10_000)),
          options: nothing(z.array(z.string().max(200)).max(50)),
        })
        .transform((one): unknown => JSON.parse(JSON.stringify(one))),
    )
    .max(100)
    .default([])
    .pipe(z.array(envVarDefinition)),
  spec: z.string().min(1).max(200_000),
});
