/** Secrets that suites put in where somebody might write them down. They mean nothing, and no log may have them. */

const canaryMark = '7c1f9e2b4d';

/** One that is told from others by what it stands for. */
export const canary = (what: string): string => `canary-${what}-${canaryMark}`;

export const plantedPassword = 'hunter2';
export const plantedToken = 'planted-in-the-database';

/** What every one of them has in it. */
export const plantedTexts: readonly string[] = [canaryMark, plantedPassword, plantedToken];
