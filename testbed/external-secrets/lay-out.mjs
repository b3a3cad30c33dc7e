// The controllers of External Secrets, with Vault as their only provider.
//
// Their module brings every provider with it, some forty SDKs of clouds. Go lets nobody replace files of a module, so it is built from a
// copy in which the lists of providers and of generators are ours; nothing of the copy is kept but the program.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const name = 'github.com/external-secrets/external-secrets';
const parts = ['apis', 'pkg', 'go.mod'];
const lists = {
  'pkg/provider/register/register.go': `package register\n\nimport _ "${name}/pkg/provider/vault"\n`,
  'pkg/generator/register/register.go': 'package register\n',
};
const definitions = ['externalsecrets', 'secretstores', 'clustersecretstores'];

/** Where the module of the version that `dir` asks for is. */
function download(dir) {
  const version = new RegExp(`${name} (v\\S+)`).exec(readFileSync(path.join(dir, 'go.mod'), 'utf8'))?.[1];
  const options = { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  return JSON.parse(execFileSync('go', ['mod', 'download', '-json', `${name}@${version}`], options)).Dir;
}

/** Lays out in `target` what the program is built from; `dir` holds its main file and its go.mod. */
export function layOut(dir, target) {
  rmSync(target, { recursive: true, force: true });
  const copy = path.join(target, 'controllers');
  mkdirSync(path.join(target, 'definitions'), { recursive: true });
  const module = download(dir);
  for (const file of ['main.go', 'go.mod', 'go.sum']) cpSync(path.join(dir, file), path.join(target, file));
  mkdirSync(copy);
  // Files of the module cache are read-only, their copies must not be.
  for (const part of parts) execFileSync('cp', ['-r', '--no-preserve=mode', path.join(module, part), copy]);
  for (const [file, text] of Object.entries(lists)) writeFileSync(path.join(copy, file), text);
  for (const plural of definitions) {
    const file = path.join(module, 'config', 'crds', 'bases', `external-secrets.io_${plural}.yaml`);
    writeFileSync(path.join(target, 'definitions', `${plural}.yaml`), readFileSync(file));
  }
}
