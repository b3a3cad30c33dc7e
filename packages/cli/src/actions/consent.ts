/**
 * Asks a person to let the command line act for him, and gets what he grants (RFC 8628).
 *
 * With a browser on this machine the console sends its answer to a port here, so nothing has to be typed and nobody else can
 * fetch the grant. Without one the person types a code wherever he has a browser, and we ask until he did.
 */
import { createClient } from '@moorage/sdk/client';
import type { DeviceCode, DeviceCodeRequest, DeviceGrant } from '@moorage/sdk/types';
import { CliFailure, dataOf } from '../failure.ts';
import type { CliIo, LoopbackListener } from '../io.ts';

/** How the person is reached. */
export type Way = 'browser' | 'device';

export interface ConsentTarget {
  readonly io: CliIo;
  readonly server: string;
  readonly way: Way;
}

/** sysexits(3) EX_NOPERM, as for every refusal. */
const refusedExitCode = 77;

const refusals: Readonly<Record<string, string>> = {
  access_denied: 'You refused the command line in the browser.',
  expired_token: 'The code was not confirmed in time.',
};

function refusal(error: string): CliFailure {
  const message = refusals[error] ?? 'The code is no longer good.';
  return new CliFailure(message, { exitCode: refusedExitCode, nextStep: 'Run the command again.' });
}

function interrupted(): CliFailure {
  return new CliFailure('Nothing was confirmed.', { exitCode: refusedExitCode, nextStep: 'Run the command again.' });
}

async function askUntilGranted({ io, server }: ConsentTarget, code: DeviceCode): Promise<DeviceGrant> {
  const client = createClient({ baseUrl: server, fetch: io.fetch });
  let interval = code.interval;
  for (;;) {
    await io.sleep(interval * 1000);
    if (io.signal.aborted) throw interrupted();
    const result = await client.device.token({ body: { deviceCode: code.deviceCode } }, { signal: io.signal });
    const error = result.kind === 'api-error' && result.status === 400 ? result.error.error : undefined;
    if (error === undefined) return dataOf(result);
    if (error === 'slow_down') interval += 5;
    else if (error !== 'authorization_pending') throw refusal(error);
  }
}

async function byCode(target: ConsentTarget, wish: DeviceCodeRequest): Promise<DeviceGrant> {
  const { io, server } = target;
  const code = dataOf(await createClient({ baseUrl: server, fetch: io.fetch }).device.code({ body: wish }));
  io.err(`Open ${code.verificationUri} and type the code ${code.userCode}\n`);
  io.err(`or open ${code.verificationUriComplete}\nWaiting for you to confirm it there…\n`);
  return await askUntilGranted(target, code);
}

async function answerOf(io: CliIo, listener: LoopbackListener, seconds: number): Promise<string> {
  const end = AbortSignal.any([io.signal, AbortSignal.timeout(seconds * 1000)]);
  const ended = new Promise<undefined>((resolve) => {
    end.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const answer = await Promise.race([listener.answer, ended]);
  if (answer === undefined) throw io.signal.aborted ? interrupted() : refusal('expired_token');
  if (answer.kind === 'refused') throw refusal('access_denied');
  return answer.code;
}

async function byBrowser({ io, server }: ConsentTarget, wish: DeviceCodeRequest): Promise<DeviceGrant> {
  const client = createClient({ baseUrl: server, fetch: io.fetch });
  const listener = await io.listen();
  try {
    const asked = dataOf(await client.device.code({ body: { ...wish, redirectUri: listener.redirectUri } }));
    io.err(`Confirm the code ${asked.userCode} in your browser. If it does not open:\n${asked.verificationUriComplete}\n`);
    io.openUrl(asked.verificationUriComplete);
    const code = await answerOf(io, listener, asked.expiresIn);
    return dataOf(await client.device.token({ body: { deviceCode: asked.deviceCode, code } }));
  } finally {
    listener.close();
  }
}

/** What the person granted; throws a {@link CliFailure} when he refused or did not answer. */
export async function askConsent(target: ConsentTarget, wish: DeviceCodeRequest): Promise<DeviceGrant> {
  return await (target.way === 'browser' ? byBrowser(target, wish) : byCode(target, wish));
}
