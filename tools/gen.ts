/** `npm run gen`: writes everything that is generated. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { generators } from './generators.ts';

for (const { name, program } of generators) {
  console.log(`• ${name}`);
  const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program], { stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
