/** Reviews: questions that are answered and not stored. This cluster has one administrator, who may do everything. */
import type { Resource } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import { isObject, type JsonObject } from '../json.ts';
import { readObject, sendJson, type Exchange } from './exchange.ts';

export interface ReviewKind {
  readonly resource: Resource;
  readonly answer: (spec: JsonObject) => JsonObject;
}

const user = { username: 'moorage-admin', uid: 'moorage-admin', groups: ['system:masters', 'system:authenticated'] };
const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];

const review = (group: string, kind: string, namespaced: boolean, answer: JsonObject): ReviewKind => ({
  resource: { group, version: 'v1', kind, plural: `${kind.toLowerCase()}s`, namespaced },
  answer: () => answer,
});

const allowed = { allowed: true, reason: 'the embedded cluster has one administrator' };
const authorization = 'authorization.k8s.io';

export const reviewKinds: readonly ReviewKind[] = [
  review(authorization, 'SelfSubjectAccessReview', false, allowed),
  review(authorization, 'SubjectAccessReview', false, allowed),
  review(authorization, 'LocalSubjectAccessReview', true, allowed),
  review(authorization, 'SelfSubjectRulesReview', false, {
    resourceRules: everything,
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    incomplete: false,
  }),
  review('authentication.k8s.io', 'SelfSubjectReview', false, { userInfo: user }),
];

export function findReview(group: string, version: string, plural: string): ReviewKind | undefined {
  return reviewKinds.find(
    ({ resource }) => resource.group === group && resource.version === version && resource.plural === plural,
  );
}

export async function handleReview(exchange: Exchange, kind: ReviewKind): Promise<void> {
  const body = await readObject(exchange);
  const spec = isObject(body['spec']) ? body['spec'] : {};
  const { resource } = kind;
  sendJson(exchange, 201, {
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: {},
    spec,
    status: kind.answer(spec),
  });
}
