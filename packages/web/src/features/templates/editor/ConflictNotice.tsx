import { clashingFields, formOfTemplate, planFieldChanges } from '../../../lib/template-form.ts';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { FieldChanges } from '../FieldChanges.tsx';
import type { TemplateEditing } from './use-template-editing.ts';

/** Somebody saved first: both versions side by side, and the two ways on. */
export function ConflictNotice({ editing }: { readonly editing: TemplateEditing }) {
  const { theirs, base, form } = editing;
  if (theirs === undefined) return null;
  const saved = formOfTemplate(theirs);
  const clashes = clashingFields(base, form, saved);
  return (
    <Callout
      tone="warn"
      role="alert"
      title={`Somebody saved version ${theirs.version} while you were editing; yours is not saved.`}
      actions={
        <>
          <Button onClick={editing.rebase}>Put my edits over it</Button>
          <Button onClick={editing.takeTheirs}>Drop my edits</Button>
        </>
      }
    >
      <p>
        {clashes.length === 0
          ? 'You changed different fields: put over it, both changes stay.'
          : `Both changed: ${clashes.map((clash) => clash.label.toLowerCase()).join(', ')}. Put over it, yours wins there.`}
      </p>
      <div className="grid gap-6 pt-2 *:min-w-0 lg:grid-cols-2">
        <section className="space-y-2">
          <h3 className="font-semibold">Their version {theirs.version}</h3>
          <FieldChanges changes={planFieldChanges(base, saved)} label="What they changed" />
        </section>
        <section className="space-y-2">
          <h3 className="font-semibold">Your edits</h3>
          <FieldChanges changes={planFieldChanges(base, form)} label="What you changed" />
        </section>
      </div>
    </Callout>
  );
}
