/** The parts of a HorizontalPodAutoscaler that its controller reads. */
import type { KubeObject } from '@moorage/kube/objects';
import type { Conditioned } from './model.ts';

export interface MetricTarget {
  readonly type?: string;
  /** Percent of what is requested. */
  readonly averageUtilization?: number;
  readonly averageValue?: string;
}

export interface MetricSpec {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target?: MetricTarget };
  readonly containerResource?: { readonly name: string; readonly container: string; readonly target?: MetricTarget };
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  /** `Max` (default), `Min` or `Disabled`. */
  readonly selectPolicy?: string;
  readonly policies?: readonly { readonly type: string; readonly value: number; readonly periodSeconds: number }[];
  readonly tolerance?: string;
}

export interface PodAutoscalerSpec {
  readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly MetricSpec[];
  readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
}

export interface PodAutoscalerStatus extends Conditioned {
  readonly lastScaleTime?: string;
}

export interface PodAutoscaler extends KubeObject<PodAutoscalerSpec, PodAutoscalerStatus> {
  spec: PodAutoscalerSpec;
}
