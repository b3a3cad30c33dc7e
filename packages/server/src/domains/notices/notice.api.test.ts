import PostalMime from 'postal-mime';
import { waitUntil } from '@moorage/testkit/wait-until';
import { SMTPServer } from 'smtp-server';
import { afterAll, describe, expect, it } from 'vitest';
import { useTestServer } from '../../../test/support.ts';

const arrived: Buffer[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, callback) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      arrived.push(Buffer.concat(chunks));
      callback();
    });
  },
});
const port = await new Promise<number>((resolve) => {
  smtp.listen(0, '127.0.0.1', () => {
    const bound = smtp.server.address();
    resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
  });
});
const server = useTestServer({
  name: 'notices',
  environment: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Harbor <harbor@example.com>' },
});
afterAll(() => new Promise<void>((resolve) => smtp.close(() => resolve())));

describe('somebody', () => {
  it('is told by mail of a new key of his and of the end of all his sessions, and never of the key itself', async () => {
    const ada = await server.signIn('ada@example.com');
    const { body: made } = await ada.post('/api/keys', { name: 'ci', scopes: ['orgs:read'] });
    expect((await ada.delete('/api/sessions')).status).toBe(204);
    await waitUntil(() => arrived.length === 2, { describe: 'both mails to arrive' });
    const mails = await Promise.all(arrived.map((mail) => PostalMime.parse(mail)));
    expect(mails.map(({ subject }) => subject).toSorted()).toEqual(['A new API key of yours', 'You were signed out everywhere']);
    for (const mail of mails) {
      expect(mail.to?.map(({ address }) => address)).toEqual(['ada@example.com']);
      expect(mail.text).toContain('from the address 127.0.0.1');
      expect(`${mail.text} ${mail.html}`).not.toContain(made.key.slice(-43));
    }
  });
});
