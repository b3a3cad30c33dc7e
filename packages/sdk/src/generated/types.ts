// Generated from openapi/api.json by `npm run gen`; edits are lost.

export interface AccessSource {
  readonly kind: 'org' | 'team' | 'deployment' | 'template';
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly actions: readonly string[];
  readonly expiresAt: string | null;
}

export interface AdminAuditEvent {
  readonly id: string;
  readonly orgId: string;
  /** Its number in the chain of the organization, without gaps. */
  readonly seq: number;
  /** Past tense, such as `deployment.created`. */
  readonly event: string;
  readonly actor: {
    readonly kind: 'user' | 'machine' | 'system' | 'anonymous';
    readonly id: string | null;
    /** Of a machine, the name of its key. */
    readonly email: string | null;
    readonly via: string;
  };
  readonly target: {
    readonly type: string;
    readonly id: string;
    readonly name: string | null;
  };
  readonly data: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly ipAddress: string | null;
  readonly at: string;
  readonly prevHash: string | null;
  /** SHA-256 of `prevHash` (its 32 bytes) and the canonical JSON (RFC 8785) of this event without its two hashes. Null in events older than the chain. */
  readonly hash: string | null;
  /** Of the organization now; null for what belongs to none, and for one that is gone. */
  readonly orgName: string | null;
}

export interface AdminJob {
  readonly id: string;
  readonly kind: string;
  readonly state: 'scheduled' | 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'canceled';
  /** Whose work it is, where it still can be told. */
  readonly orgId: string | null;
  /** How many have begun. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Of one key at most one job waits and at most one runs. */
  readonly key: string | null;
  /** What it is about, without secrets; null where its kind is not known here any more. */
  readonly payload: Readonly<Record<string, unknown>> | null;
  readonly lastError: string | null;
  readonly createdAt: string;
  /** Not before. */
  readonly runAt: string;
  /** Of the last attempt. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly actions: readonly ('retry' | 'cancel')[];
}

export interface AdminJobKind {
  readonly kind: string;
  /** The action it carries out, or `system`. */
  readonly actsFor: string;
  readonly queued: number;
  readonly scheduled: number;
  readonly running: number;
  /** Dead letters: they used up their attempts and are kept for 90 days. */
  readonly failed: number;
}

export interface AdminMetrics {
  readonly version: string;
  /** Of the process that answers. */
  readonly uptimeSeconds: number;
  readonly users: {
    readonly total: number;
    readonly disabled: number;
    /** Who signed in within the last 1, 7 and 30 days. */
    readonly signedIn: {
      readonly day: number;
      readonly week: number;
      readonly month: number;
    };
  };
  readonly orgs: number;
  readonly clients: number;
  /** By phase. */
  readonly deployments: Readonly<Record<string, number>>;
  /** By state. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly databaseBytes: number;
}

export interface AdminOrg {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly clientId: string | null;
  readonly memberCount: number;
  readonly deploymentCount: number;
  readonly deleting: boolean;
  readonly createdAt: string;
}

export interface AdminOrgUpdate {
  readonly plan?: string;
  readonly clientId?: string | null;
}

export interface AdminSchedule {
  readonly kind: string;
  /** What it is for. */
  readonly about: string;
  /** In UTC. */
  readonly cron: string;
  readonly settings: readonly {
    /** Of a variable of the environment. */
    readonly name: string;
    readonly value: string;
    readonly about: string;
  }[];
  readonly nextRunAt: string;
  /** The last that began, within a week. */
  readonly lastRun: {
    readonly jobId: string;
    readonly state: 'scheduled' | 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'canceled';
    readonly startedAt: string;
    readonly endedAt: string | null;
    readonly error: string | null;
  } | null;
}

export interface AdminUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly platformRole: 'platform_admin' | null;
  readonly tier: 'free' | 'business' | 'enterprise';
  readonly state: 'active' | 'disabled';
  /** The client that he registered at; null for the platform itself. */
  readonly clientId: string | null;
  readonly orgCount: number;
  readonly createdAt: string;
  readonly lastLoginAt: string | null;
}

export interface AdminUserUpdate {
  readonly platformRole?: 'platform_admin' | null;
  readonly tier?: 'free' | 'business' | 'enterprise';
  readonly disabled?: boolean;
}

export interface ApiKey {
  readonly id: string;
  readonly kind: 'personal' | 'machine' | 'user' | 'pair';
  readonly name: string;
  /** The visible beginning of the key. */
  readonly prefix: string;
  /** Empty for kinds that scopes do not limit. */
  readonly scopes: readonly string[];
  /** Of a key that belongs to an organization. */
  readonly role: string | null;
  readonly teamId: string | null;
  /** Addresses and networks it may be used from; empty for all. */
  readonly allowedIps: readonly string[];
  readonly ratePerSecond: number | null;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedIp: string | null;
  readonly rotatedAt: string | null;
  /** Until when the secret before the last rotation is good. */
  readonly previousUntil: string | null;
}

export interface ApiKeyCreate {
  readonly name: string;
  readonly scopes: readonly (
    | 'deployments:read'
    | 'deployments:write'
    | 'templates:read'
    | 'templates:write'
    | 'secrets:read'
    | 'secrets:write'
    | 'orgs:read'
    | 'orgs:write'
    | 'teams:read'
    | 'teams:write'
    | 'infra:read'
    | 'infra:write'
    | 'platform:read'
    | 'platform:write'
  )[];
  readonly allowedIps?: readonly string[];
  readonly ratePerSecond?: number | null;
  readonly expiresAt?: string;
}

export interface ApiKeyRotate {
  /** How long the old secret goes on to work beside the new one. */
  readonly overlapSeconds?: number;
}

export interface ApiKeyUpdate {
  readonly name?: string;
  readonly allowedIps?: readonly string[];
  readonly ratePerSecond?: number | null;
}

/** Shown once. `keyId` is what a pair sends as X-ORG-KEY. */
export interface ApiKeyWithSecret {
  readonly id: string;
  readonly kind: 'personal' | 'machine' | 'user' | 'pair';
  readonly name: string;
  /** The visible beginning of the key. */
  readonly prefix: string;
  /** Empty for kinds that scopes do not limit. */
  readonly scopes: readonly string[];
  /** Of a key that belongs to an organization. */
  readonly role: string | null;
  readonly teamId: string | null;
  /** Addresses and networks it may be used from; empty for all. */
  readonly allowedIps: readonly string[];
  readonly ratePerSecond: number | null;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedIp: string | null;
  readonly rotatedAt: string | null;
  /** Until when the secret before the last rotation is good. */
  readonly previousUntil: string | null;
  /** The key itself; of a pair its secret. */
  readonly key: string;
  readonly keyId: string | null;
}

export interface AuditChainReport {
  readonly orgId: string;
  readonly ok: boolean;
  /** The last event. Note it elsewhere: who rewrites a whole chain cannot rewrite your note. */
  readonly head: {
    readonly seq: number;
    readonly hash: string;
  } | null;
  readonly checked: number;
  /** Of these, events that are older than the chain. */
  readonly unsealed: number;
  /** Events up to this one were removed for their age. */
  readonly removedThrough: number;
  /** The first hundred. */
  readonly problems: readonly {
    readonly seq: number;
    readonly kind: 'changed' | 'relinked' | 'missing' | 'unsealed' | 'unexpected' | 'head-differs' | 'head-missing';
    readonly message: string;
  }[];
  readonly problemCount: number;
}

export interface AuditEvent {
  readonly id: string;
  readonly orgId: string;
  /** Its number in the chain of the organization, without gaps. */
  readonly seq: number;
  /** Past tense, such as `deployment.created`. */
  readonly event: string;
  readonly actor: {
    readonly kind: 'user' | 'machine' | 'system' | 'anonymous';
    readonly id: string | null;
    /** Of a machine, the name of its key. */
    readonly email: string | null;
    readonly via: string;
  };
  readonly target: {
    readonly type: string;
    readonly id: string;
    readonly name: string | null;
  };
  readonly data: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly ipAddress: string | null;
  readonly at: string;
  readonly prevHash: string | null;
  /** SHA-256 of `prevHash` (its 32 bytes) and the canonical JSON (RFC 8785) of this event without its two hashes. Null in events older than the chain. */
  readonly hash: string | null;
}

