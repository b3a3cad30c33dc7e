/**
 * The one event stream of the console.
 *
 * It runs while somebody is signed in, follows one team, writes what it hears into the query cache and tells the shell whether
 * it is connected. The SDK reconnects with growing pauses; a browser that comes back online does not wait for the pause to end.
 */
import type { QueryClient } from '@tanstack/react-query';
import { after } from '../lib/clock.ts';
import { client } from './client.ts';
import { applyDeployment, forgetDeployment, refreshAll } from './live-cache.ts';
import { whileVisible } from './while-visible.ts';

export type Connection = 'connecting' | 'live' | 'lost';

export interface Live {
  /** Follows a team until the returned function is called. */
  readonly follow: (teamId: string | undefined) => () => void;
  readonly connection: () => Connection;
  readonly subscribe: (listener: () => void) => () => void;
}

/** The server ends each stream after a while; coming back at once is nothing to alarm anybody about. */
const alarmMs = 1500;

export function createLive(queries: QueryClient): Live {
  const listeners = new Set<() => void>();
  let connection: Connection = 'connecting';
  let cancelAlarm: (() => void) | undefined;

  const setConnection = (next: Connection) => {
    cancelAlarm?.();
    cancelAlarm = undefined;
    if (next === connection) return;
    connection = next;
    for (const listener of listeners) listener();
  };

  const open = async (teamId: string | undefined, signal: AbortSignal, onOpen: () => void) => {
    const end = await client.events.stream(teamId === undefined ? {} : { query: { team_id: teamId } }, {
      signal,
      onOpen: () => {
        onOpen();
        setConnection('live');
      },
      onError: () => {
        cancelAlarm ??= after(alarmMs, () => setConnection('lost'));
      },
      onEvent: (event) => {
        if (event.event === 'deployment') applyDeployment(queries, event.data);
        if (event.event === 'deploymentDeleted') forgetDeployment(queries, event.data.name);
      },
    });
    if (end.kind !== 'refused' || signal.aborted) return;
    // The caller left the team, or lost it, while its pages were open: what is on the screen is asked for with the rights he has now.
    setConnection('lost');
    refreshAll(queries);
  };

  const connect = (teamId: string | undefined, onOpen: () => void) => {
    let abort = new AbortController();
    void open(teamId, abort.signal, onOpen);
    const hurry = () => {
      if (connection !== 'lost' || document.visibilityState === 'hidden') return;
      abort.abort();
      abort = new AbortController();
      void open(teamId, abort.signal, onOpen);
    };
    window.addEventListener('online', hurry);
    document.addEventListener('visibilitychange', hurry);
    return () => {
      abort.abort();
      window.removeEventListener('online', hurry);
      document.removeEventListener('visibilitychange', hurry);
      setConnection('connecting');
    };
  };

  return {
    follow(teamId) {
      let isFirst = true;
      return whileVisible(() =>
        connect(teamId, () => {
          if (!isFirst) refreshAll(queries);
          isFirst = false;
        }),
      );
    },
    connection: () => connection,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
