/** The chat completions of OpenAI and of all who speak like it: the answer is text that must follow a JSON schema. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { z } from 'zod';
import type { ModelProvider } from '../../domains/templates/template.ports.ts';
import { callModel, type ModelSettings, parseAnswer } from './model-call.ts';

const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
});

export function createOpenAiModel(clock: Clock, settings: ModelSettings): ModelProvider {
  return {
    async answer({ instructions, prompt, name, schema, signal }) {
      const answered = await callModel(clock, settings, {
        path: '/chat/completions',
        headers: settings.apiKey === undefined ? {} : { authorization: `Bearer ${settings.apiKey.reveal()}` },
        body: {
          model: settings.model,
          messages: [
            { role: 'system', content: instructions },
            { role: 'user', content: prompt },
          ],
          response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } },
        },
        signal,
      });
      const choice = completion.safeParse(answered).data?.choices[0];
      if (choice === undefined) throw new AppError('upstream_failed', 'The model provider answered something unexpected.');
      if (choice.finish_reason === 'length') {
        throw new AppError('upstream_failed', 'The answer of the model was too long. Ask for less.');
      }
      const { content } = choice.message;
      if (typeof content !== 'string' || content === '') {
        throw new AppError('upstream_failed', 'The model did not answer the request.');
      }
      return parseAnswer(content);
    },
  };
}
