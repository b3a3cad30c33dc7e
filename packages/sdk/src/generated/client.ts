// Generated from openapi/api.json by `npm run gen`; edits are lost.

import type { ApiResult } from '../result.ts';
import { follow, type StreamEnd, type StreamOptions } from '../stream.ts';
import { type CallOptions, type ClientOptions, send } from '../transport.ts';
import type * as T from './types.ts';

export interface AdminOrgsArgs {
  readonly query?: {
    /** Part of the name or the address. */
    readonly search?: string;
    readonly client_id?: string;
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface AdminSignOutUserArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface AdminUpdateOrgArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.AdminOrgUpdate;
}

export interface AdminUpdateUserArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.AdminUserUpdate;
}

export interface AdminUserArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface AdminUsersArgs {
  readonly query?: {
    /** Part of the name or the address. */
    readonly search?: string;
    readonly state?: 'active' | 'disabled';
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface AdminAuditListArgs {
  readonly query?: {
    readonly org_id?: string;
    /** The event, or how its name begins, such as `deployment.`. */
    readonly event?: string;
    /** Id or address of who acted. */
    readonly actor?: string;
    /** Id or name of what was acted on. */
    readonly target?: string;
    readonly target_type?: string;
    readonly target_id?: string;
    readonly request_id?: string;
    readonly from?: string;
    /** Not included. */
    readonly to?: string;
    /** Part of the name or id of what was acted on. */
    readonly q?: string;
    readonly limit?: number;
    readonly cursor?: string;
  };
}

export interface AdminAuditStreamArgs {
  readonly query?: {
    readonly org_id?: string;
    /** The event, or how its name begins, such as `deployment.`. */
    readonly event?: string;
    /** Id or address of who acted. */
    readonly actor?: string;
    /** Id or name of what was acted on. */
    readonly target?: string;
    readonly target_type?: string;
    readonly target_id?: string;
    readonly request_id?: string;
    readonly from?: string;
    /** Not included. */
    readonly to?: string;
    /** Part of the name or id of what was acted on. */
    readonly q?: string;
  };
}

export interface AdminAuditStreamEvents {
  readonly audit: T.AdminAuditEvent;
}

export interface AdminJobsCancelArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface AdminJobsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface AdminJobsListArgs {
  readonly query?: {
    readonly kind?: string;
    readonly state?: 'scheduled' | 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'canceled';
    readonly org_id?: string;
    /** Part of the id, the kind, the payload or the error. */
    readonly q?: string;
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface AdminJobsRetryArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface AnnotationsCreateArgs {
  readonly body: T.V1AnnotationCreate;
}

export interface AnnotationsCreateManyArgs {
  readonly body: T.V1AnnotationsCreate;
}

export interface AnnotationsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface AnnotationsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface AnnotationsListArgs {
  readonly query?: {
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
    /** Only those with this key. */
    readonly key?: string;
    /** Only those with this value. */
    readonly value?: string;
    /** Only those whose key contains this text. */
    readonly q?: string;
  };
}

export interface AnnotationsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1AnnotationUpdate;
}

export interface ApiKeysCreateArgs {
  readonly body: T.ApiKeyCreate;
}

export interface ApiKeysDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ApiKeysRotateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.ApiKeyRotate;
}

export interface ApiKeysUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.ApiKeyUpdate;
}

export interface AuditListArgs {
  readonly query: {
    readonly org_id: string;
    /** The event, or how its name begins, such as `deployment.`. */
    readonly event?: string;
    /** Id or address of who acted. */
    readonly actor?: string;
    /** Id or name of what was acted on. */
    readonly target?: string;
    readonly target_type?: string;
    readonly target_id?: string;
    readonly request_id?: string;
    readonly from?: string;
    /** Not included. */
    readonly to?: string;
    /** Part of the name or id of what was acted on. */
    readonly q?: string;
    readonly limit?: number;
    readonly cursor?: string;
  };
}

export interface AuditStreamArgs {
  readonly query: {
    readonly org_id: string;
    /** The event, or how its name begins, such as `deployment.`. */
    readonly event?: string;
    /** Id or address of who acted. */
    readonly actor?: string;
    /** Id or name of what was acted on. */
    readonly target?: string;
    readonly target_type?: string;
    readonly target_id?: string;
    readonly request_id?: string;
    readonly from?: string;
    /** Not included. */
    readonly to?: string;
    /** Part of the name or id of what was acted on. */
    readonly q?: string;
  };
}

export interface AuditStreamEvents {
  readonly audit: T.AuditEvent;
}

export interface AuditVerifyArgs {
  readonly query: {
    readonly org_id: string;
  };
}

export interface AuditSinksCreateArgs {
  readonly body: {
    readonly orgId: string;
    /** Must be `https:`, and lead to a public address. */
    readonly url: string;
    readonly fromStart?: boolean;
  };
}

export interface AuditSinksListArgs {
  readonly query: {
    readonly org_id: string;
  };
}

export interface AuditSinksRemoveArgs {
  readonly params: {
    readonly id: string;
  };
  readonly query: {
    readonly org_id: string;
  };
}

export interface AuditSinksTestArgs {
  readonly params: {
    readonly id: string;
  };
  readonly query: {
    readonly org_id: string;
  };
}

export interface AuditSinksUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly query: {
    readonly org_id: string;
  };
  readonly body: {
    /** Must be `https:`, and lead to a public address. */
    readonly url?: string;
    readonly enabled?: boolean;
  };
}

export interface AuthCallbackArgs {
  readonly params: {
    readonly provider: string;
  };
  readonly query?: {
    readonly code?: string;
    readonly state?: string;
    readonly error?: string;
    readonly error_description?: string;
    readonly iss?: string;
  };
}

export interface AuthLogoutArgs {
  readonly body: T.RefreshRequest;
}

export interface AuthRefreshArgs {
  readonly body: T.RefreshRequest;
}

export interface AuthStartArgs {
  readonly params: {
    readonly provider: string;
  };
  readonly query?: {
    readonly mode?: 'spa';
    readonly origin?: string;
  };
}

export interface BackupsVerifyArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ClientsCreateArgs {
  readonly body: T.ClientCreate;
}

export interface ClientsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ClientsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ClientsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.ClientUpdate;
}

export interface ClusterMetadataCreateArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterMetadataCreate;
}

export interface ClusterMetadataDeleteArgs {
  readonly params: {
    readonly clusterID: string;
    readonly metadataID: string;
  };
}

export interface ClusterMetadataGetArgs {
  readonly params: {
    readonly clusterID: string;
    readonly metadataID: string;
  };
}

export interface ClusterMetadataListArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClusterMetadataUpdateArgs {
  readonly params: {
    readonly clusterID: string;
    readonly metadataID: string;
  };
  readonly body: T.V1ClusterMetadataUpdate;
}

export interface ClustersAttachAppsLoadBalancerArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterAttachAppsLoadBalancer;
}

export interface ClustersAttachBastionArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterAttachBastion;
}

export interface ClustersAttachCaptainDomainArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterAttachCaptainDomain;
}

export interface ClustersAttachControlPlaneRecordSetArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterAttachControlPlaneRecordSet;
}

export interface ClustersAttachGlueOpsLoadBalancerArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterAttachGlueOpsLoadBalancer;
}

export interface ClustersAttachNodePoolArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterAttachNodePool;
}

export interface ClustersClearKubeconfigArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersCreateArgs {
  readonly body: T.V1ClusterCreate;
}

export interface ClustersDeleteArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersDetachAppsLoadBalancerArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersDetachBastionArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersDetachCaptainDomainArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersDetachControlPlaneRecordSetArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersDetachGlueOpsLoadBalancerArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersDetachNodePoolArgs {
  readonly params: {
    readonly clusterID: string;
    readonly nodePoolID: string;
  };
}

export interface ClustersGetArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersIssueKubeconfigArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1KubeconfigIssue;
}

export interface ClustersListArgs {
  readonly query?: {
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
    /** Only the one with this name. */
    readonly name?: string;
    /** Only those whose name contains this text. */
    readonly q?: string;
  };
}

export interface ClustersRevealArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersRevealKubeconfigArgs {
  readonly params: {
    readonly clusterID: string;
  };
}

export interface ClustersSetKubeconfigArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterKubeconfig;
}

export interface ClustersUpdateArgs {
  readonly params: {
    readonly clusterID: string;
  };
  readonly body: T.V1ClusterUpdate;
}

export interface CredentialsCreateArgs {
  readonly body: T.V1CredentialCreate;
}

export interface CredentialsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface CredentialsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface CredentialsListArgs {
  readonly query?: {
    readonly credential_provider?: string;
    readonly kind?: string;
    readonly scope_kind?: string;
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface CredentialsRevealArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface CredentialsTestArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface CredentialsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1CredentialUpdate;
}

export interface CustomDomainsAddArgs {
  readonly body: T.CustomDomainClaim;
}

export interface CustomDomainsListArgs {
  readonly query: {
    readonly name: string;
  };
}

export interface CustomDomainsRemoveArgs {
  readonly query: {
    readonly name: string;
    readonly id: string;
  };
}

export interface CustomDomainsVerifyArgs {
  readonly body: T.CustomDomainRef;
}

export interface DeploymentGrantsCreateArgs {
  readonly body: T.GrantCreate;
}

export interface DeploymentGrantsDeleteArgs {
  readonly query: {
    readonly name: string;
    readonly id: string;
  };
}

export interface DeploymentGrantsListArgs {
  readonly query: {
    readonly name: string;
  };
}

export interface DeploymentsAbortCanaryArgs {
  readonly body: T.CanaryEnd;
}

export interface DeploymentsActivityArgs {
  readonly query: {
    readonly name: string;
    readonly limit?: number;
  };
}

export interface DeploymentsClusterEventsArgs {
  readonly query: {
    readonly name: string;
    readonly limit?: number;
  };
}

export interface DeploymentsCreateArgs {
  readonly body: T.DeploymentCreate;
}

export interface DeploymentsDeleteArgs {
  readonly body: T.DeploymentRef;
}

export interface DeploymentsDeleteByNameArgs {
  readonly params: {
    readonly name: string;
  };
}

export interface DeploymentsDeployImageArgs {
  readonly body: T.ImageDeployment;
}

export interface DeploymentsGetConfigArgs {
  readonly query: {
    readonly name: string;
  };
}

export interface DeploymentsListArgs {
  readonly query?: {
    /** The current team of the session when absent. */
    readonly team_id?: string;
    /** Only what is shared with the caller by itself, wherever it is. */
    readonly shared?: boolean;
    readonly status?: T.DeploymentStatus;
    readonly search?: string;
    /** Turns on paging; see `Link`. */
    readonly limit?: number;
    readonly cursor?: string;
  };
}

export interface DeploymentsLogsArgs {
  readonly query: {
    readonly name: string;
    readonly service?: string;
    readonly tail?: number;
    readonly since?: string;
    readonly follow?: boolean;
    readonly previous?: boolean;
  };
}

export interface DeploymentsLogsEvents {
  readonly line: T.LogLine;
  readonly notice: T.StreamNotice;
  readonly end: T.StreamEnd;
}

export interface DeploymentsManifestArgs {
  readonly query: {
    readonly name: string;
  };
}

export interface DeploymentsMetricsArgs {
  readonly query: {
    readonly name: string;
    readonly follow?: boolean;
  };
}

export interface DeploymentsMetricsEvents {
  readonly sample: T.UsageSample;
  readonly end: T.StreamEnd;
}

export interface DeploymentsPlanArgs {
  readonly body: T.DeploymentConfigUpdate;
}

export interface DeploymentsPromoteCanaryArgs {
  readonly body: T.CanaryEnd;
}

export interface DeploymentsReleaseDiffArgs {
  readonly query: {
    readonly name: string;
    readonly from: number;
    readonly to: number;
  };
}

export interface DeploymentsReleasesArgs {
  readonly query: {
    readonly name: string;
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface DeploymentsRestartArgs {
  readonly body: T.DeploymentRestart;
}

export interface DeploymentsRollbackArgs {
  readonly body: T.DeploymentRollback;
}

export interface DeploymentsScaleArgs {
  readonly body: T.DeploymentScale;
}

export interface DeploymentsStartCanaryArgs {
  readonly body: T.CanaryStart;
}

export interface DeploymentsStatusArgs {
  readonly query: {
    readonly name: string;
  };
}

export interface DeploymentsUpdateConfigArgs {
  readonly body: T.DeploymentConfigUpdate;
}

export interface DeploymentsWeighCanaryArgs {
  readonly body: T.CanaryWeight;
}

export interface DeviceApproveArgs {
  readonly params: {
    readonly userCode: string;
  };
  readonly body: T.DeviceApproval;
}

export interface DeviceCodeArgs {
  readonly body: T.DeviceCodeRequest;
}

export interface DeviceDenyArgs {
  readonly params: {
    readonly userCode: string;
  };
}

export interface DeviceGetArgs {
  readonly params: {
    readonly userCode: string;
  };
}

export interface DeviceRevokeArgs {
  readonly body: T.DeviceRevocation;
}

export interface DeviceTokenArgs {
  readonly body: T.DeviceTokenRequest;
}

export interface DnsDomainsCreateArgs {
  readonly body: T.V1DomainCreate;
}

export interface DnsDomainsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface DnsDomainsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface DnsDomainsListArgs {
  readonly query?: {
    /** Exactly. */
    readonly domain_name?: string;
    /** `pending`: to be brought to the provider. `ready`: the provider has it. `failed`: `last_error` says why; it is tried again with growing pauses. */
    readonly status?: 'pending' | 'provisioning' | 'ready' | 'failed';
    /** Part of the name. */
    readonly q?: string;
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface DnsDomainsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1DomainUpdate;
}

export interface DnsRecordsCreateArgs {
  readonly params: {
    readonly domain_id: string;
  };
  readonly body: T.V1RecordSetCreate;
}

export interface DnsRecordsCreateManyArgs {
  readonly params: {
    readonly domain_id: string;
  };
  readonly body: T.V1RecordSetsCreate;
}

export interface DnsRecordsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface DnsRecordsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface DnsRecordsListArgs {
  readonly params: {
    readonly domain_id: string;
  };
  readonly query?: {
    /** Exactly; relative or in full. */
    readonly name?: string;
    readonly type?: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'MX' | 'NS' | 'SRV' | 'CAA';
    /** `pending`: to be brought to the provider. `ready`: the provider has it. `failed`: `last_error` says why; it is tried again with growing pauses. */
    readonly status?: 'pending' | 'provisioning' | 'ready' | 'failed';
    /** Part of the name, as it is in the list. */
    readonly q?: string;
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface DnsRecordsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1RecordSetUpdate;
}

export interface EmailDomainsCreateArgs {
  readonly params: {
    readonly orgId: string;
  };
  readonly body: T.EmailDomainCreate;
}

export interface EmailDomainsDeleteArgs {
  readonly params: {
    readonly orgId: string;
    readonly id: string;
  };
}

export interface EmailDomainsListArgs {
  readonly params: {
    readonly orgId: string;
  };
}

export interface EmailDomainsVerifyArgs {
  readonly params: {
    readonly orgId: string;
    readonly id: string;
  };
}

export interface EncryptionRotateArgs {
  readonly body: T.EncryptionRotation;
}

export interface EventsStreamArgs {
  readonly query?: {
    readonly team_id?: string;
  };
}

export interface EventsStreamEvents {
  readonly deployment: T.Deployment;
  readonly deploymentDeleted: T.DeploymentDeleted;
  readonly hello: T.StreamHello;
}

export interface IdentitiesLinkArgs {
  readonly body: T.IdentityLink;
}

export interface IdentitiesUnlinkArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ImageHooksCreateArgs {
  readonly body: T.ImageHookCreate;
}

export interface ImageHooksDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ImageHooksDeliverArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.ImageHookDelivery;
}

export interface ImageHooksListArgs {
  readonly query?: {
    readonly team_id?: string;
  };
}

export interface ImageHooksRotateArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ImagesCheckArgs {
  readonly body: {
    readonly name: string;
  };
}

export interface ImagesListArgs {
  readonly query?: {
    /** Of one deployment. */
    readonly name?: string;
    /** The current team of the session when absent. */
    readonly team_id?: string;
  };
}

export interface InvitesAcceptArgs {
  readonly body: T.InvitationToken;
}

export interface InvitesPreviewArgs {
  readonly body: T.InvitationToken;
}

export interface InvitesResendArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface InvitesRevokeArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface LabelsCreateArgs {
  readonly body: T.V1LabelCreate;
}

export interface LabelsCreateManyArgs {
  readonly body: T.V1LabelsCreate;
}

export interface LabelsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface LabelsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface LabelsListArgs {
  readonly query?: {
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
    /** Only those with this key. */
    readonly key?: string;
    /** Only those with this value. */
    readonly value?: string;
    /** Only those whose key contains this text. */
    readonly q?: string;
  };
}

export interface LabelsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1LabelUpdate;
}

export interface LoadBalancersCreateArgs {
  readonly body: T.V1LoadBalancerCreate;
}

export interface LoadBalancersCreateManyArgs {
  readonly body: T.V1LoadBalancersCreate;
}

export interface LoadBalancersDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface LoadBalancersGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface LoadBalancersListArgs {
  readonly query?: {
    readonly kind?: 'glueops' | 'public';
    /** Exactly. */
    readonly name?: string;
    /** Part of the name. */
    readonly q?: string;
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface LoadBalancersUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1LoadBalancerUpdate;
}

export interface NodePoolsAttachAnnotationsArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1NodePoolAttachAnnotations;
}

export interface NodePoolsAttachLabelsArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1NodePoolAttachLabels;
}

export interface NodePoolsAttachServersArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1NodePoolAttachServers;
}

export interface NodePoolsAttachTaintsArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1NodePoolAttachTaints;
}

