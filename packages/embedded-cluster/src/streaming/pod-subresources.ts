/**
 * Talking to a running pod: `log`, `exec`, `attach` and `portforward`.
 *
 * This is the wire half: HTTP, WebSocket channels and SPDY as kubectl of every age speaks them. The node gives bytes through
 * {@link PodStreams} and knows nothing of protocols. A request is checked and the pod's side opened before the connection is
 * taken over, so that a refusal is still a plain HTTP answer with a Status, which clients show word by word.
 *
 * Guaranteed: output arrives whole and before the exit code, slow readers hold the writer back instead of filling memory, a
 * client that leaves ends its command and its connections, and nothing that a client sends can fail the server. The caller
 * has checked who asks and that they may.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Clock, systemClock } from '@moorage/core/clock';
import { isAppError, messageOf } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import { createWebSocketStream } from 'ws';
import { refuse, statusOf } from '../apiserver/refusal.ts';
import type { ExecSession, PodStreams } from '../pod-streams.ts';
import { channelProtocols, createChannelSocket } from './channel-socket.ts';
import { sendPodLog } from './pod-log.ts';
import { portForwardProtocol, servePortForward } from './port-forward.ts';
import { parseStreamRequest, podOf, type StreamRequest, type SubresourceTarget } from './query.ts';
import { runSession } from './remote-command.ts';
import { openSpdyCommand, spdyCommandProtocols } from './spdy-command.ts';
import { acceptSpdy, acceptWebSocket, offeredProtocols, refuseUpgrade, type Upgrade, wantedProtocol } from './upgrade.ts';

export type { PodSubresource, SubresourceTarget } from './query.ts';

export interface PodSubresourceDeps {
  readonly streams: PodStreams;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface PodSubresourceHandler {
  /** Answers a plain request: logs, and the refusal of anything that needs an upgrade. */
  handleRequest(req: IncomingMessage, res: ServerResponse, target: SubresourceTarget): Promise<void>;
  /** Takes an upgrade request over; never throws. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer, target: SubresourceTarget): void;
}

interface Deps {
  readonly streams: PodStreams;
  readonly log: Log;
  readonly clock: Clock;
}

function choose(offered: readonly string[], known: readonly string[]): string {
  const found = known.find((protocol) => offered.includes(protocol));
  if (found !== undefined) return found;
  throw refuse(
    'BadRequest',
    `unable to upgrade: none of the protocols [${offered.join(', ')}] is known; use one of [${known.join(', ')}]`,
  );
}

function openSession(deps: Deps, target: SubresourceTarget, request: StreamRequest): Promise<ExecSession> {
  const { command, stdin, tty } = request;
  if (target.subresource === 'attach') return deps.streams.attach(podOf(target), { stdin, tty });
  return deps.streams.exec(podOf(target), { command, stdin, tty });
}

async function commandOverWebSocket(deps: Deps, upgrade: Upgrade, target: SubresourceTarget): Promise<void> {
  const request = parseStreamRequest(target);
  const protocol = choose(offeredProtocols(upgrade.req, 'sec-websocket-protocol'), channelProtocols);
  const session = await openSession(deps, target, request);
  if (upgrade.socket.destroyed) return session.kill();
  const socket = await acceptWebSocket(upgrade, protocol);
  const ends = createChannelSocket(socket, request.stdout ? 'stdout' : request.stderr ? 'stderr' : 'error', deps.clock);
  const status = await runSession(session, ends, deps.clock);
  if (status !== undefined) await ends.finish(status);
  return undefined;
}

async function commandOverSpdy(deps: Deps, upgrade: Upgrade, target: SubresourceTarget): Promise<void> {
  const request = parseStreamRequest(target);
  const protocol = choose(offeredProtocols(upgrade.req, 'x-stream-protocol-version'), spdyCommandProtocols);
  const session = await openSession(deps, target, request);
  if (upgrade.socket.destroyed) return session.kill();
  const ends = await openSpdyCommand(acceptSpdy(upgrade, protocol), request, deps.clock);
  if (ends === undefined) return session.kill();
  const status = await runSession(session, ends, deps.clock);
  if (status !== undefined) await ends.finish(status);
  return undefined;
}

async function portForward(deps: Deps, upgrade: Upgrade, target: SubresourceTarget, over: 'websocket' | 'spdy'): Promise<void> {
  const pod = podOf(target);
  if (over === 'spdy') {
    const protocol = choose(offeredProtocols(upgrade.req, 'x-stream-protocol-version'), [portForwardProtocol]);
    return servePortForward(deps, pod, acceptSpdy(upgrade, protocol)).closed;
  }
  const protocol = choose(offeredProtocols(upgrade.req, 'sec-websocket-protocol'), [`SPDY/3.1+${portForwardProtocol}`]);
  const socket = await acceptWebSocket(upgrade, protocol);
  return servePortForward(deps, pod, createWebSocketStream(socket)).closed;
}

function serveUpgrade(deps: Deps, upgrade: Upgrade, target: SubresourceTarget): Promise<void> {
  const over = wantedProtocol(upgrade.req);
  if (over === undefined || target.subresource === 'log') throw refuse('BadRequest', 'Upgrade request required');
  if (target.subresource === 'portforward') return portForward(deps, upgrade, target, over);
  return over === 'spdy' ? commandOverSpdy(deps, upgrade, target) : commandOverWebSocket(deps, upgrade, target);
}

/** Makes the handler for the streaming subresources of pods. */
export function createPodSubresourceHandler(given: PodSubresourceDeps): PodSubresourceHandler {
  const deps: Deps = { clock: systemClock, ...given };
  const note = (error: unknown, target: SubresourceTarget): void => {
    const { namespace, pod, subresource } = target;
    const fields = { namespace, pod, subresource, reason: messageOf(error) };
    if (isAppError(error)) deps.log.debug('pod stream refused', fields);
    else deps.log.error('pod stream failed', { ...fields, error });
  };
  return {
    async handleRequest(req, res, target) {
      try {
        if (target.subresource !== 'log') throw refuse('BadRequest', 'Upgrade request required');
        await sendPodLog(deps, req, res, target);
      } catch (error) {
        note(error, target);
        const status = statusOf(error);
        if (res.headersSent) res.destroy();
        else res.writeHead(status.code, { 'content-type': 'application/json' }).end(JSON.stringify(status));
      }
    },
    handleUpgrade(req, socket, head, target) {
      socket.on('error', () => socket.destroy());
      void (async () => serveUpgrade(deps, { req, socket, head }, target))().catch((error: unknown) => {
        note(error, target);
        refuseUpgrade(socket, error);
      });
    },
  };
}
