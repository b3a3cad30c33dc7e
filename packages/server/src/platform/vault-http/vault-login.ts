/** How a token comes to be: it is given, or asked for with something that proves who we are. */
import { readFile } from 'node:fs/promises';
import { messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import { VaultFailure } from './vault-failure.ts';
import type { VaultAnswer, VaultRequest } from './vault-transport.ts';

export type VaultLogin =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'approle'; readonly mount: string; readonly roleId: string; readonly secretId: Secret }
  /** The file is that of the service account; it is read for each login, because Kubernetes replaces it. */
  | { readonly kind: 'kubernetes'; readonly mount: string; readonly role: string; readonly tokenPath: string };

/** A token, and for how long it is good from now on. */
export interface Lease {
  readonly token: string;
  readonly renewable: boolean;
  /** Undefined for one that does not end. */
  readonly ttlMs: number | undefined;
}

export type Send = (ask: VaultRequest, token: string | undefined) => Promise<VaultAnswer>;

const authAnswer = z.object({
  auth: z.object({ client_token: z.string().min(1), lease_duration: z.number(), renewable: z.boolean() }),
});
const lookupAnswer = z.object({ data: z.object({ ttl: z.number(), renewable: z.boolean().default(false) }) });

const ttlOf = (seconds: number): number | undefined => (seconds > 0 ? seconds * 1000 : undefined);

export function saidBy({ status, errors }: VaultAnswer): string {
  const said = errors.join(' ').replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  return said === '' ? String(status) : `${status}: ${said}`;
}

function leaseOf(answer: VaultAnswer): Lease | undefined {
  const { auth } = authAnswer.safeParse(answer.body).data ?? {};
  return auth === undefined
    ? undefined
    : { token: auth.client_token, renewable: auth.renewable, ttlMs: ttlOf(auth.lease_duration) };
}

async function lookUp(send: Send, login: VaultLogin & { readonly kind: 'token' }): Promise<Lease> {
  const token = login.token.reveal();
  const answer = await send({ method: 'GET', path: 'auth/token/lookup-self' }, token);
  const { data } = lookupAnswer.safeParse(answer.body).data ?? {};
  if (answer.status === 200 && data !== undefined) return { token, renewable: data.renewable, ttlMs: ttlOf(data.ttl) };
  const nextStep = 'Give it a token that has not ended, with the policy that it needs and the policy `default`.';
  throw new VaultFailure('refused', `Vault does not accept the token (${saidBy(answer)}).`, { nextStep });
}

async function proofOf(login: VaultLogin & { readonly kind: 'approle' | 'kubernetes' }): Promise<Record<string, string>> {
  if (login.kind === 'approle') return { role_id: login.roleId, secret_id: login.secretId.reveal() };
  try {
    return { role: login.role, jwt: (await readFile(login.tokenPath, 'utf8')).trim() };
  } catch (error) {
    const nextStep = 'Mount the token of a service account there, or log in with a token or an AppRole.';
    throw new VaultFailure('refused', `The token of the service account cannot be read: ${messageOf(error)}.`, { nextStep });
  }
}

/** Throws {@link VaultFailure} where the server refuses. */
export async function logIn(send: Send, login: VaultLogin): Promise<Lease> {
  if (login.kind === 'token') return await lookUp(send, login);
  const path = `auth/${login.mount}/login`;
  const answer = await send({ method: 'POST', path, body: await proofOf(login) }, undefined);
  const lease = answer.status === 200 ? leaseOf(answer) : undefined;
  if (lease !== undefined) return lease;
  const nextStep =
    login.kind === 'approle'
      ? 'Look at the role id, at the secret id, which may have ended or be used up, and at the mount of the login.'
      : `Look at the role ${login.role} of the login: which service accounts and namespaces it is bound to.`;
  throw new VaultFailure('refused', `Vault refuses the login at ${path} (${saidBy(answer)}).`, { nextStep });
}

/** Undefined where the token cannot be renewed any more. */
export async function renew(send: Send, { token }: Lease): Promise<Lease | undefined> {
  const answer = await send({ method: 'POST', path: 'auth/token/renew-self', body: {} }, token);
  return answer.status === 200 ? leaseOf(answer) : undefined;
}

/** Whether the server still knows the token. */
export async function isAlive(send: Send, token: string): Promise<boolean> {
  return (await send({ method: 'GET', path: 'auth/token/lookup-self' }, token)).status === 200;
}
