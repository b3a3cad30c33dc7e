/** Secrets on the move between all three stores, in a process that is killed: `node secret-move-victim.ts`, orders on its input. */
import { createFakeClock } from '@moorage/core/clock';
import { z } from 'zod';
import { graceMs } from '../src/domains/secrets/secret-move.service.ts';
import { openDatabase } from './open-database.ts';
import { outsideStores } from './outside-stores.ts';
import { builtInStore, createMover, settle } from './secret-mover.ts';
import { createTestVault, keeperOf, sourceOf } from './vault.ts';
import { serveOrders } from './victim-loop.ts';

const order = z.object({
  dsn: z.string(),
  rootByte: z.number(),
  at: z.coerce.date(),
  vaultUrl: z.string(),
  awsUrl: z.string(),
});

/** Moves whatever is elsewhere, and a day later removes what was there before. */
await serveOrders(async (given, onStep) => {
  const { dsn, rootByte, at, ...urls } = order.parse(given);
  const [clock, db] = [createFakeClock(at), openDatabase(dsn)];
  await db.start();
  const { vault } = createTestVault(db, clock, undefined, { sources: [sourceOf(keeperOf(rootByte))] });
  const outside = outsideStores(urls);
  const parts = { db, vault, clock };
  const mover = { ...createMover({ ...parts, stores: [builtInStore(parts), ...outside.stores] }), onStep };
  try {
    const { moved } = await settle(mover);
    await clock.advance(graceMs + 1);
    const { removed } = await settle(mover);
    return { moved, removed };
  } finally {
    await outside.stop();
    await db.stop();
  }
});
