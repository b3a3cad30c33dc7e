/** What is wanted, as it is stored: parsed on the way out, for a row may be older than the program. */
import { z } from 'zod';
import { blueprintSchema, envVarDefinition } from '../templates/index.ts';
import type { Wish } from './wish.rules.ts';

const autoUpdateSchema = z.discriminatedUnion('policy', [
  z.object({ policy: z.literal('digest') }),
  z.object({ policy: z.literal('semver'), range: z.string() }),
]);

const texts = z.record(z.string(), z.string());

const storedWish = z.object({
  blueprint: blueprintSchema.extend({
    definitions: z.array(envVarDefinition),
    templateVersion: z.int().nullable().default(null),
  }),
  envVars: texts,
  visibility: z.enum(['public', 'internal']).catch('public'),
  displayName: z.string(),
  replicas: z.record(z.string(), z.int()),
  images: texts,
  resources: z.record(
    z.string(),
    z.object({
      cpuRequest: z.string().exactOptional(),
      cpuLimit: z.string().exactOptional(),
      memoryRequest: z.string().exactOptional(),
      memoryLimit: z.string().exactOptional(),
    }),
  ),
  hosts: z.array(z.object({ host: z.string(), ingress: z.string() })).default([]),
  // Releases of before it was possible say nothing of it.
  autoUpdate: z.record(z.string(), autoUpdateSchema).default({}),
  paused: z.boolean(),
  autoRollback: z.boolean(),
  readyDeadlineSeconds: z.int(),
});

export function parseWish(value: unknown): Wish {
  const { blueprint: whole, ...wish } = storedWish.parse(value);
  const { definitions, templateVersion, ...blueprint } = whole;
  return { ...wish, blueprint, definitions, templateVersion };
}

export function parseTexts(value: unknown): Record<string, string> {
  return texts.parse(value);
}

/** The blueprint with the definitions of its parameters and where both are from: one value, for they belong together. */
export function storedBlueprint(wish: Wish): unknown {
  return { ...wish.blueprint, definitions: wish.definitions, templateVersion: wish.templateVersion };
}

export function wishToStored({ definitions: _within, templateVersion: _too, ...wish }: Wish, blueprint: unknown): unknown {
  return { ...wish, blueprint };
}
