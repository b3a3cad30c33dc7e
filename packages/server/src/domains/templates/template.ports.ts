/** What templates need from outside: a place in the cluster for their copies, and a model that writes drafts. */

/** A template as the cluster has it; what reads it there needs no database. */
export interface WantedCopy {
  readonly templateId: string;
  readonly name: string;
  readonly version: number;
  readonly orgId: string | undefined;
  readonly visibility: string;
  readonly enabled: boolean;
  /** File name → content. */
  readonly files: Readonly<Record<string, string>>;
}

export interface SeenCopy {
  /** Undefined where the labels do not say of what it is a copy. */
  readonly templateId: string | undefined;
  /** Name of the object. */
  readonly name: string;
}

/** Copies of templates, one object each. Applying what is there already changes nothing. */
export interface TemplateCopies {
  apply(copy: WantedCopy): Promise<void>;
  /** Nothing happens where there is none. */
  remove(templateId: string): Promise<void>;
  /** Removes by the name of the object what belongs to no template. */
  removeStray(name: string): Promise<void>;
  list(): Promise<SeenCopy[]>;
}

/** Says which copies were touched, by whomever. */
export interface TemplateCopyWatch {
  onChange(listener: (templateId: string) => void): () => void;
}

export interface ModelRequest {
  /** What the model is and what its answer must look like. */
  readonly instructions: string;
  readonly prompt: string;
  /** Name of the answer, for providers that want one. */
  readonly name: string;
  /** JSON schema of the answer. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** A language model behind an API. */
export interface ModelProvider {
  /**
   * The answer as parsed JSON, not yet checked. Throws `upstream_failed` when the provider refuses, fails or answers something
   * else, and `unavailable` when it is overloaded or silent; neither says anything of the key.
   */
  answer(request: ModelRequest): Promise<unknown>;
}
