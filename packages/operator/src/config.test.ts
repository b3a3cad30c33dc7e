import { describe, expect, it } from 'vitest';
import { readOperatorConfig } from './config.ts';
import { renderMetrics } from './listeners.ts';

describe('operator configuration', () => {
  it('has the documented defaults', () => {
    expect(readOperatorConfig([], {})).toMatchObject({
      operator: { leaderElect: false, workers: 8, ingressScheme: 'https', ingressClassName: 'traefik' },
      metricsAddress: undefined,
      healthAddress: { host: undefined, port: 8081 },
      logLevel: 'info',
    });
  });

  it('prefers flags to the environment', () => {
    const env = { DEPLOYMENT_DOMAIN: 'env.example.com', KUBERNETES_SERVICE_HOST: '10.0.0.1' };
    const config = readOperatorConfig(
      ['--deployment-domain=flag.example.com', '--leader-elect', '--metrics-bind-address', '127.0.0.1:9090'],
      env,
    );
    expect(config).toMatchObject({
      operator: { deploymentDomain: 'flag.example.com', leaderElect: true },
      metricsAddress: { host: '127.0.0.1', port: 9090 },
      cluster: { host: '10.0.0.1' },
    });
  });

  it('takes shards, workers and the rate of calls', () => {
    const config = readOperatorConfig(['--shards=16', '--workers=4'], { KUBE_API_RATE: '50' });
    expect(config).toMatchObject({ operator: { shards: 16, workers: 4 }, rate: 50 });
    expect(readOperatorConfig([], {}).operator.shards).toBeUndefined();
    expect(() => readOperatorConfig(['--shards=1000', '--workers=0'], {})).toThrow(/--shards.*--workers/s);
  });

  it('reports every problem at once', () => {
    const argv = ['--ingress-scheme=ftp', '--ingress-port=99999', '--nonsense=1', 'word', '--deployment-domain=not a domain'];
    expect(() => readOperatorConfig(argv, {})).toThrow(
      /word.*--nonsense.*--deployment-domain.*--ingress-scheme.*--ingress-port/s,
    );
  });
});

describe('metrics', () => {
  it('are in the text format, one sample a line', () => {
    const text = renderMetrics({ isLeader: true, shards: 3, controllers: {}, informers: {}, clients: {} });
    expect(text).toContain('moorage_operator_leader 1\n');
    expect(text).toContain('moorage_operator_shards 3\n');
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) .+|[a-z_]+(\{.*\})? [0-9.]+)$/);
  });
});
