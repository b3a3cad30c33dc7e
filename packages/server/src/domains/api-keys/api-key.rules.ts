/** Decisions about keys: how long they are good, what of them is worth writing down. */

/** A use is written down at most this often. */
const usedEveryMs = 60_000;

/** The longest time that an old secret may live on beside its successor: 30 days. */
export const maxOverlapSeconds = 30 * 24 * 3600;

export interface Secrets {
  readonly secret_check: Buffer;
  readonly secret_hash: string;
  readonly previous_check: Buffer | null;
  readonly previous_hash: string | null;
  readonly previous_until: Date | null;
}

export function isUseWorthWriting(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= usedEveryMs;
}

const mostAddresses = 100;

/** The last hundred, the newest at the end. */
export function withAddress(known: readonly string[], ip: string): string[] {
  return [...known.filter((each) => each !== ip), ip].slice(-mostAddresses);
}

export function isExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now.getTime();
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** A verifier that a secret of this check may belong to, and until when the secret is good. */
export interface Candidate {
  readonly verifier: string;
  readonly until: Date | null;
}

/** Which of the key's secrets this may be: the present one, or the one it replaced while that lives on. */
export function candidateOf(secrets: Secrets, check: Uint8Array, now: Date): Candidate | undefined {
  if (sameBytes(secrets.secret_check, check)) return { verifier: secrets.secret_hash, until: null };
  const { previous_check: previous, previous_hash: verifier, previous_until: until } = secrets;
  if (previous === null || verifier === null || until === null || isExpired(until, now)) return undefined;
  return sameBytes(previous, check) ? { verifier, until } : undefined;
}

/** The earlier of two ends, where absence is none. */
export function earlier(left: Date | null, right: Date | null): Date | null {
  if (left === null || right === null) return left ?? right;
  return left.getTime() < right.getTime() ? left : right;
}

/** Roles that a key of an organization may have; never owner, so that no key can give the organization away. */
export const machineOrgRoles = ['org_admin', 'org_member'] as const;
export const machineTeamRoles = ['team_admin', 'developer', 'viewer'] as const;

export interface MachineRoles {
  readonly orgRoles: Readonly<Record<string, string>>;
  readonly teamRoles: Readonly<Record<string, string>>;
}

/** A role in a team makes its holder a plain member of the organization. */
export function rolesOfMachine(orgId: string, role: string, teamId: string | null): MachineRoles {
  if (teamId === null) return { orgRoles: { [orgId]: role }, teamRoles: {} };
  return { orgRoles: { [orgId]: 'org_member' }, teamRoles: { [teamId]: role } };
}
