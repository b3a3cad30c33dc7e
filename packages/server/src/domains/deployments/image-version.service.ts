/** Tags as versions. What is no whole version (`latest`, `1.29`) is none; `1.29.0-alpine` is a pre-release, as semver reads it. */
import semver from 'semver';

function versionOf(tag: string): semver.SemVer | undefined {
  return semver.parse(tag) ?? undefined;
}

export function isVersionRange(text: string): boolean {
  return semver.validRange(text) !== null;
}

/** Whether the tag is a newer version than the present one, or the present one is no version. */
export function isNewerTag(tag: string, presentTag: string | undefined): boolean {
  const next = versionOf(tag);
  const present = presentTag === undefined ? undefined : versionOf(presentTag);
  if (next === undefined) return false;
  return present === undefined ? tag !== presentTag : next.compare(present) > 0;
}

/** The newest version within the range; pre-releases only where the range names one of the same version. */
export function newestTag(tags: readonly string[], range: string): string | undefined {
  const wanted = new semver.Range(range);
  const found = tags.flatMap((tag) => {
    const version = versionOf(tag);
    return version === undefined || !wanted.test(version) ? [] : [{ tag, version }];
  });
  // Of two spellings of one version the plain one, whatever the order of the list.
  const order = found.toSorted((left, right) => right.version.compare(left.version) || (left.tag < right.tag ? -1 : 1));
  return order[0]?.tag;
}
