/** What the cluster reported about a deployment, in the form in which it is stored. */
import { z } from 'zod';

const text = z.string();

/** As in the contract, but tolerant: an operator of another version may say more. */
export const evidenceSchema = z.object({
  reason: text,
  message: text,
  logLines: z.array(text).exactOptional(),
  event: text.exactOptional(),
  probe: text.exactOptional(),
  exitCode: z.int().exactOptional(),
  nextStep: text,
});

const service = z.object({
  name: text,
  image: text.catch(''),
  replicas: z.int().catch(0),
  readyReplicas: z.int().catch(0),
  state: z.enum(['Pending', 'Progressing', 'Ready', 'Degraded', 'Failed', 'Paused']).catch('Pending'),
  message: text.exactOptional(),
  evidence: evidenceSchema.exactOptional(),
});

const canary = service.omit({ name: true }).extend({ service: text, weight: z.int().catch(0) });

const condition = z.object({
  type: text,
  status: z.enum(['True', 'False', 'Unknown']),
  reason: text.catch(''),
  message: text.catch(''),
  lastTransitionTime: text.catch(''),
});

const host = z.object({
  host: text,
  url: text,
  certificate: z
    .object({
      state: z.enum(['Pending', 'Ready', 'Failed', 'Provided', 'Unknown']).catch('Unknown'),
      reason: text.catch(''),
      message: text.exactOptional(),
      expiresAt: text.exactOptional(),
    })
    .exactOptional(),
});

const observedSchema = z.object({
  message: text.exactOptional(),
  evidence: evidenceSchema.exactOptional(),
  /** Custom hosts are within the ingress that they lead to. */
  ingresses: z.array(z.object({ id: text, name: text, host: text, url: text, hosts: z.array(host).exactOptional() })).default([]),
  services: z.array(service).default([]),
  canary: canary.exactOptional(),
  conditions: z.array(condition).default([]),
});

export type Observed = z.output<typeof observedSchema>;
export type ObservedHost = z.output<typeof host>;
export type ObservedCanary = z.output<typeof canary>;
export type ObservedService = Observed['services'][number];
export type EvidenceValue = z.output<typeof evidenceSchema>;

export const statuses = ['Pending', 'Provisioning', 'Ready', 'Error', 'Deleting'] as const;
export type Status = (typeof statuses)[number];

export const nothingObserved: Observed = { ingresses: [], services: [], conditions: [] };

/** From the row or from the status of the custom resource; what cannot be understood counts as nothing. */
export function parseObserved(value: unknown): Observed {
  const parsed = observedSchema.safeParse(value ?? {});
  return parsed.success ? parsed.data : nothingObserved;
}

/** From a row; what cannot be understood counts as none. */
export function parseEvidence(value: unknown): EvidenceValue | undefined {
  const parsed = evidenceSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

export function parseStatus(value: unknown): Status {
  return statuses.find((status) => status === value) ?? 'Pending';
}
