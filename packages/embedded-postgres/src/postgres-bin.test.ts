import { describe, expect, it } from 'vitest';
import { parsePostmasterFile } from './postmaster-file.ts';
import { findPostgresBin, requirePostgresBin } from './postgres-bin.ts';
import { serverSettings } from './server-settings.ts';

describe('finding the programs', () => {
  it('finds them for this platform', () => {
    expect(findPostgresBin()).toMatch(/native\/bin$/);
  });

  it('tells to set DATABASE_DSN where the platform has no package', () => {
    expect(findPostgresBin('plan9', 'mips')).toBeUndefined();
    expect(() => requirePostgresBin('plan9', 'mips')).toThrow(
      expect.objectContaining({
        code: 'unavailable',
        details: { nextStep: expect.stringContaining('DATABASE_DSN') },
      }),
    );
  });
});

describe('the note of the server', () => {
  it('is read with pid and readiness', () => {
    expect(parsePostmasterFile('12\n/data\n1\n5432\n/run\n\n1 2\nready   \n')).toEqual({ pid: 12, isReady: true });
    expect(parsePostmasterFile('12\n/data\n1\n5432\n/run\n\n1 2\nstarting\n')).toEqual({ pid: 12, isReady: false });
    expect(parsePostmasterFile('-12\n')).toEqual({ pid: 12, isReady: false });
  });

  it('is nothing while it is half written', () => {
    expect(parsePostmasterFile('')).toBeUndefined();
    expect(parsePostmasterFile('garbage')).toBeUndefined();
  });
});

describe('the settings', () => {
  it('keep a comma or a quote in the socket directory', () => {
    const settings = serverSettings({ socketDir: '/a,b/"c"', fsync: true, overrides: {} });
    expect(settings).toContain('unix_socket_directories="/a,b/""c"""');
  });

  it('give way to those of the caller', () => {
    const settings = serverSettings({ socketDir: '/run', fsync: false, overrides: { max_connections: 9, fsync: true } });
    expect(settings).toContain('max_connections=9');
    expect(settings).toContain('fsync=on');
  });
});
