/**
 * Whether the reader of a stream still is who he was.
 *
 * A request is authorized once, when it begins; a stream may last for hours. So its credentials are looked at again every few
 * seconds, from the authenticator's memory: when they are no good any more or carry other rights, the stream ends. Whoever may
 * still read comes back by himself and is authorized anew.
 */
import { isAppError } from '@moorage/core/errors';
import type { CancelTimer, Clock } from '@moorage/core/clock';
import { type Actor, principalOf } from '../authz/actor.ts';
import type { Authenticate, Credentials } from './server-deps.ts';

const lookEveryMs = 2_000;

export interface StreamReader {
  readonly clock: Clock;
  readonly authenticate: Authenticate;
  readonly credentials: Omit<Credentials, 'setCookie'>;
  /** Who he was when the stream began. */
  readonly actor: Actor;
}

function sorted(roles: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(roles).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

/** All that a decision about him may depend on; not the team that he happens to work in. */
function rightsOf(actor: Actor): string {
  const { via, scopes, platformRole } = actor;
  return JSON.stringify([
    principalOf(actor),
    via,
    scopes,
    platformRole,
    sorted(actor.orgRoles),
    sorted(actor.teamRoles),
    sorted(actor.teamOrgs),
    actor.sets,
    actor.shared,
  ]);
}

/** Calls `onChange` once when the reader is not who he was. Returns the way to stop looking. */
export function watchReader(reader: StreamReader, onChange: () => void): CancelTimer {
  const { clock, authenticate, credentials, actor } = reader;
  const rights = rightsOf(actor);
  let isOver = actor.kind === 'anonymous';
  let cancel: CancelTimer = () => {};

  async function isSame(): Promise<boolean> {
    try {
      return rightsOf(await authenticate(credentials)) === rights;
    } catch (error) {
      // A database that is away says nothing about him.
      return !isAppError(error, 'unauthenticated');
    }
  }
  function lookLater(): void {
    if (isOver) return;
    cancel = clock.after(lookEveryMs, () => {
      void isSame().then((same) => {
        if (isOver) return;
        if (same) return lookLater();
        isOver = true;
        onChange();
      });
    });
  }
  lookLater();
  return () => {
    isOver = true;
    cancel();
  };
}
