import { describe, expect, it } from 'vitest';
import { contextFilePath, defaultServer, parseContexts, resolveConnection } from './contexts.ts';

const file = {
  current: 'prod',
  contexts: { prod: { server: 'https://m.example.com', apiKey: 'k1' }, dev: { server: 'http://localhost:1' } },
};

describe('resolveConnection', () => {
  it('uses the current context, then the default server', () => {
    expect(resolveConnection({}, {}, file)).toEqual({ server: 'https://m.example.com', apiKey: 'k1' });
    expect(resolveConnection({}, {}, { current: undefined, contexts: {} })).toEqual({ server: defaultServer });
  });
  it('lets a flag win over the environment and both over the file', () => {
    const env = { MOORAGE_SERVER: 'http://env', MOORAGE_API_KEY: 'ke' };
    expect(resolveConnection({ server: 'http://flag' }, env, file)).toEqual({ server: 'http://flag', apiKey: 'ke' });
    expect(resolveConnection({ context: 'dev' }, {}, file)).toEqual({ server: 'http://localhost:1' });
  });
  it('never sends the key of one server to another', () => {
    expect(resolveConnection({ server: 'http://elsewhere' }, {}, file)).toEqual({ server: 'http://elsewhere' });
  });
});

describe('parseContexts', () => {
  it('gives nothing for a missing or foreign file', () => {
    expect(parseContexts(undefined)).toEqual({ current: undefined, contexts: {} });
    expect(parseContexts('- a\n- b')).toEqual({ current: undefined, contexts: {} });
    expect(parseContexts('current: x\ncontexts: {x: {server: 3}}')).toEqual({ current: 'x', contexts: {} });
  });
});

describe('contextFilePath', () => {
  it('follows the XDG directory', () => {
    expect(contextFilePath({ HOME: '/home/a' })).toBe('/home/a/.config/moorage/config.yaml');
    expect(contextFilePath({ HOME: '/home/a', XDG_CONFIG_HOME: '/x' })).toBe('/x/moorage/config.yaml');
  });
});
