/** What is promised of every keeper of a root key, wherever that is. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RootKeyKeeper } from '../src/domains/vault/vault.ports.ts';

const context = 'moorage/vault-key/018f0000-0000-7000-8000-000000000001/1';

export function describeRootKey(name: string, open: () => Promise<RootKeyKeeper>): void {
  describe(`a root key: ${name}`, () => {
    it('gives back what it has wrapped, and wraps nothing twice alike', async () => {
      const keeper = await open();
      const key = randomBytes(32);
      const [one, two] = [await keeper.wrap(key, context), await keeper.wrap(key, context)];
      expect(one.equals(two)).toBe(false);
      for (const wrapped of [one, two]) {
        expect(wrapped.includes(key)).toBe(false);
        expect((await keeper.unwrap(wrapped, context)).equals(key)).toBe(true);
      }
    });

    it('has the same id each time it is opened, which tells nothing of the key', async () => {
      const [one, two] = [await open(), await open()];
      expect(two.id).toBe(one.id);
      const wrapped = await one.wrap(Buffer.from('key'), context);
      expect((await two.unwrap(wrapped, context)).toString()).toBe('key');
    });

    it('opens nothing under another context', async () => {
      const keeper = await open();
      const wrapped = await keeper.wrap(randomBytes(32), context);
      for (const other of ['', `${context}0`, context.slice(0, -1), context.replace('1/1', '2/1'), 'moorage/root-key-check'])
        await expect(keeper.unwrap(wrapped, other)).rejects.toThrow();
    });

    it('opens nothing of which a bit was flipped or a piece is missing', async () => {
      const keeper = await open();
      const wrapped = await keeper.wrap(randomBytes(32), context);
      for (let at = 0; at < wrapped.byteLength; at += 7) {
        const changed = Buffer.from(wrapped);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
        await expect(keeper.unwrap(changed, context)).rejects.toThrow();
      }
      for (const length of [0, 1, wrapped.byteLength - 5]) {
        await expect(keeper.unwrap(wrapped.subarray(0, length), context)).rejects.toThrow();
      }
    });
  });
}
