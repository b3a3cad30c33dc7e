/** Every long-running part of the platform: started and stopped in every order that a lifecycle may come to. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpConfig } from '../../test/http.ts';
import { migratedDatabase, openDatabase } from '../../test/database.ts';
import type { Database } from './db/database.ts';
import { createEvents } from './events/events.ts';
import { createHttpServer } from './http/server.ts';
import { anonymous } from './authz/actor.ts';
import { createJobs } from './jobs/jobs.ts';
import { createPostgresLimitStore } from './limits/limit.store.ts';
import { createLimiter } from './limits/limiter.ts';
import { createMetrics, createMetricsServer } from './metrics/metrics.ts';

const source = useTestDatabase(migratedDatabase('services'));
let db: Database;
beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
});
afterAll(() => db.stop());

const make: Record<string, () => Service> = {
  database: () => openDatabase(source.dsn),
  jobs: () => createJobs({ db, log: silentLog, clock: systemClock, metrics: createMetrics(), work: true }),
  limits: () => createLimiter({ log: silentLog, clock: systemClock, store: createPostgresLimitStore(db) }),
  events: () => createEvents({ db, log: silentLog, clock: systemClock }),
  'metrics-server': () => createMetricsServer({ metrics: createMetrics(), host: '127.0.0.1', port: 0, log: silentLog }),
  http: () =>
    createHttpServer({
      config: httpConfig,
      routes: [],
      authenticate: () => Promise.resolve(anonymous),
      policy: { actions: {}, sees: {} },
      log: silentLog,
      clock: systemClock,
      ids: createIds(systemClock),
      metrics: createMetrics(),
      readiness: [],
      openapi: () => ({}),
    }),
};

describe.each(Object.keys(make))('the service %s', (name) => {
  const create = (): Service => {
    const service = make[name]?.();
    if (service === undefined) throw new Error(`${name} is unknown`);
    return service;
  };

  it('runs after start and not after stop, and says so', async () => {
    const service = create();
    expect(service.name).toBe(name);
    expect(service.status().state).toBe('stopped');
    await service.start();
    expect(service.status().state).toBe('running');
    await service.stop();
    expect(service.status().state).toBe('stopped');
  });

  it('may be stopped before it started, twice, and by several at once', async () => {
    const unused = create();
    await unused.stop();
    const service = create();
    await service.start();
    await Promise.all([service.stop(), service.stop()]);
    await service.stop();
    expect(service.status().state).toBe('stopped');
  });

  it('leaves nothing behind that would hinder its successor', async () => {
    for (let round = 0; round < 5; round += 1) {
      const service = create();
      await service.start();
      await service.stop();
    }
  });
});
