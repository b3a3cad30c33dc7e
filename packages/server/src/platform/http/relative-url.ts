import { z } from 'zod';

/**
 * Where a redirect may lead: a path of this site, in characters that a header can carry. Browsers read a backslash as a slash and
 * drop tabs and line breaks, so `/\evil.example` and `/<tab>/evil.example` would lead away.
 */
export const relativeUrl = z
  .string()
  .regex(/^\/(?![/\\])[!-~]*$/, 'must be a path of this site, beginning with one slash')
  .max(2000);
