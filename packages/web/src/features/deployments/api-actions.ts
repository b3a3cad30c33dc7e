/** The actions of a deployment's page, as they are done by API. */
import type { AutoUpdate, DeploymentConfigUpdate, DeploymentCreate } from '@moorage/sdk/types';
import type { ApiAction } from '../../lib/snippets.ts';

interface TitledAction {
  readonly title: string;
  readonly action: ApiAction;
}

/** `--env NAME=value` and the like, once per pair. */
function pairs(flag: string, values: Readonly<Record<string, unknown>> | undefined): string[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) => [flag, `${name}=${String(value)}`]);
}

export function createAction(body: DeploymentCreate): ApiAction {
  const cli = ['deployments', 'create', body.template];
  if (body.name !== undefined) cli.push('--name', body.name);
  if (body.displayName !== undefined) cli.push('--display-name', body.displayName);
  if (body.visibility === 'internal') cli.push('--internal');
  if (body.teamId !== undefined) cli.push('--team', body.teamId);
  cli.push(...pairs('--env', body.envVars), '--wait');
  return { method: 'POST', path: '/api/deployments', body, cli, call: 'deployments.create', callArgs: { body } };
}

/** `digest`, a range of versions, or `off`. */
function ruleOf(update: AutoUpdate | null): string {
  if (update === null) return 'off';
  return update.policy === 'digest' ? 'digest' : update.range;
}

/** The command sets values but neither removes variables nor knows names and resources. */
function updateCommand(body: DeploymentConfigUpdate, removesEnv: boolean): string[] | undefined {
  if (removesEnv || body.displayName !== undefined || body.resources !== undefined) return undefined;
  const cli = ['deployments', 'update', body.name];
  cli.push(...pairs('--env', body.envVars), ...pairs('--replicas', body.replicas), ...pairs('--image', body.images));
  const updates = Object.entries(body.autoUpdate ?? {}).map(([service, update]) => [service, ruleOf(update)] as const);
  cli.push(...pairs('--auto-update', Object.fromEntries(updates)));
  if (body.visibility !== undefined) cli.push('--visibility', body.visibility);
  return [...cli, '--wait'];
}

interface UpdateFacts {
  readonly generation: number;
  /** Whether a variable is taken away. */
  readonly removesEnv: boolean;
}

export function updateAction(body: DeploymentConfigUpdate, { generation, removesEnv }: UpdateFacts): ApiAction {
  return {
    method: 'PUT',
    path: '/api/deployments/config',
    body,
    headers: { 'If-Match': `"${generation}"` },
    cli: updateCommand(body, removesEnv),
    call: 'deployments.updateConfig',
    callArgs: { body },
    callOptions: { ifMatch: generation },
  };
}

export function metricsAction(name: string): ApiAction {
  return {
    method: 'GET',
    path: `/api/deployments/metrics?name=${encodeURIComponent(name)}&follow=true`,
    call: 'deployments.metrics',
    callArgs: { query: { name, follow: true } },
  };
}

export function domainActions(name: string): {
  readonly list: ApiAction;
  readonly add: (host: string, ingress?: string) => ApiAction;
} {
  return {
    list: {
      method: 'GET',
      path: `/api/deployments/domains?name=${encodeURIComponent(name)}`,
      cli: ['domains', 'list', name],
      call: 'customDomains.list',
      callArgs: { query: { name } },
    },
    add: (host, ingress) => {
      const body = { name, host, ...(ingress === undefined ? {} : { ingress }) };
      const cli = ['domains', 'add', name, host, ...(ingress === undefined ? [] : ['--ingress', ingress])];
      return { method: 'POST', path: '/api/deployments/domains', body, cli, call: 'customDomains.add', callArgs: { body } };
    },
  };
}

export function canaryAction(name: string, change: { readonly weight: number } | 'promote' | 'abort'): ApiAction {
  const path = '/api/deployments/canary';
  if (typeof change === 'string') {
    return {
      method: 'POST',
      path: `${path}/${change}`,
      body: { name },
      cli: ['deployments', 'canary', change, name],
      call: change === 'promote' ? 'deployments.promoteCanary' : 'deployments.abortCanary',
      callArgs: { body: { name } },
    };
  }
  const body = { name, weight: change.weight };
  const cli = ['deployments', 'canary', 'weight', name, String(change.weight)];
  return { method: 'PUT', path, body, cli, call: 'deployments.weighCanary', callArgs: { body } };
}

export function deploymentActions(name: string): readonly TitledAction[] {
  const encoded = encodeURIComponent(name);
  return [
    {
      title: 'Read its status',
      action: {
        method: 'GET',
        path: `/api/deployments/status?name=${encoded}`,
        cli: ['deployments', 'get', name],
        call: 'deployments.status',
        callArgs: { query: { name } },
      },
    },
    {
      title: 'Follow its logs',
      action: {
        method: 'GET',
        path: `/api/deployments/logs?name=${encoded}&follow=true&tail=100`,
        cli: ['deployments', 'logs', name, '--follow'],
        call: 'deployments.logs',
        callArgs: { query: { name, follow: true, tail: 100 } },
      },
    },
    {
      title: 'Restart it',
      action: {
        method: 'POST',
        path: '/api/deployments/restart',
        body: { name },
        cli: ['deployments', 'restart', name, '--wait'],
        call: 'deployments.restart',
        callArgs: { body: { name } },
      },
    },
    {
      title: 'Delete it',
      action: {
        method: 'POST',
        path: '/api/deployments/delete',
        body: { name },
        cli: ['deployments', 'delete', name, '--yes'],
        call: 'deployments.delete',
        callArgs: { body: { name } },
      },
    },
  ];
}
