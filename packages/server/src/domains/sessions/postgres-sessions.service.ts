import type { Db } from '../../platform/db/database.ts';
import type { SessionStore } from './session.ports.ts';
import {
  findSession,
  insertSession,
  listSessions,
  promoteSessionId,
  removeExpiredSessions,
  removeSession,
  removeSessionsOf,
  updateSessionId,
  updateSessionOffer,
  updateSessionSeen,
  updateSessionTeam,
} from './session.store.ts';

/** Sessions in the database that everything else is in: the only back end that a crash cannot part from the audit trail. */
export function createPostgresSessions(db: Db): SessionStore {
  return {
    find: (idHash, now) => db.system('find session', (tx) => findSession(tx, idHash, now)),
    list: (userId, now) => db.system('list own sessions', (tx) => listSessions(tx, userId, now)),
    touch: (idHash, seen) => db.system('session seen', (tx) => updateSessionSeen(tx, idHash, seen)),
    rotate: (idHash, next) => db.system('rotate session', (tx) => updateSessionId(tx, idHash, next)),
    offer: (idHash, next) => db.system('offer a session id', (tx) => updateSessionOffer(tx, idHash, next)),
    promote: (idHash, until) => db.system('session id was used', (tx) => promoteSessionId(tx, idHash, until)),
    sweep: (now) => db.system('sweep sessions', (tx) => removeExpiredSessions(tx, now)),
    insert: insertSession,
    remove: removeSession,
    removeAll: removeSessionsOf,
    setTeam: (tx, key, teamId) => updateSessionTeam(tx, key.handle, teamId),
  };
}
