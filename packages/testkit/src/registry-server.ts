/**
 * A container registry in this process that speaks the distribution protocol over real HTTP: manifests by tag and digest, pages of
 * tags, challenges with basic or token authentication, and on demand the misdeeds of real ones.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RegistryServerOptions {
  /** How it wants to know who asks; not at all by default. */
  readonly auth?: 'none' | 'basic' | 'token';
  readonly username?: string;
  readonly password?: string;
  /** Tags in one page of the list. */
  readonly pageSize?: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** What it does in place of an answer; undefined to answer. */
export type Misdeed = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface RegistryServer {
  /** `127.0.0.1:port`, as it stands in image references. */
  readonly host: string;
  readonly requests: readonly SeenRequest[];
  /** Puts a manifest under a tag and gives its digest. */
  push(repository: string, tag: string, content: string): string;
  /** Answers until told otherwise as this does, where it returns true. */
  misbehave(misdeed: Misdeed | undefined): void;
  stop(): Promise<void>;
}

const mediaType = 'application/vnd.oci.image.manifest.v1+json';

interface Manifest {
  readonly digest: string;
  readonly body: string;
}

interface State {
  readonly options: Required<RegistryServerOptions>;
  /** Repository → tag → manifest. */
  readonly repositories: Map<string, Map<string, Manifest>>;
  readonly host: () => string;
}

function basicOf({ options }: State): string {
  return `Basic ${Buffer.from(`${options.username}:${options.password}`).toString('base64')}`;
}

function tokenFor(repository: string): string {
  return `token-of-${Buffer.from(repository).toString('hex')}`;
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function sendError(response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void {
  sendJson(response, status, { errors: [{ code, message: code.toLowerCase() }] }, headers);
}

function giveToken(state: State, request: IncomingMessage, response: ServerResponse, url: URL): void {
  const repository = /^repository:(.+):pull$/.exec(url.searchParams.get('scope') ?? '')?.[1];
  const isKnown = request.headers.authorization === basicOf(state);
  const isRight = url.searchParams.get('service') === 'registry.test' && repository !== undefined;
  if (isKnown && isRight) sendJson(response, 200, { token: tokenFor(repository), expires_in: 300 });
  else sendError(response, 401, 'UNAUTHORIZED');
}

/** The challenge that the request has to answer first. */
function challengeOf(state: State, request: IncomingMessage, repository: string): string | undefined {
  const { auth } = state.options;
  if (auth === 'none') return undefined;
  const wanted = auth === 'basic' ? basicOf(state) : `Bearer ${tokenFor(repository)}`;
  if (request.headers.authorization === wanted) return undefined;
  if (auth === 'basic') return 'Basic realm="test"';
  return `Bearer realm="http://${state.host()}/token",service="registry.test",scope="repository:${repository}:pull"`;
}

function giveManifest(request: IncomingMessage, response: ServerResponse, found: Manifest | undefined): void {
  if (found === undefined) {
    sendError(response, 404, 'MANIFEST_UNKNOWN');
    return;
  }
  const headers = { 'content-type': mediaType, 'docker-content-digest': found.digest, etag: `"${found.digest}"` };
  if (request.headers['if-none-match'] === headers.etag) response.writeHead(304, headers).end();
  else response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : found.body);
}

function giveTags(state: State, response: ServerResponse, repository: string, url: URL): void {
  const present = state.repositories.get(repository);
  if (present === undefined) {
    sendError(response, 404, 'NAME_UNKNOWN');
    return;
  }
  const last = url.searchParams.get('last') ?? '';
  const rest = [...present.keys()].toSorted().filter((tag) => tag > last);
  const tags = rest.slice(0, state.options.pageSize);
  const next = `</v2/${repository}/tags/list?n=${state.options.pageSize}&last=${tags.at(-1)}>; rel="next"`;
  sendJson(response, 200, { name: repository, tags }, rest.length > tags.length ? { link: next } : {});
}

function answer(state: State, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', `http://${state.host()}`);
  if (url.pathname === '/token') {
    giveToken(state, request, response, url);
    return;
  }
  const [, repository = '', kind, reference = ''] = /^\/v2\/(.+)\/(manifests|tags)\/([^/]+)$/.exec(url.pathname) ?? [];
  const challenge = challengeOf(state, request, repository);
  if (challenge !== undefined) sendError(response, 401, 'UNAUTHORIZED', { 'www-authenticate': challenge });
  else if (kind === 'tags') giveTags(state, response, repository, url);
  else if (kind === 'manifests') {
    const manifests = state.repositories.get(repository);
    const byDigest = [...(manifests?.values() ?? [])].find((one) => one.digest === reference);
    giveManifest(request, response, manifests?.get(reference) ?? byDigest);
  } else sendError(response, 404, 'NOT_FOUND');
}

/** On a free port of loopback. */
export async function startRegistryServer(given: RegistryServerOptions = {}): Promise<RegistryServer> {
  const options = { auth: 'none', username: 'reader', password: 'sesame', pageSize: 3, ...given } as const;
  const requests: SeenRequest[] = [];
  let misdeed: Misdeed | undefined;
  let host = '';
  const state: State = { options, repositories: new Map(), host: () => host };
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, authorization: headers.authorization });
    if (misdeed?.(request, response) !== true) answer(state, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a TCP server has one
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    requests,
    push(repository, tag, content) {
      const body = JSON.stringify({ schemaVersion: 2, mediaType, annotations: { content } });
      const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
      const manifests = state.repositories.get(repository) ?? new Map<string, Manifest>();
      state.repositories.set(repository, manifests.set(tag, { digest, body }));
      return digest;
    },
    misbehave(next) {
      misdeed = next;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
