import type { z } from 'zod';
import type { Canary } from './canary.rules.ts';
import { canaryToView } from './canary.view.ts';
import type { ClusterEvent } from './deployment.ports.ts';
import type { clusterEvent, deployment, deploymentConfig, deploymentSummary } from './deployment.schemas.contract.ts';
import type { EvidenceValue, Observed, ObservedService, Status } from './observed.rules.ts';
import { type WantedService, type Wish, wantedServices } from './wish.rules.ts';

/** What a list needs. */
export interface SummaryRow {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string;
  readonly ownerId: string;
  readonly name: string;
  readonly displayName: string;
  readonly templateName: string;
  readonly visibility: 'public' | 'internal';
  readonly services: readonly string[];
  readonly status: Status;
  readonly observed: Observed;
  readonly lastError: string | null;
  readonly deletingSince: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A deployment with all that is wanted of it. */
export interface DeploymentRow extends SummaryRow {
  readonly namespace: string;
  readonly wish: Wish;
  readonly restartedAt: Date | null;
  readonly serviceRestarts: Readonly<Record<string, string>>;
  /** Number of the release that is wanted. */
  readonly release: number;
  readonly canary: Canary | null;
  /** Why what is wanted was not brought to the cluster. */
  readonly block: EvidenceValue | null;
  readonly generation: number;
  readonly appliedGeneration: number;
  readonly observedGeneration: number;
}

export type ClusterEventView = z.input<typeof clusterEvent>;

export function clusterEventToView({ firstAt, lastAt, ...event }: ClusterEvent): ClusterEventView {
  return { ...event, firstAt: firstAt?.toISOString() ?? null, lastAt: lastAt?.toISOString() ?? null };
}

export interface Abilities {
  readonly canUpdate: boolean;
  readonly canDelete: boolean;
}

export type SummaryView = z.input<typeof deploymentSummary>;
export type DeploymentView = z.input<typeof deployment>;
export type ConfigView = z.input<typeof deploymentConfig>;

/** A deployment that is on its way out shows nothing else. */
export function statusOf(row: Pick<SummaryRow, 'status' | 'deletingSince'>): Status {
  return row.deletingSince === null ? row.status : 'Deleting';
}

export function deploymentToSummary(row: SummaryRow, abilities: Abilities): SummaryView {
  const { observed } = row;
  const isPublic = row.visibility === 'public';
  const status = statusOf(row);
  return {
    name: row.name,
    displayName: row.displayName,
    status,
    template: row.templateName,
    visibility: row.visibility,
    ingresses: observed.ingresses.map(({ id, name, host, url }) => ({ id, name, host, url })),
    lastError: status === 'Error' ? row.lastError : null,
    canDelete: abilities.canDelete && status !== 'Deleting',
    teamId: row.teamId,
    url: isPublic ? (observed.ingresses[0]?.url ?? null) : null,
    servicesReady: observed.services.filter((service) => service.state === 'Ready').length,
    servicesTotal: row.services.length,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function evidenceToView(evidence: EvidenceValue | undefined): DeploymentView['evidence'] {
  return evidence ?? null;
}

function serviceToView(wanted: WantedService, seen: ObservedService | undefined): DeploymentView['services'][number] {
  const state = seen?.state ?? 'Pending';
  return {
    name: wanted.name,
    image: seen?.image ?? wanted.image,
    ready: state === 'Ready',
    replicas: seen?.replicas ?? wanted.replicas,
    readyReplicas: seen?.readyReplicas ?? 0,
    state,
    message: seen?.message ?? null,
    evidence: evidenceToView(seen?.evidence),
  };
}

export interface ViewContext {
  readonly abilities: Abilities;
  readonly actions: readonly string[];
  /** Runs on the embedded cluster. */
  readonly embedded: boolean;
}

export function deploymentToView(row: DeploymentRow, context: ViewContext): DeploymentView {
  const seen = (name: string): ObservedService | undefined => row.observed.services.find((service) => service.name === name);
  return {
    ...deploymentToSummary(row, context.abilities),
    orgId: row.orgId,
    templateVersion: row.wish.templateVersion,
    namespace: row.namespace,
    message: row.block?.message ?? row.observed.message ?? null,
    evidence: evidenceToView(row.block ?? row.observed.evidence),
    services: wantedServices(row.wish).map((wanted) => serviceToView(wanted, seen(wanted.name))),
    conditions: row.observed.conditions,
    generation: row.generation,
    observedGeneration: row.observedGeneration,
    release: row.release,
    canary: canaryToView(row),
    restartedAt: row.restartedAt?.toISOString() ?? null,
    canUpdate: context.abilities.canUpdate && row.deletingSince === null,
    actions: [...context.actions],
    embedded: context.embedded,
  };
}

/** Values of secret parameters are masked; see the templates domain. */
export function deploymentToConfig(row: DeploymentRow, shownEnvVars: Record<string, string>): ConfigView {
  const services = wantedServices(row.wish);
  const perService = <T>(pick: (service: WantedService) => T): Record<string, T> =>
    Object.fromEntries(services.map((service) => [service.name, pick(service)]));
  return {
    name: row.name,
    displayName: row.displayName,
    envVars: shownEnvVars,
    visibility: row.visibility,
    replicas: perService((service) => service.replicas),
    images: perService((service) => service.image),
    resources: perService((service) => service.resources),
    autoUpdate: row.wish.autoUpdate,
    paused: row.wish.paused,
    autoRollback: row.wish.autoRollback,
    readyDeadlineSeconds: row.wish.readyDeadlineSeconds,
    generation: row.generation,
  };
}