export interface AuditSink {
  readonly id: string;
  readonly orgId: string;
  readonly url: string;
  readonly status: 'waiting' | 'delivering' | 'failing' | 'disabled';
  /** Number of the last event that was taken. */
  readonly deliveredSeq: number;
  readonly deliveredAt: string | null;
  /** In a row. */
  readonly failures: number;
  readonly failingSince: string | null;
  readonly lastError: string | null;
  readonly disabledReason: string | null;
  readonly createdAt: string;
}

export interface AuditSinkCreated {
  readonly id: string;
  readonly orgId: string;
  readonly url: string;
  readonly status: 'waiting' | 'delivering' | 'failing' | 'disabled';
  /** Number of the last event that was taken. */
  readonly deliveredSeq: number;
  readonly deliveredAt: string | null;
  /** In a row. */
  readonly failures: number;
  readonly failingSince: string | null;
  readonly lastError: string | null;
  readonly disabledReason: string | null;
  readonly createdAt: string;
  /** Signs every delivery. Shown this once. */
  readonly secret: string;
}

export interface AuditSinkTest {
  readonly ok: boolean;
  readonly status: number | null;
  readonly message: string;
}

export interface AuthStart {
  readonly auth_url: string;
}

/** digest: a new image under the same tag; semver: the newest tag within the range, pre-releases only where it names one. */
export type AutoUpdate =
  | {
      readonly policy: 'digest';
    }
  | {
      readonly policy: 'semver';
      /** Such as ^1.2 or >=1 <3. */
      readonly range: string;
    };

export interface Canary {
  /** Number of its release. */
  readonly release: number;
  readonly service: string;
  readonly image: string;
  readonly phase: 'starting' | 'running' | 'promoting' | 'aborted';
  /** What it is to get. */
  readonly weight: number;
  /** What it gets now: nothing before it is ready. */
  readonly routedWeight: number;
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly message: string | null;
  readonly evidence: Evidence | null;
  /** Still to come. */
  readonly steps: readonly {
    /** Of a hundred requests, those that go to the canary. */
    readonly weight: number;
    /** After the step before it, or after the canary became ready. */
    readonly minutes: number;
  }[];
  readonly nextStepAt: string | null;
  /** The release by which it is promoted. */
  readonly promotedBy: number | null;
}

export interface CanaryEnd {
  readonly name: string;
  readonly reason?: string;
}

export interface CanaryStart {
  readonly name: string;
  readonly service: string;
  /** The service's own when absent. */
  readonly image?: string;
  /** Replaces all parameter values of the canary when present. */
  readonly envVars?: EnvVars;
  /** Of a hundred requests, those that go to the canary. */
  readonly weight: number;
  readonly steps?: readonly {
    /** Of a hundred requests, those that go to the canary. */
    readonly weight: number;
    /** After the step before it, or after the canary became ready. */
    readonly minutes: number;
  }[];
  readonly reason?: string;
}

export interface CanaryWeight {
  readonly name: string;
  /** Of a hundred requests, those that go to the canary. */
  readonly weight: number;
}

