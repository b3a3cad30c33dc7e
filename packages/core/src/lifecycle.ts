/**
 * Start in order, stop in reverse, with a deadline.
 *
 * Every long-running thing is a {@link Service}. `start` resolves when it serves; `stop` resolves when nothing of it runs any
 * more and may be called twice or before `start`; `status` can be read at any time by anyone. The lifecycle starts services in
 * the order given; when one fails, those already started are stopped in reverse and the failure is thrown. On stop each
 * service gets what is left of the common deadline, and one that overruns it is named in the log and left behind: a
 * process that cannot end is worse than one that ends untidily.
 */
import type { Clock } from './clock.ts';
import { AppError, messageOf } from './errors.ts';
import type { Log } from './log.ts';

export interface ServiceStatus {
  readonly state: 'stopped' | 'starting' | 'running' | 'stopping' | 'failed';
  /** One sentence for people, such as why it failed. */
  readonly message?: string;
  readonly [detail: string]: unknown;
}

export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): ServiceStatus;
}

export interface Lifecycle {
  start(): Promise<void>;
  /** Stops all within `deadlineMs` (default 10 s) and says which services did not make it. */
  stop(deadlineMs?: number): Promise<{ readonly overran: readonly string[] }>;
  status(): Readonly<Record<string, ServiceStatus>>;
}

export interface LifecycleDeps {
  readonly log: Log;
  readonly clock: Clock;
}

/** Ten seconds: shorter than the 30 s that Kubernetes grants a pod by default, longer than any of our drains. */
const defaultStopDeadlineMs = 10_000;

async function stopOne(service: Service, remainingMs: number, deps: LifecycleDeps): Promise<'stopped' | 'overran'> {
  const aborter = new AbortController();
  const deadline = deps.clock.sleep(Math.max(remainingMs, 1), aborter.signal).then(() => 'overran' as const);
  const stopping = service.stop().then(
    () => 'stopped' as const,
    (error: unknown) => {
      deps.log.error('service failed to stop', { service: service.name, error });
      return 'stopped' as const;
    },
  );
  const result = await Promise.race([stopping, deadline]);
  aborter.abort();
  if (result === 'overran') deps.log.error('service did not stop in time', { service: service.name });
  return result;
}

/** Joins services into one that starts them in the given order. */
export function createLifecycle(services: readonly Service[], deps: LifecycleDeps): Lifecycle {
  let started: Service[] = [];
  async function stop(deadlineMs = defaultStopDeadlineMs): Promise<{ overran: string[] }> {
    const endsAt = deps.clock.monotonicMs() + deadlineMs;
    const overran: string[] = [];
    for (const service of started.toReversed()) {
      const result = await stopOne(service, endsAt - deps.clock.monotonicMs(), deps);
      if (result === 'overran') overran.push(service.name);
    }
    started = [];
    return { overran };
  }
  return {
    stop,
    status: () => Object.fromEntries(services.map((service) => [service.name, service.status()])),
    async start() {
      for (const service of services) {
        const beganAt = deps.clock.monotonicMs();
        started.push(service);
        try {
          await service.start();
        } catch (error) {
          await stop();
          if (error instanceof AppError) throw error;
          throw new AppError('unavailable', `${service.name} did not start: ${messageOf(error)}`, { cause: error });
        }
        deps.log.debug('service started', { service: service.name, durationMs: Math.round(deps.clock.monotonicMs() - beganAt) });
      }
    },
  };
}
