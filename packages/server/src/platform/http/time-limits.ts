/**
 * How long a client may take, on either side of the handler (the handler's own deadline is the route's).
 *
 * Node closes connections whose head or whole request does not arrive in time; what it lacks is a limit for who does not read
 * the answer. Streams and sockets look after their readers themselves.
 */
import type { Clock } from '@moorage/core/clock';
import type { FastifyInstance } from 'fastify';

export interface TimeLimits {
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestMs: number;
  /** From the end of the request to the last byte of the answer that the client took. */
  readonly answerMs: number;
  /** How often connections are looked at. */
  readonly checkEveryMs: number;
}

export const usualTimeLimits: TimeLimits = { headersMs: 10_000, requestMs: 30_000, answerMs: 60_000, checkEveryMs: 2_000 };

/** Cuts connections whose client does not take the answer. */
export function limitAnswers(server: FastifyInstance, clock: Clock, { answerMs }: TimeLimits): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!request.state.isStream) {
      const cancel = clock.after(answerMs, () => reply.raw.destroy());
      reply.raw.once('close', cancel);
    }
    done(null, payload);
  });
}
