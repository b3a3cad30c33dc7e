/**
 * The informers of the operator: its own kind everywhere, and of other kinds only what carries our label. All are packed and keep
 * only what is read (kept.plan.ts), and every look at them goes through an index: thousands of deployments cost each other nothing.
 */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { createInformer, type Informer, type InformerDeps } from '@moorage/kube/runtime/informer';
import {
  keptAutoscaler,
  keptCertificate,
  keptDeployment,
  keptExternalSecret,
  keptFormOf,
  keptPod,
  keptRoot,
} from './kept.plan.ts';
import { ownedResources } from './observed.ts';
import { createOptionalKind, type OptionalKind } from './optional-kind.ts';
import type { Deployment, Pod } from './pod.ts';
import { type TargetSecret, versionOnly } from './target-secret.ts';
import type { Autoscaler, Certificate, ExternalSecret } from './upstream.ts';
import { hostsOf, managedBy, rootKeyOf } from './user-deployment.names.ts';

export interface OperatorInformers {
  readonly userDeployments: Informer<UserDeployment>;
  readonly deployments: Informer<Deployment>;
  readonly pods: Informer<Pod>;
  readonly autoscalers: Informer<Autoscaler>;
  /** The other owned kinds. */
  readonly others: readonly Informer[];
  /** Only with a namespace selector. */
  readonly namespaces?: Informer;
  /** Not in every cluster. */
  /** What the server pushes, without its data. */
  readonly pushedSecrets: Informer<TargetSecret>;
  readonly secretsEngine: SecretsEngine;
  readonly certificatesEngine: CertificatesEngine;
  readonly routesEngine: RoutesEngine;
  readonly ingressClasses: Informer<IngressClass>;
  readonly all: readonly Pick<Informer, 'name' | 'resource' | 'start' | 'stop' | 'status' | 'metrics' | 'hasSynced'>[];
}

/** Kinds of the External Secrets Operator, and the secrets that it makes for us. */
export interface SecretsEngine extends OptionalKind {
  externalSecrets(): Informer<ExternalSecret> | undefined;
  targets(): Informer<TargetSecret> | undefined;
}

export interface CertificatesEngine extends OptionalKind {
  certificates(): Informer<Certificate> | undefined;
}

/** Traefik's own kind of route; only an Ingress of its class with a canary needs one. */
interface RoutesEngine extends OptionalKind {
  ingressRoutes(): Informer | undefined;
}

/** Who serves the ingresses of a class. */
type IngressClass = KubeObject<{ readonly controller?: string }>;

function createRoutesEngine(deps: InformerDeps, labelSelector: string): RoutesEngine {
  let current: Informer | undefined;
  const { ingressRoute } = resources;
  const kind = createOptionalKind(deps, {
    definition: `${ingressRoute.plural}.${ingressRoute.group}`,
    version: ingressRoute.version,
    informers: () => [
      (current = createInformer(deps, {
        resource: ingressRoute,
        labelSelector,
        transform: keptFormOf(ingressRoute),
        packed: true,
      })),
    ],
  });
  return { ...kind, ingressRoutes: () => (kind.state() === 'absent' ? undefined : current) };
}

function createSecretsEngine(deps: InformerDeps, labelSelector: string): SecretsEngine {
  let current: { readonly external: Informer<ExternalSecret>; readonly targets: Informer<TargetSecret> } | undefined;
  const kind = createOptionalKind(deps, {
    definition: `${resources.externalSecret.plural}.${resources.externalSecret.group}`,
    version: resources.externalSecret.version,
    informers() {
      current = {
        external: createInformer<ExternalSecret>(deps, {
          resource: resources.externalSecret,
          labelSelector,
          transform: keptExternalSecret,
          packed: true,
        }),
        targets: createInformer<TargetSecret>(deps, {
          resource: resources.secret,
          labelSelector,
          transform: versionOnly,
          packed: true,
        }),
      };
      return [current.external, current.targets];
    },
  });
  // What was seen of a kind that is gone is no longer so.
  const live = (): typeof current => (kind.state() === 'absent' ? undefined : current);
  return { ...kind, externalSecrets: () => live()?.external, targets: () => live()?.targets };
}

