import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createTestVault } from '../../../test/vault.ts';
import type { Database } from '../../platform/db/database.ts';
import { createSystemCtx, type RequestCtx } from '../../platform/http/context.ts';
import { createAudit } from '../audit/index.ts';
import { createSigningKeyService, type SigningKeyService } from './signing-key.service.ts';

const source = useTestDatabase(migratedDatabase('signing_keys'));
let database: Database;
let clock: FakeClock;
let ctx: RequestCtx;
let here: SigningKeyService;
let elsewhere: SigningKeyService;

function serviceWith(byte: number | undefined): SigningKeyService {
  const audit = createAudit({ db: database, ids: createIds(clock) });
  const { vault } = createTestVault(database, clock, byte);
  return createSigningKeyService({ db: database, clock, audit, vault, algorithm: 'EdDSA' });
}

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
});
afterAll(() => database.stop());
beforeEach(async () => {
  clock = createFakeClock(new Date('2026-03-01T12:00:00Z'));
  const { signal } = new AbortController();
  ctx = createSystemCtx({ requestId: 'test', log: silentLog, clock, signal }, 'script');
  await database.system('test', (tx) => tx.deleteFrom('signing_keys').execute());
  here = serviceWith(1);
  elsewhere = serviceWith(1);
});

describe('signing keys', () => {
  it('are made once, however many processes need the first at the same time', async () => {
    const signing = await Promise.all([here, elsewhere, here, elsewhere].map((keys) => keys.signing(ctx)));
    expect(new Set(signing.map((key) => key.kid)).size).toBe(1);
    expect(await here.list()).toMatchObject([{ state: 'signing', algorithm: 'EdDSA' }]);
  });

  it('are found in a process that has never seen them, and unknown ones are not', async () => {
    await elsewhere.publicKeys();
    const { kid } = await here.signing(ctx);
    await clock.advance(1_000);
    expect((await elsewhere.find(kid))?.kid).toBe(kid);
    expect(await elsewhere.find('unknown')).toBeUndefined();
  });

  it('overlap when one follows another', async () => {
    const first = await here.signing(ctx);
    const next = await here.generate(ctx, 'RS256');
    expect(next).toMatchObject({ state: 'announced', algorithm: 'RS256' });
    expect((await here.publicKeys()).map((key) => key.alg).toSorted()).toEqual(['EdDSA', 'RS256']);
    expect((await here.signing(ctx)).kid).toBe(first.kid);
    await clock.advance(600_000);
    expect((await here.signing(ctx)).kid).toBe(next.kid);
    expect(await here.retire(ctx, first.kid, false)).toMatchObject({ state: 'verifying' });
    expect(await here.find(first.kid)).toBeDefined();
    await clock.advance(3_660_000);
    expect(await here.find(first.kid)).toBeUndefined();
    expect(await here.publicKeys()).toHaveLength(1);
  });

  it('keep the only one that can sign, unless it was stolen', async () => {
    const { kid } = await here.signing(ctx);
    await expect(here.retire(ctx, kid, false)).rejects.toMatchObject({ code: 'conflict' });
    await expect(here.retire(ctx, 'unknown', true)).rejects.toMatchObject({ code: 'not_found' });
    expect(await here.retire(ctx, kid, true)).toMatchObject({ state: 'retired' });
    expect(await here.find(kid)).toBeUndefined();
    expect((await here.signing(ctx)).kid).not.toBe(kid);
  });

  it('cannot be read from the database, nor used with another sealing key or with none', async () => {
    const { kid } = await here.signing(ctx);
    const [row] = await database.system('test', (tx) => tx.selectFrom('signing_keys').selectAll().execute());
    expect(JSON.stringify(row?.public_jwk)).not.toContain('"d"');
    await expect(serviceWith(2).signing(ctx)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(serviceWith(undefined).signing(ctx)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await serviceWith(undefined).find(kid))?.kid).toBe(kid);
  });
});
