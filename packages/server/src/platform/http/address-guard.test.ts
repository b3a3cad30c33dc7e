import { describe, expect, it } from 'vitest';
import { checkCrossSite, checkPath, createHostCheck } from './address-guard.ts';

describe('checkPath', () => {
  it.each([
    '/',
    '/api/deployments',
    '/api/things/a%20b',
    '/api/x?path=../../etc&q=%00',
    '/assets/index-1.2.js',
    '/api/x/..name',
    '/a/...',
  ])('lets %s pass', (url) => {
    expect(() => checkPath(url)).not.toThrow();
  });
  it.each([
    '/..',
    '/a/../b',
    '/a/./b',
    '/a/%2e%2E/b',
    '/a/.%2e',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '//a',
    '/a//b',
    '/%00',
    '/a%0ab',
    '/a%7f',
    '/%zz',
    '/%',
  ])('refuses %s', (url) => {
    expect(() => checkPath(url)).toThrow();
  });
});

describe('createHostCheck', () => {
  const dev = createHostCheck({ host: '127.0.0.1', devMode: true, baseUrl: 'http://console.test:8080' });
  it.each(['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]:9', 'LocalHost.', 'console.test'])(
    'serves %s on a loopback development server',
    (host) => {
      expect(() => dev(host)).not.toThrow();
    },
  );
  it.each([undefined, '', 'evil.test', 'localhost.evil.test', '127.0.0.1.evil.test', '0.0.0.0', 'app.localhost'])(
    'does not serve %s there',
    (host) => {
      expect(() => dev(host)).toThrow(/not served/);
    },
  );
  it('lets production decide by its proxy', () => {
    expect(() => createHostCheck({ host: '0.0.0.0', devMode: false, baseUrl: 'https://x.test' })('any.test')).not.toThrow();
  });
});

describe('checkCrossSite', () => {
  const facts = {
    method: 'POST',
    secFetchSite: undefined,
    origin: undefined,
    ownOrigin: 'http://10.0.0.1:8080',
    trustedOrigins: ['https://moorage.test'],
  };
  it('knows our own pages by origin, also behind a proxy', () => {
    expect(() => checkCrossSite({ ...facts, origin: 'http://10.0.0.1:8080' })).not.toThrow();
    expect(() => checkCrossSite({ ...facts, origin: 'https://moorage.test' })).not.toThrow();
  });
  it('refuses another port of the same host', () => {
    expect(() => checkCrossSite({ ...facts, origin: 'http://10.0.0.1:9999' })).toThrow(/another site/);
  });
  it('asks nothing of reading', () => {
    expect(() =>
      checkCrossSite({ ...facts, method: 'GET', origin: 'https://evil.test', secFetchSite: 'cross-site' }),
    ).not.toThrow();
  });
});
