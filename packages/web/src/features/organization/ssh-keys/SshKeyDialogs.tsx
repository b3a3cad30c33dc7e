import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteSshKey, downloadSshKey, revealSshKey, type SshKeyPart, type SshKeyPlace } from '../../../api/ssh-keys.ts';
import { can } from '../../../lib/can.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { RevealDialog } from '../../../shared/RevealDialog.tsx';
import { saveFile } from '../../../shared/save-file.ts';
import { useMe } from '../../../shared/use-session.ts';
import { Callout } from '../../../ui/Callout.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';
import type { SshKeyMove } from './SshKeyTable.tsx';

interface SshKeyDialogsProps {
  readonly orgId: string;
  readonly move: SshKeyMove | undefined;
  readonly onClose: () => void;
}

/** The dialog that belongs to what was chosen of a key. */
export function SshKeyDialogs({ orgId, move, onClose }: SshKeyDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { kind, sshKey } = move;
  const place = { orgId, id: sshKey.id };
  if (kind === 'download') return <DownloadSshKey place={place} name={sshKey.name} onClose={onClose} />;
  if (kind === 'reveal') {
    return (
      <RevealDialog
        title={`The private half of ${sshKey.name}`}
        reveal={async () => [{ label: 'Private key', text: await revealSshKey(place) }]}
        onClose={onClose}
      >
        <p>Whoever has it gets in wherever the key is let in. That you have seen it is written to the audit log.</p>
      </RevealDialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${sshKey.name}`}
      action="Delete"
      danger
      onConfirm={() => deleteSshKey(queries, place)}
    >
      <p>
        Both halves are gone for good. Where its public half was put by hand it stays: take it out of <code>authorized_keys</code>{' '}
        there.
      </p>
      <p className="text-muted">Where a server still uses it, nothing is deleted, and you are told which.</p>
    </ConfirmDialog>
  );
}

const parts: readonly { readonly part: SshKeyPart; readonly text: string }[] = [
  { part: 'public', text: 'the public half' },
  { part: 'private', text: 'the private half' },
  { part: 'both', text: 'both, as a ZIP file' },
];

interface DownloadSshKeyProps {
  readonly place: SshKeyPlace;
  readonly name: string;
  readonly onClose: () => void;
}

function DownloadSshKey({ place, name, onClose }: DownloadSshKeyProps) {
  const mayReveal = can(useMe(), 'ssh_key:reveal');
  const [part, setPart] = useState<SshKeyPart>('public');
  const save = async () => {
    const file = await downloadSshKey(place, part);
    saveFile(file.name, file.content, file.type);
  };
  return (
    <FormDialog
      title={`Download ${name}`}
      action="Download"
      attempt="The key could not be downloaded"
      onSubmit={save}
      onClose={onClose}
    >
      <Field label="What" hint={mayReveal ? undefined : 'The private half is for admins of the organization.'}>
        {(control) => (
          <SelectInput
            {...control}
            value={part}
            onChange={(event) => setPart(parts.find((each) => each.part === event.target.value)?.part ?? 'public')}
          >
            {parts.map((each) => (
              <option key={each.part} value={each.part} disabled={!mayReveal && each.part !== 'public'}>
                {each.text}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {part === 'public' ? null : (
        <Callout tone="warn" title="The private half leaves the vault.">
          <p>Keep the file where nobody else reads it. The download is written to the audit log.</p>
        </Callout>
      )}
    </FormDialog>
  );
}
