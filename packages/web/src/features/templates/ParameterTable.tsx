import type { EnvVarDefinition } from '@moorage/sdk/types';
import { Tag } from '../../ui/Badge.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';

/** The limits of a parameter in words. */
function rulesOf(definition: EnvVarDefinition): string {
  const rules = [
    definition.min === undefined ? '' : `at least ${definition.min}`,
    definition.max === undefined ? '' : `at most ${definition.max}`,
    definition.maxLength === undefined ? '' : `at most ${definition.maxLength} characters`,
    definition.pattern === undefined ? '' : `matches ${definition.pattern}`,
    definition.options === undefined ? '' : `one of ${definition.options.join(', ')}`,
  ];
  return rules.filter((rule) => rule !== '').join('; ');
}

export function ParameterTable({ definitions }: { readonly definitions: readonly EnvVarDefinition[] }) {
  if (definitions.length === 0) return <p className="text-muted">This template asks for nothing.</p>;
  return (
    <Table label="Parameters">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Type</Th>
          <Th>Default</Th>
          <Th className="max-md:hidden">Meaning</Th>
        </tr>
      </thead>
      <tbody>
        {definitions.map((definition) => (
          <Tr key={definition.name}>
            <Td>
              <span className="flex flex-wrap items-center gap-1.5">
                <span className="font-mono text-[13px]">{definition.name}</span>
                {definition.required ? <Tag>required</Tag> : null}
                {definition.secret ? <Tag>secret</Tag> : null}
              </span>
            </Td>
            <Td>{definition.type}</Td>
            <Td className="font-mono text-[13px] break-all">{definition.secret ? '' : (definition.default ?? '')}</Td>
            <Td className="max-md:hidden">
              {definition.description}
              <span className="block text-[13px] text-muted">{rulesOf(definition)}</span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
