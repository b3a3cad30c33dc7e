/** One attempt of a probe or hook: does it, and words the failure as a kubelet does. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { ContainerPort, Handler, HttpGet } from './pod-spec.ts';
import { boundPort } from './port-floor.ts';
import { probePort } from './probe.rules.ts';

export type ProbeAnswer = { readonly ok: true } | { readonly ok: false; readonly evidence: string };

export interface ProbeContext {
  readonly ip: string;
  readonly ports: readonly ContainerPort[];
  readonly portFloor: number;
  /** Runs a command in the container; `timedOut` when it had to be killed. */
  readonly exec: (command: readonly string[], timeoutMs: number) => Promise<ExecAnswer>;
}

export type ExecAnswer =
  | { readonly kind: 'exited'; readonly code: number; readonly output: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'timed-out' };

const ok: ProbeAnswer = { ok: true };

function dialText(error: NodeJS.ErrnoException, address: string): string {
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'connect: connection refused',
    ECONNRESET: 'read: connection reset by peer',
    EHOSTUNREACH: 'connect: no route to host',
  };
  return `dial tcp ${address}: ${reasons[error.code ?? ''] ?? error.message}`;
}

function probeHttp(get: HttpGet, context: ProbeContext, timeoutMs: number): Promise<ProbeAnswer> {
  const port = probePort(get.port, context.ports);
  if (port === undefined) return Promise.resolve({ ok: false, evidence: `couldn't find port ${get.port} of the container` });
  const host = get.host ?? context.ip;
  const reached = boundPort(port, context.portFloor);
  const isTls = (get.scheme ?? 'HTTP').toUpperCase() === 'HTTPS';
  const path = get.path === undefined || get.path === '' ? '/' : get.path.startsWith('/') ? get.path : `/${get.path}`;
  const url = `${isTls ? 'https' : 'http'}://${host}:${port}${path}`;
  const headers = {
    'user-agent': 'kube-probe/1.33',
    accept: '*/*',
    connection: 'close',
    ...Object.fromEntries((get.httpHeaders ?? []).map((header) => [header.name, header.value])),
  };
  return new Promise((resolve) => {
    const fail = (text: string): void => resolve({ ok: false, evidence: `Get "${url}": ${text}` });
    try {
      const send = isTls ? httpsRequest : httpRequest;
      const request = send({
        host,
        port: reached,
        path,
        headers,
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        ...(isTls ? { rejectUnauthorized: false } : {}),
      });
      request.once('response', (response) => {
        const status = response.statusCode ?? 0;
        response.destroy();
        resolve(status >= 200 && status < 400 ? ok : { ok: false, evidence: `HTTP probe failed with statuscode: ${status}` });
      });
      request.once('error', (error: NodeJS.ErrnoException) => {
        const isTimeout = error.name === 'AbortError' || error.name === 'TimeoutError';
        fail(
          isTimeout
            ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
            : dialText(error, `${host}:${port}`),
        );
      });
      request.end();
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  });
}

function probeTcp(
  target: { readonly port: number | string; readonly host?: string },
  context: ProbeContext,
  timeoutMs: number,
): Promise<ProbeAnswer> {
  const port = probePort(target.port, context.ports);
  if (port === undefined) return Promise.resolve({ ok: false, evidence: `couldn't find port ${target.port} of the container` });
  const host = target.host ?? context.ip;
  return new Promise((resolve) => {
    const socket = connect({ host, port: boundPort(port, context.portFloor), timeout: timeoutMs });
    const finish = (answer: ProbeAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(ok));
    socket.once('timeout', () => finish({ ok: false, evidence: `dial tcp ${host}:${port}: i/o timeout` }));
    socket.once('error', (error) => finish({ ok: false, evidence: dialText(error, `${host}:${port}`) }));
  });
}

async function probeExec(command: readonly string[], context: ProbeContext, timeoutMs: number): Promise<ProbeAnswer> {
  const answer = await context.exec(command, timeoutMs);
  if (answer.kind === 'timed-out')
    return { ok: false, evidence: `command timed out: ${JSON.stringify(command)} timed out after ${timeoutMs / 1000}s` };
  if (answer.kind === 'failed') return { ok: false, evidence: answer.message };
  return answer.code === 0
    ? ok
    : { ok: false, evidence: answer.output.trim() === '' ? `command exited with code ${answer.code}` : answer.output.trim() };
}

/** Runs a handler once; never rejects. A handler that the node does not know fails with its name. */
export function attemptHandler(handler: Handler, context: ProbeContext, timeoutMs: number): Promise<ProbeAnswer> {
  if (handler.httpGet !== undefined) return probeHttp(handler.httpGet, context, timeoutMs);
  if (handler.tcpSocket !== undefined) return probeTcp(handler.tcpSocket, context, timeoutMs);
  if (handler.exec !== undefined) return probeExec(handler.exec.command ?? [], context, timeoutMs);
  return Promise.resolve({ ok: false, evidence: 'the embedded cluster supports httpGet, tcpSocket and exec only' });
}
