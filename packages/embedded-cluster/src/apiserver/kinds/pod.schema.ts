/** The schema of a pod's specification and status, shared by all kinds that make pods. */
import {
  anything,
  as,
  boolean,
  integer,
  intOrString,
  keyed,
  list,
  long,
  map,
  named,
  object,
  oneOf,
  quantity,
  set,
  string,
  time,
  type Schema,
} from '../schema/schema.ts';
import { volumeFields } from './volume.schema.ts';

const core = 'io.k8s.api.core.v1';
const atomic = { 'x-kubernetes-map-type': 'atomic' } as const;

export const labelSelector = named(
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector',
  {
    matchLabels: map(string(), { description: 'Labels that must have these values.' }),
    matchExpressions: list(
      object({ 'key!': string(), 'operator!': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), values: list(string()) }),
      { description: 'Further requirements; all must hold.' },
    ),
  },
  atomic,
);

export const objectReference = named(
  `${core}.ObjectReference`,
  {
    apiVersion: string(),
    kind: string(),
    name: string(),
    namespace: string(),
    uid: string(),
    resourceVersion: string(),
    fieldPath: string(),
  },
  atomic,
);

const localReference = object({ name: string({ default: '' }) }, atomic);
const keyReference = object({ name: string({ default: '' }), 'key!': string(), optional: boolean() }, atomic);
const sourceReference = object({ name: string({ default: '' }), optional: boolean() });
const fieldReference = object({ apiVersion: string({ default: 'v1' }), 'fieldPath!': string() }, atomic);
const resourceReference = object({ containerName: string(), divisor: quantity(), 'resource!': string() }, atomic);

const envVar = named(`${core}.EnvVar`, {
  'name!': string({ description: 'Name of the variable.' }),
  value: string({ description: 'Value; `$(NAME)` is replaced by variables defined before it.' }),
  valueFrom: object({
    configMapKeyRef: keyReference,
    secretKeyRef: keyReference,
    fieldRef: fieldReference,
    resourceFieldRef: resourceReference,
  }),
});

const httpGet = object({
  path: string({ default: '/', description: 'Path to ask for.' }),
  'port!': intOrString({ description: 'Number or name of the port.' }),
  host: string(),
  scheme: as(oneOf('HTTP', 'HTTPS'), { default: 'HTTP' }),
  httpHeaders: list(object({ 'name!': string(), 'value!': string() })),
});

const handlers = {
  exec: object({ command: list(string()) }),
  httpGet,
  tcpSocket: object({ 'port!': intOrString(), host: string() }),
};

export const probe = named(`${core}.Probe`, {
  ...handlers,
  grpc: object({ 'port!': integer(), service: string({ default: '' }) }),
  initialDelaySeconds: integer({ description: 'Seconds after the start before the first probe.' }),
  timeoutSeconds: integer({ default: 1, description: 'Seconds after which a probe counts as failed.' }),
  periodSeconds: integer({ default: 10, description: 'Seconds between probes.' }),
  successThreshold: integer({ default: 1, description: 'Successes in a row that make it healthy again.' }),
  failureThreshold: integer({ default: 3, description: 'Failures in a row that make it unhealthy.' }),
  terminationGracePeriodSeconds: long(),
});

const lifecycleHandler = object({ ...handlers, sleep: object({ 'seconds!': long() }) });

const resourceRequirements = named(`${core}.ResourceRequirements`, {
  limits: map(quantity(), { description: 'The most it may use.' }),
  requests: map(quantity(), { description: 'What is reserved for it.' }),
  claims: keyed(['name'], object({ 'name!': string(), request: string() })),
});

const seLinux = object({ level: string(), role: string(), type: string(), user: string() });
const windowsOptions = object({
  gmsaCredentialSpec: string(),
  gmsaCredentialSpecName: string(),
  hostProcess: boolean(),
  runAsUserName: string(),
});
const profile = object({ 'type!': string(), localhostProfile: string() });

const securityContext = named(`${core}.SecurityContext`, {
  runAsUser: long(),
  runAsGroup: long(),
  runAsNonRoot: boolean(),
  privileged: boolean(),
  readOnlyRootFilesystem: boolean(),
  allowPrivilegeEscalation: boolean(),
  procMount: string(),
  capabilities: object({ add: list(string()), drop: list(string()) }),
  seLinuxOptions: seLinux,
  seccompProfile: profile,
  appArmorProfile: profile,
  windowsOptions,
});

const podSecurityContext = named(`${core}.PodSecurityContext`, {
  runAsUser: long(),
  runAsGroup: long(),
  runAsNonRoot: boolean(),
  fsGroup: long(),
  fsGroupChangePolicy: string(),
  supplementalGroups: list(long()),
  supplementalGroupsPolicy: string(),
  seLinuxChangePolicy: string(),
  sysctls: list(object({ 'name!': string(), 'value!': string() })),
  seLinuxOptions: seLinux,
  seccompProfile: profile,
  appArmorProfile: profile,
  windowsOptions,
});

