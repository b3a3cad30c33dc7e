import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { deploymentName } from './deployment.schemas.contract.ts';

export const execProtocol = 'moorage.exec.v1';

const doc = `The client sends the bytes of standard input as binary messages, and text messages with JSON:
{"resize":{"columns":80,"rows":24}} for a terminal, {"end":true} when there is no more input. The server sends output as binary
messages whose first byte is the channel, 1 for standard output and 2 for standard error (a terminal has the first only), and text
messages with JSON: {"started":{"pod","service","container"}}, then last {"exited":{"code"}} or {"failed":{"message"}}. Close codes: 1000 when
the command ended, 1001 when the server stops, 1008 when rights were taken away, 4008 after nothing was said for too long.`;

const size = z.coerce.number().int().min(1).max(1000).optional();
const word = z.string().min(1).max(4096);

export const execRoutes = {
  exec: defineRoute({
    id: 'deployments.exec',
    method: 'GET',
    path: '/api/deployments/exec',
    surface: 'app',
    tag: 'Deployments',
    summary: 'Run a command in a container, with a terminal on demand',
    description: `A WebSocket with the protocol \`${execProtocol}\`. Beginning and end are in the audit log.`,
    access: { kind: 'action', action: 'deployment:exec' },
    scope: 'deployments:write',
    query: z.strictObject({
      name: deploymentName,
      service: z.string().max(63).optional().meta({ description: 'The first service when absent.' }),
      pod: z.string().max(253).optional().meta({ description: 'The oldest pod of the service when absent.' }),
      command: z
        .union([word, z.array(word).min(1).max(64)])
        .transform((words) => (typeof words === 'string' ? [words] : words))
        .default(['/bin/sh'])
        .meta({ description: 'Once for each word; no shell takes it apart.' }),
      tty: z.stringbool().default(false).meta({ type: 'boolean' }),
      columns: size,
      rows: size,
    }),
    responses: { 101: null },
    errors: ['not_found', 'conflict', 'unavailable'],
    audit: 'deployment.exec_started',
    socket: { protocol: execProtocol, doc },
  }),
} as const;
