import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { apiInfo } from '../src/api-info.ts';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config/config.ts';
import { contracts } from '../src/contracts.ts';
import { buildOpenApi } from '../src/platform/http/openapi.ts';

const config = loadConfig({ DATABASE_DSN: 'postgresql://nobody@127.0.0.1:1/none', METRICS_ADDR: 'off' });
const app = createApp({ config, log: silentLog, clock: systemClock, ids: createIds(systemClock) });

describe('the route table', () => {
  it('is served as a whole, and nothing beside it', () => {
    const served = app.routes.map((bound) => bound.route.id);
    expect(served.toSorted()).toEqual(contracts.map((route) => route.id).toSorted());
    expect(new Set(served).size).toBe(served.length);
  });

  it('is described as a whole in the OpenAPI document', () => {
    const document = JSON.parse(JSON.stringify(buildOpenApi(contracts, apiInfo)));
    const described = Object.entries<Record<string, { operationId?: string }>>(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => `${method.toUpperCase()} ${path} ${operation.operationId ?? ''}`),
    );
    const wanted = contracts.map((route) => `${route.method} ${route.path} `);
    for (const entry of wanted) expect(described.some((one) => one.startsWith(entry))).toBe(true);
    expect(described).toHaveLength(contracts.length);
  });

  it('has no two routes of one method and path', () => {
    const places = contracts.map((route) => `${route.method} ${route.path.replaceAll(/\{[^}]+\}/g, '{}')}`);
    expect(new Set(places).size).toBe(places.length);
  });
});
