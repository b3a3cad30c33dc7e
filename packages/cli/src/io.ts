/**
 * What the command line touches of the world, handed in by `main`, so that tests drive every command without a process.
 */
export interface CliIo {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True when a person is at the other end: tables and progress instead of bare data. */
  readonly isTty: boolean;
  readonly fetch: typeof fetch;
  /** Reads one line after showing the question; undefined without a terminal. */
  ask(question: string): Promise<string | undefined>;
  openUrl(url: string): void;
  readFile(path: string): string | undefined;
  /** Written with mode 0600. */
  writeFile(path: string, text: string): void;
  now(): Date;
  readonly signal: AbortSignal;
}
