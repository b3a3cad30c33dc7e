/**
 * A canary: another version of one service, beside the one that runs, with a share of its requests.
 *
 * `starting` until it is ready; `running` while it gets its share; `promoting` from the moment that the service itself takes its
 * image until that is ready; `aborted` when somebody, or its own failure, ended it. Nothing else of the deployment changes before it
 * is promoted or aborted, so that what is compared stays comparable.
 */
import { z } from 'zod';
import type { Refusal } from './deployment.rules.ts';
import { type EvidenceValue, evidenceSchema, type ObservedCanary } from './observed.rules.ts';
import { placeWish, sameValue, type Wish } from './wish.rules.ts';

const step = z.object({ weight: z.int(), minutes: z.int() });

const canarySchema = z.object({
  /** Number of its release. */
  release: z.int(),
  service: z.string(),
  image: z.string(),
  /** In place of the service's own, where they are different. */
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullable(),
  weight: z.int(),
  phase: z.enum(['starting', 'running', 'promoting', 'aborted']),
  /** Of the row when it was started: a status of before says nothing about it. */
  generation: z.int(),
  /** Still to come. */
  steps: z.array(step),
  nextStepAt: z.string().nullable(),
  readyBy: z.string(),
  /** The release by which it is promoted. */
  promotedBy: z.int().nullable(),
  message: z.string().nullable(),
  evidence: evidenceSchema.nullable(),
});

export type Canary = z.output<typeof canarySchema>;

/** From a row; what cannot be understood counts as none. */
export function parseCanary(value: unknown): Canary | null {
  const parsed = canarySchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** It runs, or is about to: nothing else may change. */
export function isUnderWay(canary: Canary | null): canary is Canary {
  return canary !== null && (canary.phase === 'starting' || canary.phase === 'running');
}

export interface StartFacts {
  readonly paused: boolean;
  readonly release: number;
  /** Number of the last release that was ready. */
  readonly liveRelease: number | undefined;
}

export function refuseStart(facts: StartFacts): Refusal | undefined {
  if (facts.paused) {
    return { message: 'The deployment is paused, so there is nothing to compare with.', nextStep: 'Resume it first.' };
  }
  if (facts.liveRelease === facts.release) return undefined;
  return {
    message: `Release ${facts.release} is not ready, so there is nothing to compare with.`,
    nextStep: 'Wait until it is ready, or go back to one that was.',
  };
}

/** Weight, promotion and abortion are of a canary that is under way. */
export function refuseWithoutCanary(canary: Canary | null): Refusal | undefined {
  if (canary?.phase === 'starting' || canary?.phase === 'running') return undefined;
  if (canary?.phase === 'promoting') {
    return {
      message: `The canary is promoted already, by release ${canary.promotedBy ?? '?'}.`,
      nextStep: 'Wait until that release is ready, or roll it back.',
    };
  }
  return { message: 'No canary runs.', nextStep: 'Start one.' };
}

export function refusePromotion(canary: Canary): Refusal | undefined {
  if (canary.phase === 'running') return undefined;
  return { message: 'The canary is not ready yet.', nextStep: 'Wait until it is ready, or abort it.' };
}

export type Difference =
  | { readonly kind: 'ok'; readonly env: Canary['env'] }
  | { readonly kind: 'none' }
  | { readonly kind: 'too-much'; readonly message: string };

function withoutVersion<T extends { readonly image: string; readonly env?: unknown; readonly replicas?: unknown }>(service: T) {
  const { image: _image, env: _env, ...rest } = service;
  return rest;
}

/**
 * What the canary has of its own: it can differ by image and variables only, and only in its service. Values of parameters are
 * variables of every service; the others take them with the promotion.
 */
export function differenceOf(present: Wish, next: Wish, service: string): Difference {
  const [before, after] = [placeWish(present), placeWish(next)];
  if (before.kind === 'invalid' || after.kind === 'invalid') return { kind: 'too-much', message: 'is not valid' };
  if (!sameValue(before.placed.ingresses, after.placed.ingresses)) {
    return { kind: 'too-much', message: 'would change an ingress, which a canary shares with the service' };
  }
  const old = new Map(before.placed.services.map((each) => [each.name, each]));
  const versions = after.placed.services.map((each) => ({ each, was: old.get(each.name) ?? each }));
  const other = versions.find(({ each, was }) => each.name !== service && each.image !== was.image);
  if (other !== undefined) return { kind: 'too-much', message: `would change the image of ${other.each.name} as well` };
  const more = versions.find(({ each, was }) => !sameValue(withoutVersion(was), withoutVersion(each)));
  if (more !== undefined) return { kind: 'too-much', message: `would change more of ${more.each.name} than its variables` };
  const own = versions.find(({ each }) => each.name === service);
  if (own === undefined || sameValue(own.was, own.each)) return { kind: 'none' };
  const { each, was } = own;
  if (sameValue(was.env, each.env)) return { kind: 'ok', env: null };
  return { kind: 'ok', env: (each.env ?? []).map(({ name, value }) => ({ name, value })) };
}

export type CanaryDecision =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'ready'; readonly canary: Canary }
  | { readonly kind: 'step'; readonly canary: Canary }
  | { readonly kind: 'abort'; readonly message: string; readonly evidence: EvidenceValue };

