import { useQueryClient } from '@tanstack/react-query';
import type { V1Credential } from '@moorage/sdk/types';
import { useState } from 'react';
import { deleteCredential, revealCredential, updateCredential } from '../../../api/credentials.ts';
import {
  bodyOfCredential,
  draftOfCredential,
  fieldsOf,
  hasSecret,
  pathsOfPlace,
  pathsOfSecret,
  secretOf,
} from '../../../lib/credential-kinds.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { RevealDialog } from '../../../shared/RevealDialog.tsx';
import { NameFields, ScopeFields, SecretFields } from './CredentialFields.tsx';
import type { CredentialMove } from './CredentialTable.tsx';

interface CredentialDialogsProps {
  readonly orgId: string;
  readonly move: CredentialMove | undefined;
  readonly onClose: () => void;
}

/** The dialog that belongs to what was chosen of a credential. */
export function CredentialDialogs({ orgId, move, onClose }: CredentialDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { kind, credential } = move;
  const place = { orgId, id: credential.id };
  if (kind === 'edit') return <EditCredential orgId={orgId} credential={credential} onClose={onClose} />;
  if (kind === 'replace') return <ReplaceSecret orgId={orgId} credential={credential} onClose={onClose} />;
  if (kind === 'reveal') {
    return (
      <RevealDialog
        title={`The secret of ${credential.name}`}
        reveal={async () => revealedParts(credential, await revealCredential(place))}
        onClose={onClose}
      >
        <p>It is shown on this screen. That you have seen it is written to the audit log of the organization.</p>
      </RevealDialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${credential.name}`}
      action="Delete"
      danger
      onConfirm={() => deleteCredential(queries, place)}
    >
      <p>It is gone for good. At the provider it stays valid: take it back there, too.</p>
      <p className="text-muted">Where something still uses it, nothing is deleted, and you are told what.</p>
    </ConfirmDialog>
  );
}

function revealedParts({ kind }: V1Credential, secret: Readonly<Record<string, string>>) {
  const labels = new Map(fieldsOf(kind).map(({ name, label }) => [name, label]));
  return Object.entries(secret).map(([name, text]) => ({ label: labels.get(name) ?? name, text }));
}

interface OneCredentialProps {
  readonly orgId: string;
  readonly credential: V1Credential;
  readonly onClose: () => void;
}

function EditCredential({ orgId, credential, onClose }: OneCredentialProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOfCredential(credential));
  const save = () => {
    const { name, scope_kind, scope_version, scope } = bodyOfCredential(draft);
    const place = { account_id: draft.accountId.trim(), region: draft.region.trim() };
    return updateCredential(
      queries,
      { orgId, id: credential.id },
      { ...place, ...(name === undefined ? {} : { name }), scope_kind, scope_version, scope },
    );
  };
  return (
    <FormDialog
      title={credential.name}
      action="Save"
      attempt="The credential could not be changed"
      canSubmit={draft.name.trim() !== '' && (draft.scopeKind === 'credential_provider' || draft.scope.trim() !== '')}
      onSubmit={save}
      onClose={onClose}
      paths={pathsOfPlace(draft)}
    >
      {(problemAt) => (
        <>
          <NameFields value={draft} onChange={setDraft} problemAt={problemAt} />
          <ScopeFields value={draft} onChange={setDraft} problemAt={problemAt} />
        </>
      )}
    </FormDialog>
  );
}

function ReplaceSecret({ orgId, credential, onClose }: OneCredentialProps) {
  const queries = useQueryClient();
  const { id, kind, name } = credential;
  const [secret, setSecret] = useState<Readonly<Record<string, string>>>({});
  return (
    <FormDialog
      title={`Replace the secret of ${name}`}
      description="All of it at once; the old one is not needed for that, and is gone afterwards."
      action="Replace"
      attempt="The secret could not be replaced"
      canSubmit={hasSecret(kind, secret)}
      onSubmit={() => updateCredential(queries, { orgId, id }, { secret: secretOf(kind, secret) })}
      onClose={onClose}
      paths={pathsOfSecret(kind)}
    >
      {(problemAt) => <SecretFields kind={kind} value={secret} onChange={setSecret} problemAt={problemAt} />}
    </FormDialog>
  );
}
