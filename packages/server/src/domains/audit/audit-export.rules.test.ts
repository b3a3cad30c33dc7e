import { describe, expect, it } from 'vitest';
import { headOf, lineOf } from './audit-export.rules.ts';

const event = {
  id: '0190a0a0-0000-7000-8000-000000000000',
  orgId: '0190a0a0-0000-7000-8000-000000000001',
  seq: 7,
  event: 'team.updated',
  actor: { kind: 'user', id: null, email: 'ada@example.com', via: 'session' },
  target: { type: 'team', id: 't', name: 'Crew' },
  data: {},
  requestId: 'r',
  ipAddress: null,
  at: '2026-01-01T00:00:00.000Z',
  prevHash: null,
  hash: null,
} as const;
const csv = { format: 'csv', scope: 'org' } as const;
const lines = { format: 'ndjson', scope: 'org' } as const;
const named = (name: string): string => lineOf(csv, { ...event, target: { ...event.target, name } });

describe('an event in a CSV file', () => {
  it('has a cell for each column', () => {
    expect(headOf(csv).split(',')).toHaveLength(lineOf(csv, event).split(',').length);
    expect(lineOf(csv, event)).toMatch(/^7,2026-01-01T00:00:00.000Z,team.updated,user,,ada@example.com,.*\r\n$/);
  });
  it('of several organizations says last of which it is', () => {
    const anywhere = { format: 'csv', scope: 'platform' } as const;
    expect(headOf(anywhere)).toMatch(/,hash,org_id,org_name\r\n$/);
    expect(lineOf(anywhere, { ...event, orgName: '=Crew, Ltd' })).toMatch(
      /,0190a0a0-0000-7000-8000-000000000001,"'=Crew, Ltd"\r\n$/,
    );
    expect(lineOf(anywhere, { ...event, orgName: null })).toMatch(/,0190a0a0-0000-7000-8000-000000000001,\r\n$/);
  });
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1'])('does not let a spreadsheet run %j', (name) => {
    expect(named(name)).toMatch(/,"?'/);
  });
  it('quotes commas, quotes and line ends, after it made them harmless', () => {
    expect(named('=HYPERLINK("x","y")')).toContain(`,"'=HYPERLINK(""x"",""y"")",`);
    expect(named('a\nb')).toContain(',"a\nb",');
  });
});

describe('an event in a file of JSON lines', () => {
  it('is the event as the API shows it', () => {
    expect(headOf(lines)).toBe('');
    expect(JSON.parse(lineOf(lines, event))).toEqual(event);
  });
});
