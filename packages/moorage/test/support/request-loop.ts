/** A bounded loop of requests that counts every one that was not answered well: the proof of a roll-out without a gap. */
import { openApp } from './open-app.ts';

export interface RequestLoop {
  readonly answers: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** More than any roll of a test takes; the loop ends by itself then. */
const mostRequests = 200_000;

/** Asks the URL again and again, one request at a time in each of two lanes, until stopped. */
export function startRequestLoop(url: string): RequestLoop {
  const answers = new Map<string, number>();
  const failures: string[] = [];
  let stopped = false;
  let sent = 0;
  const lane = async (): Promise<void> => {
    while (!stopped && sent < mostRequests) {
      sent += 1;
      try {
        const { status, text } = await openApp(url);
        if (status === 200) answers.set(text, (answers.get(text) ?? 0) + 1);
        else failures.push(`${status}: ${text.slice(0, 200)}`);
      } catch (error) {
        failures.push(String(error));
      }
    }
  };
  const lanes = Promise.all([lane(), lane()]);
  return {
    answers,
    failures,
    async stop() {
      stopped = true;
      await lanes;
    },
  };
}
