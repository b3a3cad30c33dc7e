/**
 * What the command line touches of the world, handed in by `main`, so that tests drive every command without a process.
 */
/** The terminal in bytes, for a command that runs elsewhere. */
export interface CliTerminal {
  readonly input: AsyncIterable<Uint8Array>;
  write(to: 'out' | 'err', bytes: Uint8Array): void;
  /** Undefined where there is no terminal. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
  onResize(listener: () => void): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** What a browser on this machine brought. */
export type BrowserAnswer = { readonly kind: 'code'; readonly code: string } | { readonly kind: 'refused' };

/** A port of the loopback that waits for one answer. */
export interface LoopbackListener {
  /** Where the browser is to be sent. */
  readonly redirectUri: string;
  readonly answer: Promise<BrowserAnswer>;
  close(): void;
}

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
  /** Whether a browser of this machine can be opened and seen. */
  readonly hasBrowser: boolean;
  listen(): Promise<LoopbackListener>;
  connect(url: string, options: { readonly protocols: string; readonly headers: Readonly<Record<string, string>> }): WebSocket;
  /** `raw` hands every key on as it is, Ctrl-C included. */
  openTerminal(raw: boolean): CliTerminal;
  readFile(path: string): string | undefined;
  /** Written with mode 0600. */
  writeFile(path: string, text: string): void;
  /** To a file that {@link CliIo.writeFile} made. */
  appendFile(path: string, text: string): void;
  now(): Date;
  /** Ends early when the command is interrupted. */
  sleep(ms: number): Promise<void>;
  readonly signal: AbortSignal;
}
