/** What every model provider promises, whichever protocol it speaks. */
import { describe, expect, it } from 'vitest';
import type { ModelProvider, ModelRequest } from '../src/domains/templates/template.ports.ts';

export interface ModelSubject {
  readonly provider: ModelProvider;
  /** Makes the model answer this from now on. */
  willAnswer(answer: unknown): void;
  /** A prompt that the provider answers with a failure of its own. */
  readonly failingPrompt: string;
}

export function modelRequest(part: Partial<ModelRequest> = {}): ModelRequest {
  const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false };
  const signal = new AbortController().signal;
  return { instructions: 'Name a ship.', prompt: 'A fast one', name: 'ship', schema, signal, ...part };
}

export function describeModelProvider(name: string, subject: () => ModelSubject): void {
  describe(`a model provider: ${name}`, () => {
    it('gives the answer as data', async () => {
      const { provider, willAnswer } = subject();
      willAnswer({ name: 'Swift "the" Ünsinkable', crew: [1, null, { a: true }] });
      expect(await provider.answer(modelRequest())).toEqual({ name: 'Swift "the" Ünsinkable', crew: [1, null, { a: true }] });
    });

    it('says that the provider failed', async () => {
      const { provider, failingPrompt } = subject();
      await expect(provider.answer(modelRequest({ prompt: failingPrompt }))).rejects.toMatchObject({ code: 'upstream_failed' });
    });

    it('ends when the caller does', async () => {
      const aborter = new AbortController();
      aborter.abort();
      const { provider } = subject();
      await expect(provider.answer(modelRequest({ signal: aborter.signal }))).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('answers many at once', async () => {
      const { provider, willAnswer } = subject();
      willAnswer({ name: 'Same' });
      const answers = await Promise.all(Array.from({ length: 8 }, () => provider.answer(modelRequest())));
      expect(answers).toEqual(Array.from({ length: 8 }, () => ({ name: 'Same' })));
    });
  });
}
