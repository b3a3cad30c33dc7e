/** What the API server knows of a kind: all of it data, but for a few small pure functions. */
import type { KubeObject, Resource } from '@moorage/kube/objects';
import type { JsonObject } from '../json.ts';
import type { NameRule } from '../names.ts';
import type { StatusCause } from '../refusal.ts';
import type { Schema } from '../schema/schema.ts';

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly description?: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority?: number;
  readonly cell: (object: KubeObject, now: Date) => unknown;
}

export interface ScalePaths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  /** Where the selector is: a text for custom resources, a LabelSelector for built-in kinds. */
  readonly selector?: readonly string[];
}

/** What a kind may ask for while an object is prepared for storing. */
export interface Preparation {
  readonly now: Date;
  readonly previous: KubeObject | undefined;
  /** A free address of the service range, or the wished one when it is free. */
  readonly allocateServiceAddress: (wished?: string) => string;
}

export interface KindRules {
  /** Defaults that a schema cannot say; works on the object in place, on create and on update. */
  readonly prepare?: (object: KubeObject, preparation: Preparation) => void;
  readonly check?: (object: KubeObject, previous: KubeObject | undefined) => StatusCause[];
  /** Dotted paths that may not change once set. */
  readonly immutable?: readonly string[];
}

export interface Kind {
  readonly resource: Resource;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Where objects are stored; kinds served under two groups or versions share it. */
  readonly bucket: string;
  readonly storedApiVersion: string;
  readonly description: string;
  readonly nameRule: NameRule;
  readonly schema: Schema;
  readonly hasStatus: boolean;
  readonly scale?: ScalePaths;
  /** Custom resources are pruned and validated strictly; built-in kinds keep what we do not model. */
  readonly isCustom: boolean;
  /** Fields usable in field selectors besides name and namespace. */
  readonly selectable: readonly string[];
  readonly columns: readonly Column[];
  readonly subresources: readonly string[];
  readonly rules: KindRules;
  /** Nothing is stored: objects are what is measured when somebody asks, and can only be read. */
  readonly isComputed?: boolean;
  /** Between the served and the stored form, where they differ in more than `apiVersion`. */
  readonly convert?: { readonly toStored: (object: JsonObject) => void; readonly toServed: (object: JsonObject) => void };
}
