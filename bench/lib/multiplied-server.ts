/**
 * An API server that shows the same objects many times over, each copy in a namespace of its own.
 *
 * It serves what informers ask for, lists in pages and watches, and keeps only the originals: copies are made as they are read, so
 * that ten thousand deployments cost this process nothing and the one that is measured everything. It takes no writes and counts
 * them.
 */
import { once } from 'node:events';
import * as http from 'node:http';
import type { KubeObject } from '@moorage/kube/objects';

export interface MultipliedServer {
  readonly url: string;
  /** Method and path of every call that would have changed something. */
  readonly writes: readonly string[];
  stop(): Promise<void>;
}

export interface Multiplication {
  readonly copies: number;
  /** Originals by the path of their collection, such as `/apis/apps/v1/deployments`. */
  readonly originals: ReadonlyMap<string, readonly KubeObject[]>;
  /** Completes a copy whose namespace and uids are its own already. */
  readonly adapt: (copy: KubeObject, index: number) => KubeObject;
}

const version = '1000';
const forms = { json: { 'content-type': 'application/json' } } as const;

/** The uid of a copy: the first eight digits count the copies. */
function uidOf(uid: string, index: number): string {
  return index.toString(16).padStart(8, '0') + uid.slice(8);
}

function copyOf(original: KubeObject, index: number): KubeObject {
  const { metadata } = original;
  const owners = metadata.ownerReferences?.map((owner) => ({ ...owner, uid: uidOf(owner.uid, index) }));
  return {
    ...original,
    metadata: {
      ...metadata,
      namespace: `copy-${index}`,
      uid: uidOf(metadata.uid ?? '', index),
      ...(owners === undefined ? {} : { ownerReferences: owners }),
    },
  };
}

function answerList({ copies, originals, adapt }: Multiplication, url: URL, response: http.ServerResponse): void {
  const all = originals.get(url.pathname) ?? [];
  const from = Number(url.searchParams.get('continue') ?? 0);
  const to = Math.min(from + Number(url.searchParams.get('limit') ?? Number.POSITIVE_INFINITY), all.length * copies);
  const items = Array.from({ length: Math.max(0, to - from) }, (_, offset) => {
    const place = from + offset;
    const original = all[place % all.length];
    const index = Math.floor(place / all.length);
    return original === undefined ? undefined : adapt(copyOf(original, index), index);
  });
  const rest = to < all.length * copies ? { continue: String(to) } : {};
  response.writeHead(200, forms.json);
  response.end(JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: version, ...rest }, items }));
}

/** Says once where it stands, and then nothing: nothing changes. */
function answerWatch(response: http.ServerResponse): void {
  const object = { kind: 'Bookmark', apiVersion: 'v1', metadata: { resourceVersion: version } };
  response.writeHead(200, forms.json);
  response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
}

/** Starts it on a free port of loopback. */
export async function startMultipliedServer(multiplication: Multiplication): Promise<MultipliedServer> {
  const writes: string[] = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'GET') {
      writes.push(`${request.method} ${url.pathname}`);
      response.writeHead(405, forms.json);
      response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code: 405, reason: 'MethodNotAllowed' }));
    } else if (url.searchParams.has('watch')) answerWatch(response);
    else answerList(multiplication, url, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    writes,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
