/** Domains and records on the wire. */
import { recordTypes } from '@moorage/core/dns-text';
import { z } from 'zod';

const id = z.uuid();
const time = z.iso.datetime();

export const statuses = ['pending', 'provisioning', 'ready', 'failed'] as const;
export const status = z.enum(statuses).meta({
  description:
    '`pending`: to be brought to the provider. `ready`: the provider has it. `failed`: `last_error` says why; it is tried again with growing pauses.',
});
export const owners = ['autoglue', 'external', 'unknown'] as const;
export const type = z.enum(recordTypes);

export const domain = z
  .object({
    id,
    organization_id: id,
    domain_name: z.string(),
    zone_id: z.string().meta({ description: 'Empty until the provider has told it.' }),
    status,
    last_error: z.string(),
    credential_id: id,
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1Domain' });

export const alias = z
  .object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(253)
      .meta({ description: 'What it stands for, such as the name of a load balancer at AWS.' }),
    zone_id: z
      .string()
      .trim()
      .min(1)
      .max(32)
      .regex(/^[A-Za-z0-9]+$/, 'must be letters and digits')
      .meta({ description: 'The zone of that.' }),
    evaluate_target_health: z.boolean().optional(),
  })
  .meta({ id: 'V1RecordAlias' });

export const record = z
  .object({
    id,
    domain_id: id,
    name: z.string().meta({ description: 'Relative to the domain; `@` is the domain itself.' }),
    type: z.string(),
    ttl: z.int().optional(),
    values: z.array(z.string()),
    alias: alias.optional(),
    fingerprint: z.string(),
    status,
    last_error: z.string().meta({ description: 'In a conflict, what is there and whose it is.' }),
    owner: z.enum(owners).meta({ description: '`external`: something that is not ours is in the way.' }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1RecordSet' });
