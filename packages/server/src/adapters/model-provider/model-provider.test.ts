import { inspect } from 'node:util';
import { createFakeClock, systemClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeModelProvider, modelRequest } from '../../../test/model-provider.conformance.ts';
import type { ModelProvider } from '../../domains/templates/template.ports.ts';
import { createModelProvider } from './model-provider.ts';
import {
  failingPrompt,
  type Misdeed,
  type ModelServer,
  type Protocol,
  serverKey,
  startModelServer,
} from './model-server.fake.ts';

const protocols: readonly Protocol[] = ['anthropic', 'openai'];

function providerOf(protocol: Protocol, server: ModelServer, key = serverKey, clock = systemClock): ModelProvider {
  const baseUrl = protocol === 'anthropic' ? `${server.url}/` : `${server.url}/v1`;
  return createModelProvider(clock, { provider: protocol, model: 'm-1', apiKey: new Secret(key), baseUrl, timeoutMs: 5_000 });
}

async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error('it should have failed');
}

describe.each(protocols)('over HTTP: %s', (protocol) => {
  let server: ModelServer;
  let provider: ModelProvider;

  beforeAll(async () => {
    server = await startModelServer(protocol);
    provider = providerOf(protocol, server);
  });
  afterEach(() => server.misbehave(undefined));
  afterAll(() => server.stop());

  describeModelProvider(protocol, () => ({ provider, willAnswer: (answer) => server.willAnswer(answer), failingPrompt }));

  it('asks for exactly the wanted answer', async () => {
    server.willAnswer({ name: 'Swift' });
    await provider.answer(modelRequest({ instructions: 'Name a "ship".', prompt: 'fast\nand red' }));
    const sent = JSON.stringify(server.requests.at(-1)?.body);
    for (const part of ['m-1', 'Name a \\"ship\\".', 'fast\\nand red', 'additionalProperties']) expect(sent).toContain(part);
  });

  const wrong: readonly [string, Misdeed, string][] = [
    ['too many requests', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 'unavailable'],
    ['an overload', { kind: 'status', status: 529 }, 'unavailable'],
    ['a failure', { kind: 'status', status: 500, body: 'oops' }, 'upstream_failed'],
    ['a redirect', { kind: 'status', status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'upstream_failed'],
    ['a page', { kind: 'raw', body: '<html>' }, 'upstream_failed'],
    ['nothing', { kind: 'raw', body: '{}' }, 'upstream_failed'],
    ['an empty answer', { kind: 'raw', body: '{"content":[],"choices":[]}' }, 'upstream_failed'],
    ['more than anybody reads', { kind: 'raw', body: ' '.repeat(2_500_000) }, 'upstream_failed'],
    ['a broken connection', { kind: 'hang-up' }, 'upstream_failed'],
  ];
  it.each(wrong)('makes an error of %s', async (_name, misdeed, code) => {
    server.misbehave(misdeed);
    expect((await failureOf(provider.answer(modelRequest()))).code).toBe(code);
  });

  it('tells when to come back', async () => {
    server.misbehave({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    expect((await failureOf(provider.answer(modelRequest()))).retryAfterSeconds).toBe(7);
  });

  it('never says the key, not even where the provider repeats it', async () => {
    const error = await failureOf(providerOf(protocol, server, 'sk-very-secret').answer(modelRequest()));
    expect([error.code, error.message]).toEqual(['upstream_failed', 'The model provider does not accept the configured key.']);
    expect(error.internal).toContain('401');
    expect(inspect(error, { depth: 9 })).not.toContain('very-secret');
    await server.stop();
    const unreachable = await failureOf(providerOf(protocol, server, 'sk-very-secret').answer(modelRequest()));
    expect(unreachable.code).toBe('upstream_failed');
    expect(inspect(unreachable, { depth: 9 })).not.toContain('very-secret');
    server = await startModelServer(protocol);
    provider = providerOf(protocol, server);
  });

  it('waits for a silent provider until its deadline, and for a caller who leaves not at all', async () => {
    server.misbehave({ kind: 'silent' });
    const clock = createFakeClock();
    const asked = server.requests.length;
    const late = failureOf(providerOf(protocol, server, serverKey, clock).answer(modelRequest()));
    await waitUntil(() => server.requests.length > asked, { describe: 'the request' });
    await clock.advance(5_000);
    expect((await late).code).toBe('unavailable');
    const aborter = new AbortController();
    const left = failureOf(provider.answer(modelRequest({ signal: aborter.signal })));
    await waitUntil(() => server.requests.length > asked + 1, { describe: 'the request' });
    aborter.abort();
    expect((await left).code).toBe('unavailable');
  });
});

describe('what the model says of itself', () => {
  it.each<[Protocol, object, string]>([
    ['anthropic', { stop_reason: 'max_tokens', content: [] }, 'too long'],
    ['anthropic', { stop_reason: 'refusal', content: [{ type: 'text', text: 'no' }] }, 'did not answer'],
    ['openai', { choices: [{ finish_reason: 'length', message: { content: '{"na' } }] }, 'too long'],
    ['openai', { choices: [{ finish_reason: 'stop', message: { content: null, refusal: 'no' } }] }, 'did not answer'],
    ['openai', { choices: [{ finish_reason: 'stop', message: { content: 'Sure! {' } }] }, 'not JSON'],
  ])('is an error with %s: %j', async (protocol, body, message) => {
    const server = await startModelServer(protocol);
    server.misbehave({ kind: 'raw', body: JSON.stringify(body) });
    const error = await failureOf(providerOf(protocol, server).answer(modelRequest()));
    await server.stop();
    expect([error.code, error.message.includes(message)]).toEqual(['upstream_failed', true]);
  });
});
