/**
 * What becomes of a claim after its records were looked at.
 *
 * An answer that is none (a server that failed, a time-out) changes nothing: only what the DNS really says counts for or
 * against a claim. A proof that vanished is waited for, and only then is the host taken out of routing.
 */

export type DomainState = 'pending' | 'verified' | 'failed';
export const domainStates: readonly DomainState[] = ['pending', 'verified', 'failed'];

/** What the lookup of the TXT record came to. */
export type Proof = 'ok' | 'missing' | 'wrong' | 'unknown';

/** How long the proof of a verified host may be gone before the host is no longer routed. */
export const graceMs = 72 * 3_600_000;
/** How long a claim is looked after by itself. */
export const claimMs = 7 * 86_400_000;
export const maxDomains = 50;

export interface DomainFacts {
  readonly host: string;
  readonly state: DomainState;
  readonly reason: string;
  readonly message: string;
  readonly missingSince: Date | null;
  readonly createdAt: Date;
}

export interface Findings {
  readonly proof: Proof;
  /** The name leads here. */
  readonly isRouted: boolean;
  /** Another deployment has proved the same host. */
  readonly isTaken: boolean;
}

export interface Verdict {
  readonly state: DomainState;
  readonly reason: string;
  readonly message: string;
  readonly missingSince: Date | null;
  readonly nextCheckAt: Date | null;
  /** What this changed, where it changed something. */
  readonly turn: 'verified' | 'failed' | undefined;
}

const minute = 60_000;

export function challengeName(host: string): string {
  return `_moorage-challenge.${host}`;
}

function proofMessage(host: string, proof: Exclude<Proof, 'ok'>): { reason: string; message: string } {
  const name = challengeName(host);
  switch (proof) {
    case 'missing':
      return { reason: 'RecordMissing', message: `There is no TXT record at ${name} yet.` };
    case 'wrong':
      return { reason: 'RecordWrong', message: `The TXT record at ${name} says something else.` };
    case 'unknown':
      return { reason: 'DnsUnavailable', message: `The name servers of ${host} did not answer; it is looked at again.` };
  }
}

/** Young claims often, for somebody waits. */
function pauseOf(age: number): number {
  if (age < 60 * minute) return minute;
  return age < 24 * 60 * minute ? 10 * minute : 60 * minute;
}

function decideProved(domain: DomainFacts, findings: Findings, now: Date): Verdict {
  if (findings.isTaken && domain.state !== 'verified') {
    const message = `Another deployment has proved that ${domain.host} is its own. It must give the host up first.`;
    return {
      state: 'failed',
      reason: 'ClaimedElsewhere',
      message,
      missingSince: null,
      nextCheckAt: null,
      turn: domain.state === 'failed' ? undefined : 'failed',
    };
  }
  const pause = findings.isRouted ? 60 * minute : 10 * minute;
  return {
    state: 'verified',
    reason: 'OwnershipProved',
    message: 'The ownership is proved.',
    missingSince: null,
    nextCheckAt: new Date(now.getTime() + pause),
    turn: domain.state === 'verified' ? undefined : 'verified',
  };
}

function decideLost(domain: DomainFacts, now: Date): Verdict {
  const since = domain.missingSince ?? now;
  const end = new Date(since.getTime() + graceMs);
  const name = challengeName(domain.host);
  if (end <= now) {
    const message = `The TXT record at ${name} has been gone since ${since.toISOString()}; the host is no longer routed.`;
    return { state: 'failed', reason: 'ProofLost', message, missingSince: since, nextCheckAt: null, turn: 'failed' };
  }
  const message = `The TXT record at ${name} is gone. The host is routed until ${end.toISOString()}; create it again.`;
  const nextCheckAt = new Date(now.getTime() + 10 * minute);
  return { state: 'verified', reason: 'ProofMissing', message, missingSince: since, nextCheckAt, turn: undefined };
}

export function decideCheck(domain: DomainFacts, findings: Findings, now: Date): Verdict {
  const { proof } = findings;
  if (proof === 'ok') return decideProved(domain, findings, now);
  const { state, missingSince } = domain;
  if (state === 'verified') {
    if (proof !== 'unknown') return decideLost(domain, now);
    const nextCheckAt = new Date(now.getTime() + 10 * minute);
    return { state, reason: domain.reason, message: domain.message, missingSince, nextCheckAt, turn: undefined };
  }
  if (state === 'failed') {
    return { state, reason: domain.reason, message: domain.message, missingSince, nextCheckAt: null, turn: undefined };
  }
  const age = now.getTime() - domain.createdAt.getTime();
  if (age >= claimMs && proof !== 'unknown') {
    const message = `No TXT record came within ${claimMs / 86_400_000} days. Create it and verify again.`;
    return { state: 'failed', reason: 'NotProved', message, missingSince, nextCheckAt: null, turn: 'failed' };
  }
  const nextCheckAt = new Date(now.getTime() + pauseOf(age));
  return { state, ...proofMessage(domain.host, proof), missingSince, nextCheckAt, turn: undefined };
}
