import { describe, expect, it } from 'vitest';
import { refuseCreate } from './deployment.rules.ts';
import {
  deadlineOf,
  diffWishes,
  digestOf,
  effectsOf,
  mayRollBackByItself,
  refuseRollback,
  wishOfRollback,
} from './release.rules.ts';
import type { Wish } from './wish.rules.ts';

const parameter = { label: '', description: '', type: 'string', required: true } as const;
const wish: Wish = {
  blueprint: {
    services: [
      { name: 'web', image: 'nginx:1.29' },
      { name: 'db', image: 'postgres:18' },
    ],
    ingresses: [],
  },
  templateVersion: 1,
  definitions: [
    { ...parameter, name: 'TOKEN', secret: true },
    { ...parameter, name: 'MODE', secret: false },
  ],
  envVars: { TOKEN: 'hunter2', MODE: 'slow' },
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

describe('the difference of two releases', () => {
  it('is nothing between equals', () => {
    expect(diffWishes(wish, { ...wish, images: { web: 'nginx:1.29' } })).toEqual([]);
  });

  it('names each field, and of a secret only that it changed', () => {
    const after: Wish = { ...wish, envVars: { TOKEN: 'hunter3' }, images: { db: 'postgres:19' }, replicas: { web: 0 } };
    expect(diffWishes(wish, after)).toEqual([
      { path: 'envVars.MODE', from: 'slow', to: null },
      { path: 'envVars.TOKEN', from: '********', to: '********' },
      { path: 'services.db.image', from: 'postgres:18', to: 'postgres:19' },
      { path: 'services.web.replicas', from: '1', to: '0' },
    ]);
  });

  it('says what becomes of each service', () => {
    const effects = (after: Wish) => Object.fromEntries(effectsOf(wish, after).map(({ name, effect }) => [name, effect]));
    expect(effects(wish)).toEqual({ web: 'stays', db: 'stays' });
    expect(effects({ ...wish, envVars: { ...wish.envVars, MODE: 'x' } })).toEqual({ web: 'rolls', db: 'rolls' });
    expect(effects({ ...wish, replicas: { db: 3 } })).toEqual({ web: 'stays', db: 'scales' });
    expect(effects({ ...wish, images: { db: 'postgres:19' }, replicas: { db: 3 } })).toEqual({ web: 'stays', db: 'rolls' });
    expect(effects({ ...wish, paused: true })).toEqual({ web: 'stops', db: 'stops' });
    expect(effects({ ...wish, displayName: 'Store' })).toEqual({ web: 'stays', db: 'stays' });
  });
});

describe('the template', () => {
  it('is among the differences with its version, where that is known', () => {
    expect(diffWishes({ ...wish, templateVersion: 1 }, { ...wish, templateVersion: 2 })).toEqual([
      { path: 'template.version', from: '1', to: '2' },
    ]);
    expect(diffWishes({ ...wish, templateVersion: null }, { ...wish, templateVersion: null })).toEqual([]);
  });
});

describe('going back', () => {
  it('takes everything over except how releases are made', () => {
    const present: Wish = { ...wish, autoRollback: false, readyDeadlineSeconds: 30, images: { web: 'nginx:broken' } };
    expect(wishOfRollback(present, wish, [])).toEqual({ ...wish, autoRollback: false, readyDeadlineSeconds: 30 });
  });

  it('brings hosts back that are still proved, and takes out those that came since', () => {
    const host = (name: string) => ({ host: `${name}.example.org`, ingress: 'main' });
    const present: Wish = { ...wish, hosts: [host('new')] };
    const target: Wish = { ...wish, hosts: [host('kept'), host('lost')] };
    const back = wishOfRollback(present, target, ['kept.example.org', 'new.example.org']);
    expect(back.hosts).toEqual([host('kept')]);
    expect(diffWishes(present, back)).toEqual([
      { path: 'domains.kept.example.org', from: null, to: 'main' },
      { path: 'domains.new.example.org', from: 'main', to: null },
    ]);
  });

  it('is refused to what is there already', () => {
    const present = { ...wish, readyDeadlineSeconds: 30 };
    expect(refuseRollback(present, wishOfRollback(present, wish, []))?.message).toContain('already');
    expect(refuseRollback({ ...wish, images: { web: 'nginx:broken' } }, wish)).toBeUndefined();
  });

  it('happens by itself for changes, never for what was gone back to', () => {
    const kinds = ['create', 'config', 'image', 'scale', 'rollback', 'auto-rollback'] as const;
    expect(kinds.filter((kind) => mayRollBackByItself(kind, wish))).toEqual(['create', 'config', 'image', 'scale']);
    expect(kinds.filter((kind) => mayRollBackByItself(kind, { ...wish, autoRollback: false }))).toEqual([]);
  });
});

describe('a release', () => {
  it('has a deadline unless it is paused', () => {
    const at = new Date('2026-03-01T12:00:00Z');
    expect(deadlineOf({ ...wish, readyDeadlineSeconds: 90 }, at)).toEqual(new Date('2026-03-01T12:01:30Z'));
    expect(deadlineOf({ ...wish, paused: true }, at)).toBeNull();
  });

  it('knows the digest that its image names', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect([digestOf(`nginx@${digest}`), digestOf(`nginx:1.29@${digest}`), digestOf('nginx:1.29')]).toEqual([
      digest,
      digest,
      null,
    ]);
  });
});

describe('the limit of a plan', () => {
  it.each([
    [null, 1000, true],
    [2, 1, true],
    [2, 2, false],
    [0, 0, false],
  ])('of %j with %i present lets one more in: %j', (maxDeployments, present, allowed) => {
    expect(refuseCreate({ id: 'p', displayName: 'Plan', maxDeployments }, present) === undefined).toBe(allowed);
  });
});
