/** What the adapter promises of every registry, whichever server answers. */
import { describe, expect, it } from 'vitest';
import type { ImageRegistry } from '../src/domains/images/image.ports.ts';

export interface RegistrySubject {
  readonly registry: ImageRegistry;
  /** The same without credentials, or with wrong ones. */
  readonly stranger: ImageRegistry;
  /** As references name it. */
  readonly host: string;
  /** Puts an image with this content under a tag and gives its digest. */
  push(repository: string, tag: string, content: string): Promise<string>;
  readonly isOpen: boolean;
}

const signal = new AbortController().signal;

export function describeImageRegistry(name: string, subject: () => RegistrySubject): void {
  const digestOf = (repository: string, reference: string, known?: string) =>
    subject().registry.findDigest({ registry: subject().host, repository, reference }, { known, signal });
  const tagsOf = (repository: string) => subject().registry.listTags({ registry: subject().host, repository }, { signal });

  describe(`an image registry: ${name}`, () => {
    it('says what a tag stands for, and what it stands for after a push', async () => {
      const first = await subject().push('acme/shop', '1.0.0', 'first');
      expect(await digestOf('acme/shop', '1.0.0')).toBe(first);
      const second = await subject().push('acme/shop', '1.0.0', 'second');
      expect(second).not.toBe(first);
      expect(await digestOf('acme/shop', '1.0.0')).toBe(second);
    });

    it('is asked for what is known already', async () => {
      const digest = await subject().push('acme/known', 'latest', 'same');
      expect(await digestOf('acme/known', 'latest', digest)).toBe(digest);
      const next = await subject().push('acme/known', 'latest', 'other');
      expect(await digestOf('acme/known', 'latest', digest)).toBe(next);
    });

    it('finds an image by its digest', async () => {
      const digest = await subject().push('acme/by-digest', 'v1', 'x');
      expect(await digestOf('acme/by-digest', digest)).toBe(digest);
    });

    it('lists every tag, over pages', async () => {
      const tags = ['1.0.0', '1.0.1', '1.1.0', '2.0.0-rc.1', '2.0.0', 'latest', 'nightly'];
      for (const tag of tags) await subject().push('acme/many', tag, tag);
      expect((await tagsOf('acme/many'))?.toSorted()).toEqual(tags.toSorted());
    });

    it('finds nothing where there is nothing', async () => {
      await subject().push('acme/lonely', 'here', 'x');
      expect(await digestOf('acme/lonely', 'gone')).toBeUndefined();
      expect(await digestOf('acme/nobody', 'latest')).toBeUndefined();
      expect(await tagsOf('acme/nobody')).toBeUndefined();
    });

    it('lets strangers in only where it is open', async () => {
      const { stranger, host: registry, isOpen } = subject();
      const digest = await subject().push('acme/closed', 'latest', 'x');
      const asked = stranger.findDigest({ registry, repository: 'acme/closed', reference: 'latest' }, { signal });
      if (isOpen) expect(await asked).toBe(digest);
      else await expect(asked).rejects.toMatchObject({ code: 'upstream_failed', details: { reason: 'Unauthorized' } });
    });
  });
}
