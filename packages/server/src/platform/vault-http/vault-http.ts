/**
 * The HTTP API of HashiCorp Vault and OpenBao, as far as anybody here needs it: a path, a body and an answer.
 *
 * It logs in by itself, with a token, an AppRole or the service account of a pod, renews its token before that ends, and logs in anew
 * when the server does not know the token any more. What has failed in passing is tried again with growing pauses: a server that is
 * sealed, in change of its leader or busy (503, 429) has done nothing, so that is always safe; after any other failure the server
 * may have done what was asked, so a write that must not happen twice says so.
 *
 * An answer is given back whatever its status says, because only the caller knows what a 404 means to him; without a usable answer
 * a `VaultFailure` is thrown, whose text is for whoever runs the platform. Neither has a token, a value or a secret id in it.
 */
import type { Clock } from '@moorage/core/clock';
import { messageOf } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import { VaultFailure } from './vault-failure.ts';
import { isAlive, saidBy, type VaultLogin } from './vault-login.ts';
import { createVaultToken } from './vault-token.ts';
import {
  createVaultTransport,
  type VaultAnswer,
  type VaultRequest,
  type VaultServer,
  type VaultTransport,
} from './vault-transport.ts';

export interface VaultConnection extends VaultServer {
  readonly login: VaultLogin;
}

export interface VaultHttp {
  /** Any answer but those of a server that cannot work now; throws `VaultFailure` without one. */
  request(ask: VaultRequest & { /** A write that must not happen twice. */ readonly once?: boolean }): Promise<VaultAnswer>;
  /** Ends renewal and connections. */
  close(): void;
}

export interface VaultHttpDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** Before each further try. */
const pausesMs = [200, 1_000, 3_000] as const;
const longestPauseMs = 10_000;

type Outcome = { readonly answer: VaultAnswer } | { readonly failure: VaultFailure; readonly mayHaveHappened: boolean };

/** 472 and 473 are of standbys that do not pass requests on. */
const isOutOfOrder = (status: number): boolean => status === 429 || status === 472 || status === 473 || status >= 500;

function outcomeOf(url: string, answer: VaultAnswer): Outcome {
  if (answer.status >= 300 && answer.status < 400) {
    const nextStep = 'Use the address that it redirects to, or one that leads to the active server.';
    return {
      failure: new VaultFailure('refused', `Vault at ${url} redirects (${answer.status}).`, { nextStep }),
      mayHaveHappened: true,
    };
  }
  if (!isOutOfOrder(answer.status)) return { answer };
  const isSealed = answer.status === 503;
  return {
    failure: new VaultFailure('unreachable', `Vault at ${url} cannot work now (${saidBy(answer)}).`, {
      nextStep: isSealed ? 'Unseal it.' : 'Look at its log; it is asked again.',
    }),
    mayHaveHappened: answer.status >= 500 && !isSealed,
  };
}

async function tryOnce(transport: VaultTransport, url: string, ask: VaultRequest, token: string | undefined) {
  try {
    const answer = await transport.send(ask, token);
    return { ...outcomeOf(url, answer), pauseMs: answer.retryAfterMs };
  } catch (error) {
    if (ask.signal?.aborted === true) throw ask.signal.reason;
    const nextStep = 'Look at the address, at the network in between, and at its certificate.';
    const failure = new VaultFailure('unreachable', `Vault at ${url} cannot be reached: ${messageOf(error)}.`, {
      nextStep,
      cause: error,
    });
    return { failure, mayHaveHappened: true, pauseMs: undefined };
  }
}

export function createVaultHttp({ clock, log }: VaultHttpDeps, connection: VaultConnection): VaultHttp {
  const transport = createVaultTransport(clock, connection);

  async function send(ask: VaultRequest & { readonly once?: boolean }, token: string | undefined): Promise<VaultAnswer> {
    for (let attempt = 0; ; attempt += 1) {
      const tried = await tryOnce(transport, connection.url, ask, token);
      if ('answer' in tried) return tried.answer;
      const pauseMs = pausesMs[attempt];
      const isOver = pauseMs === undefined || tried.failure.kind === 'refused' || (ask.once === true && tried.mayHaveHappened);
      if (isOver) throw tried.failure;
      await clock.sleep(Math.min(Math.max(pauseMs, tried.pauseMs ?? 0), longestPauseMs), ask.signal);
      ask.signal?.throwIfAborted();
    }
  }

  const tokens = createVaultToken({ clock, log, send, login: connection.login });
  return {
    async request(ask) {
      const token = await tokens.current();
      const answer = await send(ask, token);
      if (answer.status !== 403 || (await isAlive(send, token))) return answer;
      tokens.drop(token);
      return await send(ask, await tokens.current());
    },
    close() {
      tokens.close();
      transport.close();
    },
  };
}
