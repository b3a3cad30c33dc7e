import type { TemplateDraft } from '@moorage/sdk/types';
import { FileInput, WandSparkles } from 'lucide-react';
import { useState } from 'react';
import { can } from '../../../lib/can.ts';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { GenerateDialog } from './GenerateDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';

/** Ways not to begin with an empty page. */
export function DraftSources({ onDraft }: { readonly onDraft: (draft: TemplateDraft) => void }) {
  const [open, setOpen] = useState<'import' | 'generate'>();
  const { orgId } = useCurrentTeam();
  const me = useMe();
  const close = () => setOpen(undefined);
  const take = (draft: TemplateDraft) => {
    close();
    onDraft(draft);
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setOpen('import')}>
        <FileInput aria-hidden="true" className="size-4" />
        Import a compose file
      </Button>
      {orgId !== undefined && can(me, 'template:generate') ? (
        <Button onClick={() => setOpen('generate')}>
          <WandSparkles aria-hidden="true" className="size-4" />
          Describe it instead
        </Button>
      ) : null}
      {open === 'import' ? <ImportDialog onDraft={take} onClose={close} /> : null}
      {open === 'generate' && orgId !== undefined ? <GenerateDialog orgId={orgId} onDraft={take} onClose={close} /> : null}
    </div>
  );
}
