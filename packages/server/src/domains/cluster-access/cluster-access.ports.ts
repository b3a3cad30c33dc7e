import type { Secret } from '@moorage/core/secret';

/** How a cluster's API is reached with a kubeconfig; certificates and keys are PEM. */
export interface ClusterConnection {
  readonly server: string;
  readonly ca: string | undefined;
  readonly serverName: string | undefined;
  readonly token: Secret | undefined;
  readonly cert: string | undefined;
  readonly key: Secret | undefined;
}

export const accessRoles = ['view', 'edit', 'admin'] as const;
export type AccessRole = (typeof accessRoles)[number];

export interface TokenOrder {
  /** Who it is for, told apart by this and told to people by that. */
  readonly principal: string;
  readonly label: string;
  readonly role: AccessRole;
  /** All of them when absent. */
  readonly namespace: string | undefined;
  readonly seconds: number;
}

export interface IssuedToken {
  readonly token: Secret;
  readonly expiresAt: Date;
  /** The service account that it is of, as `namespace/name`. */
  readonly account: string;
}

/** Asks clusters for tokens of their own. Throws `conflict` with what is wrong where the cluster cannot be asked or refuses. */
export interface ClusterTokens {
  issue(connection: ClusterConnection, order: TokenOrder, signal: AbortSignal): Promise<IssuedToken>;
}
