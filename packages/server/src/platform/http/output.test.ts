import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileOutput } from './output.ts';
import { defineRoute } from './route.ts';

const inner = z.strictObject({ id: z.string() });
const route = defineRoute({
  id: 'x.y',
  method: 'GET',
  path: '/api/x',
  surface: 'app',
  tag: 'X',
  summary: 'x',
  access: { kind: 'signedIn' },
  scope: 'none',
  responses: { 200: z.object({ items: z.array(inner), either: z.union([inner, z.null()]) }), 204: null },
});
const shape = compileOutput(route, silentLog);

describe('compileOutput', () => {
  it('drops what the contract does not know, at any depth, and leaves the value alone', () => {
    const value = { items: [{ id: 'a', hash: 's' }], either: null, secret: 's' };
    expect(shape(200, value)).toBe('{"items":[{"id":"a"}],"either":null}');
    expect(value.items[0]).toEqual({ id: 'a', hash: 's' });
    expect(shape(200, { items: [], either: { id: 'a', hash: 's' } })).toBe('{"items":[],"either":{"id":"a"}}');
  });

  it('answers nothing rather than something of the wrong type', () => {
    expect(() => shape(200, { items: [{ id: 1 }], either: null })).toThrow(
      expect.objectContaining({ code: 'internal', internal: expect.stringContaining('items[0].id') }),
    );
  });

  it('never quotes a value in the log', () => {
    expect(() => shape(200, { items: 'secret-value', either: null })).toThrow(
      expect.objectContaining({ internal: expect.not.stringContaining('secret-value') }),
    );
  });

  it('knows empty bodies and refuses a status that is not declared', () => {
    expect(shape(204, { any: 1 })).toBeUndefined();
    expect(() => shape(201, {})).toThrow(expect.objectContaining({ internal: 'x.y does not declare status 201' }));
  });
});
