/** A model that answers what it was told to. The prompt `fail upstream` is answered with a failure. */
import { AppError } from '@moorage/core/errors';
import type { ModelProvider, ModelRequest } from '../../domains/templates/template.ports.ts';

export interface FakeModel extends ModelProvider {
  /** Answers in the order of the questions; the last one is given again and again. */
  willAnswer(...answers: readonly unknown[]): void;
  readonly requests: readonly ModelRequest[];
}

export const failingPrompt = 'fail upstream';

export function createFakeModel(): FakeModel {
  const requests: ModelRequest[] = [];
  let answers: readonly unknown[] = [{}];
  let given = 0;
  return {
    requests,
    willAnswer(...next) {
      answers = next;
      given = 0;
    },
    async answer(request) {
      requests.push(request);
      if (request.signal.aborted) throw new AppError('unavailable', 'The request ended before the model answered.');
      if (request.prompt.includes(failingPrompt))
        throw new AppError('upstream_failed', 'The model provider answered with status 500.');
      const answer = answers[Math.min(given, answers.length - 1)];
      given += 1;
      return answer;
    },
  };
}
