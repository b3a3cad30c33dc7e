import type { Db } from '../../platform/db/database.ts';
import { findTemplateById, listTemplateIds } from './template.store.ts';
import type { SeenCopy, TemplateCopies } from './template.ports.ts';
import { rowToCopy } from './template.view.ts';

export interface TemplateSyncDeps {
  readonly db: Db;
  readonly copies: TemplateCopies;
}

export interface TemplateSyncService {
  /** Brings the copy of one template to what its row says; of one that is gone nothing stays. */
  one(templateId: string): Promise<'applied' | 'removed'>;
  /** Ids of all templates and of all copies, for who looks at each. */
  everyId(): Promise<string[]>;
}

async function removeStrays(copies: TemplateCopies, seen: readonly SeenCopy[]): Promise<void> {
  for (const { name, templateId } of seen) if (templateId === undefined) await copies.removeStray(name);
}

export function createTemplateSync({ db, copies }: TemplateSyncDeps): TemplateSyncService {
  return {
    async one(templateId) {
      const row = await db.system('sync a template', (tx) => findTemplateById(tx, templateId));
      if (row === undefined) await copies.remove(templateId);
      else await copies.apply(rowToCopy(row));
      return row === undefined ? 'removed' : 'applied';
    },
    async everyId() {
      const ids = await db.system('sync all templates', (tx) => listTemplateIds(tx));
      const seen = await copies.list();
      await removeStrays(copies, seen);
      return [...new Set([...ids, ...seen.flatMap((one) => (one.templateId === undefined ? [] : [one.templateId]))])];
    },
  };
}
