import type { SecretImportResult } from '@moorage/sdk/types';
import type { FieldIssue } from '../../api/errors.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';

interface ImportPreviewProps {
  readonly result: SecretImportResult | undefined;
  /** By line; where there are any, nothing is imported. */
  readonly problems: readonly FieldIssue[];
}

/** What an import would do. Whether a value is other than the one that is there is not told to anybody. */
export function ImportPreview({ result, problems }: ImportPreviewProps) {
  const { created, replaced } = result ?? { created: [], replaced: [] };
  return (
    <div className="space-y-2" role="status">
      {problems.length === 0 ? null : <p className="text-bad">Correct these lines, then look again. Nothing was saved.</p>}
      <Table label="What would happen">
        <thead>
          <tr>
            <Th>{problems.length === 0 ? 'Key' : 'Line'}</Th>
            <Th>What happens</Th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ path, message }) => (
            <PreviewRow key={`${path} ${message}`} what={path} tone="bad" text={`invalid: ${message}`} />
          ))}
          {created.map((key) => (
            <PreviewRow key={key} what={key} tone="ok" text="new" />
          ))}
          {replaced.map((key) => (
            <PreviewRow key={key} what={key} tone="warn" text="gets a new version" />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

interface PreviewRowProps {
  readonly what: string;
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly text: string;
}

function PreviewRow({ what, tone, text }: PreviewRowProps) {
  return (
    <Tr>
      <Td className={`font-mono text-[13px] ${tone === 'bad' ? 'whitespace-nowrap' : 'break-all'}`}>{what}</Td>
      <Td>{tone === 'bad' ? <span className="text-bad">{text}</span> : <Badge tone={tone}>{text}</Badge>}</Td>
    </Tr>
  );
}
