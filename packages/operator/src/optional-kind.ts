/**
 * Kinds of other projects that a cluster may or may not serve, and may begin or cease to serve while we run.
 *
 * Watching a kind that is not served fails for ever, so the definition is watched (that one object, not all definitions), and the
 * informers of its kinds run while it is established. Three states, because "not there" and "not yet read" must not be taken for
 * each other: on the first, people are told that something is missing.
 */
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { Source } from '@moorage/kube/runtime/controller';
import { createInformer, type Informer, type InformerDeps } from '@moorage/kube/runtime/informer';

export type EngineState = 'absent' | 'starting' | 'served';

interface DefinitionSpec {
  readonly versions?: readonly { readonly name: string; readonly served?: boolean }[];
}
interface DefinitionStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}
type Definition = KubeObject<DefinitionSpec, DefinitionStatus>;

export interface OptionalKindOptions {
  /** `plural.group` of the definition that stands for the whole project. */
  readonly definition: string;
  readonly version: string;
  /** Made anew each time the kind appears. */
  readonly informers: () => readonly Informer[];
}

export interface OptionalKind {
  readonly name: string;
  state(): EngineState;
  /** Resolves when the first answer is there, or the time is up. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A controller's source: changes of its objects, and of being served at all. */
  source(toKeys: (object: KubeObject) => readonly string[], allKeys: () => readonly string[]): Source;
}

const firstAnswerMs = 10_000;

/** Definitions are large; what matters of them is not. */
function essence(definition: Definition): Definition {
  const versions = (definition.spec?.versions ?? []).map(({ name, served }) => ({
    name,
    ...(served === undefined ? {} : { served }),
  }));
  return { ...definition, spec: { versions } };
}

function isServed(definition: Definition | undefined, version: string): boolean {
  const isEstablished = definition?.status?.conditions?.some((each) => each.type === 'Established' && each.status === 'True');
  return (
    isEstablished === true && definition?.spec?.versions?.some((each) => each.name === version && each.served !== false) === true
  );
}

interface Running {
  readonly informers: readonly Informer[];
  readonly unsubscribe: readonly (() => void)[];
}

/** Makes it; nothing runs before it is started. */
export function createOptionalKind(deps: InformerDeps, options: OptionalKindOptions): OptionalKind {
  const { definition: name, version } = options;
  const definitions = createInformer<Definition>(deps, {
    resource: resources.customResourceDefinition,
    fieldSelector: `metadata.name=${name}`,
    transform: essence,
  });
  // `undefined` stands for everything: the kind has come or gone.
  const listeners = new Set<(object: KubeObject | undefined) => void>();
  let running: Running | undefined;
  let switching: Promise<void> = Promise.resolve();
  let isStopped = true;
  const tell = (object: KubeObject | undefined): void => listeners.forEach((listener) => listener(object));

  async function appear(): Promise<void> {
    const informers = options.informers();
    const unsubscribe = informers.map((informer) =>
      informer.onChange((change) => {
        tell(change.object);
        if (change.previous !== undefined) tell(change.previous);
      }),
    );
    running = { informers, unsubscribe };
    await Promise.all(informers.map((informer) => informer.start()));
    tell(undefined);
  }

  async function vanish(): Promise<void> {
    const gone = running;
    running = undefined;
    gone?.unsubscribe.forEach((end) => end());
    await Promise.all((gone?.informers ?? []).map((informer) => informer.stop()));
    tell(undefined);
  }

  function follow(): void {
    const wanted = !isStopped && isServed(definitions.get(name), version);
    // Informers that wait for their first list would hold up what comes next: stopping ends their wait.
    if (!wanted && running !== undefined) void Promise.all(running.informers.map((informer) => informer.stop()));
    switching = switching.then(async () => {
      const isWanted = !isStopped && isServed(definitions.get(name), version);
      if (isWanted === (running !== undefined)) return;
      await (isWanted ? appear() : vanish());
    });
  }

  function state(): EngineState {
    if (!definitions.hasSynced()) return 'starting';
    if (!isServed(definitions.get(name), version)) return 'absent';
    return running?.informers.every((informer) => informer.hasSynced()) === true ? 'served' : 'starting';
  }

  definitions.onChange(follow);
  return {
    name,
    state,
    async start() {
      isStopped = false;
      const answered = (async () => {
        await definitions.start();
        follow();
        await switching;
        tell(undefined);
      })();
      const waited = new AbortController();
      await Promise.race([answered, deps.clock.sleep(firstAnswerMs, waited.signal)]);
      waited.abort();
    },
    async stop() {
      isStopped = true;
      await definitions.stop();
      follow();
      await switching;
    },
    source: (toKeys, allKeys) => ({
      name,
      // Whoever reads copes with "starting".
      hasSynced: () => true,
      subscribe(add) {
        const listener = (object: KubeObject | undefined): void =>
          (object === undefined ? allKeys() : toKeys(object)).forEach(add);
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    }),
  };
}
