import type { z } from 'zod';
import type { session } from './session.contract.ts';
import type { Session } from './session.ports.ts';

export type SessionView = z.input<typeof session>;

export function sessionToView(row: Session, currentHandle: string | undefined): SessionView {
  return {
    id: row.handle,
    current: row.handle === currentHandle,
    ipAddress: row.ipAddress,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
