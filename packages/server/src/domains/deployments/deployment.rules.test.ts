import { describe, expect, it } from 'vitest';
import { parseBlueprint } from '../templates/blueprint.rules.ts';
import { compareTimes, isNews, mergeLines, timeOfEventId } from './deployment-log.rules.ts';
import {
  deploymentActions,
  hostLabels,
  labelIssue,
  matchesGeneration,
  namespaceOf,
  ownLabelOf,
  refuseChange,
  refuseRestart,
} from './deployment.rules.ts';
import { decideWish, placeWish, type Wish, wantedServices } from './wish.rules.ts';

function blueprintOf(value: unknown) {
  const result = parseBlueprint(value);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.issues));
  return result.blueprint;
}

const blueprint = blueprintOf({
  services: [
    {
      name: 'web',
      image: '{{IMAGE}}',
      ports: [{ name: 'http', containerPort: 80 }],
      resources: { requests: { cpu: '50m' }, limits: { memory: '64Mi' } },
      env: [{ name: 'MODE', value: 'fast' }],
    },
    { name: 'db', image: 'postgres:18', replicas: 1 },
  ],
  ingresses: [
    { id: 'main', name: 'main', service: 'web', port: 80 },
    { id: 'docs', name: 'docs', service: 'web', port: 80 },
  ],
});

const image = { name: 'IMAGE', label: '', description: '', type: 'string', required: true, secret: false } as const;
const wish: Wish = {
  blueprint,
  templateVersion: 1,
  definitions: [image],
  envVars: { IMAGE: 'nginx:1.29' },
  visibility: 'public',
  displayName: 'Shop',
  replicas: {},
  images: {},
  hosts: [],
  resources: {},
  autoUpdate: {},
  paused: false,
  autoRollback: true,
  readyDeadlineSeconds: 600,
};

describe('names and places', () => {
  it("keep the console's own host from apps", () => {
    const own = ownLabelOf('https://docs-shop.apps.example.com', 'apps.example.com');
    expect(labelIssue(hostLabels('shop', blueprint), own)).toEqual({ path: 'name', message: 'is reserved' });
    expect(labelIssue(hostLabels('store', blueprint), own)).toBeUndefined();
    expect(ownLabelOf('https://example.com', 'apps.example.com')).toBeUndefined();
    expect(ownLabelOf('https://evilapps.example.com', 'apps.example.com')).toBeUndefined();
    expect(labelIssue(['shop'], undefined)).toBeUndefined();
  });

  it('takes the namespace from the random end of the id', () => {
    expect(namespaceOf('0197a000-0000-7000-8000-0123456789ab')).toBe('u-0123456789ab');
  });

  it('knows all host names of a deployment', () => {
    expect(hostLabels('shop', blueprint)).toEqual(['shop', 'docs-shop']);
  });

  it('compares If-Match with the generation', () => {
    expect([undefined, ['*'], ['3'], ['2', '3'], ['2'], []].map((tags) => matchesGeneration(tags, 3))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('refuses to change what is going, and to restart what is paused', () => {
    const life = { deletingSince: null, paused: false, canary: null };
    expect(refuseChange(life)).toBeUndefined();
    expect(refuseRestart({ ...life, paused: true })?.nextStep).toContain('Resume');
    expect(refuseRestart({ ...life, deletingSince: new Date(0) })?.message).toContain('deleted');
  });
});

describe('a wish', () => {
  it('is changed service by service, and says what is different', () => {
    const change = { replicas: { web: 3 }, resources: { web: { cpuLimit: '1', memoryLimit: undefined } }, displayName: 'Shop' };
    const result = decideWish(wish, change);
    if (result.kind === 'invalid') throw new Error('refused');
    expect(result.changed).toEqual(['replicas', 'resources']);
    expect(wantedServices(result.wish)).toEqual([
      {
        name: 'web',
        image: 'nginx:1.29',
        replicas: 3,
        resources: { cpuRequest: '50m', cpuLimit: '1', memoryRequest: '', memoryLimit: '64Mi' },
      },
      {
        name: 'db',
        image: 'postgres:18',
        replicas: 1,
        resources: { cpuRequest: '', cpuLimit: '', memoryRequest: '', memoryLimit: '' },
      },
    ]);
    expect(decideWish(result.wish, change)).toMatchObject({ kind: 'ok', changed: [] });
  });

  it('is placed with parameters after the environment of the template', () => {
    const placed = placeWish({ ...wish, images: { db: 'postgres:19' } });
    if (placed.kind === 'invalid') throw new Error('refused');
    expect(placed.placed.services[0]?.env).toEqual([
      { name: 'MODE', value: 'fast' },
      { name: 'IMAGE', value: 'nginx:1.29' },
    ]);
    expect(placed.placed.services[1]?.image).toBe('postgres:19');
  });

  it('collects all that is wrong', () => {
    const result = decideWish(wish, { envVars: { IMAGE: 'no image' }, replicas: { nope: 1 } });
    expect(result).toMatchObject({ kind: 'invalid', issues: [{ path: 'replicas.nope' }, { path: 'envVars.IMAGE' }] });
  });
});

describe('log lines', () => {
  it('are ordered to the nanosecond', () => {
    const at = (rest: string) => `2026-03-01T10:00:01${rest}Z`;
    expect(compareTimes(at('.5'), at('.499999999'))).toBe(1);
    expect(compareTimes(at(''), at('.0'))).toBe(0);
    expect(
      mergeLines([
        [{ at: at('.2') }, { at: at('.3') }],
        [{ at: null }, { at: at('.1') }],
      ]).map((line) => line.at),
    ).toEqual([null, at('.1'), at('.2'), at('.3')]);
    expect([isNews({ at: at('.2') }, at('.2')), isNews({ at: at('.21') }, at('.2')), isNews({ at: null }, at('.2'))]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('resume only at an id that is a time', () => {
    expect(timeOfEventId('2026-03-01T10:00:01.123456789Z')).toBeDefined();
    for (const id of [undefined, '17', "'; --", '2026-03-01']) expect(timeOfEventId(id)).toBeUndefined();
  });
});

describe('the table of actions by status', () => {
  it.each(Object.entries(deploymentActions))('allows in %s what the service does', (status, allowed) => {
    const life = { deletingSince: status === 'Deleting' ? new Date(0) : null, paused: false, canary: null };
    expect(allowed.some((action) => action === 'deployment:update')).toBe(refuseChange(life) === undefined);
    expect(allowed.some((action) => action === 'deployment:restart')).toBe(refuseRestart(life) === undefined);
  });
});
