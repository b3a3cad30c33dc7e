/** `pods/log`: the lines of a container as plain text, for as long as the caller follows. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '@moorage/core/clock';
import type { PodStreams } from '../pod-streams.ts';
import { parseLogOptions, podOf, type SubresourceTarget } from './query.ts';

export interface PodLogDeps {
  readonly streams: PodStreams;
  readonly clock: Clock;
}

/** Answers a log request; throws before anything was sent when it is refused. */
export async function sendPodLog(
  deps: PodLogDeps,
  req: IncomingMessage,
  res: ServerResponse,
  target: SubresourceTarget,
): Promise<void> {
  const options = parseLogOptions(target, deps.clock.now());
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  const lines = await deps.streams.logs(podOf(target), options, gone.signal);
  res.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' });
  res.flushHeaders();
  try {
    await pipeline(lines, res);
  } catch (error) {
    // The status line is out: a caller that left is normal, and any other failure can only cut the answer short.
    if (!gone.signal.aborted) res.destroy(error instanceof Error ? error : undefined);
  } finally {
    req.resume();
  }
}
