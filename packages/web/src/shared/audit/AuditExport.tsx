import { Download } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';

const formats = [
  { format: 'ndjson', label: 'JSON lines, with the seals' },
  { format: 'csv', label: 'CSV, for a spreadsheet' },
] as const;

/** What is shown, as a file: the whole of it and not only the pages that were loaded. */
export function AuditExport({ pathOf }: { readonly pathOf: (format: 'ndjson' | 'csv') => string }) {
  return (
    <Menu trigger={<Button>Export</Button>}>
      {formats.map(({ format, label }) => (
        <MenuItem
          key={format}
          icon={<Download className="size-4" />}
          render={<a href={pathOf(format)} download aria-label={label} />}
        >
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
