/** Where secrets live, in the words of the API, of the command line and of people. */
import type { Secret } from '@moorage/sdk/types';
import type { ApiAction } from './snippets.ts';

/** A place whose secrets are edited together. */
export type SecretPlace =
  | { readonly kind: 'organization'; readonly orgId: string }
  | { readonly kind: 'user'; readonly orgId: string }
  | {
      readonly kind: 'template';
      readonly orgId: string;
      readonly name: string;
      readonly services: readonly string[];
    }
  | { readonly kind: 'deployment'; readonly name: string; readonly services: readonly string[] };

export type SecretScope = Secret['scope'];

const scopeNames: Readonly<Record<SecretScope, string>> = {
  organization: 'organization',
  user: 'yours',
  template: 'template',
  'template-service': 'template, one service',
  deployment: 'deployment',
  'deployment-service': 'this service',
};

/** As a service's reader sees where a value comes from. `yours` would be wrong there: it is the owner's. */
export function sourceName(scope: SecretScope): string {
  return scope === 'user' ? 'owner of the deployment' : scopeNames[scope];
}

/** What `deploymentName` of a request is for a place. */
export function deploymentNameOf(place: SecretPlace): string {
  if (place.kind === 'deployment') return place.name;
  return place.kind === 'template' ? `template:${place.name}` : '';
}

export function servicesOf(place: SecretPlace): readonly string[] {
  return place.kind === 'template' || place.kind === 'deployment' ? place.services : [];
}

/** Who receives what is kept there, as the end of a sentence. */
export function reachOf(place: SecretPlace): string {
  if (place.kind === 'organization') return 'every deployment of the organization';
  if (place.kind === 'user') return 'every deployment that you made in this organization';
  return place.kind === 'template' ? `your deployments of ${place.name}` : `the services of ${place.name}`;
}

/** Secrets of one place out of a list that has others, too. */
export function inPlace(place: SecretPlace, { scope, deploymentName }: Pick<Secret, 'scope' | 'deploymentName'>): boolean {
  if (place.kind === 'organization') return scope === 'organization';
  if (place.kind === 'user') return scope === 'user';
  return deploymentName === deploymentNameOf(place);
}

/** What is wrong with a key, while it is typed; the server knows the same rule. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return undefined;
  if (key.length > 200) return 'At most 200 characters.';
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? undefined : 'Letters, digits and underscore, not beginning with a digit.';
}

function flagsOf(place: SecretPlace, service = ''): string[] {
  if (place.kind === 'organization') return ['--org'];
  const where = place.kind === 'user' ? [] : [`--${place.kind}`, place.name];
  return service === '' ? where : [...where, '--service', service];
}

/** The same by API, with a value that is plainly none. */
export function setSecretAction(place: SecretPlace): ApiAction {
  const cli = ['secrets', 'set', 'API_KEY', '--from-file', 'value.txt', ...flagsOf(place)];
  const secret = { key: 'API_KEY', value: 'the value' };
  if (place.kind === 'organization') {
    const body = { ...secret, orgId: place.orgId };
    return { method: 'POST', path: '/api/org/secrets', body, cli, call: 'orgSecrets.create', callArgs: { body } };
  }
  const name = deploymentNameOf(place);
  const body = name === '' ? secret : { ...secret, deploymentName: name };
  return { method: 'POST', path: '/api/secrets', body, cli, call: 'secrets.create', callArgs: { body } };
}

export function effectiveAction(deployment: string): ApiAction {
  return {
    method: 'GET',
    path: `/api/secrets/effective?deployment=${encodeURIComponent(deployment)}`,
    cli: ['secrets', 'effective', deployment],
    call: 'secrets.effective',
    callArgs: { query: { deployment } },
  };
}
