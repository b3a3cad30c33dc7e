import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteTemplate } from '../../api/actions.ts';
import { ConfirmDialog } from '../../shared/ConfirmDialog.tsx';
import { Button } from '../../ui/Button.tsx';

export function DeleteTemplate({ name }: { readonly name: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const remove = async () => {
    await deleteTemplate(queries, name);
    await navigate({ to: '/templates' });
  };
  return (
    <>
      <Button tone="danger" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`Delete the template ${name}`}
        action="Delete"
        danger
        onConfirm={remove}
      >
        <p>Nobody can deploy from it any more. Deployments made from it stay as they are.</p>
      </ConfirmDialog>
    </>
  );
}
