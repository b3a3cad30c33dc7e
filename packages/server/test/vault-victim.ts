/** The vault alone, in a process that is killed: `node vault-victim.ts`, orders on its input. */
import { createFakeClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { z } from 'zod';
import { encryptedColumns } from '../src/domains/vault/encrypted-columns.rules.ts';
import { createSystemCtx } from '../src/platform/http/context.ts';
import { openDatabase } from './open-database.ts';
import { createTestVault, keeperOf, sourceOf } from './vault.ts';
import { serveOrders } from './victim-loop.ts';

const order = z.object({
  dsn: z.string(),
  /** Root keys of these bytes. */
  roots: z.array(z.number()),
  at: z.coerce.date(),
  work: z.enum(['rotateOrg', 'rotateRoot', 'finishRoot', 'upkeep']),
  orgId: z.string().nullable(),
  askedAt: z.coerce.date().optional(),
  /** Of which tables values are sealed anew. */
  tables: z.array(z.string()),
});

await serveOrders(async (given, onStep) => {
  const { dsn, roots, at, work, orgId, askedAt, tables } = order.parse(given);
  const clock = createFakeClock(at);
  const db = openDatabase(dsn);
  await db.start();
  const rotation = { onStep, batchSize: 2, columns: encryptedColumns.filter(({ table }) => tables.includes(table)) };
  const { encryption } = createTestVault(db, clock, undefined, {
    sources: roots.map((byte) => sourceOf(keeperOf(byte))),
    rotation,
  });
  const ctx = createSystemCtx({ requestId: 'test', log: silentLog, clock, signal: new AbortController().signal }, 'script');
  const works = {
    rotateOrg: () => encryption.rotate(ctx, orgId, { askedAt }),
    rotateRoot: () => encryption.rotateRoot(ctx),
    finishRoot: () => encryption.finishRoot(ctx),
    upkeep: () => encryption.upkeep(),
  };
  try {
    return await works[work]();
  } finally {
    await db.stop();
  }
});
