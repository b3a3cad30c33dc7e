import { describe, expect, it } from 'vitest';
import { createProgram, runProgram } from './program.ts';
import { type Answer, fakeIo } from './test-support.ts';

const settled = {
  store: 'built-in',
  state: 'settled',
  previous: null,
  requestedAt: null,
  requestedBy: null,
  finishedAt: null,
  problem: null,
  stores: [
    { store: 'built-in', place: 'PostgreSQL, sealed by the vault', clustersReadIt: false, documents: 12, leftovers: 0 },
    { store: 'vault', place: 'https://vault.example.org secret/moorage', clustersReadIt: true, documents: 0, leftovers: 0 },
  ],
};
const moving = { ...settled, store: 'vault', state: 'switching', previous: 'built-in', problem: 'The vault is sealed.' };

async function outcome(argv: string[], answers: Record<string, Answer>) {
  const env = { HOME: '/home/tester', MOORAGE_API_KEY: 'mk_x' };
  const io = fakeIo(['--server', 'http://moorage.test', 'secrets', 'store', ...argv], answers, { env });
  return { code: await runProgram(createProgram(io, '9.9.9'), io), io };
}

describe('secrets store', () => {
  it('says where secrets are', async () => {
    const { code, io } = await outcome(['status'], { 'GET /api/admin/secret-store': { status: 200, body: settled } });
    expect([code, io.stdout().split('\n')[0]]).toEqual([0, 'Secrets are kept in built-in.']);
    expect(io.stdout()).toContain('12 documents');
  });

  it('switches with a confirmation, and says what is left and why', async () => {
    const { code, io } = await outcome(['switch', 'vault', '--yes'], {
      'POST /api/admin/secret-store/switch': { status: 202, body: moving },
    });
    expect([code, io.requests.at(-1)?.body]).toEqual([0, { store: 'vault' }]);
    expect(io.stdout()).toContain('12 documents are elsewhere yet');
    expect(io.stdout()).toContain('The vault is sealed.');
  });

  it('knows no other stores', async () => {
    const { code, io } = await outcome(['switch', 'paper', '--yes'], {});
    expect([code, io.requests]).toEqual([64, []]);
  });

  it('takes a switch back', async () => {
    const { code, io } = await outcome(['cancel'], { 'POST /api/admin/secret-store/cancel': { status: 202, body: settled } });
    expect([code, io.requests.length]).toEqual([0, 1]);
  });
});
