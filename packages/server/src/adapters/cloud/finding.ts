/** Findings in the making: what was confirmed so far, until something is refused or all is done. */
import type { Finding } from '../../domains/credentials/provider-credential.ports.ts';

type Evidence = Readonly<Record<string, string | undefined>>;

export interface Found {
  readonly verified: readonly string[];
  readonly evidence: Evidence;
}

export const nothingYet: Found = { verified: [], evidence: {} };

export function and(found: Found, sentence: string, evidence: Evidence = {}): Found {
  return { verified: [...found.verified, sentence], evidence: { ...found.evidence, ...evidence } };
}

function textsOf(evidence: Evidence): Record<string, string> {
  return Object.fromEntries(Object.entries(evidence).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function findingOf(status: Finding['status'], found: Found, reason?: string, nextStep?: string): Finding {
  const texts = { ...(reason === undefined ? {} : { reason }), ...(nextStep === undefined ? {} : { nextStep }) };
  return { status, verified: found.verified, evidence: textsOf(found.evidence), ...texts };
}

export function verified(found: Found, nextStep?: string): Finding {
  return findingOf('verified', found, undefined, nextStep);
}

export function refused(found: Found, reason: string, nextStep: string): Finding {
  return findingOf('refused', found, reason, nextStep);
}

export function unreachable(found: Found, reason: string): Finding {
  return findingOf('unreachable', found, reason, 'Try again later. The credential may be good.');
}

export function unsupported(reason: string, nextStep: string): Finding {
  return findingOf('unsupported', nothingYet, reason, nextStep);
}

/** A refusal on the way, with what was confirmed before it. */
export class Stop extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.status);
    this.name = 'Stop';
    this.finding = finding;
  }
}
