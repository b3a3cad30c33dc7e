import { describe, expect, it } from 'vitest';
import { useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'exec_off', environment: { EXEC_ENABLED: 'false' } });

describe('commands in containers', () => {
  it('are off where nobody turned them on', async () => {
    const ada = await server.signIn('ada@example.com');
    await ada.post('/api/deployments', { template: 'hello', name: 'closed' });
    const answer = await ada.get('/api/deployments/exec?name=closed');
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    expect(answer.body.details.nextStep).toContain('EXEC_ENABLED');
  });
});
