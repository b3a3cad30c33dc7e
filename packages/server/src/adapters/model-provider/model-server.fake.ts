/** A local server that speaks the protocols of model providers, for tests: it checks what it is asked and answers as told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export type Protocol = 'anthropic' | 'openai';

/** What the server does in place of answering. */
export type Misdeed =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'raw'; readonly body: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'hang-up' };

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface ModelServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  willAnswer(answer: unknown): void;
  /** Until it is told otherwise. */
  misbehave(misdeed: Misdeed | undefined): void;
  stop(): Promise<void>;
}

export const failingPrompt = 'fail upstream';
export const serverKey = 'key-0123456789';

const anthropicRequest = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  system: z.string(),
  messages: z.tuple([z.strictObject({ role: z.literal('user'), content: z.string() })]),
  tools: z.tuple([
    z.strictObject({ name: z.string(), description: z.string(), input_schema: z.looseObject({ type: z.literal('object') }) }),
  ]),
  tool_choice: z.strictObject({ type: z.literal('tool'), name: z.string() }),
});

const openAiRequest = z.strictObject({
  model: z.string().min(1),
  messages: z.tuple([
    z.strictObject({ role: z.literal('system'), content: z.string() }),
    z.strictObject({ role: z.literal('user'), content: z.string() }),
  ]),
  response_format: z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string(),
      strict: z.literal(true),
      schema: z.looseObject({ type: z.literal('object') }),
    }),
  }),
});

interface Reply {
  readonly status: number;
  readonly body: object;
}

function refusal(status: number, message: string): Reply {
  return { status, body: { type: 'error', error: { type: 'invalid_request_error', message } } };
}

function replyAnthropic({ path, headers, body }: SeenRequest, answer: unknown): Reply {
  const parsed = anthropicRequest.safeParse(body);
  if (path !== '/v1/messages') return refusal(404, 'not found');
  if (headers['x-api-key'] !== serverKey) return refusal(401, `invalid x-api-key: ${String(headers['x-api-key'])}`);
  if (headers['anthropic-version'] === undefined || !parsed.success) return refusal(400, 'malformed');
  if (parsed.data.messages[0].content.includes(failingPrompt)) return refusal(500, 'internal error');
  const { name } = parsed.data.tool_choice;
  const content = [
    { type: 'text', text: 'Here it is.' },
    { type: 'tool_use', id: 'toolu_1', name, input: answer },
  ];
  return { status: 200, body: { id: 'msg_1', type: 'message', role: 'assistant', stop_reason: 'tool_use', content } };
}

function replyOpenAi({ path, headers, body }: SeenRequest, answer: unknown): Reply {
  const parsed = openAiRequest.safeParse(body);
  if (path !== '/v1/chat/completions') return refusal(404, 'not found');
  if (headers.authorization !== `Bearer ${serverKey}`) return refusal(401, `Incorrect API key: ${headers.authorization ?? ''}`);
  if (!parsed.success) return refusal(400, 'malformed');
  if (parsed.data.messages[1].content.includes(failingPrompt)) return refusal(500, 'internal error');
  const message = { role: 'assistant', content: JSON.stringify(answer), refusal: null };
  return { status: 200, body: { id: 'c-1', object: 'chat.completion', choices: [{ index: 0, finish_reason: 'stop', message }] } };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function doWrong(misdeed: Misdeed, response: ServerResponse): void {
  if (misdeed.kind === 'hang-up') response.destroy();
  else if (misdeed.kind === 'raw') response.writeHead(200, { 'content-type': 'application/json' }).end(misdeed.body);
  else if (misdeed.kind === 'status') response.writeHead(misdeed.status, { ...misdeed.headers }).end(misdeed.body ?? '');
}

export async function startModelServer(protocol: Protocol): Promise<ModelServer> {
  const requests: SeenRequest[] = [];
  let answer: unknown = {};
  let misdeed: Misdeed | undefined;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const seen = { path: request.url ?? '', headers: request.headers, body };
      requests.push(seen);
      if (misdeed !== undefined) {
        doWrong(misdeed, response);
        return;
      }
      const reply = protocol === 'anthropic' ? replyAnthropic(seen, answer) : replyOpenAi(seen, answer);
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a server that listens on TCP has such an address
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    willAnswer: (next) => void (answer = next),
    misbehave: (next) => void (misdeed = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
