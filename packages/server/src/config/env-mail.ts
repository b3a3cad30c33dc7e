/** Mail that the platform sends itself, such as invitations. */
import { text, variable } from '@moorage/core/config-reader';
import { z } from 'zod';

export const mail = {
  smtpUrl: variable({
    names: ['SMTP_URL'],
    schema: z
      .string()
      .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
      .pipe(text.secret)
      .optional(),
    doc: 'Mail server for invitations: `smtp://user:password@host:587`, or `smtps://` for TLS from the start. Without it no mail is sent, and links are handed over by people.',
    group: 'Mail',
  }),
  mailFrom: variable({
    names: ['MAIL_FROM'],
    schema: z.string().min(3).max(320).optional(),
    doc: 'Sender of mail: an address, or `Name <address>`. Required with `SMTP_URL`.',
    group: 'Mail',
  }),
};
