import { describe, expect, it } from 'vitest';
import {
  type Canary,
  decideCanary,
  differenceOf,
  parseCanary,
  refuseStart,
  refuseWithoutCanary,
  wishOfPromotion,
} from './canary.rules.ts';
import type { ObservedCanary } from './observed.rules.ts';
import { parseWish } from './stored-wish.rules.ts';
import { decideWish, type Wish } from './wish.rules.ts';

const now = new Date('2026-03-04T05:06:07Z');
const inMinutes = (minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString();
const canary: Canary = {
  release: 4,
  service: 'web',
  image: 'nginx:1.30',
  env: null,
  weight: 10,
  phase: 'starting',
  generation: 7,
  steps: [],
  nextStepAt: null,
  readyBy: inMinutes(10),
  promotedBy: null,
  message: null,
  evidence: null,
};
const seen: ObservedCanary = { service: 'web', image: 'nginx:1.30', weight: 0, replicas: 1, readyReplicas: 1, state: 'Ready' };
const failed = (reason: string): ObservedCanary => ({
  ...seen,
  state: 'Failed',
  evidence: { reason, message: 'It ends.', nextStep: 'Read its log.' },
});

describe('what becomes of a canary', () => {
  it.each([
    ['starting', {}, undefined, 'wait'],
    ['starting', {}, { ...seen, state: 'Progressing' }, 'wait'],
    ['starting', {}, seen, 'ready'],
    ['starting', {}, failed('CrashLooping'), 'abort'],
    ['starting', {}, failed('ImagePullFailed'), 'wait'],
    ['starting', { readyBy: inMinutes(0) }, failed('ImagePullFailed'), 'abort'],
    ['starting', { readyBy: inMinutes(-1) }, undefined, 'abort'],
    ['running', {}, seen, 'wait'],
    ['running', {}, failed('ImagePullFailed'), 'abort'],
    ['running', { readyBy: inMinutes(-1) }, { ...seen, state: 'Progressing' }, 'wait'],
    ['running', { nextStepAt: inMinutes(1), steps: [{ weight: 20, minutes: 1 }] }, seen, 'wait'],
    ['running', { nextStepAt: inMinutes(0), steps: [{ weight: 20, minutes: 1 }] }, seen, 'step'],
  ] satisfies [Canary['phase'], Partial<Canary>, ObservedCanary | undefined, string][])(
    '%s with %j and %j: %s',
    (phase, more, status, kind) => {
      expect(decideCanary({ ...canary, phase, ...more }, status, now).kind).toBe(kind);
    },
  );

  it('waits as long as its deadline, or its step, and never more than a minute', () => {
    expect(decideCanary({ ...canary, readyBy: inMinutes(0.5) }, undefined, now)).toEqual({ kind: 'wait', ms: 30_000 });
    expect(decideCanary(canary, undefined, now)).toEqual({ kind: 'wait', ms: 60_000 });
    expect(decideCanary({ ...canary, phase: 'running' }, seen, now)).toEqual({ kind: 'wait', ms: 60_000 });
  });

  it('times its steps from when it became ready, and from one another', () => {
    const steps = [
      { weight: 30, minutes: 2 },
      { weight: 60, minutes: 3 },
    ];
    const ready = decideCanary({ ...canary, steps }, seen, now);
    expect(ready).toMatchObject({ kind: 'ready', canary: { phase: 'running', weight: 10, nextStepAt: inMinutes(2) } });
    const due = { ...canary, phase: 'running', steps, nextStepAt: inMinutes(0) } as const;
    expect(decideCanary(due, seen, now)).toMatchObject({
      canary: { weight: 30, steps: [{ weight: 60 }], nextStepAt: inMinutes(3) },
    });
  });
});

describe('a canary in a row', () => {
  it('is read as it was written, and what is none counts as none', () => {
    expect(parseCanary(JSON.parse(JSON.stringify(canary)))).toEqual(canary);
    expect(parseCanary({ ...canary, phase: 'dancing' })).toBeNull();
    expect(parseCanary(null)).toBeNull();
  });

  it('is weighed, promoted and aborted only while it is under way', () => {
    expect(refuseWithoutCanary(canary)).toBeUndefined();
    expect(refuseWithoutCanary({ ...canary, phase: 'promoting', promotedBy: 5 })?.message).toContain('release 5');
    expect(refuseWithoutCanary({ ...canary, phase: 'aborted' })?.nextStep).toBe('Start one.');
    expect(refuseWithoutCanary(null)).toBeDefined();
  });

  it('is started beside a release that is ready', () => {
    expect(refuseStart({ paused: false, release: 3, liveRelease: 3 })).toBeUndefined();
    expect(refuseStart({ paused: false, release: 3, liveRelease: 2 })?.message).toContain('Release 3');
    expect(refuseStart({ paused: true, release: 3, liveRelease: 3 })?.nextStep).toContain('Resume');
  });
});

const parameter = { label: '', description: '', type: 'string', required: true, secret: false };
const wish: Wish = parseWish({
  blueprint: {
    services: [
      { name: 'web', image: 'nginx:1.29' },
      { name: 'db', image: 'postgres:{{VERSION}}' },
    ],
    ingresses: [],
    definitions: [
      { ...parameter, name: 'MODE' },
      { ...parameter, name: 'VERSION' },
    ],
  },
  envVars: { MODE: 'slow', VERSION: '18' },
  visibility: 'public',
  displayName: 'Shop',
  replicas: {},
  images: {},
  resources: {},
  paused: false,
  autoRollback: true,
  readyDeadlineSeconds: 600,
});

describe('what a canary differs by', () => {
  const changed = (change: Parameters<typeof decideWish>[1]): Wish => {
    const decision = decideWish(wish, change);
    if (decision.kind === 'invalid') throw new Error(JSON.stringify(decision.issues));
    return decision.wish;
  };

  it('is the image of its service, its variables, or both', () => {
    expect(differenceOf(wish, changed({ images: { web: 'nginx:1.30' } }), 'web')).toEqual({ kind: 'ok', env: null });
    const both = changed({ images: { web: 'nginx:1.30' }, envVars: { MODE: 'fast', VERSION: '18' } });
    expect(differenceOf(wish, both, 'web')).toEqual({
      kind: 'ok',
      env: expect.arrayContaining([{ name: 'MODE', value: 'fast' }]),
    });
    expect(differenceOf(wish, wish, 'web')).toEqual({ kind: 'none' });
  });

  it('is nothing of another service, and nothing else of its own', () => {
    const large = changed({ envVars: { MODE: 'slow', VERSION: '19' } });
    expect(differenceOf(wish, large, 'web')).toMatchObject({ kind: 'too-much', message: expect.stringContaining('db') });
    const more = changed({ replicas: { web: 3 } });
    expect(differenceOf(wish, more, 'web')).toMatchObject({ kind: 'too-much' });
  });

  it('is what its promotion brings, upon what is wanted then', () => {
    const ofCanary = changed({ images: { web: 'nginx:1.30' }, envVars: { MODE: 'fast', VERSION: '18' } });
    const promoted = wishOfPromotion({ ...wish, displayName: 'Store' }, ofCanary, canary);
    expect(promoted).toMatchObject({ displayName: 'Store', images: { web: 'nginx:1.30' }, envVars: { MODE: 'fast' } });
  });
});
