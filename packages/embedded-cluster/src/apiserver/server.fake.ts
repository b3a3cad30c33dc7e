/** A server in memory and the means to talk to it, for tests. */
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { systemClock, type Clock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { isObject, type JsonObject } from './json.ts';
import { createApiServer, type ApiServer, type PodSubresourceHandler } from './server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: JsonObject;
  readonly text: string;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}

export interface TestServer {
  readonly server: ApiServer;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Opens a watch; `next` resolves with the next event. */
  watch(path: string, headers?: Record<string, string>): Promise<TestWatch>;
  stop(): Promise<void>;
}

export interface TestWatch {
  next(): Promise<JsonObject>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): void;
}

export interface TestServerOptions {
  readonly clock?: Clock;
  readonly dataDir?: string;
  readonly pods?: PodSubresourceHandler;
}

export function newServer(options: TestServerOptions = {}): ApiServer {
  const clock = options.clock ?? systemClock;
  return createApiServer({ log: silentLog, clock, ids: createIds(clock), dataDir: options.dataDir, pods: options.pods });
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** One connection for many calls: a handshake costs more than a request. */
const agents = new WeakMap<ApiServer, Agent>();

function optionsFor(server: ApiServer, method: string, path: string, headers: Record<string, string>): RequestOptions {
  const { ca, token } = server.credentials();
  const agent = agents.get(server) ?? new Agent({ keepAlive: true });
  agents.set(server, agent);
  const { hostname, port } = new URL(server.url());
  return {
    method,
    path,
    hostname,
    port,
    ca,
    agent,
    servername: 'localhost',
    headers: { Authorization: `Bearer ${token}`, ...headers },
  };
}

async function readAll(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

function call(
  server: ApiServer,
  method: string,
  path: string,
  { body, type = 'application/json', headers = {} }: CallOptions,
): Promise<Answer> {
  const payload = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const sent =
    payload === undefined ? headers : { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(payload)), ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = request(optionsFor(server, method, path, sent), (response) => {
      readAll(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parse(text) }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

function openWatch(server: ApiServer, path: string, headers: Record<string, string>): Promise<TestWatch> {
  return new Promise((resolve, reject) => {
    const outgoing = request(optionsFor(server, 'GET', path, headers), (response) => {
      const events: JsonObject[] = [];
      const waiting: ((event: JsonObject) => void)[] = [];
      let rest = '';
      response.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString('utf8')).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const event = parse(line);
          const waiter = waiting.shift();
          if (waiter === undefined) events.push(event);
          else waiter(event);
        }
      });
      resolve({
        next: () =>
          new Promise((give) => {
            const event = events.shift();
            if (event === undefined) waiting.push(give);
            else give(event);
          }),
        ended: new Promise((done) => response.on('close', () => done())),
        close: () => outgoing.destroy(),
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const server = newServer(options);
  await server.start();
  return {
    server,
    call: (method, path, callOptions = {}) => call(server, method, path, callOptions),
    watch: (path, headers = {}) => openWatch(server, path, headers),
    stop: () => server.stop(),
  };
}

export const configMap = (name: string, data: Record<string, string> = {}, namespace = 'default') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

export const deployment = (name: string, replicas = 1, image = 'node:24') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'app', image, ports: [{ containerPort: 80 }] }] },
    },
  },
});

export const pod = (name: string, spec: JsonObject = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: { containers: [{ name: 'app', image: 'node:24' }], ...spec },
});

/** A definition of widgets with most of what a definition may have. */
export const widgetDefinition = () => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
        ],
        schema: { openAPIV3Schema: widgetSchema },
      },
      { name: 'v1alpha1', served: true, storage: false, schema: { openAPIV3Schema: widgetSchema } },
    ],
  },
});

const widgetSchema = {
  type: 'object',
  description: 'A widget.',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      'x-kubernetes-validations': [
        { rule: 'self.size >= oldSelf.size', message: 'size may only grow' },
        { rule: 'self.size <= 100 || self.color == "green"', message: 'big ones are green' },
      ],
      properties: {
        size: { type: 'integer', minimum: 1 },
        color: { type: 'string', enum: ['red', 'green'], default: 'red' },
        code: { type: 'string', pattern: '^[a-z]+$', nullable: true },
        replicas: { type: 'integer', default: 1 },
        port: { 'x-kubernetes-int-or-string': true },
        extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, count: { type: 'integer' } } },
        },
        tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      },
    },
    status: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        conditions: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    },
  },
};

export const widget = (name: string, spec: JsonObject = { size: 3 }, version = 'v1') => ({
  apiVersion: `example.com/${version}`,
  kind: 'Widget',
  metadata: { name, namespace: 'default' },
  spec,
});
