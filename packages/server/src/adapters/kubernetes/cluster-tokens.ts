/**
 * Tokens of other clusters, asked for with the kubeconfig that an organization keeps of one.
 *
 * Whoever keeps it says where we connect to, so only public addresses are open, and networks that the configuration names; a name is
 * resolved for the connection itself, so it cannot lead elsewhere a moment later. What is there may be anything: it is given little time,
 * little of what it answers is read, and its words reach whoever asked in one short line.
 *
 * Each person has, for each role and namespace, a service account and a binding of their own, made sure of each time, so what the cluster
 * logs names people and deleting an account ends the tokens of one.
 */
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Clock } from '@moorage/core/clock';
import { AppError, isAppError, messageOf } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { z } from 'zod';
import type {
  ClusterConnection,
  ClusterTokens,
  IssuedToken,
  TokenOrder,
} from '../../domains/cluster-access/cluster-access.ports.ts';
import { createIpList } from '../../platform/http/ip-list.ts';
import { type Address, createOpenLookup, isPublicAddress } from '../../platform/http/outgoing-address.ts';
import { fieldManager } from './user-deployments.ts';

export interface ClusterTokensDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where API servers may be beside public addresses. */
  readonly networks: readonly string[];
}

/** Where the accounts are, whatever namespace they are for. */
const accountNamespace = 'moorage-access';
const callTimeoutMs = 10_000;
const timeoutMs = 30_000;
const maxAnswerBytes = 1024 * 1024;
const longestMessage = 300;

const answered = z.object({ status: z.object({ token: z.string().min(1).max(65_536), expirationTimestamp: z.iso.datetime() }) });

function conflict(message: string, internal?: string): AppError {
  return new AppError('conflict', message, { ...(internal === undefined ? {} : { internal }) });
}

function rbac(kind: 'RoleBinding' | 'ClusterRoleBinding'): Resource {
  const group = 'rbac.authorization.k8s.io';
  return { group, version: 'v1', kind, plural: `${kind.toLowerCase()}s`, namespaced: kind === 'RoleBinding' };
}

/** One for each person, role and namespace: a binding cannot be given another role. */
function accountName({ principal, role, namespace = '' }: TokenOrder): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([principal, role, namespace]))
    .digest('hex');
  return `moorage-${role}-${digest.slice(0, 20)}`;
}

function metadataOf(order: TokenOrder, namespace: string | undefined) {
  const labels = { 'app.kubernetes.io/managed-by': fieldManager, 'moorage.dev/access': order.role };
  const annotations = { 'moorage.dev/issued-for': order.label };
  return { name: accountName(order), ...(namespace === undefined ? {} : { namespace }), labels, annotations };
}

function bindingOf(order: TokenOrder): { readonly resource: Resource; readonly object: KubeObject } {
  const kind = order.namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  const subject = { kind: 'ServiceAccount', name: accountName(order), namespace: accountNamespace };
  const object = {
    ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: metadataOf(order, order.namespace) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: order.role },
    subjects: [subject],
  };
  return { resource: rbac(kind), object };
}

async function requestToken(client: KubeClient, order: TokenOrder, signal: AbortSignal): Promise<IssuedToken> {
  const call = { signal, timeoutMs: callTimeoutMs };
  const apply = { ...call, fieldManager, force: true };
  const name = accountName(order);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: accountNamespace } };
  await client.apply<KubeObject>(resources.namespace, namespace, apply);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadataOf(order, accountNamespace) };
  await client.apply<KubeObject>(resources.serviceAccount, account, apply);
  const binding = bindingOf(order);
  await client.apply(binding.resource, binding.object, apply);
  const answer = await client.request({
    ...call,
    method: 'POST',
    path: `/api/v1/namespaces/${accountNamespace}/serviceaccounts/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: order.seconds } },
  });
  const { status } = answered.parse(answer);
  const expiresAt = new Date(Date.parse(status.expirationTimestamp));
  return { token: new Secret(status.token), expiresAt, account: `${accountNamespace}/${name}` };
}

function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
}

/** What went wrong at the bottom of it: a client says only that nobody answers. */
function reasonOf(error: unknown): string {
  const isHidden = isAppError(error, 'unavailable') && error.cause instanceof Error;
  return messageOf(isHidden ? error.cause : error);
}

/** In words for who asked: what is wrong is between him and his cluster. */
function inWords(error: unknown, { namespace, role }: TokenOrder): AppError {
  const internal = reasonOf(error);
  if (error instanceof z.ZodError)
    return conflict('What answers as the cluster is no Kubernetes API: it gave no token.', internal);
  if (isAppError(error, 'unauthenticated')) return conflict('The cluster does not take its kubeconfig any more.', internal);
  if (isAppError(error, 'forbidden')) {
    const what = `make a service account, bind it to the role ${role} and ask for its token`;
    return conflict(`The kubeconfig may not ${what} in the cluster. ${oneLine(internal)}`, internal);
  }
  if (isAppError(error, 'not_found')) {
    const missing = namespace === undefined ? 'It gives no tokens of service accounts.' : `Is there a namespace ${namespace}?`;
    return conflict(`The cluster does not know what it was asked for. ${missing} ${oneLine(internal)}`, internal);
  }
  return conflict(`The cluster could not be asked for a token. ${oneLine(internal)}`, internal);
}

const closedAddress =
  'The API of the cluster is at an address that this platform does not connect to. Whoever runs it can open networks by CLUSTER_API_NETWORKS.';

export function createClusterTokens({ clock, ids, networks }: ClusterTokensDeps): ClusterTokens {
  const near = createIpList(networks);
  const isOpen = (address: Address): boolean => isPublicAddress(address) || near.has(address.address);
  const lookup = createOpenLookup(isOpen);

  function connect({ server, ca, serverName, token, cert, key }: ClusterConnection): KubeClient {
    const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
    const family = isIP(host);
    // An address that is written out is connected to without being looked up.
    if (family !== 0 && !isOpen({ address: host, family })) throw conflict(closedAddress);
    const connection = {
      ...{ server, lookup },
      ...(ca === undefined ? {} : { ca }),
      ...(serverName === undefined ? {} : { serverName }),
      ...(token === undefined ? {} : { token }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    };
    return createKubeClient({ connection, clock, ids, timeoutMs: callTimeoutMs, maxAnswerBytes });
  }

  return {
    async issue(connection, order, signal) {
      const client = connect(connection);
      const deadline = new AbortController();
      const cancel = clock.after(timeoutMs, () => deadline.abort());
      try {
        return await requestToken(client, order, AbortSignal.any([signal, deadline.signal]));
      } catch (error) {
        if (signal.aborted) throw error;
        if (deadline.signal.aborted) throw conflict('The cluster did not answer in time.');
        throw reasonOf(error).includes('the address is not public') ? conflict(closedAddress) : inWords(error, order);
      } finally {
        cancel();
        client.close();
      }
    },
  };
}