export interface NodePoolsCreateArgs {
  readonly body: T.V1NodePoolCreate;
}

export interface NodePoolsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface NodePoolsDetachAnnotationArgs {
  readonly params: {
    readonly id: string;
    readonly annotationId: string;
  };
}

export interface NodePoolsDetachLabelArgs {
  readonly params: {
    readonly id: string;
    readonly labelId: string;
  };
}

export interface NodePoolsDetachServerArgs {
  readonly params: {
    readonly id: string;
    readonly serverId: string;
  };
}

export interface NodePoolsDetachTaintArgs {
  readonly params: {
    readonly id: string;
    readonly taintId: string;
  };
}

export interface NodePoolsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface NodePoolsListArgs {
  readonly query?: {
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
    /** Only those of this cluster. */
    readonly cluster_id?: string;
    /** Only those with this name. */
    readonly name?: string;
    /** Only those whose name contains this text. */
    readonly q?: string;
  };
}

export interface NodePoolsListAnnotationsArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface NodePoolsListLabelsArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface NodePoolsListServersArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface NodePoolsListTaintsArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface NodePoolsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1NodePoolUpdate;
}

export interface OrgApiKeysCreateArgs {
  readonly params: {
    readonly orgId: string;
  };
  readonly body: T.OrgApiKeyCreate;
}

export interface OrgApiKeysDeleteArgs {
  readonly params: {
    readonly orgId: string;
    readonly id: string;
  };
}

export interface OrgApiKeysListArgs {
  readonly params: {
    readonly orgId: string;
  };
}

export interface OrgApiKeysRotateArgs {
  readonly params: {
    readonly orgId: string;
    readonly id: string;
  };
  readonly body: T.ApiKeyRotate;
}

export interface OrgApiKeysUpdateArgs {
  readonly params: {
    readonly orgId: string;
    readonly id: string;
  };
  readonly body: T.ApiKeyUpdate;
}

export interface OrgInvitesListArgs {
  readonly params: {
    readonly orgId: string;
  };
}

export interface OrgMembersAccessArgs {
  readonly params: {
    readonly orgId: string;
    readonly userId: string;
  };
}

export interface OrgMembersListArgs {
  readonly params: {
    readonly orgId: string;
  };
}

export interface OrgMembersRemoveArgs {
  readonly params: {
    readonly orgId: string;
    readonly userId: string;
  };
}

export interface OrgMembersUpdateArgs {
  readonly params: {
    readonly orgId: string;
    readonly userId: string;
  };
  readonly body: T.OrgMemberUpdate;
}

export interface OrgsCreateArgs {
  readonly body: T.OrgCreate;
}

export interface OrgsDeleteArgs {
  readonly params: {
    readonly orgId: string;
  };
  readonly query: {
    /** The slug of the organization. */
    readonly confirm: string;
  };
}

export interface OrgsDeletionPlanArgs {
  readonly params: {
    readonly orgId: string;
  };
}

export interface OrgsGetArgs {
  readonly params: {
    readonly orgId: string;
  };
}

export interface OrgsInviteArgs {
  readonly params: {
    readonly orgId: string;
  };
  readonly body: T.OrgInvite;
}

export interface OrgsLeaveArgs {
  readonly params: {
    readonly orgId: string;
  };
}

export interface OrgsTransferArgs {
  readonly params: {
    readonly orgId: string;
  };
  readonly body: T.OrgTransfer;
}

export interface OrgsUpdateArgs {
  readonly params: {
    readonly orgId: string;
  };
  readonly body: T.OrgUpdate;
}

export interface OrgSecretsCreateArgs {
  readonly body: T.OrgSecretCreate;
}

export interface OrgSecretsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface OrgSecretsImportArgs {
  readonly body: T.OrgSecretImport;
}

export interface OrgSecretsListArgs {
  readonly query?: {
    /** The current organization when absent. */
    readonly org_id?: string;
  };
}

export interface OrgSecretsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.SecretUpdate;
}

export interface RolesCreateArgs {
  readonly params: {
    readonly orgId: string;
  };
  readonly body: T.RoleCreate;
}

export interface RolesDeleteArgs {
  readonly params: {
    readonly orgId: string;
    readonly role: string;
  };
}

export interface RolesListArgs {
  readonly params: {
    readonly orgId: string;
  };
}

export interface RolesUpdateArgs {
  readonly params: {
    readonly orgId: string;
    readonly role: string;
  };
  readonly body: T.RoleUpdate;
}

export interface SecretsCreateArgs {
  readonly body: T.SecretCreate;
}

export interface SecretsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface SecretsEffectiveArgs {
  readonly query: {
    readonly deployment: string;
    readonly service?: string;
  };
}

export interface SecretsImportArgs {
  readonly body: T.SecretImport;
}

export interface SecretsListArgs {
  readonly query?: {
    /** Of one deployment, or `template:<name>`; one’s own and those of the current team when absent. */
    readonly deployment?: string;
  };
}

export interface SecretsRestoreArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.SecretRestore;
}

export interface SecretsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.SecretUpdate;
}

export interface SecretsUsageArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface SecretsVersionsArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface SecretStoreSwitchArgs {
  readonly body: T.SecretStoreSwitch;
}

export interface ServersCreateArgs {
  readonly body: T.V1ServerCreate;
}

export interface ServersCreateManyArgs {
  readonly body: T.V1ServersCreate;
}

export interface ServersDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ServersGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ServersListArgs {
  readonly query?: {
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
    readonly status?: 'pending' | 'provisioning' | 'ready' | 'failed';
    readonly role?: string;
    /** Only those of this cluster. */
    readonly cluster_id?: string;
    /** Only those with this host name. */
    readonly name?: string;
    /** Only those whose host name contains this text. */
    readonly q?: string;
  };
}

export interface ServersLogsArgs {
  readonly params: {
    readonly id: string;
  };
  readonly query?: {
    /** 0 when absent. */
    readonly after?: number;
    /** 200 when absent. */
    readonly limit?: number;
  };
}

export interface ServersResetHostkeyArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface ServersUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1ServerUpdate;
}

export interface SessionSwitchTeamArgs {
  readonly body: {
    readonly teamId: string;
  };
}

export interface SessionsRevokeArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface SessionsRevokeAllArgs {
  readonly query?: {
    readonly keepCurrent?: string;
  };
}

export interface SshKeysCreateArgs {
  readonly body: T.V1SshKeyCreate;
}

export interface SshKeysDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface SshKeysDownloadArgs {
  readonly params: {
    readonly id: string;
  };
  readonly query: {
    readonly part: 'public' | 'private' | 'both';
    readonly mode?: 'json';
  };
}

export interface SshKeysGetArgs {
  readonly params: {
    readonly id: string;
  };
  readonly query?: {
    readonly reveal?: '0' | '1' | 'true' | 'false';
  };
}

export interface SshKeysImportArgs {
  readonly body: T.V1SshKeyImport;
}

export interface SshKeysListArgs {
  readonly query?: {
    /** Only those that no server uses. */
    readonly unattached?: '0' | '1' | 'true' | 'false';
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
  };
}

export interface TaintsCreateArgs {
  readonly body: T.V1TaintCreate;
}

export interface TaintsCreateManyArgs {
  readonly body: T.V1TaintsCreate;
}

export interface TaintsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface TaintsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface TaintsListArgs {
  readonly query?: {
    /** Rows a page, at most 200. */
    readonly limit?: number;
    /** Where to go on: the value of the previous page. */
    readonly cursor?: string;
    /** Only those with this key. */
    readonly key?: string;
    /** Only those with this value. */
    readonly value?: string;
    /** Only those whose key contains this text. */
    readonly q?: string;
  };
}

export interface TaintsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1TaintUpdate;
}

export interface TeamInvitesListArgs {
  readonly params: {
    readonly teamId: string;
  };
}

export interface TeamMembersAddArgs {
  readonly params: {
    readonly teamId: string;
  };
  readonly body: T.TeamMemberAdd;
}

export interface TeamMembersListArgs {
  readonly params: {
    readonly teamId: string;
  };
}

export interface TeamMembersRemoveArgs {
  readonly params: {
    readonly teamId: string;
    readonly userId: string;
  };
}

export interface TeamMembersUpdateArgs {
  readonly params: {
    readonly teamId: string;
    readonly userId: string;
  };
  readonly body: T.TeamMemberUpdate;
}

export interface TeamsCreateArgs {
  readonly body: T.TeamCreate;
}

export interface TeamsDeleteArgs {
  readonly params: {
    readonly teamId: string;
  };
}

export interface TeamsInviteArgs {
  readonly params: {
    readonly teamId: string;
  };
  readonly body: T.TeamInvite;
}

export interface TeamsListArgs {
  readonly query?: {
    readonly org_id?: string;
  };
}

export interface TeamsUpdateArgs {
  readonly params: {
    readonly teamId: string;
  };
  readonly body: T.TeamUpdate;
}

export interface TemplateGrantsCreateArgs {
  readonly body: T.GrantCreate;
}

