import { Secret } from '@moorage/core/secret';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { connectionConfig, createStatementNames, queryNamed } from './connection.ts';

const configFor = (dsn: string) =>
  new pg.Client(connectionConfig({ dsn: new Secret(dsn), applicationName: 'test', statementTimeoutMs: 1_000 }));

describe('connectionConfig', () => {
  it('understands TCP, sockets and encoded passwords', () => {
    expect(configFor('postgres://u:p%40ss@db.test:5433/x')).toMatchObject({
      host: 'db.test',
      port: 5433,
      user: 'u',
      password: 'p@ss',
      database: 'x',
    });
    expect(configFor('postgresql://u@/x?host=/run/pg')).toMatchObject({ host: '/run/pg', database: 'x' });
  });

  it.each([
    ['require', { rejectUnauthorized: false }],
    ['verify-full', {}],
    ['disable', false],
  ])('gives sslmode=%s its documented meaning', (mode, ssl) => {
    expect(configFor(`postgres://u@h/x?sslmode=${mode}`)).toMatchObject({ ssl });
  });
});

describe('named statements', () => {
  const names = createStatementNames();
  it('get a name when they are seen again, the same one from then on', () => {
    expect(names.nameOf('select $1')).toBeUndefined();
    const name = names.nameOf('select $1');
    expect(name).toMatch(/^m0_/);
    expect(names.nameOf('select $1')).toBe(name);
    expect(names.nameOf('select $2')).toBeUndefined();
    expect(names.nameOf('select $2')).not.toBe(name);
  });

  it('get another name once they were forgotten', () => {
    const before = names.nameOf('select $1');
    names.forget();
    names.nameOf('select $1');
    expect(names.nameOf('select $1')).not.toBe(before);
  });

  it('are limited in number', () => {
    const some = createStatementNames();
    for (let n = 0; n < 800; n += 1) some.nameOf(`select ${n % 400}`);
    expect(some.nameOf('select 1')).toBeDefined();
    expect(some.nameOf('select 399')).toBeUndefined();
    expect(some.nameOf('select 399')).toBeUndefined();
  });

  it('are not used up by what comes once', () => {
    const some = createStatementNames();
    for (let n = 0; n < 10_000; n += 1) some.nameOf(`select ${n}`);
    expect(some.nameOf('select $1')).toBeUndefined();
    expect(some.nameOf('select $1')).toBeDefined();
  });

  it('are never used for statements without parameters, which may be several in one', async () => {
    const sent: unknown[] = [];
    const client = {
      query(statement: unknown) {
        sent.push(statement);
        return Promise.resolve({ rows: [], command: '', rowCount: 0, oid: 0, fields: [] });
      },
    };
    for (let n = 0; n < 3; n += 1) await queryNamed(client, names, 'begin; select 1', []);
    expect(sent).toEqual(['begin; select 1', 'begin; select 1', 'begin; select 1']);
  });
});
