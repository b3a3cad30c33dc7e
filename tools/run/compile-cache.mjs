// Loaded before a process of tests (`vitest.config.ts`): what an earlier one has stripped of types and compiled, this one need not.
import { enableCompileCache } from 'node:module';
import path from 'node:path';

enableCompileCache(path.resolve(import.meta.dirname, '..', '..', '.cache', 'compiled'));
