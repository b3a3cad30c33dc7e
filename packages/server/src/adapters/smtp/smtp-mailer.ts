/** Mail by SMTP. The URL says how: `smtp://` upgrades by STARTTLS where the server offers it, `smtps://` is TLS from the start. */
import { AppError, messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { createTransport } from 'nodemailer';
import type { Mailer } from '../../domains/invitations/invitation.ports.ts';

export interface SmtpSettings {
  /** `smtp[s]://user:password@host:port`. */
  readonly url: Secret;
  /** `Name <address>`, or the address alone. */
  readonly from: string;
}

const timeoutMs = 15_000;

/** A 5xx answer is for ever, everything else may be better next time. */
function toAppError(error: unknown): AppError {
  const code = typeof error === 'object' && error !== null && 'responseCode' in error ? Number(error.responseCode) : 0;
  if (code >= 500) {
    return new AppError('upstream_failed', `The mail server refused the message (${code}).`, {
      internal: messageOf(error),
      cause: error,
    });
  }
  return new AppError('unavailable', 'The mail server cannot be reached or does not take mail now.', {
    internal: messageOf(error),
    cause: error,
  });
}

export function createSmtpMailer({ url, from }: SmtpSettings): Mailer {
  const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const transport = createTransport({ url: url.reveal(), ...limits, disableFileAccess: true, disableUrlAccess: true }, { from });
  return {
    async send({ to, subject, text, html }) {
      try {
        // As an object, so that nothing in it is read as a second recipient.
        await transport.sendMail({ to: { name: '', address: to }, subject, text, html });
      } catch (error) {
        throw toAppError(error);
      }
    },
  };
}
