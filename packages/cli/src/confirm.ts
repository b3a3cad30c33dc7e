/** Asks before what cannot be taken back: a person types a name, a program says `--yes`. */
import { usageFailure } from './failure.ts';
import type { CliIo } from './io.ts';

export interface Question {
  readonly yes: boolean | undefined;
  /** Ends where the person is to type. */
  readonly question: string;
  /** What has to be typed. */
  readonly answer: string;
}

/** Throws unless it is confirmed. */
export async function confirm(io: CliIo, { yes, question, answer }: Question): Promise<void> {
  if (yes === true) return;
  const given = io.isTty ? await io.ask(question) : undefined;
  if (given?.trim() !== answer) throw usageFailure('Nothing was changed.', `Repeat with --yes, or type ${answer} when asked.`);
}
