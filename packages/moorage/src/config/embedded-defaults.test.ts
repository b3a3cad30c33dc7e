import { describe, expect, it } from 'vitest';
import { chooseEmbedded, withEmbeddedDefaults } from './embedded-defaults.ts';

describe('chooseEmbedded', () => {
  it('embeds everything on a bare machine', () => {
    expect(chooseEmbedded({})).toEqual({ database: true, cluster: true });
    expect(chooseEmbedded({ DATABASE_URL: '', KUBERNETES_ENABLED: '' })).toEqual({ database: true, cluster: true });
  });
  it('takes a named database and an enabled cluster', () => {
    expect(chooseEmbedded({ DATABASE_URL: 'postgres://x' }).database).toBe(false);
    expect(chooseEmbedded({ KUBERNETES_ENABLED: 'true' }).cluster).toBe(false);
  });
  it('never takes a kubeconfig of the shell for an order', () => {
    const env = { KUBECONFIG: '/home/me/.kube/config' };
    expect(chooseEmbedded(env).cluster).toBe(true);
    expect(withEmbeddedDefaults(env, chooseEmbedded(env))['KUBECONFIG']).toBeUndefined();
  });
});

describe('withEmbeddedDefaults', () => {
  const embedded = { database: true, cluster: true };
  it('turns development sign-in on only for loopback and an embedded database', () => {
    expect(withEmbeddedDefaults({}, embedded)['DEV_MODE']).toBe('true');
    expect(withEmbeddedDefaults({ SERVER_ADDR: '127.0.0.1:9' }, embedded)['DEV_MODE']).toBe('true');
    expect(withEmbeddedDefaults({ SERVER_ADDR: ':8080' }, embedded)['DEV_MODE']).toBeUndefined();
    expect(withEmbeddedDefaults({ BIND_ADDRESS: '0.0.0.0' }, embedded)['DEV_MODE']).toBeUndefined();
    expect(withEmbeddedDefaults({}, { database: false, cluster: true })['DEV_MODE']).toBeUndefined();
  });
  it('leaves an explicit choice alone', () => {
    expect(withEmbeddedDefaults({ DEV_MODE: 'false' }, embedded)['DEV_MODE']).toBe('false');
  });
});