/** Failures that waiting does not heal: the program ran and ended. */
const lasting = new Set(['CrashLooping', 'OutOfMemory', 'StartFailed']);
const longestWaitMs = 60_000;
const minuteMs = 60_000;

function nextStepAt(steps: Canary['steps'], now: Date): string | null {
  const [first] = steps;
  return first === undefined ? null : new Date(now.getTime() + first.minutes * minuteMs).toISOString();
}

function failureOf(canary: Canary, seen: ObservedCanary | undefined, isLate: boolean): CanaryDecision | undefined {
  const hasFailed = seen?.state === 'Failed' || seen?.state === 'Degraded';
  const isLasting = hasFailed && (seen.evidence === undefined || lasting.has(seen.evidence.reason));
  const why = seen?.evidence?.message ?? seen?.message ?? 'The cluster says nothing of it.';
  if (hasFailed && (isLasting || canary.phase === 'running')) {
    return abortion(`The canary of ${canary.service} failed. ${why}`, 'CanaryFailed', seen);
  }
  if (!isLate || canary.phase !== 'starting') return undefined;
  return abortion(`The canary of ${canary.service} was not ready in time. ${why}`, 'DeadlineExceeded', seen);
}

function abortion(message: string, reason: string, seen: ObservedCanary | undefined): CanaryDecision {
  const nextStep = 'Read its evidence, correct the version and start again.';
  return { kind: 'abort', message, evidence: seen?.evidence ?? { reason, message, nextStep } };
}

/** `seen` is what the cluster says of this very canary. */
export function decideCanary(canary: Canary, seen: ObservedCanary | undefined, now: Date): CanaryDecision {
  const leftMs = Date.parse(canary.phase === 'starting' ? canary.readyBy : (canary.nextStepAt ?? '')) - now.getTime();
  const failure = failureOf(canary, seen, leftMs <= 0);
  if (failure !== undefined) return failure;
  if (canary.phase === 'starting' && seen?.state === 'Ready') {
    return { kind: 'ready', canary: { ...canary, phase: 'running', nextStepAt: nextStepAt(canary.steps, now) } };
  }
  const [next, ...steps] = canary.steps;
  if (canary.phase === 'running' && leftMs <= 0 && next !== undefined) {
    return { kind: 'step', canary: { ...canary, weight: next.weight, steps, nextStepAt: nextStepAt(steps, now) } };
  }
  return { kind: 'wait', ms: leftMs > 0 ? Math.min(leftMs, longestWaitMs) : longestWaitMs };
}

/** What a promotion makes of the service for good. */
export function wishOfPromotion(present: Wish, ofCanary: Wish, { service, image }: Canary): Wish {
  return { ...present, images: { ...present.images, [service]: image }, envVars: ofCanary.envVars };
}