function createCertificatesEngine(deps: InformerDeps, labelSelector: string): CertificatesEngine {
  let current: Informer<Certificate> | undefined;
  const kind = createOptionalKind(deps, {
    definition: `${resources.certificate.plural}.${resources.certificate.group}`,
    version: resources.certificate.version,
    // cert-manager gives a Certificate the labels of the Ingress that asked for it.
    informers() {
      current = createInformer<Certificate>(deps, {
        resource: resources.certificate,
        labelSelector,
        transform: keptCertificate,
        packed: true,
      });
      return [current];
    },
  });
  return { ...kind, certificates: () => (kind.state() === 'absent' ? undefined : current) };
}

/** Whose Secrets are the server's. */
const pushedBy = 'moorage-server';

function createPushedSecrets(deps: InformerDeps): Informer<TargetSecret> {
  return createInformer<TargetSecret>(deps, {
    resource: resources.secret,
    labelSelector: `${userDeploymentLabels.managedBy}=${pushedBy}`,
    transform: versionOnly,
    packed: true,
  });
}

export interface InformerSettings {
  readonly deploymentDomain: string;
  readonly namespaceSelector?: string;
}

function createNamespaces(deps: InformerDeps, { namespaceSelector }: InformerSettings): Informer | undefined {
  if (namespaceSelector === undefined) return undefined;
  return createInformer(deps, { resource: resources.namespace, labelSelector: namespaceSelector, metadataOnly: true });
}

function rootIndex(object: KubeObject): string[] {
  const key = rootKeyOf(object);
  return key === undefined ? [] : [key];
}

/** Which engine of another project a deployment has to do with; who serves its ingress class matters to a canary only. */
function engineIndex({ spec }: UserDeployment): string[] {
  return [
    ...(spec?.secrets === undefined ? [] : ['secrets']),
    ...((spec?.ingresses ?? []).length === 0 ? [] : ['certificates']),
    ...(spec?.canary === undefined ? [] : ['routes']),
  ];
}

/** Makes them all; nothing runs before they are started. */
export function createInformers(deps: InformerDeps, settings: InformerSettings): OperatorInformers {
  const labelSelector = `${userDeploymentLabels.managedBy}=${managedBy}`;
  const userDeployments = createInformer<UserDeployment>(deps, {
    resource: resources.userDeployment,
    transform: keptRoot,
    packed: true,
    indexers: {
      wants: engineIndex,
      host: (root) => (root.spec === undefined ? [] : hostsOf(root, settings.deploymentDomain).map(({ host }) => host)),
    },
  });
  const deployments = createInformer<Deployment>(deps, {
    resource: resources.deployment,
    labelSelector,
    transform: keptDeployment,
    packed: true,
  });
  const pods = createInformer<Pod>(deps, {
    resource: resources.pod,
    labelSelector,
    indexers: { root: rootIndex },
    transform: keptPod,
    packed: true,
  });
  const autoscalers = createInformer<Autoscaler>(deps, {
    resource: resources.horizontalPodAutoscaler,
    labelSelector,
    transform: keptAutoscaler,
    packed: true,
  });
  const pushedSecrets = createPushedSecrets(deps);
  const ingressClasses = createInformer<IngressClass>(deps, { resource: resources.ingressClass });
  const others = ownedResources
    .filter((resource) => resource !== resources.deployment && resource !== resources.horizontalPodAutoscaler)
    .map((resource) => createInformer(deps, { resource, labelSelector, transform: keptFormOf(resource), packed: true }));
  const namespaces = createNamespaces(deps, settings);
  return {
    userDeployments,
    deployments,
    pods,
    autoscalers,
    others,
    ...(namespaces === undefined ? {} : { namespaces }),
    pushedSecrets,
    secretsEngine: createSecretsEngine(deps, labelSelector),
    certificatesEngine: createCertificatesEngine(deps, labelSelector),
    routesEngine: createRoutesEngine(deps, labelSelector),
    ingressClasses,
    all: [
      userDeployments,
      deployments,
      pods,
      autoscalers,
      ingressClasses,
      pushedSecrets,
      ...others,
      ...(namespaces === undefined ? [] : [namespaces]),
    ],
  };
}
