/**
 * Field numbers of the messages that kubectl and Go clients send as protobuf.
 *
 * Typed Go clients write the built-in kinds below in this encoding (`kubectl create`, `auth can-i`, `drain`). A line reads
 * `number name type`: `string`, `int`, `bool`, `bytes`, `time`, `quantity`, `intOrString` or another message. `?` marks a
 * field whose zero value means something (a pointer in Go), `[]` a list, `{}` a map by text. A field named `~` is inlined into
 * its parent, `ignored` a status, which no client may set that way. A message or field that is not here is refused rather than dropped.
 */
export type Multiplicity = 'one' | 'optional' | 'list' | 'map';

export interface ProtoField {
  readonly name: string;
  readonly type: string;
  readonly multiplicity: Multiplicity;
}

export type ProtoMessage = ReadonlyMap<number, ProtoField>;

const source = `
ObjectMeta: 1 name string, 2 generateName string, 3 namespace string, 4 selfLink string, 5 uid string, 6 resourceVersion string, 7 generation int, 8 creationTimestamp time, 9 deletionTimestamp time, 10 deletionGracePeriodSeconds int?, 11 labels string{}, 12 annotations string{}, 13 ownerReferences OwnerReference[], 14 finalizers string[]
OwnerReference: 1 kind string, 3 name string, 4 uid string, 5 apiVersion string, 6 controller bool?, 7 blockOwnerDeletion bool?
LabelSelector: 1 matchLabels string{}, 2 matchExpressions LabelSelectorRequirement[]
LabelSelectorRequirement: 1 key string, 2 operator string, 3 values string[]
LocalObjectReference: 1 name string
ObjectReference: 1 kind string, 2 namespace string, 3 name string, 4 uid string, 5 apiVersion string, 6 resourceVersion string, 7 fieldPath string
Preconditions: 1 uid string?, 2 resourceVersion string?
DeleteOptions: 1 gracePeriodSeconds int?, 2 preconditions Preconditions?, 3 orphanDependents bool?, 4 propagationPolicy string?, 5 dryRun string[]
ConfigMap: 1 metadata ObjectMeta, 2 data string{}, 3 binaryData bytes{}, 4 immutable bool?
Secret: 1 metadata ObjectMeta, 2 data bytes{}, 3 type string, 4 stringData string{}, 5 immutable bool?
Namespace: 1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 status ignored
NamespaceSpec: 1 finalizers string[]
ServiceAccount: 1 metadata ObjectMeta, 2 secrets ObjectReference[], 3 imagePullSecrets LocalObjectReference[], 4 automountServiceAccountToken bool?
Service: 1 metadata ObjectMeta, 2 spec ServiceSpec, 3 status ignored
ServiceSpec: 1 ports ServicePort[], 2 selector string{}, 3 clusterIP string, 4 type string, 5 externalIPs string[], 7 sessionAffinity string, 8 loadBalancerIP string, 10 externalName string, 11 externalTrafficPolicy string, 12 healthCheckNodePort int, 13 publishNotReadyAddresses bool, 17 ipFamilyPolicy string?, 18 clusterIPs string[], 19 ipFamilies string[], 22 internalTrafficPolicy string?
ServicePort: 1 name string, 2 protocol string, 3 port int, 4 targetPort intOrString, 5 nodePort int, 6 appProtocol string?
ResourceQuota: 1 metadata ObjectMeta, 2 spec ResourceQuotaSpec, 3 status ignored
ResourceQuotaSpec: 1 hard quantity{}, 2 scopes string[]
Deployment: 1 metadata ObjectMeta, 2 spec DeploymentSpec, 3 status ignored
DeploymentSpec: 1 replicas int?, 2 selector LabelSelector?, 3 template PodTemplateSpec, 4 strategy DeploymentStrategy, 5 minReadySeconds int, 6 revisionHistoryLimit int?, 7 paused bool, 9 progressDeadlineSeconds int?
DeploymentStrategy: 1 type string, 2 rollingUpdate RollingUpdate?
RollingUpdate: 1 maxUnavailable intOrString?, 2 maxSurge intOrString?
PodTemplateSpec: 1 metadata ObjectMeta, 2 spec PodSpec
PodSpec: 1 volumes Volume[], 2 containers Container[], 3 restartPolicy string, 4 terminationGracePeriodSeconds int?, 5 activeDeadlineSeconds int?, 6 dnsPolicy string, 7 nodeSelector string{}, 8 serviceAccountName string, 9 serviceAccount string, 10 nodeName string, 11 hostNetwork bool, 12 hostPID bool, 13 hostIPC bool, 14 securityContext PodSecurityContext?, 15 imagePullSecrets LocalObjectReference[], 16 hostname string, 17 subdomain string, 19 schedulerName string, 20 initContainers Container[], 21 automountServiceAccountToken bool?, 22 tolerations Toleration[], 24 priorityClassName string, 25 priority int?, 30 enableServiceLinks bool?
PodSecurityContext: 2 runAsUser int?, 3 runAsNonRoot bool?, 4 supplementalGroups int[], 5 fsGroup int?, 6 runAsGroup int?
SecurityContext: 2 privileged bool?, 4 runAsUser int?, 5 runAsNonRoot bool?, 6 readOnlyRootFilesystem bool?, 7 allowPrivilegeEscalation bool?, 8 runAsGroup int?
Toleration: 1 key string, 2 operator string, 3 value string, 4 effect string, 5 tolerationSeconds int?
Container: 1 name string, 2 image string, 3 command string[], 4 args string[], 5 workingDir string, 6 ports ContainerPort[], 7 env EnvVar[], 8 resources ResourceRequirements, 9 volumeMounts VolumeMount[], 10 livenessProbe Probe?, 11 readinessProbe Probe?, 13 terminationMessagePath string, 14 imagePullPolicy string, 15 securityContext SecurityContext?, 16 stdin bool, 17 stdinOnce bool, 18 tty bool, 19 envFrom EnvFromSource[], 20 terminationMessagePolicy string, 22 startupProbe Probe?
ContainerPort: 1 name string, 2 hostPort int, 3 containerPort int, 4 protocol string, 5 hostIP string
EnvVar: 1 name string, 2 value string, 3 valueFrom EnvVarSource?
EnvVarSource: 1 fieldRef ObjectFieldSelector?, 3 configMapKeyRef KeySelector?, 4 secretKeyRef KeySelector?
ObjectFieldSelector: 1 apiVersion string, 2 fieldPath string
KeySelector: 1 ~ LocalObjectReference, 2 key string, 3 optional bool?
EnvFromSource: 1 prefix string, 2 configMapRef SourceReference?, 3 secretRef SourceReference?
SourceReference: 1 ~ LocalObjectReference, 2 optional bool?
ResourceRequirements: 1 limits quantity{}, 2 requests quantity{}
VolumeMount: 1 name string, 2 readOnly bool, 3 mountPath string, 4 subPath string, 5 mountPropagation string?, 6 subPathExpr string
Probe: 1 ~ ProbeHandler, 2 initialDelaySeconds int, 3 timeoutSeconds int, 4 periodSeconds int, 5 successThreshold int, 6 failureThreshold int, 7 terminationGracePeriodSeconds int?
ProbeHandler: 1 exec ExecAction?, 2 httpGet HTTPGetAction?, 3 tcpSocket TCPSocketAction?
ExecAction: 1 command string[]
HTTPGetAction: 1 path string, 2 port intOrString, 3 host string, 4 scheme string, 5 httpHeaders HTTPHeader[]
HTTPHeader: 1 name string, 2 value string
TCPSocketAction: 1 port intOrString, 2 host string
Volume: 1 name string, 2 ~ VolumeSource
VolumeSource: 1 hostPath HostPath?, 2 emptyDir EmptyDir?, 6 secret SecretVolume?, 10 persistentVolumeClaim ClaimVolume?, 19 configMap ConfigMapVolume?
HostPath: 1 path string, 2 type string?
EmptyDir: 1 medium string, 2 sizeLimit quantity?
KeyToPath: 1 key string, 2 path string, 3 mode int?
SecretVolume: 1 secretName string, 2 items KeyToPath[], 3 defaultMode int?, 4 optional bool?
ConfigMapVolume: 1 ~ LocalObjectReference, 2 items KeyToPath[], 3 defaultMode int?, 4 optional bool?
ClaimVolume: 1 claimName string, 2 readOnly bool
Job: 1 metadata ObjectMeta, 2 spec JobSpec, 3 status ignored
JobSpec: 1 parallelism int?, 2 completions int?, 3 activeDeadlineSeconds int?, 4 selector LabelSelector?, 5 manualSelector bool?, 6 template PodTemplateSpec, 7 backoffLimit int?, 8 ttlSecondsAfterFinished int?, 9 completionMode string?, 10 suspend bool?, 14 podReplacementPolicy string?
CronJob: 1 metadata ObjectMeta, 2 spec CronJobSpec, 3 status ignored
CronJobSpec: 1 schedule string, 2 startingDeadlineSeconds int?, 3 concurrencyPolicy string, 4 suspend bool?, 5 jobTemplate JobTemplateSpec, 6 successfulJobsHistoryLimit int?, 7 failedJobsHistoryLimit int?, 8 timeZone string?
JobTemplateSpec: 1 metadata ObjectMeta, 2 spec JobSpec
Role: 1 metadata ObjectMeta, 2 rules PolicyRule[]
ClusterRole: 1 metadata ObjectMeta, 2 rules PolicyRule[], 3 aggregationRule AggregationRule?
AggregationRule: 1 clusterRoleSelectors LabelSelector[]
PolicyRule: 1 verbs string[], 2 apiGroups string[], 3 resources string[], 4 resourceNames string[], 5 nonResourceURLs string[]
RoleBinding: 1 metadata ObjectMeta, 2 subjects Subject[], 3 roleRef RoleRef
ClusterRoleBinding: 1 metadata ObjectMeta, 2 subjects Subject[], 3 roleRef RoleRef
Subject: 1 kind string, 2 apiGroup string, 3 name string, 4 namespace string
RoleRef: 1 apiGroup string, 2 kind string, 3 name string
Ingress: 1 metadata ObjectMeta, 2 spec IngressSpec, 3 status ignored
IngressSpec: 1 defaultBackend IngressBackend?, 2 tls IngressTLS[], 3 rules IngressRule[], 4 ingressClassName string?
IngressBackend: 4 service IngressService?
IngressService: 1 name string, 2 port IngressPort
IngressPort: 1 name string, 2 number int
IngressTLS: 1 hosts string[], 2 secretName string
IngressRule: 1 host string, 2 ~ IngressRuleValue
IngressRuleValue: 1 http IngressHttp?
IngressHttp: 1 paths IngressPath[]
IngressPath: 1 path string, 2 backend IngressBackend, 3 pathType string?
PodDisruptionBudget: 1 metadata ObjectMeta, 2 spec BudgetSpec, 3 status ignored
BudgetSpec: 1 minAvailable intOrString?, 2 selector LabelSelector?, 3 maxUnavailable intOrString?
Eviction: 1 metadata ObjectMeta, 2 deleteOptions DeleteOptions?
PriorityClass: 1 metadata ObjectMeta, 2 value int, 3 globalDefault bool, 4 description string, 5 preemptionPolicy string?
Lease: 1 metadata ObjectMeta, 2 spec LeaseSpec
LeaseSpec: 1 holderIdentity string?, 2 leaseDurationSeconds int?, 3 acquireTime time?, 4 renewTime time?, 5 leaseTransitions int?
HorizontalPodAutoscaler: 1 metadata ObjectMeta, 2 spec ScalerSpec, 3 status ignored
ScalerSpec: 1 scaleTargetRef ScaleTarget, 2 minReplicas int?, 3 maxReplicas int, 4 targetCPUUtilizationPercentage int?
ScaleTarget: 1 kind string, 2 name string, 3 apiVersion string
SelfSubjectAccessReview: 1 metadata ObjectMeta, 2 spec AccessSpec, 3 status ignored
AccessSpec: 1 resourceAttributes ResourceAttributes?, 2 nonResourceAttributes PathAttributes?
ResourceAttributes: 1 namespace string, 2 verb string, 3 group string, 4 version string, 5 resource string, 6 subresource string, 7 name string
PathAttributes: 1 path string, 2 verb string
SelfSubjectRulesReview: 1 metadata ObjectMeta, 2 spec RulesSpec, 3 status ignored
RulesSpec: 1 namespace string
SelfSubjectReview: 1 metadata ObjectMeta, 2 status ignored
`;

const marks: Record<string, Multiplicity> = { '?': 'optional', '[]': 'list', '{}': 'map' };

function parseField(text: string): readonly [number, ProtoField] {
  const [number = '', name = '', typed = ''] = text.trim().split(' ');
  const [, type = '', mark = ''] = /^(\w+)(\?|\[\]|\{\})?$/.exec(typed) ?? [];
  return [Number(number), { name, type, multiplicity: marks[mark] ?? 'one' }];
}

function parseMessages(): ReadonlyMap<string, ProtoMessage> {
  const lines = source.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      const fields = line
        .slice(colon + 1)
        .split(',')
        .filter((field) => field.trim() !== '');
      return [line.slice(0, colon), new Map(fields.map(parseField))];
    }),
  );
}

let parsed: ReadonlyMap<string, ProtoMessage> | undefined;

/** The message of a kind or of a part; parsed when the first one is asked for. */
export function findMessage(name: string): ProtoMessage | undefined {
  parsed ??= parseMessages();
  return parsed.get(name);
}
