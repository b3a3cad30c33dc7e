import type { UserDeploymentStatus } from '@moorage/kube/crds/user-deployment';
import { describe, expect, it } from 'vitest';
import type { SeenDeployment } from './deployment.ports.ts';
import { planStatus, type StatusFacts } from './deployment-status.plan.ts';
import { nothingObserved } from './observed.rules.ts';

const row: StatusFacts = {
  id: 'id',
  generation: 2,
  appliedGeneration: 2,
  observedGeneration: 1,
  isDeleting: false,
  status: 'Provisioning',
  observed: nothingObserved,
  lastError: null,
  release: 2,
  isReleaseOpen: false,
};

function seen(status: UserDeploymentStatus | undefined, part: Partial<SeenDeployment> = {}): SeenDeployment {
  const metadata = { name: 'hello', namespace: 'u-1' };
  const object = {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'UserDeployment',
    metadata,
    ...(status === undefined ? {} : { status }),
  };
  return {
    name: 'hello',
    namespace: 'u-1',
    deploymentId: 'id',
    generation: 2,
    release: 2,
    isDeleting: false,
    isCurrent: true,
    object,
    ...part,
  };
}

describe('the plan for a status', () => {
  it('takes over what is reported, once', () => {
    const [action] = planStatus(row, seen({ phase: 'Ready' }));
    expect(action).toMatchObject({ kind: 'write-status', next: { status: 'Ready', observedGeneration: 2, lastError: null } });
    if (action?.kind !== 'write-status') throw new Error('nothing to write');
    expect(planStatus({ ...row, ...action.next }, seen({ phase: 'Ready' }))).toEqual([]);
  });

  it('keeps the generation while the report speaks of an older one', () => {
    const [action] = planStatus(row, seen({ phase: 'Ready' }, { isCurrent: false }));
    expect(action).toMatchObject({ next: { status: 'Ready', observedGeneration: 1 } });
  });

  it('brings back a Secret that the operator misses, and nothing for other conditions', () => {
    const at = { message: '', lastTransitionTime: '2026-01-01T00:00:00Z' };
    const said = (status: 'True' | 'False', reason: string) =>
      planStatus(row, seen({ phase: 'Provisioning', conditions: [{ type: 'SecretsSynced', status, reason, ...at }] }));
    expect(said('False', 'SecretNotPushed')).toContainEqual({ kind: 'roll-out' });
    expect(said('True', 'SecretPushed')).not.toContainEqual({ kind: 'roll-out' });
    expect(said('False', 'SecretSyncedError')).not.toContainEqual({ kind: 'roll-out' });
  });

  it('has an error only in the phase Error', () => {
    const error = planStatus(row, seen({ phase: 'Error', message: 'It crashes.' }));
    expect(error[0]).toMatchObject({ next: { status: 'Error', lastError: 'It crashes.' } });
    const ready = planStatus(row, seen({ phase: 'Ready', lastError: 'It crashed.' }));
    expect(ready[0]).toMatchObject({ next: { lastError: null } });
  });

  it('ignores what it does not understand of a report', () => {
    const strange = { phase: 'Ready', services: [{ name: 'web', state: 'Dancing', replicas: 'many' }], extra: 1 };
    const [action] = planStatus(row, seen(strange as unknown as UserDeploymentStatus));
    expect(action).toMatchObject({
      next: { status: 'Ready', observed: { services: [{ name: 'web', state: 'Pending', replicas: 0 }] } },
    });
  });

  it('rolls out again what was lost or is older than what was applied', () => {
    expect(planStatus(row, undefined).map((action) => action.kind)).toEqual(['write-status', 'roll-out']);
    expect(planStatus({ ...row, appliedGeneration: 0 }, undefined)).toEqual([]);
    const old = planStatus({ ...row, status: 'Pending' }, seen(undefined, { generation: 1, isCurrent: false }));
    expect(old.map((action) => action.kind)).toEqual(['roll-out']);
  });

  it('ends a row that is to be deleted when its object is gone, and not before', () => {
    expect(planStatus({ ...row, isDeleting: true }, undefined)).toEqual([{ kind: 'finish-removal' }]);
    expect(planStatus({ ...row, isDeleting: true }, seen({ phase: 'Ready' }))).toEqual([]);
    expect(planStatus(row, seen({ phase: 'Deleting' }, { isDeleting: true }))).toEqual([]);
  });
});
