import { useEffect, useState, useSyncExternalStore } from 'react';
import type { LogBuffer, LogView } from '../../../lib/log-buffer.ts';
import { createLogFeed, type FeedStatus } from './log-feed.ts';

const tailAtFirst = 1000;
const tailOfLink = 10_000;

interface LogsOf {
  readonly name: string;
  readonly service: string | undefined;
  readonly previous: boolean;
  readonly since: string | undefined;
}

interface Logs extends FeedStatus {
  readonly buffer: LogBuffer;
  readonly view: LogView;
}

export function useLogs({ name, service, previous, since }: LogsOf): Logs {
  const [feed] = useState(createLogFeed);
  const view = useSyncExternalStore(feed.buffer.subscribe, feed.buffer.view);
  const status = useSyncExternalStore(feed.subscribe, feed.status);
  useEffect(
    () => feed.start({ name, service, previous, since, tail: since === undefined ? tailAtFirst : tailOfLink }),
    [feed, name, service, previous, since],
  );
  return { buffer: feed.buffer, view, ...status };
}
