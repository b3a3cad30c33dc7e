import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Release } from '@moorage/sdk/types';
import { useState } from 'react';
import { toast } from 'sonner';
import { rollbackDeployment } from '../../../api/actions.ts';
import { releaseDiffQuery } from '../../../api/queries.ts';
import { canReturnTo, releaseCause } from '../../../lib/releases.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { EvidencePanel } from '../../../shared/EvidencePanel.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../../ui/Dialog.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';
import { ReleaseChanges } from './ReleaseChanges.tsx';

interface ReleaseDialogProps {
  readonly name: string;
  readonly release: Release;
  /** What is wanted now; what the release is compared with. */
  readonly current: Release | undefined;
  readonly canRollBack: boolean;
  readonly onClose: () => void;
}

/** One release: how it differs from what is wanted now, why it failed if it did, and the way back to it. */
export function ReleaseDialog({ name, release, current, canRollBack, onClose }: ReleaseDialogProps) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const rollback = useMutation({
    mutationFn: () => rollbackDeployment(queries, name, release.number, reason.trim()),
    onSuccess: () => {
      onClose();
      toast.success(`${name} goes back to release ${release.number}`);
    },
  });
  const mayReturn = canRollBack && canReturnTo(release);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Release ${release.number}`}
      description={`${releaseCause(release)} by ${release.by.email ?? release.by.name ?? 'Moorage'}`}
      size="large"
    >
      <div className="space-y-5">
        {release.evidence === null ? null : <EvidencePanel evidence={release.evidence} />}
        <section className="space-y-2">
          <h3 className="font-semibold">{release.isCurrent ? 'What changed with it' : 'Going back to it would change'}</h3>
          <Comparison name={name} release={release} current={current} />
        </section>
        {mayReturn ? (
          <Field label="Reason" hint="Kept with the new release, for whoever asks later.">
            {(control) => (
              <TextInput {...control} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        ) : null}
        {rollback.error === null ? null : <ErrorView error={rollback.error} attempt="The rollback was refused" />}
      </div>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        {mayReturn ? (
          <Button tone="primary" busy={rollback.isPending} onClick={() => rollback.mutate()}>
            Roll back to release {release.number}
          </Button>
        ) : null}
      </DialogActions>
    </Dialog>
  );
}

function Comparison({ name, release, current }: Pick<ReleaseDialogProps, 'name' | 'release' | 'current'>) {
  const [from, to] = release.isCurrent ? [release.number - 1, release.number] : [current?.number ?? 0, release.number];
  const query = useQuery({ ...releaseDiffQuery(name, from, to), enabled: from > 0 });
  if (from <= 0) return <p className="text-muted">It is the first one; there is nothing to compare it with.</p>;
  return (
    <Loaded query={query} what="The difference" skeletonRows={3}>
      {(diff) => <ReleaseChanges diff={diff} />}
    </Loaded>
  );
}
