/** A job may run twice: a worker can die between its work and saying so. Every kind must stand it. */
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSystemCtx } from '../src/platform/http/context.ts';
import type { BoundJob, JobCtx, JobResult } from '../src/platform/jobs/job.ts';
import { type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'jobs_twice' });
let owner: Person;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
});

async function deploymentId(name: string): Promise<string> {
  const row = await server.app.database.system('test', (tx) =>
    tx.selectFrom('deployments').select('id').where('name', '=', name).executeTakeFirstOrThrow(),
  );
  return row.id;
}

const canaryOf = (name: string) => ({ name, service: 'web', image: 'node:22-alpine', weight: 10 });

/** A payload for each kind; cron jobs take none. */
const payloads: Record<string, () => Promise<unknown>> = {
  'vault.rotation': async () => ({ orgId: null, askedAt: systemClock.now().toISOString() }),
  'deployment.rollout': async () => {
    await owner.post('/api/deployments', { template: 'hello', name: 'twice' });
    return { deploymentId: await deploymentId('twice') };
  },
  'release.deadline': async () => {
    await owner.post('/api/deployments', { template: 'hello', name: 'twice-late' });
    return { deploymentId: await deploymentId('twice-late'), release: 1 };
  },
  'domain.check': async () => {
    await owner.post('/api/deployments', { template: 'hello', name: 'twice-named' });
    const made = await owner.post('/api/deployments/domains', { name: 'twice-named', host: 'twice.example.org' });
    return { id: made.body.id };
  },
  'deployment.canary': async () => {
    const { body } = await owner.post('/api/deployments', { template: 'hello', name: 'twice-two' });
    await server.settle();
    server.cluster.report({ namespace: body.namespace, name: 'twice-two' }, { phase: 'Ready' });
    const started = async () => await owner.post('/api/deployments/canary', canaryOf('twice-two'));
    await waitUntil(async () => (await started()).status === 202, { describe: 'a canary' });
    return { deploymentId: await deploymentId('twice-two') };
  },
  'release.images': async () => {
    await owner.post('/api/deployments', { template: 'hello', name: 'twice-images' });
    return { deploymentId: await deploymentId('twice-images'), release: 1 };
  },
  'image.check': async () => ({ key: 'digest docker.io/library/nginx 1', orgs: [owner.orgId] }),
  'audit.delivery': async () => {
    const sink = { orgId: owner.orgId, url: 'http://127.0.0.1:1/audit' };
    return { sinkId: (await owner.post('/api/audit/sinks', sink)).body.id };
  },
  'dns.reconcile': async () => {
    const scope = { scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } };
    const kind = { credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, secret: { token: 't' } };
    const { body: credential } = await owner.post('/api/v1/credentials', { name: 'zones', ...kind, ...scope });
    const domain = { domain_name: 'twice.example.org', credential_id: credential.id };
    return { domainId: (await owner.post('/api/v1/dns/domains', domain)).body.id };
  },
  'template.sync': async () => {
    const row = await server.app.database.system('test', (tx) =>
      tx.selectFrom('templates').select('id').where('name', '=', 'hello').executeTakeFirstOrThrow(),
    );
    return { templateId: row.id };
  },
  'org.removal': async () => {
    const { body: org } = await owner.post('/api/orgs', { name: 'Twice gone' });
    await owner.delete(`/api/orgs/${org.id}?confirm=${org.slug}`);
    return { orgId: org.id };
  },
  'invitation.mail': async () => {
    const path = `/api/teams/${owner.teamId}/invite`;
    const { body } = await owner.post(path, { email: 'twice@example.com', role: 'viewer' });
    return { invitationId: body.id };
  },
  'secret.publish': async () => ({ orgId: owner.orgId, path: 'nothing-of-this-name' }),
  'notice.mail': async () => ({ to: 'ada@example.com', event: 'api_key.created', at: '2026-03-01T12:00:00.000Z', ip: '' }),
  'deployment.removal': async () => {
    await owner.post('/api/deployments', { template: 'hello', name: 'twice-gone' });
    await server.settle();
    const id = await deploymentId('twice-gone');
    server.cluster.holdRemovals(true);
    await owner.post('/api/deployments/delete', { name: 'twice-gone' });
    return { deploymentId: id };
  },
};

async function run({ job, run: handle }: BoundJob, payload: unknown): Promise<JobResult> {
  const parts = { requestId: 'test', log: silentLog, clock: systemClock, signal: new AbortController().signal };
  const ctx: JobCtx = { ...createSystemCtx(parts, 'job'), kind: 'job', jobId: 'test', attempt: 1 };
  return await handle(ctx, job.payload.parse(payload));
}

describe('every kind of job', () => {
  it('can run twice, and after the end of what it was for', async () => {
    for (const bound of server.app.jobKinds) {
      const payload = (await payloads[bound.job.kind]?.()) ?? {};
      const kinds = [(await run(bound, payload)).kind, (await run(bound, payload)).kind];
      for (const kind of kinds) expect(['done', 'snooze', 'cancel']).toContain(kind);
    }
    expect(server.cluster.objects().filter((one) => one.metadata.name === 'twice')).toHaveLength(1);
  });

  it('gives up quietly on what does not exist', async () => {
    const payload = { deploymentId: '00000000-0000-7000-8000-000000000000' };
    for (const bound of server.app.jobKinds.filter(({ job }) => job.kind.startsWith('deployment.'))) {
      expect((await run(bound, payload)).kind).toBe('cancel');
    }
  });

  it('is named as work, once', () => {
    const kinds = server.app.jobKinds.map(({ job }) => job.kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const kind of kinds) expect(kind).toMatch(/^[a-z_]+\.[a-z_]+$/);
  });
});
