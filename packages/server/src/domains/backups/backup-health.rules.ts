/** Whether the platform could be restored today, and which backups may go. */

export interface HealthSettings {
  readonly maxAgeMs: number;
  readonly verifyMaxAgeMs: number;
}

export interface HealthFacts {
  /** Undefined where none is configured. */
  readonly target: string | undefined;
  readonly lastGoodAt: Date | null;
  readonly lastVerifiedAt: Date | null;
  readonly expectedSince: Date;
  /** Of the last run, when it failed. */
  readonly lastFailure: Problem | undefined;
}

export interface Problem {
  readonly reason: string;
  readonly nextStep: string;
}

export interface Health {
  readonly state: 'off' | 'good' | 'failing' | 'overdue' | 'unverified';
  readonly problem: Problem | null;
}

const hourMs = 3_600_000;

function ageText(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  return hours < 72 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}

const isOlder = (at: Date | null, facts: HealthFacts, now: Date, maxMs: number): boolean =>
  now.getTime() - (at ?? facts.expectedSince).getTime() > maxMs;

function overdueProblem({ lastGoodAt, lastFailure }: HealthFacts, now: Date): Problem {
  const age = lastGoodAt === null ? undefined : ageText(now.getTime() - lastGoodAt.getTime());
  const reason = age === undefined ? 'There is no good backup of the platform.' : `The last good backup is ${age} old.`;
  if (lastFailure === undefined)
    return { reason, nextStep: 'See that a worker runs and that BACKUP_SCHEDULE is on, or back up now.' };
  return { reason: `${reason} ${lastFailure.reason}`, nextStep: lastFailure.nextStep };
}

/** The worst that is true. */
export function healthOf(facts: HealthFacts, settings: HealthSettings, now: Date): Health {
  if (facts.target === undefined) {
    const nextStep = 'Set BACKUP_DIR or BACKUP_S3_BUCKET; see docs/backups.md.';
    return { state: 'off', problem: { reason: 'No place for backups is configured.', nextStep } };
  }
  if (isOlder(facts.lastGoodAt, facts, now, settings.maxAgeMs)) return { state: 'overdue', problem: overdueProblem(facts, now) };
  if (facts.lastFailure !== undefined) return { state: 'failing', problem: facts.lastFailure };
  if (isOlder(facts.lastVerifiedAt, facts, now, settings.verifyMaxAgeMs)) {
    const reason = 'No backup was restored and compared for too long: nobody knows whether one can be.';
    return { state: 'unverified', problem: { reason, nextStep: 'Verify one, and see that BACKUP_VERIFY_SCHEDULE is on.' } };
  }
  return { state: 'good', problem: null };
}

export interface Kept {
  readonly name: string;
  readonly startedAt: Date;
  readonly isWhole: boolean;
}

export interface RetentionSettings {
  readonly keepCount: number;
  readonly keepMs: number;
}

const dayMs = 86_400_000;

/**
 * What goes, of a list that begins with the newest: whole ones that are older than is kept and not among the newest, and the rest of
 * those that did not end. What must stay, such as the last one that was proved, is named.
 */
export function planRemoval(found: readonly Kept[], stay: ReadonlySet<string>, settings: RetentionSettings, now: Date): string[] {
  const age = (backup: Kept): number => now.getTime() - backup.startedAt.getTime();
  const whole = found.filter((backup) => backup.isWhole);
  const old = whole.slice(settings.keepCount).filter((backup) => age(backup) > settings.keepMs);
  // A day: longer than any backup may take.
  const broken = found.filter((backup) => !backup.isWhole && age(backup) > dayMs);
  return [...old, ...broken].map(({ name }) => name).filter((name) => !stay.has(name));
}
