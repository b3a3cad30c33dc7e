import { describe, expect, it } from 'vitest';
import { ApiCallError, unwrap } from './result.ts';
import { headersOf, send, urlOf } from './transport.ts';

const route = { method: 'GET', path: '/api/templates/{name}' };

function answering(status: number, body: string): typeof fetch {
  return async () => new Response(body === '' ? null : body, { status });
}

describe('urlOf', () => {
  it('escapes parameters so that a name cannot become a path', () => {
    expect(urlOf('http://x/', route, { params: { name: '../a b?c' } })).toBe('http://x/api/templates/..%2Fa%20b%3Fc');
  });
  it('leaves out absent query values and repeats lists', () => {
    expect(urlOf('', { method: 'GET', path: '/a' }, { query: { a: undefined, b: false, c: ['x', 'y'] } })).toBe(
      '/a?b=false&c=x&c=y',
    );
  });
});

describe('headersOf', () => {
  it('quotes If-Match and sends the key as a bearer token', () => {
    const headers = headersOf({ baseUrl: '', apiKey: 'k' }, { body: {} }, { ifMatch: 3, idempotencyKey: 'i' });
    expect(headers).toMatchObject({
      'if-match': '"3"',
      authorization: 'Bearer k',
      'idempotency-key': 'i',
      'content-type': 'application/json',
    });
  });
  it('sends the pair of an organization, and which organization is meant', () => {
    const headers = headersOf({ baseUrl: '', orgKey: { key: 'k', secret: 's' }, orgId: 'o' }, {}, {});
    expect(headers).toEqual({ accept: 'application/json', 'x-org-key': 'k', 'x-org-secret': 's', 'x-org-id': 'o' });
  });
});

describe('send', () => {
  it('gives the data of a good answer', async () => {
    const result = await send<{ a: number }>({ baseUrl: '', fetch: answering(200, '{"a":1}') }, route);
    expect(result).toMatchObject({ kind: 'ok', status: 200, data: { a: 1 } });
  });
  it('gives undefined for an empty answer', async () => {
    expect(await send({ baseUrl: '', fetch: answering(204, '') }, route)).toMatchObject({ kind: 'ok', data: undefined });
  });
  it('gives the error of the catalogue', async () => {
    const body = '{"error":"No such template.","code":"not_found","requestId":"r"}';
    expect(await send({ baseUrl: '', fetch: answering(404, body) }, route)).toMatchObject({
      kind: 'api-error',
      error: { code: 'not_found' },
    });
  });
  it('gives errors of the infrastructure plane in the same words', async () => {
    const body = '{"code":"ssh_key_not_found","message":"There is no such SSH key."}';
    expect(await send({ baseUrl: '', fetch: answering(404, body) }, route)).toMatchObject({
      kind: 'api-error',
      error: { code: 'not_found', error: 'There is no such SSH key.', details: { reason: 'ssh_key_not_found' } },
    });
    const tooMany: typeof fetch = async () =>
      new Response('Too many requests.\n', { status: 429, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect(await send({ baseUrl: '', fetch: tooMany }, route)).toMatchObject({
      kind: 'api-error',
      error: { code: 'rate_limited', error: 'Too many requests.' },
    });
  });
  it('says of /api/v1 which fields are wrong, which its header tells', async () => {
    const body = '{"code":"validation_error","message":"The credential is not valid."}';
    const issues = [{ path: 'secret.token', message: 'is ‘required’' }];
    const refusing = (header: string) => async () => new Response(body, { status: 400, headers: { 'x-invalid-fields': header } });
    const told = await send({ baseUrl: '', fetch: refusing(encodeURIComponent(JSON.stringify([...issues, 7]))) }, route);
    expect(told).toMatchObject({ error: { code: 'invalid_request', details: { reason: 'validation_error', issues } } });
    for (const header of ['%', 'no JSON', '{}']) {
      const result = await send({ baseUrl: '', fetch: refusing(header) }, route);
      expect(result).toMatchObject({ error: { details: { reason: 'validation_error' } } });
    }
  });
  it('calls a page of a proxy what it is', async () => {
    expect(await send({ baseUrl: '', fetch: answering(502, '<html>') }, route)).toMatchObject({ kind: 'client-error' });
    expect(await send({ baseUrl: '', fetch: answering(502, '{}') }, route)).toMatchObject({ kind: 'client-error' });
  });
  it('never throws when the server cannot be reached', async () => {
    const refusing: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));
    expect(await send({ baseUrl: 'http://x', fetch: refusing }, route)).toMatchObject({
      kind: 'client-error',
      message: 'The server cannot be reached.',
    });
  });
});

describe('unwrap', () => {
  it('throws an error that carries the code', async () => {
    const body = '{"error":"No.","code":"forbidden","requestId":"r"}';
    const result = await send({ baseUrl: '', fetch: answering(403, body) }, route);
    expect(() => unwrap(result)).toThrow(ApiCallError);
    expect(() => unwrap(result)).toThrow('No.');
  });
});
