/** A template that comes with the product; checked against the contract when it is seeded. */
export interface SystemTemplate {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly category: string;
  readonly image: string;
  readonly containerPort: number | null;
  readonly healthCheckPath: string;
  readonly envVars: readonly SystemParameter[];
  /** YAML, as a tenant would write it. */
  readonly spec: string;
}

export interface SystemParameter {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: 'string' | 'text' | 'integer' | 'number' | 'boolean' | 'enum';
  readonly default?: string;
  readonly required: boolean;
  readonly secret?: boolean;
  readonly options?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}
