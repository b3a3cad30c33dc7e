/** JSON Schema (as OpenAPI 3.1 embeds it) → TypeScript, for the subset that our own server emits. */

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly description?: string;
  readonly default?: unknown;
}

/** Whether fields with a default are optional: they are in what a client sends, and always there in what it gets. */
export interface EmitOptions {
  readonly indent: string;
  readonly prefix: string;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

function propertyLines(schema: JsonSchema, options: EmitOptions): string[] {
  const inner = { ...options, indent: `${options.indent}  ` };
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const optional = schema.required?.includes(name) === true ? '' : '?';
    const key = identifier.test(name) ? name : quoted(name);
    const comment = property.description === undefined ? [] : [`${inner.indent}/** ${property.description} */`];
    return [...comment, `${inner.indent}readonly ${key}${optional}: ${typeOf(property, inner)};`];
  });
}

function objectType(schema: JsonSchema, options: EmitOptions): string {
  const { additionalProperties } = schema;
  if (schema.properties === undefined || Object.keys(schema.properties).length === 0) {
    if (typeof additionalProperties === 'object') return `Readonly<Record<string, ${typeOf(additionalProperties, options)}>>`;
    return additionalProperties === false ? 'Readonly<Record<string, never>>' : 'Readonly<Record<string, unknown>>';
  }
  const open = typeof additionalProperties === 'object' ? [`${options.indent}  readonly [field: string]: unknown;`] : [];
  return ['{', ...propertyLines(schema, options), ...open, `${options.indent}}`].join('\n');
}

function primitive(type: string | undefined, schema: JsonSchema, options: EmitOptions): string {
  switch (type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array': {
      const item = typeOf(schema.items ?? {}, options);
      return item.includes('|') || item.startsWith('{') ? `readonly (${item})[]` : `readonly ${item}[]`;
    }
    case 'object':
      return objectType(schema, options);
    default:
      return 'unknown';
  }
}

/** The TypeScript type of a schema, as an expression. */
export function typeOf(schema: JsonSchema, options: EmitOptions): string {
  if (schema.$ref !== undefined) return `${options.prefix}${schema.$ref.split('/').at(-1) ?? 'unknown'}`;
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return [...new Set(union.map((member) => typeOf(member, options)))].join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((member) => typeOf(member, options)).join(' & ');
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.map((type: string | undefined) => primitive(type, schema, options)).join(' | ');
}

/** One exported declaration: an interface for an object, else a type alias. */
export function declarationOf(name: string, schema: JsonSchema): string {
  const options = { indent: '', prefix: '' };
  const comment = schema.description === undefined ? '' : `/** ${schema.description} */\n`;
  const type = typeOf(schema, options);
  const isInterface = type.startsWith('{') && schema.properties !== undefined;
  return isInterface ? `${comment}export interface ${name} ${type}\n` : `${comment}export type ${name} = ${type};\n`;
}
