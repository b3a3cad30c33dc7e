import { describe, expect, it } from 'vitest';
import type { CliIo, CliTerminal } from './io.ts';
import { createProgram, runProgram } from './program.ts';
import { type Answer, fakeIo } from './test-support.ts';

const id = '0197a000-0000-7000-8000-000000000001';
const secret = {
  id,
  key: 'API_KEY',
  deploymentName: 'shop',
  serviceName: '',
  description: '',
  scope: 'deployment',
  version: 2,
  updatedAt: '2026-03-04T05:06:07.000Z',
  updatedBy: 'ada@example.com',
  canWrite: true,
};

/** A terminal whose input is this. */
function terminalOf(bytes: string, said: string[] = []): Partial<CliIo> {
  const terminal: CliTerminal = {
    input: (async function* input() {
      yield new TextEncoder().encode(bytes);
    })(),
    write: (_to, text) => void said.push(new TextDecoder().decode(text)),
    size: () => undefined,
    onResize: () => {},
    close: () => {},
  };
  return { openTerminal: () => terminal };
}

async function outcome(argv: string[], answers: Record<string, Answer>, overrides: Partial<CliIo> = {}) {
  const io = fakeIo(['--server', 'http://moorage.test', ...argv], answers, {
    env: { HOME: '/home/tester', MOORAGE_API_KEY: 'mk_x' },
    ...overrides,
  });
  return { code: await runProgram(createProgram(io, '9.9.9'), io), io };
}

const none = { 'GET /api/secrets': { status: 200, body: [] }, 'POST /api/secrets': { status: 201, body: secret } };

describe('secrets set', () => {
  it('takes the value from a pipe, without the newline at its end', async () => {
    const { code, io } = await outcome(['secrets', 'set', 'API_KEY', '--deployment', 'shop'], none, terminalOf('hunter2\n'));
    expect([code, io.stdout()]).toEqual([0, 'API_KEY is at version 2 (deployment shop).\n']);
    expect(io.requests.at(-1)?.body).toEqual({ key: 'API_KEY', value: 'hunter2', deploymentName: 'shop', serviceName: '' });
    expect(io.stdout() + io.stderr()).not.toContain('hunter2');
  });

  it('asks a person for it and shows nothing of what he types', async () => {
    const said: string[] = [];
    const { code, io } = await outcome(['secrets', 'set', 'API_KEY'], none, {
      isTty: true,
      ...terminalOf('huß\u007fnter3x\b\r', said),
    });
    expect(code).toBe(0);
    expect(io.requests.at(-1)?.body).toMatchObject({ value: 'hunter3' });
    expect(said.join('')).toBe('Value of API_KEY (not shown): \r\n');
  });

  it('gives one that is there a new version', async () => {
    const answers = {
      'GET /api/secrets': { status: 200, body: [secret] },
      [`PUT /api/secrets/${id}`]: { status: 200, body: { ...secret, version: 3 } },
    };
    const { io } = await outcome(['secrets', 'set', 'API_KEY', '--deployment', 'shop'], answers, terminalOf('x'));
    expect(io.requests.at(-1)).toMatchObject({ method: 'PUT', body: { value: 'x' } });
  });

  it('sends nothing where there is no value, or the place is no place', async () => {
    const empty = await outcome(['secrets', 'set', 'API_KEY'], none, terminalOf('\n'));
    const both = await outcome(['secrets', 'list', '--org', '--deployment', 'shop'], none);
    const left = await outcome(['secrets', 'set', 'API_KEY'], none, { isTty: true, ...terminalOf('hu\u0003') });
    for (const { code, io } of [empty, both, left]) expect([code, io.requests]).toEqual([64, []]);
  });
});

describe('secrets import', () => {
  it('sends a file whole and tells how many', async () => {
    const answers = { 'POST /api/org/secrets/import': { status: 200, body: { dryRun: true, created: ['A'], replaced: [] } } };
    const { io } = await outcome(['secrets', 'import', '.env', '--org', '--dry-run'], answers, { readFile: () => 'A=hunter2\n' });
    expect(io.requests.at(-1)?.body).toEqual({ text: 'A=hunter2\n', replace: false, dryRun: true });
    expect(io.stdout()).toBe('1 would be new, 0 would be replaced.\n');
  });
});

describe('the other commands', () => {
  it('find a secret by its key and place', async () => {
    const answers = {
      'GET /api/secrets': { status: 200, body: [{ ...secret, serviceName: 'web', id: 'other' }, secret] },
      [`DELETE /api/secrets/${id}`]: { status: 204 },
      [`GET /api/secrets/${id}/usage`]: {
        status: 200,
        body: [{ deploymentName: 'shop', services: [{ name: 'web', receives: true, coveredBy: null }] }],
      },
    };
    const at = ['API_KEY', '--deployment', 'shop'];
    const used = await outcome(['secrets', 'who-uses', ...at, '--output', 'table'], answers);
    expect(used.io.stdout()).toContain('web');
    const gone = await outcome(['secrets', 'delete', ...at, '--yes'], answers);
    expect([gone.code, gone.io.requests.at(-1)?.method]).toEqual([0, 'DELETE']);
    const unsure = await outcome(['secrets', 'delete', ...at], answers);
    expect([unsure.code, unsure.io.requests.some(({ method }) => method === 'DELETE')]).toEqual([64, false]);
  });
});