const containerFields: Readonly<Record<string, Schema>> = {
  'name!': string({ description: 'Name of the container, unique in the pod.' }),
  image: string({ description: 'Image to run.' }),
  command: list(string(), { description: 'Program and first arguments; replaces the entry point of the image.' }),
  args: list(string(), { description: 'Arguments of the program.' }),
  workingDir: string({ description: 'Directory in which the program starts.' }),
  ports: keyed(
    ['containerPort', 'protocol'],
    named(`${core}.ContainerPort`, {
      name: string({ description: 'Name by which services and probes refer to the port.' }),
      'containerPort!': integer({ minimum: 1, maximum: 65_535 }),
      protocol: as(oneOf('TCP', 'UDP', 'SCTP'), { default: 'TCP' }),
      hostIP: string(),
      hostPort: integer(),
    }),
    { description: 'Ports on which it listens.' },
  ),
  env: keyed(['name'], envVar, { description: 'Environment variables.' }),
  envFrom: list(object({ prefix: string(), configMapRef: sourceReference, secretRef: sourceReference }), {
    description: 'Config maps and secrets all of whose keys become environment variables.',
  }),
  resources: as(resourceRequirements, { default: {} }),
  resizePolicy: list(object({ 'resourceName!': string(), 'restartPolicy!': string() })),
  restartPolicy: string(),
  volumeMounts: keyed(
    ['mountPath'],
    named(`${core}.VolumeMount`, {
      'name!': string(),
      'mountPath!': string(),
      readOnly: boolean(),
      subPath: string(),
      subPathExpr: string(),
      mountPropagation: string(),
      recursiveReadOnly: string(),
    }),
    { description: 'Volumes of the pod and where they appear.' },
  ),
  volumeDevices: keyed(['devicePath'], object({ 'name!': string(), 'devicePath!': string() })),
  livenessProbe: as(probe, { description: 'When it fails the container is restarted.' }),
  readinessProbe: as(probe, { description: 'While it fails the pod gets no traffic.' }),
  startupProbe: as(probe, { description: 'Until it succeeds the other probes wait.' }),
  lifecycle: object({ postStart: lifecycleHandler, preStop: lifecycleHandler, stopSignal: string() }),
  terminationMessagePath: string({ default: '/dev/termination-log' }),
  terminationMessagePolicy: as(oneOf('File', 'FallbackToLogsOnError'), { default: 'File' }),
  imagePullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  securityContext,
  stdin: boolean(),
  stdinOnce: boolean(),
  tty: boolean(),
};

const container = named(`${core}.Container`, containerFields);
const ephemeralContainer = named(`${core}.EphemeralContainer`, { ...containerFields, targetContainerName: string() });

const tolerations = list(
  object({ key: string(), operator: string(), value: string(), effect: string(), tolerationSeconds: long() }),
);
const selectorTerms = list(object({ 'key!': string(), 'operator!': string(), values: list(string()) }));
const nodeSelectorTerm = object({ matchExpressions: selectorTerms, matchFields: selectorTerms }, atomic);
const podAffinityTerm = object({
  labelSelector,
  namespaceSelector: labelSelector,
  namespaces: list(string()),
  'topologyKey!': string(),
  matchLabelKeys: list(string()),
  mismatchLabelKeys: list(string()),
});
const podAffinity = object({
  requiredDuringSchedulingIgnoredDuringExecution: list(podAffinityTerm),
  preferredDuringSchedulingIgnoredDuringExecution: list(object({ 'weight!': integer(), 'podAffinityTerm!': podAffinityTerm })),
});
const affinity = named(`${core}.Affinity`, {
  nodeAffinity: object({
    requiredDuringSchedulingIgnoredDuringExecution: object({ 'nodeSelectorTerms!': list(nodeSelectorTerm) }, atomic),
    preferredDuringSchedulingIgnoredDuringExecution: list(object({ 'weight!': integer(), 'preference!': nodeSelectorTerm })),
  }),
  podAffinity,
  podAntiAffinity: podAffinity,
});

