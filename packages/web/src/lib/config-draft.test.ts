import type { DeploymentConfig } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import { draftOf, envValue, planChanges, rebaseDraft, replicasProblem, updateOf, withEnv, withService } from './config-draft.ts';

const limits = { cpuRequest: '100m', cpuLimit: '500m', memoryRequest: '128Mi', memoryLimit: '512Mi' };
const config: DeploymentConfig = {
  name: 'hello',
  displayName: 'Hello',
  envVars: { GREETING: 'hi', TOKEN: '********' },
  visibility: 'public',
  replicas: { web: 1, api: 2 },
  images: { web: 'node:24', api: 'node:24' },
  resources: { web: limits, api: limits },
  autoUpdate: { api: { policy: 'semver', range: '^24' } },
  paused: false,
  autoRollback: true,
  readyDeadlineSeconds: 600,
  generation: 3,
};
const base = draftOf(config);

describe('a draft', () => {
  it('that was not touched changes nothing', () => {
    expect(planChanges(base, draftOf(config))).toEqual([]);
    expect(updateOf('hello', base, draftOf(config))).toEqual({ name: 'hello' });
  });

  it('names each change in the order of the screen', () => {
    const edited = withService(withEnv(base, 'GREETING', 'hello'), 'web', { replicas: '3', image: 'node:25' });
    expect(planChanges(base, { ...edited, displayName: 'Hi' }).map((change) => change.what)).toEqual([
      'Display name',
      'GREETING',
      'web: replicas',
      'web: image',
    ]);
  });

  it('marks secrets, also when they are new', () => {
    const edited = withEnv(withEnv(base, 'TOKEN', 'x'), 'OTHER', 'y');
    expect(planChanges(base, edited, new Set(['TOKEN']))).toEqual([
      { what: 'TOKEN', from: '********', to: 'x', isSecret: true },
      { what: 'OTHER', from: undefined, to: 'y', isSecret: false },
    ]);
  });
});

describe('the update', () => {
  it('holds only services that changed, and environment variables as a whole', () => {
    const edited = withService(withEnv(base, 'GREETING', 'hello'), 'api', { replicas: '0', cpuLimit: '1' });
    expect(updateOf('hello', base, edited)).toEqual({
      name: 'hello',
      envVars: { GREETING: 'hello', TOKEN: '********' },
      replicas: { api: 0 },
      resources: { api: { ...limits, cpuLimit: '1' } },
    });
  });
});

describe('image updates', () => {
  it('are sent as a policy, and as null where they end', () => {
    const edited = withService(withService(base, 'web', { autoUpdate: 'digest' }), 'api', { autoUpdate: '' });
    expect(updateOf('hello', base, edited)).toEqual({
      name: 'hello',
      autoUpdate: { web: { policy: 'digest' }, api: null },
    });
    expect(planChanges(base, edited).map((change) => change.what)).toEqual(['web: image updates', 'api: image updates']);
  });

  it('take the newest version of a range', () => {
    const edited = withService(base, 'api', { autoUpdate: '>=24 <26' });
    expect(updateOf('hello', base, edited).autoUpdate).toEqual({ api: { policy: 'semver', range: '>=24 <26' } });
  });
});

describe('edits over a newer configuration', () => {
  it('keep mine where I edited and theirs where I did not', () => {
    const mine = withService(withEnv(base, 'GREETING', 'mine'), 'web', { replicas: '5' });
    const theirs = draftOf({
      ...config,
      displayName: 'Theirs',
      envVars: { GREETING: 'theirs', NEW: '1' },
      images: { web: 'node:26', api: 'node:24' },
    });
    const rebased = rebaseDraft(base, mine, theirs);
    expect(rebased.displayName).toBe('Theirs');
    expect(envValue(rebased, 'GREETING')).toBe('mine');
    expect(envValue(rebased, 'NEW')).toBe('1');
    expect(envValue(rebased, 'TOKEN')).toBeUndefined();
    expect(rebased.services[0]).toMatchObject({ name: 'web', replicas: '5', image: 'node:26' });
  });
});

describe('replicas', () => {
  it.each(['0', '20'])('may be %s', (text) => expect(replicasProblem(text)).toBeUndefined());
  it.each(['', '-1', '21', '1.5', 'two'])('may not be %j', (text) => expect(replicasProblem(text)).toBeDefined());
});
