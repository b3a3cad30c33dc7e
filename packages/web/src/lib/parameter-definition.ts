/** Changing one field of a parameter's definition, from the text of an input. */
import type { EnvVarDefinition } from '@moorage/sdk/types';

export const parameterTypes = ['string', 'text', 'integer', 'number', 'boolean', 'enum'] as const;

export type EditableField = Exclude<keyof EnvVarDefinition, 'required' | 'secret'>;

function without(definition: EnvVarDefinition, field: EditableField): EnvVarDefinition {
  return Object.assign({}, ...Object.entries(definition).map(([key, value]) => (key === field ? {} : { [key]: value })));
}

/** Limits that make no sense for a type go with the change to it. */
function withType(definition: EnvVarDefinition, text: string): EnvVarDefinition {
  const { name, label, description, required, secret, default: fallback } = definition;
  const type = parameterTypes.find((each) => each === text) ?? 'string';
  const shared = { name, label, description, type, required, secret, ...(fallback === undefined ? {} : { default: fallback }) };
  return type === 'enum' ? { ...shared, options: definition.options ?? [] } : shared;
}

/** An emptied field is taken away where it may be absent. */
export function withField(definition: EnvVarDefinition, field: EditableField, text: string): EnvVarDefinition {
  switch (field) {
    case 'name':
    case 'label':
    case 'description':
      return { ...definition, [field]: text };
    case 'type':
      return withType(definition, text);
    case 'options':
      return { ...definition, options: text === '' ? [] : text.split('\n') };
    case 'default':
    case 'pattern':
      return text === '' ? without(definition, field) : { ...definition, [field]: text };
    case 'min':
    case 'max':
    case 'maxLength':
      return text === '' || Number.isNaN(Number(text)) ? without(definition, field) : { ...definition, [field]: Number(text) };
  }
}
