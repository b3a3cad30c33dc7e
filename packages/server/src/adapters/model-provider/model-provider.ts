/**
 * Language models behind HTTP APIs.
 *
 * Two protocols cover nearly everything that is on offer: the messages API of Anthropic, and the chat completions of OpenAI, which
 * most others and most servers for one's own machines speak too. Both are held to a JSON schema, so that an answer is data and not
 * prose. What comes back is still untrusted: whoever asked checks it like any input.
 *
 * The key is revealed in one place each, sent to the configured origin only (redirects fail), and kept out of errors and logs even
 * where the provider repeats it.
 */
import type { Clock } from '@moorage/core/clock';
import type { Secret } from '@moorage/core/secret';
import type { ModelProvider } from '../../domains/templates/template.ports.ts';
import { createAnthropicModel } from './anthropic-model.ts';
import { createOpenAiModel } from './openai-model.ts';

export interface ModelConfig {
  readonly provider: 'anthropic' | 'openai';
  readonly model: string;
  readonly apiKey: Secret | undefined;
  /** The provider's own where nothing is set. */
  readonly baseUrl: string | undefined;
  readonly timeoutMs?: number;
}

const origins = { anthropic: 'https://api.anthropic.com', openai: 'https://api.openai.com/v1' } as const;
/** Less than the route may take for two questions. */
const defaultTimeoutMs = 55_000;

export function createModelProvider(clock: Clock, config: ModelConfig): ModelProvider {
  const { provider, model, apiKey, timeoutMs = defaultTimeoutMs } = config;
  const baseUrl = (config.baseUrl ?? origins[provider]).replace(/\/+$/, '');
  const settings = { baseUrl, model, apiKey, timeoutMs };
  return provider === 'anthropic' ? createAnthropicModel(clock, settings) : createOpenAiModel(clock, settings);
}
