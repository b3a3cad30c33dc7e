/** Mail, as notices need it: one message to one address. */
export interface NoticeMailer {
  send(message: { readonly to: string; readonly subject: string; readonly text: string; readonly html: string }): Promise<void>;
}
