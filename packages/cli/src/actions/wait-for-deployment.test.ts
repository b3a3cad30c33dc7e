import type { Deployment } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import { progressOf, verdictOf } from './wait-for-deployment.ts';

function aDeployment(overrides: Partial<Deployment>): Deployment {
  return { status: 'Provisioning', generation: 2, observedGeneration: 2, ...overrides } as Deployment;
}

describe('verdictOf', () => {
  it('counts only what speaks of the newest generation', () => {
    expect(verdictOf(aDeployment({ status: 'Ready', observedGeneration: 1 }), 'ready')).toBe('waiting');
    expect(verdictOf(aDeployment({ status: 'Error', observedGeneration: 1 }), 'ready')).toBe('waiting');
    expect(verdictOf(aDeployment({ status: 'Ready' }), 'ready')).toBe('reached');
    expect(verdictOf(aDeployment({ status: 'Error' }), 'ready')).toBe('failed');
  });
  it('takes a deployment that still exists as not yet deleted', () => {
    expect(verdictOf(aDeployment({ status: 'Deleting' }), 'deleted')).toBe('waiting');
  });
});

describe('the progress of a deployment', () => {
  it('is what the cluster says of it, until it goes away', () => {
    const message = 'The service is ready.';
    expect(progressOf(aDeployment({ status: 'Ready', message }))).toBe('Ready: The service is ready.');
    expect(progressOf(aDeployment({ status: 'Deleting', message }))).not.toContain('ready');
  });
});
