import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { isLoopbackRedirect } from './device-login.rules.ts';

const tag = 'Device sign-in';

/** It is shown to whoever decides, so nothing invisible may be in it. */
const shown = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{C}+$/u, 'must be printable');
const scope = z.string().max(60);
const grant = z.enum(['api-key', 'session']);

const codeRequest = z
  .strictObject({
    client: shown.meta({ description: 'What the person is told is asking, such as `moorage on build-1`.' }),
    grant: grant.default('api-key').meta({
      description: '`session` is for what no API key may do; end it with `POST /logout` when it is done.',
    }),
    scopes: z
      .array(scope)
      .max(50)
      .optional()
      .meta({ description: 'Of the key; all when absent. The person may take some away.' }),
    keyName: shown.optional(),
    expiresInDays: z.int().min(1).max(365).default(90),
    redirectUri: z
      .string()
      .max(500)
      .refine(isLoopbackRedirect, 'must be http on 127.0.0.1 or [::1] with a port')
      .optional()
      .meta({ description: 'Where the program listens on this machine; then the grant needs the `code` that arrives there.' }),
  })
  .meta({ id: 'DeviceCodeRequest' });

const deviceCode = z
  .strictObject({
    deviceCode: z.string(),
    userCode: z.string(),
    verificationUri: z.string(),
    verificationUriComplete: z.string(),
    expiresIn: z.int().meta({ description: 'Seconds.' }),
    interval: z.int().meta({ description: 'Seconds to wait between two questions.' }),
  })
  .meta({ id: 'DeviceCode' });

const deviceGrant = z
  .strictObject({
    apiKey: z
      .strictObject({
        id: z.uuid(),
        name: z.string(),
        key: z.string(),
        scopes: z.array(z.string()),
        expiresAt: z.iso.datetime().nullable(),
      })
      .nullable(),
    cookie: z.string().nullable().meta({ description: 'Of a session, as it belongs into the header `Cookie`.' }),
  })
  .meta({ id: 'DeviceGrant' });

const deviceLogin = z
  .strictObject({
    userCode: z.string(),
    client: z.string(),
    grant,
    scopes: z.array(z.string()),
    keyName: z.string(),
    expiresInDays: z.int(),
    ipAddress: z.string(),
    userAgent: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    state: z.enum(['waiting', 'approved', 'denied', 'used']),
  })
  .meta({ id: 'DeviceLogin' });

const answered = z
  .strictObject({ redirectTo: z.string().nullable().meta({ description: 'Where the browser goes now.' }) })
  .meta({ id: 'DeviceAnswer' });

const params = z.strictObject({ userCode: z.string().min(1).max(20) });

export const deviceLoginRoutes = {
  code: defineRoute({
    id: 'device.code',
    method: 'POST',
    path: '/api/device/code',
    surface: 'app',
    tag,
    summary: 'Ask to act for somebody who confirms it in a browser',
    access: { kind: 'public', why: 'the program is nobody yet; nothing is granted before a signed-in user confirms' },
    scope: 'none',
    body: codeRequest,
    responses: { 200: deviceCode },
    audit: { none: 'a mere question; its answer and what is granted are recorded' },
  }),
  token: defineRoute({
    id: 'device.token',
    method: 'POST',
    path: '/api/device/token',
    surface: 'app',
    tag,
    summary: 'What was granted, once',
    description:
      'Until then 400 with the `error` of RFC 8628: `authorization_pending`, `slow_down` (wait five seconds more from then on), `access_denied`, `expired_token`; `invalid_grant` for a code that is unknown or was used.',
    access: { kind: 'public', why: 'the device code is the proof' },
    scope: 'none',
    body: z
      .strictObject({ deviceCode: z.string().min(1).max(200), code: z.string().max(200).optional() })
      .meta({ id: 'DeviceTokenRequest' }),
    responses: { 200: deviceGrant },
    audit: 'api_key.created',
  }),
  get: defineRoute({
    id: 'device.get',
    method: 'GET',
    path: '/api/device/{userCode}',
    secretPath: true,
    surface: 'app',
    tag,
    summary: 'What a program asks for, and from where',
    access: { kind: 'signedIn' },
    scope: 'none',
    params,
    responses: { 200: deviceLogin },
    errors: ['not_found'],
  }),
  approve: defineRoute({
    id: 'device.approve',
    method: 'POST',
    path: '/api/device/{userCode}/approve',
    secretPath: true,
    surface: 'app',
    tag,
    summary: 'Let the program act for you',
    access: { kind: 'signedIn' },
    scope: 'none',
    params,
    body: z
      .strictObject({ scopes: z.array(scope).min(1).max(50).optional().meta({ description: 'Some of those asked for.' }) })
      .meta({ id: 'DeviceApproval' }),
    responses: { 200: answered },
    errors: ['not_found', 'conflict'],
    audit: 'device_login.approved',
  }),
  deny: defineRoute({
    id: 'device.deny',
    method: 'POST',
    path: '/api/device/{userCode}/deny',
    secretPath: true,
    surface: 'app',
    tag,
    summary: 'Refuse the program',
    access: { kind: 'signedIn' },
    scope: 'none',
    params,
    responses: { 200: answered },
    errors: ['not_found', 'conflict'],
    audit: 'device_login.denied',
  }),
  revoke: defineRoute({
    id: 'device.revoke',
    method: 'POST',
    path: '/api/device/revoke',
    surface: 'app',
    tag,
    summary: 'Give an API key back',
    description: 'Whoever has a key may end it, as in RFC 7009; a key that is unknown or over is no error.',
    access: { kind: 'public', why: 'the key itself is the proof' },
    scope: 'none',
    body: z.strictObject({ key: z.string().min(1).max(200) }).meta({ id: 'DeviceRevocation' }),
    responses: { 204: null },
    audit: 'api_key.revoked',
  }),
} as const;