export interface TemplateGrantsDeleteArgs {
  readonly query: {
    readonly name: string;
    readonly id: string;
  };
}

export interface TemplateGrantsListArgs {
  readonly query: {
    readonly name: string;
  };
}

export interface TemplatesCreateArgs {
  readonly body: T.TemplateCreate;
}

export interface TemplatesDeleteArgs {
  readonly params: {
    readonly name: string;
  };
}

export interface TemplatesGenerateArgs {
  readonly body: {
    readonly prompt: string;
    readonly orgId: string;
  };
}

export interface TemplatesGetArgs {
  readonly params: {
    readonly name: string;
  };
}

export interface TemplatesImportComposeArgs {
  readonly body: {
    readonly compose: string;
    readonly name?: string;
  };
}

export interface TemplatesUpdateArgs {
  readonly params: {
    readonly name: string;
  };
  readonly body: T.TemplateUpdate;
}

export interface TemplatesValidateArgs {
  readonly body: {
    readonly spec: string;
    readonly envVars?: readonly T.EnvVarDefinitionInput[];
  };
}

export interface TemplatesVersionArgs {
  readonly params: {
    readonly name: string;
    readonly version: string;
  };
}

export interface TemplatesVersionsArgs {
  readonly params: {
    readonly name: string;
  };
  readonly query?: {
    /** Only versions below this one. */
    readonly before?: number;
    readonly limit?: number;
  };
}

export interface V1ActionsCreateArgs {
  readonly body: T.V1ActionCreate;
}

export interface V1ActionsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1ActionsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1ActionsListArgs {
  readonly query?: {
    /** Exactly. */
    readonly make_target?: string;
    /** Part of the label. */
    readonly q?: string;
  };
}

export interface V1ActionsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1ActionUpdate;
}

export interface V1AdminJobsCancelArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1AdminJobsCreateArgs {
  readonly body: T.V1JobCreate;
}

export interface V1AdminJobsListArgs {
  readonly query?: {
    readonly status?: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled' | 'retrying' | 'scheduled';
    readonly queue?: string;
    readonly q?: string;
    readonly page?: number;
    readonly page_size?: number;
  };
}

export interface V1AdminJobsRetryArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1MeUpdateArgs {
  readonly body: T.V1MeUpdate;
}

export interface V1MeKeysCreateArgs {
  readonly body: T.V1KeyCreate;
}

export interface V1MeKeysDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1OrgKeysCreateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1KeyCreate;
}

export interface V1OrgKeysDeleteArgs {
  readonly params: {
    readonly id: string;
    readonly key_id: string;
  };
}

export interface V1OrgKeysListArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1OrgMembersListArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1OrgMembersPutArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1MemberPut;
}

export interface V1OrgMembersRemoveArgs {
  readonly params: {
    readonly id: string;
    readonly user_id: string;
  };
}

export interface V1OrgsCreateArgs {
  readonly body: T.V1OrgCreate;
}

export interface V1OrgsDeleteArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1OrgsGetArgs {
  readonly params: {
    readonly id: string;
  };
}

export interface V1OrgsUpdateArgs {
  readonly params: {
    readonly id: string;
  };
  readonly body: T.V1OrgUpdate;
}

