import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configReference, type Environment, readConfig, text, variable } from './config-reader.ts';
import { AppError } from './errors.ts';
import { Secret } from './secret.ts';

const variables = {
  addr: variable({
    names: ['ADDR', 'OLD_ADDR'],
    schema: text.address,
    default: '127.0.0.1:80',
    doc: 'Where to listen.',
    group: 'Server',
  }),
  debug: variable({ names: ['DEBUG'], schema: text.flag, default: 'false', doc: 'More | output.', group: 'Server' }),
  workers: variable({ names: ['WORKERS'], schema: text.integer(1, 64), default: '4', doc: 'How many.', group: 'Server' }),
  hosts: variable({ names: ['HOSTS'], schema: text.list, default: '', doc: 'Names.', group: 'Server' }),
  dsn: variable({ names: ['DSN'], schema: text.secret.optional(), doc: 'Database.', secret: true, group: 'Database' }),
  mode: variable({ names: ['MODE'], schema: z.enum(['a', 'b']), default: 'a', doc: 'Which.', group: 'Database' }),
  site: variable({ names: ['SITE'], schema: text.url.optional(), doc: 'Origin.', group: 'Server' }),
};

function problemsOf(env: Environment): readonly string[] {
  try {
    readConfig(variables, env);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.details?.issues ?? []).map((issue) => `${issue.path} ${issue.message}`);
  }
}

describe('readConfig', () => {
  it('takes the defaults where nothing is set, counting an empty variable as unset', () => {
    const config = readConfig(variables, { WORKERS: '', DSN: '' });
    expect(config).toEqual({
      addr: { host: '127.0.0.1', port: 80 },
      debug: false,
      workers: 4,
      hosts: [],
      dsn: undefined,
      mode: 'a',
      site: undefined,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('parses every kind of text', () => {
    const config = readConfig(variables, {
      ADDR: '[::1]:8080',
      DEBUG: 'Yes',
      WORKERS: '64',
      HOSTS: ' a, b ,,c',
      SITE: 'https://x.test/',
    });
    expect(config).toMatchObject({
      addr: { host: '::1', port: 8080 },
      debug: true,
      workers: 64,
      hosts: ['a', 'b', 'c'],
      site: 'https://x.test',
    });
    expect(readConfig(variables, { ADDR: ':9090' }).addr).toEqual({ host: '0.0.0.0', port: 9090 });
  });

  it('reports every problem at once and says what it got', () => {
    expect(problemsOf({ ADDR: 'nowhere', DEBUG: 'maybe', WORKERS: '65', MODE: 'c', SITE: 'ftp://x' })).toEqual([
      'ADDR must be host:port, such as 127.0.0.1:8080, got "nowhere"',
      'DEBUG must be true or false, got "maybe"',
      'WORKERS must be a whole number from 1 to 64, got "65"',
      expect.stringContaining('MODE '),
      'SITE must be an http or https URL, got "ftp://x"',
    ]);
  });

  it('refuses numbers that JavaScript would accept by accident', () => {
    for (const value of ['1e1', '0x10', ' 4', '4.0', '', 'NaN']) {
      expect(problemsOf({ WORKERS: value }).length).toBe(value === '' ? 0 : 1);
    }
  });

  it('accepts an older name, and refuses two names that contradict each other', () => {
    expect(readConfig(variables, { OLD_ADDR: 'h:1' }).addr.port).toBe(1);
    expect(problemsOf({ OLD_ADDR: 'h:1', ADDR: 'h:1' })).toEqual([]);
    expect(problemsOf({ OLD_ADDR: 'h:1', ADDR: 'h:2' })[0]).toContain('ADDR and OLD_ADDR mean the same');
  });

  it('never quotes a secret and reads it from a file when one is named', () => {
    const secret = {
      dsn: variable({
        ...variables.dsn,
        schema: z
          .string()
          .startsWith('postgres')
          .transform((value) => new Secret(value)),
      }),
    };
    expect(() => readConfig(secret, { DSN: 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
    const readFile = (path: string): string => (path === '/run/dsn' ? 'postgres://x\n' : '');
    expect(readConfig(secret, { DSN_FILE: '/run/dsn' }, { readFile }).dsn.reveal()).toBe('postgres://x');
  });

  it('reports a secret file that cannot be read', () => {
    const readFile = (): string => {
      throw new Error('no such file');
    };
    expect(() => readConfig(variables, { DSN_FILE: '/gone' }, { readFile })).toThrow(/DSN_FILE cannot be read: no such file/);
  });
});

describe('configReference', () => {
  it('lists every variable under its group with default, aliases and file form', () => {
    const page = configReference('Variables', variables);
    expect(page).toContain('## Server');
    expect(page).toContain('| `ADDR` | `127.0.0.1:80` | Where to listen. Also read from `OLD_ADDR`. |');
    expect(page).toContain('| `DEBUG` | `false` | More \\| output. |');
    expect(page).toContain('| `DSN` | – | Database. A file named by `DSN_FILE` works too. |');
  });
});
