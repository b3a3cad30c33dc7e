/** What delivery needs from outside. */
export interface SinkRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type SinkAnswer =
  | { readonly kind: 'taken'; readonly status: number }
  /** `message` is fit for the owner of the sink. */
  | { readonly kind: 'failed'; readonly message: string };

export interface SinkSender {
  /** Why nothing can be sent to this address, before anything is resolved. */
  problemOf(url: string): string | undefined;
  /** Never throws. */
  post(request: SinkRequest): Promise<SinkAnswer>;
}