export const podSpec: Schema = named(
  `${core}.PodSpec`,
  {
    containers: keyed(['name'], container, { minItems: 1, description: 'Containers of the pod, run side by side.' }),
    initContainers: keyed(['name'], container, { description: 'Run one after the other before the containers start.' }),
    ephemeralContainers: keyed(['name'], ephemeralContainer),
    volumes: keyed(['name'], named(`${core}.Volume`, volumeFields), { description: 'Volumes that containers may mount.' }),
    restartPolicy: as(oneOf('Always', 'OnFailure', 'Never'), {
      default: 'Always',
      description: 'What happens when a container ends.',
    }),
    terminationGracePeriodSeconds: long({ default: 30, description: 'Seconds between SIGTERM and SIGKILL.' }),
    activeDeadlineSeconds: long(),
    dnsPolicy: string({ default: 'ClusterFirst' }),
    dnsConfig: object({
      nameservers: list(string()),
      searches: list(string()),
      options: list(object({ name: string(), value: string() })),
    }),
    nodeSelector: map(string(), atomic),
    nodeName: string({ description: 'Node on which it runs; set by the scheduler.' }),
    serviceAccountName: string(),
    serviceAccount: string(),
    automountServiceAccountToken: boolean(),
    hostNetwork: boolean(),
    hostPID: boolean(),
    hostIPC: boolean(),
    hostUsers: boolean(),
    shareProcessNamespace: boolean(),
    hostname: string(),
    subdomain: string(),
    setHostnameAsFQDN: boolean(),
    hostnameOverride: string(),
    securityContext: as(podSecurityContext, { default: {} }),
    imagePullSecrets: keyed(['name'], localReference),
    affinity,
    schedulerName: string({ default: 'default-scheduler' }),
    schedulingGates: keyed(['name'], object({ 'name!': string() })),
    tolerations,
    hostAliases: keyed(['ip'], object({ 'ip!': string(), hostnames: list(string()) })),
    priorityClassName: string(),
    priority: integer(),
    preemptionPolicy: string(),
    runtimeClassName: string(),
    enableServiceLinks: boolean({ default: true }),
    readinessGates: list(object({ 'conditionType!': string() })),
    overhead: map(quantity()),
    resources: resourceRequirements,
    os: object({ 'name!': string() }),
    resourceClaims: keyed(
      ['name'],
      object({ 'name!': string(), resourceClaimName: string(), resourceClaimTemplateName: string() }),
    ),
    topologySpreadConstraints: keyed(
      ['topologyKey', 'whenUnsatisfiable'],
      object({
        'maxSkew!': integer(),
        'topologyKey!': string(),
        'whenUnsatisfiable!': string(),
        labelSelector,
        minDomains: integer(),
        matchLabelKeys: list(string()),
        nodeAffinityPolicy: string(),
        nodeTaintsPolicy: string(),
      }),
    ),
  },
  { required: ['containers'], description: 'What a pod runs and how.' },
);

const templateMetadata = named('io.k8s.apimachinery.pkg.apis.meta.v1.TemplateMeta', {
  name: string(),
  generateName: string(),
  namespace: string(),
  labels: map(string()),
  annotations: map(string()),
  finalizers: set(string()),
  creationTimestamp: time(),
});

export const podTemplate: Schema = named(
  `${core}.PodTemplateSpec`,
  { metadata: templateMetadata, spec: podSpec },
  {
    description: 'From which pods are made.',
  },
);

const containerState = object({
  waiting: object({ reason: string(), message: string() }),
  running: object({ startedAt: time() }),
  terminated: object({
    'exitCode!': integer(),
    signal: integer(),
    reason: string(),
    message: string(),
    startedAt: time(),
    finishedAt: time(),
    containerID: string(),
  }),
});

const containerStatus = named(`${core}.ContainerStatus`, {
  'name!': string(),
  state: containerState,
  lastState: containerState,
  ready: boolean(),
  restartCount: integer(),
  image: string(),
  imageID: string(),
  containerID: string(),
  started: boolean(),
  allocatedResources: map(quantity()),
  resources: resourceRequirements,
  volumeMounts: anything(),
  user: anything(),
  allocatedResourcesStatus: anything(),
});

export const condition = object({
  'type!': string(),
  'status!': string(),
  reason: string(),
  message: string(),
  lastTransitionTime: time(),
  lastUpdateTime: time(),
  lastProbeTime: anything(),
  observedGeneration: long(),
});

export const conditions = keyed(['type'], condition);

export const podStatus: Schema = named(`${core}.PodStatus`, {
  phase: string({ description: 'Pending, Running, Succeeded, Failed or Unknown.' }),
  conditions,
  message: string(),
  reason: string(),
  hostIP: string(),
  podIP: string(),
  hostIPs: list(object({ ip: string() })),
  podIPs: keyed(['ip'], object({ ip: string() })),
  startTime: time(),
  nominatedNodeName: string(),
  containerStatuses: list(containerStatus),
  initContainerStatuses: list(containerStatus),
  ephemeralContainerStatuses: list(containerStatus),
  qosClass: string(),
  resize: string(),
  observedGeneration: long(),
  resourceClaimStatuses: anything(),
});
