/** Mail, as the domain needs it: one message to one address. */

export interface MailMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailer {
  /** Resolves when the next server has taken the message; throws `upstream_failed` or `unavailable` where it has not. */
  send(message: MailMessage): Promise<void>;
}
