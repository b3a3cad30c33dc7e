// Written by packages/server/tools/gen-schema.ts from the migrated schema. Do not edit.
import type { ColumnType, GeneratedAlways } from 'kysely';

/** May be left out on insert. */
export type Generated<T> = [T] extends [ColumnType<infer Select, infer Insert, infer Update>]
  ? ColumnType<Select, Insert | undefined, Update>
  : ColumnType<T, T | undefined, T>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** Read as a value that is still to be checked, written as text made by `JSON.stringify`. */
export type Json = ColumnType<unknown, string, string>;

export interface ApiKeysTable {
  id: string;
  user_id: string | null;
  name: string;
  prefix: string;
  secret_hash: string;
  scopes: string[] | null;
  created_at: Timestamp;
  expires_at: Timestamp | null;
  last_used_at: Timestamp | null;
  kind: string;
  org_id: string | null;
  role: string | null;
  team_id: string | null;
  secret_check: Buffer;
  allowed_ips: Generated<string[]>;
  rate_per_second: number | null;
  created_by: string | null;
  last_used_ip: string | null;
  rotated_at: Timestamp | null;
  previous_check: Buffer | null;
  previous_hash: string | null;
  previous_until: Timestamp | null;
  known_addresses: Generated<string[]>;
  several_factors: Generated<boolean>;
}

export interface AuditCheckpointsTable {
  org_id: string;
  seq: string;
  kind: string;
  hash: Buffer | null;
  at: Timestamp;
}

export interface AuditEventsTable {
  org_id: string;
  seq: string;
  id: string;
  event: string;
  actor_kind: string;
  actor_id: string | null;
  actor_email: string | null;
  actor_via: string;
  target_type: string;
  target_id: string;
  target_name: string | null;
  data: Generated<Json>;
  request_id: string;
  ip_address: string | null;
  at: Timestamp;
  prev_hash: Buffer | null;
  hash: Buffer | null;
}

export interface AuditHeadsTable {
  org_id: string;
  seq: string;
  hash: Generated<Buffer>;
}

export interface AuditSinksTable {
  id: string;
  org_id: string;
  url: string;
  sealed_secret: Buffer;
  created_by: string | null;
  created_at: Timestamp;
  delivered_seq: string;
  delivered_at: Timestamp | null;
  failures: Generated<number>;
  failing_since: Timestamp | null;
  last_error: string | null;
  disabled_at: Timestamp | null;
  disabled_reason: string | null;
}

export interface BackupsTable {
  id: string;
  name: string;
  target: string;
  state: string;
  started_at: Timestamp;
  finished_at: Timestamp | null;
  bytes: string | null;
  table_count: number | null;
  row_count: string | null;
  migration: string | null;
  product_version: string | null;
  problem: string | null;
  next_step: string | null;
  verified_at: Timestamp | null;
  verify_state: string | null;
  verify_problem: string | null;
  verify_next_step: string | null;
}

export interface ClientPlansTable {
  client_id: string;
  plan_id: string;
  position: number;
}

