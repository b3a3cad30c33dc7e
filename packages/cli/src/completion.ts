/**
 * Shell completion, made from the program itself: nouns, verbs and flags, so that a new command completes without more ado.
 * The scripts only look words up in a table and run nothing, which keeps Tab as fast as it can be.
 */
import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

interface Entry {
  /** The words that lead here, such as `deployments create`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly string[];
}

function flagsOf(command: Command): string[] {
  return command.options.flatMap((option) => [option.long, option.short]).filter((flag) => flag !== undefined && flag !== null);
}

/** What may follow each sequence of words, parents' flags included. */
export function completionTable(program: Command): Entry[] {
  const visit = (command: Command, path: readonly string[], inherited: readonly string[]): Entry[] => {
    const flags = [...inherited, ...flagsOf(command)];
    const names = command.commands.map((child) => child.name());
    const own = { path: path.join(' '), words: [...names, ...flags, '--help'] };
    return [own, ...command.commands.flatMap((child) => visit(child, [...path, child.name()], flags))];
  };
  return visit(program, [], []);
}

function cases(table: readonly Entry[], line: (entry: Entry) => string): string {
  return table.map(line).join('\n');
}

function bashScript(name: string, table: readonly Entry[]): string {
  return `_${name}() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  while :; do
    case "$path" in
${cases(table, (entry) => `      '${entry.path}') words='${entry.words.join(' ')}' ;;`)}
      *) path="\${path% *}"; continue ;;
    esac
    break
  done
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _${name} ${name}
`;
}

function fishScript(name: string, table: readonly Entry[]): string {
  const lines = table.flatMap((entry) => {
    const seen =
      entry.path === ''
        ? `test (count (commandline -opc)) -eq 1`
        : `string match -q '${name} ${entry.path}*' -- (commandline -opc | string join ' ')`;
    return `complete -c ${name} -n "${seen}" -f -a '${entry.words.join(' ')}'`;
  });
  return `${lines.join('\n')}\n`;
}

/** The script to be read by the shell, as with `source <(moorage completion bash)`. */
export function completionScript(program: Command, shell: Shell): string {
  const table = completionTable(program);
  const name = program.name();
  switch (shell) {
    case 'bash':
      return bashScript(name, table);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(name, table)}`;
    case 'fish':
      return fishScript(name, table);
  }
}
