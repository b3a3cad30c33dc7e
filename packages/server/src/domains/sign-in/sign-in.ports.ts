/** What sign-in needs of a provider of identities. */

/** What travels to the provider and what it must bring back, the same for the whole attempt. */
export interface Attempt {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface Profile {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly isEmailVerified: boolean;
  readonly name: string | undefined;
  readonly avatarUrl: string | undefined;
  /** The provider says that it asked for more than one factor, this time. */
  readonly isMultiFactor: boolean;
}

export type ExchangeFailure =
  | 'exchange_failed'
  | 'no_id_token'
  | 'id_token_invalid'
  | 'email_fetch_failed'
  | 'email_parse_failed';

export type Exchange =
  | { readonly kind: 'profile'; readonly profile: Profile }
  /** `internal` is for the log: it may quote the provider. */
  | { readonly kind: 'failed'; readonly reason: ExchangeFailure; readonly internal: string };

export interface SignInProvider {
  /** As in addresses. */
  readonly id: string;
  /** What people read. */
  readonly name: string;
  /** Where the provider sends people back who sign in to the console. */
  readonly redirectUri: string;
  /** Where to send the browser. Throws `upstream_failed` when the provider cannot be asked. */
  authorizationUrl(attempt: Attempt): Promise<string>;
  /** Turns what the provider sent back into a profile; everything that it signs is checked. */
  exchange(attempt: Attempt, returned: URLSearchParams): Promise<Exchange>;
}