export interface ClientsTable {
  id: string;
  name: string;
  slug: string;
  domain: string;
  brand_name: string;
  logo_url: string | null;
  primary_color: string | null;
  support_email: string | null;
  registration_policy: Generated<string>;
  allowed_domains: Generated<string[]>;
  enabled: Generated<boolean>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface ClusterKubeconfigsTable {
  cluster_id: string;
  org_id: string;
  server: string;
  sealed_kubeconfig: Buffer;
  updated_at: Timestamp;
}

export interface ClusterMetadataTable {
  id: string;
  org_id: string;
  cluster_id: string;
  key: string;
  value: string;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface ClusterNodePoolsTable {
  org_id: string;
  cluster_id: string;
  pool_id: string;
}

export interface ClustersTable {
  id: string;
  org_id: string;
  name: string;
  cluster_provider: string;
  region: string;
  docker_image: string;
  docker_tag: string;
  captain_domain_id: string | null;
  control_plane_record_set_id: string | null;
  apps_load_balancer_id: string | null;
  glueops_load_balancer_id: string | null;
  bastion_server_id: string | null;
  bastion_role: GeneratedAlways<string | null>;
  sealed_join_secrets: Buffer;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface CredentialsTable {
  id: string;
  org_id: string;
  provider: string;
  kind: string;
  schema_version: number;
  name: string;
  scope_kind: string;
  scope_version: number;
  scope: Json;
  account_id: string | null;
  region: string | null;
  sealed_secret: Buffer;
  created_at: Timestamp;
  updated_at: Timestamp;
  deleted_at: Timestamp | null;
}

export interface CustomDomainsTable {
  id: string;
  org_id: string;
  deployment_id: string;
  host: string;
  ingress: string;
  token: string;
  state: Generated<string>;
  reason: string;
  message: string;
  records: Generated<Json>;
  missing_since: Timestamp | null;
  checked_at: Timestamp | null;
  next_check_at: Timestamp | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface DeploymentHostsTable {
  label: string;
  org_id: string;
  deployment_id: string;
}

export interface DeploymentsTable {
  id: string;
  org_id: string;
  team_id: string;
  owner_id: string;
  name: string;
  display_name: string;
  namespace: string;
  template_name: string;
  blueprint: Json;
  services: string[];
  env_vars: Generated<Json>;
  visibility: Generated<string>;
  replicas: Generated<Json>;
  images: Generated<Json>;
  resources: Generated<Json>;
  paused: Generated<boolean>;
  restarted_at: Timestamp | null;
  service_restarts: Generated<Json>;
  generation: Generated<number>;
  applied_generation: Generated<number>;
  deleting_since: Timestamp | null;
  created_at: Timestamp;
  updated_at: Timestamp;
  status: Generated<string>;
  observed: Generated<Json>;
  observed_generation: Generated<number>;
  last_error: string | null;
  status_changed_at: Timestamp | null;
  release: Generated<number>;
  auto_rollback: Generated<boolean>;
  ready_deadline_seconds: Generated<number>;
  auto_update: Generated<Json>;
  hosts: Generated<Json>;
  canary: Json | null;
  rollout_block: Json | null;
}

export interface DeviceGuessesTable {
  user_id: string;
  wrong: number;
  since: Timestamp;
}

export interface DeviceLoginsTable {
  id: string;
  device_hash: Buffer;
  user_hash: Buffer;
  grant_kind: string;
  client: string;
  key_name: string;
  key_days: number;
  scopes: string[];
  redirect_uri: string | null;
  code_hash: Buffer | null;
  ip_address: string;
  user_agent: string;
  state: string;
  user_id: string | null;
  interval_seconds: number;
  polled_at: Timestamp | null;
  created_at: Timestamp;
  expires_at: Timestamp;
  several_factors: Generated<boolean>;
}

export interface DnsDomainsTable {
  id: string;
  org_id: string;
  domain_name: string;
  zone_id: string;
  credential_id: string;
  status: string;
  last_error: string;
  attempts: number;
  next_at: Timestamp | null;
  checked_at: Timestamp | null;
  deleted_at: Timestamp | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface DnsLeftoversTable {
  id: string;
  org_id: string;
  domain_id: string;
  record_id: string;
  zone_id: string;
  name: string;
  type: string;
  attempts: number;
  next_at: Timestamp;
}

export interface DnsRecordsTable {
  id: string;
  org_id: string;
  domain_id: string;
  name: string;
  type: string;
  ttl: number | null;
  values: Json;
  alias: Json | null;
  fingerprint: string;
  status: string;
  owner: string;
  last_error: string;
  attempts: number;
  next_at: Timestamp | null;
  revision: number;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface EmailDomainJoinsTable {
  org_id: string;
  user_id: string;
  joined_at: Timestamp;
}

export interface EmailDomainsTable {
  id: string;
  org_id: string;
  domain: string;
  token: string;
  created_at: Timestamp;
  verified_at: Timestamp | null;
}

export interface EventsTable {
  id: GeneratedAlways<string>;
  org_id: string;
  team_id: string | null;
  kind: string;
  ref: string;
  data: Json;
  created_at: Generated<Timestamp>;
}

export interface FingerprintKeysTable {
  id: string;
  sealed_key: Buffer;
  created_at: Timestamp;
}

export interface IdempotencyKeysTable {
  actor: string;
  key: string;
  route: string;
  fingerprint: string;
  locked_until: Timestamp;
  status: number | null;
  response: Json | null;
  created_at: Generated<Timestamp>;
}

export interface IdentitiesTable {
  id: string;
  user_id: string;
  issuer: string;
  subject: string;
  provider: string;
  email: string;
  created_at: Timestamp;
  last_used_at: Timestamp;
}

export interface ImageHookDeliveriesTable {
  org_id: string;
  hook_id: string;
  signature: string;
  at: Timestamp;
}

export interface ImageHooksTable {
  id: string;
  org_id: string;
  team_id: string;
  name: string;
  repository: string | null;
  auth: string;
  sealed_secret: Buffer;
  created_by: string | null;
  created_at: Timestamp;
  rotated_at: Timestamp | null;
  last_used_at: Timestamp | null;
}

export interface ImageRegistriesTable {
  registry: string;
  blocked_until: Timestamp;
}

export interface ImageWatchesTable {
  key: string;
  registry: string;
  repository: string;
  policy: string;
  wanted: string;
  found_tag: string | null;
  found_digest: string | null;
  checked_at: Timestamp | null;
  next_at: Timestamp;
  failures: Generated<number>;
  reason: string | null;
  message: string | null;
  next_step: string | null;
}

export interface InvitationsTable {
  id: string;
  org_id: string;
  team_id: string | null;
  email: string;
  role: string;
  invited_by: string | null;
  created_at: Timestamp;
  expires_at: Timestamp;
  accepted_at: Timestamp | null;
  link_hash: Buffer;
  mail_hash: Buffer | null;
  mail_state: string;
  mail_error: string | null;
}

export interface JobClaimsTable {
  job_id: string;
  attempt: number;
  kind: string;
  worker_id: number;
  claimed_at: Generated<Timestamp>;
}

export interface LoadBalancersTable {
  id: string;
  org_id: string;
  name: string;
  kind: string;
  public_ip_address: string;
  private_ip_address: string;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface NodeMetadataTable {
  id: string;
  org_id: string;
  kind: string;
  key: string;
  value: string;
  effect: string;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface NodePoolMetadataTable {
  org_id: string;
  pool_id: string;
  metadata_id: string;
  kind: string;
  key: string;
  effect: string;
}

export interface NodePoolServersTable {
  org_id: string;
  pool_id: string;
  server_id: string;
  hostname: string;
}

export interface NodePoolsTable {
  id: string;
  org_id: string;
  name: string;
  role: string;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface OrgMembersTable {
  org_id: string;
  user_id: string;
  role: string;
  joined_at: Timestamp;
  role_id: string | null;
}

export interface OrgsTable {
  id: string;
  name: string;
  slug: string;
  plan: Generated<string>;
  ai_context: Generated<string>;
  created_at: Timestamp;
  deleting_since: Timestamp | null;
  client_id: string | null;
  updated_at: Timestamp | null;
  audit_retention_days: number | null;
}

export interface PlansTable {
  id: string;
  display_name: string;
  max_deployments: number | null;
}

export interface PlatformActionsTable {
  id: string;
  label: string;
  description: string;
  make_target: string;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface RateLimitsTable {
  key: string;
  full_at: Timestamp;
  most: string;
}

export interface RefreshTokensTable {
  token_hash: Buffer;
  family_id: string;
  created_at: Timestamp;
  expires_at: Timestamp;
  used_at: Timestamp | null;
}

export interface ReleaseImagesTable {
  org_id: string;
  deployment_id: string;
  number: number;
  service: string;
  reference: string;
  digest: string | null;
  watch_key: string | null;
}

export interface ReleaseStatesTable {
  org_id: string;
  deployment_id: string;
  number: number;
  state: string;
  message: string | null;
  evidence: Json | null;
  live_at: Timestamp | null;
  changed_at: Timestamp;
}

export interface ReleasesTable {
  org_id: string;
  deployment_id: string;
  number: number;
  id: string;
  generation: number;
  kind: string;
  wish: Json;
  host_labels: string[];
  from_number: number | null;
  actor_kind: string;
  actor_id: string | null;
  actor_email: string | null;
  reason: string | null;
  deadline_at: Timestamp | null;
  created_at: Timestamp;
  actor_name: string | null;
  secrets: Generated<Json>;
}

export interface ResourceGrantsTable {
  id: string;
  org_id: string;
  deployment_id: string | null;
  template_id: string | null;
  user_id: string | null;
  role: string;
  role_id: string | null;
  granted_by: string | null;
  created_at: Timestamp;
  expires_at: Timestamp | null;
  email: string | null;
}

export interface RestoredJobsTable {
  id: string;
  kind: string;
  payload: Json;
  start_after: Timestamp;
}

export interface RolesTable {
  id: string;
  org_id: string;
  name: string;
  description: Generated<string>;
  actions: string[];
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface SchemaMigrationsTable {
  name: string;
  checksum: string;
  applied_at: Generated<Timestamp>;
}

export interface SecretDocumentsTable {
  id: string;
  org_id: string;
  path: string;
  version: number;
  sealed_values: Buffer;
}

export interface SecretLeftoversTable {
  org_id: string;
  path: string;
  store: string;
  remove_after: Timestamp;
  removing: Generated<boolean>;
}

export interface SecretPathsTable {
  org_id: string;
  path: string;
  revision: number;
  published: Generated<number>;
  store_version: number | null;
  store: string;
}

export interface SecretStoreChoiceTable {
  is_only: Generated<boolean>;
  store: string;
  previous: string | null;
  requested_at: Timestamp | null;
  requested_by: string | null;
  finished_at: Timestamp | null;
  problem: string | null;
}

export interface SecretVersionsTable {
  id: string;
  org_id: string;
  secret_id: string;
  version: number;
  sealed_value: Buffer;
  restored_from: number | null;
  actor_kind: string;
  actor_label: string | null;
  created_at: Timestamp;
}

export interface SecretsTable {
  id: string;
  org_id: string;
  scope: string;
  user_id: string | null;
  template: string | null;
  deployment_id: string | null;
  service: string | null;
  path: string;
  key: string;
  description: Generated<string>;
  version: number;
  created_at: Timestamp;
  updated_at: Timestamp;
  updated_by: string | null;
}

export interface ServerLogsTable {
  org_id: string;
  server_id: string;
  id: string;
  stream: string;
  chunk: string;
  created_at: Timestamp;
}

export interface ServersTable {
  id: string;
  org_id: string;
  hostname: string;
  public_ip_address: string | null;
  private_ip_address: string;
  ssh_user: string;
  ssh_key_id: string;
  role: string;
  status: string;
  ssh_host_key: string | null;
  ssh_host_key_algo: string | null;
  last_log_id: Generated<string>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface SessionsTable {
  id_hash: Buffer;
  handle: string;
  user_id: string;
  email: string;
  tier: string;
  current_team_id: string | null;
  ip_address: string;
  user_agent: string;
  created_at: Timestamp;
  last_seen_at: Timestamp;
  expires_at: Timestamp;
  realm: Generated<string>;
  rights: Generated<string>;
  previous_hash: Buffer | null;
  previous_until: Timestamp | null;
  next_hash: Buffer | null;
  next_seed: string | null;
}

export interface SignInFlowsTable {
  state_hash: Buffer;
  browser_hash: Buffer;
  provider: string;
  purpose: string;
  nonce: string;
  code_verifier: string;
  redirect: string;
  opener_origin: string | null;
  session_handle: string | null;
  user_id: string | null;
  expires_at: Timestamp;
}

export interface SigningKeysTable {
  kid: string;
  alg: string;
  public_jwk: Json;
  sealed_private: Buffer;
  created_at: Timestamp;
  signs_from: Timestamp;
  retired_at: Timestamp | null;
  verifies_until: Timestamp | null;
}

export interface SshKeysTable {
  id: string;
  org_id: string;
  name: string;
  type: string;
  bits: number;
  public_key: string;
  fingerprint: string;
  sealed_private_key: Buffer;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface TeamMembersTable {
  team_id: string;
  org_id: string;
  user_id: string;
  role: string;
  joined_at: Timestamp;
  role_id: string | null;
}

export interface TeamsTable {
  id: string;
  org_id: string;
  name: string;
  created_at: Timestamp;
}

export interface TemplateVersionsTable {
  template_id: string;
  version: number;
  org_id: string | null;
  team_id: string | null;
  owner_id: string | null;
  visibility: string;
  document: Json;
  changed: string[];
  actor_kind: string;
  actor_email: string | null;
  created_at: Timestamp;
}

export interface TemplatesTable {
  id: string;
  org_id: string | null;
  team_id: string | null;
  owner_id: string | null;
  name: string;
  visibility: string;
  is_system: Generated<boolean>;
  enabled: Generated<boolean>;
  display_name: string;
  description: Generated<string>;
  category: Generated<string>;
  image: string;
  container_port: number | null;
  cpu_request: string;
  cpu_limit: string;
  memory_request: string;
  memory_limit: string;
  health_check_path: Generated<string>;
  has_config_map: Generated<boolean>;
  env_vars: Generated<Json>;
  services: string[];
  spec: string;
  created_at: Timestamp;
  updated_at: Timestamp;
  version: Generated<number>;
}

export interface TokenFamiliesTable {
  id: string;
  user_id: string;
  ip_address: string;
  user_agent: string;
  created_at: Timestamp;
  expires_at: Timestamp;
  revoked_at: Timestamp | null;
  revoked_why: string | null;
}

export interface UsersTable {
  id: string;
  email: string;
  name: string;
  avatar_url: string | null;
  tier: Generated<string>;
  platform_role: string | null;
  current_team_id: string | null;
  disabled_at: Timestamp | null;
  created_at: Timestamp;
  last_login_at: Timestamp | null;
  tier_chosen_at: Timestamp | null;
  client_id: string | null;
  updated_at: Timestamp | null;
  sessions_void_before: Timestamp | null;
}

export interface VaultChecksTable {
  at: Timestamp;
  checked: string;
  failed: string;
}

export interface VaultKeysTable {
  id: string;
  org_id: string | null;
  version: number;
  state: string;
  wraps: Json;
  created_at: Timestamp;
  retired_at: Timestamp | null;
}

export interface VaultRootsTable {
  id: string;
  kind: string;
  state: string;
  wrapped_check: Buffer;
  created_at: Timestamp;
  retired_at: Timestamp | null;
}

export interface Tables {
  api_keys: ApiKeysTable;
  audit_checkpoints: AuditCheckpointsTable;
  audit_events: AuditEventsTable;
  audit_heads: AuditHeadsTable;
  audit_sinks: AuditSinksTable;
  backups: BackupsTable;
  client_plans: ClientPlansTable;
  clients: ClientsTable;
  cluster_kubeconfigs: ClusterKubeconfigsTable;
  cluster_metadata: ClusterMetadataTable;
  cluster_node_pools: ClusterNodePoolsTable;
  clusters: ClustersTable;
  credentials: CredentialsTable;
  custom_domains: CustomDomainsTable;
  deployment_hosts: DeploymentHostsTable;
  deployments: DeploymentsTable;
  device_guesses: DeviceGuessesTable;
  device_logins: DeviceLoginsTable;
  dns_domains: DnsDomainsTable;
  dns_leftovers: DnsLeftoversTable;
  dns_records: DnsRecordsTable;
  email_domain_joins: EmailDomainJoinsTable;
  email_domains: EmailDomainsTable;
  events: EventsTable;
  fingerprint_keys: FingerprintKeysTable;
  idempotency_keys: IdempotencyKeysTable;
  identities: IdentitiesTable;
  image_hook_deliveries: ImageHookDeliveriesTable;
  image_hooks: ImageHooksTable;
  image_registries: ImageRegistriesTable;
  image_watches: ImageWatchesTable;
  invitations: InvitationsTable;
  job_claims: JobClaimsTable;
  load_balancers: LoadBalancersTable;
  node_metadata: NodeMetadataTable;
  node_pool_metadata: NodePoolMetadataTable;
  node_pool_servers: NodePoolServersTable;
  node_pools: NodePoolsTable;
  org_members: OrgMembersTable;
  orgs: OrgsTable;
  plans: PlansTable;
  platform_actions: PlatformActionsTable;
  rate_limits: RateLimitsTable;
  refresh_tokens: RefreshTokensTable;
  release_images: ReleaseImagesTable;
  release_states: ReleaseStatesTable;
  releases: ReleasesTable;
  resource_grants: ResourceGrantsTable;
  restored_jobs: RestoredJobsTable;
  roles: RolesTable;
  schema_migrations: SchemaMigrationsTable;
  secret_documents: SecretDocumentsTable;
  secret_leftovers: SecretLeftoversTable;
  secret_paths: SecretPathsTable;
  secret_store_choice: SecretStoreChoiceTable;
  secret_versions: SecretVersionsTable;
  secrets: SecretsTable;
  server_logs: ServerLogsTable;
  servers: ServersTable;
  sessions: SessionsTable;
  sign_in_flows: SignInFlowsTable;
  signing_keys: SigningKeysTable;
  ssh_keys: SshKeysTable;
  team_members: TeamMembersTable;
  teams: TeamsTable;
  template_versions: TemplateVersionsTable;
  templates: TemplatesTable;
  token_families: TokenFamiliesTable;
  users: UsersTable;
  vault_checks: VaultChecksTable;
  vault_keys: VaultKeysTable;
  vault_roots: VaultRootsTable;
}
