import type { AuditEvent } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import { actorText, changeText, eventText, placeText, platformTrail } from './audit.ts';

const event: AuditEvent = {
  id: '0190a0a0-0000-7000-8000-000000000000',
  orgId: '0190a0a0-0000-7000-8000-000000000001',
  seq: 1,
  event: 'deployment.updated',
  actor: { kind: 'user', id: 'u1', email: 'dev@localhost', via: 'session' },
  target: { type: 'deployment', id: 'd1', name: 'hello' },
  data: { teamId: '0190', fields: ['envVars', 'replicas'], reason: null, generation: 4 },
  requestId: 'r1',
  ipAddress: null,
  at: '2026-11-21T10:00:00.000Z',
  prevHash: null,
  hash: null,
};

describe('an audit entry', () => {
  it('says what happened in words', () => {
    expect(eventText('deployment.created')).toBe('Deployment created');
    expect(eventText('api_key.revoked')).toBe('API key revoked');
    expect(eventText('org.created')).toBe('Organization created');
  });

  it('says who it was, also when it was nobody', () => {
    expect(actorText(event)).toBe('dev@localhost');
    expect(actorText({ ...event, actor: { kind: 'system', id: null, email: null, via: 'job' } })).toBe('Moorage');
  });

  it('says where it was, also when that is gone', () => {
    expect(placeText({ orgId: event.orgId, orgName: 'Harbour' })).toBe('Harbour');
    expect(placeText({ orgId: platformTrail, orgName: null })).toBe('the platform');
    expect(placeText({ orgId: event.orgId, orgName: null })).toBe('0190a0a0, deleted');
  });

  it('tells its data without what is empty', () => {
    expect(changeText(event)).toBe('fields: envVars, replicas; generation: 4');
    const changes = { replicas: { before: null, after: 2 }, displayName: { before: 'A', after: 'B' } };
    expect(changeText({ ...event, data: { changes } })).toBe('replicas: nothing → 2; displayName: A → B');
  });
});
