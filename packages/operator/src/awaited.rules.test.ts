import type { UserDeploymentPhase } from '@moorage/kube/crds/user-deployment';
import { describe, expect, it } from 'vitest';
import { isAwaited } from './awaited.rules.ts';
import { aRoot, ago } from './user-deployment.fake.ts';

const seen = (phase: UserDeploymentPhase, observedGeneration = 1) => ({ ...aRoot(), status: { phase, observedGeneration } });

describe('somebody waits for a deployment', () => {
  it('that is new, whose specification has changed, or that is on its way', () => {
    expect(isAwaited(aRoot())).toBe(true);
    expect(isAwaited(seen('Ready', 0))).toBe(true);
    expect(isAwaited(seen('Provisioning'))).toBe(true);
  });

  it('that is to be removed, until that has begun', () => {
    const removed = aRoot({}, { deletionTimestamp: ago(1) });
    expect(isAwaited({ ...removed, status: { phase: 'Ready', observedGeneration: 1 } })).toBe(true);
    expect(isAwaited({ ...removed, status: { phase: 'Deleting', observedGeneration: 1 } })).toBe(false);
  });

  it('and not for one that is ready, has failed or does not exist', () => {
    expect([isAwaited(seen('Ready')), isAwaited(seen('Error')), isAwaited(undefined)]).toEqual([false, false, false]);
  });
});
