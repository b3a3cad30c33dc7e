/** The messages API of Anthropic: the answer is the input of a tool that the model must use. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { z } from 'zod';
import type { ModelProvider } from '../../domains/templates/template.ports.ts';
import { callModel, type ModelSettings } from './model-call.ts';

const apiVersion = '2023-06-01';
const maxTokens = 16_000;

const message = z.object({
  stop_reason: z.string().nullish(),
  content: z.array(z.looseObject({ type: z.string(), name: z.string().optional(), input: z.unknown().optional() })),
});

export function createAnthropicModel(clock: Clock, settings: ModelSettings): ModelProvider {
  return {
    async answer({ instructions, prompt, name, schema, signal }) {
      const answered = await callModel(clock, settings, {
        path: '/v1/messages',
        headers: {
          'anthropic-version': apiVersion,
          ...(settings.apiKey === undefined ? {} : { 'x-api-key': settings.apiKey.reveal() }),
        },
        body: {
          model: settings.model,
          max_tokens: maxTokens,
          system: instructions,
          messages: [{ role: 'user', content: prompt }],
          tools: [{ name, description: `Takes the ${name}.`, input_schema: schema }],
          tool_choice: { type: 'tool', name },
        },
        signal,
      });
      const parsed = message.safeParse(answered);
      if (!parsed.success) throw new AppError('upstream_failed', 'The model provider answered something unexpected.');
      const { stop_reason: reason, content } = parsed.data;
      if (reason === 'max_tokens') throw new AppError('upstream_failed', 'The answer of the model was too long. Ask for less.');
      const use = content.find((part) => part.type === 'tool_use' && part.name === name);
      if (use?.input === undefined) throw new AppError('upstream_failed', 'The model did not answer the request.');
      return use.input;
    },
  };
}
