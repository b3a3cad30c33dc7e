/** Every route of the server and every table of states, for whatever is derived from the whole API. */
import { apiKeyRoutes } from './domains/api-keys/api-key.contract.ts';
import { vaultRoutes } from './domains/vault/vault.contract.ts';
import { adminRoutes } from './domains/admin/admin.contract.ts';
import { adminJobRoutes } from './domains/admin-jobs/admin-job.contract.ts';
import { v1JobRoutes } from './domains/admin-jobs/v1-job.contract.ts';
import { auditRoutes } from './domains/audit/audit.contract.ts';
import { backupRoutes } from './domains/backups/backup.contract.ts';
import { clientsRoutes } from './domains/clients/client.contract.ts';
import { auditSinkRoutes } from './domains/audit-sinks/audit-sink.contract.ts';
import { customDomainsRoutes } from './domains/custom-domains/custom-domain.contract.ts';
import { canaryRoutes } from './domains/deployments/canary.contract.ts';
import { deploymentsRoutes } from './domains/deployments/deployment.contract.ts';
import { deviceLoginRoutes } from './domains/device-login/device-login.contract.ts';
import { execRoutes } from './domains/deployments/exec.contract.ts';
import { releasesRoutes } from './domains/deployments/release.contract.ts';
import { deploymentActions } from './domains/deployments/deployment.rules.ts';
import { identityRoutes } from './domains/identity/identity.contract.ts';
import { invitationRoutes } from './domains/invitations/invitation.contract.ts';
import { memberRoutes } from './domains/orgs/member.contract.ts';
import { sessionsRoutes } from './domains/sessions/session.contract.ts';
import { signInRoutes } from './domains/sign-in/sign-in.contract.ts';
import { tokensRoutes } from './domains/tokens/token.contract.ts';
import { orgsRoutes } from './domains/orgs/org.contract.ts';
import { emailDomainRoutes } from './domains/email-domains/email-domain.contract.ts';
import { v1MeRoutes } from './domains/v1-accounts/v1-me.contract.ts';
import { v1MetaRoutes } from './domains/v1-accounts/v1-meta.contract.ts';
import { v1OrgRoutes } from './domains/v1-accounts/v1-org.contract.ts';
import { credentialRoutes } from './domains/credentials/provider-credential.contract.ts';
import { sshKeyRoutes } from './domains/ssh-keys/ssh-key.contract.ts';
import { dnsDomainRoutes } from './domains/dns/dns-domain.contract.ts';
import { dnsRecordRoutes } from './domains/dns/dns-record.contract.ts';
import { platformActionRoutes } from './domains/platform-actions/platform-action.contract.ts';
import { loadBalancerRoutes } from './domains/load-balancers/load-balancer.contract.ts';
import { annotationRoutes, labelRoutes, taintRoutes } from './domains/node-metadata/node-metadata.contract.ts';
import {
  nodePoolRoutes,
  poolAnnotationRoutes,
  poolLabelRoutes,
  poolServerRoutes,
  poolTaintRoutes,
} from './domains/node-pools/node-pool.contract.ts';
import { serverRoutes } from './domains/servers/server.contract.ts';
import {
  appsLoadBalancerRoutes,
  bastionRoutes,
  captainDomainRoutes,
  clusterPoolRoutes,
  controlPlaneRecordSetRoutes,
  glueopsLoadBalancerRoutes,
} from './domains/cluster-attachments/cluster-attachment.contract.ts';
import { clusterAccessRoutes } from './domains/cluster-access/cluster-access.contract.ts';
import { clusterMetadataRoutes } from './domains/cluster-metadata/cluster-metadata.contract.ts';
import { clusterRoutes } from './domains/clusters/cluster.contract.ts';
import { imageHooksRoutes } from './domains/images/image-hook.contract.ts';
import { imagesRoutes } from './domains/images/image.contract.ts';
import { grantsRoutes, templateGrantsRoutes } from './domains/roles/grant.contract.ts';
import { rolesRoutes } from './domains/roles/role.contract.ts';
import { secretStoreRoutes } from './domains/secrets/secret-store.contract.ts';
import { secretsRoutes } from './domains/secrets/secret.contract.ts';
import { templateDraftsRoutes } from './domains/templates/template-draft.contract.ts';
import { templateVersionsRoutes } from './domains/templates/template-version.contract.ts';
import { templatesRoutes } from './domains/templates/template.contract.ts';
import type { Route } from './platform/http/route.ts';

export const contracts: readonly Route[] = [
  identityRoutes,
  apiKeyRoutes,
  sessionsRoutes,
  signInRoutes,
  tokensRoutes,
  deviceLoginRoutes,
  orgsRoutes,
  clientsRoutes,
  adminRoutes,
  backupRoutes,
  adminJobRoutes,
  v1JobRoutes,
  vaultRoutes,
  secretStoreRoutes,
  memberRoutes,
  rolesRoutes,
  grantsRoutes,
  templateGrantsRoutes,
  invitationRoutes,
  emailDomainRoutes,
  v1MetaRoutes,
  v1MeRoutes,
  v1OrgRoutes,
  credentialRoutes,
  sshKeyRoutes,
  platformActionRoutes,
  loadBalancerRoutes,
  dnsDomainRoutes,
  dnsRecordRoutes,
  serverRoutes,
  labelRoutes,
  annotationRoutes,
  taintRoutes,
  nodePoolRoutes,
  poolServerRoutes,
  poolLabelRoutes,
  poolAnnotationRoutes,
  poolTaintRoutes,
  clusterRoutes,
  captainDomainRoutes,
  controlPlaneRecordSetRoutes,
  appsLoadBalancerRoutes,
  glueopsLoadBalancerRoutes,
  bastionRoutes,
  clusterPoolRoutes,
  clusterAccessRoutes,
  clusterMetadataRoutes,
  auditRoutes,
  auditSinkRoutes,
  templatesRoutes,
  templateVersionsRoutes,
  templateDraftsRoutes,
  secretsRoutes,
  deploymentsRoutes,
  releasesRoutes,
  imagesRoutes,
  imageHooksRoutes,
  canaryRoutes,
  execRoutes,
  customDomainsRoutes,
].flatMap((routes) => Object.values<Route>(routes));

/** Object → status → actions that make sense in it. */
export const stateActions = { deployment: deploymentActions } as const;
