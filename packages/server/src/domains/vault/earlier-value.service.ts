/** Values from the time before the vault: sealed under `JWT_PRIVATE_ENC_KEY`, or not at all. They open until they are sealed anew. */
import { AppError } from '@moorage/core/errors';
import type { SealedPlace } from '../../platform/crypto/envelope.ts';
import type { SealedBox } from '../../platform/crypto/sealed-box.ts';
import { encryptedColumns } from './encrypted-columns.rules.ts';

const plainMark = 0;
const boxMark = 1;

/** Undefined where the value is none of that time. */
export function openEarlier(box: SealedBox | undefined, place: SealedPlace, value: Uint8Array): Buffer | undefined {
  const column = encryptedColumns.find(({ table, column: name }) => table === place.table && name === place.column);
  const before = column?.before;
  if (before === undefined) return undefined;
  if (value[0] === plainMark && before.mayBePlain) return Buffer.from(value.subarray(1));
  if (value[0] !== boxMark) return undefined;
  if (box !== undefined) return box.open(value, `${before.context}${place.row}`);
  throw new AppError('unavailable', 'This was sealed with a key that is not configured any more.', {
    details: { nextStep: 'Set JWT_PRIVATE_ENC_KEY to the key it had until `moorage encrypt status` shows no earlier values.' },
  });
}
