import type { z } from 'zod';
import { maskSecrets } from '../templates/index.ts';
import type { EvidenceValue } from './observed.rules.ts';
import type { release } from './release.schemas.contract.ts';
import type { ReleaseSecrets } from './release-secrets.rules.ts';
import { digestOf, type ReleaseKind, type ReleaseState } from './release.rules.ts';
import { type Wish, wantedServices } from './wish.rules.ts';

export interface ReleaseRow {
  readonly id: string;
  readonly orgId: string;
  readonly deploymentId: string;
  readonly number: number;
  readonly generation: number;
  readonly kind: ReleaseKind;
  readonly wish: Wish;
  readonly hostLabels: readonly string[];
  readonly fromNumber: number | null;
  readonly actor: { readonly kind: 'user' | 'system'; readonly email: string | null; readonly name: string | null };
  /** Of its images, by service, where they are known. */
  readonly digests: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly secrets: ReleaseSecrets;
  readonly deadlineAt: Date | null;
  readonly createdAt: Date;
  readonly state: ReleaseState;
  readonly message: string | null;
  readonly evidence: EvidenceValue | undefined;
  readonly liveAt: Date | null;
}

export type ReleaseView = z.input<typeof release>;

/** Values of secret parameters are masked. */
export function releaseToView(row: ReleaseRow, current: number): ReleaseView {
  const { wish } = row;
  return {
    number: row.number,
    kind: row.kind,
    state: row.state,
    isCurrent: row.number === current,
    message: row.message,
    evidence: row.evidence ?? null,
    from: row.fromNumber,
    reason: row.reason,
    by: { kind: row.actor.kind, email: row.actor.email, name: row.actor.name },
    generation: row.generation,
    displayName: wish.displayName,
    visibility: wish.visibility,
    hostLabels: [...row.hostLabels],
    envVars: maskSecrets(wish.definitions, wish.envVars),
    secrets: row.secrets.used.map(({ key, scope, service, version }) => ({ key, scope, serviceName: service ?? '', version })),
    services: wantedServices(wish).map((service) => ({
      ...service,
      digest: row.digests[service.name] ?? digestOf(service.image),
    })),
    paused: wish.paused,
    createdAt: row.createdAt.toISOString(),
    deadlineAt: row.deadlineAt?.toISOString() ?? null,
    liveAt: row.liveAt?.toISOString() ?? null,
  };
}
