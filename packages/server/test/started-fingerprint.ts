/** What decides about the contents of a database on which a platform has started once, without loading the server. */
import path from 'node:path';
import { fingerprintDir } from '@moorage/testkit/postgres';

const sources = path.join(import.meta.dirname, '../src');
const seeded = ['migrations', 'platform/jobs', 'domains/templates'].map((folder) => path.join(sources, folder));

/** Changes with the schema, the job engine and the templates that ship with the platform. */
export function startedFingerprint(): string {
  return `started ${fingerprintDir(...seeded)}`;
}
