/**
 * Our custom resource definitions, as data.
 *
 * `deploy/crds/*.yaml` is generated from here (tools/gen-crds.ts); `npm start` and the operator install the same data through the
 * API. There is one source, so a cluster that was set up by `kubectl apply` and one that was set up by us cannot differ.
 */
import { resources } from '../resources.ts';
import type { JsonSchema } from './json-schema.ts';
import { userDeploymentSchema } from './user-deployment.schema.ts';

export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description?: string;
  readonly priority?: number;
}

/** An object of kind CustomResourceDefinition with one version, as we write them. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced';
    readonly names: {
      readonly kind: string;
      readonly listKind: string;
      readonly plural: string;
      readonly singular: string;
      readonly shortNames: readonly string[];
      readonly categories: readonly string[];
    };
    readonly versions: readonly {
      readonly name: string;
      readonly served: true;
      readonly storage: true;
      readonly schema: { readonly openAPIV3Schema: JsonSchema };
      readonly subresources: { readonly status: object };
      readonly additionalPrinterColumns: readonly PrinterColumn[];
    }[];
  };
}

const { group, version, kind, plural } = resources.userDeployment;

export const userDeploymentCrd: CustomResourceDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}`, labels: { 'app.kubernetes.io/part-of': 'moorage' } },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames: ['ud'], categories: ['moorage'] },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: userDeploymentSchema },
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
          { name: 'Ready', type: 'string', jsonPath: ".status.conditions[?(@.type=='Ready')].status" },
          { name: 'URL', type: 'string', jsonPath: '.status.ingresses[0].url' },
          { name: 'Message', type: 'string', jsonPath: '.status.message', priority: 1 },
          { name: 'Release', type: 'integer', jsonPath: '.status.release.number', priority: 1 },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
      },
    ],
  },
};

export const allCrds: readonly CustomResourceDefinition[] = [userDeploymentCrd];
