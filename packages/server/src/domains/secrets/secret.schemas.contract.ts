/** Wire shapes of secrets. No shape that goes out has a field for a value. */
import { z } from 'zod';
import { keyPattern, maxKeyLength, secretScopes } from './secret.rules.ts';

const key = z.string().regex(keyPattern, 'letters, digits and underscore, not beginning with a digit').max(maxKeyLength);
/** Checked by rules, so that what is wrong is said without the value. */
const value = z.string().min(1).meta({ description: 'Never given back.', format: 'password' });
const description = z.string().trim().max(500);
const deploymentName = z
  .string()
  .max(80)
  .default('')
  .meta({ description: 'A deployment; `template:<name>` for all of one’s own of a template; empty for all of one’s own.' });
const serviceName = z.string().max(63).default('').meta({ description: 'One service; empty for all.' });

export const secretKey = z
  .strictObject({
    id: z.uuid(),
    key: z.string(),
    deploymentName: z.string(),
    serviceName: z.string(),
    description: z.string(),
    scope: z.enum(secretScopes),
    version: z.int(),
    updatedAt: z.iso.datetime(),
    updatedBy: z.string().nullable(),
    canWrite: z.boolean(),
  })
  .meta({ id: 'Secret', description: 'What is known of a secret. Its value never leaves the platform by the API.' });

export const secretCreate = z
  .strictObject({ key, value, deploymentName, serviceName, description: description.default('') })
  .meta({ id: 'SecretCreate' });

export const secretUpdate = z
  .strictObject({ value: value.optional(), description: description.optional() })
  .refine((body) => body.value !== undefined || body.description !== undefined, 'names nothing to change')
  .meta({ id: 'SecretUpdate' });

export const orgSecret = z
  .strictObject({
    id: z.uuid(),
    key: z.string(),
    description: z.string(),
    version: z.int(),
    updatedAt: z.iso.datetime(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'OrgSecret', description: 'A secret of every deployment of an organization.' });

export const orgId = z.uuid().optional().meta({ description: 'The current organization when absent.' });

export const orgSecretCreate = z
  .strictObject({ key, value, description: description.default(''), orgId })
  .meta({ id: 'OrgSecretCreate' });

const importShape = {
  text: z.string().max(600_000).meta({ description: 'As in an `.env` file.', format: 'password' }),
  replace: z.boolean().default(false).meta({ description: 'Keys that are there get a new version; else they are refused.' }),
  dryRun: z.boolean().default(false).meta({ description: 'Says what would happen and changes nothing.' }),
};
export const secretImport = z.strictObject({ ...importShape, deploymentName, serviceName }).meta({ id: 'SecretImport' });
export const orgSecretImport = z.strictObject({ ...importShape, orgId }).meta({ id: 'OrgSecretImport' });

export const importResult = z
  .strictObject({ dryRun: z.boolean(), created: z.array(z.string()), replaced: z.array(z.string()) })
  .meta({ id: 'SecretImportResult', description: 'Keys. Whether a value was different is not told.' });

export const secretVersion = z
  .strictObject({
    version: z.int(),
    isCurrent: z.boolean(),
    restoredFrom: z.int().nullable(),
    by: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'SecretVersion' });

export const secretUse = z
  .strictObject({
    deploymentName: z.string(),
    services: z.array(
      z.strictObject({
        name: z.string(),
        receives: z.boolean(),
        coveredBy: z.enum(secretScopes).nullable().meta({ description: 'The narrower scope whose secret it receives instead.' }),
      }),
    ),
  })
  .meta({ id: 'SecretUse' });

export const effectiveSecrets = z
  .strictObject({
    deploymentName: z.string(),
    serviceName: z.string(),
    secrets: z.array(
      z.strictObject({
        key: z.string(),
        scope: z.enum(secretScopes),
        version: z.int(),
        updatedAt: z.iso.datetime(),
        covers: z.array(z.enum(secretScopes)).meta({ description: 'Scopes that have the same key, and lose.' }),
        hiddenByVariable: z.boolean().meta({ description: 'The service has a plain variable of this name, which wins.' }),
      }),
    ),
    rollOut: z.enum(['done', 'waiting', 'stopped']).meta({
      description:
        'Whether the deployment has what is listed: `waiting` is on its way, `stopped` does not get there by itself; its status says why.',
    }),
    canWrite: z.boolean().meta({ description: 'Whether the caller may set secrets of the deployment.' }),
    missing: z.array(z.string()).meta({ description: 'Secret parameters that are required and have no value.' }),
  })
  .meta({ id: 'EffectiveSecrets', description: 'What one service receives.' });
