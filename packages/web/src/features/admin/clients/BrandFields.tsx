import type { ClientDraft } from '../../../lib/client-form.ts';
import { TextField } from './TextField.tsx';

interface DraftFieldsProps {
  readonly draft: ClientDraft;
  readonly onChange: (change: Partial<ClientDraft>) => void;
}

/** What its users see in place of the platform. */
export function BrandFields({ draft, onChange }: DraftFieldsProps) {
  return (
    <fieldset className="space-y-4">
      <legend className="mb-2 font-semibold">Brand</legend>
      <TextField
        label="Shown name"
        maxLength={100}
        placeholder={draft.name}
        value={draft.brandName}
        onChange={(brandName) => onChange({ brandName })}
      />
      <TextField
        label="Logo"
        hint="An https address of a picture."
        type="url"
        maxLength={2000}
        value={draft.logoUrl}
        onChange={(logoUrl) => onChange({ logoUrl })}
      />
      <TextField
        label="Colour"
        hint="Such as #1d4ed8: seen on white and on black alike."
        maxLength={7}
        value={draft.primaryColor}
        onChange={(primaryColor) => onChange({ primaryColor })}
      />
      <TextField
        label="Support address"
        type="email"
        maxLength={254}
        value={draft.supportEmail}
        onChange={(supportEmail) => onChange({ supportEmail })}
      />
    </fieldset>
  );
}
