/**
 * Noticing a peer that has gone.
 *
 * A connection that is not read, because a command or a pod does not take its input, does not tell that the peer closed it.
 * A write does: after one or two pings to nobody the socket fails.
 */
import type { CancelTimer, Clock } from '@moorage/core/clock';

const heartbeatMs = 10_000;

/** Calls `ping` now and then until the returned function is called. */
export function startHeartbeat(clock: Clock, ping: () => void): CancelTimer {
  let cancel: CancelTimer = () => {};
  const beat = (): void => {
    ping();
    cancel = clock.after(heartbeatMs, beat);
  };
  cancel = clock.after(heartbeatMs, beat);
  return () => cancel();
}
