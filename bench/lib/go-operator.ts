/** The Go program that ours is compared with, built into the testbed's cache. */
import path from 'node:path';
import { built } from '../../testbed/components.mjs';

const sources = path.resolve(import.meta.dirname, '..', 'go-operator');

export function goOperator(): string {
  return built('go-operator', console.log, { dir: sources });
}