export interface Client {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly domain: string;
  /** Where people reach it. */
  readonly url: string;
  readonly branding: ClientBranding;
  /** What it offers; a new organization begins with the first. */
  readonly plans: readonly string[];
  readonly registrationPolicy: 'open' | 'domains' | 'invite';
  readonly allowedDomains: readonly string[];
  readonly enabled: boolean;
  readonly orgCount: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ClientBranding {
  readonly name: string;
  readonly logoUrl: string | null;
  readonly primaryColor: string | null;
  readonly supportEmail: string | null;
}

export interface ClientCreate {
  readonly name: string;
  readonly slug: string;
  readonly domain: string;
  readonly plans?: readonly string[];
  readonly registrationPolicy?: 'open' | 'domains' | 'invite';
  readonly allowedDomains?: readonly string[];
  readonly enabled?: boolean;
  readonly branding?: {
    readonly name?: string;
    readonly logoUrl?: string | null;
    readonly primaryColor?: string | null;
    readonly supportEmail?: string | null;
  };
}

export interface ClientUpdate {
  readonly name?: string;
  readonly slug?: string;
  readonly domain?: string;
  readonly plans?: readonly string[];
  readonly registrationPolicy?: 'open' | 'domains' | 'invite';
  readonly allowedDomains?: readonly string[];
  readonly enabled?: boolean;
  readonly branding?: {
    readonly name?: string;
    readonly logoUrl?: string | null;
    readonly primaryColor?: string | null;
    readonly supportEmail?: string | null;
  };
}

/** What Kubernetes says happened to an object of the deployment. */
export interface ClusterEvent {
  readonly id: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly object: {
    readonly kind: string;
    readonly name: string;
  };
  readonly count: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

export interface CustomDomain {
  readonly id: string;
  /** Lower case, internationalized names in their ASCII form. */
  readonly host: string;
  /** The ingress of the deployment that it leads to. */
  readonly ingress: string;
  /** Pending until the TXT record is found; Verified until the host is served, its name leads here and its certificate is there; Failed when the proof was lost or never came. */
  readonly status: 'Pending' | 'Verified' | 'Active' | 'Failed';
  readonly reason: string;
  readonly message: string;
  readonly records: readonly DomainRecord[];
  /** Null where the host is served without one. */
  readonly certificate: DomainCertificate | null;
  readonly checkedAt: string | null;
  readonly createdAt: string;
}

export interface CustomDomainClaim {
  readonly name: string;
  readonly host: string;
  /** The first when absent. */
  readonly ingress?: string;
}

export interface CustomDomainRef {
  readonly name: string;
  readonly id: string;
}

export interface Deployment {
  readonly name: string;
  readonly displayName: string;
  readonly status: DeploymentStatus;
  readonly template: string;
  readonly visibility: Visibility;
  readonly ingresses: readonly DeploymentIngress[];
  readonly lastError: string | null;
  readonly canDelete: boolean;
  readonly teamId: string;
  readonly url: string | null;
  readonly servicesReady: number;
  readonly servicesTotal: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly orgId: string;
  /** Of the template that it was made from; null where it is older than versions are. */
  readonly templateVersion: number | null;
  readonly namespace: string;
  readonly message: string | null;
  readonly evidence: Evidence | null;
  readonly services: readonly DeploymentService[];
  readonly conditions: readonly Condition[];
  /** Counts changes of what is wanted; the ETag. */
  readonly generation: number;
  /** The generation that `status` speaks of. */
  readonly observedGeneration: number;
  /** Number of the release that is wanted. */
  readonly release: number;
  /** Another version of a service beside it, or the last one that was given up. */
  readonly canary: Canary | null;
  readonly restartedAt: string | null;
  readonly canUpdate: boolean;
  /** What the caller may do to it, whatever its status allows. */
  readonly actions: readonly string[];
  /** Runs on the embedded cluster: processes without isolation. */
  readonly embedded: boolean;
}

export interface DeploymentConfig {
  readonly name: string;
  readonly displayName: string;
  readonly envVars: Readonly<Record<string, string>>;
  readonly visibility: Visibility;
  /** Per service. */
  readonly replicas: Readonly<Record<string, number>>;
  /** Per service. */
  readonly images: Readonly<Record<string, string>>;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly cpuRequest: string;
        readonly cpuLimit: string;
        readonly memoryRequest: string;
        readonly memoryLimit: string;
      }
    >
  >;
  /** Services that take new images by themselves. */
  readonly autoUpdate: Readonly<Record<string, AutoUpdate>>;
  readonly paused: boolean;
  readonly autoRollback: boolean;
  readonly readyDeadlineSeconds: number;
  readonly generation: number;
}

export interface DeploymentConfigUpdate {
  readonly name: string;
  readonly displayName?: string;
  /** Replaces all values when present. */
  readonly envVars?: EnvVars;
  readonly visibility?: Visibility;
  readonly replicas?: Readonly<Record<string, number>>;
  readonly images?: Readonly<Record<string, string>>;
  readonly resources?: Readonly<
    Record<
      string,
      {
        readonly cpuRequest?: string;
        readonly cpuLimit?: string;
        readonly memoryRequest?: string;
        readonly memoryLimit?: string;
      }
    >
  >;
  /** Per service; null ends it, services that are not named stay as they are. */
  readonly autoUpdate?: Readonly<Record<string, AutoUpdate | null>>;
  readonly paused?: boolean;
  /** Whether a release that does not become ready gives way to the last one that was. */
  readonly autoRollback?: boolean;
  readonly readyDeadlineSeconds?: number;
  readonly reason?: string;
}

export interface DeploymentCreate {
  readonly template: string;
  /** Generated when absent; unique on the platform, part of the host name. */
  readonly name?: string;
  readonly displayName?: string;
  readonly envVars?: EnvVars;
  readonly visibility?: Visibility;
  /** The current team of the session when absent. */
  readonly teamId?: string;
  readonly reason?: string;
}

export interface DeploymentDeleted {
  readonly name: string;
}

export interface DeploymentIngress {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly url: string;
}

export interface DeploymentManifest {
  readonly yaml: string;
}

export interface DeploymentPlan {
  readonly name: string;
  readonly generation: number;
  readonly release: number;
  readonly changes: readonly FieldChange[];
  /** What it does to each service. */
  readonly services: readonly {
    readonly name: string;
    readonly effect: 'rolls' | 'scales' | 'stops' | 'starts' | 'stays';
  }[];
}

export interface DeploymentRef {
  readonly name: string;
}

export interface DeploymentRestart {
  readonly name: string;
  readonly service?: string;
}

export interface DeploymentRollback {
  readonly name: string;
  readonly release: number;
  readonly reason?: string;
}

export interface DeploymentScale {
  readonly name: string;
  readonly service: string;
  /** 0 stops the service and keeps everything else. */
  readonly replicas: number;
  readonly reason?: string;
}

export interface DeploymentService {
  readonly name: string;
  readonly image: string;
  readonly ready: boolean;
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly state: 'Pending' | 'Progressing' | 'Ready' | 'Degraded' | 'Failed' | 'Paused';
  readonly message: string | null;
  readonly evidence: Evidence | null;
}

export type DeploymentStatus = 'Pending' | 'Provisioning' | 'Ready' | 'Error' | 'Deleting';

export interface DeploymentSummary {
  readonly name: string;
  readonly displayName: string;
  readonly status: DeploymentStatus;
  readonly template: string;
  readonly visibility: Visibility;
  readonly ingresses: readonly DeploymentIngress[];
  readonly lastError: string | null;
  readonly canDelete: boolean;
  readonly teamId: string;
  readonly url: string | null;
  readonly servicesReady: number;
  readonly servicesTotal: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface DeviceAnswer {
  /** Where the browser goes now. */
  readonly redirectTo: string | null;
}

export interface DeviceApproval {
  /** Some of those asked for. */
  readonly scopes?: readonly string[];
}

export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Seconds to wait between two questions. */
  readonly interval: number;
}

export interface DeviceCodeRequest {
  /** What the person is told is asking, such as `moorage on build-1`. */
  readonly client: string;
  /** `session` is for what no API key may do; end it with `POST /logout` when it is done. */
  readonly grant?: 'api-key' | 'session';
  /** Of the key; all when absent. The person may take some away. */
  readonly scopes?: readonly string[];
  readonly keyName?: string;
  readonly expiresInDays?: number;
  /** Where the program listens on this machine; then the grant needs the `code` that arrives there. */
  readonly redirectUri?: string;
}

export interface DeviceGrant {
  readonly apiKey: {
    readonly id: string;
    readonly name: string;
    readonly key: string;
    readonly scopes: readonly string[];
    readonly expiresAt: string | null;
  } | null;
  /** Of a session, as it belongs into the header `Cookie`. */
  readonly cookie: string | null;
}

export interface DeviceLogin {
  readonly userCode: string;
  readonly client: string;
  readonly grant: 'api-key' | 'session';
  readonly scopes: readonly string[];
  readonly keyName: string;
  readonly expiresInDays: number;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly state: 'waiting' | 'approved' | 'denied' | 'used';
}

export interface DeviceRevocation {
  readonly key: string;
}

export interface DeviceTokenRequest {
  readonly deviceCode: string;
  readonly code?: string;
}

export interface DomainCertificate {
  /** None: this platform does not issue any; the ingress controller has one of its own. */
  readonly state: 'None' | 'Pending' | 'Issued' | 'Failed';
  readonly reason: string;
  readonly message: string;
  readonly notAfter: string | null;
}

/** A DNS record to create. */
export interface DomainRecord {
  readonly type: 'TXT' | 'CNAME' | 'A';
  readonly name: string;
  readonly value: string;
  readonly purpose: 'ownership' | 'routing';
  /** Unknown: not looked at yet, or the name servers did not answer. */
  readonly state: 'unknown' | 'missing' | 'wrong' | 'ok';
  /** What is there in its place. */
  readonly found: readonly string[];
}

export interface DraftTemplate {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly category: string;
  readonly image: string;
  readonly containerPort: number;
  readonly cpuRequest: string;
  readonly cpuLimit: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
  readonly healthCheckPath: string;
  readonly enabled: boolean;
  readonly hasConfigMap: boolean;
  readonly envVars: readonly EnvVarDefinition[];
  readonly visibility: TemplateVisibility;
  readonly spec?: string;
}

/** What one service receives. */
export interface EffectiveSecrets {
  readonly deploymentName: string;
  readonly serviceName: string;
  readonly secrets: readonly {
    readonly key: string;
    readonly scope: 'organization' | 'user' | 'template' | 'template-service' | 'deployment' | 'deployment-service';
    readonly version: number;
    readonly updatedAt: string;
    /** Scopes that have the same key, and lose. */
    readonly covers: readonly ('organization' | 'user' | 'template' | 'template-service' | 'deployment' | 'deployment-service')[];
    /** The service has a plain variable of this name, which wins. */
    readonly hiddenByVariable: boolean;
  }[];
  /** Whether the deployment has what is listed: `waiting` is on its way, `stopped` does not get there by itself; its status says why. */
  readonly rollOut: 'done' | 'waiting' | 'stopped';
  /** Whether the caller may set secrets of the deployment. */
  readonly canWrite: boolean;
  /** Secret parameters that are required and have no value. */
  readonly missing: readonly string[];
}

export interface EmailDomain {
  readonly id: string;
  /** Lower case, internationalized names in their ASCII form. */
  readonly domain: string;
  readonly state: 'pending' | 'verified';
  readonly record: EmailDomainRecord;
  readonly createdAt: string;
  readonly verifiedAt: string | null;
}

export interface EmailDomainCreate {
  readonly domain: string;
}

/** The DNS record that proves the domain. */
export interface EmailDomainRecord {
  readonly type: 'TXT';
  readonly name: string;
  readonly value: string;
}

export interface EncryptionRotation {
  /** Null for the key of the platform itself. */
  readonly orgId: string | null;
}

export interface EncryptionStatus {
  readonly rootKeys: readonly {
    /** Names the keeper and the key; of a local key, a fingerprint. */
    readonly id: string;
    readonly kind: string;
    readonly state: 'next' | 'active' | 'retiring' | 'retired';
    readonly createdAt: string;
    readonly retiredAt: string | null;
    /** How many keys of organizations it wraps. */
    readonly keys: number;
  }[];
  readonly keys: readonly {
    readonly version: number;
    readonly state: 'active' | 'retired';
    readonly owners: number;
  }[];
  readonly columns: readonly {
    readonly table: string;
    readonly column: string;
    readonly total: number;
    /** Sealed under the newest key of their owner. */
    readonly current: number;
    /** Sealed under an older one; a rotation has them before it. */
    readonly previous: number;
    /** From before there was a vault. */
    readonly earlier: number;
  }[];
  readonly lastVerified: {
    readonly at: string;
    readonly checked: number;
    readonly failed: number;
  } | null;
}

export interface EnvVarDefinition {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: 'string' | 'text' | 'integer' | 'number' | 'boolean' | 'enum';
  readonly default?: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly options?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export interface EnvVarDefinitionInput {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  readonly type?: 'string' | 'text' | 'integer' | 'number' | 'boolean' | 'enum';
  readonly default?: string;
  readonly required?: boolean;
  readonly secret?: boolean;
  readonly options?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** Parameter values; numbers and booleans are turned into text. */
export type EnvVars = Readonly<Record<string, string | number | boolean>>;

/** Every error of `/api` looks like this; branch on `code`, show `error`. */
export interface Error {
  /** One sentence for people. */
  readonly error: string;
  readonly code:
    | 'invalid_request'
    | 'unauthenticated'
    | 'forbidden'
    | 'not_found'
    | 'conflict'
    | 'already_exists'
    | 'gone'
    | 'precondition_failed'
    | 'payload_too_large'
    | 'limit_exceeded'
    | 'rate_limited'
    | 'internal'
    | 'upstream_failed'
    | 'unavailable'
    | 'insufficient_capacity';
  /** Quote it when you report a problem. */
  readonly requestId: string;
  readonly details?: {
    readonly issues?: readonly {
      readonly path: string;
      readonly message: string;
    }[];
    readonly nextStep?: string;
    readonly [field: string]: unknown;
  };
}

export interface Evidence {
  readonly reason: string;
  readonly message: string;
  readonly logLines?: readonly string[];
  readonly event?: string;
  readonly probe?: string;
  readonly exitCode?: number;
  readonly nextStep: string;
}

/** Values of secret parameters are masked. */
export interface FieldChange {
  readonly path: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface Grant {
  readonly id: string;
  /** Null as long as nobody of the address has signed in. */
  readonly userId: string | null;
  readonly email: string;
  readonly role: string;
  /** What the guest may do to it. */
  readonly actions: readonly string[];
  readonly grantedBy: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

export interface GrantCreate {
  readonly name: string;
  /** Of anybody. Where nobody of this address has signed in yet, the grant waits for him. */
  readonly email: string;
  readonly role: 'viewer' | 'developer' | string;
  readonly expiresAt?: string;
}

export interface IdentityLink {
  readonly provider: string;
  readonly redirect?: string;
}

export interface IdentityLinkStart {
  readonly url: string;
}

export interface ImageDeployment {
  readonly name: string;
  readonly service: string;
  readonly image: string;
  readonly reason?: string;
}

export interface ImageHook {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  /** What it may tell of; null is every image that the team follows. */
  readonly repository: string | null;
  readonly auth: 'signature' | 'token';
  readonly url: string;
  readonly createdAt: string;
  readonly rotatedAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface ImageHookCreate {
  readonly name: string;
  /** The current team of the session when absent. */
  readonly teamId?: string;
  /** Such as ghcr.io/acme/shop, without a tag. */
  readonly repository?: string;
  /** signature: HMAC over time and body. token: the secret itself in a header, for registries that cannot sign. */
  readonly auth?: 'signature' | 'token';
}

/** An image, or a notification of a distribution registry or of Docker Hub. */
export interface ImageHookDelivery {
  readonly image?: string;
  /** Of a distribution registry. */
  readonly events?: readonly {
    readonly action: string;
    readonly target: {
      readonly repository?: string;
      readonly tag?: string;
      readonly [field: string]: unknown;
    };
    readonly [field: string]: unknown;
  }[];
  /** Of Docker Hub. */
  readonly push_data?: {
    readonly tag?: string;
    readonly [field: string]: unknown;
  };
  /** Of Docker Hub. */
  readonly repository?: {
    readonly repo_name: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export interface ImageHookWithSecret {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  /** What it may tell of; null is every image that the team follows. */
  readonly repository: string | null;
  readonly auth: 'signature' | 'token';
  readonly url: string;
  readonly createdAt: string;
  readonly rotatedAt: string | null;
  readonly lastUsedAt: string | null;
  /** Shown this once. */
  readonly secret: string;
}

export interface Invitation {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string | null;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** `off` where the installation sends no mail: hand the link over yourself. */
  readonly mail: 'off' | 'waiting' | 'sent' | 'failed';
  readonly mailError: string | null;
}

export interface InvitationAccepted {
  readonly orgId: string;
  readonly teamId: string | null;
}

export interface InvitationPreview {
  readonly email: string;
  readonly orgName: string;
  readonly teamName: string | null;
  readonly role: string;
  readonly invitedBy: string | null;
  readonly expiresAt: string;
}

export interface InvitationToken {
  readonly token: string;
}

export interface InvitationWithLink {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string | null;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** `off` where the installation sends no mail: hand the link over yourself. */
  readonly mail: 'off' | 'waiting' | 'sent' | 'failed';
  readonly mailError: string | null;
  /** Works once, for this address only. Shown once. */
  readonly link: string;
}

export interface Jwk {
  readonly kty: string;
  readonly use?: string;
  readonly kid?: string;
  readonly alg?: string;
  readonly crv?: string;
  readonly n?: string;
  readonly e?: string;
  readonly x?: string;
}

export interface JwkSet {
  readonly keys: readonly Jwk[];
}

export interface LinkedIdentity {
  readonly id: string;
  readonly provider: string;
  readonly issuer: string;
  readonly email: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
}

export interface LogLine {
  readonly service: string;
  readonly pod: string;
  readonly container: string;
  readonly at: string | null;
  readonly line: string;
}

export interface Me {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly avatarUrl: string | null;
  readonly tier: 'free' | 'business' | 'enterprise';
  readonly platformRole: 'platform_admin' | null;
  readonly currentOrgId: string | null;
  readonly currentTeamId: string | null;
  readonly orgs: readonly {
    readonly id: string;
    readonly name: string;
    readonly slug: string;
    readonly role: OrgRole | null;
  }[];
  readonly teams: readonly {
    readonly id: string;
    readonly name: string;
    readonly orgId: string;
    readonly role: TeamRole | null;
  }[];
  readonly permissions: readonly string[];
  readonly via: 'session' | 'jwt' | 'api-key' | 'user-key';
}

export interface Member {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly joinedAt: string;
}

export interface MemberAccess {
  readonly userId: string;
  readonly email: string;
  /** Each role that he has, and where. */
  readonly sources: readonly AccessSource[];
  /** Each action that he may do somewhere in the organization, and why. */
  readonly may: readonly {
    readonly action: string;
    readonly doc: string;
    readonly because: readonly string[];
  }[];
}

export interface Org {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly aiContext: string;
  /** How long events of the audit trail are kept; null for as long as the platform keeps them. */
  readonly auditRetentionDays: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type OrgApiKeyCreate =
  | {
      readonly kind: 'machine';
      readonly name: string;
      readonly scopes: readonly (
        | 'deployments:read'
        | 'deployments:write'
        | 'templates:read'
        | 'templates:write'
        | 'secrets:read'
        | 'secrets:write'
        | 'orgs:read'
        | 'orgs:write'
        | 'teams:read'
        | 'teams:write'
        | 'infra:read'
        | 'infra:write'
        | 'platform:read'
        | 'platform:write'
      )[];
      readonly role: 'org_admin' | 'org_member' | 'team_admin' | 'developer' | 'viewer';
      readonly teamId?: string;
      readonly allowedIps?: readonly string[];
      readonly ratePerSecond?: number | null;
      readonly expiresAt?: string;
    }
  | {
      readonly kind: 'pair';
      readonly name: string;
      readonly allowedIps?: readonly string[];
      readonly ratePerSecond?: number | null;
      readonly expiresAt?: string;
    };

export interface OrgCreate {
  readonly name: string;
  readonly slug?: string;
}

export interface OrgDeletionPlan {
  readonly orgId: string;
  readonly name: string;
  readonly slug: string;
  /** What goes with it, by kind. */
  readonly contents: readonly {
    readonly kind: string;
    readonly count: number;
  }[];
}

export interface OrgInvite {
  readonly email: string;
  readonly role: 'org_admin' | 'org_auditor' | 'org_member';
}

export interface OrgMemberUpdate {
  readonly role: 'org_admin' | 'org_auditor' | 'org_member' | string;
}

export type OrgRole = 'org_owner' | 'org_admin' | 'org_auditor' | 'org_member' | 'custom';

/** A secret of every deployment of an organization. */
export interface OrgSecret {
  readonly id: string;
  readonly key: string;
  readonly description: string;
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
}

export interface OrgSecretCreate {
  readonly key: string;
  /** Never given back. */
  readonly value: string;
  readonly description?: string;
  /** The current organization when absent. */
  readonly orgId?: string;
}

export interface OrgSecretImport {
  /** As in an `.env` file. */
  readonly text: string;
  /** Keys that are there get a new version; else they are refused. */
  readonly replace?: boolean;
  /** Says what would happen and changes nothing. */
  readonly dryRun?: boolean;
  /** The current organization when absent. */
  readonly orgId?: string;
}

export interface OrgTransfer {
  readonly userId: string;
}

export interface OrgUpdate {
  readonly name?: string;
  readonly aiContext?: string;
  /** Never longer than the platform keeps them (`AUDIT_RETENTION_DAYS`). */
  readonly auditRetentionDays?: number | null;
}

export interface PlatformBackup {
  readonly id: string;
  /** As `moorage db restore` takes it. */
  readonly name: string;
  /** `missing` was good, and is not at its target any more. */
  readonly state: 'running' | 'good' | 'failed' | 'missing';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly bytes: number | null;
  readonly tables: number | null;
  readonly rows: number | null;
  readonly productVersion: string | null;
  readonly problem: {
    readonly reason: string;
    readonly nextStep: string;
  } | null;
  /** The last restore into a scratch database, compared by counts and checksums. */
  readonly verification: {
    readonly state: 'passed' | 'failed';
    readonly at: string;
    readonly problem: {
      readonly reason: string;
      readonly nextStep: string;
    } | null;
  } | null;
}

export interface PlatformBackups {
  readonly state: 'off' | 'good' | 'failing' | 'overdue' | 'unverified';
  readonly target: string | null;
  readonly problem: {
    readonly reason: string;
    readonly nextStep: string;
  } | null;
  readonly lastGoodAt: string | null;
  readonly lastVerifiedAt: string | null;
  readonly nextRunAt: string | null;
  readonly nextVerificationAt: string | null;
  /** Newest first. */
  readonly backups: readonly PlatformBackup[];
}

export interface PublicConfig {
  readonly version: string;
  readonly devMode: boolean;
  readonly billingEnabled: boolean;
  readonly kubernetesEnabled: boolean;
  readonly sandboxesEnabled: boolean;
  readonly tasksEnabled: boolean;
  readonly aiTemplatesEnabled: boolean;
  readonly secretsBackend: string;
  readonly deploymentDomain: string;
  readonly registrationPolicy: 'open' | 'domains' | 'invite';
  readonly signInProviders: readonly {
    readonly id: string;
    readonly name: string;
    readonly startUrl: string;
  }[];
  readonly branding: {
    readonly name: string;
    readonly logoUrl: string | null;
    readonly primaryColor: string | null;
    readonly supportEmail: string | null;
  };
  readonly plans: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly maxDeployments: number | null;
  }[];
  readonly embeddedCluster: {
    readonly notice: string;
    readonly kubeconfigCommand: string;
  } | null;
}

export interface RefreshRequest {
  readonly refresh_token: string;
}

export interface Release {
  readonly number: number;
  readonly kind: 'create' | 'config' | 'image' | 'scale' | 'rollback' | 'auto-rollback' | 'canary' | 'promote';
  /** Live is the last one that was ready, also while a newer one rolls out. */
  readonly state: 'rolling-out' | 'live' | 'superseded' | 'failed' | 'rolled-back' | 'canary' | 'promoted' | 'aborted';
  /** It is what is wanted now. */
  readonly isCurrent: boolean;
  readonly message: string | null;
  /** Of its failure. */
  readonly evidence: Evidence | null;
  /** The release that it was made from, or that was gone back to. */
  readonly from: number | null;
  readonly reason: string | null;
  readonly by: {
    readonly kind: 'user' | 'system';
    readonly email: string | null;
    /** Which part of the platform, such as the image watcher. */
    readonly name: string | null;
  };
  readonly generation: number;
  readonly displayName: string;
  readonly visibility: Visibility;
  /** First labels of the host names that lead to it. */
  readonly hostLabels: readonly string[];
  readonly envVars: Readonly<Record<string, string>>;
  /** Which versions of secrets it was made with; values are nowhere to be had. */
  readonly secrets: readonly {
    readonly key: string;
    readonly scope: 'organization' | 'user' | 'template' | 'template-service' | 'deployment' | 'deployment-service';
    readonly serviceName: string;
    readonly version: number;
  }[];
  readonly services: readonly {
    readonly name: string;
    readonly image: string;
    /** What the tag stood for; null where that is not known. */
    readonly digest: string | null;
    readonly replicas: number;
    readonly resources: {
      readonly cpuRequest: string;
      readonly cpuLimit: string;
      readonly memoryRequest: string;
      readonly memoryLimit: string;
    };
  }[];
  readonly paused: boolean;
  readonly createdAt: string;
  readonly deadlineAt: string | null;
  readonly liveAt: string | null;
}

export interface ReleaseDiff {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly FieldChange[];
  /** What it does to each service. */
  readonly services: readonly {
    readonly name: string;
    readonly effect: 'rolls' | 'scales' | 'stops' | 'starts' | 'stays';
  }[];
}

export interface Role {
  readonly name: string;
  readonly description: string;
  readonly isBuiltIn: boolean;
  /** Where it can be given. */
  readonly levels: readonly ('org' | 'team')[];
  /** What its holders may do; reading comes along with doing. */
  readonly actions: readonly RoleAction[];
  /** Stored, and no longer known: they count for nothing. */
  readonly unknownActions: readonly string[];
  /** Members, team members and guests who have it. */
  readonly holderCount: number;
}

export interface RoleAction {
  readonly action: string;
  readonly doc: string;
}

export interface RoleCreate {
  readonly name: string;
  readonly description?: string;
  readonly actions: readonly string[];
}

export interface RoleUpdate {
  readonly name?: string;
  readonly description?: string;
  readonly actions?: readonly string[];
}

/** What is known of a secret. Its value never leaves the platform by the API. */
export interface Secret {
  readonly id: string;
  readonly key: string;
  readonly deploymentName: string;
  readonly serviceName: string;
  readonly description: string;
  readonly scope: 'organization' | 'user' | 'template' | 'template-service' | 'deployment' | 'deployment-service';
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  readonly canWrite: boolean;
}

export interface SecretCreate {
  readonly key: string;
  /** Never given back. */
  readonly value: string;
  /** A deployment; `template:<name>` for all of one’s own of a template; empty for all of one’s own. */
  readonly deploymentName?: string;
  /** One service; empty for all. */
  readonly serviceName?: string;
  readonly description?: string;
}

export interface SecretImport {
  /** As in an `.env` file. */
  readonly text: string;
  /** Keys that are there get a new version; else they are refused. */
  readonly replace?: boolean;
  /** Says what would happen and changes nothing. */
  readonly dryRun?: boolean;
  /** A deployment; `template:<name>` for all of one’s own of a template; empty for all of one’s own. */
  readonly deploymentName?: string;
  /** One service; empty for all. */
  readonly serviceName?: string;
}

/** Keys. Whether a value was different is not told. */
export interface SecretImportResult {
  readonly dryRun: boolean;
  readonly created: readonly string[];
  readonly replaced: readonly string[];
}

export interface SecretRestore {
  readonly version: number;
}

export interface SecretStoreStatus {
  /** Where all documents are to be. */
  readonly store: 'built-in' | 'vault' | 'aws';
  /** `switching` while documents are elsewhere after somebody asked. */
  readonly state: 'settled' | 'switching';
  readonly previous: 'built-in' | 'vault' | 'aws' | null;
  readonly requestedAt: string | null;
  readonly requestedBy: string | null;
  readonly finishedAt: string | null;
  /** Why the last attempt left documents where they were. */
  readonly problem: string | null;
  readonly stores: readonly {
    readonly store: 'built-in' | 'vault' | 'aws';
    /** Null where it is not configured. */
    readonly place: string | null;
    /** Clusters with External Secrets take documents from it by themselves. */
    readonly clustersReadIt: boolean;
    /** How many documents are read there. */
    readonly documents: number;
    /** How many are there that nobody reads, until they are removed. */
    readonly leftovers: number;
  }[];
}

export interface SecretStoreSwitch {
  readonly store: 'built-in' | 'vault' | 'aws';
}

export interface SecretUpdate {
  /** Never given back. */
  readonly value?: string;
  readonly description?: string;
}

export interface SecretUse {
  readonly deploymentName: string;
  readonly services: readonly {
    readonly name: string;
    readonly receives: boolean;
    /** The narrower scope whose secret it receives instead. */
    readonly coveredBy: 'organization' | 'user' | 'template' | 'template-service' | 'deployment' | 'deployment-service' | null;
  }[];
}

export interface SecretVersion {
  readonly version: number;
  readonly isCurrent: boolean;
  readonly restoredFrom: number | null;
  readonly by: string | null;
  readonly createdAt: string;
}

export interface Session {
  /** A public handle, not the cookie value. */
  readonly id: string;
  readonly current: boolean;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
}

export interface StreamEnd {
  readonly reason: string;
}

export interface StreamHello {
  readonly teamId: string | null;
}

export interface StreamNotice {
  readonly message: string;
}

export interface Team {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly memberCount: number;
  readonly createdAt: string;
}

export interface TeamCreate {
  readonly orgId: string;
  readonly name: string;
}

export interface TeamInvite {
  readonly email: string;
  readonly role: 'team_admin' | 'developer' | 'viewer';
}

export interface TeamMemberAdd {
  readonly userId: string;
  readonly role: 'team_admin' | 'developer' | 'viewer' | string;
}

export interface TeamMemberUpdate {
  readonly role: 'team_admin' | 'developer' | 'viewer' | string;
}

export type TeamRole = 'team_admin' | 'developer' | 'viewer' | 'custom';

export interface TeamUpdate {
  readonly name: string;
}

export interface Template {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly category: string;
  readonly image: string;
  readonly containerPort: number | null;
  readonly cpuRequest: string;
  readonly cpuLimit: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
  readonly healthCheckPath: string;
  readonly enabled: boolean;
  readonly hasConfigMap: boolean;
  readonly isSystem: boolean;
  readonly envVars: readonly EnvVarDefinition[];
  readonly visibility: TemplateVisibility;
  readonly orgId: string | null;
  readonly teamId: string | null;
  readonly orgName: string | null;
  readonly teamName: string | null;
  readonly services: readonly string[];
  /** YAML: the services and ingresses of a UserDeployment. */
  readonly spec: string;
  /** Counts accepted changes; send it as `If-Match`. */
  readonly version: number;
  /** What the caller may do to it. */
  readonly actions: readonly string[];
}

export interface TemplateCreate {
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  readonly category?: string;
  readonly image: string;
  readonly containerPort?: number;
  readonly cpuRequest?: string;
  readonly cpuLimit?: string;
  readonly memoryRequest?: string;
  readonly memoryLimit?: string;
  readonly healthCheckPath?: string;
  readonly enabled?: boolean;
  readonly hasConfigMap?: boolean;
  readonly envVars?: readonly EnvVarDefinitionInput[];
  readonly visibility?: TemplateVisibility;
  readonly orgId?: string;
  readonly teamId?: string;
  readonly spec?: string;
}

export interface TemplateDocument {
  readonly displayName: string;
  readonly description: string;
  readonly category: string;
  readonly image: string;
  readonly containerPort: number | null;
  readonly cpuRequest: string;
  readonly cpuLimit: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
  readonly healthCheckPath: string;
  readonly enabled: boolean;
  readonly hasConfigMap: boolean;
  readonly envVars: readonly EnvVarDefinition[];
  readonly visibility: TemplateVisibility;
  readonly teamId: string | null;
  readonly spec: string;
}

export interface TemplateDraft {
  readonly template: DraftTemplate;
  /** What could not be taken over as it was. */
  readonly warnings: readonly TemplateIssue[];
  /** What must be changed before the draft can be saved. */
  readonly issues: readonly TemplateIssue[];
  readonly preview: TemplatePreview | null;
}

export interface TemplateIssue {
  readonly path: string;
  readonly message: string;
  /** Of the text, from 1, where the problem is in it. */
  readonly line?: number;
  readonly column?: number;
}

export interface TemplatePreview {
  readonly services: readonly {
    readonly name: string;
    readonly image: string;
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly ports: readonly {
      readonly name: string;
      readonly containerPort: number | string;
      readonly protocol: 'TCP' | 'UDP';
    }[];
    readonly replicas: number;
    readonly env: readonly string[];
    readonly volumes: readonly {
      readonly name: string;
      readonly mountPath: string;
      readonly size: string;
    }[];
    readonly files: readonly string[];
    readonly dependsOn: readonly string[];
    readonly healthCheckPath: string | null;
  }[];
  readonly ingresses: readonly {
    readonly id: string;
    readonly name: string;
    readonly service: string;
    readonly port: number | string;
    readonly path: string;
  }[];
  readonly required: readonly string[];
}

export interface TemplateUpdate {
  /** As in the path, where it is given: names never change. */
  readonly name?: string;
  readonly displayName: string;
  readonly description?: string;
  readonly category?: string;
  readonly image: string;
  readonly containerPort?: number;
  readonly cpuRequest?: string;
  readonly cpuLimit?: string;
  readonly memoryRequest?: string;
  readonly memoryLimit?: string;
  readonly healthCheckPath?: string;
  readonly enabled?: boolean;
  readonly hasConfigMap?: boolean;
  readonly envVars?: readonly EnvVarDefinitionInput[];
  readonly visibility?: TemplateVisibility;
  readonly orgId?: string;
  readonly teamId?: string;
  readonly spec?: string;
}

export interface TemplateValidation {
  readonly valid: boolean;
  readonly issues: readonly TemplateIssue[];
  readonly preview: TemplatePreview | null;
}

export interface TemplateVersion {
  readonly version: number;
  readonly visibility: TemplateVisibility;
  readonly changed: readonly string[];
  readonly actor: {
    readonly kind: 'user' | 'system';
    readonly email: string | null;
  };
  readonly createdAt: string;
  readonly template: TemplateDocument;
}

export interface TemplateVersionSummary {
  readonly version: number;
  readonly visibility: TemplateVisibility;
  readonly changed: readonly string[];
  readonly actor: {
    readonly kind: 'user' | 'system';
    readonly email: string | null;
  };
  readonly createdAt: string;
}

export type TemplateVisibility = 'private' | 'team' | 'org' | 'public';

export interface TokenPair {
  /** A JWT, valid for an hour. */
  readonly access_token: string;
  /** Good for one refresh within 30 days. */
  readonly refresh_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

/** What each pod uses at this moment. */
export interface UsageSample {
  readonly at: string;
  readonly pods: readonly {
    readonly pod: string;
    readonly service: string;
    readonly cpuMillicores: number;
    readonly memoryBytes: number;
  }[];
}

/** Offered by the platform for the clusters of all organizations. */
export interface V1Action {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly make_target: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1ActionCreate {
  readonly label: string;
  readonly description: string;
  readonly make_target: string;
}

export interface V1ActionUpdate {
  readonly label?: string;
  readonly description?: string;
  readonly make_target?: string;
}

export interface V1Annotation {
  readonly id: string;
  readonly organization_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly key: string;
  readonly value: string;
}

export interface V1AnnotationCreate {
  /** As Kubernetes has it: `name` or `prefix/name`. */
  readonly key: string;
  readonly value?: string;
}

export interface V1AnnotationUpdate {
  /** As Kubernetes has it: `name` or `prefix/name`. */
  readonly key?: string;
  readonly value?: string | null;
}

export interface V1AnnotationsCreate {
  readonly annotations: readonly V1AnnotationCreate[];
}

export interface V1Cluster {
  readonly id: string;
  readonly name: string;
  /** Where this API is, for what runs in the cluster. */
  readonly base_url: string;
  readonly captain_domain?: V1Domain;
  readonly control_plane_record_set?: V1RecordSet;
  /** The name of the record set in full. */
  readonly control_plane_fqdn?: string;
  readonly apps_load_balancer?: V1LoadBalancer;
  readonly glueops_load_balancer?: V1LoadBalancer;
  readonly bastion_server?: V1Server;
  readonly cluster_provider: string;
  readonly region: string;
  /** `pre_pending`: nothing is attached. `incomplete`: `last_error` says what is missing. `pending`: all that a run needs is there. */
  readonly status: 'pre_pending' | 'incomplete' | 'pending' | 'provisioning' | 'ready' | 'failed' | 'bootstrapping';
  readonly last_error: string;
  /** For who may reveal it, and never in lists. */
  readonly random_token?: string;
  /** For who may reveal it, and never in lists. */
  readonly certificate_key?: string;
  /** Where the kubeconfig that is kept leads; absent where none is. */
  readonly kubeconfig_server?: string;
  /** Absent where there is none. */
  readonly node_pools?: readonly V1NodePool[];
  /** By keys in small letters; absent where there is none. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly docker_image: string;
  readonly docker_tag: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1ClusterAttachAppsLoadBalancer {
  readonly load_balancer_id: string;
}

export interface V1ClusterAttachBastion {
  readonly server_id: string;
}

export interface V1ClusterAttachCaptainDomain {
  readonly domain_id: string;
}

export interface V1ClusterAttachControlPlaneRecordSet {
  readonly record_set_id: string;
}

export interface V1ClusterAttachGlueOpsLoadBalancer {
  readonly load_balancer_id: string;
}

export interface V1ClusterAttachNodePool {
  readonly node_pool_id: string;
}

export interface V1ClusterCreate {
  /** Letters, digits, `-` and `.`; capitals make no other name. */
  readonly name: string;
  readonly cluster_provider?: string | null;
  readonly region?: string | null;
  /** The name of an image, with its registry. */
  readonly docker_image?: string | null;
  readonly docker_tag?: string | null;
}

export interface V1ClusterKubeconfig {
  readonly kubeconfig: string;
}

export interface V1ClusterMetadata {
  readonly id: string;
  readonly organization_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly cluster_id: string;
  readonly key: string;
  readonly value: string;
}

export interface V1ClusterMetadataCreate {
  /** Capitals are kept, and make no other key. */
  readonly key: string;
  readonly value: string;
}

export interface V1ClusterMetadataUpdate {
  /** Capitals are kept, and make no other key. */
  readonly key?: string;
  readonly value?: string;
}

export interface V1ClusterSecrets {
  readonly random_token: string;
  readonly certificate_key: string;
}

export interface V1ClusterUpdate {
  /** Letters, digits, `-` and `.`; capitals make no other name. */
  readonly name?: string;
  readonly cluster_provider?: string | null;
  readonly region?: string | null;
  /** The name of an image, with its registry. */
  readonly docker_image?: string | null;
  readonly docker_tag?: string | null;
}

export interface V1Credential {
  readonly id: string;
  readonly credential_provider: 'aws' | 'cloudflare' | 'hetzner' | 'digitalocean' | 'generic';
  readonly kind: 'aws_access_key' | 'api_token' | 'basic_auth' | 'oauth2' | 'tsig';
  readonly schema_version: number;
  readonly name: string;
  readonly scope_kind: 'credential_provider' | 'service' | 'resource';
  readonly scope_version: number;
  readonly scope: Readonly<Record<string, string>>;
  readonly account_id?: string;
  readonly region?: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1CredentialCreate {
  readonly credential_provider: 'aws' | 'cloudflare' | 'hetzner' | 'digitalocean' | 'generic';
  readonly kind: 'aws_access_key' | 'api_token' | 'basic_auth' | 'oauth2' | 'tsig';
  readonly schema_version: number;
  readonly name?: string;
  readonly scope_kind: 'credential_provider' | 'provider' | 'service' | 'resource';
  readonly scope_version: number;
  readonly scope: Readonly<Record<string, unknown>>;
  readonly account_id?: string;
  readonly region?: string;
  readonly secret: Readonly<Record<string, unknown>>;
}

export interface V1CredentialTest {
  /** `verified`: the provider takes it for what it is meant for. `refused`: it does not. `unreachable`: nobody could say. `unsupported`: there is nobody to ask. */
  readonly status: 'verified' | 'refused' | 'unreachable' | 'unsupported';
  /** What the provider has confirmed, in sentences. */
  readonly verified: readonly string[];
  readonly reason?: string;
  /** What the provider answered, without secrets. */
  readonly evidence: Readonly<Record<string, string>>;
  readonly next_step?: string;
  readonly tested_at: string;
}

export interface V1CredentialUpdate {
  readonly name?: string;
  readonly account_id?: string | null;
  readonly region?: string | null;
  readonly scope_kind?: 'credential_provider' | 'provider' | 'service' | 'resource';
  readonly scope_version?: number;
  readonly scope?: Readonly<Record<string, unknown>>;
  readonly secret?: Readonly<Record<string, unknown>>;
}

export interface V1Domain {
  readonly id: string;
  readonly organization_id: string;
  readonly domain_name: string;
  /** Empty until the provider has told it. */
  readonly zone_id: string;
  /** `pending`: to be brought to the provider. `ready`: the provider has it. `failed`: `last_error` says why; it is tried again with growing pauses. */
  readonly status: 'pending' | 'provisioning' | 'ready' | 'failed';
  readonly last_error: string;
  readonly credential_id: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1DomainCreate {
  readonly domain_name: string;
  readonly credential_id: string;
  readonly zone_id?: string | null;
}

export interface V1DomainUpdate {
  readonly domain_name?: string;
  readonly credential_id?: string;
  readonly zone_id?: string | null;
  /** `pending`: to be brought to the provider. `ready`: the provider has it. `failed`: `last_error` says why; it is tried again with growing pauses. */
  readonly status?: 'pending' | 'provisioning' | 'ready' | 'failed';
}

/** Every error of `/api/v1` looks like this, but for 429 and 503, which are plain text, and 415, which is empty. */
export interface V1Error {
  readonly code: string;
  readonly message: string;
}

export interface V1Health {
  readonly status: 'ok';
}

export interface V1IssuedKubeconfig {
  /** With this token and nothing else to sign in with. */
  readonly kubeconfig: string;
  /** As the cluster says; it may give less than was asked for. */
  readonly expires_at: string;
  readonly role: 'view' | 'edit' | 'admin';
  readonly namespace?: string;
  /** Whose token it is, as `namespace/name`; deleting it ends the token. */
  readonly service_account: string;
}

/** Each type has a queue of its own, of the same name. */
export interface V1Job {
  readonly id: string;
  readonly type: string;
  readonly queue: string;
  readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled' | 'retrying' | 'scheduled';
  readonly attempts: number;
  readonly max_attempts?: number;
  readonly created_at: string;
  readonly updated_at?: string;
  readonly last_error?: string;
  readonly run_at?: string;
  readonly payload?: unknown;
}

export interface V1JobCreate {
  readonly queue: string;
  readonly type: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly run_at?: string;
}

export interface V1JobPage {
  readonly items: readonly V1Job[];
  readonly total: number;
  readonly page: number;
  readonly page_size: number;
}

/** `expires_in_hours` of zero or less means no end. */
export interface V1KeyCreate {
  readonly name?: string;
  readonly expires_in_hours?: number;
}

export interface V1KubeconfigIssue {
  /** A role that every cluster has; `view` when absent. */
  readonly role?: 'view' | 'edit' | 'admin';
  /** Only there; in all of them when absent. */
  readonly namespace?: string | null;
  /** An hour when absent. */
  readonly ttl_seconds?: number;
}

export interface V1Label {
  readonly id: string;
  readonly organization_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly key: string;
  readonly value: string;
}

export interface V1LabelCreate {
  /** As Kubernetes has it: `name` or `prefix/name`. */
  readonly key: string;
  readonly value?: string;
}

export interface V1LabelUpdate {
  /** As Kubernetes has it: `name` or `prefix/name`. */
  readonly key?: string;
  readonly value?: string | null;
}

export interface V1LabelsCreate {
  readonly labels: readonly V1LabelCreate[];
}

export interface V1LoadBalancer {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly kind: 'glueops' | 'public';
  /** Empty where there is none. */
  readonly public_ip_address: string;
  readonly private_ip_address: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1LoadBalancerCreate {
  readonly name: string;
  readonly kind: 'glueops' | 'public';
  readonly public_ip_address?: '' | string | null;
  readonly private_ip_address?: '' | string | null;
}

export interface V1LoadBalancerUpdate {
  readonly name?: string;
  readonly kind?: 'glueops' | 'public';
  readonly public_ip_address?: '' | string | null;
  readonly private_ip_address?: '' | string | null;
}

export interface V1LoadBalancersCreate {
  readonly load_balancers: readonly V1LoadBalancerCreate[];
}

export interface V1Me {
  readonly id: string;
  readonly display_name?: string;
  readonly primary_email?: string;
  readonly avatar_url?: string;
  readonly is_disabled: boolean;
  readonly is_admin: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly emails: readonly V1UserEmail[];
  readonly organizations: readonly V1Org[];
}

export interface V1MeUpdate {
  readonly display_name?: string;
}

export interface V1Member {
  readonly user_id: string;
  readonly email: string;
  readonly role: 'owner' | 'admin' | 'member';
}

export interface V1MemberPut {
  readonly user_id: string;
  readonly role: 'owner' | 'admin' | 'member';
}

export interface V1NodePool {
  readonly id: string;
  readonly organization_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly name: string;
  readonly role: 'master' | 'worker';
  readonly servers: readonly V1Server[];
  readonly annotations: readonly V1Annotation[];
  readonly labels: readonly V1Label[];
  readonly taints: readonly V1Taint[];
}

export interface V1NodePoolAttachAnnotations {
  readonly annotation_ids: readonly string[];
}

export interface V1NodePoolAttachLabels {
  readonly label_ids: readonly string[];
}

export interface V1NodePoolAttachServers {
  readonly server_ids: readonly string[];
}

export interface V1NodePoolAttachTaints {
  readonly taint_ids: readonly string[];
}

export interface V1NodePoolCreate {
  readonly name: string;
  readonly role: 'master' | 'worker';
}

export interface V1NodePoolUpdate {
  readonly name?: string;
  readonly role?: 'master' | 'worker';
}

export interface V1Org {
  readonly id: string;
  readonly name: string;
  /** The e-mail domain that the organization has proved; null before. */
  readonly domain: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1OrgCreate {
  readonly name: string;
  /** A claim, which counts when its TXT record is found. */
  readonly domain?: string;
}

export interface V1OrgKey {
  readonly id: string;
  readonly org_id: string;
  readonly scope: 'org';
  readonly purpose: 'user' | 'cluster_bastion';
  readonly is_ephemeral: boolean;
  readonly name: string;
  readonly expires_at?: string;
  /** Whether it has ended; what was revoked by hand is not listed. */
  readonly revoked: boolean;
  readonly prefix: string;
  readonly last_used_at?: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Shown once; sent as X-ORG-KEY and X-ORG-SECRET. */
export interface V1OrgKeyWithSecret {
  readonly id: string;
  readonly name?: string;
  readonly scope: 'org';
  readonly created_at: string;
  readonly expires_at?: string;
  readonly org_key: string;
  readonly org_secret: string;
}

export interface V1OrgUpdate {
  readonly name?: string;
  /** A claim, which counts when its TXT record is found. */
  readonly domain?: string;
}

export interface V1Queue {
  readonly name: string;
  readonly pending: number;
  readonly running: number;
  readonly failed: number;
  readonly scheduled: number;
}

export interface V1RecordAlias {
  /** What it stands for, such as the name of a load balancer at AWS. */
  readonly name: string;
  /** The zone of that. */
  readonly zone_id: string;
  readonly evaluate_target_health?: boolean;
}

export interface V1RecordAliasInput {
  /** What it stands for, such as the name of a load balancer at AWS. */
  readonly name: string;
  /** The zone of that. */
  readonly zone_id: string;
  readonly evaluate_target_health?: boolean;
}

export interface V1RecordSet {
  readonly id: string;
  readonly domain_id: string;
  /** Relative to the domain; `@` is the domain itself. */
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly values: readonly string[];
  readonly alias?: V1RecordAlias;
  readonly fingerprint: string;
  /** `pending`: to be brought to the provider. `ready`: the provider has it. `failed`: `last_error` says why; it is tried again with growing pauses. */
  readonly status: 'pending' | 'provisioning' | 'ready' | 'failed';
  /** In a conflict, what is there and whose it is. */
  readonly last_error: string;
  /** `external`: something that is not ours is in the way. */
  readonly owner: 'autoglue' | 'external' | 'unknown';
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1RecordSetCreate {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'MX' | 'NS' | 'SRV' | 'CAA';
  readonly ttl?: number | null;
  readonly values?: readonly string[] | null;
  readonly alias?: V1RecordAliasInput | null;
}

export interface V1RecordSetUpdate {
  readonly name?: string;
  readonly type?: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'MX' | 'NS' | 'SRV' | 'CAA';
  readonly ttl?: number | null;
  readonly values?: readonly string[];
  readonly alias?: V1RecordAliasInput | null;
  /** `pending`: to be brought to the provider. `ready`: the provider has it. `failed`: `last_error` says why; it is tried again with growing pauses. */
  readonly status?: 'pending' | 'provisioning' | 'ready' | 'failed';
}

export interface V1RecordSetsCreate {
  readonly records: readonly V1RecordSetCreate[];
}

export interface V1RevealedKubeconfig {
  readonly kubeconfig: string;
}

export interface V1Server {
  readonly id: string;
  readonly organization_id: string;
  /** Empty for one that is known by its addresses only. */
  readonly hostname: string;
  readonly public_ip_address?: string;
  readonly private_ip_address: string;
  readonly ssh_user: string;
  readonly ssh_key_id: string;
  readonly role: 'master' | 'worker' | 'bastion';
  readonly status: 'pending' | 'provisioning' | 'ready' | 'failed';
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1ServerCreate {
  readonly hostname?: string | null;
  readonly public_ip_address?: string | null;
  /** IPv4 or IPv6. */
  readonly private_ip_address: string;
  readonly ssh_user: string;
  readonly ssh_key_id: string;
  readonly role: 'master' | 'worker' | 'bastion';
  readonly status?: 'pending' | 'provisioning' | 'ready' | 'failed';
}

export interface V1ServerLogPage {
  readonly items: readonly {
    readonly id: number;
    readonly stream: 'stdout' | 'system';
    readonly chunk: string;
    readonly created_at: string;
  }[];
  /** For `after`: the last of these, or what was given where there is none. */
  readonly next_cursor: number;
  /** The server is ready or has failed, and there is no more. */
  readonly done: boolean;
}

export interface V1ServerUpdate {
  readonly hostname?: string | null;
  readonly public_ip_address?: string | null;
  /** IPv4 or IPv6. */
  readonly private_ip_address?: string;
  readonly ssh_user?: string;
  readonly ssh_key_id?: string;
  readonly role?: 'master' | 'worker' | 'bastion';
  /** `pending` asks for a bastion to be set up again. */
  readonly status?: 'pending' | 'provisioning' | 'ready' | 'failed';
}

export interface V1ServersCreate {
  readonly servers: readonly V1ServerCreate[];
}

export interface V1SshKey {
  readonly id: string;
  readonly organization_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly name: string;
  /** A line of `authorized_keys`. */
  readonly public_key: string;
  /** `SHA256:` and the digest, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  /** How many servers use it. */
  readonly server_count?: number;
}

export interface V1SshKeyCreate {
  readonly name: string;
  readonly comment?: string;
  /** `rsa` when absent. */
  readonly type?: 'rsa' | 'ed25519';
  /** Of RSA keys; 4096 when absent. */
  readonly bits?: 2048 | 3072 | 4096;
}

export interface V1SshKeyDownload {
  readonly id: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly public_key?: string;
  readonly private_pem?: string;
  readonly zip_base64?: string;
  readonly filenames: readonly string[];
}

export interface V1SshKeyImport {
  readonly name: string;
  readonly comment?: string;
  readonly private_key: string;
  readonly passphrase?: string;
}

export interface V1SshKeyRevealed {
  readonly id: string;
  readonly organization_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly name: string;
  /** A line of `authorized_keys`. */
  readonly public_key: string;
  /** `SHA256:` and the digest, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  /** How many servers use it. */
  readonly server_count?: number;
  /** In PEM; only with `reveal`. */
  readonly private_key?: string;
}

export interface V1Taint {
  readonly id: string;
  readonly organization_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly key: string;
  readonly value: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface V1TaintCreate {
  /** As Kubernetes has it: `name` or `prefix/name`. */
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface V1TaintUpdate {
  /** As Kubernetes has it: `name` or `prefix/name`. */
  readonly key?: string;
  readonly value?: string | null;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface V1TaintsCreate {
  readonly taints: readonly V1TaintCreate[];
}

export interface V1User {
  readonly id: string;
  readonly display_name?: string;
  readonly primary_email?: string;
  readonly avatar_url?: string;
  readonly is_disabled: boolean;
  readonly is_admin: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1UserEmail {
  readonly id: string;
  readonly user_id: string;
  readonly user: V1User;
  readonly email: string;
  /** Whether a provider has vouched for it. */
  readonly is_verified: boolean;
  readonly is_primary: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface V1UserKey {
  readonly id: string;
  readonly name?: string;
  readonly scope: 'user';
  readonly created_at: string;
  readonly expires_at?: string;
  readonly last_used_at?: string;
}

export interface V1UserKeyWithSecret {
  readonly id: string;
  readonly name?: string;
  readonly scope: 'user';
  readonly created_at: string;
  readonly expires_at?: string;
  readonly last_used_at?: string;
  /** The key itself, shown once. */
  readonly plain: string;
}

export interface V1Version {
  readonly version: string;
  readonly commit: string;
  readonly built: string;
  readonly builtBy: string;
  readonly go: string;
  readonly goOS: string;
  readonly goArch: string;
}

export type Visibility = 'public' | 'internal';

/** A service that takes new images by itself. */
export interface WatchedImage {
  readonly deployment: string;
  readonly service: string;
  readonly image: string;
  /** What it runs; null where that is not known yet. */
  readonly digest: string | null;
  readonly policy: 'digest' | 'semver';
  /** The tag of the policy digest, the range of semver. */
  readonly wanted: string;
  /** held-back: what was found was taken back once, and waits for a newer one. */
  readonly state: 'waiting' | 'current' | 'updating' | 'held-back' | 'paused' | 'error';
  readonly found: {
    readonly tag: string;
    readonly digest: string;
  } | null;
  readonly checkedAt: string | null;
  readonly nextCheckAt: string | null;
  readonly error: {
    readonly reason: string;
    readonly message: string;
    readonly nextStep: string;
  } | null;
}
