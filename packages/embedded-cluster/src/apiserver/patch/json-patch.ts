/** JSON patch (RFC 6902), with refusals that say which operation failed. */
import { messageOf } from '@moorage/core/errors';
import { clone, isObject } from '../json.ts';
import { refuse } from '../refusal.ts';
import type { Operation } from 'fast-json-patch';

export type ApplyJsonPatch = (target: unknown, patch: readonly unknown[]) => unknown;

const operations = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);
const maxOperations = 10_000;

function isOperation(value: unknown): value is Operation {
  return isObject(value) && typeof value['path'] === 'string' && operations.has(String(value['op']));
}

/** Loads the library; writes themselves are synchronous, so it must be there before one begins. */
export async function loadJsonPatch(): Promise<ApplyJsonPatch> {
  const { default: library } = await import('fast-json-patch');
  return (target, patch) => {
    if (patch.length > maxOperations)
      throw refuse('RequestEntityTooLarge', `a JSON patch may have at most ${maxOperations} operations`);
    if (!patch.every(isOperation)) throw refuse('BadRequest', 'each operation of a JSON patch needs a known `op` and a `path`');
    try {
      return library.applyPatch(clone(target), clone(patch), true, true, true).newDocument;
    } catch (error) {
      throw refuse(
        'Invalid',
        `the server rejected our request due to an error in our request: ${messageOf(error).split('\n')[0] ?? ''}`,
      );
    }
  };
}
