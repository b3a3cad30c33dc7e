/** One request and its response: reading bodies and query, negotiating the form of the answer, writing it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type JsonObject } from '../json.ts';
import { refuse, statusOf } from '../refusal.ts';

/** Larger than any object a real cluster stores. */
const maxBodyBytes = 3 * 1024 * 1024;
const protobufType = 'application/vnd.kubernetes.protobuf';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Texts for `Warning` headers. */
  readonly warnings: string[];
}

export function openExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const url = new URL(request.url ?? '/', 'https://localhost');
  return { request, response, method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, warnings: [] };
}

export function isTrue(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value === 'true' || value === '1' || (value === '' && query.has(name));
}

/** A whole number of the query; refuses anything else. */
export function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw refuse('BadRequest', `query parameter ${name} must be a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBodyBytes) throw refuse('RequestEntityTooLarge', `Request entity too large: limit is ${maxBodyBytes}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('BadRequest', 'the body of the request is not valid JSON');
  }
}

async function parseYaml(text: string): Promise<unknown> {
  const yaml = await import('yaml');
  try {
    return yaml.parse(text, { maxAliasCount: 100 });
  } catch {
    throw refuse('BadRequest', 'the body of the request is not valid YAML');
  }
}

/** The parsed body, undefined when empty: JSON, YAML, or protobuf of the kinds that typed Go clients write. */
export async function readBody({ request }: Exchange): Promise<unknown> {
  const type = contentType(request);
  if (type.includes('cbor')) {
    throw refuse(
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
    );
  }
  const bytes = await readBytes(request);
  if (type === protobufType && bytes.length > 0) return (await import('../protobuf/decode.ts')).decodeProtobuf(bytes);
  const text = bytes.toString('utf8');
  if (text.trim() === '') return undefined;
  const isYaml = type.includes('yaml') && !text.trimStart().startsWith('{');
  return isYaml ? parseYaml(text) : parseJson(text);
}

export async function readObject(exchange: Exchange): Promise<JsonObject> {
  const body = await readBody(exchange);
  if (!isObject(body)) throw refuse('BadRequest', 'the body of the request must be an object');
  return body;
}

export type AnswerForm = 'object' | 'table' | 'metadata';

interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function acceptedTypes(request: IncomingMessage): MediaType[] {
  return (request.headers.accept ?? '').split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((item) => item.trim());
    return {
      type: type.toLowerCase(),
      parameters: new Map(parameters.map((item) => [item.split('=')[0] ?? '', item.split('=').slice(1).join('=')])),
    };
  });
}

/** The form that the client asks for first among those we have; plain JSON when it names none. */
export function answerForm(request: IncomingMessage): AnswerForm {
  for (const { type, parameters } of acceptedTypes(request)) {
    const form = parameters.get('as');
    if (type !== 'application/json') continue;
    if (form === undefined) return 'object';
    if (parameters.get('g') !== 'meta.k8s.io' || parameters.get('v') !== 'v1') continue;
    if (form === 'Table') return 'table';
    if (form.startsWith('PartialObjectMetadata')) return 'metadata';
  }
  return 'object';
}

function warningHeaders(warnings: readonly string[]): string[] {
  return warnings.slice(0, 20).map((text) => `299 - ${JSON.stringify(text.replaceAll(/[^\x20-\x7e]/g, '?'))}`);
}

export function sendJson({ response, warnings }: Exchange, status: number, body: unknown, type = 'application/json'): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  if (warnings.length > 0) response.setHeader('Warning', warningHeaders(warnings));
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': bytes.length, 'Cache-Control': 'no-cache, private' });
  response.end(bytes);
}

export function sendError(exchange: Exchange, error: unknown): void {
  const status = statusOf(error);
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter !== undefined && !exchange.response.headersSent) exchange.response.setHeader('Retry-After', String(retryAfter));
  if (status.code === 413 && !exchange.response.headersSent) exchange.response.setHeader('Connection', 'close');
  sendJson(exchange, status.code, status);
}

export function sendText({ response }: Exchange, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
  response.end(text);
}

export function sendBytes({ response }: Exchange, { type, bytes }: { readonly type: string; readonly bytes: Buffer }): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length });
  response.end(bytes);
}
