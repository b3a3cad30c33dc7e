/** What the API server asks of the node for `log`, `exec`, `attach` and `portforward`: bytes only, no wire protocol. */
import type { Duplex, Readable, Writable } from 'node:stream';

export interface PodTarget {
  readonly namespace: string;
  readonly pod: string;
  /** The only or first container when absent. */
  readonly container?: string;
}

export interface LogOptions {
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly sinceTime?: Date;
}

export interface ExecRequest {
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

export type ExecExit = { readonly kind: 'exited'; readonly code: number } | { readonly kind: 'failed'; readonly message: string };

export interface ExecSession {
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  /** Absent with a terminal, which has only one stream. */
  readonly stderr: Readable | undefined;
  readonly exit: Promise<ExecExit>;
  resize(columns: number, rows: number): void;
  kill(): void;
}

export interface PodStreams {
  /** Throws `not_found` (no such pod or container), `invalid_request` (container has not started or no previous one). */
  logs(target: PodTarget, options: LogOptions, signal: AbortSignal): Promise<Readable>;
  exec(target: PodTarget, request: ExecRequest): Promise<ExecSession>;
  /** Joins the streams of the running main process. */
  attach(target: PodTarget, request: Omit<ExecRequest, 'command'>): Promise<ExecSession>;
  /** A TCP connection to a port of the pod. */
  connect(target: PodTarget, port: number): Promise<Duplex>;
}
