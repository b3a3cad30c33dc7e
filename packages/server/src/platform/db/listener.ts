/**
 * Notifications over one dedicated connection.
 *
 * The connection is made when the first channel is listened to, and remade with a growing delay when it is lost. What was
 * notified in between is lost with it, so a listener that must not miss anything gives `onGap` and reads its table again.
 * Other parts may tie something to the session (`onSession`), such as an advisory lock that says "this process lives".
 */
import type { CancelTimer, Clock } from '@moorage/core/clock';
import type { Log } from '@moorage/core/log';
import pg from 'pg';
import { type ConnectionOptions, connectionConfig } from './connection.ts';

export type SessionQuery = (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

type SessionStep = (query: SessionQuery) => Promise<void>;

export interface Listener {
  readonly listen: (channel: string, handler: (payload: string) => void, onGap?: () => void) => Promise<() => Promise<void>>;
  /** Runs now and after every reconnection, before notifications arrive. Returns the way to stop, which may tidy up the session. */
  readonly onSession: (setUp: SessionStep) => Promise<(tearDown?: SessionStep) => Promise<void>>;
  stop(): Promise<void>;
  connected(): boolean;
  /** Whether the connection answered a moment ago. While it did not, news may be missing that nobody has noticed yet. */
  readonly isCurrent: () => boolean;
}

interface Subscriber {
  readonly handler: (payload: string) => void;
  readonly onGap: (() => void) | undefined;
}

const channelPattern = /^[a-z][a-z0-9_]{0,62}$/;
const maxReconnectMs = 5_000;
/** The connection is asked so often whether it lives; a network that drops packets says nothing by itself. */
const askEveryMs = 300;
const currentForMs = 1_000;
const giveUpAfterMs = 5_000;

export interface ListenerDeps {
  readonly connection: ConnectionOptions;
  readonly log: Log;
  readonly clock: Clock;
}

/** The session ends within 15 s when this machine vanishes without a word, and so do the locks that it holds. */
const keepAlive = 'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 3; set tcp_keepalives_count = 3';

export function createListener(deps: ListenerDeps): Listener {
  const channels = new Map<string, Set<Subscriber>>();
  const sessions = new Set<SessionStep>();
  let client: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;
  let stopped = false;
  let failures = 0;
  let cancelRetry: CancelTimer = () => {};
  let cancelAsking: CancelTimer = () => {};
  let answeredAtMs = 0;

  function deliver(message: pg.Notification): void {
    for (const subscriber of channels.get(message.channel) ?? []) {
      try {
        subscriber.handler(message.payload ?? '');
      } catch (error) {
        deps.log.error('notification handler failed', { channel: message.channel, error });
      }
    }
  }

  function lost(which: pg.Client, error: unknown): void {
    if (client !== which) return;
    client = undefined;
    void which.end().catch(() => {});
    if (stopped) return;
    deps.log.warn('notification connection lost', { error });
    retryLater();
  }

  const silentMs = (): number => deps.clock.monotonicMs() - answeredAtMs;

  function askWhetherItLives(which: pg.Client, isWaiting = false): void {
    cancelAsking = deps.clock.after(askEveryMs, () => {
      if (client !== which) return;
      if (silentMs() > giveUpAfterMs) return lost(which, new Error('the connection does not answer'));
      if (isWaiting) return askWhetherItLives(which, true);
      askWhetherItLives(which, true);
      which.query('select 1').then(
        () => {
          answeredAtMs = deps.clock.monotonicMs();
          cancelAsking();
          askWhetherItLives(which);
        },
        () => {},
      );
    });
  }

  function retryLater(): void {
    failures += 1;
    cancelRetry();
    cancelRetry = deps.clock.after(Math.min(50 * 2 ** failures, maxReconnectMs), () => {
      connect().then(
        () => [...channels.values()].forEach((subscribers) => subscribers.forEach((subscriber) => subscriber.onGap?.())),
        (error: unknown) => {
          deps.log.warn('notification connection not remade', { error });
          if (!stopped) retryLater();
        },
      );
    });
  }

  async function open(): Promise<pg.Client> {
    const next = new pg.Client({
      ...connectionConfig(deps.connection),
      statement_timeout: false,
      idle_in_transaction_session_timeout: 0,
    });
    next.on('error', (error) => lost(next, error));
    next.on('end', () => lost(next, undefined));
    next.on('notification', deliver);
    await next.connect();
    try {
      await next.query(keepAlive);
      for (const setUp of sessions) await setUp(sessionQuery(next));
      for (const channel of channels.keys()) await next.query(`listen ${channel}`);
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    if (stopped) await next.end();
    client = next;
    failures = 0;
    answeredAtMs = deps.clock.monotonicMs();
    if (!stopped) askWhetherItLives(next);
    return next;
  }

  function connect(): Promise<pg.Client> {
    if (client !== undefined) return Promise.resolve(client);
    connecting ??= open().finally(() => {
      connecting = undefined;
    });
    return connecting;
  }

  function sessionQuery(on: pg.Client): SessionQuery {
    return async (text, values = []) => (await on.query<Record<string, unknown>>(text, [...values])).rows;
  }

  return {
    connected: () => client !== undefined,
    isCurrent: () => client !== undefined && silentMs() < currentForMs,
    async listen(channel, handler, onGap) {
      if (!channelPattern.test(channel)) throw new Error(`${channel} is not a channel name`);
      const subscriber = { handler, onGap };
      const subscribers = channels.get(channel) ?? new Set();
      const isFirst = subscribers.size === 0;
      channels.set(channel, subscribers.add(subscriber));
      const connected = await connect();
      if (isFirst) await connected.query(`listen ${channel}`);
      return async () => {
        subscribers.delete(subscriber);
        if (subscribers.size > 0 || channels.get(channel) !== subscribers) return;
        channels.delete(channel);
        await client?.query(`unlisten ${channel}`).catch(() => {});
      };
    },
    async onSession(setUp) {
      const existing = client ?? (await connecting);
      sessions.add(setUp);
      if (existing === undefined) await connect();
      else await setUp(sessionQuery(existing));
      return async (tearDown) => {
        sessions.delete(setUp);
        // A session that breaks just now has nothing left to tidy up.
        if (client !== undefined) await tearDown?.(sessionQuery(client)).catch(() => {});
      };
    },
    async stop() {
      stopped = true;
      cancelRetry();
      cancelAsking();
      await connecting?.catch(() => {});
      const last = client;
      client = undefined;
      await last?.end();
    },
  };
}
