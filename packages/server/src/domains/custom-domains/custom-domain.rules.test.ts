import { describe, expect, it } from 'vitest';
import { claimMs, decideCheck, type DomainFacts, type DomainState, graceMs, type Proof } from './custom-domain.rules.ts';

const now = new Date('2026-06-01T12:00:00Z');
const ago = (ms: number): Date => new Date(now.getTime() - ms);
const hour = 3_600_000;

function facts(state: DomainState, part: Partial<DomainFacts> = {}): DomainFacts {
  const createdAt = ago(2 * hour);
  return { host: 'shop.example.org', state, reason: 'Before', message: 'before', missingSince: null, createdAt, ...part };
}
const decide = (domain: DomainFacts, proof: Proof, part: { isTaken?: boolean; isRouted?: boolean } = {}) =>
  decideCheck(domain, { proof, isTaken: false, isRouted: false, ...part }, now);

describe('a claim', () => {
  it('is proved by the record, also after it had failed', () => {
    for (const state of ['pending', 'failed'] as const) {
      expect(decide(facts(state), 'ok')).toMatchObject({ state: 'verified', turn: 'verified', missingSince: null });
    }
  });

  it('stays open without it, and says which way', () => {
    expect(decide(facts('pending'), 'missing')).toMatchObject({ state: 'pending', reason: 'RecordMissing', turn: undefined });
    expect(decide(facts('pending'), 'wrong')).toMatchObject({ state: 'pending', reason: 'RecordWrong' });
    expect(decide(facts('pending'), 'unknown')).toMatchObject({ state: 'pending', reason: 'DnsUnavailable' });
  });

  it('is looked at often while it is young', () => {
    const pause = (age: number) =>
      (decide(facts('pending', { createdAt: ago(age) }), 'missing').nextCheckAt?.getTime() ?? 0) - now.getTime();
    expect([0, 2 * hour, 48 * hour].map(pause)).toEqual([60_000, 600_000, hour]);
  });

  it('is given up after a week, but never because the name servers are silent', () => {
    const old = facts('pending', { createdAt: ago(claimMs) });
    expect(decide(old, 'missing')).toMatchObject({ state: 'failed', reason: 'NotProved', nextCheckAt: null, turn: 'failed' });
    expect(decide(old, 'unknown')).toMatchObject({ state: 'pending', turn: undefined });
  });

  it('fails when somebody else proved the host first', () => {
    expect(decide(facts('pending'), 'ok', { isTaken: true })).toMatchObject({ state: 'failed', reason: 'ClaimedElsewhere' });
    expect(decide(facts('failed'), 'ok', { isTaken: true })).toMatchObject({ state: 'failed', turn: undefined });
  });

  it('that has failed stays so until it is proved', () => {
    const failed = facts('failed', { reason: 'ProofLost' });
    expect(decide(failed, 'missing')).toMatchObject({ state: 'failed', reason: 'ProofLost', nextCheckAt: null, turn: undefined });
  });
});

describe('a proof', () => {
  it('is asked for again, more often while the name does not lead here', () => {
    expect(decide(facts('verified'), 'ok', { isRouted: true }).nextCheckAt).toEqual(new Date(now.getTime() + hour));
    expect(decide(facts('verified'), 'ok').nextCheckAt).toEqual(new Date(now.getTime() + 600_000));
  });

  it('that vanished is waited for, with the end of the wait in words', () => {
    const lost = decide(facts('verified'), 'missing');
    expect(lost).toMatchObject({ state: 'verified', reason: 'ProofMissing', missingSince: now, turn: undefined });
    expect(lost.message).toContain('2026-06-04T12:00:00.000Z');
    const later = facts('verified', { missingSince: ago(graceMs - 1) });
    expect(decide(later, 'wrong')).toMatchObject({ state: 'verified', missingSince: later.missingSince });
  });

  it('that came back is as good as before', () => {
    expect(decide(facts('verified', { missingSince: ago(hour) }), 'ok')).toMatchObject({
      state: 'verified',
      missingSince: null,
      turn: undefined,
    });
  });

  it('is lost when the wait is over', () => {
    const lost = decide(facts('verified', { missingSince: ago(graceMs) }), 'missing');
    expect(lost).toMatchObject({ state: 'failed', reason: 'ProofLost', nextCheckAt: null, turn: 'failed' });
  });

  it('is never lost to silent name servers', () => {
    const waiting = facts('verified', { missingSince: ago(10 * graceMs) });
    expect(decide(waiting, 'unknown')).toMatchObject({ state: 'verified', missingSince: waiting.missingSince, turn: undefined });
  });
});
