/**
 * Cycles between folders, from the modules that the import checker has found.
 *
 * The checker could tell them itself, but only of all the modules that it reads: to leave out the tests it would have to read
 * the tree a second time. A folder needs another when a module in it, or in a folder below it, imports one that lies there.
 */
import path from 'node:path';

export interface ImportingModule {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

export interface FolderCycle {
  readonly from: string;
  readonly to: string;
  /** The way back, from `to` to `from`. */
  readonly via: readonly string[];
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The folder of a file and all that it lies in, the innermost first. */
function foldersAround(file: string): string[] {
  const folders: string[] = [];
  for (let folder = path.posix.dirname(file); folder !== '.' && folder !== '/'; folder = path.posix.dirname(folder)) {
    folders.push(folder);
  }
  return folders;
}

function folderGraph(modules: readonly ImportingModule[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    for (const folder of foldersAround(source)) {
      const needed = graph.get(folder) ?? new Set();
      graph.set(folder, needed);
      const outside = dependencies.filter(({ resolved }) => !resolved.startsWith(`${folder}/`));
      for (const { resolved } of outside) needed.add(path.posix.dirname(resolved));
    }
  }
  return graph;
}

/** A shortest way from one folder to another; undefined when there is none. */
function wayBetween(graph: Graph, from: string, to: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  // A set is walked in the order in which it grows: this is the search by breadth.
  for (const folder of cameFrom.keys()) {
    if (folder === to) break;
    for (const next of graph.get(folder) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, folder);
  }
  if (!cameFrom.has(to)) return undefined;
  const way: string[] = [];
  for (let step: string | undefined = to; step !== undefined; step = cameFrom.get(step)) way.unshift(step);
  return way;
}

/** Every need of a folder that leads back to it. */
export function findFolderCycles(modules: readonly ImportingModule[]): FolderCycle[] {
  const graph = folderGraph(modules);
  return [...graph].flatMap(([from, needed]) =>
    [...needed].flatMap((to) => {
      const via = wayBetween(graph, to, from);
      return via === undefined ? [] : [{ from, to, via }];
    }),
  );
}
