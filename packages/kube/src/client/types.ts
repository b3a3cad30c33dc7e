/** What a caller of the client says and gets. */
import type { Duplex, Readable, Writable } from 'node:stream';
import type { KubeObject, ObjectKey, Resource } from '../objects.ts';

/** Who goes first when calls have to wait: leases never wait, then what a person waits for. */
export type CallPriority = 'lease' | 'user' | 'normal';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** Default `normal`. */
  readonly priority?: CallPriority;
}

export interface ListOptions<T = KubeObject> extends CallOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Ask for `metadata` alone; `apiVersion` and `kind` are those of the resource. */
  readonly metadataOnly?: boolean;
  /** Takes each object as its page arrives, so that the whole list never exists at once; the answer then has no items. */
  readonly take?: (object: T) => void;
}

export interface ObjectList<T> {
  readonly items: T[];
  /** Where a watch may go on from. */
  readonly resourceVersion: string;
}

export interface WriteOptions extends CallOptions {
  readonly fieldManager?: string;
  readonly subresource?: 'status' | 'scale';
  readonly dryRun?: boolean;
}

export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  /** Take over fields that another manager owns, instead of failing with a conflict. */
  readonly force?: boolean;
}

export interface RemoveOptions extends CallOptions {
  /** Remove only the very object that was seen. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
}

export interface WatchOptions {
  readonly signal: AbortSignal;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly metadataOnly?: boolean;
  /** Begin with everything that exists, closed by a bookmark with the annotation `k8s.io/initial-events-end`. */
  readonly sendInitialEvents?: boolean;
  /** After this the server ends the stream normally (default 5 min). */
  readonly timeoutSeconds?: number;
}

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  /** Of a bookmark only `metadata.resourceVersion` is meaningful. */
  readonly object: T;
}

export interface PodLogOptions {
  readonly signal?: AbortSignal;
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly sinceTime?: Date;
}

export interface AttachOptions {
  readonly container?: string;
  readonly stdin?: boolean;
  readonly tty?: boolean;
  readonly signal?: AbortSignal;
}

export interface ExecOptions extends AttachOptions {
  readonly command: readonly string[];
}

export type ExecExit = { readonly kind: 'exited'; readonly code: number } | { readonly kind: 'failed'; readonly message: string };

export interface ExecSession {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Stays empty with a terminal, which has one stream. */
  readonly stderr: Readable;
  readonly exit: Promise<ExecExit>;
  resize(columns: number, rows: number): void;
  close(): void;
}

export interface PortForward {
  /** A connection to a port of the pod, of which many may be open at a time; destroyed with the reason when the pod does not take it. */
  connect(port: number): Promise<Duplex>;
  /** Resolves when the tunnel is over, for whatever reason. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface ClientStats {
  readonly calls: number;
  /** Answers of 400 and above. */
  readonly failures: number;
  /** How often the server asked for a pause. */
  readonly pauses: number;
  /** Calls that wait for their turn now. */
  readonly waiting: number;
}

export interface RawRequest extends CallOptions {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** Talks to one API server. Objects are plain JSON; a `T` says what the caller knows about the kind and is not checked. */
export interface KubeClient {
  /** Undefined when there is none. */
  get<T extends KubeObject = KubeObject>(resource: Resource, key: ObjectKey, options?: CallOptions): Promise<T | undefined>;
  /** Everything, read in pages. */
  list<T extends KubeObject = KubeObject>(resource: Resource, options?: ListOptions<T>): Promise<ObjectList<T>>;
  create<T extends KubeObject>(resource: Resource, object: T, options?: WriteOptions): Promise<T>;
  /** Replaces the whole; with `metadata.resourceVersion` only if nobody wrote meanwhile (`conflict`). */
  replace<T extends KubeObject>(resource: Resource, object: T, options?: WriteOptions): Promise<T>;
  /** Server-side apply: creates, or merges what this manager wants and drops what it wanted before. */
  apply<T extends KubeObject>(resource: Resource, object: T, options: ApplyOptions): Promise<T>;
  mergePatch<T extends KubeObject = KubeObject>(
    resource: Resource,
    key: ObjectKey,
    patch: object,
    options?: WriteOptions,
  ): Promise<T>;
  jsonPatch<T extends KubeObject = KubeObject>(
    resource: Resource,
    key: ObjectKey,
    patch: { readonly operations: readonly JsonPatchOperation[] } & WriteOptions,
  ): Promise<T>;
  /** False when there was none. */
  remove(resource: Resource, key: ObjectKey, options?: RemoveOptions): Promise<boolean>;
  /** Changes as they happen; ends when the server ends the stream or the signal aborts; throws `gone` when the version is too old. */
  watch<T extends KubeObject = KubeObject>(resource: Resource, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  /** Any call; gives the parsed JSON, or the text when it is none. */
  request(request: RawRequest): Promise<unknown>;
  podLogs(pod: ObjectKey, options?: PodLogOptions): Promise<Readable>;
  exec(pod: ObjectKey, options: ExecOptions): Promise<ExecSession>;
  /** Joins the streams of the running main process; its exit is known only where the server tells it. */
  attach(pod: ObjectKey, options?: AttachOptions): Promise<ExecSession>;
  portForward(pod: ObjectKey, options?: { readonly signal?: AbortSignal }): Promise<PortForward>;
  stats(): ClientStats;
  /** Closes idle connections; the client may not be used afterwards. */
  close(): void;
}