/** A client of one server; methods are named by route id and never throw. */
// oxlint-disable-next-line max-lines-per-function -- a table of all routes
export function createClient(client: ClientOptions) {
  return {
    admin: {
      /** The platform in figures. `GET /api/admin/metrics` */
      metrics: (options?: CallOptions): Promise<ApiResult<T.AdminMetrics>> =>
        send(client, { method: 'GET', path: '/api/admin/metrics' }, {}, options),
      /** All organizations, of all clients. `GET /api/admin/orgs` */
      orgs: (args: AdminOrgsArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.AdminOrg[]>> =>
        send(client, { method: 'GET', path: '/api/admin/orgs' }, args, options),
      /** End all sessions and tokens of somebody. `POST /api/admin/users/{id}/sign-out` */
      signOutUser: (args: AdminSignOutUserArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'POST', path: '/api/admin/users/{id}/sign-out' }, args, options),
      /** Give an organization a plan or a client. `PUT /api/admin/orgs/{id}` */
      updateOrg: (args: AdminUpdateOrgArgs, options?: CallOptions): Promise<ApiResult<T.AdminOrg>> =>
        send(client, { method: 'PUT', path: '/api/admin/orgs/{id}' }, args, options),
      /** Promote, demote, disable or enable somebody. `PUT /api/admin/users/{id}` */
      updateUser: (args: AdminUpdateUserArgs, options?: CallOptions): Promise<ApiResult<T.AdminUser>> =>
        send(client, { method: 'PUT', path: '/api/admin/users/{id}' }, args, options),
      /** One account. `GET /api/admin/users/{id}` */
      user: (args: AdminUserArgs, options?: CallOptions): Promise<ApiResult<T.AdminUser>> =>
        send(client, { method: 'GET', path: '/api/admin/users/{id}' }, args, options),
      /** Everybody who has an account. `GET /api/admin/users` */
      users: (args: AdminUsersArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.AdminUser[]>> =>
        send(client, { method: 'GET', path: '/api/admin/users' }, args, options),
    },
    adminAudit: {
      /** What happened anywhere, in all organizations and in none, newest first. `GET /api/admin/audit` */
      list: (args: AdminAuditListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.AdminAuditEvent[]>> =>
        send(client, { method: 'GET', path: '/api/admin/audit' }, args, options),
      /** What happens anywhere from now on. `GET /api/admin/audit/stream` */
      stream: (args: AdminAuditStreamArgs = {}, stream: StreamOptions<AdminAuditStreamEvents>): Promise<StreamEnd> =>
        follow<AdminAuditStreamEvents>(client, { method: 'GET', path: '/api/admin/audit/stream' }, args, stream),
    },
    adminJobs: {
      /** Call off a job that waits or runs. `POST /api/admin/jobs/{id}/cancel` */
      cancel: (args: AdminJobsCancelArgs, options?: CallOptions): Promise<ApiResult<T.AdminJob>> =>
        send(client, { method: 'POST', path: '/api/admin/jobs/{id}/cancel' }, args, options),
      /** One job. `GET /api/admin/jobs/{id}` */
      get: (args: AdminJobsGetArgs, options?: CallOptions): Promise<ApiResult<T.AdminJob>> =>
        send(client, { method: 'GET', path: '/api/admin/jobs/{id}' }, args, options),
      /** How much of each kind of work there is. `GET /api/admin/job-kinds` */
      kinds: (options?: CallOptions): Promise<ApiResult<readonly T.AdminJobKind[]>> =>
        send(client, { method: 'GET', path: '/api/admin/job-kinds' }, {}, options),
      /** The work of the platform, newest first. `GET /api/admin/jobs` */
      list: (args: AdminJobsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.AdminJob[]>> =>
        send(client, { method: 'GET', path: '/api/admin/jobs' }, args, options),
      /** Run a job again that failed or was canceled, with all its attempts. `POST /api/admin/jobs/{id}/retry` */
      retry: (args: AdminJobsRetryArgs, options?: CallOptions): Promise<ApiResult<T.AdminJob>> =>
        send(client, { method: 'POST', path: '/api/admin/jobs/{id}/retry' }, args, options),
      /** What runs by the clock, when next, and how it went last. `GET /api/admin/schedules` */
      schedules: (options?: CallOptions): Promise<ApiResult<readonly T.AdminSchedule[]>> =>
        send(client, { method: 'GET', path: '/api/admin/schedules' }, {}, options),
    },
    annotations: {
      /** Keep an annotation for node pools. `POST /api/v1/annotations` */
      create: (args: AnnotationsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Annotation>> =>
        send(client, { method: 'POST', path: '/api/v1/annotations' }, args, options),
      /** Keep many annotations for node pools: all of them, or none where one is refused. `POST /api/v1/annotations/bulk` */
      createMany: (args: AnnotationsCreateManyArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1Annotation[]>> =>
        send(client, { method: 'POST', path: '/api/v1/annotations/bulk' }, args, options),
      /** Delete one annotation that no node pool has. `DELETE /api/v1/annotations/{id}` */
      delete: (args: AnnotationsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/annotations/{id}' }, args, options),
      /** One annotation. `GET /api/v1/annotations/{id}` */
      get: (args: AnnotationsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Annotation>> =>
        send(client, { method: 'GET', path: '/api/v1/annotations/{id}' }, args, options),
      /** The annotations of the organization, the newest first. `GET /api/v1/annotations` */
      list: (args: AnnotationsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1Annotation[]>> =>
        send(client, { method: 'GET', path: '/api/v1/annotations' }, args, options),
      /** Change one annotation wherever it is attached. `PATCH /api/v1/annotations/{id}` */
      update: (args: AnnotationsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Annotation>> =>
        send(client, { method: 'PATCH', path: '/api/v1/annotations/{id}' }, args, options),
    },
    apiKeys: {
      /** Create an API key. `POST /api/keys` */
      create: (args: ApiKeysCreateArgs, options?: CallOptions): Promise<ApiResult<T.ApiKeyWithSecret>> =>
        send(client, { method: 'POST', path: '/api/keys' }, args, options),
      /** Revoke an API key at once. `DELETE /api/keys/{id}` */
      delete: (args: ApiKeysDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/keys/{id}' }, args, options),
      /** Your API keys. `GET /api/keys` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.ApiKey[]>> =>
        send(client, { method: 'GET', path: '/api/keys' }, {}, options),
      /** Give a key a new secret. `POST /api/keys/{id}/rotate` */
      rotate: (args: ApiKeysRotateArgs, options?: CallOptions): Promise<ApiResult<T.ApiKeyWithSecret>> =>
        send(client, { method: 'POST', path: '/api/keys/{id}/rotate' }, args, options),
      /** Change the name of a key, where it may be used from or how often. `PATCH /api/keys/{id}` */
      update: (args: ApiKeysUpdateArgs, options?: CallOptions): Promise<ApiResult<T.ApiKey>> =>
        send(client, { method: 'PATCH', path: '/api/keys/{id}' }, args, options),
    },
    audit: {
      /** What happened in an organization, newest first. `GET /api/audit` */
      list: (args: AuditListArgs, options?: CallOptions): Promise<ApiResult<readonly T.AuditEvent[]>> =>
        send(client, { method: 'GET', path: '/api/audit' }, args, options),
      /** What happens in an organization from now on. `GET /api/audit/stream` */
      stream: (args: AuditStreamArgs, stream: StreamOptions<AuditStreamEvents>): Promise<StreamEnd> =>
        follow<AuditStreamEvents>(client, { method: 'GET', path: '/api/audit/stream' }, args, stream),
      /** Whether the chain of an organization still is what was written. `GET /api/audit/verify` */
      verify: (args: AuditVerifyArgs, options?: CallOptions): Promise<ApiResult<T.AuditChainReport>> =>
        send(client, { method: 'GET', path: '/api/audit/verify' }, args, options),
    },
    auditSinks: {
      /** Deliver an audit trail to a webhook from now on. `POST /api/audit/sinks` */
      create: (args: AuditSinksCreateArgs, options?: CallOptions): Promise<ApiResult<T.AuditSinkCreated>> =>
        send(client, { method: 'POST', path: '/api/audit/sinks' }, args, options),
      /** Webhooks that an audit trail is delivered to, and how they do. `GET /api/audit/sinks` */
      list: (args: AuditSinksListArgs, options?: CallOptions): Promise<ApiResult<readonly T.AuditSink[]>> =>
        send(client, { method: 'GET', path: '/api/audit/sinks' }, args, options),
      /** Deliver to a webhook no more. `DELETE /api/audit/sinks/{id}` */
      remove: (args: AuditSinksRemoveArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/audit/sinks/{id}' }, args, options),
      /** Send a signed delivery without events, and tell what came back. `POST /api/audit/sinks/{id}/test` */
      test: (args: AuditSinksTestArgs, options?: CallOptions): Promise<ApiResult<T.AuditSinkTest>> =>
        send(client, { method: 'POST', path: '/api/audit/sinks/{id}/test' }, args, options),
      /** Move a webhook to another address, turn it off, or on again. `PUT /api/audit/sinks/{id}` */
      update: (args: AuditSinksUpdateArgs, options?: CallOptions): Promise<ApiResult<T.AuditSink>> =>
        send(client, { method: 'PUT', path: '/api/audit/sinks/{id}' }, args, options),
    },
    auth: {
      /** Come back from a provider and get tokens. `GET /api/v1/auth/{provider}/callback` */
      callback: (args: AuthCallbackArgs, options?: CallOptions): Promise<ApiResult<T.TokenPair>> =>
        send(client, { method: 'GET', path: '/api/v1/auth/{provider}/callback' }, args, options),
      /** The public keys of access tokens. `GET /api/v1/.well-known/jwks.json` */
      jwks: (options?: CallOptions): Promise<ApiResult<T.JwkSet>> =>
        send(client, { method: 'GET', path: '/api/v1/.well-known/jwks.json' }, {}, options),
      /** The public keys of access tokens. `GET /.well-known/jwks.json` */
      jwksRoot: (options?: CallOptions): Promise<ApiResult<T.JwkSet>> =>
        send(client, { method: 'GET', path: '/.well-known/jwks.json' }, {}, options),
      /** End everything that came of a sign-in. `POST /api/v1/auth/logout` */
      logout: (args: AuthLogoutArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'POST', path: '/api/v1/auth/logout' }, args, options),
      /** Exchange a refresh token for a new pair. `POST /api/v1/auth/refresh` */
      refresh: (args: AuthRefreshArgs, options?: CallOptions): Promise<ApiResult<T.TokenPair>> =>
        send(client, { method: 'POST', path: '/api/v1/auth/refresh' }, args, options),
      /** Begin to sign in for tokens. `POST /api/v1/auth/{provider}/start` */
      start: (args: AuthStartArgs, options?: CallOptions): Promise<ApiResult<T.AuthStart>> =>
        send(client, { method: 'POST', path: '/api/v1/auth/{provider}/start' }, args, options),
    },
    backups: {
      /** Backups of the platform, and whether there is a good one. `GET /api/admin/backups` */
      list: (options?: CallOptions): Promise<ApiResult<T.PlatformBackups>> =>
        send(client, { method: 'GET', path: '/api/admin/backups' }, {}, options),
      /** Back the platform up now. `POST /api/admin/backups` */
      run: (options?: CallOptions): Promise<ApiResult<T.PlatformBackups>> =>
        send(client, { method: 'POST', path: '/api/admin/backups' }, {}, options),
      /** Prove a backup by restoring it into a scratch database. `POST /api/admin/backups/{id}/verify` */
      verify: (args: BackupsVerifyArgs, options?: CallOptions): Promise<ApiResult<T.PlatformBackup>> =>
        send(client, { method: 'POST', path: '/api/admin/backups/{id}/verify' }, args, options),
    },
    clients: {
      /** Answer under another host, in the name of a client. `POST /api/clients` */
      create: (args: ClientsCreateArgs, options?: CallOptions): Promise<ApiResult<T.Client>> =>
        send(client, { method: 'POST', path: '/api/clients' }, args, options),
      /** Give a client up; it must have no organizations any more. `DELETE /api/clients/{id}` */
      delete: (args: ClientsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/clients/{id}' }, args, options),
      /** One client. `GET /api/clients/{id}` */
      get: (args: ClientsGetArgs, options?: CallOptions): Promise<ApiResult<T.Client>> =>
        send(client, { method: 'GET', path: '/api/clients/{id}' }, args, options),
      /** White-label clients. `GET /api/clients` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.Client[]>> =>
        send(client, { method: 'GET', path: '/api/clients' }, {}, options),
      /** Change a client. `PUT /api/clients/{id}` */
      update: (args: ClientsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.Client>> =>
        send(client, { method: 'PUT', path: '/api/clients/{id}' }, args, options),
    },
    clusterMetadata: {
      /** Say something about a cluster. `POST /api/v1/clusters/{clusterID}/metadata` */
      create: (args: ClusterMetadataCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1ClusterMetadata>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/metadata' }, args, options),
      /** Take back one of the things that are said about a cluster. `DELETE /api/v1/clusters/{clusterID}/metadata/{metadataID}` */
      delete: (args: ClusterMetadataDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}/metadata/{metadataID}' }, args, options),
      /** One of the things that are said about a cluster. `GET /api/v1/clusters/{clusterID}/metadata/{metadataID}` */
      get: (args: ClusterMetadataGetArgs, options?: CallOptions): Promise<ApiResult<T.V1ClusterMetadata>> =>
        send(client, { method: 'GET', path: '/api/v1/clusters/{clusterID}/metadata/{metadataID}' }, args, options),
      /** What is said about a cluster, the oldest first. `GET /api/v1/clusters/{clusterID}/metadata` */
      list: (args: ClusterMetadataListArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1ClusterMetadata[]>> =>
        send(client, { method: 'GET', path: '/api/v1/clusters/{clusterID}/metadata' }, args, options),
      /** Change one of the things that are said about a cluster. `PATCH /api/v1/clusters/{clusterID}/metadata/{metadataID}` */
      update: (args: ClusterMetadataUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1ClusterMetadata>> =>
        send(client, { method: 'PATCH', path: '/api/v1/clusters/{clusterID}/metadata/{metadataID}' }, args, options),
    },
    clusters: {
      /** Attach a load balancer for apps to a cluster, in place of what is there. `POST /api/v1/clusters/{clusterID}/apps-load-balancer` */
      attachAppsLoadBalancer: (
        args: ClustersAttachAppsLoadBalancerArgs,
        options?: CallOptions,
      ): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/apps-load-balancer' }, args, options),
      /** Attach a bastion to a cluster, in place of what is there. `POST /api/v1/clusters/{clusterID}/bastion` */
      attachBastion: (args: ClustersAttachBastionArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/bastion' }, args, options),
      /** Attach a captain domain to a cluster, in place of what is there. `POST /api/v1/clusters/{clusterID}/captain-domain` */
      attachCaptainDomain: (args: ClustersAttachCaptainDomainArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/captain-domain' }, args, options),
      /** Attach a control-plane record set to a cluster, in place of what is there. `POST /api/v1/clusters/{clusterID}/control-plane-record-set` */
      attachControlPlaneRecordSet: (
        args: ClustersAttachControlPlaneRecordSetArgs,
        options?: CallOptions,
      ): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/control-plane-record-set' }, args, options),
      /** Attach a load balancer for the platform to a cluster, in place of what is there. `POST /api/v1/clusters/{clusterID}/glueops-load-balancer` */
      attachGlueOpsLoadBalancer: (
        args: ClustersAttachGlueOpsLoadBalancerArgs,
        options?: CallOptions,
      ): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/glueops-load-balancer' }, args, options),
      /** Attach a node pool to a cluster; one that is attached stays so. `POST /api/v1/clusters/{clusterID}/node-pools` */
      attachNodePool: (args: ClustersAttachNodePoolArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/node-pools' }, args, options),
      /** Forget the kubeconfig of a cluster, where there is one. `DELETE /api/v1/clusters/{clusterID}/kubeconfig` */
      clearKubeconfig: (args: ClustersClearKubeconfigArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}/kubeconfig' }, args, options),
      /** Describe a cluster. `POST /api/v1/clusters` */
      create: (args: ClustersCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters' }, args, options),
      /** Delete a cluster with its metadata; what is attached to it stays. `DELETE /api/v1/clusters/{clusterID}` */
      delete: (args: ClustersDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}' }, args, options),
      /** Detach a load balancer for apps from a cluster, where there is one. `DELETE /api/v1/clusters/{clusterID}/apps-load-balancer` */
      detachAppsLoadBalancer: (
        args: ClustersDetachAppsLoadBalancerArgs,
        options?: CallOptions,
      ): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}/apps-load-balancer' }, args, options),
      /** Detach a bastion from a cluster, where there is one. `DELETE /api/v1/clusters/{clusterID}/bastion` */
      detachBastion: (args: ClustersDetachBastionArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}/bastion' }, args, options),
      /** Detach a captain domain from a cluster, where there is one. `DELETE /api/v1/clusters/{clusterID}/captain-domain` */
      detachCaptainDomain: (args: ClustersDetachCaptainDomainArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}/captain-domain' }, args, options),
      /** Detach a control-plane record set from a cluster, where there is one. `DELETE /api/v1/clusters/{clusterID}/control-plane-record-set` */
      detachControlPlaneRecordSet: (
        args: ClustersDetachControlPlaneRecordSetArgs,
        options?: CallOptions,
      ): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}/control-plane-record-set' }, args, options),
      /** Detach a load balancer for the platform from a cluster, where there is one. `DELETE /api/v1/clusters/{clusterID}/glueops-load-balancer` */
      detachGlueOpsLoadBalancer: (
        args: ClustersDetachGlueOpsLoadBalancerArgs,
        options?: CallOptions,
      ): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}/glueops-load-balancer' }, args, options),
      /** Detach a node pool from a cluster, where it is attached. `DELETE /api/v1/clusters/{clusterID}/node-pools/{nodePoolID}` */
      detachNodePool: (args: ClustersDetachNodePoolArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'DELETE', path: '/api/v1/clusters/{clusterID}/node-pools/{nodePoolID}' }, args, options),
      /** One cluster with what it consists of. `GET /api/v1/clusters/{clusterID}` */
      get: (args: ClustersGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'GET', path: '/api/v1/clusters/{clusterID}' }, args, options),
      /** A kubeconfig for whoever asks, with one role and for a while. `POST /api/v1/clusters/{clusterID}/kubeconfig/issue` */
      issueKubeconfig: (args: ClustersIssueKubeconfigArgs, options?: CallOptions): Promise<ApiResult<T.V1IssuedKubeconfig>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/kubeconfig/issue' }, args, options),
      /** Clusters of the organization with what they consist of, the newest first. `GET /api/v1/clusters` */
      list: (args: ClustersListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1Cluster[]>> =>
        send(client, { method: 'GET', path: '/api/v1/clusters' }, args, options),
      /** What nodes join a cluster with. `POST /api/v1/clusters/{clusterID}/reveal` */
      reveal: (args: ClustersRevealArgs, options?: CallOptions): Promise<ApiResult<T.V1ClusterSecrets>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/reveal' }, args, options),
      /** The kubeconfig of a cluster as it was sent. `POST /api/v1/clusters/{clusterID}/kubeconfig/reveal` */
      revealKubeconfig: (args: ClustersRevealKubeconfigArgs, options?: CallOptions): Promise<ApiResult<T.V1RevealedKubeconfig>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/kubeconfig/reveal' }, args, options),
      /** Keep the kubeconfig of a cluster, in place of what is there. `POST /api/v1/clusters/{clusterID}/kubeconfig` */
      setKubeconfig: (args: ClustersSetKubeconfigArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'POST', path: '/api/v1/clusters/{clusterID}/kubeconfig' }, args, options),
      /** Change what is said about a cluster. `PATCH /api/v1/clusters/{clusterID}` */
      update: (args: ClustersUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Cluster>> =>
        send(client, { method: 'PATCH', path: '/api/v1/clusters/{clusterID}' }, args, options),
    },
    config: {
      /** What this installation offers. `GET /api/config` */
      get: (options?: CallOptions): Promise<ApiResult<T.PublicConfig>> =>
        send(client, { method: 'GET', path: '/api/config' }, {}, options),
    },
    credentials: {
      /** Keep a credential of a provider. `POST /api/v1/credentials` */
      create: (args: CredentialsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Credential>> =>
        send(client, { method: 'POST', path: '/api/v1/credentials' }, args, options),
      /** Delete a credential that nothing uses. `DELETE /api/v1/credentials/{id}` */
      delete: (args: CredentialsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/credentials/{id}' }, args, options),
      /** One credential without its secret. `GET /api/v1/credentials/{id}` */
      get: (args: CredentialsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Credential>> =>
        send(client, { method: 'GET', path: '/api/v1/credentials/{id}' }, args, options),
      /** Credentials of the organization without their secrets, the last changed first. `GET /api/v1/credentials` */
      list: (args: CredentialsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1Credential[]>> =>
        send(client, { method: 'GET', path: '/api/v1/credentials' }, args, options),
      /** The secret of a credential. `POST /api/v1/credentials/{id}/reveal` */
      reveal: (args: CredentialsRevealArgs, options?: CallOptions): Promise<ApiResult<Readonly<Record<string, string>>>> =>
        send(client, { method: 'POST', path: '/api/v1/credentials/{id}/reveal' }, args, options),
      /** Ask the provider whether it takes the credential. `POST /api/v1/credentials/{id}/test` */
      test: (args: CredentialsTestArgs, options?: CallOptions): Promise<ApiResult<T.V1CredentialTest>> =>
        send(client, { method: 'POST', path: '/api/v1/credentials/{id}/test' }, args, options),
      /** Change a credential, or replace its secret without reading it. `PATCH /api/v1/credentials/{id}` */
      update: (args: CredentialsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Credential>> =>
        send(client, { method: 'PATCH', path: '/api/v1/credentials/{id}' }, args, options),
    },
    customDomains: {
      /** Claim a host for a deployment. `POST /api/deployments/domains` */
      add: (args: CustomDomainsAddArgs, options?: CallOptions): Promise<ApiResult<T.CustomDomain>> =>
        send(client, { method: 'POST', path: '/api/deployments/domains' }, args, options),
      /** Custom domains of a deployment, with the DNS records to create. `GET /api/deployments/domains` */
      list: (args: CustomDomainsListArgs, options?: CallOptions): Promise<ApiResult<readonly T.CustomDomain[]>> =>
        send(client, { method: 'GET', path: '/api/deployments/domains' }, args, options),
      /** Give a host up. `DELETE /api/deployments/domains` */
      remove: (args: CustomDomainsRemoveArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/deployments/domains' }, args, options),
      /** Look at the DNS records now. `POST /api/deployments/domains/verify` */
      verify: (args: CustomDomainsVerifyArgs, options?: CallOptions): Promise<ApiResult<T.CustomDomain>> =>
        send(client, { method: 'POST', path: '/api/deployments/domains/verify' }, args, options),
    },
    deploymentGrants: {
      /** Give somebody a role on one deployment. `POST /api/deployments/grants` */
      create: (args: DeploymentGrantsCreateArgs, options?: CallOptions): Promise<ApiResult<T.Grant>> =>
        send(client, { method: 'POST', path: '/api/deployments/grants' }, args, options),
      /** Take the role of a guest back, at once. `DELETE /api/deployments/grants` */
      delete: (args: DeploymentGrantsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/deployments/grants' }, args, options),
      /** Guests of a deployment. `GET /api/deployments/grants` */
      list: (args: DeploymentGrantsListArgs, options?: CallOptions): Promise<ApiResult<readonly T.Grant[]>> =>
        send(client, { method: 'GET', path: '/api/deployments/grants' }, args, options),
    },
    deployments: {
      /** End the canary; everything goes on as before it. `POST /api/deployments/canary/abort` */
      abortCanary: (args: DeploymentsAbortCanaryArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments/canary/abort' }, args, options),
      /** What was done to a deployment, newest first. `GET /api/deployments/activity` */
      activity: (args: DeploymentsActivityArgs, options?: CallOptions): Promise<ApiResult<readonly T.AuditEvent[]>> =>
        send(client, { method: 'GET', path: '/api/deployments/activity' }, args, options),
      /** What Kubernetes says happened to the objects of a deployment, newest first. `GET /api/deployments/cluster-events` */
      clusterEvents: (args: DeploymentsClusterEventsArgs, options?: CallOptions): Promise<ApiResult<readonly T.ClusterEvent[]>> =>
        send(client, { method: 'GET', path: '/api/deployments/cluster-events' }, args, options),
      /** Deploy an app from a template. `POST /api/deployments` */
      create: (args: DeploymentsCreateArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments' }, args, options),
      /** Delete a deployment and everything it made. `POST /api/deployments/delete` */
      delete: (args: DeploymentsDeleteArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments/delete' }, args, options),
      /** Delete a deployment and everything it made (alias). `DELETE /api/deployments/{name}` */
      deleteByName: (args: DeploymentsDeleteByNameArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'DELETE', path: '/api/deployments/{name}' }, args, options),
      /** Run another image in one service. `POST /api/deployments/deploy-image` */
      deployImage: (args: DeploymentsDeployImageArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments/deploy-image' }, args, options),
      /** What is wanted of a deployment. `GET /api/deployments/config` */
      getConfig: (args: DeploymentsGetConfigArgs, options?: CallOptions): Promise<ApiResult<T.DeploymentConfig>> =>
        send(client, { method: 'GET', path: '/api/deployments/config' }, args, options),
      /** Deployments of a team. `GET /api/deployments` */
      list: (args: DeploymentsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.DeploymentSummary[]>> =>
        send(client, { method: 'GET', path: '/api/deployments' }, args, options),
      /** Log lines of a deployment, followed on demand. `GET /api/deployments/logs` */
      logs: (args: DeploymentsLogsArgs, stream: StreamOptions<DeploymentsLogsEvents>): Promise<StreamEnd> =>
        follow<DeploymentsLogsEvents>(client, { method: 'GET', path: '/api/deployments/logs' }, args, stream),
      /** The custom resource as the cluster has it. `GET /api/deployments/manifest` */
      manifest: (args: DeploymentsManifestArgs, options?: CallOptions): Promise<ApiResult<T.DeploymentManifest>> =>
        send(client, { method: 'GET', path: '/api/deployments/manifest' }, args, options),
      /** CPU and memory of each pod, followed on demand. `GET /api/deployments/metrics` */
      metrics: (args: DeploymentsMetricsArgs, stream: StreamOptions<DeploymentsMetricsEvents>): Promise<StreamEnd> =>
        follow<DeploymentsMetricsEvents>(client, { method: 'GET', path: '/api/deployments/metrics' }, args, stream),
      /** What a change of the configuration would do; changes nothing. `POST /api/deployments/plan` */
      plan: (args: DeploymentsPlanArgs, options?: CallOptions): Promise<ApiResult<T.DeploymentPlan>> =>
        send(client, { method: 'POST', path: '/api/deployments/plan' }, args, options),
      /** Let the service itself run the version of the canary. `POST /api/deployments/canary/promote` */
      promoteCanary: (args: DeploymentsPromoteCanaryArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments/canary/promote' }, args, options),
      /** How two releases differ. `GET /api/deployments/releases/diff` */
      releaseDiff: (args: DeploymentsReleaseDiffArgs, options?: CallOptions): Promise<ApiResult<T.ReleaseDiff>> =>
        send(client, { method: 'GET', path: '/api/deployments/releases/diff' }, args, options),
      /** Every accepted change of a deployment, newest first. `GET /api/deployments/releases` */
      releases: (args: DeploymentsReleasesArgs, options?: CallOptions): Promise<ApiResult<readonly T.Release[]>> =>
        send(client, { method: 'GET', path: '/api/deployments/releases' }, args, options),
      /** Roll all services, or one. `POST /api/deployments/restart` */
      restart: (args: DeploymentsRestartArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments/restart' }, args, options),
      /** Go back to a release: image, configuration and domains together. `POST /api/deployments/rollback` */
      rollback: (args: DeploymentsRollbackArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments/rollback' }, args, options),
      /** Run more or fewer copies of one service, or none. `POST /api/deployments/scale` */
      scale: (args: DeploymentsScaleArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments/scale' }, args, options),
      /** Run another version of one service beside it, with a share of its requests. `POST /api/deployments/canary` */
      startCanary: (args: DeploymentsStartCanaryArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'POST', path: '/api/deployments/canary' }, args, options),
      /** One deployment with what was verified about it. `GET /api/deployments/status` */
      status: (args: DeploymentsStatusArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'GET', path: '/api/deployments/status' }, args, options),
      /** Change what is wanted; pods roll without losing a request. `PUT /api/deployments/config` */
      updateConfig: (args: DeploymentsUpdateConfigArgs, options?: CallOptions): Promise<ApiResult<T.DeploymentConfig>> =>
        send(client, { method: 'PUT', path: '/api/deployments/config' }, args, options),
      /** Give the canary another share. `PUT /api/deployments/canary` */
      weighCanary: (args: DeploymentsWeighCanaryArgs, options?: CallOptions): Promise<ApiResult<T.Deployment>> =>
        send(client, { method: 'PUT', path: '/api/deployments/canary' }, args, options),
    },
    device: {
      /** Let the program act for you. `POST /api/device/{userCode}/approve` */
      approve: (args: DeviceApproveArgs, options?: CallOptions): Promise<ApiResult<T.DeviceAnswer>> =>
        send(client, { method: 'POST', path: '/api/device/{userCode}/approve' }, args, options),
      /** Ask to act for somebody who confirms it in a browser. `POST /api/device/code` */
      code: (args: DeviceCodeArgs, options?: CallOptions): Promise<ApiResult<T.DeviceCode>> =>
        send(client, { method: 'POST', path: '/api/device/code' }, args, options),
      /** Refuse the program. `POST /api/device/{userCode}/deny` */
      deny: (args: DeviceDenyArgs, options?: CallOptions): Promise<ApiResult<T.DeviceAnswer>> =>
        send(client, { method: 'POST', path: '/api/device/{userCode}/deny' }, args, options),
      /** What a program asks for, and from where. `GET /api/device/{userCode}` */
      get: (args: DeviceGetArgs, options?: CallOptions): Promise<ApiResult<T.DeviceLogin>> =>
        send(client, { method: 'GET', path: '/api/device/{userCode}' }, args, options),
      /** Give an API key back. `POST /api/device/revoke` */
      revoke: (args: DeviceRevokeArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'POST', path: '/api/device/revoke' }, args, options),
      /** What was granted, once. `POST /api/device/token` */
      token: (args: DeviceTokenArgs, options?: CallOptions): Promise<ApiResult<T.DeviceGrant>> =>
        send(client, { method: 'POST', path: '/api/device/token' }, args, options),
    },
    dnsDomains: {
      /** Keep the records of a domain at its provider. `POST /api/v1/dns/domains` */
      create: (args: DnsDomainsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Domain>> =>
        send(client, { method: 'POST', path: '/api/v1/dns/domains' }, args, options),
      /** Delete a domain with its records. `DELETE /api/v1/dns/domains/{id}` */
      delete: (args: DnsDomainsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/dns/domains/{id}' }, args, options),
      /** One domain. `GET /api/v1/dns/domains/{id}` */
      get: (args: DnsDomainsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Domain>> =>
        send(client, { method: 'GET', path: '/api/v1/dns/domains/{id}' }, args, options),
      /** Domains of the organization, the newest first. `GET /api/v1/dns/domains` */
      list: (args: DnsDomainsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1Domain[]>> =>
        send(client, { method: 'GET', path: '/api/v1/dns/domains' }, args, options),
      /** Change a domain, or have it tried again. `PATCH /api/v1/dns/domains/{id}` */
      update: (args: DnsDomainsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Domain>> =>
        send(client, { method: 'PATCH', path: '/api/v1/dns/domains/{id}' }, args, options),
    },
    dnsRecords: {
      /** Have a record. `POST /api/v1/dns/domains/{domain_id}/records` */
      create: (args: DnsRecordsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1RecordSet>> =>
        send(client, { method: 'POST', path: '/api/v1/dns/domains/{domain_id}/records' }, args, options),
      /** Have many records: all of them, or none where one is refused. `POST /api/v1/dns/domains/{domain_id}/records/bulk` */
      createMany: (args: DnsRecordsCreateManyArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1RecordSet[]>> =>
        send(client, { method: 'POST', path: '/api/v1/dns/domains/{domain_id}/records/bulk' }, args, options),
      /** Delete a record. `DELETE /api/v1/dns/records/{id}` */
      delete: (args: DnsRecordsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/dns/records/{id}' }, args, options),
      /** One record. `GET /api/v1/dns/records/{id}` */
      get: (args: DnsRecordsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1RecordSet>> =>
        send(client, { method: 'GET', path: '/api/v1/dns/records/{id}' }, args, options),
      /** Records of a domain, the newest first. `GET /api/v1/dns/domains/{domain_id}/records` */
      list: (args: DnsRecordsListArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1RecordSet[]>> =>
        send(client, { method: 'GET', path: '/api/v1/dns/domains/{domain_id}/records' }, args, options),
      /** Change a record, or have it tried again. `PATCH /api/v1/dns/records/{id}` */
      update: (args: DnsRecordsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1RecordSet>> =>
        send(client, { method: 'PATCH', path: '/api/v1/dns/records/{id}' }, args, options),
    },
    emailDomains: {
      /** Claim an e-mail domain. `POST /api/orgs/{orgId}/email-domains` */
      create: (args: EmailDomainsCreateArgs, options?: CallOptions): Promise<ApiResult<T.EmailDomain>> =>
        send(client, { method: 'POST', path: '/api/orgs/{orgId}/email-domains' }, args, options),
      /** Give an e-mail domain up; members stay. `DELETE /api/orgs/{orgId}/email-domains/{id}` */
      delete: (args: EmailDomainsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/orgs/{orgId}/email-domains/{id}' }, args, options),
      /** E-mail domains whose people join the organization. `GET /api/orgs/{orgId}/email-domains` */
      list: (args: EmailDomainsListArgs, options?: CallOptions): Promise<ApiResult<readonly T.EmailDomain[]>> =>
        send(client, { method: 'GET', path: '/api/orgs/{orgId}/email-domains' }, args, options),
      /** Look for the TXT record of a claim. `POST /api/orgs/{orgId}/email-domains/{id}/verify` */
      verify: (args: EmailDomainsVerifyArgs, options?: CallOptions): Promise<ApiResult<T.EmailDomain>> =>
        send(client, { method: 'POST', path: '/api/orgs/{orgId}/email-domains/{id}/verify' }, args, options),
    },
    encryption: {
      /** Give an organization a new key and seal its values anew. `POST /api/admin/encryption/rotations` */
      rotate: (args: EncryptionRotateArgs, options?: CallOptions): Promise<ApiResult<T.EncryptionRotation>> =>
        send(client, { method: 'POST', path: '/api/admin/encryption/rotations' }, args, options),
      /** Root keys, keys of organizations, and what is sealed under them. `GET /api/admin/encryption` */
      status: (options?: CallOptions): Promise<ApiResult<T.EncryptionStatus>> =>
        send(client, { method: 'GET', path: '/api/admin/encryption' }, {}, options),
      /** Open every sealed value once, to know that each can be. `POST /api/admin/encryption/verifications` */
      verify: (options?: CallOptions): Promise<ApiResult<T.EncryptionStatus>> =>
        send(client, { method: 'POST', path: '/api/admin/encryption/verifications' }, {}, options),
    },
    events: {
      /** Everything that changes in a team, as it happens. `GET /api/events` */
      stream: (args: EventsStreamArgs = {}, stream: StreamOptions<EventsStreamEvents>): Promise<StreamEnd> =>
        follow<EventsStreamEvents>(client, { method: 'GET', path: '/api/events' }, args, stream),
    },
    identities: {
      /** Begin to link another way to sign in. `POST /api/me/identities` */
      link: (args: IdentitiesLinkArgs, options?: CallOptions): Promise<ApiResult<T.IdentityLinkStart>> =>
        send(client, { method: 'POST', path: '/api/me/identities' }, args, options),
      /** Your ways to sign in. `GET /api/me/identities` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.LinkedIdentity[]>> =>
        send(client, { method: 'GET', path: '/api/me/identities' }, {}, options),
      /** Take one of your ways to sign in away. `DELETE /api/me/identities/{id}` */
      unlink: (args: IdentitiesUnlinkArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/me/identities/{id}' }, args, options),
    },
    imageHooks: {
      /** Make a hook; its secret is shown this once. `POST /api/hooks/images` */
      create: (args: ImageHooksCreateArgs, options?: CallOptions): Promise<ApiResult<T.ImageHookWithSecret>> =>
        send(client, { method: 'POST', path: '/api/hooks/images' }, args, options),
      /** Delete a hook. `DELETE /api/hooks/images/{id}` */
      delete: (args: ImageHooksDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/hooks/images/{id}' }, args, options),
      /** Tell of a new image: the registry is asked at once. `POST /api/hooks/images/{id}` */
      deliver: (
        args: ImageHooksDeliverArgs,
        options?: CallOptions,
      ): Promise<
        ApiResult<{
          /** Images that are asked for. */
          readonly matched: number;
        }>
      > => send(client, { method: 'POST', path: '/api/hooks/images/{id}' }, args, options),
      /** Hooks that tell of new images. `GET /api/hooks/images` */
      list: (args: ImageHooksListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.ImageHook[]>> =>
        send(client, { method: 'GET', path: '/api/hooks/images' }, args, options),
      /** Give a hook a new secret; the old one ends at once. `POST /api/hooks/images/{id}/rotate` */
      rotate: (args: ImageHooksRotateArgs, options?: CallOptions): Promise<ApiResult<T.ImageHookWithSecret>> =>
        send(client, { method: 'POST', path: '/api/hooks/images/{id}/rotate' }, args, options),
    },
    images: {
      /** Ask the registries of a deployment now. `POST /api/images/check` */
      check: (args: ImagesCheckArgs, options?: CallOptions): Promise<ApiResult<readonly T.WatchedImage[]>> =>
        send(client, { method: 'POST', path: '/api/images/check' }, args, options),
      /** Services that take new images by themselves, and how they stand. `GET /api/images` */
      list: (args: ImagesListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.WatchedImage[]>> =>
        send(client, { method: 'GET', path: '/api/images' }, args, options),
    },
    invites: {
      /** Accept an invitation that was made for your address. `POST /api/invites/accept` */
      accept: (args: InvitesAcceptArgs, options?: CallOptions): Promise<ApiResult<T.InvitationAccepted>> =>
        send(client, { method: 'POST', path: '/api/invites/accept' }, args, options),
      /** What an invitation is for. `POST /api/invites/preview` */
      preview: (args: InvitesPreviewArgs, options?: CallOptions): Promise<ApiResult<T.InvitationPreview>> =>
        send(client, { method: 'POST', path: '/api/invites/preview' }, args, options),
      /** Send an invitation again, with a new link and a new expiry. `POST /api/invites/{id}/resend` */
      resend: (args: InvitesResendArgs, options?: CallOptions): Promise<ApiResult<T.InvitationWithLink>> =>
        send(client, { method: 'POST', path: '/api/invites/{id}/resend' }, args, options),
      /** Take an invitation back. `DELETE /api/invites/{id}` */
      revoke: (args: InvitesRevokeArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/invites/{id}' }, args, options),
    },
    labels: {
      /** Keep a label for node pools. `POST /api/v1/labels` */
      create: (args: LabelsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Label>> =>
        send(client, { method: 'POST', path: '/api/v1/labels' }, args, options),
      /** Keep many labels for node pools: all of them, or none where one is refused. `POST /api/v1/labels/bulk` */
      createMany: (args: LabelsCreateManyArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1Label[]>> =>
        send(client, { method: 'POST', path: '/api/v1/labels/bulk' }, args, options),
      /** Delete one label that no node pool has. `DELETE /api/v1/labels/{id}` */
      delete: (args: LabelsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/labels/{id}' }, args, options),
      /** One label. `GET /api/v1/labels/{id}` */
      get: (args: LabelsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Label>> =>
        send(client, { method: 'GET', path: '/api/v1/labels/{id}' }, args, options),
      /** The labels of the organization, the newest first. `GET /api/v1/labels` */
      list: (args: LabelsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1Label[]>> =>
        send(client, { method: 'GET', path: '/api/v1/labels' }, args, options),
      /** Change one label wherever it is attached. `PATCH /api/v1/labels/{id}` */
      update: (args: LabelsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Label>> =>
        send(client, { method: 'PATCH', path: '/api/v1/labels/{id}' }, args, options),
    },
    loadBalancers: {
      /** Describe a load balancer. `POST /api/v1/load-balancers` */
      create: (args: LoadBalancersCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1LoadBalancer>> =>
        send(client, { method: 'POST', path: '/api/v1/load-balancers' }, args, options),
      /** Describe many load balancers: all of them, or none where one is refused. `POST /api/v1/load-balancers/bulk` */
      createMany: (args: LoadBalancersCreateManyArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1LoadBalancer[]>> =>
        send(client, { method: 'POST', path: '/api/v1/load-balancers/bulk' }, args, options),
      /** Delete a load balancer that nothing uses. `DELETE /api/v1/load-balancers/{id}` */
      delete: (args: LoadBalancersDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/load-balancers/{id}' }, args, options),
      /** One load balancer. `GET /api/v1/load-balancers/{id}` */
      get: (args: LoadBalancersGetArgs, options?: CallOptions): Promise<ApiResult<T.V1LoadBalancer>> =>
        send(client, { method: 'GET', path: '/api/v1/load-balancers/{id}' }, args, options),
      /** Load balancers of the organization, the newest first. `GET /api/v1/load-balancers` */
      list: (args: LoadBalancersListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1LoadBalancer[]>> =>
        send(client, { method: 'GET', path: '/api/v1/load-balancers' }, args, options),
      /** Change what is said about a load balancer. `PATCH /api/v1/load-balancers/{id}` */
      update: (args: LoadBalancersUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1LoadBalancer>> =>
        send(client, { method: 'PATCH', path: '/api/v1/load-balancers/{id}' }, args, options),
    },
    me: {
      /** The signed-in user, his organizations and teams. `GET /api/me` */
      get: (options?: CallOptions): Promise<ApiResult<T.Me>> => send(client, { method: 'GET', path: '/api/me' }, {}, options),
    },
    nodePools: {
      /** Attach annotations to a node pool; those that are attached stay so. `POST /api/v1/node-pools/{id}/annotations` */
      attachAnnotations: (args: NodePoolsAttachAnnotationsArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'POST', path: '/api/v1/node-pools/{id}/annotations' }, args, options),
      /** Attach labels to a node pool; those that are attached stay so. `POST /api/v1/node-pools/{id}/labels` */
      attachLabels: (args: NodePoolsAttachLabelsArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'POST', path: '/api/v1/node-pools/{id}/labels' }, args, options),
      /** Attach servers to a node pool; those that are attached stay so. `POST /api/v1/node-pools/{id}/servers` */
      attachServers: (args: NodePoolsAttachServersArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'POST', path: '/api/v1/node-pools/{id}/servers' }, args, options),
      /** Attach taints to a node pool; those that are attached stay so. `POST /api/v1/node-pools/{id}/taints` */
      attachTaints: (args: NodePoolsAttachTaintsArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'POST', path: '/api/v1/node-pools/{id}/taints' }, args, options),
      /** Make a node pool. `POST /api/v1/node-pools` */
      create: (args: NodePoolsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1NodePool>> =>
        send(client, { method: 'POST', path: '/api/v1/node-pools' }, args, options),
      /** Delete a node pool that nothing uses; what is attached to it stays. `DELETE /api/v1/node-pools/{id}` */
      delete: (args: NodePoolsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/node-pools/{id}' }, args, options),
      /** Detach one of the annotations from a node pool, where it is attached. `DELETE /api/v1/node-pools/{id}/annotations/{annotationId}` */
      detachAnnotation: (args: NodePoolsDetachAnnotationArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/node-pools/{id}/annotations/{annotationId}' }, args, options),
      /** Detach one of the labels from a node pool, where it is attached. `DELETE /api/v1/node-pools/{id}/labels/{labelId}` */
      detachLabel: (args: NodePoolsDetachLabelArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/node-pools/{id}/labels/{labelId}' }, args, options),
      /** Detach one of the servers from a node pool, where it is attached. `DELETE /api/v1/node-pools/{id}/servers/{serverId}` */
      detachServer: (args: NodePoolsDetachServerArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/node-pools/{id}/servers/{serverId}' }, args, options),
      /** Detach one of the taints from a node pool, where it is attached. `DELETE /api/v1/node-pools/{id}/taints/{taintId}` */
      detachTaint: (args: NodePoolsDetachTaintArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/node-pools/{id}/taints/{taintId}' }, args, options),
      /** One node pool with what is attached to it. `GET /api/v1/node-pools/{id}` */
      get: (args: NodePoolsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1NodePool>> =>
        send(client, { method: 'GET', path: '/api/v1/node-pools/{id}' }, args, options),
      /** Node pools of the organization with what is attached to them, the newest first. `GET /api/v1/node-pools` */
      list: (args: NodePoolsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1NodePool[]>> =>
        send(client, { method: 'GET', path: '/api/v1/node-pools' }, args, options),
      /** The annotations of a node pool, the newest first. `GET /api/v1/node-pools/{id}/annotations` */
      listAnnotations: (
        args: NodePoolsListAnnotationsArgs,
        options?: CallOptions,
      ): Promise<ApiResult<readonly T.V1Annotation[]>> =>
        send(client, { method: 'GET', path: '/api/v1/node-pools/{id}/annotations' }, args, options),
      /** The labels of a node pool, the newest first. `GET /api/v1/node-pools/{id}/labels` */
      listLabels: (args: NodePoolsListLabelsArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1Label[]>> =>
        send(client, { method: 'GET', path: '/api/v1/node-pools/{id}/labels' }, args, options),
      /** The servers of a node pool, the newest first. `GET /api/v1/node-pools/{id}/servers` */
      listServers: (args: NodePoolsListServersArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1Server[]>> =>
        send(client, { method: 'GET', path: '/api/v1/node-pools/{id}/servers' }, args, options),
      /** The taints of a node pool, the newest first. `GET /api/v1/node-pools/{id}/taints` */
      listTaints: (args: NodePoolsListTaintsArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1Taint[]>> =>
        send(client, { method: 'GET', path: '/api/v1/node-pools/{id}/taints' }, args, options),
      /** Change the name or the role of a node pool. `PATCH /api/v1/node-pools/{id}` */
      update: (args: NodePoolsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1NodePool>> =>
        send(client, { method: 'PATCH', path: '/api/v1/node-pools/{id}' }, args, options),
    },
    orgApiKeys: {
      /** Create a key for a machine of the organization. `POST /api/orgs/{orgId}/keys` */
      create: (args: OrgApiKeysCreateArgs, options?: CallOptions): Promise<ApiResult<T.ApiKeyWithSecret>> =>
        send(client, { method: 'POST', path: '/api/orgs/{orgId}/keys' }, args, options),
      /** Revoke a key of the organization at once. `DELETE /api/orgs/{orgId}/keys/{id}` */
      delete: (args: OrgApiKeysDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/orgs/{orgId}/keys/{id}' }, args, options),
      /** Keys that belong to the organization. `GET /api/orgs/{orgId}/keys` */
      list: (args: OrgApiKeysListArgs, options?: CallOptions): Promise<ApiResult<readonly T.ApiKey[]>> =>
        send(client, { method: 'GET', path: '/api/orgs/{orgId}/keys' }, args, options),
      /** Give a key of the organization a new secret. `POST /api/orgs/{orgId}/keys/{id}/rotate` */
      rotate: (args: OrgApiKeysRotateArgs, options?: CallOptions): Promise<ApiResult<T.ApiKeyWithSecret>> =>
        send(client, { method: 'POST', path: '/api/orgs/{orgId}/keys/{id}/rotate' }, args, options),
      /** Change the name of a key of the organization, where it may be used from or how often. `PATCH /api/orgs/{orgId}/keys/{id}` */
      update: (args: OrgApiKeysUpdateArgs, options?: CallOptions): Promise<ApiResult<T.ApiKey>> =>
        send(client, { method: 'PATCH', path: '/api/orgs/{orgId}/keys/{id}' }, args, options),
    },
    orgInvites: {
      /** Invitations into the organization and its teams that wait for an answer. `GET /api/orgs/{orgId}/invites` */
      list: (args: OrgInvitesListArgs, options?: CallOptions): Promise<ApiResult<readonly T.Invitation[]>> =>
        send(client, { method: 'GET', path: '/api/orgs/{orgId}/invites' }, args, options),
    },
    orgMembers: {
      /** What a member or guest may do, and by which role. `GET /api/orgs/{orgId}/members/{userId}/access` */
      access: (args: OrgMembersAccessArgs, options?: CallOptions): Promise<ApiResult<T.MemberAccess>> =>
        send(client, { method: 'GET', path: '/api/orgs/{orgId}/members/{userId}/access' }, args, options),
      /** Members of an organization. `GET /api/orgs/{orgId}/members` */
      list: (args: OrgMembersListArgs, options?: CallOptions): Promise<ApiResult<readonly T.Member[]>> =>
        send(client, { method: 'GET', path: '/api/orgs/{orgId}/members' }, args, options),
      /** Remove a member from the organization and all its teams, at once. `DELETE /api/orgs/{orgId}/members/{userId}` */
      remove: (args: OrgMembersRemoveArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/orgs/{orgId}/members/{userId}' }, args, options),
      /** Give a member another role. `PUT /api/orgs/{orgId}/members/{userId}` */
      update: (args: OrgMembersUpdateArgs, options?: CallOptions): Promise<ApiResult<T.Member>> =>
        send(client, { method: 'PUT', path: '/api/orgs/{orgId}/members/{userId}' }, args, options),
    },
    orgs: {
      /** Create an organization with its first team; you become its owner. `POST /api/orgs` */
      create: (args: OrgsCreateArgs, options?: CallOptions): Promise<ApiResult<T.Org>> =>
        send(client, { method: 'POST', path: '/api/orgs' }, args, options),
      /** Delete the organization with everything in it. `DELETE /api/orgs/{orgId}` */
      delete: (args: OrgsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/orgs/{orgId}' }, args, options),
      /** What goes when the organization is deleted. `GET /api/orgs/{orgId}/deletion` */
      deletionPlan: (args: OrgsDeletionPlanArgs, options?: CallOptions): Promise<ApiResult<T.OrgDeletionPlan>> =>
        send(client, { method: 'GET', path: '/api/orgs/{orgId}/deletion' }, args, options),
      /** One organization. `GET /api/orgs/{orgId}` */
      get: (args: OrgsGetArgs, options?: CallOptions): Promise<ApiResult<T.Org>> =>
        send(client, { method: 'GET', path: '/api/orgs/{orgId}' }, args, options),
      /** Invite somebody into the organization. `POST /api/orgs/{orgId}/invites` */
      invite: (args: OrgsInviteArgs, options?: CallOptions): Promise<ApiResult<T.InvitationWithLink>> =>
        send(client, { method: 'POST', path: '/api/orgs/{orgId}/invites' }, args, options),
      /** Leave an organization. `POST /api/orgs/{orgId}/leave` */
      leave: (args: OrgsLeaveArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'POST', path: '/api/orgs/{orgId}/leave' }, args, options),
      /** Your organizations. `GET /api/orgs` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.Org[]>> =>
        send(client, { method: 'GET', path: '/api/orgs' }, {}, options),
      /** Make another member the owner; you become administrator. `POST /api/orgs/{orgId}/transfer` */
      transfer: (args: OrgsTransferArgs, options?: CallOptions): Promise<ApiResult<T.Org>> =>
        send(client, { method: 'POST', path: '/api/orgs/{orgId}/transfer' }, args, options),
      /** Change the name, the context for generated templates, or how long the audit trail is kept. `PUT /api/orgs/{orgId}` */
      update: (args: OrgsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.Org>> =>
        send(client, { method: 'PUT', path: '/api/orgs/{orgId}' }, args, options),
    },
    orgSecrets: {
      /** Keep a secret for every deployment of an organization. `POST /api/org/secrets` */
      create: (args: OrgSecretsCreateArgs, options?: CallOptions): Promise<ApiResult<T.OrgSecret>> =>
        send(client, { method: 'POST', path: '/api/org/secrets' }, args, options),
      /** Delete a secret of an organization with its history. `DELETE /api/org/secrets/{id}` */
      delete: (args: OrgSecretsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/org/secrets/{id}' }, args, options),
      /** Take all entries of an `.env` text for an organization, or none. `POST /api/org/secrets/import` */
      import: (args: OrgSecretsImportArgs, options?: CallOptions): Promise<ApiResult<T.SecretImportResult>> =>
        send(client, { method: 'POST', path: '/api/org/secrets/import' }, args, options),
      /** Keys of the secrets of an organization. `GET /api/org/secrets` */
      list: (args: OrgSecretsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.OrgSecret[]>> =>
        send(client, { method: 'GET', path: '/api/org/secrets' }, args, options),
      /** Give a secret of an organization a new value or description. `PUT /api/org/secrets/{id}` */
      update: (args: OrgSecretsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.OrgSecret>> =>
        send(client, { method: 'PUT', path: '/api/org/secrets/{id}' }, args, options),
    },
    roles: {
      /** Make a role out of actions that you may do yourself. `POST /api/orgs/{orgId}/roles` */
      create: (args: RolesCreateArgs, options?: CallOptions): Promise<ApiResult<T.Role>> =>
        send(client, { method: 'POST', path: '/api/orgs/{orgId}/roles' }, args, options),
      /** Delete a role that nobody has. `DELETE /api/orgs/{orgId}/roles/{role}` */
      delete: (args: RolesDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/orgs/{orgId}/roles/{role}' }, args, options),
      /** Roles of an organization, and what each may do. `GET /api/orgs/{orgId}/roles` */
      list: (args: RolesListArgs, options?: CallOptions): Promise<ApiResult<readonly T.Role[]>> =>
        send(client, { method: 'GET', path: '/api/orgs/{orgId}/roles' }, args, options),
      /** Change a role; its holders may do what it says then at once. `PUT /api/orgs/{orgId}/roles/{role}` */
      update: (args: RolesUpdateArgs, options?: CallOptions): Promise<ApiResult<T.Role>> =>
        send(client, { method: 'PUT', path: '/api/orgs/{orgId}/roles/{role}' }, args, options),
    },
    secrets: {
      /** Keep a secret for a deployment, a service, a template or all of one’s own. `POST /api/secrets` */
      create: (args: SecretsCreateArgs, options?: CallOptions): Promise<ApiResult<T.Secret>> =>
        send(client, { method: 'POST', path: '/api/secrets' }, args, options),
      /** Delete a secret with its history. `DELETE /api/secrets/{id}` */
      delete: (args: SecretsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/secrets/{id}' }, args, options),
      /** What the services of a deployment receive, and from which scope. `GET /api/secrets/effective` */
      effective: (args: SecretsEffectiveArgs, options?: CallOptions): Promise<ApiResult<readonly T.EffectiveSecrets[]>> =>
        send(client, { method: 'GET', path: '/api/secrets/effective' }, args, options),
      /** Take all entries of an `.env` text, or none. `POST /api/secrets/import` */
      import: (args: SecretsImportArgs, options?: CallOptions): Promise<ApiResult<T.SecretImportResult>> =>
        send(client, { method: 'POST', path: '/api/secrets/import' }, args, options),
      /** Keys of secrets, never their values. `GET /api/secrets` */
      list: (args: SecretsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.Secret[]>> =>
        send(client, { method: 'GET', path: '/api/secrets' }, args, options),
      /** Give a secret the value of an older version, as a new one. `POST /api/secrets/{id}/restore` */
      restore: (args: SecretsRestoreArgs, options?: CallOptions): Promise<ApiResult<T.Secret>> =>
        send(client, { method: 'POST', path: '/api/secrets/{id}/restore' }, args, options),
      /** Give a secret a new value or description. `PUT /api/secrets/{id}` */
      update: (args: SecretsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.Secret>> =>
        send(client, { method: 'PUT', path: '/api/secrets/{id}' }, args, options),
      /** Which deployments and services receive a secret. `GET /api/secrets/{id}/usage` */
      usage: (args: SecretsUsageArgs, options?: CallOptions): Promise<ApiResult<readonly T.SecretUse[]>> =>
        send(client, { method: 'GET', path: '/api/secrets/{id}/usage' }, args, options),
      /** When a secret changed and by whom, newest first. `GET /api/secrets/{id}/versions` */
      versions: (args: SecretsVersionsArgs, options?: CallOptions): Promise<ApiResult<readonly T.SecretVersion[]>> =>
        send(client, { method: 'GET', path: '/api/secrets/{id}/versions' }, args, options),
    },
    secretStore: {
      /** Take a switch back that is not finished. `POST /api/admin/secret-store/cancel` */
      cancel: (options?: CallOptions): Promise<ApiResult<T.SecretStoreStatus>> =>
        send(client, { method: 'POST', path: '/api/admin/secret-store/cancel' }, {}, options),
      /** Where secrets are kept, and how far a switch is. `GET /api/admin/secret-store` */
      status: (options?: CallOptions): Promise<ApiResult<T.SecretStoreStatus>> =>
        send(client, { method: 'GET', path: '/api/admin/secret-store' }, {}, options),
      /** Keep secrets in another store from now on, and move what there is. `POST /api/admin/secret-store/switch` */
      switch: (args: SecretStoreSwitchArgs, options?: CallOptions): Promise<ApiResult<T.SecretStoreStatus>> =>
        send(client, { method: 'POST', path: '/api/admin/secret-store/switch' }, args, options),
    },
    servers: {
      /** Describe a server. `POST /api/v1/servers` */
      create: (args: ServersCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Server>> =>
        send(client, { method: 'POST', path: '/api/v1/servers' }, args, options),
      /** Describe many servers: all of them, or none where one is refused. `POST /api/v1/servers/bulk` */
      createMany: (args: ServersCreateManyArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1Server[]>> =>
        send(client, { method: 'POST', path: '/api/v1/servers/bulk' }, args, options),
      /** Forget a server that nothing uses; the machine itself stays. `DELETE /api/v1/servers/{id}` */
      delete: (args: ServersDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/servers/{id}' }, args, options),
      /** One server. `GET /api/v1/servers/{id}` */
      get: (args: ServersGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Server>> =>
        send(client, { method: 'GET', path: '/api/v1/servers/{id}' }, args, options),
      /** Servers of the organization, the newest first. `GET /api/v1/servers` */
      list: (args: ServersListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1Server[]>> =>
        send(client, { method: 'GET', path: '/api/v1/servers' }, args, options),
      /** What was done on a server, from an entry on. `GET /api/v1/servers/{id}/logs` */
      logs: (args: ServersLogsArgs, options?: CallOptions): Promise<ApiResult<T.V1ServerLogPage>> =>
        send(client, { method: 'GET', path: '/api/v1/servers/{id}/logs' }, args, options),
      /** Forget the host key by which a server is recognized, as after a reinstallation. `POST /api/v1/servers/{id}/reset-hostkey` */
      resetHostkey: (args: ServersResetHostkeyArgs, options?: CallOptions): Promise<ApiResult<T.V1Server>> =>
        send(client, { method: 'POST', path: '/api/v1/servers/{id}/reset-hostkey' }, args, options),
      /** Change a server. `PATCH /api/v1/servers/{id}` */
      update: (args: ServersUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Server>> =>
        send(client, { method: 'PATCH', path: '/api/v1/servers/{id}' }, args, options),
    },
    session: {
      /** Make a team the current one of this session. `POST /api/session/team` */
      switchTeam: (args: SessionSwitchTeamArgs, options?: CallOptions): Promise<ApiResult<T.Me>> =>
        send(client, { method: 'POST', path: '/api/session/team' }, args, options),
    },
    sessions: {
      /** Your sessions. `GET /api/sessions` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.Session[]>> =>
        send(client, { method: 'GET', path: '/api/sessions' }, {}, options),
      /** End one of your sessions. `DELETE /api/sessions/{id}` */
      revoke: (args: SessionsRevokeArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/sessions/{id}' }, args, options),
      /** Sign out everywhere. `DELETE /api/sessions` */
      revokeAll: (args: SessionsRevokeAllArgs = {}, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/sessions' }, args, options),
    },
    sshKeys: {
      /** Generate an SSH key. `POST /api/v1/ssh` */
      create: (args: SshKeysCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1SshKey>> =>
        send(client, { method: 'POST', path: '/api/v1/ssh' }, args, options),
      /** Delete an SSH key that nothing uses. `DELETE /api/v1/ssh/{id}` */
      delete: (args: SshKeysDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/ssh/{id}' }, args, options),
      /** The halves of an SSH key as files, or in JSON. `GET /api/v1/ssh/{id}/download` */
      download: (args: SshKeysDownloadArgs, options?: CallOptions): Promise<ApiResult<T.V1SshKeyDownload>> =>
        send(client, { method: 'GET', path: '/api/v1/ssh/{id}/download' }, args, options),
      /** One SSH key, with its private half on request. `GET /api/v1/ssh/{id}` */
      get: (args: SshKeysGetArgs, options?: CallOptions): Promise<ApiResult<T.V1SshKeyRevealed>> =>
        send(client, { method: 'GET', path: '/api/v1/ssh/{id}' }, args, options),
      /** Take in an SSH key that exists. `POST /api/v1/ssh/import` */
      import: (args: SshKeysImportArgs, options?: CallOptions): Promise<ApiResult<T.V1SshKey>> =>
        send(client, { method: 'POST', path: '/api/v1/ssh/import' }, args, options),
      /** SSH keys of the organization, the newest first. `GET /api/v1/ssh` */
      list: (args: SshKeysListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1SshKey[]>> =>
        send(client, { method: 'GET', path: '/api/v1/ssh' }, args, options),
    },
    taints: {
      /** Keep a taint for node pools. `POST /api/v1/taints` */
      create: (args: TaintsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Taint>> =>
        send(client, { method: 'POST', path: '/api/v1/taints' }, args, options),
      /** Keep many taints for node pools: all of them, or none where one is refused. `POST /api/v1/taints/bulk` */
      createMany: (args: TaintsCreateManyArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1Taint[]>> =>
        send(client, { method: 'POST', path: '/api/v1/taints/bulk' }, args, options),
      /** Delete one taint that no node pool has. `DELETE /api/v1/taints/{id}` */
      delete: (args: TaintsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/taints/{id}' }, args, options),
      /** One taint. `GET /api/v1/taints/{id}` */
      get: (args: TaintsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Taint>> =>
        send(client, { method: 'GET', path: '/api/v1/taints/{id}' }, args, options),
      /** The taints of the organization, the newest first. `GET /api/v1/taints` */
      list: (args: TaintsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1Taint[]>> =>
        send(client, { method: 'GET', path: '/api/v1/taints' }, args, options),
      /** Change one taint wherever it is attached. `PATCH /api/v1/taints/{id}` */
      update: (args: TaintsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Taint>> =>
        send(client, { method: 'PATCH', path: '/api/v1/taints/{id}' }, args, options),
    },
    teamInvites: {
      /** Invitations into a team that wait for an answer. `GET /api/teams/{teamId}/invites` */
      list: (args: TeamInvitesListArgs, options?: CallOptions): Promise<ApiResult<readonly T.Invitation[]>> =>
        send(client, { method: 'GET', path: '/api/teams/{teamId}/invites' }, args, options),
    },
    teamMembers: {
      /** Put a member of the organization into the team. `POST /api/teams/{teamId}/members` */
      add: (args: TeamMembersAddArgs, options?: CallOptions): Promise<ApiResult<T.Member>> =>
        send(client, { method: 'POST', path: '/api/teams/{teamId}/members' }, args, options),
      /** Members of a team. `GET /api/teams/{teamId}/members` */
      list: (args: TeamMembersListArgs, options?: CallOptions): Promise<ApiResult<readonly T.Member[]>> =>
        send(client, { method: 'GET', path: '/api/teams/{teamId}/members' }, args, options),
      /** Remove a member from the team, at once. `DELETE /api/teams/{teamId}/members/{userId}` */
      remove: (args: TeamMembersRemoveArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/teams/{teamId}/members/{userId}' }, args, options),
      /** Give a member of the team another role. `PUT /api/teams/{teamId}/members/{userId}` */
      update: (args: TeamMembersUpdateArgs, options?: CallOptions): Promise<ApiResult<T.Member>> =>
        send(client, { method: 'PUT', path: '/api/teams/{teamId}/members/{userId}' }, args, options),
    },
    teams: {
      /** Create a team. `POST /api/teams` */
      create: (args: TeamsCreateArgs, options?: CallOptions): Promise<ApiResult<T.Team>> =>
        send(client, { method: 'POST', path: '/api/teams' }, args, options),
      /** Delete a team that has nothing left. `DELETE /api/teams/{teamId}` */
      delete: (args: TeamsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/teams/{teamId}' }, args, options),
      /** Invite somebody into a team. `POST /api/teams/{teamId}/invite` */
      invite: (args: TeamsInviteArgs, options?: CallOptions): Promise<ApiResult<T.InvitationWithLink>> =>
        send(client, { method: 'POST', path: '/api/teams/{teamId}/invite' }, args, options),
      /** Teams that you can see. `GET /api/teams` */
      list: (args: TeamsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.Team[]>> =>
        send(client, { method: 'GET', path: '/api/teams' }, args, options),
      /** Rename a team. `PUT /api/teams/{teamId}` */
      update: (args: TeamsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.Team>> =>
        send(client, { method: 'PUT', path: '/api/teams/{teamId}' }, args, options),
    },
    templateGrants: {
      /** Give somebody a role on one template. `POST /api/templates/grants` */
      create: (args: TemplateGrantsCreateArgs, options?: CallOptions): Promise<ApiResult<T.Grant>> =>
        send(client, { method: 'POST', path: '/api/templates/grants' }, args, options),
      /** Take the role of a guest of a template back, at once. `DELETE /api/templates/grants` */
      delete: (args: TemplateGrantsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/templates/grants' }, args, options),
      /** Guests of a template. `GET /api/templates/grants` */
      list: (args: TemplateGrantsListArgs, options?: CallOptions): Promise<ApiResult<readonly T.Grant[]>> =>
        send(client, { method: 'GET', path: '/api/templates/grants' }, args, options),
    },
    templates: {
      /** Create a template. `POST /api/templates` */
      create: (args: TemplatesCreateArgs, options?: CallOptions): Promise<ApiResult<T.Template>> =>
        send(client, { method: 'POST', path: '/api/templates' }, args, options),
      /** Delete a template; deployments made from it stay. `DELETE /api/templates/{name}` */
      delete: (args: TemplatesDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/templates/{name}' }, args, options),
      /** Let a model write a draft of a template. `POST /api/templates/generate` */
      generate: (args: TemplatesGenerateArgs, options?: CallOptions): Promise<ApiResult<T.TemplateDraft>> =>
        send(client, { method: 'POST', path: '/api/templates/generate' }, args, options),
      /** One template. `GET /api/templates/{name}` */
      get: (args: TemplatesGetArgs, options?: CallOptions): Promise<ApiResult<T.Template>> =>
        send(client, { method: 'GET', path: '/api/templates/{name}' }, args, options),
      /** Make a draft of a template from a Docker Compose file. `POST /api/templates/import-compose` */
      importCompose: (args: TemplatesImportComposeArgs, options?: CallOptions): Promise<ApiResult<T.TemplateDraft>> =>
        send(client, { method: 'POST', path: '/api/templates/import-compose' }, args, options),
      /** System templates, yours, and those shared with you. `GET /api/templates` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.Template[]>> =>
        send(client, { method: 'GET', path: '/api/templates' }, {}, options),
      /** Replace a template; deployments made from it stay as they are. `PUT /api/templates/{name}` */
      update: (args: TemplatesUpdateArgs, options?: CallOptions): Promise<ApiResult<T.Template>> =>
        send(client, { method: 'PUT', path: '/api/templates/{name}' }, args, options),
      /** Check a spec without saving it. `POST /api/templates/validate` */
      validate: (args: TemplatesValidateArgs, options?: CallOptions): Promise<ApiResult<T.TemplateValidation>> =>
        send(client, { method: 'POST', path: '/api/templates/validate' }, args, options),
      /** One version of a template, as it was. `GET /api/templates/{name}/versions/{version}` */
      version: (args: TemplatesVersionArgs, options?: CallOptions): Promise<ApiResult<T.TemplateVersion>> =>
        send(client, { method: 'GET', path: '/api/templates/{name}/versions/{version}' }, args, options),
      /** Versions of a template, newest first. `GET /api/templates/{name}/versions` */
      versions: (args: TemplatesVersionsArgs, options?: CallOptions): Promise<ApiResult<readonly T.TemplateVersionSummary[]>> =>
        send(client, { method: 'GET', path: '/api/templates/{name}/versions' }, args, options),
    },
    v1Actions: {
      /** Offer an action. `POST /api/v1/admin/actions` */
      create: (args: V1ActionsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Action>> =>
        send(client, { method: 'POST', path: '/api/v1/admin/actions' }, args, options),
      /** Offer an action no longer. `DELETE /api/v1/admin/actions/{id}` */
      delete: (args: V1ActionsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/admin/actions/{id}' }, args, options),
      /** One action. `GET /api/v1/admin/actions/{id}` */
      get: (args: V1ActionsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Action>> =>
        send(client, { method: 'GET', path: '/api/v1/admin/actions/{id}' }, args, options),
      /** Actions that the platform offers, by label. `GET /api/v1/admin/actions` */
      list: (args: V1ActionsListArgs = {}, options?: CallOptions): Promise<ApiResult<readonly T.V1Action[]>> =>
        send(client, { method: 'GET', path: '/api/v1/admin/actions' }, args, options),
      /** Change an action. `PATCH /api/v1/admin/actions/{id}` */
      update: (args: V1ActionsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Action>> =>
        send(client, { method: 'PATCH', path: '/api/v1/admin/actions/{id}' }, args, options),
    },
    v1AdminJobs: {
      /** Call off a job that waits or runs. `POST /api/v1/admin/archer/jobs/{id}/cancel` */
      cancel: (args: V1AdminJobsCancelArgs, options?: CallOptions): Promise<ApiResult<T.V1Job>> =>
        send(client, { method: 'POST', path: '/api/v1/admin/archer/jobs/{id}/cancel' }, args, options),
      /** Queue work of the platform itself. `POST /api/v1/admin/archer/jobs` */
      create: (args: V1AdminJobsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Job>> =>
        send(client, { method: 'POST', path: '/api/v1/admin/archer/jobs' }, args, options),
      /** The work of the platform, newest first. `GET /api/v1/admin/archer/jobs` */
      list: (args: V1AdminJobsListArgs = {}, options?: CallOptions): Promise<ApiResult<T.V1JobPage>> =>
        send(client, { method: 'GET', path: '/api/v1/admin/archer/jobs' }, args, options),
      /** Run a job again that failed or was canceled. `POST /api/v1/admin/archer/jobs/{id}/retry` */
      retry: (args: V1AdminJobsRetryArgs, options?: CallOptions): Promise<ApiResult<T.V1Job>> =>
        send(client, { method: 'POST', path: '/api/v1/admin/archer/jobs/{id}/retry' }, args, options),
    },
    v1AdminQueues: {
      /** How much waits in each queue. `GET /api/v1/admin/archer/queues` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.V1Queue[]>> =>
        send(client, { method: 'GET', path: '/api/v1/admin/archer/queues' }, {}, options),
    },
    v1Health: {
      /** Whether the process lives. `GET /api/v1/healthz` */
      get: (options?: CallOptions): Promise<ApiResult<T.V1Health>> =>
        send(client, { method: 'GET', path: '/api/v1/healthz' }, {}, options),
    },
    v1Me: {
      /** The signed-in user with addresses and organizations. `GET /api/v1/me` */
      get: (options?: CallOptions): Promise<ApiResult<T.V1Me>> =>
        send(client, { method: 'GET', path: '/api/v1/me' }, {}, options),
      /** Change your display name. `PATCH /api/v1/me` */
      update: (args: V1MeUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1User>> =>
        send(client, { method: 'PATCH', path: '/api/v1/me' }, args, options),
    },
    v1MeKeys: {
      /** Create a key that acts as you. `POST /api/v1/me/api-keys` */
      create: (args: V1MeKeysCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1UserKeyWithSecret>> =>
        send(client, { method: 'POST', path: '/api/v1/me/api-keys' }, args, options),
      /** Revoke a key of yours at once. `DELETE /api/v1/me/api-keys/{id}` */
      delete: (args: V1MeKeysDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/me/api-keys/{id}' }, args, options),
      /** Your keys of the infrastructure plane. `GET /api/v1/me/api-keys` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.V1UserKey[]>> =>
        send(client, { method: 'GET', path: '/api/v1/me/api-keys' }, {}, options),
    },
    v1OrgKeys: {
      /** Create a key pair of the organization. `POST /api/v1/orgs/{id}/api-keys` */
      create: (args: V1OrgKeysCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1OrgKeyWithSecret>> =>
        send(client, { method: 'POST', path: '/api/v1/orgs/{id}/api-keys' }, args, options),
      /** Revoke a key pair at once. `DELETE /api/v1/orgs/{id}/api-keys/{key_id}` */
      delete: (args: V1OrgKeysDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/orgs/{id}/api-keys/{key_id}' }, args, options),
      /** Key pairs of the organization. `GET /api/v1/orgs/{id}/api-keys` */
      list: (args: V1OrgKeysListArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1OrgKey[]>> =>
        send(client, { method: 'GET', path: '/api/v1/orgs/{id}/api-keys' }, args, options),
    },
    v1OrgMembers: {
      /** Members of an organization. `GET /api/v1/orgs/{id}/members` */
      list: (args: V1OrgMembersListArgs, options?: CallOptions): Promise<ApiResult<readonly T.V1Member[]>> =>
        send(client, { method: 'GET', path: '/api/v1/orgs/{id}/members' }, args, options),
      /** Add a user, or give a member another role. `POST /api/v1/orgs/{id}/members` */
      put: (args: V1OrgMembersPutArgs, options?: CallOptions): Promise<ApiResult<T.V1Member>> =>
        send(client, { method: 'POST', path: '/api/v1/orgs/{id}/members' }, args, options),
      /** Remove a member; nobody to remove is no error. `DELETE /api/v1/orgs/{id}/members/{user_id}` */
      remove: (args: V1OrgMembersRemoveArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/orgs/{id}/members/{user_id}' }, args, options),
    },
    v1Orgs: {
      /** Create an organization; you become its owner. `POST /api/v1/orgs` */
      create: (args: V1OrgsCreateArgs, options?: CallOptions): Promise<ApiResult<T.V1Org>> =>
        send(client, { method: 'POST', path: '/api/v1/orgs' }, args, options),
      /** Delete an organization with everything in it. `DELETE /api/v1/orgs/{id}` */
      delete: (args: V1OrgsDeleteArgs, options?: CallOptions): Promise<ApiResult<undefined>> =>
        send(client, { method: 'DELETE', path: '/api/v1/orgs/{id}' }, args, options),
      /** One organization. `GET /api/v1/orgs/{id}` */
      get: (args: V1OrgsGetArgs, options?: CallOptions): Promise<ApiResult<T.V1Org>> =>
        send(client, { method: 'GET', path: '/api/v1/orgs/{id}' }, args, options),
      /** Your organizations, the newest first. `GET /api/v1/orgs` */
      list: (options?: CallOptions): Promise<ApiResult<readonly T.V1Org[]>> =>
        send(client, { method: 'GET', path: '/api/v1/orgs' }, {}, options),
      /** Change the name or the e-mail domain, which an empty one clears. `PATCH /api/v1/orgs/{id}` */
      update: (args: V1OrgsUpdateArgs, options?: CallOptions): Promise<ApiResult<T.V1Org>> =>
        send(client, { method: 'PATCH', path: '/api/v1/orgs/{id}' }, args, options),
    },
    v1Version: {
      /** Which version this is. `GET /api/v1/version` */
      get: (options?: CallOptions): Promise<ApiResult<T.V1Version>> =>
        send(client, { method: 'GET', path: '/api/v1/version' }, {}, options),
    },
  };
}

export type Client = ReturnType<typeof createClient>;
